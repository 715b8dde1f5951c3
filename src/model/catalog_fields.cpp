// Held against the schema where there is one.
#include "model/catalog_fields.hpp"

#include <fmt/format.h>

#include <array>

#include "json/json_fields.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

/// Of any list: more than a table of SQLite has columns. Names are looked up one by one.
constexpr std::size_t most_entries = 10'000;

constexpr std::array time_formats{TimeFormat::iso8601, TimeFormat::unix_seconds,
                                  TimeFormat::unix_milliseconds};

template <typename Choice, std::size_t count>
std::optional<Choice> read_one_of(const JsonValue& value, std::string_view key,
                                  const std::array<Choice, count>& choices, Faults& faults) {
  const auto text = read_text(value, key, faults);
  if (!text) return std::nullopt;
  std::vector<std::string> right;
  for (const Choice choice : choices) {
    if (name_of(choice) == *text) return choice;
    right.emplace_back(name_of(choice));
  }
  const std::string hint =
      faults.hint(value.place, [&] { return nearest_or_all(*text, right, "it is one of"); });
  faults.add(value.place, fmt::format("unknown {} {}{}", key, in_quotes(*text), hint));
  return std::nullopt;
}

}  // namespace

CatalogTable CatalogFields::table_of(const JsonValue& object) const {
  const JsonValue* value = require_member(object, "table", faults_);
  const auto name = value != nullptr ? read_name(*value, "table", faults_) : std::nullopt;
  if (!name || schema_ == nullptr) return {name.value_or(""), nullptr};
  if (const auto exact = schema_->find(*name); exact != schema_->end()) return {exact->first, &exact->second};
  std::vector<std::string> right;
  for (const auto& [table, columns] : *schema_) {
    if (same_name(table, *name)) return {table, &columns};
    right.push_back(table);
  }
  const std::string hint =
      faults_.hint(value->place, [&] { return nearest_or_all(*name, right, "the database has"); });
  faults_.add(value->place, fmt::format("unknown table {}{}", in_quotes(*name), hint));
  return {*name, nullptr};
}

std::string CatalogFields::column_of(const JsonValue& object, std::string_view key,
                                     const CatalogTable& table) const {
  const JsonValue* value = require_member(object, key, faults_);
  return value != nullptr ? column(*value, key, table) : std::string{};
}

std::string CatalogFields::column(const JsonValue& value, std::string_view key,
                                  const CatalogTable& table) const {
  const auto name = read_name(value, key, faults_);
  if (!name) return {};
  if (const SchemaColumn* found = find_column(table, *name)) {
    refuse_unusable(*found, table, value.place);
    return found->name;
  }
  if (table.columns != nullptr) {
    const std::string hint = faults_.hint(
        value.place, [&] { return nearest_or_all(*name, column_names(table), "its columns are"); });
    faults_.add(value.place, fmt::format("unknown column {} of {}{}", in_quotes(*name), table.name, hint));
  }
  return *name;
}

void CatalogFields::refuse_unusable(const SchemaColumn& column, const CatalogTable& table,
                                    JsonPlace place) const {
  if (column.unusable.empty()) return;
  faults_.add(place, fmt::format("{} of {} is {}, which no filter can test; name a view that converts it",
                                 in_quotes(column.name), table.name, column.unusable));
}

std::string CatalogFields::name_or(const JsonValue& object, std::string_view key,
                                   const std::string& otherwise) const {
  const JsonValue* value = find_member(object, key);
  return value == nullptr ? otherwise : read_name(*value, key, faults_).value_or(otherwise);
}

const std::vector<JsonValue>& CatalogFields::list_of(const JsonValue& object, std::string_view key) const {
  static const std::vector<JsonValue> none;
  const JsonValue* value = find_member(object, key);
  if (value == nullptr) return none;
  if (value->kind == JsonValue::Kind::list) {
    const std::size_t count = value->elements().size();
    if (count <= most_entries) return value->elements();
    faults_.add(value->place, fmt::format("{} has {} entries; at most {} can be", key, count, most_entries));
    return none;
  }
  faults_.add(value->place, fmt::format("{} must be a list, not {}", key, show(*value)));
  return none;
}

std::optional<ColumnEntry> CatalogFields::read_entry(const JsonValue& value,
                                                     const CatalogTable& table) const {
  const JsonValue* name = find_member(value, "name");
  const JsonValue* of_column = find_member(value, "column");
  ColumnEntry entry;
  if (const JsonValue* type = find_member(value, "type"))
    entry.type = read_one_of(*type, "type", value_types, faults_).value_or(entry.type);
  if (name == nullptr && of_column == nullptr) {
    faults_.add(value.place, R"(one of the keys "name" and "column" is needed)");
    return std::nullopt;
  }
  const auto written = name != nullptr ? read_name(*name, "name", faults_) : std::nullopt;
  if (of_column != nullptr || written)
    entry.column = column(of_column != nullptr ? *of_column : *name, "column", table);
  entry.name = written.value_or(entry.column);
  entry.place = name != nullptr ? name->place : of_column->place;
  const SchemaColumn* found = find_column(table, entry.column);
  if (found != nullptr && find_member(value, "type") == nullptr) entry.type = found->type;
  if (entry.column.empty() || (name != nullptr && !written)) return std::nullopt;
  return entry;
}

TimeFormat CatalogFields::read_time_format(const JsonValue& event, const SchemaColumn* time) const {
  const TimeFormat usual = usual_format(time != nullptr ? time->type : ValueType::text);
  const JsonValue* value = find_member(event, "time_format");
  return value == nullptr ? usual : read_one_of(*value, "time_format", time_formats, faults_).value_or(usual);
}

}  // namespace audience
