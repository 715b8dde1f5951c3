// A random shop on a PostgreSQL server, in tables whose column types change from shop to shop.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "model/audience_uses.hpp"
#include "query/postgresql/server_evaluation.hpp"
#include "query/postgresql/server_look.hpp"
#include "random_document.hpp"
#include "random_shop.hpp"

namespace audience::oracle {

/// What a server said of a document.
struct ServerOutcome {
  audience::Document document;
  ServerEvaluation evaluation;
  std::vector<std::string> members;  ///< keys, as they came
};

/// The types of the tables' columns.
struct ServerTypes {
  std::vector<std::string> attributes, purchase_columns;  ///< as in random_shop
  std::string time;
  TimeFormat format = TimeFormat::iso8601;
};
ServerTypes random_types(Random& random);

class PostgresShop {
 public:
  explicit PostgresShop(ServerConnection& server) : server_(server) {}
  virtual ~PostgresShop() = default;
  PostgresShop(const PostgresShop&) = delete;
  PostgresShop& operator=(const PostgresShop&) = delete;

  /// Replaces the shop before. Departed customers have purchases and no row.
  void fill(const Shop& shop, const ServerTypes& types);
  [[nodiscard]] ServerOutcome evaluate(const std::string& json) const;
  /// Of customers by their keys.
  [[nodiscard]] std::vector<ServerTrace> look(const std::string& json,
                                              const std::vector<std::string>& keys) const;
  [[nodiscard]] std::string described() const;  ///< the columns' types

 protected:
  /// Two empty tables `people` and `orders` in place of those before.
  virtual void make_tables(const std::string& people, const std::string& orders);
  void run(const std::string& sql) { server_.run(sql); }

 private:
  void learn(const ServerTypes& types);
  /// Binds the document, checks it against the server, and asks in a transaction.
  template <typename Ask>
  audience::Document ask(const std::string& json, Ask ask) const;

  ServerConnection& server_;
  ServerTypes types_;
  ServerSchema schema_;
  Catalog catalog_;
  AsOf as_of_;
  std::vector<Audience> audiences_;
};

}  // namespace audience::oracle
