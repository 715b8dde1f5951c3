// Ranges and entity tags, read strictly.
#include "link/http_conditions.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace audience {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// A number beyond 64 bits counts as the largest there is: it lies behind the end of any file all the same.
std::optional<std::uint64_t> number(std::string_view digits) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (digits.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    const auto unit = static_cast<std::uint64_t>(digit - '0');
    value = value > (most - unit) / 10 ? most : value * 10 + unit;
  }
  return value;
}

ByteRange part(std::uint64_t first, std::uint64_t length) { return {ByteRange::Kind::part, first, length}; }

ByteRange suffix(std::uint64_t length, std::uint64_t size) {
  if (length == 0) return {ByteRange::Kind::unsatisfiable};
  // The last bytes of an empty file are all of it, and Content-Range has no words for that.
  if (size == 0) return {};
  return part(size - std::min(length, size), std::min(length, size));
}

bool is_bytes_unit(std::string_view unit) {
  constexpr std::string_view bytes = "bytes";
  return std::equal(unit.begin(), unit.end(), bytes.begin(), bytes.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

bool holds_tag(std::string_view list, std::string_view tag, bool takes_weak) {
  if (trimmed(list) == "*") return true;
  while (true) {
    list.remove_prefix(std::min(list.find_first_not_of(" \t,"), list.size()));
    const bool is_weak = list.starts_with("W/");
    if (is_weak) list.remove_prefix(2);
    if (!list.starts_with('"')) return false;
    const std::size_t end = list.find('"', 1);
    if (end == std::string_view::npos) return false;
    if (list.substr(0, end + 1) == tag && (takes_weak || !is_weak)) return true;
    list.remove_prefix(end + 1);
  }
}

}  // namespace

ByteRange choose_range(std::string_view field, std::uint64_t size) {
  field = trimmed(field);
  const std::size_t equals = field.find('=');
  if (equals == std::string_view::npos || !is_bytes_unit(field.substr(0, equals))) return {};
  const std::string_view range = trimmed(field.substr(equals + 1));
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return {};
  const auto last = number(range.substr(dash + 1));
  if (dash == 0) return last ? suffix(*last, size) : ByteRange{};
  const auto first = number(range.substr(0, dash));
  const bool is_open = dash + 1 == range.size();
  if (!first || (!is_open && (!last || *last < *first))) return {};
  if (*first >= size) return {ByteRange::Kind::unsatisfiable};
  return part(*first, (is_open ? size - 1 : std::min(*last, size - 1)) - *first + 1);
}

bool holds_tag_weakly(std::string_view list, std::string_view tag) { return holds_tag(list, tag, true); }

bool holds_tag_strongly(std::string_view list, std::string_view tag) { return holds_tag(list, tag, false); }

}  // namespace audience
