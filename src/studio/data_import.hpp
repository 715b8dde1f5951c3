// CSV files into the own tables of a database.
#pragma once

#include "audience/import.hpp"
#include "studio/studio.hpp"

namespace audience {

/// Throws Error(conflict) where the data lies in another program's file, which is only read, and as
/// import/import.hpp says.
ImportReport import_data(Studio& studio, ImportKind kind, const ImportOptions& options);

}  // namespace audience
