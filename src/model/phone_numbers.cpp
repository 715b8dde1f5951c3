// Digit by digit, over what stands between them.
#include "model/phone_numbers.hpp"

#include "model/number_words.hpp"

namespace audience {
namespace {

constexpr std::size_t least_digits = 7;
constexpr std::string_view between = " .-()";
constexpr std::string_view trunk = "(0)";

bool is_digit_at(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

/// Where the number itself begins: behind `+` or `00`.
std::size_t behind_prefix(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with('+')) return at + 1;
  return text.substr(at).starts_with("00") ? at + 2 : at;
}

/// The next digit, at most two signs on; `npos` where none follows.
std::size_t next_digit(std::string_view text, std::size_t at) {
  if (const std::size_t trunk_at = text.find_first_not_of(' ', at);
      trunk_at != std::string_view::npos && text.substr(trunk_at).starts_with(trunk))
    at = trunk_at + trunk.size();
  constexpr std::size_t most_between = 2;
  for (std::size_t passed = 0; at < text.size() && passed <= most_between; ++at, ++passed) {
    if (is_digit_at(text, at)) return at;
    if (between.find(text[at]) == std::string_view::npos) break;
  }
  return std::string_view::npos;
}

bool begins_with_date(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (is_digit_at(text, end)) ++end;
  return end > at && is_part_of_date(text, at, end);
}

}  // namespace

std::string phone_digits(std::string_view text) {
  if (text.empty() || begins_with_date(text, 0)) return {};
  std::string digits;
  for (const char c : text.substr(behind_prefix(text, 0))) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (between.find(c) == std::string_view::npos) {
      return {};
    }
  }
  return digits.size() < least_digits ? std::string{} : digits;
}

void PhoneNumbers::add(const std::string& name) {
  const std::string digits = phone_digits(name);
  if (digits.empty()) return;
  names_.try_emplace(digits, name);
  lengths_.insert(digits.size());
}

std::optional<FoundPhone> PhoneNumbers::find_at(std::string_view text, std::size_t at) const {
  if (names_.empty() || (!is_digit_at(text, at) && text[at] != '+')) return std::nullopt;
  if (is_digit_at(text, at) && at > 0 && is_digit_at(text, at - 1)) return std::nullopt;
  if (begins_with_date(text, at)) return std::nullopt;
  std::optional<FoundPhone> longest;
  std::string digits;
  for (std::size_t digit = next_digit(text, behind_prefix(text, at));
       digit != std::string_view::npos && digits.size() < *lengths_.rbegin();
       digit = next_digit(text, digit + 1)) {
    digits += text[digit];
    if (!lengths_.contains(digits.size()) || is_digit_at(text, digit + 1)) continue;
    const auto found = names_.find(digits);
    if (found != names_.end()) longest = FoundPhone{digit + 1 - at, found->second, digits.size()};
  }
  return longest;
}

}  // namespace audience
