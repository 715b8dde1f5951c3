// One connection, described once.
#include "storage/postgresql/server_source.hpp"

#include <fmt/format.h>

#include "storage/postgresql/server_cell.hpp"
#include "storage/postgresql/virtual_tables.hpp"

namespace audience {

namespace {

std::string_view kind_words(CellForm form) {
  return form == CellForm::integer ? "a whole number"
         : form == CellForm::text  ? "a text"
                                   : "neither a text nor a whole number";
}

}  // namespace

ServerSource::ServerSource(const ServerSettings& settings)
    : settings_(settings), session_(settings), schema_(read_server_schema(session_.reading())) {}

ServerConnection& ServerSource::writing() {
  if (!writing_) writing_ = std::make_unique<ServerConnection>(settings_);
  return *writing_;
}

std::int64_t ServerSource::number_of_rows(const std::string& table) {
  const auto rows = session_.reading().rows("SELECT count(*) FROM " + schema_.tables.at(table).sql_name());
  return std::stoll(rows.at(0).at(0).value());
}

std::unique_ptr<Database> ServerSource::tables() {
  for (const auto& [name, table] : schema_.tables) {
    ServerRelation relation{table.sql_name(), {}};
    for (const ServerColumn& column : table.columns) {
      if (column.value_type()) relation.columns.push_back(column);
    }
    relations_.emplace(name, std::move(relation));
  }
  return virtual_tables(session_, relations_, session_.shown());
}

Statement ServerSource::select(Database& tables, const std::string& sql,
                               const std::vector<std::string>& types) {
  const std::string name = fmt::format("rows {} of the server", relations_.size());
  ServerRelation& rows = relations_[name];
  rows.from = fmt::format("({}) r", sql);
  for (const std::string& type : types)
    rows.columns.push_back({.name = fmt::format("c{}", rows.columns.size()), .type = type});
  add_virtual_table(tables, name);
  return tables.prepare(fmt::format("SELECT * FROM {}", sql_name(name)));
}

std::vector<std::string> join_faults(const ServerSource& server, const Catalog& catalog) {
  const auto kind = [&](const std::string& table, const std::string& column) {
    return form_of(*server.table(table).find_column(column));
  };
  const CellForm of_key = kind(catalog.customers_table, catalog.key);
  if (of_key != CellForm::integer && of_key != CellForm::text)
    return {fmt::format("{} of {} is no key: it is {}", catalog.key, catalog.customers_table,
                        kind_words(of_key))};
  std::vector<std::string> faults;
  const auto check = [&](const std::string& table, const std::string& column) {
    const CellForm found = kind(table, column);
    if (found != of_key)
      faults.push_back(fmt::format("{} of {} is {}, and the key {} of {} is {}", column, table,
                                   kind_words(found), catalog.key, catalog.customers_table,
                                   kind_words(of_key)));
  };
  for (const Event& event : catalog.events) check(event.table, event.customer);
  if (catalog.recommendations) check(catalog.recommendations->table, catalog.recommendations->customer);
  return faults;
}

}  // namespace audience
