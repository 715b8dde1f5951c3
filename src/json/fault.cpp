// Faults as text: sorted by place, cut at the twentieth.
#include "json/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "audience/error.hpp"
#include "base/utf8.hpp"

namespace audience {

std::string worded(const Fault& fault, RemedyWords words) {
  const std::string remedy = words == nullptr ? std::string() : words(fault.advice);
  return remedy.empty() ? fault.message : fault.message + "; " + remedy;
}

void Faults::add(Place place, std::string message, Advice advice) {
  constexpr std::size_t kept_at_most = 10000;
  if (count_++ < kept_at_most) faults_.push_back({std::move(place), std::move(message), std::move(advice)});
}

std::vector<Fault> Faults::in_order() const {
  std::vector<Fault> sorted = faults_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Fault& a, const Fault& b) {
    return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
  });
  if (sorted.size() > most) sorted.erase(sorted.begin() + most, sorted.end());
  return sorted;
}

std::string Faults::to_text(std::string_view file, RemedyWords words) const {
  std::string text;
  for (const Fault& fault : in_order()) {
    const Place& place = fault.place;
    text += fmt::format("{}{}:{}:{}{}{}: {}", text.empty() ? "" : "\n", file, place.line, place.column,
                        place.pointer.empty() ? "" : " ", printable(place.pointer), worded(fault, words));
  }
  if (count_ > most) text += fmt::format("\n… and {} more", count_ - most);
  return text;
}

void Faults::throw_if_any(std::string_view file) const {
  if (!empty()) throw FaultyDocument({{std::string(file), *this}});
}

FaultyDocument::FaultyDocument(const std::vector<File>& files)
    : Error(ErrorKind::invalid_input, lines_of(files, nullptr)),
      files_(std::make_shared<const std::vector<File>>(files)) {}

std::string FaultyDocument::lines_of(const std::vector<File>& files, RemedyWords words) {
  std::string lines;
  for (const File& file : files) {
    if (!lines.empty()) lines += '\n';
    lines += file.faults.to_text(file.name, words);
  }
  return lines;
}

}  // namespace audience
