// Telephone numbers within texts, however their digits are set apart.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace audience {

/// The digits of a text that is a telephone number of 7 digits or more, without a leading `+` or `00`; of
/// any other, and of a day, none. Blanks, dots, dashes and parentheses may stand between them.
std::string phone_digits(std::string_view text);

/// Where one stands, from the `+`, the `00` or the first digit to the last.
struct FoundPhone {
  std::size_t length = 0;
  std::string name;  ///< as it was given
  std::size_t digits = 0;
};

class PhoneNumbers {
 public:
  /// Passes over what is none.
  void add(const std::string& name);
  [[nodiscard]] bool empty() const { return names_.empty(); }
  /// The longest that begins there. A digit more at either end makes it another number; `(0)` behind a
  /// country's is passed over.
  [[nodiscard]] std::optional<FoundPhone> find_at(std::string_view text, std::size_t at) const;

 private:
  std::map<std::string, std::string> names_;  ///< by their digits
  std::set<std::size_t> lengths_;             ///< of digits
};

}  // namespace audience
