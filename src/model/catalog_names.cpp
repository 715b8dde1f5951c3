// Each name with what it is of.
#include "model/catalog_names.hpp"

#include <fmt/format.h>

#include "model/window.hpp"
#include "model/wording.hpp"

namespace audience {

bool CatalogNames::claim_event(const std::string& name, JsonPlace place) {
  const auto windowed = split_window(name);
  if (name == "customer") {
    faults_.add(place, R"(an event must not be called "customer": so filters call the attributes)");
  } else if (windowed) {
    faults_.add(place, fmt::format("an event must not be called {}: so filters call the last {} days of {}",
                                   in_quotes(name), windowed->days, in_quotes(windowed->event)));
  } else {
    return claim(name, "event", place);
  }
  return false;
}

bool CatalogNames::claim(const std::string& name, std::string_view kind, JsonPlace place) {
  if (name == "audience") {
    faults_.add(place,
                fmt::format("an {} must not be called \"audience\": so filters call other audiences", kind));
    return false;
  }
  const auto [known, is_new] = kinds_.emplace(name, kind);
  if (is_new) return true;
  if (known->second == kind) {
    faults_.add(place, fmt::format("the {} {} is given twice", kind, in_quotes(name)));
  } else {
    faults_.add(place, fmt::format("{} is the name of an attribute already", in_quotes(name)));
  }
  return false;
}

}  // namespace audience
