// The erased first: links that were given out after they were erased live on.
#include "storage/restored_state.hpp"

#include <fmt/format.h>

#include <set>

#include "json/fault.hpp"
#include "storage/customers.hpp"
#include "storage/data_source.hpp"
#include "storage/erased.hpp"
#include "storage/erasure.hpp"
#include "storage/exports.hpp"
#include "storage/generations.hpp"
#include "storage/newest_time.hpp"
#include "storage/schema_reader.hpp"
#include "storage/sharing.hpp"
#include "storage/unmatched_values.hpp"

namespace audience {
namespace {

Catalog catalog_of(const Database& own) {
  Faults ignored;
  if (const auto kept = kept_catalog(own)) return parse_catalog(*kept, nullptr, ignored);
  return builtin_catalog(customer_columns(own), purchase_columns(own));
}

/// Ids of erased people among texts of one query.
void find_erased(const Database& own, const std::string& query, const ErasedCustomers& erased,
                 std::set<std::string>& found) {
  Statement row = own.prepare(query);
  while (row.step()) {
    if (erased.contains(row.text(0))) found.emplace(row.text(0));
  }
}

/// Those whom some table still has.
std::vector<std::string> erased_ids(const Database& own, const Catalog& catalog,
                                    const ErasedCustomers& erased) {
  std::set<std::string> found;
  find_erased(own, "SELECT customer_id FROM audience_customers", erased, found);
  find_erased(own, "SELECT value FROM audience_unmatched", erased, found);
  const auto look = [&](const std::string& table, const std::string& key) {
    if (!catalog.database.empty() || !is_table(own, table)) return;
    find_erased(own, fmt::format("SELECT DISTINCT CAST({} AS TEXT) FROM {}", sql_name(key), sql_name(table)),
                erased, found);
  };
  look(catalog.customers_table, catalog.key);
  for (const Event& event : catalog.events) look(event.table, event.customer);
  if (catalog.recommendations) look(catalog.recommendations->table, catalog.recommendations->customer);
  return {found.begin(), found.end()};
}

/// Values of lists that erased people had, such as e-mail addresses.
void forget_values(Database& own, const ErasedCustomers& erased) {
  std::vector<std::pair<std::int64_t, std::string>> gone;
  Statement row = own.prepare("SELECT audience, value FROM audience_unmatched");
  while (row.step()) {
    if (erased.contains_former_value(row.text(1))) gone.emplace_back(row.integer(0), row.text(1));
  }
  row.reset();
  for (const auto& [audience, value] : gone) remove_unmatched(own, audience, {value});
}

void erase_again(const Database& current, Database& restored, TimePoint now, KeptState& state) {
  adopt_erased(restored, current);
  const ErasedCustomers erased(restored);
  if (erased.empty()) return;
  const Catalog catalog = catalog_of(restored);
  const std::vector<std::string> ids = erased_ids(restored, catalog, erased);
  if (!ids.empty()) {
    const Erasure erasure = erase_customers({restored, catalog, nullptr}, ids, now, false);
    state.erased = erasure.erased();
    state.still_named = erasure.still_named;
  }
  forget_values(restored, erased);
  note_checked_numbers(restored);
}

/// Links of another database are dead where that one is no more.
void keep_exports(const Database& current, Database& restored, TimePoint now, KeptState& state) {
  const bool is_another = database_id(current) != database_id(restored);
  std::vector<ExportRecord> log = all_exports(current);
  for (auto record = log.rbegin(); record != log.rend(); ++record) {
    const auto then = find_export(restored, record->export_id);
    if (!then) {
      const bool dies = is_another && record->expires_at && *record->expires_at > now && !record->revoked_at;
      if (dies) {
        record->revoked_at = now;
        ++state.revoked;
      }
      insert_export(restored, *record);
      ++state.exports;
    } else if (record->revoked_at && !then->revoked_at) {
      state.revoked +=
          static_cast<std::int64_t>(revoke_export(restored, record->export_id, *record->revoked_at).size());
    }
  }
}

/// Numbers of customers, audiences and imports are given once for ever.
void keep_sequences(const Database& current, Database& restored) {
  Statement insert = restored.prepare(
      "INSERT INTO sqlite_sequence(name, seq) SELECT ?1, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence "
      "WHERE name = ?1)");
  Statement raise = restored.prepare("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?");
  Statement row = current.prepare("SELECT name, seq FROM sqlite_sequence");
  while (row.step()) {
    insert.bind_all(row.text(0)).run();
    raise.bind_all(row.integer(1), row.text(0)).run();
  }
}

}  // namespace

KeptState keep_state(Database& current, Database& restored, TimePoint now) {
  KeptState state;
  Transaction snapshot(current, Transaction::Kind::read);
  Transaction transaction(restored, Transaction::Kind::write);
  erase_again(current, restored, now, state);
  keep_exports(current, restored, now, state);
  keep_sequences(current, restored);
  mark_shared(restored, is_shared(current));
  if (const auto leap = clock_leap(current)) note_clock_leap(restored, *leap);
  end_all_generations(restored);
  transaction.commit();
  return state;
}

}  // namespace audience
