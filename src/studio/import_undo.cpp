// Chosen under the lock.
#include "studio/import_undo.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "storage/erased.hpp"
#include "storage/sizes.hpp"
#include "studio/clock_trust.hpp"
#include "studio/index.hpp"

namespace audience {
namespace {

/// The import to take back, and that it can be.
KeptImport choose(const Database& database, ImportUndo& undo) {
  const std::vector<KeptImport> kept = kept_imports(database);
  if (kept.empty())
    throw Error(ErrorKind::not_found, "there is no import that could be taken back", Remedy::list_imports);
  undo.import = import_of(database, kept.front().number);
  if (is_as_left(database, kept.front())) return kept.front();
  throw Error(
      ErrorKind::conflict,
      fmt::format("rows of the last import, of {} from {}, were written since; nothing was taken back",
                  undo.import.kind, undo.import.file.value_or("-")),
      "mend them by an import of the right rows");
}

}  // namespace

ImportUndo undo_last_import(Studio& studio) {
  Database& database = studio.database();
  Transaction transaction(database, Transaction::Kind::write);
  const TriggersOff triggers(database);
  ImportUndo undo;
  const KeptImport kept = choose(database, undo);
  undo.done = take_back(database, kept);
  mark_undone(database, kept.number, studio.now());
  end_generation(database, kept.table);
  if (kept.table == DataTable::customers) keep_sizes(database);
  undo.customers_total = number_of_own_customers(database);
  transaction.commit();
  if (kept.table != DataTable::recommendations) renew_index(studio);
  return undo;
}

ImportUndo plan_import_undo(const Studio& studio) {
  Database& database = studio.database();
  const Transaction snapshot(database, Transaction::Kind::read);
  ImportUndo undo;
  const KeptImport kept = choose(database, undo);
  undo.done = plan_to_take_back(database, kept);
  undo.customers_total = number_of_own_customers(database);
  if (kept.table == DataTable::customers) undo.customers_total += undo.done.inserted - undo.done.removed;
  return undo;
}

void forget_old_imports(Database& database, TimePoint now) {
  const auto ended_by = [&](TimePoint time) {
    std::vector<KeptImport> kept = kept_imports(database);
    std::erase_if(kept, [&](const KeptImport& one) { return one.imported_at + imports_are_kept > time; });
    return kept;
  };
  if (ended_by(now).empty()) return;
  Transaction transaction(database, Transaction::Kind::write);
  for (const KeptImport& one : ended_by(trust_in_clock(database, now).until))
    forget_kept_import(database, one.table);
  transaction.commit();
}

}  // namespace audience
