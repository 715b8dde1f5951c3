// Tables, numbers and bars as a terminal shows them.
#include "output/table.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <sstream>

#include "base/utf8.hpp"

namespace audience {
namespace {

Table customers() {
  Table table;
  table.add_column("customer_id");
  table.add_column("city");
  table.add_column("age", Table::Align::right);
  table.add_row({"c1", "Köln", "7"});
  table.add_row({"c2", "", "103"});
  return table;
}

TEST_CASE("columns are as wide as their widest cell") {
  CHECK(customers().to_text(0) ==
        "customer_id  city  age\n"
        "c1           Köln    7\n"
        "c2                 103\n");
}

TEST_CASE("a table within its width is not cut") { CHECK(customers().to_text(22) == customers().to_text(0)); }

TEST_CASE("the widest left column gives way first") {
  Table table;
  table.add_column("name");
  table.add_column("note");
  table.add_column("rows", Table::Align::right);
  table.add_row({"Winter", "a note that is far too long", "1,234,567"});
  CHECK(table.to_text(30) ==
        "name    note              rows\n"
        "Winter  a note tha…  1,234,567\n");
}

TEST_CASE("no row is wider than the screen") {
  Table table;
  table.add_column("name");
  table.add_column("city");
  table.add_row({"李明李明李明李明李明李明", "Größenwahn in Köln am Rhein"});
  table.add_row({"e\u0301e\u0301e\u0301", "x"});
  for (std::size_t width = 14; width < 60; ++width) {
    std::istringstream rows(table.to_text(width));
    for (std::string row; std::getline(rows, row);) {
      CAPTURE(width);
      CHECK(display_width(row) <= width);
      CHECK(is_utf8(row));
    }
  }
}

TEST_CASE("cells and titles cannot steer the terminal") {
  Table table;
  table.add_column("na\x1bme");
  table.add_row({"a\nb\x1b[2J"});
  CHECK(table.to_text(0) == "na?me\na?b?[2J\n");
}

TEST_CASE("a short row is filled with empty cells") {
  Table table;
  table.add_column("a");
  table.add_column("b");
  table.add_row({"1"});
  CHECK(table.to_text(0) == "a  b\n1\n");
}

TEST_CASE("a table without rows is its head") {
  Table table;
  table.add_column("name");
  CHECK(table.to_text(80) == "name\n");
}

TEST_CASE("thousands are parted by commas") {
  struct Row {
    std::int64_t value;
    const char* expected;
  };
  const Row rows[] = {{0, "0"},
                      {7, "7"},
                      {999, "999"},
                      {1000, "1,000"},
                      {719303, "719,303"},
                      {1000000, "1,000,000"},
                      {-999, "-999"},
                      {-1000, "-1,000"},
                      {std::numeric_limits<std::int64_t>::min(), "-9,223,372,036,854,775,808"}};
  for (const Row& row : rows) CHECK(with_commas(row.value) == row.expected);
}

TEST_CASE("a bar is in proportion and never hides the last customers") {
  struct Row {
    std::int64_t part, whole;
    int width;
    const char* expected;
  };
  const Row rows[] = {{4, 4, 4, "████"},    {2, 4, 4, "██"},     {1, 32, 4, "▏"}, {3, 4, 1, "▊"},
                      {2, 719303, 20, "▏"}, {0, 4, 4, ""},       {1, 0, 4, ""},   {-1, 4, 4, ""},
                      {9, 4, 4, "████"},    {31, 32, 4, "███▉"}, {1, 1, 0, ""}};
  for (const Row& row : rows) CHECK(bar(row.part, row.whole, row.width) == row.expected);
}

}  // namespace
}  // namespace audience
