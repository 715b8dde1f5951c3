// What is wrong where a text stops being JSON, in words that say how to mend it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace audience {

/// What may stand next in a JSON text.
enum class JsonNext { value, value_or_close, key_or_close, colon, comma_or_close, end };

struct JsonSyntaxFault {
  std::size_t at = 0;    ///< byte of the fault
  bool of_last = false;  ///< it is the token before, which is longer than JSON allows
  bool within = false;   ///< it is within a token that is due
  std::string message;
};

/// `at` is the byte after the last token that is right, `next` what may follow it, within a list or else an
/// object. `library` is the parser's own sentence, for faults inside a text.
JsonSyntaxFault explain_syntax(std::string_view text, std::size_t at, JsonNext next, bool in_list,
                               std::string_view library);

}  // namespace audience
