// Names compared as SQLite does, and where a server tells cases apart, first as they are written.
#include "model/catalog_schema.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/suggestion.hpp"
#include "base/utf8.hpp"
#include "json/json_fields.hpp"
#include "model/wording.hpp"

namespace audience {

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

const SchemaColumn* find_column(const CatalogTable& table, std::string_view name) {
  if (table.columns == nullptr) return nullptr;
  const auto& columns = *table.columns;
  auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
  if (found == columns.end()) {
    found =
        std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return same_name(c.name, name); });
  }
  return found == columns.end() ? nullptr : &*found;
}

std::vector<std::string> column_names(const CatalogTable& table) {
  std::vector<std::string> names;
  for (const SchemaColumn& column : *table.columns) names.push_back(column.name);
  return names;
}

std::string nearest_or_all(std::string_view wrong, const std::vector<std::string>& right,
                           std::string_view introduction) {
  if (right.empty()) return {};
  std::string nearest = did_you_mean(wrong, right);
  return nearest.empty() ? fmt::format("; {} {}", introduction, enumerate(right)) : nearest;
}

bool can_be_written(const std::string& name) {
  JsonValue value;
  value.kind = JsonValue::Kind::text;
  value.text = name;
  Faults faults;
  return is_utf8(name) && read_name(value, "name", faults);
}

TimeFormat usual_format(ValueType time) {
  const bool number = time == ValueType::integer || time == ValueType::number;
  return number ? TimeFormat::unix_seconds : TimeFormat::iso8601;
}

}  // namespace audience
