// Codes are counted, or cells.
#include "query/value_tally.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "query/columns/column_store.hpp"
#include "query/columns/value_counts.hpp"
#include "storage/customer_scan.hpp"
#include "storage/held_values.hpp"

namespace audience {
namespace {

/// A Cell that lives on.
auto kept(const Cell& cell) {
  std::variant<std::monostate, std::int64_t, double, std::string> value;
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) value = *integer;
  if (const auto* real = std::get_if<double>(&cell)) value = *real;
  if (const auto* text = std::get_if<std::string_view>(&cell)) value = std::string(*text);
  return value;
}

/// Of places, by code; those beyond the codes were given a number since, and have no value.
std::vector<std::int64_t> counts_of(const Codes& codes, std::size_t highest, const CustomerSet& places) {
  std::vector<std::int64_t> counts(highest + 1);
  std::visit(
      [&](const auto& by_place) {
        places.for_each([&](CustomerNumber place) {
          ++counts[place < by_place.size() ? std::min<std::size_t>(by_place[place], highest) : 0];
        });
      },
      codes);
  return counts;
}

std::optional<std::vector<TalliedValue>> tally_by_columns(const DataSource& source, const std::string& column,
                                                          const CustomerSet& members) {
  if (!source.uses_columns()) return std::nullopt;
  try {
    const ColumnStore store(source);
    const CustomerColumn* found = store.has_customers() ? store.column(column) : nullptr;
    if (found == nullptr || !found->has_values()) return std::nullopt;
    const CustomerPlaces& places = store.places();
    const CustomerSet everyone = source.is_foreign() ? places.places_of(source.population())
                                                     : store.population().population(source.capacity());
    CustomerSet some = places.places_of(members);
    some &= everyone;
    const Dictionary& dictionary = found->dictionary();
    const Codes codes = found->codes();
    const std::vector<std::int64_t> all = counts_of(codes, dictionary.size(), everyone);
    const std::vector<std::int64_t> chosen = counts_of(codes, dictionary.size(), some);
    std::vector<TalliedValue> values;
    for (std::size_t code = 0; code < all.size(); ++code) {
      if (all[code] > 0)
        values.push_back({kept(dictionary.cell(static_cast<std::uint32_t>(code))), all[code], chosen[code]});
    }
    store.check_whole();
    return values;
  } catch (const ColumnsUnusable&) {
    return std::nullopt;
  }
}

/// Different for cells that differ, also in their type.
std::string key_of(const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return fmt::format("i{}", *integer);
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("r{}", *real);
  const auto* text = std::get_if<std::string_view>(&cell);
  return text == nullptr ? std::string() : "t" + std::string(*text);
}

std::vector<TalliedValue> tally_by_scan(const DataSource& source, const std::string& column,
                                        const CustomerSet& members) {
  std::vector<TalliedValue> values;
  std::unordered_map<std::string, std::size_t> places;
  CustomerScan row = every_customer(source, {column});
  while (row.next()) {
    const auto customer = row.customer();
    if (!customer) continue;
    const Cell cell = row.cell(0);
    const auto [place, is_new] = places.emplace(key_of(cell), values.size());
    if (is_new) values.push_back({kept(cell), 0, 0});
    TalliedValue& value = values[place->second];
    ++value.everyone;
    if (members.contains(*customer)) ++value.members;
  }
  return values;
}

std::optional<std::vector<TalliedValue>> tally_events_by_columns(const DataSource& source, const Event& event,
                                                                 const std::string& column) {
  if (!source.uses_columns()) return std::nullopt;
  try {
    const ColumnStore store(source);
    const auto counts = ValueCounts::of_event(store, event, column);
    if (!counts) return std::nullopt;
    std::vector<TalliedValue> values;
    counts->for_each([&](const Cell& value, std::int64_t rows) {
      values.push_back({kept(value), rows, rows});
      return true;
    });
    store.check_whole();
    return values;
  } catch (const ColumnsUnusable&) {
    return std::nullopt;
  }
}

}  // namespace

Cell TalliedValue::cell() const {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* text = std::get_if<std::string>(&value)) return std::string_view(*text);
  return {};
}

std::vector<TalliedValue> tally_values(const DataSource& source, const std::string& column,
                                       const CustomerSet& members) {
  if (auto values = tally_by_columns(source, column, members)) return *std::move(values);
  return tally_by_scan(source, column, members);
}

std::vector<TalliedValue> tally_event_values(const DataSource& source, const Event& event,
                                             const std::string& column) {
  if (auto values = tally_events_by_columns(source, event, column)) return *std::move(values);
  std::vector<TalliedValue> values;
  const HeldValues held(source, event, column);
  Statement row = held.counted();
  while (row.step()) {
    const Cell cell = row.cell(0);
    if (!std::holds_alternative<std::monostate>(cell))
      values.push_back({kept(cell), row.integer(1), row.integer(1)});
  }
  return values;
}

}  // namespace audience
