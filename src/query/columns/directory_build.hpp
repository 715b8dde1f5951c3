// The keys of another program's customers, kept with their columns (storage/columns/kept_keys.hpp).
#pragma once

#include <cstdint>
#include <span>

#include "storage/columns/column_folder.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Writes them, and who has which permanent number by now. `row_ids`: as RowsToKeep. Inside the caller's
/// snapshot. Throws Error(write_failed).
void keep_directory(const DataSource& source, const ColumnFolder& folder,
                    std::span<const std::int64_t> row_ids, ColumnsManifest::Customers& customers);

/// Whether so many customers were given numbers since that looking each of them up takes its time, or the
/// kept keys are of no use any more: the mark of numbers is another's, or somebody was erased. False where
/// columns have no keys.
bool is_directory_behind(const Database& own, const ColumnsManifest::Customers& customers);

/// Writes them anew beside columns that are fresh, whose rows are those of the source. Inside the caller's
/// snapshot. Throws ColumnsUnusable, Error(write_failed).
void renew_directory(const DataSource& source, const ColumnFolder& folder,
                     ColumnsManifest::Customers& customers);

}  // namespace audience
