// The columns beside the database: made, told of, checked, taken away. Nobody needs them for an answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "studio/studio.hpp"

namespace audience {

/// Of one table.
struct IndexedTable {
  std::string table;  ///< `customers`, `purchases`; of tables of other programs the event
  bool is_fresh = false;
  std::int64_t rows = 0;
  std::size_t columns = 0, segments = 0;
  std::uintmax_t bytes = 0;
  TimePoint built_at{};
};

struct IndexStatus {
  std::filesystem::path folder;
  std::vector<IndexedTable> tables;  ///< those that have columns
  std::vector<std::string> without;  ///< tables that could have columns, and have none
};

/// As it is now. Reads only.
IndexStatus index_status(const Studio& studio);

/// Makes what is not fresh, or damaged, in the time that reading the tables takes. Throws Error(busy) where
/// another is at it or writes to another program's file, Error(conflict) where columns are switched off or
/// cannot be made there, and Error(write_failed).
IndexStatus make_index(Studio& studio);

/// The same for who has something else to do: nothing is done, and nothing told, where that cannot be; beside
/// another program's file only where there is a folder of columns already.
void renew_index(Studio& studio) noexcept;

/// After members were stored: where columns of another program's file are fresh, and so many of its customers
/// have numbers now that looking these up takes its time, their keys are kept anew. As renew_index.
void renew_kept_keys(Studio& studio) noexcept;

/// Holds every value of fresh columns against the tables. The differences in words; none where there is none.
std::vector<std::string> check_index(const Studio& studio);

/// Where they lie, or would.
std::filesystem::path index_folder(const Studio& studio);

/// Whether triggers watch tables of other programs in the own file.
bool has_watched_tables(const Studio& studio);
/// Takes these triggers away; until the next make_index nobody makes columns of these tables.
void watch_no_table(Studio& studio);

/// Removes the folder. Throws Error(write_failed) where something stays.
void drop_index(const Studio& studio);

}  // namespace audience
