// The tables that a catalog means, as the server has them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.hpp"
#include "query/postgresql/server_value.hpp"
#include "storage/postgresql/server_schema.hpp"

namespace audience {

/// What it refers to must outlive it.
class ServerTables {
 public:
  ServerTables(const Catalog& catalog, const ServerSchema& schema) : catalog_(catalog), schema_(schema) {}

  [[nodiscard]] const Catalog& catalog() const { return catalog_; }
  [[nodiscard]] const ServerTable& customers() const { return table(catalog_.customers_table); }
  [[nodiscard]] const ServerTable& table_of(const Event& event) const { return table(event.table); }
  /// By EventColumn::name.
  [[nodiscard]] const ServerColumn& column_of(const Event& event, const std::string& name) const;
  [[nodiscard]] const ServerColumn& customer_column(const std::string& name) const {
    return column(customers(), name);
  }
  [[nodiscard]] const ServerColumn& key() const { return customer_column(catalog_.key); }

  /// Throws Error(database_unusable) where the server has no such table or column (any more).
  [[nodiscard]] const ServerTable& table(const std::string& name) const;
  static const ServerColumn& column(const ServerTable& table, const std::string& name);

 private:
  const Catalog& catalog_;
  const ServerSchema& schema_;
};

/// `"public"."customers"`.
std::string sql_name(const ServerTable& table);

/// How keys are compared on the server, told apart and ordered.
class ServerKey {
 public:
  /// Throws NotOnServer for a type of which keys cannot be read.
  explicit ServerKey(const ServerTables& tables);

  /// As the column is compared with others of its kind.
  [[nodiscard]] std::string sql(std::string_view alias) const { return sql_of(column_, alias); }
  /// The same of a row of audience.members.
  [[nodiscard]] std::string of_member(std::string_view alias) const;
  /// As everybody reads it.
  [[nodiscard]] std::string text(std::string_view alias) const;
  /// Rising: texts by bytes, numbers by value.
  [[nodiscard]] std::string order(std::string_view alias) const;
  /// Of the values of a list of keys: `text`, `bigint`, `numeric`, `uuid`.
  [[nodiscard]] std::string_view type() const;
  /// Those of the keys that can be keys of its type; no other is anybody's.
  [[nodiscard]] std::vector<std::string> acceptable(const std::vector<std::string>& keys) const;
  /// The column of an event that names its customer. Throws NotOnServer where it is of another kind.
  [[nodiscard]] std::string reference(std::string_view alias, const ServerColumn& column) const;

 private:
  enum class Form { text, number, uuid };
  static Form form_of(const ServerColumn& column);
  static std::string sql_of(const ServerColumn& column, std::string_view alias);
  const ServerColumn& column_;
  Form form_;
};

}  // namespace audience
