// One importer for each kind of row.
#include "studio/data_import.hpp"

#include "audience/error.hpp"
#include "import/import.hpp"

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
  switch (kind) {
    case ImportKind::customers:
      return import_customers(database, options, studio.now());
    case ImportKind::purchases:
      return import_purchases(database, options, studio.now());
    case ImportKind::recommendations:
      break;
  }
  return import_recommendations(database, options, studio.now());
}

}  // namespace audience
