// Counting by column, then a look for near values.
#include "query/value_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/suggestion.hpp"
#include "base/utf8.hpp"

namespace audience {
namespace {

constexpr std::size_t most_notes = 20;

/// Where the values of a filter lie, and what their rows are called.
struct Column {
  std::string name;  ///< for the note: `city`, `purchases product_id`
  std::string from;  ///< SQL of values and how many rows have each: columns value, rows
  std::string rows;  ///< `customers`
  bool personal = false;
};

std::string grouped(const std::string& column, const std::string& table) {
  return fmt::format("SELECT {0} AS value, count(*) AS rows FROM {1} WHERE {0} IS NOT NULL GROUP BY {0}",
                     sql_name(column), table);
}

Column column_of(const DataSource& source, const AttributeFilter& filter) {
  Column column{"", grouped(filter.column, source.customers_from()), "customers", false};
  for (const Attribute& attribute : source.catalog().attributes) {
    if (attribute.column != filter.column) continue;
    column.name = attribute.name;
    column.personal = column.personal || attribute.personal;
  }
  return column;
}

Column column_of(const DataSource& source, const EventFilter& filter) {
  const Event& event = *source.catalog().find_event(filter.scope.event);
  const std::string name = event.name + " " + filter.column;
  if (source.is_native(event) && filter.column == "product_id") {
    return {name,
            "SELECT product_id AS value, (SELECT count(*) FROM audience_purchases WHERE product = number) AS "
            "rows FROM audience_products",
            "events", false};
  }
  const std::string table = source.is_native(event) ? "audience_purchases" : sql_name(event.table);
  return {name, grouped(event.find_column(filter.column)->column, table), "events", false};
}

std::vector<std::string> exact_texts(const std::vector<Predicate>& predicates) {
  std::vector<std::string> texts;
  for (const Predicate& predicate : predicates) {
    const auto* test = std::get_if<TextTest>(&predicate);
    if (test != nullptr && test->match == TextMatch::exact)
      texts.insert(texts.end(), test->texts.begin(), test->texts.end());
  }
  return texts;
}

/// One seek where the column has an index, else one scan: few values are asked for.
bool occurs(const DataSource& source, const Column& column, const std::string& text) {
  Statement row =
      source.data().prepare("SELECT 1 FROM (" + column.from + ") WHERE value = ? AND rows > 0 LIMIT 1");
  row.bind_all(text);
  return row.step();
}

std::string nearest_value(const DataSource& source, const Column& column, const std::string& text) {
  std::map<std::string, std::int64_t> near;
  Statement row = source.data().prepare("SELECT value, rows FROM (" + column.from + ") WHERE rows > 0");
  while (row.step()) {
    std::string value(row.text(0));
    if (nearest(text, {value})) near.emplace(std::move(value), row.integer(1));
  }
  std::vector<std::string> candidates;
  for (const auto& [value, rows] : near) candidates.push_back(value);
  const auto found = nearest(text, candidates);
  return found ? fmt::format("; \"{}\": {}", printable(*found), fmt::group_digits(near[*found]))
               : std::string{};
}

}  // namespace

std::vector<std::string> value_notes(const DataSource& source, const Document& document,
                                     const BoundDocument& bound) {
  std::vector<std::string> notes;
  std::size_t index = 0;
  for_each_filter(document.groups, [&](const Filter&) {
    const BoundFilter& filter = bound.filters[index++];
    const auto* attribute = std::get_if<AttributeFilter>(&filter.what);
    const auto* event = std::get_if<EventFilter>(&filter.what);
    if (attribute == nullptr && event == nullptr) return;
    const Column column = attribute != nullptr ? column_of(source, *attribute) : column_of(source, *event);
    for (const std::string& text :
         exact_texts(attribute != nullptr ? std::vector{attribute->predicate} : event->predicates)) {
      if (notes.size() >= most_notes || occurs(source, column, text)) continue;
      notes.push_back(fmt::format("{} \"{}\": 0 {}{}", printable(column.name), printable(text), column.rows,
                                  column.personal ? "" : nearest_value(source, column, text)));
    }
  });
  return notes;
}

}  // namespace audience
