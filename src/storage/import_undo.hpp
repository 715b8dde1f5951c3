// The last import taken back: rows it added go, rows it changed are as they were, rows it removed are there
// again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/kept_imports.hpp"

namespace audience {

struct TakenBack {
  std::int64_t removed = 0;                    ///< rows that the import had added
  std::int64_t changed = 0;                    ///< rows that have the values from before it again
  std::int64_t inserted = 0;                   ///< rows that it had removed
  std::vector<std::string> dropped_columns{};  ///< that had come with it
  std::vector<std::string> columns_in_use{};   ///< that came with it and stay
};

/// Whether no row of the import was written since, by whatever program: those that it added or changed say
/// what it left, and those that it removed are not there. Costs a look at each of them. Inside one snapshot,
/// as the others.
bool is_as_left(const Database& own, const KeptImport& kept);

/// What `take_back` would do to rows.
TakenBack plan_to_take_back(const Database& own, const KeptImport& kept);

/// Of an import that is as it was left; then nothing is kept of it. Products that it brought go where no
/// other purchase is of them, columns that it brought where they are empty and neither the kept catalog, a
/// view, an index nor a trigger names them. Permanent numbers stay given. Inside the caller's write
/// transaction, with triggers off; who calls it ends the generation.
TakenBack take_back(Database& own, const KeptImport& kept);

}  // namespace audience
