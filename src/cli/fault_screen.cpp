// The words of a fault around the lines it lies in.
#include "cli/fault_screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "output/paint.hpp"
#include "output/source_excerpt.hpp"

namespace audience {
namespace {

/// Beyond that the lines before make a screen longer than they make it clearer.
constexpr std::size_t few_faults = 8;

std::string excerpt_of(std::string_view text, const Place& place, LinesShown shown, std::size_t width) {
  const std::string excerpt =
      source_excerpt(text, {place.line, place.column, token_at(text, place).text.size()}, shown, width);
  const std::size_t end = excerpt.find_last_of('^') + 1;  // the last line is that of the carets
  const std::size_t begin = excerpt.find_last_not_of('^', end - 1) + 1;
  return excerpt.substr(0, begin) + painted(excerpt.substr(begin, end - begin), Ink::fault) +
         excerpt.substr(end);
}

}  // namespace

FaultyToken token_at(std::string_view text, const Place& place) {
  std::size_t line = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  for (int number = 1; number < place.line; ++number) line = text.find('\n', line) + 1;
  const std::size_t at = std::min(line + static_cast<std::size_t>(place.column - 1), text.size());
  const bool at_end = at == text.size() || text[at] == '\n' || text[at] == '\r';
  return {text.substr(line, at - line), text.substr(at, at_end ? 0 : end_of_token(text, at) - at)};
}

std::string fault_screen(const std::vector<FaultyFile>& files, const RemedyWords& words, std::size_t width) {
  std::size_t count = 0;
  for (const FaultyFile& file : files) count += file.faults.size();
  const LinesShown shown = count > few_faults ? LinesShown::line_alone : LinesShown::with_line_before;
  std::string screen;
  for (const FaultyFile& file : files) {
    for (const Fault& fault : file.faults) {
      const Place& place = fault.place;
      screen += fmt::format("{}:{}:{}: {}\n", printable(file.name), place.line, place.column,
                            printable(worded(fault, words)));
      if (file.text) screen += excerpt_of(*file.text, place, shown, width);
      if (!place.pointer.empty())
        screen += fmt::format("{:{}}{}\n", "", excerpt_indent, printable(place.pointer));
    }
    if (file.unlisted > 0) screen += fmt::format("… and {} more\n", file.unlisted);
  }
  return screen;
}

}  // namespace audience
