// One walk over the cell, with the digits since the last group sign counted.
#include "import/number_form.hpp"

#include <array>

namespace audience {
namespace {

constexpr std::array<std::string_view, 5> signs_of_both{" ", "\xC2\xA0", "\xE2\x80\xAF", "'", "\xE2\x80\x99"};

/// The group sign that the text begins with; empty where there is none.
std::string_view group_sign(std::string_view text, char decimal_sign) {
  const std::string_view other = decimal_sign == ',' ? "." : ",";
  if (text.starts_with(other)) return other;
  for (const std::string_view sign : signs_of_both) {
    if (text.starts_with(sign)) return sign;
  }
  return {};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void take_digits(std::string_view& cell, std::string& room) {
  while (!cell.empty() && is_digit(cell.front())) {
    room += cell.front();
    cell.remove_prefix(1);
  }
}

}  // namespace

std::string_view as_plain_number(std::string_view cell, char decimal_sign, std::string& room) {
  constexpr std::size_t group = 3;
  room.clear();
  if (cell.starts_with('-')) {
    room += '-';
    cell.remove_prefix(1);
  }
  std::size_t before = room.size();
  take_digits(cell, room);
  if (room.size() == before) return {};
  const std::string_view sign = group_sign(cell, decimal_sign);
  if (!sign.empty() && room.size() - before > group) return {};
  while (!sign.empty() && cell.starts_with(sign)) {
    cell.remove_prefix(sign.size());
    before = room.size();
    take_digits(cell, room);
    if (room.size() - before != group) return {};
  }
  if (cell.starts_with(decimal_sign)) {
    cell.remove_prefix(1);
    room += '.';
    before = room.size();
    take_digits(cell, room);
    if (room.size() == before) return {};
  }
  return cell.empty() ? std::string_view(room) : std::string_view();
}

}  // namespace audience
