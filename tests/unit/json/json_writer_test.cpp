// JSON as the writer shapes it.
#include "json/json_writer.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>

namespace audience {
namespace {

void write_sample(JsonWriter& json) {
  json.begin_object();
  json.key("name");
  json.text("Winter \"24\"");
  json.key("values");
  json.begin_array();
  json.integer(37);
  json.number(0.5);
  json.boolean(true);
  json.null();
  json.begin_object();
  json.end_object();
  json.end_array();
  json.key("empty");
  json.begin_array();
  json.end_array();
  json.key("raw");
  json.raw("[1]");
  json.end_object();
}

TEST_CASE("a pretty document has two spaces a level") {
  std::string out;
  JsonWriter json(out, JsonWriter::Style::pretty);
  write_sample(json);
  CHECK(out == R"({
  "name": "Winter \"24\"",
  "values": [
    37,
    0.5,
    true,
    null,
    {}
  ],
  "empty": [],
  "raw": [1]
})");
}

TEST_CASE("members that may be missing are null, and texts are an array") {
  std::string out;
  JsonWriter json(out, JsonWriter::Style::compact);
  json.begin_object();
  json.optional_text_member("a", "x");
  json.optional_text_member("b", "");
  json.optional_text_member("c", std::nullopt);
  json.optional_integer_member("d", 0);
  json.optional_integer_member("e", std::nullopt);
  json.texts_member("f", {"x", "y"});
  json.texts_member("g", {});
  json.end_object();
  CHECK(out == R"({"a":"x","b":"","c":null,"d":0,"e":null,"f":["x","y"],"g":[]})");
}

TEST_CASE("a compact document is one line without spaces") {
  std::string out;
  JsonWriter json(out, JsonWriter::Style::compact);
  write_sample(json);
  CHECK(out == R"({"name":"Winter \"24\"","values":[37,0.5,true,null,{}],"empty":[],"raw":[1]})");
}

TEST_CASE("any text becomes a JSON string") {
  struct Row {
    std::string_view text;
    const char* expected;
  };
  const Row rows[] = {{"", R"("")"},
                      {"plain", R"("plain")"},
                      {"a\"b\\c/d", R"("a\"b\\c/d")"},
                      {"\n\r\t", R"("\n\r\t")"},
                      {std::string_view("\0\x1f\x7f", 3), R"("\u0000\u001f\u007f")"},
                      {"Größe 李 😀", "\"Größe 李 😀\""},
                      {"a\xFFz", "\"a\xEF\xBF\xBDz\""},
                      {"\xC3", "\"\xEF\xBF\xBD\""}};
  for (const Row& row : rows) {
    std::string out;
    append_json_text(out, row.text);
    CHECK(out == row.expected);
  }
}

TEST_CASE("numbers are the shortest text that reads back") {
  struct Row {
    double value;
    const char* expected;
  };
  const Row rows[] = {{0, "0"},
                      {1193, "1193"},
                      {-0.5, "-0.5"},
                      {111.99200000000002, "111.99200000000002"},
                      {0.1, "0.1"},
                      {1e20, "100000000000000000000"},
                      {1e300, "1e+300"},
                      {1e-7, "1e-07"},
                      {0.000001, "0.000001"}};
  for (const Row& row : rows) {
    std::string out;
    append_number(out, row.value);
    CHECK(out == row.expected);
  }
  std::mt19937_64 random(9);
  for (int round = 0; round < 20'000; ++round) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    std::string out;
    append_number(out, value);
    double read = 0;
    const auto end = std::from_chars(out.data(), out.data() + out.size(), read).ptr;
    REQUIRE(end == out.data() + out.size());
    REQUIRE(read == value);
  }
}

TEST_CASE("what JSON cannot say is null") {
  std::string out;
  JsonWriter json(out, JsonWriter::Style::compact);
  json.begin_array();
  json.number(std::numeric_limits<double>::quiet_NaN());
  json.number(-std::numeric_limits<double>::infinity());
  json.integer(std::numeric_limits<std::int64_t>::min());
  json.end_array();
  CHECK(out == "[null,null,-9223372036854775808]");
}

}  // namespace
}  // namespace audience
