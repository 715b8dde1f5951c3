// Tables, numbers and bars as a terminal shows them.
#include "output/table.hpp"

#include <doctest/doctest.h>

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

const ScreenRoom unbound{};
ScreenRoom terminal(std::size_t columns) { return {columns, true}; }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream rows(text);
  for (std::string row; std::getline(rows, row);) lines.push_back(row);
  return lines;
}

TEST_CASE("columns are as wide as their widest cell") {
  CHECK(customers().to_text(unbound) ==
        "customer_id  city  age\n"
        "c1           Köln    7\n"
        "c2                 103\n");
}

TEST_CASE("columns that do not fit are dropped from the right, but never the first") {
  const Table table = customers();
  CHECK(table.to_text(terminal(22)) == table.to_text(unbound));
  CHECK(table.columns_within(terminal(22)) == 3);
  CHECK(table.to_text(terminal(21)) ==
        "customer_id  city\n"
        "c1           Köln\n"
        "c2\n");
  CHECK(table.columns_within(terminal(16)) == 1);
  CHECK(table.columns_within(terminal(5)) == 1);
  CHECK(table.columns_within({5, false}) == 3);
}

TEST_CASE("nothing is cut: what is long goes on in further lines") {
  Table table;
  table.add_column("name");
  table.add_column("note");
  table.add_column("rows", Table::Align::right);
  table.add_row({"Winter", "a note that is far too long for this", "1,234,567"});
  CHECK(table.to_text(terminal(45)) ==
        "name    note                             rows\n"
        "Winter  a note that is far too      1,234,567\n"
        "        long for this\n");
  CHECK(table.to_text({45, false}).find("a note that is far too long for this  1,234,567\n") !=
        std::string::npos);
}

TEST_CASE("a single column has the whole screen") {
  Table table;
  table.add_column("name", Table::Align::left);
  table.add_column("size", Table::Align::right);
  table.add_row({"one two three four five", "1"});
  CHECK(table.to_text(terminal(14)) == "name\none two three\nfour five\n");
}

TEST_CASE("no line is wider than the screen, and no letter is lost") {
  Table table;
  table.add_column("name");
  table.add_column("city");
  table.add_row({"李明李明李明李明李明李明", "Größenwahn in Köln am Rhein"});
  table.add_row({"e\u0301e\u0301e\u0301", "x"});
  for (std::size_t width = 14; width < 60; ++width) {
    CAPTURE(width);
    const std::string text = table.to_text(terminal(width));
    for (const std::string& row : lines_of(text)) {
      CHECK(display_width(row) <= width);
      CHECK(is_utf8(row));
    }
    std::size_t letters = 0;
    for (std::size_t at = text.find("李"); at != std::string::npos; at = text.find("李", at + 1)) ++letters;
    CHECK(letters == 6);
  }
}

TEST_CASE("wide, combining and right-to-left letters keep columns straight") {
  Table table;
  table.add_column("name");
  table.add_column("n", Table::Align::right);
  for (const char* name :
       {"Ana", "李明", "한국어", "e\u0301te\u0301", "👩\u200D💻", "நிலா", "שלום", "مرحبا", "🇷🇸"})
    table.add_row({name, "7"});
  const std::vector<std::string> lines = lines_of(table.to_text(unbound));
  for (const std::string& line : lines) CHECK(display_width(line) == display_width(lines.front()));
}

TEST_CASE("what is written from the right is parted from what follows, on a terminal alone") {
  Table table;
  table.add_column("name");
  table.add_column("n", Table::Align::right);
  table.add_row({"שלום", "42"});
  CHECK(rendered(table.to_text(unbound), {}) == "name   n\nשלום  42\n");
  CHECK(rendered(table.to_text(unbound), {.on_terminal = true}) == "name   n\nשלום\u200E  42\n");
}

TEST_CASE("a cell has its colour, and the blanks around it none") {
  Table table;
  table.add_column("a");
  table.add_column("b", Table::Align::right);
  table.add_row({TableCell("in", Ink::in), TableCell("7", Ink::out)});
  CHECK(rendered(table.to_text(unbound), {true, true}) == "a   b\n\x1b[32min\x1b[0m  \x1b[31m7\x1b[0m\n");
  CHECK(rendered(table.to_text(unbound), {}) == "a   b\nin  7\n");
}

TEST_CASE("cells and titles cannot steer the terminal") {
  Table table;
  table.add_column("na\x1bme");
  table.add_row({"a\nb\x1b[2J\x01\x05\x06"});
  for (const bool colours : {false, true})
    CHECK(rendered(table.to_text(unbound), {true, colours}) == "na?me\na?b?[2J???\n");
}

TEST_CASE("a short row is filled with empty cells") {
  Table table;
  table.add_column("a");
  table.add_column("b");
  table.add_row({"1"});
  CHECK(table.to_text(unbound) == "a  b\n1\n");
}

TEST_CASE("a table without rows is its head") {
  Table table;
  table.add_column("name");
  CHECK(table.to_text(terminal(80)) == "name\n");
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
