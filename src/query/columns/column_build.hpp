// Columns made of the tables.
#pragma once

#include <cstdint>

#include "audience/progress.hpp"
#include "base/time.hpp"
#include "query/columns/purchase_segments.hpp"
#include "storage/columns/column_folder.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Of customers and of every event that lies in a table, of the own file's other tables those that are
/// watched (storage/table_watch.hpp), those that are not fresh; files that nothing names any more are
/// removed. Inside the caller's snapshot (of another program's file the first of its source), under the lock
/// of the folder, which must be there. Throws Error(write_failed), and Error(busy) where another program's
/// file is being written or was a moment ago (DataSource::has_settled), and nothing that was there is lost.
/// Columns that cannot be opened are made anew; where `verifies`, every block is held against its checksum
/// first.
void build_columns(const DataSource& source, const ColumnFolder& folder, TimePoint now, bool verifies,
                   const SegmentLimits& limits = {}, const TellProgress& progress = {});

/// Writes the keys of another program's customers anew (query/columns/directory_build.hpp) where their
/// columns are fresh and the keys are behind; false where they are not. As build_columns. Throws
/// ColumnsUnusable, too.
bool renew_keys(const DataSource& source, const ColumnFolder& folder);

}  // namespace audience
