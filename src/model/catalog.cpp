// The built-in catalog laid over the columns that are really there.
#include "model/catalog.hpp"

#include <algorithm>

#include "audience/error.hpp"
#include "model/json_fields.hpp"

namespace audience {
namespace {

constexpr std::string_view builtin_text =
#include "model/builtin_catalog.inc"
    ;

const JsonValue& builtin() {
  static const JsonValue tree = [] {
    Faults faults;
    auto parsed = parse_json(builtin_text, faults);
    if (!parsed || !faults.empty()) throw Error(ErrorKind::unexpected, faults.to_text("built-in catalog"));
    return *parsed;
  }();
  return tree;
}

const std::string& text_of(const JsonValue& object, std::string_view key) {
  const JsonValue* value = find_member(object, key);
  if (value == nullptr) throw Error(ErrorKind::unexpected, "the built-in catalog lacks " + std::string(key));
  return value->text;
}

const std::vector<JsonValue>& list_of(const JsonValue& object, std::string_view key) {
  static const std::vector<JsonValue> none;
  const JsonValue* value = find_member(object, key);
  return value == nullptr ? none : value->elements;
}

const SchemaColumn* find_column(const std::vector<SchemaColumn>& columns, std::string_view name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

void add_value_name(Attribute& attribute, const std::string& name) {
  auto& names = attribute.value_names;
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

Attribute make_attribute(const JsonValue& entry, const SchemaColumn& column) {
  Attribute attribute;
  attribute.name = text_of(entry, "name");
  attribute.column = column.name;
  attribute.group = text_of(entry, "group");
  attribute.type = column.type;
  for (const JsonValue& name : list_of(entry, "value_names")) add_value_name(attribute, name.text);
  add_value_name(attribute, attribute.name);
  add_value_name(attribute, attribute.column);
  const JsonValue* personal = find_member(entry, "personal");
  attribute.personal = personal != nullptr && personal->boolean;
  return attribute;
}

void add_attributes(Catalog& catalog, const std::vector<SchemaColumn>& columns) {
  std::vector<std::string> named;
  for (const JsonValue& entry : list_of(builtin(), "attributes")) {
    const SchemaColumn* column = find_column(columns, text_of(entry, "column"));
    if (column == nullptr) continue;
    catalog.attributes.push_back(make_attribute(entry, *column));
    named.push_back(column->name);
  }
  const std::string& group = text_of(*find_member(builtin(), "further_columns"), "group");
  for (const SchemaColumn& column : columns) {
    if (std::find(named.begin(), named.end(), column.name) != named.end()) continue;
    catalog.attributes.push_back({column.name, column.name, group, column.type, {column.name}, false});
  }
}

void add_events(Catalog& catalog, const std::vector<SchemaColumn>& columns) {
  for (const JsonValue& entry : list_of(builtin(), "events")) {
    const std::string& entity = text_of(entry, "entity");
    if (find_column(columns, entity) == nullptr) continue;
    Event event{text_of(entry, "name"), text_of(entry, "group"), entity, {}};
    for (const SchemaColumn& column : columns) {
      if (column.name == text_of(entry, "customer") || column.name == text_of(entry, "time")) continue;
      event.columns.push_back({column.name, column.type});
    }
    catalog.events.push_back(std::move(event));
  }
}

}  // namespace

const Attribute* Catalog::find_attribute(std::string_view name) const {
  for (const Attribute& attribute : attributes) {
    if (attribute.name == name) return &attribute;
  }
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

Catalog builtin_catalog(const std::vector<SchemaColumn>& customer_columns,
                        const std::vector<SchemaColumn>& purchase_columns) {
  Catalog catalog;
  add_attributes(catalog, customer_columns);
  add_events(catalog, purchase_columns);
  for (const JsonValue& column : list_of(builtin(), "listing")) {
    if (find_column(customer_columns, column.text) != nullptr) catalog.listing.push_back(column.text);
  }
  return catalog;
}

}  // namespace audience
