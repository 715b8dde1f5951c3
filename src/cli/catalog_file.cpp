// Catalog files: relative names, real tables, keys.
#include "cli/catalog_file.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "storage/data_source.hpp"
#include "storage/schema_reader.hpp"

namespace audience {
namespace {

std::unique_ptr<Database> open_named(const std::filesystem::path& database, const std::string& namer,
                                     std::chrono::milliseconds wait) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(database, ignored)) {
    throw Error(ErrorKind::not_found,
                fmt::format("there is no file {}, which {} names", database.string(), namer),
                "its name is taken from the folder of the catalog");
  }
  return std::make_unique<Database>(database, Database::Mode::read_only, wait);
}

void check_keys(const Database& data, const Catalog& catalog, const std::string& file) {
  const std::string key = sql_name(catalog.key);
  const std::string table = sql_name(catalog.customers_table);
  Statement twice = data.prepare(fmt::format(
      "SELECT count(*) FROM (SELECT 1 FROM {1} WHERE {0} IS NOT NULL GROUP BY {0} HAVING count(*) > 1)", key,
      table));
  twice.step();
  if (twice.integer(0) == 0) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("{}: {} of {} is no key: {} of its values stand in several rows", file, catalog.key,
                          catalog.customers_table, twice.integer(0)),
              "name the column that is different in every row, or a view with one row for each customer");
}

}  // namespace

Catalog read_catalog_file(const Session& session, const std::string& file, const Database* own) {
  const std::string text = read_file(file, largest_document + 1);
  const std::string named = database_of_catalog(text);
  Faults faults;
  if (named.empty()) {
    const Schema schema = own == nullptr ? Schema{} : schema_of_own(*own);
    Catalog catalog = parse_catalog(text, own == nullptr ? nullptr : &schema, faults);
    faults.throw_if_any(file);
    if (catalog.customers_table == "customers" && catalog.key == "customer_id") return catalog;
    throw Error(
        ErrorKind::invalid_input,
        file +
            " names no database, so that its customers must be the table customers with the key customer_id",
        "name the file they are in: \"database\": \"crm.sqlite\"");
  }
  const auto folder =
      file == "-" ? std::filesystem::current_path() : std::filesystem::absolute(file).parent_path();
  const auto database = (folder / named).lexically_normal();
  const auto data = open_named(database, file, session.wait());
  const Schema schema = read_schema(*data, Undeclared::sampled);
  Catalog catalog = parse_catalog(text, &schema, faults);
  faults.throw_if_any(file);
  check_keys(*data, catalog, file);
  catalog.database = database.string();
  return catalog;
}

Catalog draft_catalog(const Session& session, const std::string& database_file) {
  const auto data = open_named(database_file, "--guess", session.wait());
  return guess_catalog(read_schema(*data, Undeclared::sampled), database_file);
}

}  // namespace audience
