// Ranges and commonest values, as text.
#include "query/field_summary.hpp"

#include "query/cell_reading.hpp"
#include "storage/held_values.hpp"

namespace audience {
namespace {

constexpr std::int64_t fewest_holders = 10;
constexpr int values_shown = 4;

/// The value with at least 10 customers at or beyond it, from the low or the high end.
std::string bound(const DataSource& source, const Attribute& attribute, bool from_greatest) {
  Statement row = value_after(source, attribute.column, from_greatest, fewest_holders - 1);
  return row.step() ? cell_text(row.cell(0), attribute.type) : std::string{};
}

std::string commonest(const DataSource& source, const Attribute& attribute) {
  Statement row = common_values(source, attribute.column, fewest_holders, values_shown + 1);
  std::string text;
  for (int shown = 0; row.step(); ++shown) {
    if (shown == values_shown) return text + " …";
    if (shown > 0) text += ", ";
    text += cell_text(row.cell(0), attribute.type);
  }
  return text;
}

}  // namespace

std::string summarize(const DataSource& source, const Attribute& attribute) {
  if (attribute.personal) return {};
  if (attribute.type == ValueType::text || attribute.type == ValueType::boolean)
    return commonest(source, attribute);
  const std::string low = bound(source, attribute, false);
  return low.empty() ? low : low + ".." + bound(source, attribute, true);
}

}  // namespace audience
