// The built-in catalog over different tables.
#include "model/catalog.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace audience;

namespace {

const std::vector<SchemaColumn> customer_columns{
    {"customer_id", ValueType::text}, {"first_name", ValueType::text},
    {"last_name", ValueType::text},   {"phone_number", ValueType::text},
    {"email", ValueType::text},       {"gender", ValueType::text},
    {"age", ValueType::integer},      {"city", ValueType::text},
    {"segment_id", ValueType::text},  {"segment_name", ValueType::text},
    {"clv_value", ValueType::number}, {"email_consent", ValueType::boolean},
    {"country", ValueType::text},
};
const std::vector<SchemaColumn> purchase_columns{
    {"customer_id", ValueType::text}, {"product_id", ValueType::text},   {"purchased_at", ValueType::date},
    {"quantity", ValueType::integer}, {"unit_price", ValueType::number},
};

}  // namespace

TEST_CASE("an attribute is found by its name and by its column") {
  const Catalog catalog = builtin_catalog(customer_columns, purchase_columns);
  const Attribute* value = catalog.find_attribute("customer-lifetime-value");
  REQUIRE(value != nullptr);
  CHECK(value->column == "clv_value");
  CHECK(value->type == ValueType::number);
  CHECK(value->group == "customer-lifetime-value");
  CHECK(value->value_names == std::vector<std::string>{"clv", "clv_value", "customer-lifetime-value"});
  CHECK(catalog.find_attribute("clv_value") == value);
  CHECK(catalog.find_attribute("clv") == nullptr);
  CHECK(catalog.find_attribute("Age") == nullptr);
}

TEST_CASE("who a customer is stays personal and what a customer is does not") {
  const Catalog catalog = builtin_catalog(customer_columns, purchase_columns);
  for (const char* name : {"customer_id", "first_name", "last_name", "phone_number", "email"}) {
    CHECK(catalog.find_attribute(name)->personal);
    CHECK(catalog.find_attribute(name)->group == "identity");
  }
  for (const char* name :
       {"gender", "age", "city", "email_consent", "segment_id", "customer-lifetime-value"}) {
    CHECK_FALSE(catalog.find_attribute(name)->personal);
  }
  CHECK(catalog.find_attribute("age")->group == "demographics");
  CHECK(catalog.find_attribute("email_consent")->group == "consent");
  CHECK(catalog.find_attribute("segment_name")->group == "segments");
}

TEST_CASE("a further column is an attribute of its own") {
  const Catalog catalog = builtin_catalog(customer_columns, purchase_columns);
  CHECK(catalog.attributes.size() == customer_columns.size());
  CHECK(catalog.find_attribute("country")->group == "customer");
  CHECK(catalog.find_attribute("country")->value_names == std::vector<std::string>{"country"});
  CHECK_FALSE(catalog.find_attribute("country")->personal);
}

TEST_CASE("types follow the tables and entries without a column fall away") {
  const Catalog catalog = builtin_catalog({{"customer_id", ValueType::text}, {"age", ValueType::text}}, {});
  CHECK(catalog.find_attribute("age")->type == ValueType::text);
  CHECK(catalog.find_attribute("city") == nullptr);
  CHECK(catalog.find_event("purchases") == nullptr);
  CHECK(catalog.listing == std::vector<std::string>{"customer_id", "age"});
}

TEST_CASE("a listing shows eleven columns, and those that nobody built in") {
  const Catalog catalog = builtin_catalog(customer_columns, purchase_columns);
  CHECK(catalog.listing == std::vector<std::string>{"customer_id", "first_name", "last_name", "phone_number",
                                                    "email", "gender", "age", "city", "segment_id",
                                                    "segment_name", "clv_value", "country"});
}

TEST_CASE("purchases are filtered by their columns without customer and time") {
  const Catalog catalog = builtin_catalog(customer_columns, purchase_columns);
  const Event* purchases = catalog.find_event("purchases");
  REQUIRE(purchases != nullptr);
  CHECK(purchases->entity == "product_id");
  CHECK(purchases->group == "product-focused-filters");
  REQUIRE(purchases->columns.size() == 3);
  CHECK(purchases->columns[0].name == "product_id");
  CHECK(purchases->columns[2].name == "unit_price");
  CHECK(purchases->columns[2].column == "unit_price");
  CHECK(purchases->find_column("quantity") == &purchases->columns[1]);
  CHECK(purchases->find_column("customer_id") == nullptr);
  CHECK(purchases->table == "purchases");
  CHECK(purchases->customer == "customer_id");
  CHECK(purchases->time == "purchased_at");
  CHECK(purchases->time_format == TimeFormat::iso8601);
}

TEST_CASE("the built-in catalog names the tool's own tables") {
  const Catalog catalog = builtin_catalog(customer_columns, purchase_columns);
  CHECK(catalog.database.empty());
  CHECK(catalog.customers_table == "customers");
  CHECK(catalog.key == "customer_id");
  REQUIRE(catalog.recommendations);
  CHECK(catalog.recommendations->table == "recommendations");
  CHECK(catalog.recommendations->customer == "customer_id");
  CHECK(catalog.recommendations->product == "product_id");
  CHECK(catalog.recommendations->rank == "rank");
  CHECK(catalog.recommendations->type == "recommendations_type");
}

TEST_CASE("the built-in catalog can be read from the file it is written to") {
  std::vector<SchemaColumn> columns = customer_columns;
  for (const char* name : {"purchases", "audience", "clv"}) columns.push_back({name, ValueType::text});
  const Catalog catalog = builtin_catalog(columns, purchase_columns);
  const Schema schema{
      {"customers", columns},
      {"purchases", purchase_columns},
      {"recommendations",
       {{"customer_id"}, {"recommendations_type"}, {"rank", ValueType::integer}, {"product_id"}}}};
  Faults faults;
  const std::string text = to_json(catalog);
  CHECK(to_json(parse_catalog(text, &schema, faults)) == text);
  CHECK(faults.to_text("c") == "");
}

TEST_CASE("a column hides neither an event nor other audiences") {
  std::vector<SchemaColumn> columns = customer_columns;
  for (const char* name : {"purchases", "audience"}) columns.push_back({name, ValueType::integer});
  const Catalog catalog = builtin_catalog(columns, purchase_columns);
  CHECK(catalog.find_attribute("purchases") == nullptr);
  CHECK(catalog.find_attribute("audience") == nullptr);
  CHECK(catalog.find_event("purchases") != nullptr);
}

TEST_CASE("a renamed column whose own name is an event's is found by its new name alone") {
  Catalog catalog = builtin_catalog(customer_columns, purchase_columns);
  catalog.attributes.push_back({"purchase_count", "purchases", "customer", ValueType::integer, {}, false});
  CHECK(catalog.find_attribute("purchase_count") != nullptr);
  CHECK(catalog.find_attribute("purchases") == nullptr);
}

TEST_CASE("formats of time are called as in the file") {
  CHECK(name_of(TimeFormat::iso8601) == "iso8601");
  CHECK(name_of(TimeFormat::unix_seconds) == "unix");
  CHECK(name_of(TimeFormat::unix_milliseconds) == "unix_ms");
}

TEST_CASE("the database of a catalog is read before anything else of it") {
  CHECK(database_of_catalog(R"({"database": "crm.sqlite"})") == "crm.sqlite");
  CHECK(database_of_catalog(R"({"database": "crm.sqlite", "customers": 3, "other": []})") == "crm.sqlite");
  for (const char* text : {"{}", "", "[]", "nonsense", R"({"database": 3})", R"({"database": ""})"}) {
    CHECK(database_of_catalog(text) == "");
  }
}
