// A database of its own for the tests of one importer, and what an import of a text into it gives.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "audience/error.hpp"
#include "import/import.hpp"
#include "storage/erased.hpp"
#include "storage/schema.hpp"

namespace audience {

inline constexpr std::chrono::milliseconds no_wait{0};

/// `kind` names the folder; `import` is the importer under test.
class ImportShop {
 public:
  using Importer = ImportReport (*)(Database&, const ImportOptions&);
  std::filesystem::path folder;
  std::unique_ptr<Database> database;
  std::string rejects;  ///< of the last import

  ImportShop(std::string_view kind, Importer importer)
      : folder(std::filesystem::temp_directory_path() / fmt::format("audience-{}-{}", kind, ::getpid())),
        importer_(importer) {
    std::filesystem::remove_all(folder);
    create_database(folder / "shop.db", no_wait);
    database = open_database(folder / "shop.db", Database::Mode::read_write, no_wait);
  }
  ~ImportShop() { std::filesystem::remove_all(folder); }
  ImportShop(const ImportShop&) = delete;
  ImportShop& operator=(const ImportShop&) = delete;

  ImportReport import(std::string_view text, ImportOptions options = {}) {
    options.file = (folder / "file.csv").string();
    std::ofstream(options.file, std::ios::binary) << text;
    options.now = from_unix(1694678400);
    rejects.clear();
    options.rejects = [this](std::string_view bytes) { rejects += bytes; };
    return importer_(*database, options);
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

template <typename Call>
ErrorKind kind_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.kind();
  }
  FAIL("no error was thrown");
  return ErrorKind::unexpected;
}

}  // namespace audience
