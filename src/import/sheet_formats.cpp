// Formats by the letters that are left when what is quoted or bracketed is gone.
#include "import/sheet_formats.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/time.hpp"

namespace audience {
namespace {

constexpr double day_ms = 86'400'000;

/// Small letters that format a value; of several sections the first.
std::string letters_of(std::string_view code) {
  std::string letters;
  for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '"' || c == '[') {
      const std::size_t end = code.find(c == '"' ? '"' : ']', i + 1);
      if (end == std::string_view::npos) break;
      i = end;
    } else {
      letters += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
  }
  return letters;
}

/// Milliseconds since 1970.
double since_1970(double serial, bool from_1904) {
  constexpr double epoch_1904 = 24'107, epoch_1900 = 25'569, first_right_day = 60;
  if (from_1904) return std::round((serial - epoch_1904) * day_ms);
  // Spreadsheets know a 1900-02-29.
  return std::round((serial - epoch_1900 + (serial < first_right_day ? 1 : 0)) * day_ms);
}

std::string clock_text(double milliseconds) {
  const auto seconds = static_cast<std::int64_t>(milliseconds / 1000);
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string number_text(double value) {
  constexpr double exact = 1e15, beyond = 1e21;
  if (value == std::floor(value) && std::fabs(value) < exact)
    return std::to_string(static_cast<std::int64_t>(value));
  std::array<char, 64> digits{};
  const auto form = std::fabs(value) < beyond && std::fabs(value) > 1e-20 ? std::chars_format::fixed
                                                                          : std::chars_format::general;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value, form);
  return {digits.data(), result.ptr};
}

}  // namespace

SheetFormat format_of_code(std::string_view code) {
  const std::string letters = letters_of(code);
  if (letters.find("general") != std::string::npos) return SheetFormat::number;
  const auto holds = [&](std::string_view any) { return letters.find_first_of(any) != std::string::npos; };
  const bool clock = holds("hs"), day = holds("yd") || (holds("m") && !clock);
  if (day && clock) return SheetFormat::moment;
  if (day) return SheetFormat::day;
  return clock ? SheetFormat::clock : SheetFormat::number;
}

SheetFormat format_of_number(int number) {
  const auto within = [number](int first, int last) { return number >= first && number <= last; };
  if (number == 22) return SheetFormat::moment;
  if (within(18, 21) || within(32, 35) || within(45, 45) || number == 47) return SheetFormat::clock;
  if (within(14, 17) || within(27, 31) || number == 36 || within(50, 58)) return SheetFormat::day;
  return SheetFormat::number;
}

std::string sheet_value(std::string_view number, SheetFormat format, bool from_1904) {
  constexpr double beyond = 2'958'466;
  double value = 0;
  const auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (fault != std::errc{} || end != number.data() + number.size() || !std::isfinite(value))
    return std::string(number);
  if (format == SheetFormat::number || value < 0 || value >= beyond) return number_text(value);
  if (format == SheetFormat::clock && value < 1) return clock_text(std::round(value * day_ms));
  const double milliseconds = since_1970(value, from_1904);
  const double seconds = std::floor(milliseconds / 1000);
  std::string text = format_time(from_unix(static_cast<std::int64_t>(seconds)));
  constexpr std::size_t day_length = 10;
  if (format == SheetFormat::day && std::fmod(milliseconds, day_ms) == 0) return text.substr(0, day_length);
  if (const double rest = milliseconds - seconds * 1000; rest > 0)
    text += fmt::format(".{:03}", static_cast<int>(rest));
  return text;
}

}  // namespace audience
