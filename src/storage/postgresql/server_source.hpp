// A server's tables as a source of customers and events has them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/catalog.hpp"
#include "storage/database.hpp"
#include "storage/postgresql/server_schema.hpp"
#include "storage/postgresql/server_session.hpp"
#include "storage/postgresql/virtual_tables.hpp"

namespace audience {

class ServerSource {
 public:
  /// Connects and reads which tables there are. Throws as ServerConnection.
  explicit ServerSource(const ServerSettings& settings);

  [[nodiscard]] const std::string& address() const { return settings_.address; }  ///< as a catalog names it

  [[nodiscard]] ServerSession& session() { return session_; }
  /// A connection beside the session, for what this tool keeps there. Made when first asked for.
  [[nodiscard]] ServerConnection& writing();
  [[nodiscard]] const ServerSchema& schema() const { return schema_; }
  /// By the name a catalog uses.
  [[nodiscard]] const ServerTable& table(const std::string& name) const { return schema_.tables.at(name); }
  [[nodiscard]] std::int64_t number_of_rows(const std::string& table);
  /// All of them, to be read row by row (storage/postgresql/virtual_tables.hpp). This must outlive it.
  [[nodiscard]] std::unique_ptr<Database> tables();
  /// The rows of a SELECT of the server's, which it works out itself, as a statement of SQLite's over those
  /// tables. `types` of its columns, as ServerColumn; the SELECT names them c0, c1, ….
  [[nodiscard]] Statement select(Database& tables, const std::string& sql,
                                 const std::vector<std::string>& types);

 private:
  ServerSettings settings_;
  ServerSession session_;
  std::unique_ptr<ServerConnection> writing_;
  ServerSchema schema_;
  ServerRelations relations_;
};

/// In words, what in a catalog the server cannot compare with the key of its customers; each once.
std::vector<std::string> join_faults(const ServerSource& server, const Catalog& catalog);

}  // namespace audience
