// What is found in a catalog by name, and the built-in catalog laid over the columns that are really there.
#include "model/catalog.hpp"

#include <algorithm>

#include "audience/error.hpp"
#include "json/json_fields.hpp"

namespace audience {
namespace {

constexpr std::string_view builtin_text =
#include "model/builtin_catalog.inc"
    ;

/// Every entry of the built-in catalog, whatever the tables have.
const Catalog& builtin() {
  static const Catalog catalog = [] {
    Faults faults;
    Catalog parsed = parse_catalog(builtin_text, nullptr, faults);
    if (!faults.empty()) throw Error(ErrorKind::unexpected, faults.to_text("built-in catalog"));
    return parsed;
  }();
  return catalog;
}

const SchemaColumn* find_column(const std::vector<SchemaColumn>& columns, std::string_view name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

bool is_builtin(const Attribute& attribute) {
  const auto& attributes = builtin().attributes;
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const Attribute& one) { return one.column == attribute.column; });
}

void lay_attributes(Catalog& catalog, const std::vector<SchemaColumn>& columns) {
  for (Attribute attribute : builtin().attributes) {
    const SchemaColumn* column = find_column(columns, attribute.column);
    if (column == nullptr) continue;
    attribute.type = column->type;
    catalog.attributes.push_back(std::move(attribute));
  }
  for (const SchemaColumn& column : columns) {
    const std::string& name = column.name;
    // A name that means something else already would hide it.
    if (catalog.find_attribute(name) != nullptr || builtin().find_event(name) != nullptr ||
        name == "audience")
      continue;
    catalog.attributes.push_back({name, name, catalog.further_group, column.type, {name}, false});
  }
}

void lay_events(Catalog& catalog, const std::vector<SchemaColumn>& columns) {
  for (Event event : builtin().events) {
    if (find_column(columns, event.entity) == nullptr) continue;
    for (const SchemaColumn& column : columns) {
      if (column.name == event.customer || column.name == event.time) continue;
      event.columns.push_back({column.name, column.type, column.name});
    }
    catalog.events.push_back(std::move(event));
  }
}

}  // namespace

std::string_view name_of(TimeFormat format) {
  switch (format) {
    case TimeFormat::iso8601:
      return "iso8601";
    case TimeFormat::unix_seconds:
      return "unix";
    case TimeFormat::unix_milliseconds:
      return "unix_ms";
  }
  return "iso8601";
}

const EventColumn* Event::find_column(std::string_view column_name) const {
  for (const EventColumn& column : columns) {
    if (column.name == column_name) return &column;
  }
  return nullptr;
}

const Attribute* Catalog::find_attribute(std::string_view name) const {
  for (const Attribute& attribute : attributes) {
    if (attribute.name == name) return &attribute;
  }
  // A column `orders`, filtered as `order_count`, must not hide the event `orders`.
  if (find_event(name) != nullptr) return nullptr;
  for (const Attribute& attribute : attributes) {
    if (attribute.column == name) return &attribute;
  }
  return nullptr;
}

const Event* Catalog::find_event(std::string_view name) const {
  for (const Event& event : events) {
    if (event.name == name) return &event;
  }
  return nullptr;
}

std::string database_of_catalog(std::string_view json) {
  Faults faults;
  const auto root = parse_json(json, faults);
  if (!root) return {};
  const JsonValue* database = find_member(*root, "database");
  return database != nullptr && database->kind == JsonValue::Kind::text ? database->text : std::string{};
}

Catalog builtin_catalog(const std::vector<SchemaColumn>& customer_columns,
                        const std::vector<SchemaColumn>& purchase_columns) {
  Catalog catalog = builtin();
  catalog.attributes.clear();
  catalog.events.clear();
  catalog.listing.clear();
  lay_attributes(catalog, customer_columns);
  lay_events(catalog, purchase_columns);
  for (const std::string& column : builtin().listing) {
    if (find_column(customer_columns, column) != nullptr) catalog.listing.push_back(column);
  }
  for (const Attribute& attribute : catalog.attributes) {
    if (!is_builtin(attribute)) catalog.listing.push_back(attribute.column);
  }
  return catalog;
}

}  // namespace audience
