// `audience fields`: what can be filtered.
#include <fmt/ranges.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/group_table.hpp"
#include "cli/output_choice.hpp"
#include "cli/table_screen.hpp"
#include "cli/verbs.hpp"
#include "model/date_part.hpp"
#include "model/measure_binding.hpp"
#include "output/table.hpp"
#include "query/field_summary.hpp"
#include "studio/breakdown.hpp"

namespace audience {
namespace {

struct Options {
  std::optional<std::string> field;
  GroupLimit limit;
};

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

std::string said_of(const Field& field, const Catalog& catalog) {
  std::string said;
  const Attribute* attribute = catalog.find_attribute(field.name);
  if (attribute != nullptr && attribute->personal) return "personal";
  if (field.entity != "customer") {
    said = "filter_entity " + field.entity;
  } else if (field.value_name != field.name && !field.value_name.empty()) {
    said = "value_name " + field.value_name;
  }
  return said + (said.empty() || field.values.empty() ? "" : " · ") + field.values;
}

/// An event's columns and, in one line, its measures stand below it.
void add_event_rows(Table& table, const Event& event, const std::vector<std::string>& measures) {
  table.add_row({"  " + event.name, "event", fmt::format("or {}-N-days, of the last N", event.name)});
  for (const EventColumn& column : event.columns)
    table.add_row({"    " + column.name, std::string(name_of(column.type)), "filter_entity " + column.name});
  table.add_row({"    measures", "number",
                 fmt::format("filter_entity {}, value_name {}", event.name, fmt::join(measures, ", "))});
}

/// Fields under their groups; names are never cut, for they are what one writes down.
std::string as_table(const std::vector<Field>& fields, const Catalog& catalog, const ScreenRoom& room) {
  Table table;
  for (const char* title : {"filter_name", "type"})
    table.add_column(title, Table::Align::left, Table::Cells::whole);
  table.add_column("values (of ten or more)");
  std::string group;
  const Event* before = nullptr;
  for (const Field& field : fields) {
    if (field.group != group) table.add_row({field.group});
    group = field.group;
    const Event* event = catalog.find_event(field.name.substr(0, field.name.rfind("-N-days")));
    if (event == nullptr) {
      table.add_row({"  " + field.name, field.type, said_of(field, catalog)});
    } else if (event != before) {
      add_event_rows(table, *event, measure_names(*event));
    }
    before = event;
  }
  return table_screen(table, room, "audience fields NAME: its values, with how many have them");
}

/// How often each value of a field occurs: among customers, or in events of one kind.
class FieldValues {
 public:
  FieldValues(const Studio& studio, const Options& options)
      : values_(values_of_field(studio, *options.field, Grouping::each_value)),
        count_(std::ssize(values_.groups.groups)),
        total_(is_of_event() ? sum_of(values_.groups) : number_of_customers(studio.source())) {
    options.limit.apply(values_.groups);
    const bool is_limited = options.limit.limit.has_value();
    const bool is_ordered = values_.field.type() != ValueType::text;
    // The least of many numbers or days say little.
    if (values_.groups.others > 0 && is_ordered && !is_limited)
      ranges_ = values_of_field(studio, *options.field, Grouping::in_ranges).groups;
  }

  [[nodiscard]] std::string screen(const ScreenRoom& room) const {
    const ValueGroups& groups = ranges_ ? *ranges_ : values_.groups;
    const bool shows_all = !ranges_ && groups.others == 0;
    const std::string shown =
        ranges_ || shows_all ? "" : with_commas(count_ - values_.groups.others) + " of ";
    const std::string total = is_of_event() ? counted(total_, "event of " + values_.field.event->name,
                                                      "events of " + values_.field.event->name)
                                            : counted(total_, "customer");
    return table_screen(group_table(values_.field.name, groups, {total_, total_}, false, unit()), room,
                        fmt::format("{}{} of {}{}{}", shown, counted(count_, "value"), total,
                                    ranges_ ? ", in ranges" : "", shows_all ? "" : " · every value: --all"));
  }

  void write(JsonWriter& json) const {
    json.begin_object();
    json.text_member("field", values_.field.name);
    if (is_of_event()) json.text_member("event", values_.field.event->name);
    json.text_member("type", name_of(values_.field.type()));
    json.integer_member(unit(), total_);
    write_groups(json, values_.groups, {total_, total_}, false, unit());
    json.end_object();
  }

 private:
  static std::int64_t sum_of(const ValueGroups& groups) {
    std::int64_t sum = groups.missing_everyone;
    for (const ValueGroup& group : groups.groups) sum += group.everyone;
    return sum;
  }
  [[nodiscard]] bool is_of_event() const { return values_.field.event != nullptr; }
  [[nodiscard]] const char* unit() const { return is_of_event() ? "events" : "customers"; }
  FieldBreakdown values_;
  std::int64_t count_, total_;
  std::optional<ValueGroups> ranges_;
};

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

void show_all(Session& session, const Studio& studio) {
  const std::vector<Field> fields = fields_of(studio.source());
  write_result(session,
               {.screen = [&] { return as_table(fields, studio.source().catalog(), session.room()); },
                .json = [&](JsonWriter& json) { write_fields(json, fields); }});
}

void run_fields(Session& session, const Options& options) {
  if (!options.field && (options.limit.all || options.limit.limit))
    throw Error(ErrorKind::usage, "--limit and --all are for the values of one field");
  const auto studio = session.studio(Database::Mode::read_only);
  const DataSource& source = studio->source();
  const Snapshot snapshot(source);
  if (!options.field) return show_all(session, *studio);
  const FieldValues values(*studio, options);
  write_result(session, {.screen = [&] { return values.screen(session.room()); },
                         .json = [&](JsonWriter& json) { values.write(json); }});
  source.check_unchanged();
}

}  // namespace

void add_fields(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("fields",
            "What can be filtered: attributes and events, with their types and values; or all values of one "
            "attribute, or of a column of events, with how many customers or events have them.",
            {"audience fields", "audience fields city", "audience fields purchases.product_id",
             "audience fields city --all --json | jq '.groups[].value'"},
            [&session, options] { run_fields(session, *options); })
      .optional_argument("NAME", options->field, "an attribute, a part of a date, or a column of events")
      .add(options->limit)
      .add(session.options.timeout);
}

}  // namespace audience
