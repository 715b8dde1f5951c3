// A JSON text whose bytes can be told as lines, columns and pointers.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audience/fault.hpp"
#include "base/utf8.hpp"

namespace audience {

/// The byte at which a value or a key begins. A document has millions of them and tells twenty at most: what
/// a person needs is made of the text by then.
struct JsonPlace {
  std::uint32_t byte = 0;
  auto operator<=>(const JsonPlace&) const = default;
};

class JsonText {
 public:
  explicit JsonText(std::string text);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// Line and column alone. A byte order mark takes no column.
  [[nodiscard]] Place line_and_column(JsonPlace place) const;
  /// The pointer of the value or the key that begins there; the text must be JSON as far as it reaches. A
  /// walk from the beginning of the text.
  [[nodiscard]] std::string pointer(JsonPlace place) const;

 private:
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

/// The end of the key, value or sign that begins at the byte, which no blank does: a text's is behind its
/// closing quote, or where the line ends without one; a list's or an object's is its bracket.
std::size_t end_of_token(std::string_view text, std::size_t at);

/// `/` and the key as a pointer has it (RFC 6901).
std::string pointer_step(std::string_view key);

}  // namespace audience
