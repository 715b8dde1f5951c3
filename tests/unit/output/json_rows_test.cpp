// Customers as JSON: types, exact numbers, and the list of products.
#include "output/json_rows.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

namespace audience {
namespace {

const std::vector<JsonColumn> one{{.name = "a"}};

std::string written(const std::vector<JsonColumn>& columns, JsonRows::Between between,
                    const std::function<void(JsonRows&)>& write) {
  JsonRows json(columns, between, RowEncoder::Blocks::plain);
  write(json);
  return json.take().bytes;
}

std::string value(const std::function<void(JsonRows&)>& write) {
  const std::string line = written(one, JsonRows::Between::lines, [&](JsonRows& json) {
    write(json);
    json.end_row();
  });
  return line.substr(5, line.size() - 7);  // {"a":…}
}

TEST_CASE("values of JSON keep their types") {
  CHECK(value([](JsonRows& json) { json.integer(std::numeric_limits<std::int64_t>::min()); }) ==
        "-9223372036854775808");
  CHECK(value([](JsonRows& json) { json.number(111.99200000000002); }) == "111.99200000000002");
  CHECK(value([](JsonRows& json) { json.number(std::numeric_limits<double>::infinity()); }) == "null");
  CHECK(value([](JsonRows& json) { json.boolean(true); }) == "true");
  CHECK(value([](JsonRows& json) { json.empty(); }) == "null");
  CHECK(value([](JsonRows& json) { json.date("2023-09-14"); }) == "\"2023-09-14\"");
  CHECK(value([](JsonRows& json) { json.text("007"); }) == "\"007\"");
}

TEST_CASE("texts of JSON are escaped where they must be, and are always UTF-8") {
  CHECK(value([](JsonRows& json) { json.text("Zo\u00eb said \"hi\" \\ twice\n"); }) ==
        "\"Zo\u00eb said \\\"hi\\\" \\\\ twice\\n\"");
  CHECK(value([](JsonRows& json) { json.text(std::string_view("\0\x7f", 2)); }) == "\"\\u0000\\u007f\"");
  CHECK(value([](JsonRows& json) { json.text("cut \xC3"); }) == "\"cut \xEF\xBF\xBD\"");
}

TEST_CASE("a text in a column of numbers is a number where JSON writes it so, to the last digit") {
  const auto written_as = [](std::string_view text) {
    return value([&](JsonRows& json) { json.number_text(text); });
  };
  for (const char* number : {"12.30", "-0.10", "123456789012345678901234567890.12", "0", "1e5", "2.5E-7"})
    CHECK(written_as(number) == number);
  for (const char* text : {"007", "+1", ".5", "1.", "1e", "-", "", "0x1F", "1,5", "NaN", "none"})
    CHECK(written_as(text) == '"' + std::string(text) + '"');
}

TEST_CASE("recommended products are a list of those that are there, behind the columns") {
  const std::vector<JsonColumn> columns{
      {.name = "product_1", .is_product = true}, {.name = "a"}, {.name = "product_2", .is_product = true}};
  const std::string lines = written(columns, JsonRows::Between::lines, [](JsonRows& json) {
    json.text("i_1"), json.integer(1), json.text("i\"2"), json.end_row();
    json.empty(), json.integer(2), json.text("i_2"), json.end_row();
    json.empty(), json.empty(), json.empty(), json.end_row();
  });
  CHECK(lines ==
        "{\"a\":1,\"recommended_products\":[\"i_1\",\"i\\\"2\"]}\n"
        "{\"a\":2,\"recommended_products\":[\"i_2\"]}\n"
        "{\"a\":null,\"recommended_products\":[]}\n");
}

TEST_CASE("elements of an array have commas between them across blocks") {
  const auto block = [](std::int64_t first) {
    return written(one, JsonRows::Between::commas, [&](JsonRows& json) {
      json.start_at(first);
      json.integer(1), json.end_row();
      json.integer(2), json.end_row();
    });
  };
  CHECK(block(0) + block(2) == "\n{\"a\":1},\n{\"a\":2},\n{\"a\":1},\n{\"a\":2}");
}

}  // namespace
}  // namespace audience
