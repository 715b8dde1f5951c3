// The customers table: its columns with their types, permanent numbers, and who is present.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audience/column.hpp"
#include "base/customer_set.hpp"
#include "model/catalog.hpp"
#include "storage/database.hpp"

namespace audience {

/// The user-visible columns in table order (never the permanent number).
std::vector<SchemaColumn> customer_columns(const Database& database);
std::vector<SchemaColumn> purchase_columns(
    const Database& database);  ///< customer_id, product_id, purchased_at, …

/// The declared SQL type for a column of this type.
std::string_view sql_type(ValueType type);
/// Adds columns (ALTER TABLE; and for purchases the view made again). Inside the caller's transaction.
void add_customer_column(Database& database, const SchemaColumn& column);
void add_purchase_columns(Database& database, const std::vector<SchemaColumn>& columns);
/// Takes one away again; every row is written. Throws Error(database_unusable) where another view, an index
/// or a trigger needs it.
void drop_customer_column(Database& database, const std::string& column);
void drop_purchase_column(Database& database, const std::string& column);

/// Everyone in the customers table now, in a set of customer_capacity (storage/given_numbers.hpp).
/// `in_order`, if wanted, tells whether their numbers rise with their ids (by bytes). Throws
/// Error(database_unusable) for a number that nobody was ever given.
CustomerSet present_customers(const Database& database, bool* in_order = nullptr);

/// The ids behind permanent numbers, one after the other.
class CustomerIds {
 public:
  explicit CustomerIds(const Database& database);
  /// Empty for a number that nobody has.
  [[nodiscard]] std::string id_of(CustomerNumber number);

 private:
  Statement row_;
};

/// The permanent numbers behind ids, one after the other, by the unique index on customer_id.
class CustomerNumbers {
 public:
  explicit CustomerNumbers(const Database& database);
  /// None for an id that was never seen.
  [[nodiscard]] std::optional<CustomerNumber> number_of(std::string_view id);

 private:
  Statement row_;
};

/// Rows of the own customers table, in any version of the schema.
std::int64_t number_of_customer_rows(const Database& database);
/// True if the own customers table has any.
bool has_customers(const Database& database);
/// The permanent number of an id, if it was ever seen.
std::optional<CustomerNumber> find_customer(const Database& database, std::string_view customer_id);

}  // namespace audience
