// Catalog files: relative names, real tables, keys.
#include "cli/catalog_file.hpp"

#include <fmt/format.h>

#include <functional>

#include "audience/error.hpp"
#include "base/utf8.hpp"
#include "model/document.hpp"
#include "model/server_address.hpp"
#include "query/cell_reading.hpp"
#include "storage/column_values.hpp"
#include "storage/data_source.hpp"
#include "storage/postgresql/server_source.hpp"
#include "storage/schema_reader.hpp"

namespace audience {
namespace {

/// What a catalog names: tables in a file, or on a server.
struct OtherData {
  std::string name;  ///< the file's, absolute; or the server's address
  std::unique_ptr<ServerSource> server{};
  std::unique_ptr<Database> tables{};
  Schema schema{};
};

std::unique_ptr<Database> open_file(const std::filesystem::path& database, const std::string& hint,
                                    std::chrono::milliseconds wait) {
  std::error_code ignored;
  if (!std::filesystem::exists(database, ignored)) {
    throw Error(ErrorKind::not_found, fmt::format("there is no file {}", database.string()), hint);
  }
  if (!std::filesystem::is_regular_file(database, ignored)) {
    throw Error(ErrorKind::database_unusable,
                fmt::format("{} is no file but a folder, a pipe or a device", database.string()), hint);
  }
  return std::make_unique<Database>(database, Database::Mode::foreign, wait);
}

OtherData open_other(const std::filesystem::path& file, const std::string& hint,
                     std::chrono::milliseconds wait) {
  OtherData other{.name = file.string(), .tables = open_file(file, hint, wait)};
  other.schema = read_schema(*other.tables, Undeclared::sampled);
  return other;
}

OtherData open_server(const std::string& address, std::chrono::milliseconds wait) {
  OtherData other{
      .name = address,
      .server = std::make_unique<ServerSource>(ServerSettings{.address = address, .connect_patience = wait})};
  other.tables = other.server->tables();
  other.schema = other.server->schema().schema();
  return other;
}

bool is_readable(const Cell& cell, ValueType type) {
  switch (type) {
    case ValueType::text:
      return true;
    case ValueType::integer:
    case ValueType::number:
      return read_number(cell).has_value();
    case ValueType::boolean:
      return read_boolean(cell).has_value();
    case ValueType::date:
      return read_time(cell).has_value();
  }
  return true;
}

/// Refuses a type that none of a column's first values has: every one of them would be missing without a
/// word.
void check_column(const Database& data, const std::string& file, const std::string& table,
                  const std::string& column, std::string_view type,
                  const std::function<bool(const Cell&)>& reads) {
  Statement row = first_values(data, table, column);
  bool any = false;
  while (row.step()) {
    if (reads(row.cell(0))) return;
    any = true;
  }
  if (!any) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("{}: no value of {}.{} can be read as {}", file, table, column, type),
              "give it the type text, or name a view that converts it");
}

void check_types(const Database& data, const Catalog& catalog, const std::string& file) {
  for (const Attribute& attribute : catalog.attributes) {
    check_column(data, file, catalog.customers_table, attribute.column, name_of(attribute.type),
                 [&](const Cell& cell) { return is_readable(cell, attribute.type); });
  }
  for (const Event& event : catalog.events) {
    check_column(data, file, event.table, event.time, fmt::format("a time in {}", name_of(event.time_format)),
                 [&](const Cell& cell) { return read_event_time(cell, event.time_format).has_value(); });
    for (const EventColumn& column : event.columns) {
      check_column(data, file, event.table, column.column, name_of(column.type),
                   [&](const Cell& cell) { return is_readable(cell, column.type); });
    }
  }
}

/// What refers to customers must be of the key's kind: a server compares no number with a text.
void check_joins(const ServerSource& server, const Catalog& catalog, const std::string& file) {
  for (const auto& fault : join_faults(server, catalog))
    throw Error(ErrorKind::invalid_input, fmt::format("{}: {}", file, fault),
                "name a view that casts one to the other's type");
}

/// Keys are known by their text: integers or texts, each once.
void check_keys(const Database& data, const Catalog& catalog, const std::string& file) {
  const KeyFaults faults = key_faults(data, catalog.customers_table, catalog.key);
  if (faults.repeated == 0 && faults.of_no_type == 0) return;
  const std::string why =
      faults.repeated > 0 ? fmt::format("{} of its values stand in several rows", faults.repeated)
                          : fmt::format("{} of its values are neither text nor integer", faults.of_no_type);
  throw Error(ErrorKind::invalid_input,
              fmt::format("{}: {} of {} is no key: {}", file, catalog.key, catalog.customers_table, why),
              "name the column that is different in every row, or a view with one row for each customer");
}

OtherData named_by(const Session& session, const std::string& file, const std::string& database) {
  if (names_server(database)) return open_server(database, session.wait());
  const auto folder =
      file == "-" ? std::filesystem::current_path() : std::filesystem::absolute(file).parent_path();
  return open_other((folder / database).lexically_normal(),
                    fmt::format("{} names it; names are taken from its folder", file), session.wait());
}

}  // namespace

CatalogText read_catalog_text(const std::string& file) {
  return {file, read_file(file, largest_document + 1)};
}

Catalog read_catalog(const Session& session, const CatalogText& given, const Database* own) {
  const auto& [file, text] = given;
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
  const OtherData other = named_by(session, file, named);
  Catalog catalog = parse_catalog(text, &other.schema, faults);
  faults.throw_if_any(file);
  if (other.server) check_joins(*other.server, catalog, file);
  check_keys(*other.tables, catalog, file);
  check_types(*other.tables, catalog, file);
  catalog.database = other.name;
  return catalog;
}

namespace {

/// A column declared as a date may hold unix times all the same.
void look_at_times(const Database& data, Event& event) {
  Statement row = first_values(data, event.table, event.time);
  constexpr std::int64_t milliseconds_begin = 100'000'000'000;  // seconds would be beyond the year 5000
  while (row.step()) {
    if (row.kind(0) != CellKind::integer || event.time_format != TimeFormat::iso8601) return;
    event.time_format =
        row.integer(0) < milliseconds_begin ? TimeFormat::unix_seconds : TimeFormat::unix_milliseconds;
    return;
  }
}

}  // namespace

Catalog draft_catalog(const Session& session, const std::string& database) {
  const OtherData other =
      names_server(database)
          ? open_server(database, session.wait())
          : open_other(database, "--guess takes a SQLite file, or postgresql://…", session.wait());
  Catalog catalog = guess_catalog(other.schema, database);
  for (Event& event : catalog.events) look_at_times(*other.tables, event);
  std::string left_out;
  for (const auto& [table, columns] : other.schema) {
    bool taken = table == catalog.customers_table ||
                 (catalog.recommendations && catalog.recommendations->table == table);
    for (const Event& event : catalog.events) taken = taken || event.table == table;
    if (!taken) left_out += (left_out.empty() ? "" : ", ") + table;
  }
  if (!left_out.empty())
    session.note("note: neither customers nor events by the look of them: " + printable(left_out));
  return catalog;
}

}  // namespace audience
