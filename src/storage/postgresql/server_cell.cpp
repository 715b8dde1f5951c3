// By the type of the column.
#include "storage/postgresql/server_cell.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/decimal.hpp"
#include "storage/database.hpp"
#include "storage/key_comparison.hpp"

namespace audience {
namespace {

bool is_uuid(std::string_view text) {
  constexpr std::size_t length = 36;
  if (text.size() != length) return false;
  for (std::size_t i = 0; i < length; ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool is_figure = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (is_dash ? c != '-' : !is_figure) return false;
  }
  return true;
}

std::optional<double> double_of(std::string_view text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || std::isnan(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Cell decimal_cell(std::string_view text) {
  if (const auto integer = integer_of(text)) return *integer;
  const auto rounded = double_of(text);
  if (!rounded || !std::isfinite(*rounded)) return std::monostate{};
  const auto exact = Decimal::parse(text);
  const auto back = Decimal::parse(fmt::format("{}", *rounded));
  return exact && back != exact ? Cell(text) : Cell(*rounded);
}

/// Years of four figures alone, for a document knows no others. The zone is that of the session, UTC.
Cell time_cell(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text.ends_with(" BC")) return std::monostate{};
  return text.ends_with("+00") ? text.substr(0, text.size() - 3) : text;
}

}  // namespace

CellForm form_of(const ServerColumn& column) {
  const std::string_view type = column.type;
  if (type == "int2" || type == "int4" || type == "int8") return CellForm::integer;
  if (type == "numeric") return CellForm::decimal;
  if (type == "float4" || type == "float8") return CellForm::floating;
  if (type == "bool") return CellForm::boolean;
  if (type == "date") return CellForm::date;
  if (type == "timestamp" || type == "timestamptz") return CellForm::time;
  return CellForm::text;
}

std::string_view sqlite_type(CellForm form) {
  switch (form) {
    case CellForm::integer:
      return "INTEGER";
    case CellForm::decimal:
      return "NUMERIC";
    case CellForm::floating:
      return "REAL";
    case CellForm::boolean:
      return "BOOLEAN";
    case CellForm::date:
      return "DATE TEXT";
    case CellForm::time:
      return "TIMESTAMP TEXT";
    case CellForm::text:
      break;
  }
  return "TEXT";
}

std::string text_expression(const ServerColumn& column) {
  const std::string name = sql_name(column.name);
  const bool is_text = form_of(column) == CellForm::text;
  return is_text && column.type != "text" && column.type != "varchar" ? name + "::pg_catalog.text" : name;
}

std::string_view key_type(const ServerColumn& key) {
  if (form_of(key) == CellForm::integer) return "int8";
  return key.type == "uuid" ? "uuid" : "text";
}

std::string key_expression(const ServerColumn& key, std::string_view alias) {
  const bool is_plain = form_of(key) == CellForm::integer || key.type == "uuid" ||
                        (key.deterministic && (key.type == "text" || key.type == "varchar"));
  if (is_plain) return fmt::format("{}.{}", alias, sql_name(key.name));
  return fmt::format("{}.{} COLLATE \"C\"", alias, text_expression(key));
}

std::optional<std::string> equality(const ServerColumn& column, const Cell& value, std::size_t number,
                                    std::string& parameter) {
  const std::string name = sql_name(column.name);
  const auto* text = std::get_if<std::string_view>(&value);
  if (form_of(column) == CellForm::integer) {
    const auto* integer = std::get_if<std::int64_t>(&value);
    if (integer == nullptr && (text == nullptr || !is_plain_integer(*text))) return std::nullopt;
    parameter = integer != nullptr ? fmt::format("{}", *integer) : std::string(*text);
    return fmt::format("{} = ${}::pg_catalog.int8", name, number);
  }
  if (form_of(column) != CellForm::text || text == nullptr) return std::nullopt;
  parameter = *text;
  if (column.type == "uuid")
    return is_uuid(*text) ? fmt::format("{} = ${}::pg_catalog.uuid", name, number)
                          : fmt::format("${}::pg_catalog.text IS NULL", number);
  // An index of the column serves where its collation takes other bytes for another text.
  if (column.deterministic && (column.type == "text" || column.type == "varchar"))
    return fmt::format("{} = ${}::pg_catalog.text", name, number);
  return fmt::format("{}::pg_catalog.text COLLATE \"C\" = ${}::pg_catalog.text", name, number);
}

std::optional<std::string> order_by(const ServerColumn& column, bool descending) {
  const CellForm form = form_of(column);
  if (form != CellForm::integer && form != CellForm::text) return std::nullopt;
  return fmt::format("{}{}{}", text_expression(column), form == CellForm::text ? " COLLATE \"C\"" : "",
                     descending ? " DESC NULLS LAST" : " NULLS FIRST");
}

Cell server_cell(CellForm form, const std::optional<std::string>& text) {
  if (!text) return std::monostate{};
  const std::string_view value = *text;
  switch (form) {
    case CellForm::integer:
      if (const auto integer = integer_of(value)) return *integer;
      return std::monostate{};
    case CellForm::decimal:
      return decimal_cell(value);
    case CellForm::floating: {
      const auto number = double_of(value);
      return number ? Cell(*number) : Cell();
    }
    case CellForm::boolean:
      return std::int64_t{value == "t" ? 1 : 0};
    case CellForm::date:
    case CellForm::time:
      return time_cell(value);
    case CellForm::text:
      break;
  }
  return value;
}

}  // namespace audience
