// Ranges and commonest values by SQL.
#include "query/field_summary.hpp"

#include "query/cell_reading.hpp"

namespace audience {
namespace {

constexpr std::int64_t fewest_holders = 10;
constexpr int values_shown = 4;

/// The value with at least 10 customers at or beyond it, from the low or the high end.
std::string bound(const DataSource& source, const Attribute& attribute, const char* direction) {
  const std::string column = sql_name(attribute.column);
  Statement row =
      source.data().prepare("SELECT " + column + " FROM " + source.customers_from() + " WHERE " + column +
                            " IS NOT NULL ORDER BY " + column + " " + direction + " LIMIT 1 OFFSET ?");
  row.bind_all(fewest_holders - 1);
  return row.step() ? cell_text(row.cell(0), attribute.type) : std::string{};
}

std::string commonest(const DataSource& source, const Attribute& attribute) {
  const std::string column = sql_name(attribute.column);
  Statement row = source.data().prepare(
      "SELECT " + column + ", count(*) FROM " + source.customers_from() + " WHERE " + column +
      " IS NOT NULL GROUP BY 1 HAVING count(*) >= ? ORDER BY 2 DESC, 1 LIMIT ?");
  row.bind_all(fewest_holders, values_shown + 1);
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
  const std::string low = bound(source, attribute, "ASC");
  return low.empty() ? low : low + ".." + bound(source, attribute, "DESC");
}

}  // namespace audience
