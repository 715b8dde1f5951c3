// Told by prefix and digits.
#include "model/audience_id.hpp"

namespace audience {
namespace {

constexpr std::size_t fewest_digits = 4, all_digits = 32;

/// Empty where anything else is among them.
std::string_view digits_of(std::string_view reference) {
  if (reference.starts_with(id_prefix)) reference.remove_prefix(id_prefix.size());
  const bool is_hex = reference.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return is_hex ? reference : std::string_view{};
}

}  // namespace

std::string beginning_of_id(std::string_view reference) {
  const std::string_view digits = digits_of(reference);
  if (digits.size() < fewest_digits || digits.size() > all_digits) return {};
  return std::string(id_prefix) + std::string(digits);
}

bool is_whole_id(std::string_view reference) { return digits_of(reference).size() == all_digits; }

bool looks_like_id(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (lower.starts_with(id_prefix)) return true;
  if (beginning_of_id(lower).empty()) return false;
  constexpr std::size_t shown_digits = 8;
  const bool has_letters = lower.find_first_of("abcdef") != std::string::npos;
  return is_whole_id(lower) || (has_letters && lower.size() >= shown_digits);
}

}  // namespace audience
