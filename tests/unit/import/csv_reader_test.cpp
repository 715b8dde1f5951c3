// Records out of CSV text, and typed cells.
#include "import/csv_reader.hpp"

#include <doctest/doctest.h>

#include <unordered_map>

#include "base/id_table.hpp"
#include "import/cell.hpp"

namespace audience {

TEST_CASE("records are read as RFC 4180 has them") {
  struct Case {
    const char* text;
    std::vector<std::vector<std::string_view>> expected;
  };
  for (const Case& one : std::vector<Case>{{"a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}},
                                           {"a,b\r\nc,d", {{"a", "b"}, {"c", "d"}}},
                                           {"\n\na\n\r\nb", {{"a"}, {"b"}}},
                                           {",\n", {{"", ""}}},
                                           {"\"a,\"\"b\"\"\",c\n", {{"a,\"b\"", "c"}}},
                                           {"\"a\nb\",c\nd,e", {{"a\nb", "c"}, {"d", "e"}}},
                                           {"a,\"\"\r\nb,\"c\"", {{"a", ""}, {"b", "c"}}},
                                           {"5\" pipe,x\n", {{"5\" pipe", "x"}}},
                                           {"\"a\"b,c\n", {{"ab", "c"}}},
                                           {"a,\"b", {{"a", "b"}}}}) {
    CAPTURE(one.text);
    CsvReader reader(one.text, ',');
    CsvRecord record;
    std::vector<std::size_t> offsets;
    for (const auto& cells : one.expected) {
      REQUIRE(reader.next(record));
      CHECK(record.cells == cells);
      offsets.push_back(record.offset);
    }
    CHECK_FALSE(reader.next(record));
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      reader.read_at(offsets[i], record);
      CHECK(record.cells == one.expected[i]);
    }
  }
}

TEST_CASE("a record knows the line it begins on") {
  CsvReader reader("a\n\"b\n\nc\",\"d\ne\"\n\nf\n", ',');
  CsvRecord record;
  std::vector<std::int64_t> lines;
  while (reader.next(record)) lines.push_back(record.line);
  CHECK(lines == std::vector<std::int64_t>{1, 2, 7});
  CsvReader open("a\n\"b\nc", ',');
  REQUIRE(open.next(record));
  CHECK_FALSE(record.unterminated);
  REQUIRE(open.next(record));
  CHECK(record.unterminated);
}

TEST_CASE("the delimiter is the one the header holds most of") {
  CHECK(find_delimiter("a,b;c,d\n;;;;;") == ',');
  CHECK(find_delimiter("a;b;c,d\n") == ';');
  CHECK(find_delimiter("a\tb") == '\t');
  CHECK(find_delimiter("\"a;b;c\",d") == ',');
  CHECK(find_delimiter("only") == ',');
}

TEST_CASE("the type of a column fits every cell") {
  struct Case {
    std::vector<const char*> cells;
    ValueType expected;
  };
  for (const Case& one : std::vector<Case>{{{"1", "-7", ""}, ValueType::integer},
                                           {{"1", "2.5"}, ValueType::number},
                                           {{"0.5", "0"}, ValueType::number},
                                           {{"01067"}, ValueType::text},
                                           {{"950E2862"}, ValueType::text},
                                           {{"+5"}, ValueType::text},
                                           {{"1e5"}, ValueType::text},
                                           {{"9223372036854775808"}, ValueType::text},
                                           {{"true", "FALSE"}, ValueType::boolean},
                                           {{"1", "0"}, ValueType::integer},
                                           {{"true", "1"}, ValueType::text},
                                           {{"2023-01-01", "2023-01-01T10:00"}, ValueType::date},
                                           {{"2023-01-01", "x"}, ValueType::text},
                                           {{"", ""}, ValueType::text},
                                           {{"1.", "2"}, ValueType::text}}) {
    TypeGuess guess;
    for (const char* cell : one.cells) guess.add(cell);
    CAPTURE(one.cells.front());
    CHECK(guess.type() == one.expected);
  }
}

TEST_CASE("cells are read in their type or refused") {
  CHECK(std::get<std::int64_t>(*CellReader(ValueType::integer).read("-5")) == -5);
  CHECK_FALSE(CellReader(ValueType::integer).read("5.0").has_value());
  CHECK(std::get<double>(*CellReader(ValueType::number).read("1e3")) == 1000);
  CHECK_FALSE(CellReader(ValueType::number).read("nan").has_value());
  CHECK_FALSE(CellReader(ValueType::number).read("1,5").has_value());
  CHECK(std::get<std::int64_t>(*CellReader(ValueType::boolean).read("YES")) == 1);
  CHECK_FALSE(CellReader(ValueType::boolean).read("maybe").has_value());
  CellReader date(ValueType::date);
  CHECK(std::get<std::string_view>(*date.read("2023-01-01T01:00+02:00")) == "2022-12-31T23:00:00");
  CHECK(std::get<std::string_view>(*date.read("2023-01-01")) == "2023-01-01");
  CellReader number(ValueType::number);
  number.read("111.99200000000002");
  CHECK(number.rounded() == 0);
  number.read("0.12345678901234567890");
  CHECK(number.rounded() == 1);
}

TEST_CASE("the table of ids agrees with a plain map") {
  IdTable table;
  std::unordered_map<std::string, std::uint32_t> oracle;
  for (std::uint32_t i = 1; i <= 20000; ++i) {
    const std::string id = "c_" + std::to_string(i * 2654435761U % 30000);
    if (oracle.emplace(id, i).second) table.insert(table.keep(id), i);
  }
  for (int i = 0; i < 30000; ++i) {
    const std::string id = "c_" + std::to_string(i);
    const auto found = oracle.find(id);
    CHECK(table.find(id) == (found == oracle.end() ? 0 : found->second));
  }
}

}  // namespace audience
