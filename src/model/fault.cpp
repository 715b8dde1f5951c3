// Faults as text: sorted by place, cut at the twentieth.
#include "model/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "audience/error.hpp"
#include "base/utf8.hpp"

namespace audience {

void Faults::add(Place place, std::string message) {
  faults_.push_back({std::move(place), std::move(message)});
}

std::string Faults::to_text(std::string_view file) const {
  std::vector<const Fault*> sorted;
  sorted.reserve(faults_.size());
  for (const Fault& fault : faults_) sorted.push_back(&fault);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Fault* a, const Fault* b) {
    return std::tie(a->place.line, a->place.column) < std::tie(b->place.line, b->place.column);
  });
  std::string text;
  for (std::size_t i = 0; i < std::min(sorted.size(), most); ++i) {
    const Place& place = sorted[i]->place;
    if (i > 0) text += '\n';
    text += fmt::format("{}:{}:{}{}{}: {}", file, place.line, place.column, place.pointer.empty() ? "" : " ",
                        printable(place.pointer), sorted[i]->message);
  }
  if (sorted.size() > most) text += fmt::format("\n… and {} more", sorted.size() - most);
  return text;
}

void Faults::throw_if_any(std::string_view file) const {
  if (!empty()) throw FaultyDocument(to_text(file));
}

}  // namespace audience
