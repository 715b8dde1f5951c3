// A database of its own for the tests of one importer, and what an import of a text into it gives.
#pragma once

#include "import/import.hpp"
#include "storage/erased.hpp"
#include "support/error_kind.hpp"
#include "support/own_database.hpp"

namespace audience {

class ImportShop : public OwnDatabase {
 public:
  using Importer = ImportReport (*)(Database&, const ImportOptions&, TimePoint);
  std::string rejects;  ///< of the last import

  explicit ImportShop(Importer importer) : importer_(importer) {}

  ImportReport import(std::string_view text, ImportOptions options = {}) {
    options.file = (folder / "file.csv").string();
    write_file(options.file, text);
    rejects.clear();
    options.rejects = [this](std::string_view bytes) { rejects += bytes; };
    return importer_(*database, options, from_unix(1694678400));
  }
  /// As if people with these ids had been erased.
  void erase(const std::vector<std::string>& ids) {
    Transaction transaction(*database, Transaction::Kind::write);
    remember_erased(*database, {ids, {}, {}});
    transaction.commit();
  }
  /// Rows as `a|b`, one a line; a missing value is `-`.
  std::string rows(const std::string& sql) {
    std::string text;
    Statement statement = database->prepare("SELECT " + sql);
    while (statement.step()) text += (statement.is_null(0) ? "-" : std::string(statement.text(0))) + "\n";
    return text;
  }

 private:
  Importer importer_;
};

}  // namespace audience
