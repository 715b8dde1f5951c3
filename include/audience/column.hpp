// The types a column can have, as users see them.
#pragma once

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

struct TypedColumn {
  std::string name;
  ValueType type = ValueType::text;
};

}  // namespace audience
