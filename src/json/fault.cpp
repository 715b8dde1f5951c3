// Faults in order of place, and as text.
#include "json/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/utf8.hpp"

namespace audience {

namespace {

std::string lines_of(const std::vector<FaultyFile>& files, const RemedyWords& words) {
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

bool is_before(const Place& a, const Place& b) {
  return std::tie(a.line, a.column) < std::tie(b.line, b.column);
}

}  // namespace

std::string worded(const Fault& fault, const RemedyWords& words) {
  const std::string remedy = words == nullptr ? std::string() : words(fault.advice);
  return remedy.empty() ? fault.message : fault.message + "; " + remedy;
}

Place Faults::located(JsonPlace place) const { return text_ ? text_->line_and_column(place) : Place{}; }

bool Faults::can_be_told(const Place& place) const {
  return kept_.size() < most || is_before(place, kept_.back().fault.place);
}

bool Faults::takes_hint(JsonPlace place) {
  // Faults that come last place first can each be told until the next: hence a bound on these too.
  constexpr std::size_t most_hints = 200;
  return hints_ < most_hints && can_be_told(located(place)) && ++hints_ > 0;
}

void Faults::keep(Kept kept) {
  ++count_;
  if (!can_be_told(kept.fault.place)) return;
  const auto after = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& other) {
    return is_before(kept.fault.place, other.fault.place);
  });
  kept_.insert(after, std::move(kept));
  if (kept_.size() > most) kept_.pop_back();
}

void Faults::add(JsonPlace place, std::string message, Advice advice) {
  keep({{located(place), std::move(message), std::move(advice)}, text_, place});
}

void Faults::add_located(Place place, std::string message, Advice advice) {
  keep({{std::move(place), std::move(message), std::move(advice)}, nullptr, {}});
}

std::vector<Fault> Faults::in_order() const {
  std::vector<Fault> faults;
  for (const Kept& one : kept_) {
    faults.push_back(one.fault);
    if (one.text) faults.back().place.pointer = one.text->pointer(one.place);
  }
  return faults;
}

FaultyFile Faults::in_file(std::string name) const {
  std::vector<Fault> sorted = in_order();
  const std::size_t unlisted = count_ - sorted.size();
  std::shared_ptr<const std::string> text;
  if (text_) text = {text_, &text_->text()};
  return {std::move(name), std::move(sorted), unlisted, std::move(text)};
}

std::string Faults::to_text(std::string_view file, const RemedyWords& words) const {
  return lines_of({in_file(std::string(file))}, words);
}

void Faults::throw_if_any(std::string_view file) const {
  if (!empty()) throw FaultyDocument({in_file(std::string(file))});
}

FaultyDocument::FaultyDocument(std::vector<FaultyFile> files)
    : Error(ErrorKind::invalid_input, lines_of(files, nullptr)),
      files_(std::make_shared<const std::vector<FaultyFile>>(std::move(files))) {}

std::string worded(const FaultyDocument& error, const RemedyWords& words) {
  return lines_of(error.files(), words);
}

}  // namespace audience
