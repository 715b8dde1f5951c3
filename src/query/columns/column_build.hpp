// Columns made of the tables.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "query/columns/purchase_segments.hpp"
#include "storage/columns/column_folder.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Of customers and of the built-in purchases, those that are not fresh; files that nothing names any more
/// are removed. Nothing is done where the data is another program's. Inside the caller's snapshot, under the
/// lock of the folder, which must be there. Throws Error(write_failed), and nothing that was there is lost.
/// Columns that cannot be opened are made anew; where `verifies`, every block is held against its checksum
/// first.
void build_columns(const DataSource& source, const ColumnFolder& folder, TimePoint now, bool verifies,
                   const SegmentLimits& limits = {});

}  // namespace audience
