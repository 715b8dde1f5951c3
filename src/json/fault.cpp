// Faults as text: sorted by place, cut at the twentieth.
#include "json/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/utf8.hpp"

namespace audience {

namespace {

std::string lines_of(const std::vector<FaultyFile>& files, RemedyWords words) {
  std::string lines;
  for (const FaultyFile& file : files) {
    for (const Fault& fault : file.faults) {
      const Place& place = fault.place;
      lines +=
          fmt::format("{}{}:{}:{}{}{}: {}", lines.empty() ? "" : "\n", file.name, place.line, place.column,
                      place.pointer.empty() ? "" : " ", printable(place.pointer), worded(fault, words));
    }
    if (file.unlisted > 0) lines += fmt::format("\n… and {} more", file.unlisted);
  }
  return lines;
}

}  // namespace

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

FaultyFile Faults::in_file(std::string name) const {
  std::vector<Fault> sorted = in_order();
  const std::size_t unlisted = count_ - sorted.size();
  return {std::move(name), std::move(sorted), unlisted};
}

std::string Faults::to_text(std::string_view file, RemedyWords words) const {
  return lines_of({in_file(std::string(file))}, words);
}

void Faults::throw_if_any(std::string_view file) const {
  if (!empty()) throw FaultyDocument({in_file(std::string(file))});
}

FaultyDocument::FaultyDocument(std::vector<FaultyFile> files)
    : Error(ErrorKind::invalid_input, lines_of(files, nullptr)),
      files_(std::make_shared<const std::vector<FaultyFile>>(std::move(files))) {}

std::string worded(const FaultyDocument& error, RemedyWords words) { return lines_of(error.files(), words); }

}  // namespace audience
