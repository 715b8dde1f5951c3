// Lines taken apart into cells, of which those around the place are shown.
#include "output/source_excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/utf8.hpp"

namespace audience {
namespace {

constexpr std::size_t tab_stop = 4;
constexpr std::string_view cut_mark = "…";

/// One sign of a line: the bytes it stands for and what is shown of it.
struct Sign {
  std::size_t from = 0, to = 0;
  std::string shown;
  std::size_t width = 0;
};

/// The line of that number, without its end.
std::string_view line_of(std::string_view text, int number) {
  std::size_t from = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  for (int line = 1; line < number && from < text.size(); ++line)
    from = std::min(text.find('\n', from), text.size() - 1) + 1;
  std::string_view line = text.substr(from, text.find('\n', from) - from);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The part of a line that a screen around the byte could hold: a document may be one line of megabytes.
std::size_t begin_of_part(std::string_view line, std::size_t byte, std::size_t width) {
  constexpr std::size_t bytes_of_sign = 16;  // with marks upon it
  std::size_t begin = byte - std::min(byte, bytes_of_sign * width);
  while (begin < line.size() && begin > 0 && (static_cast<unsigned char>(line[begin]) & 0xC0U) == 0x80U)
    ++begin;
  return begin;
}

std::vector<Sign> signs_of(std::string_view line, std::size_t begin, std::size_t end) {
  std::vector<Sign> signs;
  std::size_t column = 0;
  for (std::size_t at = begin; at < end;) {
    char32_t code = 0;
    const std::size_t length = std::max<std::size_t>(1, decode_utf8(line, at, code));
    Sign sign{at, at + length, printable(line.substr(at, length)), 0};
    if (line[at] == '\t') sign.shown = std::string(tab_stop - column % tab_stop, ' ');
    if (line[at] == '\r') sign.shown = " ";
    sign.width = display_width(sign.shown);
    column += sign.width;
    at += length;
    signs.push_back(std::move(sign));
  }
  return signs;
}

std::size_t width_of(const std::vector<Sign>& signs, std::size_t from, std::size_t to) {
  std::size_t width = 0;
  for (std::size_t i = from; i < to; ++i) width += signs[i].width;
  return width;
}

/// The signs that are shown, `first` to before `last`, so that the place is among them.
struct Cut {
  std::size_t first = 0, last = 0;
  bool before = false, behind = false;  ///< whether more of the line lies there
};

Cut cut_around(const std::vector<Sign>& signs, std::size_t place, std::size_t width, bool before,
               bool behind) {
  if (!before && !behind && width_of(signs, 0, signs.size()) <= width) return {0, signs.size(), false, false};
  Cut cut{place, place, true, true};
  std::size_t used = 2;  // the marks of what is cut
  while (cut.first > 0 && used + signs[cut.first - 1].width <= width / 2) used += signs[--cut.first].width;
  while (cut.last < signs.size() && used + signs[cut.last].width <= width) used += signs[cut.last++].width;
  while (cut.first > 0 && used + signs[cut.first - 1].width <= width) used += signs[--cut.first].width;
  cut.before = before || cut.first > 0;
  cut.behind = behind || cut.last < signs.size();
  return cut;
}

std::string shown(const std::vector<Sign>& signs, const Cut& cut) {
  std::string text(cut.before ? cut_mark : "");
  for (std::size_t i = cut.first; i < cut.last; ++i) text += signs[i].shown;
  if (cut.behind) text += cut_mark;
  return text;
}

class Excerpt {
 public:
  Excerpt(std::string_view text, const SourcePlace& place, std::size_t width)
      : text_(text), place_(place), room_(std::max<std::size_t>(width, 40) - excerpt_indent - 2) {}

  void add_line_before() {
    const std::string_view line = place_.line > 1 ? line_of(text_, place_.line - 1) : std::string_view();
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
    const auto [signs, cut] = part_above(line);
    const std::string above = shown(signs, cut);
    if (above.find_first_not_of(' ') != std::string::npos && above != cut_mark)
      add(fmt::format("{}", place_.line - 1), above);
  }

  void add_line() {
    const auto [signs, cut, index, from] = part_of(line_of(text_, place_.line));
    add(fmt::format("{}", place_.line), shown(signs, cut));
    const std::size_t end = byte() + std::max<std::size_t>(place_.length, 1);
    std::size_t last = index;
    while (last < cut.last && signs[last].from < end) ++last;
    const std::size_t before = width_of(signs, cut.first, index) + (cut.before ? 1 : 0);
    add("",
        std::string(before, ' ') + std::string(std::max<std::size_t>(1, width_of(signs, index, last)), '^'));
  }

  [[nodiscard]] std::string lines() && { return std::move(lines_); }

 private:
  struct Part {
    std::vector<Sign> signs;
    Cut cut;
    std::size_t index = 0;  ///< of the sign at the place; behind the last where the line ends before it
    std::size_t from = 0;   ///< byte of the line that the signs begin at
  };

  [[nodiscard]] std::size_t byte() const { return static_cast<std::size_t>(place_.column - 1); }

  /// Of the line before what stands above the part of the line that is shown.
  [[nodiscard]] std::pair<std::vector<Sign>, Cut> part_above(std::string_view line) const {
    const Part below = part_of(line_of(text_, place_.line));
    std::vector<Sign> signs = signs_of(line, 0, std::min(line.size(), byte() + 4 * room_));
    Cut cut;
    if (below.cut.before) {
      const std::size_t left = width_of(below.signs, 0, below.cut.first) + below.from;
      for (std::size_t used = 0; cut.first < signs.size() && used < left;) used += signs[cut.first++].width;
      cut.before = true;
    }
    std::size_t used = 2;
    cut.last = cut.first;
    while (cut.last < signs.size() && used + signs[cut.last].width <= room_) used += signs[cut.last++].width;
    const bool fits = !cut.before && width_of(signs, 0, signs.size()) <= room_;
    if (fits) cut.last = signs.size();
    cut.behind = cut.last < signs.size() || (signs.empty() ? !line.empty() : signs.back().to < line.size());
    return {std::move(signs), cut};
  }

  [[nodiscard]] Part part_of(std::string_view line) const {
    const std::size_t at = std::min(byte(), line.size());
    const std::size_t begin = begin_of_part(line, at, room_);
    const std::size_t end = std::min(line.size(), at + 4 * room_);
    Part part{signs_of(line, begin, end), {}, 0, begin};
    while (part.index < part.signs.size() && part.signs[part.index].to <= at) ++part.index;
    part.cut = cut_around(part.signs, part.index, room_, begin > 0, end < line.size());
    return part;
  }

  void add(const std::string& number, const std::string& content) {
    const std::string line = fmt::format("{:>{}} | {}", number, excerpt_indent - 1, content);
    lines_ += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }

  std::string_view text_;
  SourcePlace place_;
  std::size_t room_;
  std::string lines_;
};

}  // namespace

std::string source_excerpt(std::string_view text, const SourcePlace& place, LinesShown shown,
                           std::size_t width) {
  Excerpt excerpt(text, place, width);
  if (shown == LinesShown::with_line_before) excerpt.add_line_before();
  excerpt.add_line();
  return std::move(excerpt).lines();
}

}  // namespace audience
