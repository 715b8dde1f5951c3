// A catalog file read and, where the schema is known, held against its tables and columns.
#include <fmt/format.h>

#include <algorithm>

#include "json/json_fields.hpp"
#include "model/binding.hpp"
#include "model/catalog.hpp"
#include "model/catalog_fields.hpp"
#include "model/catalog_names.hpp"
#include "model/catalog_schema.hpp"
#include "model/document.hpp"
#include "model/filter_parse.hpp"
#include "model/server_address.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (!contains(names, name)) names.push_back(name);
}

class CatalogReader {
 public:
  CatalogReader(const Schema* schema, Faults& faults)
      : schema_(schema), faults_(faults), fields_(schema, faults), names_(faults) {}

  Catalog read(const JsonValue& root) {
    static const Keys keys{{"database", "timezone", "customers", "events", "recommendations",
                            "export_only_if", "$schema", "description"},
                           {}};
    if (!check_object(root, "a catalog", keys, faults_)) return catalog_;
    if (const JsonValue* value = find_member(root, "database")) read_database(*value);
    if (const JsonValue* value = find_member(root, "timezone")) read_zone(*value);
    if (const JsonValue* value = require_member(root, "customers", faults_)) read_customers(*value);
    for (const JsonValue& entry : fields_.list_of(root, "events")) read_event(entry);
    if (const JsonValue* value = find_member(root, "recommendations")) read_recommendations(*value);
    add_further_attributes();
    // Last, so that every attribute can be listed.
    if (const JsonValue* value = find_member(root, "customers")) read_listing(*value);
    if (const JsonValue* value = find_member(root, "export_only_if")) read_export_condition(*value);
    return std::move(catalog_);
  }

 private:
  void read_database(const JsonValue& value) {
    catalog_.database = read_text(value, "database", faults_).value_or("");
    if (!names_server(catalog_.database)) return;
    if (const auto fault = fault_of_server_address(catalog_.database)) faults_.add(value.place, *fault);
  }

  void read_zone(const JsonValue& value) {
    const auto name = read_name(value, "timezone", faults_);
    if (!name) return;
    catalog_.zone = TimeZone::find(*name);
    if (catalog_.zone) return;
    std::string hint = faults_.hint(value.place, [&] { return TimeZone::did_you_mean(*name); });
    if (hint.empty()) hint = "; zones are written such as \"Europe/Belgrade\"";
    faults_.add(value.place, fmt::format("unknown timezone {}{}", in_quotes(*name), hint));
  }

  void read_customers(const JsonValue& value) {
    static const Keys keys{{"table", "key", "attributes", "further_group", "listing"}, {}};
    if (!check_object(value, "customers", keys, faults_)) return;
    customers_ = fields_.table_of(value);
    catalog_.customers_table = customers_.name;
    catalog_.key = fields_.column_of(value, "key", customers_);
    catalog_.further_group = fields_.name_or(value, "further_group", catalog_.further_group);
    for (const JsonValue& entry : fields_.list_of(value, "attributes")) read_attribute(entry);
  }

  void read_attribute(const JsonValue& value) {
    static const Keys keys{{"name", "column", "group", "type", "value_names", "personal"}, {}};
    if (!check_object(value, "an attribute", keys, faults_)) return;
    const auto entry = fields_.read_entry(value, customers_);
    Attribute attribute;
    attribute.group = fields_.name_or(value, "group", catalog_.further_group);
    for (const JsonValue& name : fields_.list_of(value, "value_names")) {
      if (const auto text = read_name(name, "value_names", faults_)) add_once(attribute.value_names, *text);
    }
    if (const JsonValue* personal = find_member(value, "personal"))
      attribute.personal = read_boolean(*personal, "personal", faults_).value_or(false);
    if (!entry || !names_.claim(entry->name, "attribute", entry->place)) return;
    attribute.name = entry->name;
    attribute.column = entry->column;
    attribute.type = entry->type;
    add_once(attribute.value_names, attribute.name);
    add_once(attribute.value_names, attribute.column);
    catalog_.attributes.push_back(std::move(attribute));
  }

  void read_event(const JsonValue& value) {
    static const Keys keys{{"name", "table", "customer", "time", "time_format", "entity", "group", "columns"},
                           {}};
    if (!check_object(value, "an event", keys, faults_)) return;
    Event event;
    const JsonValue* name = require_member(value, "name", faults_);
    if (name != nullptr) event.name = read_name(*name, "name", faults_).value_or("");
    const CatalogTable table = fields_.table_of(value);
    event.table = table.name;
    event.customer = fields_.column_of(value, "customer", table);
    event.time = fields_.column_of(value, "time", table);
    event.time_format = fields_.read_time_format(value, find_column(table, event.time));
    event.group = fields_.name_or(value, "group", event.name);
    for (const JsonValue& entry : fields_.list_of(value, "columns")) read_event_column(entry, event, table);
    add_further_columns(event, table);
    event.entity = read_entity(value, event, table);
    if (!event.name.empty() && names_.claim_event(event.name, name->place))
      catalog_.events.push_back(std::move(event));
  }

  void read_event_column(const JsonValue& value, Event& event, const CatalogTable& table) {
    static const Keys keys{{"name", "column", "type"}, {}};
    if (!check_object(value, "a column", keys, faults_)) return;
    const auto entry = fields_.read_entry(value, table);
    if (!entry) return;
    if (event.find_column(entry->name) != nullptr) {
      faults_.add(entry->place, fmt::format("the column {} is given twice", in_quotes(entry->name)));
    } else {
      event.columns.push_back({entry->name, entry->type, entry->column});
    }
  }

  void read_recommendations(const JsonValue& value) {
    static const Keys keys{{"table", "customer", "product", "rank", "type"}, {}};
    if (!check_object(value, "recommendations", keys, faults_)) return;
    const CatalogTable table = fields_.table_of(value);
    RecommendationsTable read{table.name, fields_.column_of(value, "customer", table),
                              fields_.column_of(value, "product", table),
                              fields_.column_of(value, "rank", table), std::nullopt};
    if (const JsonValue* type = find_member(value, "type")) read.type = fields_.column(*type, "type", table);
    catalog_.recommendations = std::move(read);
  }

  void read_listing(const JsonValue& customers) {
    std::vector<std::string> columns{catalog_.key};
    if (find_member(customers, "listing") == nullptr) {
      catalog_.listing.push_back(catalog_.key);
      for (const Attribute& attribute : catalog_.attributes) {
        if (contains(columns, attribute.column)) continue;
        columns.push_back(attribute.column);
        // Among a listing's entries the key's name means the key.
        catalog_.listing.push_back(attribute.name == catalog_.key ? attribute.column : attribute.name);
      }
      return;
    }
    columns.clear();
    for (const JsonValue& entry : fields_.list_of(customers, "listing")) {
      const auto name = read_name(entry, "listing", faults_);
      if (!name) continue;
      const Listed listed = listed_column(*name, entry.place);
      if (contains(columns, listed.column)) {
        faults_.add(entry.place, fmt::format("{} is listed twice", in_quotes(*name)));
      } else {
        columns.push_back(listed.column);
        catalog_.listing.push_back(listed.name);
      }
    }
  }

  void read_export_condition(const JsonValue& value) {
    FilterGroup& group = catalog_.export_only_if;
    group.values = parse_filter_list(value, "export_only_if", faults_);
    for_each_filter_in(group, [this](const Filter& filter) {
      if (is_audience(filter))
        faults_.add(filter.place, "export_only_if cannot ask for members of audiences");
    });
    if (schema_ == nullptr || !faults_.empty()) return;
    Document document;
    document.groups.push_back(group);
    bind_document(document, catalog_, faults_);
  }

  struct Listed {
    std::string name, column;
  };

  Listed listed_column(const std::string& name, JsonPlace place) {
    if (name == catalog_.key) return {name, name};
    const Attribute* attribute = catalog_.find_attribute(name);
    if (attribute != nullptr && attribute->name == name) return {name, attribute->column};
    if (const SchemaColumn* column = find_column(customers_, name)) {
      fields_.refuse_unusable(*column, customers_, place);
      return {column->name, column->name};
    }
    if (customers_.columns != nullptr) {
      const std::string hint =
          faults_.hint(place, [&] { return nearest_or_all(name, listable_names(), "there are"); });
      faults_.add(place, fmt::format("unknown column or attribute {} of {}{}", in_quotes(name),
                                     customers_.name, hint));
    }
    return {name, name};
  }

  [[nodiscard]] std::vector<std::string> listable_names() const {
    std::vector<std::string> names;
    for (const Attribute& attribute : catalog_.attributes) add_once(names, attribute.name);
    for (const std::string& column : column_names(customers_)) add_once(names, column);
    return names;
  }

  void add_further_attributes() {
    if (customers_.columns == nullptr) return;
    std::vector<std::string> named;
    for (const Attribute& attribute : catalog_.attributes) named.push_back(attribute.column);
    for (const SchemaColumn& column : *customers_.columns) {
      const std::string& name = column.name;
      if (!column.unusable.empty()) continue;
      // Where the name means something else already, the column needs an entry to be filtered.
      if (contains(named, name) || names_.has(name) || name == "audience" || !can_be_written(name)) continue;
      catalog_.attributes.push_back({name, name, catalog_.further_group, column.type, {name}, false});
    }
  }

  static void add_further_columns(Event& event, const CatalogTable& table) {
    if (table.columns == nullptr) return;
    std::vector<std::string> named{event.customer, event.time};
    for (const EventColumn& column : event.columns) named.push_back(column.column);
    for (const SchemaColumn& column : *table.columns) {
      const std::string& name = column.name;
      if (!column.unusable.empty() || contains(named, name) || event.find_column(name) != nullptr) continue;
      if (can_be_written(name)) event.columns.push_back({name, column.type, name});
    }
  }

  std::string read_entity(const JsonValue& value, const Event& event, const CatalogTable& table) {
    const JsonValue* member = find_member(value, "entity");
    if (member == nullptr) return usual_entity(event, table);
    const auto name = read_name(*member, "entity", faults_);
    if (!name) return {};
    if (event.find_column(*name) != nullptr) return *name;
    std::vector<std::string> right;
    for (const EventColumn& column : event.columns) {
      if (same_name(column.name, *name) || same_name(column.column, *name)) return column.name;
      right.push_back(column.name);
    }
    if (table.columns != nullptr) {
      const std::string hint =
          faults_.hint(member->place, [&] { return nearest_or_all(*name, right, "its columns are"); });
      faults_.add(member->place, fmt::format("unknown column {} of the event {}{}", in_quotes(*name),
                                             in_quotes(event.name), hint));
    }
    return *name;
  }

  static std::string usual_entity(const Event& event, const CatalogTable& table) {
    if (event.columns.empty()) return {};
    if (event.find_column("product_id") != nullptr) return "product_id";
    const auto text = std::find_if(event.columns.begin(), event.columns.end(),
                                   [](const EventColumn& column) { return column.type == ValueType::text; });
    const bool by_type = table.columns != nullptr && text != event.columns.end();
    return by_type ? text->name : event.columns.front().name;
  }

  const Schema* schema_;
  Faults& faults_;
  Catalog catalog_;
  CatalogTable customers_;
  CatalogFields fields_;
  CatalogNames names_;
};

}  // namespace

Catalog parse_catalog(std::string_view json, const Schema* schema, Faults& faults) {
  const auto root = parse_json(json, faults);
  return root ? CatalogReader(schema, faults).read(*root) : Catalog{};
}

}  // namespace audience
