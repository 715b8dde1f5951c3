// One tally for each field.
#include "studio/breakdown.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/as_of.hpp"
#include "base/suggestion.hpp"
#include "base/wording.hpp"
#include "model/column_guess.hpp"

namespace audience {
namespace {

std::chrono::sys_days today(const Studio& studio) {
  return AsOf(studio.now()).day(studio.source().catalog().zone.get());
}

/// With the columns of events beside the attributes: the nearest of all is told, else the attributes are.
[[noreturn]] void refuse_unknown_field(const Catalog& catalog, const std::string& name) {
  std::vector<std::string> names;
  for (const Attribute& attribute : catalog.attributes) names.push_back(attribute.name);
  for (const Event& event : catalog.events) {
    for (const EventColumn& column : event.columns) names.push_back(column.name);
  }
  throw Error(ErrorKind::not_found,
              fmt::format("customers have no attribute {}, and events no such column{}", in_quotes(name),
                          did_you_mean(name, names)),
              Remedy::list_fields);
}

[[noreturn]] void refuse_unknown(const Catalog& catalog, const std::string& name) {
  std::vector<std::string> names;
  for (const Attribute& attribute : catalog.attributes) {
    if (!attribute.personal) names.push_back(attribute.name);
  }
  const std::string near = did_you_mean(name, names);
  throw Error(ErrorKind::not_found, fmt::format("customers have no attribute {}{}", in_quotes(name), near),
              near.empty() ? "there are " + enumerate(names) : "");
}

/// The events that have the column, each as a field; `purchases.product_id` names the event too.
std::vector<GroupedField> event_fields(const Catalog& catalog, const std::string& name) {
  std::vector<GroupedField> fields;
  for (const Event& event : catalog.events) {
    const bool is_dotted = name.starts_with(event.name + ".");
    const std::string column = is_dotted ? name.substr(event.name.size() + 1) : name;
    if (const EventColumn* found = event.find_column(column))
      fields.push_back({.name = name, .event = &event, .event_column = found});
  }
  return fields;
}

std::optional<GroupedField> event_field(const Catalog& catalog, const std::string& name) {
  const std::vector<GroupedField> fields = event_fields(catalog, name);
  if (fields.empty()) return std::nullopt;
  if (fields.size() > 1) {
    std::vector<std::string> names;
    for (const GroupedField& field : fields) names.push_back(field.event->name + "." + name);
    throw Error(ErrorKind::usage, fmt::format("several events have a column {}", in_quotes(name)),
                "say which: " + enumerate(names));
  }
  const EventColumn& column = *fields.front().event_column;
  if (is_personal({column.name, column.type}))
    throw Error(ErrorKind::usage, fmt::format("{} is personal: its values are not counted", in_quotes(name)));
  return fields.front();
}

}  // namespace

GroupedField grouped_field(const Catalog& catalog, const std::string& name) {
  GroupedField field{catalog.find_attribute(name), std::nullopt, name};
  if (const auto dotted = split_dotted(name); field.attribute == nullptr && dotted) {
    field.attribute = catalog.find_attribute(dotted->date);
    field.part = parse_date_part(dotted->part);
    if (field.attribute != nullptr && (!field.part || field.attribute->type != ValueType::date))
      throw Error(ErrorKind::not_found, fmt::format("{} is no part of a date", in_quotes(name)),
                  "dates have " + enumerate(date_part_names()));
  }
  if (field.attribute == nullptr) refuse_unknown(catalog, name);
  if (!field.attribute->personal) return field;
  throw Error(ErrorKind::usage, fmt::format("{} is personal: its values are not counted", in_quotes(name)));
}

Breakdown break_down(const Studio& studio, const std::string& audience,
                     const std::vector<std::string>& fields) {
  const DataSource& source = studio.source();
  std::vector<GroupedField> asked;
  for (const std::string& name : fields) asked.push_back(grouped_field(source.catalog(), name));
  Breakdown result{members_view_of(source, find_audience(studio.database(), audience)), {}};
  for (const GroupedField& field : asked) {
    const auto values = tally_values(source, field.attribute->column, result.view.members);
    result.fields.push_back({field, group_values(values, field, Grouping::in_ranges, today(studio))});
  }
  return result;
}

FieldBreakdown values_of_field(const Studio& studio, const std::string& field, Grouping grouping) {
  const DataSource& source = studio.source();
  const Catalog& catalog = source.catalog();
  const auto of_event = catalog.find_attribute(field) == nullptr ? event_field(catalog, field) : std::nullopt;
  const auto dotted = split_dotted(field);
  if (!of_event && catalog.find_attribute(field) == nullptr &&
      (!dotted || catalog.find_attribute(dotted->date) == nullptr))
    refuse_unknown_field(catalog, field);
  const GroupedField asked = of_event ? *of_event : grouped_field(catalog, field);
  const auto values = of_event ? tally_event_values(source, *asked.event, asked.event_column->name)
                               : tally_values(source, asked.attribute->column, source.population());
  return {asked, group_values(values, asked, grouping, today(studio))};
}

}  // namespace audience
