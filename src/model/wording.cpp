// Values of a document as words.
#include "model/wording.hpp"

namespace audience {

std::string show(const Literal& literal) {
  if (const auto* boolean = std::get_if<bool>(&literal.value)) return *boolean ? "true" : "false";
  if (const auto* number = std::get_if<Decimal>(&literal.value)) return number->to_text();
  if (const auto* text = std::get_if<std::string>(&literal.value)) return in_quotes(*text);
  return "null";
}

}  // namespace audience
