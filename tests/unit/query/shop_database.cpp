// Rows in and evaluations out.
#include "shop_database.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "column_damage.hpp"
#include "model/binding.hpp"
#include "query/columns/column_build.hpp"
#include "query/newest_event.hpp"
#include "storage/audiences.hpp"
#include "storage/customers.hpp"
#include "storage/generations.hpp"
#include "storage/given_numbers.hpp"
#include "storage/schema.hpp"
#include "storage/schema_repair.hpp"
#include "storage/table_watch.hpp"

namespace audience::oracle {
namespace {

constexpr const char* orders_table =
    "CREATE TABLE orders(buyer TEXT, at INTEGER, product_id TEXT, channel TEXT, quantity INTEGER, unit_price "
    "REAL, delivered DATE, gift BOOLEAN)";

constexpr const char* orders_catalog = R"({
    "customers": {"table": "customers", "key": "customer_id", "further_group": "own", "attributes": [
      {"name": "customer-lifetime-value", "column": "clv_value",
       "value_names": ["clv", "clv_value", "customer-lifetime-value"]}]},
    "events": [{"name": "purchases", "table": "orders", "customer": "buyer", "time": "at", "time_format": "unix",
                "entity": "product_id"}]})";

/// The number of a product is its place among the texts of its column, from 1.
std::int64_t product_number(const std::string& product) {
  const auto& products = purchase_columns.front().texts;
  return std::find(products.begin(), products.end(), product) - products.begin() + 1;
}

}  // namespace

void bind_value(Statement& statement, int index, ValueType type, const Value& value, std::int64_t style) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    statement.bind(index, std::string_view(*text));
    return;
  }
  const auto* ratio = std::get_if<Ratio>(&value);
  if (ratio == nullptr) {
    statement.bind_null(index);
    return;
  }
  const std::int64_t number = ratio->numerator;
  switch (type) {
    case ValueType::integer:
      statement.bind(index, number / 1000);
      break;
    case ValueType::number:
      statement.bind(index, static_cast<double>(number) / 1000.0);
      break;
    case ValueType::date: {
      const bool day_alone = number % day_seconds == 0 && style % 2 == 0;
      const std::string text =
          day_alone ? day_text(number) : time_text(number, static_cast<std::uint64_t>(style));
      statement.bind(index, std::string_view(text));
      break;
    }
    default:
      statement.bind(index, number);
      break;
  }
}

std::string column_names(const std::vector<Column>& columns, std::size_t first) {
  std::string names;
  for (std::size_t i = first; i < columns.size(); ++i) names += ", " + columns[i].name;
  return names;
}

ShopDatabase::ShopDatabase(EventsTable table) : events_(table) {
  database_->execute("PRAGMA synchronous = OFF");
  add_customer_column(*database_, {"joined", ValueType::date});
  add_purchase_columns(
      *database_,
      {{"channel", ValueType::text}, {"delivered", ValueType::date}, {"gift", ValueType::boolean}});
  Statement insert = database_->prepare("INSERT INTO audience_products(number, product_id) VALUES(?, ?)");
  for (const std::string& product : purchase_columns.front().texts)
    insert.bind_all(product_number(product), product).run();
  if (events_ == EventsTable::orders) {
    database_->execute(orders_table);
    keep_catalog(*database_, orders_catalog);
  }
}

void ShopDatabase::fill(const Shop& shop) {
  source_.reset();
  quick_source_.reset();
  as_of_ = from_unix(shop.as_of);
  as_of_.whole_day = shop.whole_day;
  Transaction transaction(*database_, Transaction::Kind::write);
  database_->execute("DELETE FROM customers; DELETE FROM audience_purchases; DELETE FROM audience_audiences");
  insert_customers(shop.customers);
  insert_customers(shop.departed);
  known_audiences_ = insert_audiences(*database_, shop);
  Statement leave = database_->prepare("DELETE FROM customers WHERE customer_id = ?");
  for (const Customer& customer : shop.departed) leave.bind_all(customer.id()).run();
  if (events_ == EventsTable::orders) move_events_to_orders();
  transaction.commit();
  keep_older();
  numbers_.clear();
  for (const Customer& customer : shop.customers)
    numbers_.push_back(*find_customer(*database_, customer.id()));
  open_source();
}

void ShopDatabase::add_purchases(const Customer& customer, const std::vector<Purchase>& purchases) {
  source_.reset();
  quick_source_.reset();
  Transaction transaction(*database_, Transaction::Kind::write);
  insert_purchases(customer, purchases);
  transaction.commit();
  open_source();
}

void ShopDatabase::insert_customers(const std::vector<Customer>& customers) {
  Statement insert = database_->prepare(fmt::format(
      "INSERT INTO customers(customer_id{}) VALUES(?, ?, ?, ?, ?, ?)", column_names(attributes, 1)));
  for (const Customer& customer : customers) {
    ++inserted_;
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      bind_value(insert, static_cast<int>(i), attributes[i].type, customer.cells[i], inserted_);
    }
    insert.run();
    insert_purchases(customer, customer.purchases);
  }
}

void ShopDatabase::insert_purchases(const Customer& customer, const std::vector<Purchase>& purchases) {
  Statement insert = database_->prepare(fmt::format(
      "INSERT INTO audience_purchases(product, time, customer, n{}) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
      column_names(purchase_columns, 1)));
  const std::int64_t number = *find_customer(*database_, customer.id());
  for (const Purchase& purchase : purchases) {
    ++inserted_;
    insert.bind_all(product_number(std::get<std::string>(purchase.cells.front())), purchase.time, number,
                    inserted_);
    for (std::size_t i = 1; i < purchase_columns.size(); ++i) {
      bind_value(insert, static_cast<int>(i) + 3, purchase_columns[i].type, purchase.cells[i], inserted_);
    }
    insert.run();
  }
}

std::vector<KnownAudience> insert_audiences(Database& own, const Shop& shop) {
  std::vector<KnownAudience> known;
  for (const Audience& audience : shop.audiences) {
    CustomerSet members(customer_capacity(own));
    for (const std::string& id : audience.members) members.insert(*find_customer(own, id));
    StoredAudience stored;
    stored.audience_id = audience.id;
    stored.audience_name = audience.name;
    stored.author = "oracle";
    stored.definition = R"({"audience_name": "stored", "filters": []})";
    insert_audience(own, stored, members);
    known.push_back({audience.id, audience.name, {}});
  }
  return known;
}

void ShopDatabase::open_source() {
  source_ = std::make_unique<DataSource>(*database_, std::chrono::seconds{1}, false);
  quick_source_ = std::make_unique<DataSource>(*database_, std::chrono::seconds{1}, true);
}

void ShopDatabase::make_columns(const SegmentLimits& limits) {
  {
    Transaction transaction(*database_, Transaction::Kind::write);
    make_anew(*database_);  // Triggers that were dropped; generations end.
    if (events_ == EventsTable::orders) watch_table(*database_, "orders");
    draw_generation(*database_, DataTable::customers);
    draw_generation(*database_, DataTable::purchases);
    if (events_ == EventsTable::orders) draw_generation_anew(*database_, "orders");
    transaction.commit();
  }
  open_source();
  const Snapshot snapshot(*quick_source_);
  const ColumnFolder folder(*database_);
  folder.make();
  build_columns(*quick_source_, folder, {}, true, limits);
}

void ShopDatabase::damage_columns(Random& random) { damage_folder(ColumnFolder(*database_).path(), random); }

std::int64_t ShopDatabase::newest_event(const DataSource& source) const {
  const Snapshot snapshot(source);
  const auto newest = audience::newest_event(source, source.catalog().events.front(), as_of_.at);
  return newest ? to_unix(*newest) : 0;
}

audience::Document read_document(const std::string& json, const std::vector<KnownAudience>& audiences) {
  Faults faults;
  audience::Document document = parse_document(json, faults);
  bind_audiences(document, audiences, faults);
  faults.throw_if_any("random");
  return document;
}

Evaluation evaluate_on(const DataSource& source, const audience::Document& document, const AsOf& as_of,
                       std::optional<CustomerNumber> only) {
  Faults faults;
  const BoundDocument bound = bind_document(document, source.catalog(), faults);
  faults.throw_if_any("random");
  const Snapshot snapshot(source);
  return audience::evaluate(source, {document, bound, as_of, only});
}

audience::Document ShopDatabase::read(const std::string& json) const {
  return read_document(json, known_audiences_);
}

}  // namespace audience::oracle
