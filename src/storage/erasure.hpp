// Erasing people from every table of ours, and the account of what went, what names them and what is out of
// reach.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/catalog.hpp"
#include "storage/database.hpp"
#include "storage/text_erasure.hpp"

namespace audience {

struct TableRows {
  std::string table;
  std::int64_t rows = 0;
};

struct Erasure {
  std::int64_t asked = 0;          ///< different ids
  std::int64_t erased_before = 0;  ///< of these, and nothing new was found of them
  std::vector<TableRows> rows;   ///< customers, purchases, recommendations, then the catalog's further tables
  std::int64_t kept_rows = 0;    ///< of imports that can be taken back
  std::int64_t memberships = 0;  ///< of stored audiences and deleted ones
  std::int64_t differences = 0;  ///< who came and who went, of runs of history
  std::int64_t unmatched_values = 0;     ///< of uploaded lists
  std::int64_t recipients = 0;           ///< of exports
  std::int64_t past_texts = 0;           ///< of the history, in which a name became `erased`
  std::int64_t deleted = 0;              ///< deleted audiences that named them, which cannot come back now
  std::int64_t links = 0;                ///< every live one was revoked: any copy may hold them
  std::vector<PresentText> still_named;  ///< where someone erased, now or before, is named, or may be
  std::vector<std::string> named_by;     ///< audiences among these whose name or document surely does

  /// What was given out and cannot be called back: exports of audiences that had one of them as a member.
  std::int64_t exports = 0;
  std::optional<TimePoint> last_export;
  std::string last_file;
  std::int64_t exports_of_deleted = 0;  ///< for good: nobody knows their members any more
  std::vector<TableRows> left;          ///< rows of tables that cannot be written

  [[nodiscard]] std::int64_t erased() const { return asked - erased_before; }
};

/// Where they are looked for.
struct ErasureGround {
  Database& own;
  const Catalog& catalog;
  Database* foreign = nullptr;  ///< the catalog's own file, where it has one that can be read
};

/// Takes everyone with one of these ids out: rows of customers and events, their permanent numbers, every
/// membership and difference, unmatched values, recipients; names in the texts of the history and of the log
/// of exports become `erased`. Live links are revoked. Keyed hashes of the ids stay (storage/erased.hpp).
/// Sizes and counts stay as they were counted. Throws Error(not_found) where an id is nobody's: in no table
/// and no list, and not erased before, whatever texts say. Inside the caller's transaction: a writing one or,
/// with `dry_run`, a reading one, which only counts. Costs a pass over purchases and over each table of the
/// catalog. What it deletes can be read in the file until storage/file_rewrite.hpp has done its work.
Erasure erase_customers(const ErasureGround& ground, const std::vector<std::string>& ids, TimePoint now,
                        bool dry_run);

}  // namespace audience
