// A catalog as its file: what the defaults would say anyway is left out, but for groups and types.
#include "json/json_writer.hpp"
#include "model/catalog.hpp"
#include "model/filter_json.hpp"

namespace audience {
namespace {

class CatalogWriter {
 public:
  explicit CatalogWriter(std::string& out) : json_(out, JsonWriter::Style::pretty) {}

  void write(const Catalog& catalog) {
    json_.begin_object();
    if (!catalog.database.empty()) text("database", catalog.database);
    if (catalog.zone) text("timezone", catalog.zone->name());
    customers(catalog);
    json_.key("events");
    json_.begin_array();
    for (const Event& event : catalog.events) write(event);
    json_.end_array();
    if (catalog.recommendations) write(*catalog.recommendations);
    if (!catalog.export_only_if.values.empty()) {
      json_.key("export_only_if");
      FilterJson(json_, {}).nodes(catalog.export_only_if.values);
    }
    json_.end_object();
  }

 private:
  void customers(const Catalog& catalog) {
    json_.key("customers");
    json_.begin_object();
    text("table", catalog.customers_table);
    text("key", catalog.key);
    json_.key("attributes");
    json_.begin_array();
    for (const Attribute& attribute : catalog.attributes) write(attribute);
    json_.end_array();
    text("further_group", catalog.further_group);
    texts("listing", catalog.listing);
    json_.end_object();
  }

  void write(const Attribute& attribute) {
    json_.begin_object();
    text("name", attribute.name);
    text("column", attribute.column);
    text("group", attribute.group);
    text("type", name_of(attribute.type));
    std::vector<std::string> implied{attribute.name};
    if (attribute.column != attribute.name) implied.push_back(attribute.column);
    if (attribute.value_names != implied) texts("value_names", attribute.value_names);
    if (attribute.personal) {
      json_.boolean_member("personal", true);
    }
    json_.end_object();
  }

  void write(const Event& event) {
    json_.begin_object();
    text("name", event.name);
    text("table", event.table);
    text("customer", event.customer);
    text("time", event.time);
    text("time_format", name_of(event.time_format));
    if (!event.entity.empty()) text("entity", event.entity);
    text("group", event.group);
    json_.key("columns");
    json_.begin_array();
    for (const EventColumn& column : event.columns) {
      json_.begin_object();
      text("name", column.name);
      text("column", column.column);
      text("type", name_of(column.type));
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void write(const RecommendationsTable& recommendations) {
    json_.key("recommendations");
    json_.begin_object();
    text("table", recommendations.table);
    text("customer", recommendations.customer);
    text("product", recommendations.product);
    text("rank", recommendations.rank);
    if (recommendations.type) text("type", *recommendations.type);
    json_.end_object();
  }

  void text(std::string_view key, std::string_view value) { json_.text_member(key, value); }

  void texts(std::string_view key, const std::vector<std::string>& values) {
    json_.key(key);
    json_.begin_array();
    for (const std::string& value : values) json_.text(value);
    json_.end_array();
  }

  JsonWriter json_;
};

}  // namespace

std::string to_json(const Catalog& catalog) {
  std::string out;
  CatalogWriter(out).write(catalog);
  out += '\n';
  return out;
}

}  // namespace audience
