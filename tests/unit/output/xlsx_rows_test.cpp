// Cells of worksheets: their XML, their types, their addresses.
#include "output/xlsx_rows.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "audience/error.hpp"

namespace audience {
namespace {

std::string row_of(const std::function<void(XlsxRows&)>& write) {
  XlsxRows rows(1000);
  rows.start_at(0);
  write(rows);
  rows.end_row();
  return rows.take().bytes;
}

/// The only cell of its row but for its address.
std::string cell_of(const std::function<void(XlsxRows&)>& write) {
  const std::string row = row_of(write);
  const std::string before = "<row r=\"2\"><c", address = " r=\"A2\"", after = "</row>";
  REQUIRE(row.starts_with(before));
  std::string cell = row.substr(before.size(), row.size() - before.size() - after.size());
  REQUIRE(cell.find(address) != std::string::npos);
  return cell.erase(cell.find(address), address.size());
}

TEST_CASE("text is escaped where XML needs it and nowhere else") {
  struct Row {
    std::string_view text;
    std::string_view expected;
  };
  using namespace std::string_view_literals;
  for (const Row& row : {Row{"plain", "plain"},
                         {"a&b<c>d", "a&amp;b&lt;c&gt;d"},
                         {"\"quotes\" 'stay'", "\"quotes\" 'stay'"},
                         {"cr\rlf\n", "cr&#13;lf\n"},
                         {"\0\x01\x1F"sv, "_x0000__x0001__x001F_"},
                         {"i_8732", "i_8732"},
                         {"_x0041_", "_x005F_x0041_"},
                         {"_x00g1_", "_x00g1_"},
                         {"_x0041", "_x0041"},
                         {"__xABcd_", "__x005F_xABcd_"},
                         {"\xEF\xBF\xBE\xEF\xBF\xBF", "_xFFFE__xFFFF_"},
                         {"\xEF\xBF\xBD", "\xEF\xBF\xBD"},
                         {"a\xFFz", "a\xEF\xBF\xBDz"},
                         {"Zoë 😀", "Zoë 😀"}}) {
    CAPTURE(row.text);
    std::string out;
    append_xml_text(out, row.text);
    CHECK(out == row.expected);
  }
}

TEST_CASE("every kind of cell has its form") {
  CHECK(cell_of([](XlsxRows& rows) { rows.text("=1+1"); }) == " t=\"str\"><v>=1+1</v></c>");
  CHECK(cell_of([](XlsxRows& rows) { rows.text("New York"); }) == " t=\"str\"><v>New York</v></c>");
  for (const char* text : {" x", "x ", "a  b", "a\tb", "a\nb", " "}) {
    CHECK(cell_of([&](XlsxRows& rows) { rows.text(text); }) ==
          " t=\"inlineStr\"><is><t xml:space=\"preserve\">" + std::string(text) + "</t></is></c>");
  }
  CHECK(cell_of([](XlsxRows& rows) { rows.text("a\a"); }) ==
        " t=\"inlineStr\"><is><t xml:space=\"preserve\">a_x0007_</t></is></c>");
  CHECK(cell_of([](XlsxRows& rows) { rows.integer(-999999999999999); }) == "><v>-999999999999999</v></c>");
  CHECK(cell_of([](XlsxRows& rows) { rows.integer(1000000000000000); }) ==
        " t=\"str\"><v>1000000000000000</v></c>");
  CHECK(cell_of([](XlsxRows& rows) { rows.integer(std::numeric_limits<std::int64_t>::min()); }) ==
        " t=\"str\"><v>-9223372036854775808</v></c>");
  CHECK(cell_of([](XlsxRows& rows) { rows.number(111.99200000000002); }) == "><v>111.99200000000002</v></c>");
  CHECK(cell_of([](XlsxRows& rows) { rows.boolean(true); }) == " t=\"b\"><v>1</v></c>");
  CHECK(cell_of([](XlsxRows& rows) { rows.date("1900-03-01"); }) == " s=\"2\"><v>61</v></c>");
  CHECK(cell_of([](XlsxRows& rows) { rows.date("2023-09-14T12:00:00"); }) == " s=\"3\"><v>45183.5</v></c>");
  for (const char* text : {"1900-02-28", "2023-09-14T12:00:00.5", "2023-13-01", "soon", "0001-01-01"}) {
    CHECK(cell_of([&](XlsxRows& rows) { rows.date(text); }) ==
          " t=\"str\"><v>" + std::string(text) + "</v></c>");
  }
}

TEST_CASE("cells keep their column and rows their number over empty cells and blocks and sheets") {
  XlsxRows rows(3);
  rows.start_at(1);
  for (int row = 0; row < 2; ++row) {
    rows.empty();
    rows.number(std::numeric_limits<double>::quiet_NaN());
    rows.integer(row);
    rows.end_row();
  }
  const RowBlock block = rows.take();
  CHECK(block.bytes ==
        "<row r=\"3\"><c r=\"C3\"><v>0</v></c></row><row r=\"4\"><c r=\"C4\"><v>1</v></c></row>");
  CHECK(block.rows == 2);
  rows.start_at(3);  // the first of the second sheet
  rows.empty();
  rows.end_row();
  CHECK(rows.take().bytes == "<row r=\"2\"></row>");
  CHECK(column_letters(0) == "A");
  CHECK(column_letters(25) == "Z");
  CHECK(column_letters(26) == "AA");
  CHECK(column_letters(701) == "ZZ");
  CHECK(column_letters(702) == "AAA");
  CHECK(column_letters(16383) == "XFD");
}

TEST_CASE("the longest text is counted in UTF-16 units") {
  XlsxRows rows(9);
  std::string emoji;
  for (int i = 0; i < 16383; ++i) emoji += "😀";
  rows.text(emoji + "x");
  CHECK_THROWS_AS(rows.text(emoji + "xy"), Error);
  rows.text(std::string(32767, 'a'));
  CHECK_THROWS_AS(rows.text(std::string(32768, 'a')), Error);
}

}  // namespace
}  // namespace audience
