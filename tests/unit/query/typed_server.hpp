// Tables of any column types on a server, asked by hand-written filters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/postgresql/server_evaluation.hpp"
#include "query/postgresql/server_statement.hpp"

namespace audience {

/// Of tables `people` (key `id`) and `orders` (customer `who`, time `at`) in one schema.
class TypedServer {
 public:
  explicit TypedServer(ServerConnection& server, std::string schema = "public")
      : server_(server), schema_name_(std::move(schema)) {}

  /// Makes the tables anew and reads what they have become. `orders` may be empty: no events.
  void make(const std::string& people, const std::string& rows, const std::string& orders = {},
            const std::string& order_rows = {});
  /// Members' keys, a blank between; `filters` as in a group's values. Throws FaultyDocument.
  [[nodiscard]] std::string ask(const std::string& filters, const std::string& limit = {});
  /// What the last one said.
  [[nodiscard]] const ServerEvaluation& evaluation() const { return evaluation_; }
  /// What is wrong with the filters there.
  [[nodiscard]] std::string fault(const std::string& filters, const std::string& limit = {});

  AsOf as_of{parse_time("2024-03-01")->start};

 private:
  void read_tables();
  void read_catalog(bool has_orders);
  ServerConnection& server_;
  std::string schema_name_;
  ServerSchema schema_;
  Catalog catalog_;
  ServerEvaluation evaluation_;
};

}  // namespace audience
