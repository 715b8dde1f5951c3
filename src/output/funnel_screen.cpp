// The funnel, a line for each filter and further ones where its phrase is long.
#include "output/funnel_screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/counted.hpp"
#include "base/utf8.hpp"
#include "output/table.hpp"
#include "output/wrapped_text.hpp"

namespace audience {
namespace {

constexpr std::size_t usual_width = 80;
constexpr std::size_t usual_phrase = 22, least_phrase = 14;
constexpr std::size_t widest_bar = 20, least_bar = 4;
constexpr std::size_t margin = 2;
constexpr int deepest_indent = 4;

/// Left, removed, missing.
using Numbers = std::array<std::string, 3>;

Numbers numbers_of(const FunnelLine& line) {
  const std::int64_t difference = line.before - line.now;
  return {with_commas(line.now), difference < 0 ? "+" + with_commas(-difference) : with_commas(difference),
          line.missing ? with_commas(*line.missing) : ""};
}

std::string indent_of(const FunnelLine& line) {
  return std::string(static_cast<std::size_t>(std::clamp(line.depth, 0, deepest_indent)) * 2, ' ');
}

std::string phrase_of(const FunnelLine& line) {
  return printable(line.connector.empty() ? line.phrase : line.connector + " " + line.phrase);
}

/// The columns; where numbers are very long the bar gives way, so that nothing passes the screen.
class Layout {
 public:
  Layout(std::int64_t all_customers, const std::vector<FunnelLine>& lines, const ScreenRoom& room) {
    number_ = std::max(number_, std::to_string(lines.size()).size() + 1);
    const auto has_missing = [](const FunnelLine& line) { return line.missing.has_value(); };
    if (std::none_of(lines.begin(), lines.end(), has_missing)) shown_ = there_ = 2;
    make_room_for({with_commas(all_customers), "", ""});
    std::size_t longest = 0;
    for (const FunnelLine& line : lines) {
      make_room_for(numbers_of(line));
      longest = std::max(longest, indent_of(line).size() + display_width(phrase_of(line)) + 1);
    }
    if (room.is_bound && room.columns < usual_width) {
      divide_narrow(room.columns);
    } else {
      divide(std::max(room.columns, usual_width), longest);
    }
  }

  [[nodiscard]] std::size_t number() const { return number_; }
  [[nodiscard]] std::size_t phrase() const { return phrase_; }
  /// Further lines begin two columns later; narrow ones may go on below the bar, where there is none.
  [[nodiscard]] std::size_t hanging() const { return phrase_ < usual_phrase ? 0 : 2; }
  [[nodiscard]] std::size_t numbers() const { return shown_; }
  [[nodiscard]] std::size_t there() const { return there_; }
  [[nodiscard]] std::string bar_of(std::int64_t part, std::int64_t whole) const {
    return bar(part, whole, static_cast<int>(bar_));
  }
  [[nodiscard]] std::string row(const std::string& head, const std::string& bar_text,
                                const Numbers& numbers) const {
    const auto blanks = [](const std::string& text, std::size_t width) {
      const std::size_t shown = display_width(text);
      return std::string(width > shown ? width - shown : 0, ' ');
    };
    std::string line = kept_apart(head) + blanks(head, number_ + phrase_);
    line += painted(bar_text, Ink::bar) + blanks(bar_text, bar_);
    for (std::size_t i = 0; i < shown_; ++i) line += fmt::format(" {:>{}}", numbers[i], widths_[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
  }

 private:
  void make_room_for(const Numbers& numbers) {
    for (std::size_t i = 0; i < widths_.size(); ++i) widths_[i] = std::max(widths_[i], numbers[i].size());
  }
  /// With the number of the line and the blanks between.
  [[nodiscard]] std::size_t taken() const {
    std::size_t sum = number_;
    for (std::size_t i = 0; i < shown_; ++i) sum += widths_[i] + 1;
    return sum;
  }
  void divide(std::size_t width, std::size_t longest) {
    const std::size_t rest = width - std::min(width, taken());
    bar_ = std::min(widest_bar, rest - std::min(rest, usual_phrase));
    const std::size_t most = rest - std::min(rest, bar_ + margin);
    phrase_ = std::max(usual_phrase, std::min(longest, most));
  }
  void divide_narrow(std::size_t width) {
    while (shown_ > 1 && taken() + least_phrase + least_bar > width) --shown_;
    const std::size_t rest = width - std::min(width, taken());
    bar_ = rest < least_phrase + least_bar
               ? 0
               : std::min(widest_bar, rest - std::max(least_phrase, rest * 3 / 5));
    phrase_ = std::max(least_phrase, rest - bar_);
  }

  std::size_t number_ = 4, phrase_ = usual_phrase, bar_ = widest_bar, shown_ = 3, there_ = 3;
  std::array<std::size_t, 3> widths_{10, 10, 9};
};

}  // namespace

FunnelScreen funnel_screen(std::int64_t all_customers, const std::vector<FunnelLine>& lines,
                           const ScreenRoom& room) {
  const Layout layout(all_customers, lines, room);
  const std::string margin_text(layout.number(), ' ');
  std::string text = layout.row("", "", {"left", "removed", "missing"});
  text += layout.row(margin_text + "all customers", layout.bar_of(all_customers, all_customers),
                     {with_commas(all_customers), "", ""});
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const FunnelLine& line = lines[i];
    const std::string indent = indent_of(line);
    const std::vector<std::string> parts =
        wrapped(phrase_of(line), layout.phrase() - 1 - std::min(indent.size(), layout.phrase() - 8),
                layout.hanging());
    text += layout.row(fmt::format("{:<{}}{}{}", i + 1, layout.number(), indent, parts.front()),
                       layout.bar_of(line.now, all_customers), numbers_of(line));
    for (std::size_t more = 1; more < parts.size(); ++more)
      text += margin_text + "  " + indent + kept_apart(parts[more]) + "\n";
  }
  return {text, layout.numbers(), layout.there()};
}

}  // namespace audience
