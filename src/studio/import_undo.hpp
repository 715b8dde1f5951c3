// The last import taken back, while it is kept.
#pragma once

#include <chrono>

#include "storage/import_undo.hpp"
#include "storage/imports.hpp"
#include "studio/studio.hpp"

namespace audience {

/// How long an import can be taken back, unless another one of its kind comes sooner.
inline constexpr std::chrono::days imports_are_kept{7};

struct ImportUndo {
  ImportRecord import;
  TakenBack done;                    ///< of a plan: what would be done; columns are not known then
  std::int64_t customers_total = 0;  ///< present afterwards
};

/// The newest import that stands and is kept; those of other kinds since, and evaluations, stand. Throws
/// Error(not_found) where there is none, Error(conflict) where one of its rows was written since
/// (`is_as_left`).
ImportUndo undo_last_import(Studio& studio);
/// What that would do; the database may be open for reading only. Throws as it.
ImportUndo plan_import_undo(const Studio& studio);

/// Forgets what is kept of imports whose time is over, as far as `trust_in_clock` lets it, in a transaction
/// of its own. One look at a small table where there is none.
void forget_old_imports(Database& database, TimePoint now);

}  // namespace audience
