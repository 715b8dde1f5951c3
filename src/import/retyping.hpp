// Columns that are there already, given the types that were said.
#pragma once

#include <vector>

#include "audience/import.hpp"
#include "model/catalog.hpp"
#include "storage/database.hpp"

namespace audience {

/// Gives each of `columns` that `options.types` names the type it has there; of a dry run only what would
/// come of it. Values are read as files are, in the form that was said or that fits them; what is none of
/// that type stays stored. Adds to the report. Inside the import's transaction, before anything else is
/// written, with triggers off. Throws Error(conflict) for a column by which an audience filters,
/// Error(invalid_input) for values that can be read in two ways.
void retype_columns(Database& database, ImportKind kind, const std::vector<SchemaColumn>& columns,
                    const ImportOptions& options, ImportReport& report);

/// Columns whose type is always the same. Throws Error(usage) for those, and for types of columns that are
/// neither there nor in `fresh`, the names of new ones.
void check_types(ImportKind kind, const std::vector<SchemaColumn>& columns,
                 const std::vector<std::string>& fresh, const ImportOptions& options);

}  // namespace audience
