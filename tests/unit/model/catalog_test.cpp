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

TEST_CASE("a listing shows eleven columns") {
  const Catalog catalog = builtin_catalog(customer_columns, purchase_columns);
  CHECK(catalog.listing == std::vector<std::string>{"customer_id", "first_name", "last_name", "phone_number",
                                                    "email", "gender", "age", "city", "segment_id",
                                                    "segment_name", "clv_value"});
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
}
