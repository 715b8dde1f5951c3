// Columns made of the tables.
#pragma once

#include <cstdint>

#include "audience/progress.hpp"
#include "base/time.hpp"
#include "query/columns/purchase_segments.hpp"
#include "storage/columns/column_folder.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Of customers and of the built-in purchases, or of another program's customers and every event that lies in
/// a table, those that are not fresh; files that nothing names any more are removed. Inside the caller's
/// snapshot (of another program's file the first of its source), under the lock of the folder, which must be
/// there. Throws Error(write_failed), and Error(busy) where another program's file is being written or was a
/// moment ago (DataSource::has_settled), and nothing that was there is lost.
/// Columns that cannot be opened are made anew; where `verifies`, every block is held against its checksum
/// first.
void build_columns(const DataSource& source, const ColumnFolder& folder, TimePoint now, bool verifies,
                   const SegmentLimits& limits = {}, const TellProgress& progress = {});

}  // namespace audience
