// The names of a catalog: attributes and events share one space of them, in which filters find them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "json/fault.hpp"

namespace audience {

class CatalogNames {
 public:
  explicit CatalogNames(Faults& faults) : faults_(faults) {}

  /// Takes a name for an `attribute` or an `event`; false, with a fault, where it means something else.
  bool claim(const std::string& name, std::string_view kind, JsonPlace place);
  /// The same for an event, whose name must not look like one with a window either.
  bool claim_event(const std::string& name, JsonPlace place);
  [[nodiscard]] bool has(const std::string& name) const { return kinds_.contains(name); }

 private:
  Faults& faults_;
  std::map<std::string, std::string_view> kinds_;
};

}  // namespace audience
