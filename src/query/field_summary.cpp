// Ranges and commonest values, as text.
#include "query/field_summary.hpp"

#include <algorithm>

#include "query/cell_reading.hpp"
#include "query/columns/value_counts.hpp"
#include "storage/held_values.hpp"

namespace audience {
namespace {

constexpr std::int64_t fewest_holders = 10;
constexpr std::size_t values_shown = 4;

/// The value with at least 10 customers at or beyond it, from the low or the high end.
std::string bound(const DataSource& source, const Attribute& attribute, bool from_greatest) {
  Statement row = value_after(source, attribute.column, from_greatest, fewest_holders - 1);
  return row.step() ? cell_text(row.cell(0), attribute.type) : std::string{};
}
std::string bound(const ValueCounts& counts, const Attribute& attribute, bool from_greatest) {
  std::int64_t customers = 0;
  std::string text;
  const auto visit = [&](const Cell& value, std::int64_t holders) {
    customers += holders;
    if (customers >= fewest_holders) text = cell_text(value, attribute.type);
    return customers < fewest_holders;
  };
  if (from_greatest) {
    counts.for_each_descending(visit);
  } else {
    counts.for_each(visit);
  }
  return text;
}

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i == values_shown) return text + " …";
    if (i > 0) text += ", ";
    text += values[i];
  }
  return text;
}

std::vector<std::string> commonest(const DataSource& source, const Attribute& attribute, std::size_t most) {
  Statement row = common_values(source, attribute.column, fewest_holders, static_cast<std::int64_t>(most));
  std::vector<std::string> values;
  while (row.step()) values.push_back(cell_text(row.cell(0), attribute.type));
  return values;
}
std::vector<std::string> commonest(const ValueCounts& counts, const Attribute& attribute, std::size_t most) {
  std::vector<std::pair<std::int64_t, std::string>> common;  // the first of equal ones stay before the others
  counts.for_each([&](const Cell& value, std::int64_t holders) {
    if (holders < fewest_holders) return true;
    const auto at =
        std::find_if(common.begin(), common.end(), [&](const auto& one) { return one.first < holders; });
    if (at == common.end() && common.size() >= most) return true;
    common.emplace(at, holders, cell_text(value, attribute.type));
    if (common.size() > most) common.pop_back();
    return true;
  });
  std::vector<std::string> values;
  for (auto& [holders, value] : common) values.push_back(std::move(value));
  return values;
}

template <typename Values>
std::string summary_of(const Values& values, const Attribute& attribute) {
  if (attribute.type == ValueType::text || attribute.type == ValueType::boolean)
    return joined(commonest(values, attribute, values_shown + 1));
  const std::string low = bound(values, attribute, false);
  return low.empty() ? low : low + ".." + bound(values, attribute, true);
}

}  // namespace

FieldSummaries::FieldSummaries(const DataSource& source) : source_(source) {
  if (!source.uses_columns()) return;
  try {
    store_.emplace(source);
  } catch (const ColumnsUnusable&) {
    store_.reset();
  }
}

template <typename Result, typename Read>
Result FieldSummaries::read_values(const Attribute& attribute, Read read) const {
  if (attribute.personal) return {};
  if (store_) {
    try {
      const auto counts = ValueCounts::of_customers(*store_, attribute.column);
      if (counts) {
        Result result = read(*counts);
        store_->check_whole();
        return result;
      }
    } catch (const ColumnsUnusable&) {
      // As if there were none.
    }
  }
  return read(source_);
}

std::string FieldSummaries::of(const Attribute& attribute) const {
  return read_values<std::string>(attribute,
                                  [&](const auto& values) { return summary_of(values, attribute); });
}

std::vector<std::string> FieldSummaries::common_values(const Attribute& attribute, std::size_t most) const {
  return read_values<std::vector<std::string>>(
      attribute, [&](const auto& values) { return commonest(values, attribute, most); });
}

}  // namespace audience
