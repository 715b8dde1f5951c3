// What was loaded: a row for every import that was stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "storage/database.hpp"

namespace audience {

/// Rows, but lists of recommendations where those are inserted or changed.
struct ImportCounts {
  std::int64_t rows_read = 0;
  std::int64_t inserted = 0;  ///< new in the table
  std::int64_t changed = 0;   ///< there before, now with other values
  std::int64_t removed = 0;   ///< taken away
  std::int64_t rejected = 0;
};

struct ImportRecord {
  std::string kind;             ///< `customers`
  std::string fingerprint;      ///< of the file's text
  std::int64_t size_bytes = 0;  ///< of that text
  TimePoint imported_at{};
  std::int64_t stored = 0;               ///< rows of the file that count
  std::optional<std::string> file{};     ///< its name without a folder, or `-`; not kept before version 5
  std::optional<ImportCounts> counts{};  ///< not kept before version 5
  std::optional<TimePoint> undone_at{};  ///< when it was taken back
};

/// Inside the caller's write transaction. The number of its row.
std::int64_t insert_import(Database& database, const ImportRecord& record);
std::vector<ImportRecord> all_imports(const Database& database);  ///< newest first
/// By the number of its row, which must be there.
ImportRecord import_of(const Database& database, std::int64_t number);
/// Inside the caller's write transaction.
void mark_undone(Database& database, std::int64_t number, TimePoint now);
/// The newest one of a text that stands.
std::optional<ImportRecord> find_import(const Database& database, std::string_view kind,
                                        std::string_view fingerprint);

}  // namespace audience
