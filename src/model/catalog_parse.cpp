// A catalog file read and, where the schema is known, held against its tables and columns.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/suggestion.hpp"
#include "json/json_fields.hpp"
#include "model/binding.hpp"
#include "model/catalog.hpp"
#include "model/catalog_schema.hpp"
#include "model/document.hpp"
#include "model/filter_parse.hpp"
#include "model/window.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

/// Of any list: more than a table of SQLite has columns. Names are looked up one by one.
constexpr std::size_t most_entries = 10'000;

constexpr std::array value_types{ValueType::text, ValueType::integer, ValueType::number, ValueType::boolean,
                                 ValueType::date};
constexpr std::array time_formats{TimeFormat::iso8601, TimeFormat::unix_seconds,
                                  TimeFormat::unix_milliseconds};

/// What the entries of attributes and of event columns have in common.
struct ColumnEntry {
  std::string name, column;
  ValueType type = ValueType::text;
  JsonPlace place;  ///< of the name
};

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (!contains(names, name)) names.push_back(name);
}

class CatalogReader {
 public:
  CatalogReader(const Schema* schema, Faults& faults) : schema_(schema), faults_(faults) {}

  Catalog read(const JsonValue& root) {
    static const Keys keys{
        {"database", "customers", "events", "recommendations", "export_only_if", "$schema", "description"},
        {}};
    if (!check_object(root, "a catalog", keys, faults_)) return catalog_;
    if (const JsonValue* value = find_member(root, "database"))
      catalog_.database = read_text(*value, "database", faults_).value_or("");
    if (const JsonValue* value = require_member(root, "customers", faults_)) read_customers(*value);
    for (const JsonValue& entry : list_of(root, "events")) read_event(entry);
    if (const JsonValue* value = find_member(root, "recommendations")) read_recommendations(*value);
    add_further_attributes();
    // Last, so that every attribute can be listed.
    if (const JsonValue* value = find_member(root, "customers")) read_listing(*value);
    if (const JsonValue* value = find_member(root, "export_only_if")) read_export_condition(*value);
    return std::move(catalog_);
  }

 private:
  void read_customers(const JsonValue& value) {
    static const Keys keys{{"table", "key", "attributes", "further_group", "listing"}, {}};
    if (!check_object(value, "customers", keys, faults_)) return;
    customers_ = table_of(value);
    catalog_.customers_table = customers_.name;
    catalog_.key = column_of(value, "key", customers_);
    catalog_.further_group = name_or(value, "further_group", catalog_.further_group);
    for (const JsonValue& entry : list_of(value, "attributes")) read_attribute(entry);
  }

  void read_attribute(const JsonValue& value) {
    static const Keys keys{{"name", "column", "group", "type", "value_names", "personal"}, {}};
    if (!check_object(value, "an attribute", keys, faults_)) return;
    const auto entry = read_entry(value, customers_);
    Attribute attribute;
    attribute.group = name_or(value, "group", catalog_.further_group);
    for (const JsonValue& name : list_of(value, "value_names")) {
      if (const auto text = read_name(name, "value_names", faults_)) add_once(attribute.value_names, *text);
    }
    if (const JsonValue* personal = find_member(value, "personal"))
      attribute.personal = read_boolean(*personal, "personal", faults_).value_or(false);
    if (!entry || !claim(entry->name, "attribute", entry->place)) return;
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
    const CatalogTable table = table_of(value);
    event.table = table.name;
    event.customer = column_of(value, "customer", table);
    event.time = column_of(value, "time", table);
    event.time_format = read_time_format(value, find_column(table, event.time));
    event.group = name_or(value, "group", event.name);
    for (const JsonValue& entry : list_of(value, "columns")) read_event_column(entry, event, table);
    add_further_columns(event, table);
    event.entity = read_entity(value, event, table);
    if (!event.name.empty() && claim_event(event.name, name->place))
      catalog_.events.push_back(std::move(event));
  }

  void read_event_column(const JsonValue& value, Event& event, const CatalogTable& table) {
    static const Keys keys{{"name", "column", "type"}, {}};
    if (!check_object(value, "a column", keys, faults_)) return;
    const auto entry = read_entry(value, table);
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
    const CatalogTable table = table_of(value);
    RecommendationsTable read{table.name, column_of(value, "customer", table),
                              column_of(value, "product", table), column_of(value, "rank", table),
                              std::nullopt};
    if (const JsonValue* type = find_member(value, "type")) read.type = column(*type, "type", table);
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
    for (const JsonValue& entry : list_of(customers, "listing")) {
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
    if (const SchemaColumn* column = find_column(customers_, name)) return {column->name, column->name};
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
    for (const auto& [name, type, primary_key, references] : *customers_.columns) {
      // Where the name means something else already, the column needs an entry to be filtered.
      if (contains(named, name) || claimed_.contains(name) || name == "audience" || !can_be_written(name))
        continue;
      catalog_.attributes.push_back({name, name, catalog_.further_group, type, {name}, false});
    }
  }

  static void add_further_columns(Event& event, const CatalogTable& table) {
    if (table.columns == nullptr) return;
    std::vector<std::string> named{event.customer, event.time};
    for (const EventColumn& column : event.columns) named.push_back(column.column);
    for (const auto& [name, type, primary_key, references] : *table.columns) {
      if (contains(named, name) || event.find_column(name) != nullptr || !can_be_written(name)) continue;
      event.columns.push_back({name, type, name});
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

  std::optional<ColumnEntry> read_entry(const JsonValue& value, const CatalogTable& table) {
    const JsonValue* name = find_member(value, "name");
    const JsonValue* of_column = find_member(value, "column");
    ColumnEntry entry;
    if (const JsonValue* type = find_member(value, "type"))
      entry.type = read_one_of(*type, "type", value_types).value_or(entry.type);
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

  template <typename Choice, std::size_t count>
  std::optional<Choice> read_one_of(const JsonValue& value, std::string_view key,
                                    const std::array<Choice, count>& choices) {
    const auto text = read_text(value, key, faults_);
    if (!text) return std::nullopt;
    std::vector<std::string> right;
    for (const Choice choice : choices) {
      if (name_of(choice) == *text) return choice;
      right.emplace_back(name_of(choice));
    }
    const std::string hint =
        faults_.hint(value.place, [&] { return nearest_or_all(*text, right, "it is one of"); });
    faults_.add(value.place, fmt::format("unknown {} {}{}", key, in_quotes(*text), hint));
    return std::nullopt;
  }

  TimeFormat read_time_format(const JsonValue& event, const SchemaColumn* time) {
    const TimeFormat usual = usual_format(time != nullptr ? time->type : ValueType::text);
    const JsonValue* value = find_member(event, "time_format");
    return value == nullptr ? usual : read_one_of(*value, "time_format", time_formats).value_or(usual);
  }

  bool claim_event(const std::string& name, JsonPlace place) {
    const auto windowed = split_window(name);
    if (name == "customer") {
      faults_.add(place, R"(an event must not be called "customer": so filters call the attributes)");
    } else if (windowed) {
      faults_.add(place, fmt::format("an event must not be called {}: so filters call the last {} days of {}",
                                     in_quotes(name), windowed->days, in_quotes(windowed->event)));
    } else {
      return claim(name, "event", place);
    }
    return false;
  }

  /// Attributes and events share one space of names.
  bool claim(const std::string& name, std::string_view kind, JsonPlace place) {
    if (name == "audience") {
      faults_.add(
          place, fmt::format("an {} must not be called \"audience\": so filters call other audiences", kind));
      return false;
    }
    const auto [known, is_new] = claimed_.emplace(name, kind);
    if (is_new) return true;
    if (known->second == kind) {
      faults_.add(place, fmt::format("the {} {} is given twice", kind, in_quotes(name)));
    } else {
      faults_.add(place, fmt::format("{} is the name of an attribute already", in_quotes(name)));
    }
    return false;
  }

  CatalogTable table_of(const JsonValue& object) {
    const JsonValue* value = require_member(object, "table", faults_);
    const auto name = value != nullptr ? read_name(*value, "table", faults_) : std::nullopt;
    if (!name || schema_ == nullptr) return {name.value_or(""), nullptr};
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

  std::string column_of(const JsonValue& object, std::string_view key, const CatalogTable& table) {
    const JsonValue* value = require_member(object, key, faults_);
    return value != nullptr ? column(*value, key, table) : std::string{};
  }

  /// A column's name as the schema spells it; as written where it is unknown.
  std::string column(const JsonValue& value, std::string_view key, const CatalogTable& table) {
    const auto name = read_name(value, key, faults_);
    if (!name) return {};
    if (const SchemaColumn* found = find_column(table, *name)) return found->name;
    if (table.columns != nullptr) {
      const std::string hint = faults_.hint(
          value.place, [&] { return nearest_or_all(*name, column_names(table), "its columns are"); });
      faults_.add(value.place, fmt::format("unknown column {} of {}{}", in_quotes(*name), table.name, hint));
    }
    return *name;
  }

  std::string name_or(const JsonValue& object, std::string_view key, const std::string& otherwise) {
    const JsonValue* value = find_member(object, key);
    return value == nullptr ? otherwise : read_name(*value, key, faults_).value_or(otherwise);
  }

  const std::vector<JsonValue>& list_of(const JsonValue& object, std::string_view key) {
    static const std::vector<JsonValue> none;
    const JsonValue* value = find_member(object, key);
    if (value == nullptr) return none;
    if (value->kind == JsonValue::Kind::list) {
      const std::size_t count = value->elements().size();
      if (count <= most_entries) return value->elements();
      faults_.add(value->place,
                  fmt::format("{} has {} entries; at most {} can be", key, count, most_entries));
      return none;
    }
    faults_.add(value->place, fmt::format("{} must be a list, not {}", key, show(*value)));
    return none;
  }

  const Schema* schema_;
  Faults& faults_;
  Catalog catalog_;
  CatalogTable customers_;
  std::map<std::string, std::string_view> claimed_;  ///< name to `attribute` or `event`
};

}  // namespace

Catalog parse_catalog(std::string_view json, const Schema* schema, Faults& faults) {
  const auto root = parse_json(json, faults);
  return root ? CatalogReader(schema, faults).read(*root) : Catalog{};
}

}  // namespace audience
