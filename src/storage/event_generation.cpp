// Own tables by generation, another program's file by its state.
#include "storage/event_generation.hpp"

#include <fmt/format.h>

#include "base/checksum.hpp"
#include "storage/generations.hpp"
#include "storage/given_numbers.hpp"
#include "storage/key_comparison.hpp"
#include "storage/schema_reader.hpp"
#include "storage/source_sql.hpp"
#include "storage/table_watch.hpp"

namespace audience {
namespace {

constexpr std::string_view numbers_given = "given";

std::string as_numbered(const DataSource& source) { return fmt::format("numbers {}", source.capacity()); }

std::string as_they_are(const DataSource& source) {
  const std::string generation = standing_generation(source.own(), DataTable::customers);
  return generation.empty() ? generation : "customers " + generation;
}

/// Of what the catalog says of the table.
std::string fingerprint_of_reading(const Event& event) {
  Fingerprint all;
  const auto add = [&](std::string_view text) {
    all.update(text);
    all.update(std::string_view("", 1));
  };
  for (const std::string& text : {event.table, event.customer, event.time}) add(text);
  add(name_of(event.time_format));
  for (const EventColumn& column : event.columns) add(column.column);
  return all.finish();
}

}  // namespace

bool can_have_columns(const DataSource& source, const Event& event) {
  if (is_native(source, event)) return true;
  return source.is_foreign() ? !source.foreign_state().empty() && keeps_rows(source.data(), event.table)
                             : can_be_watched(source.own(), event.table);
}

bool can_have_customer_columns(const DataSource& source) {
  return !source.is_foreign() ||
         (!source.foreign_state().empty() && keeps_rows(source.data(), source.catalog().customers_table));
}

std::string generation_of_customers(const DataSource& source) {
  return source.is_foreign() ? source.foreign_state()
                             : standing_generation(source.own(), DataTable::customers);
}

std::string generation_of(const DataSource& source, const Event& event) {
  if (source.is_foreign()) return source.foreign_state();
  if (is_native(source, event)) return standing_generation(source.own(), DataTable::purchases);
  const std::string generation = standing_generation(source.own(), event.table);
  return generation.empty() ? generation : fmt::format("{}|{}", generation, fingerprint_of_reading(event));
}

std::string customers_to_stand(const DataSource& source, const Event& event, bool has_strangers) {
  const bool knows_all = has_numbers_given(generation_of(source, event), source.capacity());
  if (!is_joined(source, event) || !knows_all) return as_they_are(source);
  return has_strangers ? as_numbered(source) : std::string(numbers_given);
}

bool are_customers_known(const DataSource& source, const std::string& to_stand) {
  return to_stand.empty() || to_stand == numbers_given || to_stand == as_numbered(source) ||
         to_stand == as_they_are(source);
}

bool is_joined(const DataSource& source, const Event& event) {
  return !source.is_foreign() && !is_native(source, event) &&
         !compares_numbers(source.own(), {event.table, event.customer});
}

}  // namespace audience
