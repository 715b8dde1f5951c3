// One importer for each kind of row.
#include "studio/data_import.hpp"

#include "audience/error.hpp"
#include "import/import.hpp"
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

}  // namespace

ImportReport import_data(Studio& studio, ImportKind kind, const ImportOptions& options) {
  Database& database = studio.database();
  refuse_foreign(database);
  if (kind == ImportKind::recommendations) return import_recommendations(database, options, studio.now());
  ImportReport report = kind == ImportKind::customers ? import_customers(database, options, studio.now())
                                                      : import_purchases(database, options, studio.now());
  if (!options.dry_run) renew_index(studio);
  return report;
}

}  // namespace audience
