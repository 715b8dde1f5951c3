// The types a column can have, as users see them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace audience {

enum class ValueType { text, integer, number, boolean, date };

/// `text`, `integer`, `number`, `boolean`, `date`.
constexpr std::string_view name_of(ValueType type) {
  switch (type) {
    case ValueType::text:
      return "text";
    case ValueType::integer:
      return "integer";
    case ValueType::number:
      return "number";
    case ValueType::boolean:
      return "boolean";
    case ValueType::date:
      return "date";
  }
  return "text";
}

inline constexpr std::array value_types{ValueType::text, ValueType::integer, ValueType::number,
                                        ValueType::boolean, ValueType::date};

constexpr std::optional<ValueType> value_type_named(std::string_view name) {
  for (const ValueType type : value_types) {
    if (name_of(type) == name) return type;
  }
  return std::nullopt;
}

struct TypedColumn {
  std::string name;
  ValueType type = ValueType::text;
};

}  // namespace audience
