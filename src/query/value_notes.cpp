// Counting by column, then a look for near values.
#include "query/value_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <unordered_set>

#include "base/suggestion.hpp"
#include "base/utf8.hpp"
#include "query/columns/value_counts.hpp"
#include "storage/held_values.hpp"

namespace audience {
namespace {

constexpr std::size_t most_notes = 20;

/// Where the values of a filter lie, and what their rows are called.
struct Column {
  std::string name;  ///< for the note: `city`, `purchases product_id`
  std::string rows;  ///< `customers`
  HeldValues held;
  bool personal = false;
  std::optional<ValueCounts> known{};  ///< the values, where columns know them
};

Column column_of(const DataSource& source, const ColumnStore* store, const AttributeFilter& filter) {
  Column column{"", "customers", HeldValues(source, filter.column)};
  for (const Attribute& attribute : source.catalog().attributes) {
    if (attribute.column != filter.column) continue;
    column.name = attribute.name;
    column.personal = column.personal || attribute.personal;
  }
  if (store != nullptr) column.known = ValueCounts::of_customers(*store, filter.column);
  return column;
}

Column column_of(const DataSource& source, const ColumnStore* store, const EventFilter& filter) {
  const Event& event = *source.catalog().find_event(filter.scope.event);
  Column column{event.name + " " + filter.column, "events", HeldValues(source, event, filter.column)};
  if (store != nullptr) column.known = ValueCounts::of_event(*store, event, filter.column);
  return column;
}

/// They lie where the predicates do: there may be very many.
std::vector<std::string_view> exact_texts(std::span<const Predicate> predicates) {
  std::vector<std::string_view> texts;
  for (const Predicate& predicate : predicates) {
    const auto* test = std::get_if<TextTest>(&predicate);
    if (test != nullptr && test->match == TextMatch::exact)
      texts.insert(texts.end(), test->texts.begin(), test->texts.end());
  }
  return texts;
}

/// The first of the texts that no row has: one pass over the column.
std::vector<std::string> absent_texts(const Column& column, const std::vector<std::string_view>& texts,
                                      std::size_t most) {
  std::unordered_set<std::string_view> missing(texts.begin(), texts.end());
  if (column.known && column.known->holds_only_texts()) {
    std::erase_if(missing, [&](std::string_view text) { return column.known->has_text(text); });
  } else {
    Statement row = column.held.each();
    while (!missing.empty() && row.step()) missing.erase(row.text(0));
  }
  std::vector<std::string> absent;
  for (const std::string_view text : texts) {
    if (absent.size() == most) break;
    if (missing.erase(text) > 0) absent.emplace_back(text);
  }
  return absent;
}

/// For each text the nearest value with its rows, `; "Paris": 12,311`, or nothing. One pass; of a column with
/// very many values only the first are looked at.
std::vector<std::string> nearest_values(const Column& column, const std::vector<std::string>& texts) {
  constexpr int most_looked_at = 100000;
  std::vector<std::map<std::string, std::int64_t>> near(texts.size());
  int looked_at = 0;
  const auto look = [&](const std::string& value, std::int64_t rows) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (nearest(texts[i], {value})) near[i].emplace(value, rows);
    }
    return ++looked_at < most_looked_at;
  };
  if (column.known && column.known->holds_only_texts()) {
    column.known->for_each([&](const Cell& value, std::int64_t rows) {
      return look(std::string(std::get<std::string_view>(value)), rows);
    });
  } else {
    Statement row = column.held.counted();
    while (row.step() && look(std::string(row.text(0)), row.integer(1))) {
    }
  }
  std::vector<std::string> phrases;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::vector<std::string> candidates;
    for (const auto& [value, rows] : near[i]) candidates.push_back(value);
    const auto found = nearest(texts[i], candidates);
    phrases.push_back(
        found ? fmt::format("; \"{}\": {}", printable(*found), fmt::group_digits(near[i][*found])) : "");
  }
  return phrases;
}

/// Whether the one text that a filter names was found by somebody already.
bool is_found(const std::vector<std::string_view>& texts, std::size_t index, const BoundFilter& filter,
              const Evaluation* evaluation) {
  if (evaluation == nullptr || texts.size() != 1) return false;
  const std::int64_t alone = evaluation->filters[index].alone;
  return (filter.negated ? evaluation->population - alone : alone) > 0;
}

std::vector<std::string> notes_of(const DataSource& source, const ColumnStore* store,
                                  const Document& document, const BoundDocument& bound,
                                  const Evaluation* evaluation) {
  std::vector<std::string> notes;
  std::size_t index = 0;
  for_each_filter(document.groups, [&](const Filter&) {
    const std::size_t position = index++;
    const BoundFilter& filter = bound.filters[position];
    const auto* attribute = std::get_if<AttributeFilter>(&filter.what);
    const auto* event = std::get_if<EventFilter>(&filter.what);
    if (attribute == nullptr && event == nullptr) return;
    const std::vector<std::string_view> texts = exact_texts(
        attribute != nullptr ? std::span(&attribute->predicate, 1) : std::span(event->predicates));
    if (texts.empty() || notes.size() >= most_notes || is_found(texts, position, filter, evaluation)) return;
    const Column column =
        attribute != nullptr ? column_of(source, store, *attribute) : column_of(source, store, *event);
    const std::vector<std::string> absent = absent_texts(column, texts, most_notes - notes.size());
    std::vector<std::string> near(absent.size());
    if (!column.personal && !absent.empty()) near = nearest_values(column, absent);
    for (std::size_t i = 0; i < absent.size(); ++i) {
      notes.push_back(fmt::format("{} \"{}\": 0 {}{}", printable(column.name), printable(absent[i]),
                                  column.rows, near[i]));
    }
  });
  return notes;
}

}  // namespace

std::vector<std::string> value_notes(const DataSource& source, const Document& document,
                                     const BoundDocument& bound, const Evaluation* evaluation) {
  if (source.uses_columns()) {
    try {
      const ColumnStore store(source);
      std::vector<std::string> notes = notes_of(source, &store, document, bound, evaluation);
      store.check_whole();
      return notes;
    } catch (const ColumnsUnusable&) {
      // As if there were none.
    }
  }
  return notes_of(source, nullptr, document, bound, evaluation);
}

}  // namespace audience
