// Catalog and values of a database as what editors are told.
#include "studio/editing.hpp"

#include <algorithm>

#include "model/audience_uses.hpp"
#include "model/document_schema.hpp"
#include "query/field_summary.hpp"
#include "storage/audiences.hpp"

namespace audience {
namespace {

constexpr std::size_t most_values = 30;

/// As the tables of a new database are.
Catalog catalog_of_new_database() {
  return builtin_catalog({{"customer_id", ValueType::text},
                          {"first_name", ValueType::text},
                          {"last_name", ValueType::text},
                          {"phone_number", ValueType::text},
                          {"email", ValueType::text},
                          {"gender", ValueType::text},
                          {"age", ValueType::integer},
                          {"city", ValueType::text},
                          {"segment_id", ValueType::text},
                          {"segment_name", ValueType::text},
                          {"clv_value", ValueType::number},
                          {"email_consent", ValueType::boolean}},
                         {{"customer_id", ValueType::text},
                          {"product_id", ValueType::text},
                          {"purchased_at", ValueType::date},
                          {"quantity", ValueType::number},
                          {"unit_price", ValueType::number}});
}

OfferedNames offered_names(const DataSource& source) {
  OfferedNames offered;
  const FieldSummaries summaries(source);
  for (const Attribute& attribute : source.catalog().attributes) {
    if (attribute.type == ValueType::text) {
      offered.values[attribute.name] = summaries.common_values(attribute, most_values);
    } else if (const std::string range = summaries.of(attribute); !range.empty()) {
      offered.ranges[attribute.name] = range;
    }
  }
  for (const KnownAudience& one : known_audiences(source.own())) {
    if (!one.is_damaged) offered.audiences.push_back(one.audience_name);
  }
  return offered;
}

void write_filter(JsonWriter& json, const Attribute& attribute, const std::vector<std::string>& values) {
  json.text_member("filter_name", attribute.name);
  if (values.empty()) {
    json.text_member("filter_type", "IS_NOT_NULL");
    return;
  }
  json.text_member("filter_type", "IN");
  json.texts_member("filter_values", {values.front()});
}

/// The first text attribute that holds a value, not a personal one.
struct FirstFilter {
  const Attribute* attribute = nullptr;
  std::vector<std::string> values;
};

FirstFilter first_filter(const DataSource* source, const Catalog& catalog) {
  const auto is_plain = [](const Attribute& one) { return one.type == ValueType::text && !one.personal; };
  if (source != nullptr) {
    const FieldSummaries summaries(*source);
    for (const Attribute& attribute : catalog.attributes) {
      if (!is_plain(attribute)) continue;
      std::vector<std::string> values = summaries.common_values(attribute, 1);
      if (!values.empty()) return {&attribute, std::move(values)};
    }
  }
  const auto plain = std::find_if(catalog.attributes.begin(), catalog.attributes.end(), is_plain);
  if (plain != catalog.attributes.end()) return {&*plain, {}};
  return {catalog.attributes.empty() ? nullptr : &catalog.attributes.front(), {}};
}

}  // namespace

void write_document_schema(JsonWriter& json, const DataSource& source) {
  write_document_schema(json, source.catalog(), offered_names(source));
}

void write_document_schema(JsonWriter& json) { write_document_schema(json, catalog_of_new_database(), {}); }

std::string first_document(const DataSource* source, const std::string& name, const std::string& schema) {
  const Catalog catalog = source != nullptr ? source->catalog() : catalog_of_new_database();
  const FirstFilter first = first_filter(source, catalog);
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_object();
  json.text_member("$schema", schema);
  json.text_member("audience_name", name);
  json.key("filters");
  json.begin_array();
  if (first.attribute != nullptr) {
    json.begin_object();
    json.text_member("filter_group", first.attribute->group);
    json.key("values");
    json.begin_array();
    json.begin_object();
    write_filter(json, *first.attribute, first.values);
    json.end_object();
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return text + "\n";
}

}  // namespace audience
