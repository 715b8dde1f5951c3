// One tally for each field.
#include "studio/breakdown.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/as_of.hpp"
#include "base/suggestion.hpp"
#include "base/wording.hpp"

namespace audience {
namespace {

std::chrono::sys_days today(const Studio& studio) {
  return AsOf(studio.now()).day(studio.source().catalog().zone.get());
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

FieldBreakdown values_of_field(const Studio& studio, const std::string& field) {
  const DataSource& source = studio.source();
  const GroupedField asked = grouped_field(source.catalog(), field);
  const auto values = tally_values(source, asked.attribute->column, source.population());
  return {asked, group_values(values, asked, Grouping::each_value, today(studio))};
}

}  // namespace audience
