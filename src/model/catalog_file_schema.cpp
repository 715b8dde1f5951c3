// The keys of a catalog, and the names of tables and columns.
#include "model/catalog_file_schema.hpp"

#include <algorithm>

#include "json/schema_writer.hpp"

namespace audience {
namespace {

constexpr std::string_view properties =
#include "model/catalog_file_schema.inc"
    ;

constexpr std::string_view name_definition =
    R"({"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"})";

constexpr std::string_view type_definition = R"({"enum": ["text", "integer", "number", "boolean", "date"]})";

constexpr std::string_view attribute_definition = R"({
      "type": "object", "additionalProperties": false,
      "anyOf": [{"required": ["name"]}, {"required": ["column"]}],
      "properties": {
        "name": {"$ref": "#/definitions/name", "description": "What filters call it."},
        "column": {"$ref": "#/definitions/column"}, "type": {"$ref": "#/definitions/type"},
        "group": {"$ref": "#/definitions/name"},
        "value_names": {"type": "array", "items": {"$ref": "#/definitions/name"}},
        "personal": {"type": "boolean", "description": "Its values are never shown in summaries."}
      }
    })";

constexpr std::string_view event_definition = R"({
      "type": "object", "required": ["name", "table", "customer", "time"], "additionalProperties": false,
      "properties": {
        "name": {"$ref": "#/definitions/name", "description": "What filters call it, with a window: purchases-90-days."},
        "table": {"$ref": "#/definitions/table"},
        "customer": {"$ref": "#/definitions/column", "description": "Its column with the customer's key."},
        "time": {"$ref": "#/definitions/column", "description": "Its column with the time."},
        "time_format": {"enum": ["iso8601", "unix", "unix_ms"]},
        "entity": {"$ref": "#/definitions/column", "description": "What the event is about, such as product_id."},
        "group": {"$ref": "#/definitions/name"},
        "columns": {"type": "array", "maxItems": 10000, "items": {
          "type": "object", "additionalProperties": false,
          "anyOf": [{"required": ["name"]}, {"required": ["column"]}],
          "properties": {"name": {"$ref": "#/definitions/name"}, "column": {"$ref": "#/definitions/column"}, "type": {"$ref": "#/definitions/type"}}
        }}
      }
    })";

/// A name, with these offered.
void write_offer(JsonWriter& json, std::string_view definition, const std::vector<std::string>& names) {
  json.key(definition);
  json.begin_object();
  json.key("anyOf");
  json.begin_array();
  if (!names.empty()) {
    json.begin_object();
    json.texts_member("enum", names);
    json.end_object();
  }
  json.begin_object();
  json.text_member("$ref", "#/definitions/name");
  json.end_object();
  json.end_array();
  json.end_object();
}

}  // namespace

void write_catalog_schema(JsonWriter& json, const Schema& tables) {
  std::vector<std::string> table_names, columns;
  for (const auto& [table, its_columns] : tables) {
    table_names.push_back(table);
    for (const SchemaColumn& column : its_columns) columns.push_back(column.name);
  }
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  json.begin_object();
  json.text_member("$schema", json_schema_dialect);
  json.text_member("title", "Audience catalog");
  json.text_member("type", "object");
  json.texts_member("required", {"customers"});
  json.boolean_member("additionalProperties", false);
  json.key("properties");
  json.raw(properties);
  json.key("definitions");
  json.begin_object();
  json.key("name");
  json.raw(name_definition);
  json.key("type");
  json.raw(type_definition);
  write_offer(json, "table", table_names);
  write_offer(json, "column", columns);
  json.key("attribute");
  json.raw(attribute_definition);
  json.key("event");
  json.raw(event_definition);
  json.end_object();
  json.end_object();
}

}  // namespace audience
