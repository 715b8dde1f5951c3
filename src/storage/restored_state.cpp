// The erased first: links that were given out after they were erased live on.
#include "storage/restored_state.hpp"

#include <fmt/format.h>

#include <memory>
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

/// Those whom some table of the catalog has.
void find_in_catalog(const Database& data, const Catalog& catalog, const ErasedCustomers& erased,
                     std::set<std::string>& found) {
  const auto look = [&](const std::string& table, const std::string& key) {
    if (catalog.database.empty() && !is_table(data, table)) return;
    find_erased(data, fmt::format("SELECT DISTINCT CAST({} AS TEXT) FROM {}", sql_name(key), sql_name(table)),
                erased, found);
  };
  look(catalog.customers_table, catalog.key);
  for (const Event& event : catalog.events) look(event.table, event.customer);
  if (catalog.recommendations) look(catalog.recommendations->table, catalog.recommendations->customer);
}

/// Those whom some own table still has.
std::set<std::string> erased_ids(const Database& own, const Catalog& catalog, const ErasedCustomers& erased) {
  std::set<std::string> found;
  find_erased(own, "SELECT customer_id FROM audience_customers", erased, found);
  find_erased(own, "SELECT value FROM audience_unmatched", erased, found);
  if (catalog.database.empty()) find_in_catalog(own, catalog, erased, found);
  return found;
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

/// Whom the backup knew as erased; a backup without its key, which `adopt_erased` mends, as nobody.
std::optional<ErasedCustomers> erased_before(const Database& restored) {
  try {
    return ErasedCustomers(restored);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database_unusable) throw;
    return std::nullopt;
  }
}

/// What was erased since, held against what the catalog of the restored one names: own tables, or the other
/// file.
class ErasureSince {
 public:
  ErasureSince(Database& restored, const ErasedCustomers& erased, KeptState& state)
      : restored_(restored),
        erased_(erased),
        state_(state),
        catalog_(catalog_of(restored)),
        ids_(erased_ids(restored, catalog_, erased)) {
    state_.foreign_file = catalog_.database;
  }

  [[nodiscard]] bool finds_someone() const { return !ids_.empty(); }

  /// Of those whom the backup knew their own erasure told.
  void look_elsewhere(const std::optional<ErasedCustomers>& before, std::chrono::milliseconds patience) {
    if (!catalog_.database.empty()) open(patience);
    if (!source_) return;
    std::set<std::string> there;
    find_in_catalog(source_->data(), source_->catalog(), erased_, there);
    std::erase_if(there, [&](const std::string& id) { return before && before->contains(id); });
    ids_.merge(there);
  }

  /// Without ids too: texts may name by their hashes whom no table has any more.
  void run(TimePoint now) {
    const ErasureGround ground{restored_, source_ ? source_->catalog() : catalog_,
                               source_ ? &source_->data() : nullptr};
    Erasure erasure = erase_customers(ground, {ids_.begin(), ids_.end()}, now, false);
    if (source_) source_->check_unchanged();
    state_.erased = erasure.erased();
    state_.still_named = std::move(erasure.still_named);
    state_.left = std::move(erasure.left);
    state_.leaves_pages = true;
  }

 private:
  void open(std::chrono::milliseconds patience) {
    try {
      source_ = std::make_unique<DataSource>(restored_, patience);
      snapshot_.emplace(source_->data(), Transaction::Kind::read);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::database_unusable) throw;
      source_.reset();
      state_.unreadable = error;
    }
  }

  Database& restored_;
  const ErasedCustomers& erased_;
  KeptState& state_;
  Catalog catalog_;
  std::set<std::string> ids_;
  std::unique_ptr<DataSource> source_;   ///< none: own tables, or the other file cannot be read
  std::optional<Transaction> snapshot_;  ///< of the other file
};

void erase_again(const Database& current, Database& restored, TimePoint now,
                 std::chrono::milliseconds patience, KeptState& state) {
  const std::int64_t traces = erased_count(restored);
  const auto before = erased_before(restored);
  adopt_erased(restored, current);
  const ErasedCustomers erased(restored);
  if (erased.empty()) return;
  const bool is_since = erased_count(restored) > traces;
  ErasureSince since(restored, erased, state);
  if (is_since) since.look_elsewhere(before, patience);
  if (is_since || since.finds_someone()) since.run(now);
  forget_values(restored, erased);
  note_checked_numbers(restored);
}

/// Links of another database are dead where that one is no more.
void keep_exports(const Database& current, Database& restored, TimePoint now, KeptState& state) {
  // Where one has lost its id nobody knows; a token says whose it is.
  const bool is_another =
      has_database_id(current) && has_database_id(restored) && database_id(current) != database_id(restored);
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

KeptState keep_state(Database& current, Database& restored, TimePoint now,
                     std::chrono::milliseconds patience) {
  KeptState state;
  Transaction snapshot(current, Transaction::Kind::read);
  Transaction transaction(restored, Transaction::Kind::write);
  erase_again(current, restored, now, patience, state);
  keep_exports(current, restored, now, state);
  keep_sequences(current, restored);
  mark_shared(restored, is_shared(current));
  if (const auto leap = clock_leap(current)) note_clock_leap(restored, *leap);
  end_all_generations(restored);
  transaction.commit();
  return state;
}

}  // namespace audience
