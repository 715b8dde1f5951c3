// The keys of another program's customers are kept anew when many of these became members.
#include <doctest/doctest.h>

#include "storage/columns/column_folder.hpp"
#include "storage/number_mark.hpp"
#include "studio/index.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

/// 300 customers in another program's file.
struct Crm {
  Crm() {
    Database(file(), Database::Mode::create, no_wait)
        .execute(
            "CREATE TABLE people(id TEXT PRIMARY KEY, age INTEGER);"
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
            "INSERT INTO people SELECT 'c' || i, i FROM n");
    keep_catalog(*own, R"({"database": ")" + file().string() +
                           R"(", "customers": {"table": "people", "key": "id", "further_group": "g"}})");
  }
  [[nodiscard]] Studio studio() const {
    return {
        {.database_file = own.file(), .user = "ana", .patience = no_wait, .now = [] { return TimePoint{}; }},
        Database::Mode::read_write};
  }
  void give_numbers(int first, int last) const {
    for (int i = first; i <= last; ++i)
      own->prepare("INSERT INTO audience_customers(customer_id) VALUES(?)")
          .bind_all("c" + std::to_string(i))
          .run();
  }
  [[nodiscard]] ColumnsManifest::Customers kept() const {
    return ColumnFolder(*own).manifest().value().customers.value();
  }
  /// Who has which number, by row.
  [[nodiscard]] std::vector<CustomerNumber> rows(bool by_columns) const {
    const DataSource source(*own, no_wait, by_columns);
    const Snapshot snapshot(source);
    return {source.rows().begin(), source.rows().end()};
  }
  [[nodiscard]] std::filesystem::path file() const { return own.folder / "crm.db"; }
  OwnDatabase own;
};

}  // namespace

TEST_CASE("keys are kept anew once many customers were given numbers, and nothing else is") {
  const Crm crm;
  Studio studio = crm.studio();
  make_index(studio);
  const ColumnsManifest::Customers first = crm.kept();
  crm.give_numbers(1, 2);
  renew_kept_keys(studio);
  CHECK(crm.kept().directory == first.directory);
  crm.give_numbers(3, 200);
  CHECK(crm.rows(true) == crm.rows(false));
  renew_kept_keys(studio);
  const ColumnsManifest::Customers second = crm.kept();
  CHECK(second.directory != first.directory);
  CHECK(second.population == first.population);
  CHECK(highest_number_of(second.numbers) == 200);
  CHECK(crm.rows(true) == crm.rows(false));
  CHECK(check_index(studio).empty());
  renew_kept_keys(studio);
  CHECK(crm.kept().directory == second.directory);
  crm.give_numbers(201, 250);
  make_index(studio);
  CHECK(highest_number_of(crm.kept().numbers) == 250);
  CHECK(crm.rows(true) == crm.rows(false));
  CHECK(check_index(studio).empty());
}

TEST_CASE("beside a file that was changed since, or without columns, no keys are kept anew") {
  const Crm crm;
  Studio studio = crm.studio();
  renew_kept_keys(studio);
  CHECK_FALSE(ColumnFolder(*crm.own).exists());
  make_index(studio);
  const ColumnsManifest::Customers first = crm.kept();
  Database(crm.file(), Database::Mode::read_write, no_wait)
      .execute("UPDATE people SET id = 'x' WHERE id = 'c9'");
  crm.give_numbers(1, 200);
  renew_kept_keys(studio);
  CHECK(crm.kept().directory == first.directory);
  CHECK(crm.rows(true) == crm.rows(false));
}

}  // namespace audience
