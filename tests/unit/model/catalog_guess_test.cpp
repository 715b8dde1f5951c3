// A first catalog for databases of several makes.
#include <doctest/doctest.h>

#include "audience/error.hpp"
#include "model/catalog.hpp"

using namespace audience;

namespace {

using enum ValueType;
using Names = std::vector<std::string>;

/// Foreign keys everywhere, and a table of products that more tables refer to than to the users.
const Schema web_shop{
    {"users",
     {{"id", integer, true},
      {"email", text},
      {"first_name", text},
      {"password_hash", text},
      {"newsletter_email", boolean},
      {"orders", integer},
      {"created_at", date}}},
    {"products", {{"id", integer, true}, {"title", text}, {"created_at", date}}},
    {"orders",
     {{"id", integer, true},
      {"updated_at", date},
      {"user_id", integer, false, "users"},
      {"product_id", integer, false, "products"},
      {"status", text},
      {"total", number},
      {"created_at", date}}},
    {"order_items", {{"order_id", integer, true, "orders"}, {"product_id", integer, true, "products"}}},
    {"reviews",
     {{"id", integer, true},
      {"product_id", integer, false, "products"},
      {"author", integer, false, "Users"},
      {"on_date", text}}},
    {"page_views",
     {{"id", text, true}, {"user_id", integer, false, "users"}, {"url", text}, {"viewed_at", date}}},
    {"product_recommendations",
     {{"user_id", integer, true, "users"},
      {"rank", integer, true},
      {"product_id", integer, false, "products"},
      {"strategy", text},
      {"created_at", date}}},
};

const Schema no_keys{
    {"People", {{"PersonID"}, {"FullName"}, {"Town"}, {"BirthDate", date}}},
    {"Visits", {{"VisitID"}, {"PersonID"}, {"Page"}, {"VisitDate"}}},
    {"Settings", {{"Name"}, {"Value"}}},
};

const Schema unix_times{
    {"shop_customers", {{"customer_no", text, true}, {"name", text}}},
    {"bookings",
     {{"booking_id", integer, true},
      {"customer_no", text},
      {"guest_email", text},
      {"hotel", text},
      {"booked_at", integer}}},
    {"clicks", {{"customer", text}, {"item_code", text}, {"ts_ms", integer}}},
};

/// The guess, which must be complete and free of faults as a file.
Catalog guessed(const Schema& schema) {
  Catalog catalog = guess_catalog(schema, "crm.sqlite");
  const std::string json = to_json(catalog);
  Faults faults;
  CHECK(to_json(parse_catalog(json, &schema, faults)) == json);
  CHECK(faults.to_text("guess") == "");
  return catalog;
}

Names event_names(const Catalog& catalog) {
  Names names;
  for (const Event& event : catalog.events) names.push_back(event.name);
  return names;
}

std::string in_words(const Event& event) {
  return event.customer + " " + event.time + " " + std::string(name_of(event.time_format)) + " " +
         event.entity;
}

Names personal(const Catalog& catalog) {
  Names names;
  for (const Attribute& attribute : catalog.attributes) {
    if (attribute.personal) names.push_back(attribute.name);
  }
  return names;
}

}  // namespace

TEST_CASE("a web shop is understood by its foreign keys") {
  const Catalog catalog = guessed(web_shop);
  CHECK(catalog.database == "crm.sqlite");
  CHECK(catalog.customers_table == "users");
  CHECK(catalog.key == "id");
  CHECK(event_names(catalog) == Names{"orders", "page_views", "reviews"});
  CHECK(in_words(catalog.events[0]) == "user_id created_at iso8601 product_id");
  CHECK(in_words(catalog.events[1]) == "user_id viewed_at iso8601 url");
  CHECK(in_words(catalog.events[2]) == "author on_date iso8601 product_id");
  CHECK(catalog.events[0].columns.size() == 5);
  REQUIRE(catalog.recommendations);
  CHECK(catalog.recommendations->table == "product_recommendations");
  CHECK(catalog.recommendations->customer == "user_id");
  CHECK(catalog.recommendations->product == "product_id");
  CHECK(catalog.recommendations->rank == "rank");
  CHECK(catalog.recommendations->type == "strategy");
}

TEST_CASE("who a customer is is guessed to be personal, and secrets are not listed") {
  const Catalog catalog = guessed(web_shop);
  CHECK(personal(catalog) == Names{"id", "email", "first_name", "password_hash"});
  CHECK(catalog.find_attribute("email")->group == "identity");
  CHECK(catalog.find_attribute("created_at")->group == "customer");
  CHECK(catalog.listing == Names{"id", "email", "first_name", "newsletter_email", "orders", "created_at"});
}

TEST_CASE("a column named like an event gets a name of its own") {
  const Catalog catalog = guessed(web_shop);
  REQUIRE(catalog.find_attribute("customer_orders") != nullptr);
  CHECK(catalog.find_attribute("customer_orders")->column == "orders");
  CHECK(catalog.find_attribute("orders") == nullptr);
}

TEST_CASE("tables without any keys are understood by their names") {
  const Catalog catalog = guessed(no_keys);
  CHECK(catalog.customers_table == "People");
  CHECK(catalog.key == "PersonID");
  CHECK(event_names(catalog) == Names{"Visits"});
  CHECK(in_words(catalog.events[0]) == "PersonID VisitDate iso8601 Page");
  CHECK_FALSE(catalog.recommendations.has_value());
  CHECK(personal(catalog) == Names{"PersonID", "FullName", "BirthDate"});
}

TEST_CASE("numbers named like times are unix times") {
  const Catalog catalog = guessed(unix_times);
  CHECK(catalog.customers_table == "shop_customers");
  CHECK(catalog.key == "customer_no");
  CHECK(event_names(catalog) == Names{"bookings", "clicks"});
  CHECK(in_words(catalog.events[0]) == "customer_no booked_at unix hotel");
  CHECK(in_words(catalog.events[1]) == "customer ts_ms unix_ms item_code");
}

TEST_CASE("of several tables of people the one that others refer to is the customers") {
  CHECK(guessed(
            {{"contacts", {{"id", integer, true}, {"email"}}},
             {"users", {{"id", integer, true}, {"email"}}},
             {"orders", {{"id", integer, true}, {"user_id", integer, false, "users"}, {"ordered_on", date}}}})
            .customers_table == "users");
  CHECK(guessed({{"accounts", {{"id", integer, true}}},
                 {"users", {{"id", integer, true}, {"email"}}},
                 {"orders", {{"account_id", integer, false, "accounts"}, {"at", date}}},
                 {"visits", {{"account_id", integer, false, "accounts"}, {"at", date}}}})
            .customers_table == "accounts");
  CHECK(guessed({{"customer_orders", {{"id", integer, true}, {"customer_id"}, {"ordered_at", date}}},
                 {"customers", {{"customer_id", text, true}}}})
            .customers_table == "customers");
  CHECK(guessed(
            {{"Employee", {{"EmployeeId", integer, true}, {"FirstName"}, {"LastName"}, {"Email"}}},
             {"Customer",
              {{"CustomerId", integer, true}, {"FirstName"}, {"SupportRepId", integer, false, "Employee"}}}})
            .customers_table == "Customer");
  CHECK(guessed({{"travellers", {{"nr", integer, true}, {"email"}, {"last_name"}}}}).customers_table ==
        "travellers");
}

TEST_CASE("names that filters need for something else are avoided") {
  const Catalog catalog = guessed(
      {{"users", {{"user_id", text, true}, {"audience", text}, {"views-30-days", text}}},
       {"customer", {{"user_id", text, false, "users"}, {"seen_at", date}}},
       {"views-30-days", {{"user_id", text, false, "users"}, {"seen_at", date}}},
       {"v", {{"user_id", text, false, "users"}, {"\x01", text}, {"\xff", text}, {"seen_at", date}}}});
  CHECK(catalog.customers_table == "users");
  CHECK(event_names(catalog) == Names{"customer_events", "v", "views-30-days_events"});
  REQUIRE(catalog.find_attribute("customer_audience") != nullptr);
  CHECK(catalog.find_attribute("customer_audience")->column == "audience");
}

TEST_CASE("no table has two roles, and a table without a customer or a time is none") {
  const Catalog catalog =
      guessed({{"users", {{"id", integer, true}, {"user_id", integer}, {"created_at", date}}},
               {"recs", {{"user_id"}, {"rank", integer}, {"item"}, {"created_at", date}}},
               {"tags", {{"user_id"}, {"tag"}}},
               {"prices", {{"product_id"}, {"valid_from", date}}}});
  CHECK(catalog.events.empty());
  CHECK(catalog.recommendations->product == "item");
}

TEST_CASE("events of a server's schemas are called by their table alone where that says which") {
  const Catalog catalog =
      guessed({{"crm.customers", {{"id", integer, true}, {"city"}}},
               {"crm.orders", {{"customer_id", integer, false, "crm.customers"}, {"at", date}}},
               {"old.visits", {{"customer_id", integer}, {"at", date}}},
               {"web.visits", {{"customer_id", integer}, {"at", date}}}});
  CHECK(catalog.customers_table == "crm.customers");
  CHECK(event_names(catalog) == Names{"orders", "old.visits", "web.visits"});
  CHECK(catalog.find_event("orders")->table == "crm.orders");
}

TEST_CASE("where nothing looks like customers the error says what to write") {
  const struct {
    Schema schema;
    std::string message;
  } cases[] = {
      {{{"products", {{"id", integer, true}, {"title"}}}, {"stock", {{"product_id"}, {"amount", integer}}}},
       "no table looks like customers; the tables are products, stock"},
      {{}, "no table looks like customers; the database has no tables"},
      {{{"customers", {{"remark"}}}}, "no table looks like customers; the tables are customers"},
      {{{"products", {{"id", integer, true}}},
        {"a", {{"product_id", integer, false, "products"}}},
        {"b", {{"product_id", integer, false, "products"}}}},
       "no table looks like customers; the tables are a, b, products"},
  };
  for (const auto& one : cases) {
    try {
      guess_catalog(one.schema, "x");
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::invalid_input);
      CHECK(error.what() == one.message);
      CHECK(error.hint().find(R"({"customers": {"table": )") != std::string::npos);
    }
  }
}
