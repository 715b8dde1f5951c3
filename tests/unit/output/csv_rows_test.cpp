// CSV cells: quoting, and the guard against formulas.
#include "output/csv_rows.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <map>
#include <random>
#include <vector>

namespace audience {
namespace {

/// What `write` makes.
std::string written(CsvOptions options, const std::function<void(CsvRows&)>& write) {
  CsvRows csv(options);
  write(csv);
  return csv.take().bytes;
}

/// RFC 4180 as its grammar says, with LF.
std::vector<std::vector<std::string>> read_csv(const std::string& text, char delimiter) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  for (std::size_t at = 0; at < text.size();) {
    std::string cell;
    if (text[at] == '"') {
      for (++at; at < text.size(); ++at) {
        if (text[at] == '"') {
          if (at + 1 >= text.size() || text[at + 1] != '"') break;
          ++at;
        }
        cell += text[at];
      }
      ++at;
    } else {
      while (text[at] != delimiter && text[at] != '\n') cell += text[at++];
    }
    row.push_back(cell);
    REQUIRE(at < text.size());
    REQUIRE((text[at] == delimiter || text[at] == '\n'));
    if (text[at] == '\n') {
      rows.push_back(row);
      row.clear();
    } else if (text[at + 1] == '\n') {
      row.emplace_back();
      rows.push_back(row);
      row.clear();
      ++at;
    }
    ++at;
  }
  return rows;
}

TEST_CASE("a text cell is quoted where it must be and guarded where it would run") {
  struct Row {
    std::string_view text;
    const char* expected;
    int escaped;
  };
  const Row rows[] = {{"plain", "plain", 0},
                      {"two words", "two words", 0},
                      {"a,b", "\"a,b\"", 0},
                      {"a;b", "\"a;b\"", 0},
                      {"a|b", "\"a|b\"", 0},
                      {"a\tb", "\"a\tb\"", 0},
                      {"a long text; of two", "\"a long text; of two\"", 0},
                      {"say \"hi\"", "\"say \"\"hi\"\"\"", 0},
                      {"a\nb", "\"a\nb\"", 0},
                      {"a\rb", "\"a\rb\"", 0},
                      {"=1+1", "'=1+1", 1},
                      {"=A1,B1", "\"'=A1,B1\"", 1},
                      {"@SUM", "'@SUM", 1},
                      {"-2", "'-2", 1},
                      {"+2+cmd", "'+2+cmd", 1},
                      {"+", "'+", 1},
                      {"\tx", "\"'\tx\"", 1},
                      {"\rx", "\"'\rx\"", 1},
                      {"\nx", "\"'\nx\"", 1},
                      {"'=1", "''=1", 1},
                      {"'-1", "''-1", 1},
                      {"'+49 1", "''+49 1", 1},
                      {"''=1", "'''=1", 1},
                      {"＝1+1", "'＝1+1", 1},
                      {"＋1", "'＋1", 1},
                      {"－1", "'－1", 1},
                      {"＠SUM(1)", "'＠SUM(1)", 1},
                      {"'＝1", "''＝1", 1},
                      {"\xEF\xBB\xBF=1", "'\xEF\xBB\xBF=1", 1},
                      {"\xEF\xBB\xBF＝1", "'\xEF\xBB\xBF＝1", 1},
                      {"\xEF\xBB\xBF"
                       "Ana",
                       "\xEF\xBB\xBF"
                       "Ana",
                       0},
                      {"ｆｕｌｌ", "ｆｕｌｌ", 0},
                      {"'plain", "'plain", 0},
                      {"'", "'", 0},
                      {"a=1", "a=1", 0},
                      {" =1", " =1", 0},
                      {"+49 (221) 12-34/5.6", "+49 (221) 12-34/5.6", 0},
                      {"+49 221 a", "'+49 221 a", 1},
                      {"-49 221", "'-49 221", 1},
                      {"Größe", "Größe", 0}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CsvRows csv({});
    csv.text(row.text);
    csv.end_row();
    const RowBlock block = csv.take();
    CHECK(block.bytes == std::string(row.expected) + "\n");
    CHECK(block.escaped_cells == row.escaped);
  }
}

TEST_CASE("the guard can be switched off") {
  CsvRows csv({.escape_formulas = false});
  csv.text("=1+1");
  csv.text("'=1");
  csv.end_row();
  const RowBlock block = csv.take();
  CHECK(block.bytes == "=1+1,'=1\n");
  CHECK(block.escaped_cells == 0);
}

TEST_CASE("numbers and booleans are never guarded") {
  CsvRows csv({});
  csv.integer(-7);
  csv.integer(std::numeric_limits<std::int64_t>::min());
  csv.number(-111.99200000000002);
  csv.number(1193);
  csv.number(std::numeric_limits<double>::quiet_NaN());
  csv.boolean(true);
  csv.boolean(false);
  csv.empty();
  csv.end_row();
  const RowBlock block = csv.take();
  CHECK(block.escaped_cells == 0);
  CHECK(block.bytes == "-7,-9223372036854775808,-111.99200000000002,1193,,true,false,\n");
}

TEST_CASE("a row of one empty cell is not a blank line") {
  const std::string text = written({}, [](CsvRows& csv) {
    csv.empty();
    csv.end_row();
    csv.text("");
    csv.end_row();
    csv.empty();
    csv.empty();
    csv.end_row();
  });
  CHECK(text == "\"\"\n\"\"\n,\n");
}

TEST_CASE("blocks go on from one another and count their rows") {
  CsvRows csv({});
  std::string text;
  for (int i = 0; i < 3; ++i) {
    csv.integer(i);
    csv.empty();
    csv.end_row();
    csv.empty();
    csv.end_row();
    RowBlock block = csv.take();
    CHECK(block.rows == 2);
    text += block.bytes;
  }
  CHECK(text == "0,\n\"\"\n1,\n\"\"\n2,\n\"\"\n");
}

TEST_CASE("no two texts are the same cell") {
  std::mt19937 random(7);
  const std::string_view pieces[] = {"'", "=", "+", "＝", "\xEF\xBB\xBF", "1", "a"};
  std::map<std::string, std::string> cells;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (auto length = 1 + random() % 5; length > 0; --length) text += pieces[random() % std::size(pieces)];
    const std::string cell = written({}, [&](CsvRows& csv) { csv.text(text); });
    CAPTURE(text);
    CHECK(cells.emplace(cell, text).first->second == text);
  }
}

TEST_CASE("any text reads back the same with any delimiter") {
  std::mt19937 random(4180);
  const std::string letters = "ab,;\t\"\n\r'=+-@ 1";
  for (const char delimiter : {',', ';', '\t'}) {
    for (const bool guarded : {false, true}) {
      std::vector<std::vector<std::string>> rows;
      for (int i = 0; i < 2000; ++i) {
        std::vector<std::string> row(1 + random() % 4);
        for (std::string& cell : row) {
          for (auto length = random() % 6; length > 0; --length) cell += letters[random() % letters.size()];
        }
        rows.push_back(row);
      }
      CsvRows csv({.delimiter = delimiter, .escape_formulas = guarded});
      for (const auto& row : rows) {
        for (const std::string& cell : row) csv.text(cell);
        csv.end_row();
      }
      const RowBlock block = csv.take();
      const std::int64_t escaped = block.escaped_cells;
      auto read = read_csv(block.bytes, delimiter);
      REQUIRE(read.size() == rows.size());
      std::int64_t changed = 0;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        REQUIRE(read[i].size() == rows[i].size());
        for (std::size_t j = 0; j < rows[i].size(); ++j) {
          if (read[i][j] == rows[i][j]) continue;
          REQUIRE(guarded);
          REQUIRE(read[i][j] == "'" + rows[i][j]);
          ++changed;
        }
      }
      CHECK(changed == escaped);
      CHECK((changed > 0) == guarded);
    }
  }
}

}  // namespace
}  // namespace audience
