// One importer for each kind of row.
#include "studio/data_import.hpp"

#include "audience/error.hpp"
#include "import/import.hpp"
#include "studio/column_upkeep.hpp"
#include "studio/index.hpp"

namespace audience {
namespace {

void refuse_foreign(const Database& own) {
  const auto catalog = kept_catalog(own);
  if (!catalog) return;
  const std::string file = database_of_catalog(*catalog);
  if (file.empty()) return;
  throw Error(ErrorKind::conflict, "customers and events lie in " + file + ", which is only read",
              Remedy::name_own_database);
}

/// Columns are kept true along with it.
ImportReport import_watched(Studio& studio, ImportKind kind, const ImportOptions& options) {
  ColumnUpkeep upkeep(studio);
  ImportReport report = kind == ImportKind::customers
                            ? import_customers(studio.database(), options, studio.now(), upkeep)
                            : import_purchases(studio.database(), options, studio.now(), upkeep);
  upkeep.keep();
  return report;
}

ImportReport import_unwatched(Studio& studio, ImportKind kind, const ImportOptions& options) {
  return kind == ImportKind::customers ? import_customers(studio.database(), options, studio.now())
                                       : import_purchases(studio.database(), options, studio.now());
}

}  // namespace

ImportReport import_data(Studio& studio, ImportKind kind, const ImportOptions& asked) {
  ImportOptions options = asked;
  if (!options.progress) options.progress = studio.settings().progress;
  refuse_foreign(studio.database());
  if (kind == ImportKind::recommendations)
    return import_recommendations(studio.database(), options, studio.now());
  if (options.dry_run) return import_unwatched(studio, kind, options);
  const bool takes_away = options.replace || options.from;
  ImportReport report =
      takes_away ? import_unwatched(studio, kind, options) : import_watched(studio, kind, options);
  renew_index(studio);
  return report;
}

}  // namespace audience
