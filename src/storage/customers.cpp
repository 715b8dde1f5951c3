// Columns as declared, and customers as numbers.
#include "storage/customers.hpp"

#include <algorithm>
#include <array>

#include "storage/given_numbers.hpp"
#include "storage/schema_reader.hpp"

namespace audience {
namespace {

constexpr std::array<std::string_view, 4> purchase_key{"product", "time", "customer", "n"};

std::vector<SchemaColumn> purchase_payload(const Database& database) {
  auto columns = table_columns(database, "audience_purchases");
  std::erase_if(columns, [](const SchemaColumn& column) {
    return std::find(purchase_key.begin(), purchase_key.end(), column.name) != purchase_key.end();
  });
  return columns;
}

void make_purchases_view(Database& database) {
  std::string view =
      "CREATE VIEW purchases AS SELECT c.customer_id, p.product_id, "
      "strftime('%Y-%m-%dT%H:%M:%S', e.time, 'unixepoch') AS purchased_at";
  for (const SchemaColumn& payload : purchase_payload(database)) view += ", e." + sql_name(payload.name);
  database.execute(view +
                   " FROM audience_purchases e JOIN audience_customers c ON c.number = e.customer"
                   " LEFT JOIN audience_products p ON p.number = e.product");
}

}  // namespace

std::vector<SchemaColumn> customer_columns(const Database& database) {
  auto columns = table_columns(database, "customers");
  std::erase_if(columns, [](const SchemaColumn& column) { return column.name == "customer_number"; });
  return columns;
}

std::vector<SchemaColumn> purchase_columns(const Database& database) {
  std::vector<SchemaColumn> columns{
      {"customer_id", ValueType::text}, {"product_id", ValueType::text}, {"purchased_at", ValueType::date}};
  for (SchemaColumn& column : purchase_payload(database)) columns.push_back(std::move(column));
  return columns;
}

std::string_view sql_type(ValueType type) {
  switch (type) {
    case ValueType::text:
      return "TEXT";
    case ValueType::integer:
      return "INTEGER";
    case ValueType::number:
      return "REAL";
    case ValueType::boolean:
      return "BOOLEAN";
    case ValueType::date:
      return "DATE";
  }
  return "TEXT";
}

void add_customer_column(Database& database, const SchemaColumn& column) {
  database.execute("ALTER TABLE customers ADD COLUMN " + sql_name(column.name) + " " +
                   std::string(sql_type(column.type)));
}

void add_purchase_columns(Database& database, const std::vector<SchemaColumn>& columns) {
  if (columns.empty()) return;
  // SQLite reads every view again with each column that comes.
  database.execute("DROP VIEW purchases");
  for (const SchemaColumn& column : columns) {
    database.execute("ALTER TABLE audience_purchases ADD COLUMN " + sql_name(column.name) + " " +
                     std::string(sql_type(column.type)));
  }
  make_purchases_view(database);
}

void drop_customer_column(Database& database, const std::string& column) {
  database.execute("ALTER TABLE customers DROP COLUMN " + sql_name(column));
}

void drop_purchase_column(Database& database, const std::string& column) {
  database.execute("DROP VIEW purchases");
  database.execute("ALTER TABLE audience_purchases DROP COLUMN " + sql_name(column));
  make_purchases_view(database);
}

CustomerSet present_customers(const Database& database, bool* in_order) {
  GivenNumbers numbers(database);
  CustomerSet present(numbers.capacity());
  // Covered by customers_by_id, which holds the numbers beside the ids: a fifth of the table's pages.
  Statement statement = database.prepare(
      "SELECT customer_number FROM customers INDEXED BY customers_by_id WHERE customer_id >= '' ORDER BY "
      "customer_id");
  std::int64_t before = -1;
  bool rising = true;
  while (statement.step()) {
    const CustomerNumber number = numbers.read(statement, 0);
    // Outside a snapshot someone may have come since the capacity was read.
    if (number < present.capacity()) present.insert(number);
    rising = rising && number > before;
    before = number;
  }
  if (in_order != nullptr) *in_order = rising;
  return present;
}

CustomerIds::CustomerIds(const Database& database)
    : row_(database.prepare("SELECT customer_id FROM audience_customers WHERE number = ?")) {}

std::string CustomerIds::id_of(CustomerNumber number) {
  row_.reset();
  row_.bind_all(number);
  return row_.step() ? std::string(row_.text(0)) : std::string{};
}

CustomerNumbers::CustomerNumbers(const Database& database)
    : row_(database.prepare("SELECT number FROM audience_customers WHERE customer_id = ?")) {}

std::optional<CustomerNumber> CustomerNumbers::number_of(std::string_view id) {
  row_.bind_all(id);
  std::optional<CustomerNumber> number;
  if (row_.step()) number = number_in_directory(row_, 0);
  // A row that stands keeps the tables of the connection from being changed.
  row_.reset();
  return number;
}

std::int64_t number_of_customer_rows(const Database& database) {
  return database.scalar("SELECT count(*) FROM customers");
}

bool has_customers(const Database& database) {
  return database.scalar("SELECT EXISTS(SELECT 1 FROM customers)") != 0;
}

std::optional<CustomerNumber> find_customer(const Database& database, std::string_view customer_id) {
  return CustomerNumbers(database).number_of(customer_id);
}

}  // namespace audience
