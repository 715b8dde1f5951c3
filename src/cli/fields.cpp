// `audience fields`: what can be filtered.
#include <fmt/ranges.h>

#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "model/date_part.hpp"
#include "model/measure_binding.hpp"
#include "output/table.hpp"
#include "query/field_summary.hpp"

namespace audience {
namespace {

struct Field {
  std::string group, name, entity, value_name, type, values;
  FieldSummary summary{};
  std::vector<std::string> parts{};  ///< of a date, as PART of its name
};

void add_event(std::vector<Field>& fields, const Event& event) {
  for (const EventColumn& column : event.columns) {
    fields.push_back({event.group, event.name, column.name, "", std::string(name_of(column.type)), ""});
  }
  for (const std::string& measure : measure_names(event)) {
    fields.push_back({event.group, event.name, event.name, measure, "number", ""});
  }
  fields.push_back({event.group, event.name + "-N-days", event.entity, "", "text", ""});
}

void add_parts(std::vector<Field>& fields, const Attribute& date) {
  fields.push_back({date.group,
                    date.name + ".PART",
                    "customer",
                    "",
                    std::string(name_of(ValueType::integer)),
                    fmt::format("PART is {}", fmt::join(date_part_names(), ", ")),
                    {},
                    {date_part_names().begin(), date_part_names().end()}});
}

std::vector<Field> fields_of(const DataSource& source) {
  std::vector<Field> fields;
  const FieldSummaries summaries(source);
  for (const Attribute& attribute : source.catalog().attributes) {
    FieldSummary summary = summaries.of(attribute);
    fields.push_back({attribute.group, attribute.name, "customer",
                      attribute.value_names.empty() ? attribute.name : attribute.value_names.front(),
                      std::string(name_of(attribute.type)), summary.text(), std::move(summary)});
    if (attribute.type == ValueType::date) add_parts(fields, attribute);
  }
  for (const Event& event : source.catalog().events) add_event(fields, event);
  fields.push_back({"audiences", "audience", "audience_id", "", "text", ""});
  fields.push_back({"splits", "bucket", "SALT", "bucket", "number", ""});
  return fields;
}

/// Fields under their groups; names are never cut, for they are what one writes down.
std::string as_table(const std::vector<Field>& fields, std::size_t width) {
  Table table;
  for (const char* title : {"filter_name", "filter_entity", "value_name", "type"}) {
    table.add_column(title, Table::Align::left, Table::Cells::whole);
  }
  table.add_column("values (of ten or more)");
  std::string group;
  for (const Field& field : fields) {
    if (field.group != group) table.add_row({field.group, "", "", "", ""});
    group = field.group;
    table.add_row({"  " + field.name, field.entity, field.value_name, field.type, field.values});
  }
  return table.to_text(width);
}

/// In the type of the field; null where it is empty, or a number that cannot be read.
void write_value(JsonWriter& json, std::string_view type, const std::string& value) {
  if (value.empty()) return json.null();
  if (type == name_of(ValueType::number) || type == name_of(ValueType::integer)) {
    const auto number = Decimal::parse(value);
    return number ? json.raw(number->to_text()) : json.null();
  }
  if (type == name_of(ValueType::boolean)) return json.boolean(value == "true");
  json.text(value);
}

void write_summary(JsonWriter& json, const Field& field) {
  json.key("min_value");
  write_value(json, field.type, field.summary.low);
  json.key("max_value");
  write_value(json, field.type, field.summary.high);
  json.key("common_values");
  json.begin_array();
  for (const std::string& value : field.summary.common) write_value(json, field.type, value);
  json.end_array();
  json.boolean_member("has_more_values", field.summary.has_more);
  json.texts_member("parts", field.parts);
}

void write_fields(JsonWriter& json, const std::vector<Field>& fields) {
  json.begin_array();
  for (const Field& f : fields) {
    json.begin_object();
    for (const auto& [key, value] : {std::pair{"filter_group", &f.group},
                                     {"filter_name", &f.name},
                                     {"filter_entity", &f.entity},
                                     {"value_name", &f.value_name},
                                     {"type", &f.type},
                                     {"values", &f.values}}) {
      json.key(key);
      if (value->empty()) {
        json.null();
      } else {
        json.text(*value);
      }
    }
    write_summary(json, f);
    json.end_object();
  }
  json.end_array();
}

void run_fields(Session& session) {
  const auto studio = session.studio(Database::Mode::read_only);
  const DataSource& source = studio->source();
  const Snapshot snapshot(source);
  const std::vector<Field> fields = fields_of(source);
  write_result(session, {.screen = [&] { return as_table(fields, session.width()); },
                         .json = [&](JsonWriter& json) { write_fields(json, fields); }});
}

}  // namespace

void add_fields(CommandLine& line, Session& session) {
  line.verb("fields", "What can be filtered: attributes and events, with their types and values.",
            {"audience fields"}, [&session] { run_fields(session); });
}

}  // namespace audience
