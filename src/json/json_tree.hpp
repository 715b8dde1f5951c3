// JSON text as a tree whose every key and value knows where it stands.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "json/fault.hpp"

namespace audience {

struct JsonMember;

/// A document of 16 MiB may have eight million: whatever a value holds counts.
class JsonValue {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, text, list, object };

  Kind kind = Kind::null;
  bool boolean = false;
  bool faulty = false;  ///< a number that no Decimal holds: a fault has been told
  JsonPlace place;
  std::string text;  ///< a text's value; a number as the source writes it

  JsonValue();
  JsonValue(JsonValue&&) noexcept;
  JsonValue& operator=(JsonValue&&) noexcept;
  ~JsonValue();

  /// Of a number that is not faulty: exact, from the source text.
  [[nodiscard]] Decimal number() const;
  [[nodiscard]] const std::vector<JsonMember>& members() const;  ///< of an object, in order, every key once
  [[nodiscard]] const std::vector<JsonValue>& elements() const;  ///< of a list
  void add(JsonMember member);
  void add(JsonValue element);

 private:
  struct Contents;
  std::unique_ptr<Contents> contents_;  ///< none where it is empty
  Contents& contents();
};

struct JsonMember {
  std::string key;
  JsonPlace key_place;
  JsonValue value;
};

inline constexpr std::size_t max_json_bytes = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t max_json_depth = 64;

/// Reads one JSON document (RFC 8259, a leading BOM allowed). Nothing, and one fault, where the text is not
/// JSON or exceeds a bound. Duplicate keys (the first one stays) and numbers that no Decimal holds are faults
/// beside a tree.
std::optional<JsonValue> parse_json(std::string_view text, Faults& faults);

}  // namespace audience
