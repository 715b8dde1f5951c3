// Words counted back from now.
#include "base/moment_words.hpp"

#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace audience {
namespace {

constexpr std::array<std::pair<std::string_view, std::chrono::seconds>, 5> units{
    {{"second", std::chrono::seconds{1}},
     {"minute", std::chrono::minutes{1}},
     {"hour", std::chrono::hours{1}},
     {"day", std::chrono::hours{24}},
     {"week", std::chrono::hours{168}}}};

/// Of `7 days ago`.
std::optional<std::chrono::seconds> parse_ago(std::string_view text) {
  constexpr std::string_view ago = " ago";
  constexpr int most = 999'999;
  if (!text.ends_with(ago)) return std::nullopt;
  text.remove_suffix(ago.size());
  int count = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (fault != std::errc{} || count < 0 || count > most || !unit.starts_with(' ')) return std::nullopt;
  unit.remove_prefix(1);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  for (const auto& [name, span] : units) {
    if (unit == name) return count * span;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::seconds> parse_relative_time(std::string_view text) {
  if (!text.starts_with("now")) return std::nullopt;
  text.remove_prefix(3);
  if (text.empty()) return std::chrono::seconds{0};
  const char sign = text.front();
  const char unit = text.back();
  constexpr std::size_t most_digits = 6;
  if ((sign != '-' && sign != '+') || text.size() < 3 || text.size() > most_digits + 2) return std::nullopt;
  const std::string_view digits = text.substr(1, text.size() - 2);
  int count = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (fault != std::errc{} || end != digits.data() + digits.size() || count < 0) return std::nullopt;
  std::chrono::seconds offset{};
  if (unit == 'h') {
    offset = std::chrono::hours{count};
  } else if (unit == 'd') {
    offset = std::chrono::hours{24} * count;
  } else if (unit == 'w') {
    offset = std::chrono::hours{24 * 7} * count;
  } else {
    return std::nullopt;
  }
  return sign == '-' ? -offset : offset;
}

std::optional<ParsedTime> parse_moment(std::string_view text, TimePoint now) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  if (text == "today") return ParsedTime{day, true};
  if (text == "yesterday") return ParsedTime{day - std::chrono::days{1}, true};
  if (const auto offset = parse_relative_time(text)) return ParsedTime{now + *offset, false};
  if (const auto span = parse_ago(text)) return ParsedTime{now - *span, false};
  return parse_time(text);
}

}  // namespace audience
