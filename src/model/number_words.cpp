// A number and up to two neighbours on either side, tried in threes and in twos.
#include "model/number_words.hpp"

#include <algorithm>
#include <deque>

namespace audience {
namespace {

constexpr std::string_view digits = "0123456789";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Part {
  std::string_view number;
  char mark = '\0';  ///< between it and the next part; 0: there is none
};

bool is_mark(char c) { return std::string_view("-._/:").find(c) != std::string_view::npos; }

/// Where the run of digits ends that begins there, and where one begins that ends there.
std::size_t end_of_digits(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(digits, at), text.size());
}
std::size_t begin_of_digits(std::string_view text, std::size_t end) {
  const std::size_t other = text.substr(0, end).find_last_not_of(digits);
  return other == std::string_view::npos ? 0 : other + 1;
}

/// With up to two parts before it and two behind it.
std::deque<Part> parts_around(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr int neighbours = 2;
  std::deque<Part> parts{{text.substr(begin, end - begin)}};
  for (int i = 0; i < neighbours && begin >= 2 && is_mark(text[begin - 1]) && is_digit(text[begin - 2]);
       ++i) {
    const std::size_t from = begin_of_digits(text, begin - 1);
    parts.push_front({text.substr(from, begin - 1 - from), text[begin - 1]});
    begin = from;
  }
  for (int i = 0; i < neighbours && end + 1 < text.size() && is_mark(text[end]) && is_digit(text[end + 1]);
       ++i) {
    const std::size_t to = end_of_digits(text, end + 1);
    parts.back().mark = text[end];
    parts.push_back({text.substr(end + 1, to - end - 1)});
    end = to;
  }
  return parts;
}

/// Of at most four digits; larger ones are no part of a date.
int value(std::string_view number) {
  if (number.size() > 4) return -1;
  int sum = 0;
  for (const char c : number) sum = sum * 10 + (c - '0');
  return sum;
}

bool is_within(std::string_view number, std::size_t most_digits, int low, int high) {
  return number.size() <= most_digits && value(number) >= low && value(number) <= high;
}
bool is_year(std::string_view number) { return number.size() == 4 && is_within(number, 4, 1900, 2199); }
bool is_month(std::string_view number) { return is_within(number, 2, 1, 12); }
bool is_day(std::string_view number) { return is_within(number, 2, 1, 31); }

bool is_date(const Part& a, const Part& b, const Part& c) {
  if (a.mark != b.mark || a.mark == ':') return false;
  if (is_year(a.number)) return is_month(b.number) && is_day(c.number);
  const bool day_and_month =
      is_day(a.number) && is_day(b.number) && (is_month(a.number) || is_month(b.number));
  return is_year(c.number) && day_and_month;
}

bool is_month_of_year(const Part& a, const Part& b) {
  if (a.mark == ':') return false;
  return (is_year(a.number) && b.number.size() == 2 && is_month(b.number)) ||
         (a.number.size() == 2 && is_month(a.number) && is_year(b.number));
}

bool is_time(const Part& a, const Part& b) {
  return a.mark == ':' && is_within(a.number, 2, 0, 59) && b.number.size() == 2 &&
         is_within(b.number, 2, 0, 59);
}

}  // namespace

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

bool is_part_of_date(std::string_view text, std::size_t begin, std::size_t end) {
  const std::deque<Part> parts = parts_around(text, begin, end);
  const auto place = [&](const Part& part) { return part.number.data() == text.data() + begin; };
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const bool in_two = place(parts[i]) || place(parts[i + 1]);
    if (in_two && (is_month_of_year(parts[i], parts[i + 1]) || is_time(parts[i], parts[i + 1]))) return true;
    if (i + 2 >= parts.size()) break;
    const bool in_three = in_two || place(parts[i + 2]);
    if (in_three && is_date(parts[i], parts[i + 1], parts[i + 2])) return true;
  }
  return false;
}

}  // namespace audience
