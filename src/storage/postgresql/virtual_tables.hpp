// The tables of a server, to be read as if they were SQLite's.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "storage/database.hpp"
#include "storage/postgresql/server_schema.hpp"
#include "storage/postgresql/server_session.hpp"

namespace audience {

/// What a virtual table reads: a table, or a statement's rows.
struct ServerRelation {
  std::string from;  ///< as SQL of the server: `"crm"."customers"`, `(SELECT …) rows`
  std::vector<ServerColumn> columns;
};
using ServerRelations = std::map<std::string, ServerRelation>;

/// A database in memory with a virtual table for each relation, by its name. Whatever
/// walks over another program's file walks over the server's rows so, each fetched as it is stepped to: slow
/// beside a statement that the server answers itself (query/postgresql), and right for whatever has none. A
/// comparison of a text or an integer with `=`, and an order by one such column, are left to the server.
///
/// Whole numbers are integers; others, of which SQLite has doubles, are these where they are exact, else the
/// text of the number. Times are texts in UTC, as are enums and uuids; NaN, infinite times and what is of
/// no such type are null. `label`: what errors call the database. Session and relations must outlive it.
std::unique_ptr<Database> virtual_tables(ServerSession& session, const ServerRelations& relations,
                                         const std::string& label);
/// A virtual table for a relation that came since.
void add_virtual_table(Database& database, const std::string& name);

}  // namespace audience
