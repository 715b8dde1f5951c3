// JSON text as a tree whose every key and value knows where it stands.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "json/fault.hpp"

namespace audience {

struct JsonMember;

struct JsonValue {
  enum class Kind { null, boolean, number, text, list, object };
  Kind kind = Kind::null;
  bool boolean = false;
  Decimal number;                   ///< exact, from the source text
  std::string text;                 ///< a text's value; a number as the source writes it
  std::vector<JsonMember> members;  ///< of an object, in order, every key once
  std::vector<JsonValue> elements;  ///< of a list
  Place place;
  bool faulty = false;  ///< a number that no Decimal holds: a fault has been told
};

struct JsonMember {
  std::string key;
  Place key_place;
  JsonValue value;
};

inline constexpr std::size_t max_json_bytes = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t max_json_depth = 64;

/// Reads one JSON document (RFC 8259, a leading BOM allowed). Nothing, and one fault, where the text is not
/// JSON or exceeds a bound. Duplicate keys (the first one stays) and numbers that no Decimal holds are faults
/// beside a tree.
std::optional<JsonValue> parse_json(std::string_view text, Faults& faults);

}  // namespace audience
