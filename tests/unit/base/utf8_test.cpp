// Valid and invalid UTF-8, and what a terminal shows of it.
#include "base/utf8.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace audience {
namespace {

TEST_CASE("only UTF-8 of RFC 3629 is valid") {
  struct Row {
    std::string_view text;
    bool valid;
  };
  const Row rows[] = {{"", true},
                      {"plain text of more than eight bytes", true},
                      {std::string_view("\0", 1), true},
                      {"Größe", true},
                      {"\xEF\xBB\xBF", true},
                      {"\xED\x9F\xBF", true},
                      {"\xEE\x80\x80", true},
                      {"\xF0\x90\x80\x80", true},
                      {"\xF4\x8F\xBF\xBF", true},
                      {"\x80", false},
                      {"\xC0\x80", false},
                      {"\xC1\xBF", false},
                      {"\xC3", false},
                      {"\xC3z", false},
                      {"\xE0\x9F\xBF", false},
                      {"\xED\xA0\x80", false},
                      {"\xE2\x82", false},
                      {"\xF0\x8F\xBF\xBF", false},
                      {"\xF4\x90\x80\x80", false},
                      {"\xF5\x80\x80\x80", false},
                      {"\xFF", false},
                      {"seven..\xFF", false},
                      {"eight...\xFF", false},
                      {"12345678 12345678\xC3", false}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(is_utf8(row.text) == row.valid);
    CHECK(is_utf8(replace_invalid_utf8(row.text)));
    CHECK((replace_invalid_utf8(row.text) == row.text) == row.valid);
  }
}

TEST_CASE("a bad byte is found wherever it stands") {
  for (std::size_t length = 1; length < 40; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      std::string text(length, 'a');
      CHECK(is_utf8(text));
      text[at] = '\x9F';
      CHECK_FALSE(is_utf8(text));
    }
  }
}

TEST_CASE("each invalid byte is replaced by itself") {
  CHECK(replace_invalid_utf8("a\xFF\xFEz") == "a\uFFFD\uFFFDz");
  CHECK(replace_invalid_utf8("\xE2\x82") == "\uFFFD\uFFFD");
  CHECK(replace_invalid_utf8("\xC3"
                             "ü") == "\uFFFDü");
}

TEST_CASE("the width is what a terminal shows") {
  struct Row {
    const char* text;
    std::size_t width;
  };
  const Row rows[] = {{"", 0},
                      {"abc", 3},
                      {"Größe", 5},
                      {"e\u0301", 1},
                      {"李明", 4},
                      {"한국", 4},
                      {"😀", 2},
                      {"🚀", 2},
                      {"ｱ", 1},
                      {"Ａ", 2},
                      {"\xFF", 1},
                      {"👨‍👩‍👧‍👦", 2},
                      {"🤷‍♂️", 2},
                      {"👍🏽", 2},
                      {"🇫🇷", 2},
                      {"❤️", 2},
                      {"❤️‍🔥", 2},
                      {"1️⃣", 2},
                      {"क्‍ष", 2},
                      {"a\uFE0F", 1},
                      {"█▏", 2},
                      {"…", 1},
                      {"a\u200Bb", 2}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(display_width(row.text) == row.width);
  }
}

TEST_CASE("letters of every script are as wide as terminals draw them") {
  struct Row {
    char32_t code;
    std::size_t width;
  };
  // Unicode's East_Asian_Width and general categories.
  const Row rows[] = {{U'न', 1},    {0x94D, 0},    {U'ि', 1},    {0xE34, 0},   {0x1160, 0},  {0x1100, 2},
                      {0x231A, 2},  {0x2600, 1},   {0x26A1, 2},  {0x2E80, 2},  {0x303F, 1},  {0x3041, 2},
                      {0xA4D0, 1},  {0xA960, 2},   {0xAC00, 2},  {0xFE0F, 0},  {0xFF01, 2},  {0xFF61, 1},
                      {0x1F004, 2}, {0x1F1F7, 1},  {0x1F3FB, 2}, {0x1FAE0, 2}, {0x20000, 2}, {0x3FFFD, 2},
                      {0xE0100, 0}, {0x10FFFD, 1}, {U'ש', 1},    {0x5B0, 0},   {0x627, 1},   {0x64E, 0}};
  for (const Row& row : rows) {
    std::string text;
    append_utf8(text, row.code);
    CAPTURE(text);
    CHECK(display_width(text) == row.width);
  }
}

TEST_CASE("nothing that steers a terminal is printed") {
  CHECK(printable("a\x1b[31mb") == "a?[31mb");
  CHECK(printable("a\nb\tc\x7f") == "a?b?c?");
  CHECK(printable("\xC2\x9B"
                  "31m") == "?31m");
  CHECK(printable("Größe\xFF") == "Größe?");
}

TEST_CASE("what turns the direction of writing or cannot be seen is written out") {
  struct Row {
    const char* text;
    const char* shown;
  };
  for (const Row& row : std::vector<Row>{{"a\u202Eb", "a\\u202eb"},
                                         {"\u2066a\u2069", "\\u2066a\\u2069"},
                                         {"a\u200E\u200F\u061C", "a\\u200e\\u200f\\u061c"},
                                         {"win\u200Bter", "win\\u200bter"},
                                         {"\uFEFFa\u2060b\u00AD", "\\ufeffa\\u2060b\\u00ad"},
                                         {"a\u2028b", "a\\u2028b"},
                                         {"a\U000E0041", "a\\udb40\\udc41"},
                                         {"\u200Da\u200C", "\\u200da\\u200c"},
                                         {"a\u200C\u200Db", "a\\u200c\\u200db"},
                                         {"a \u200Db", "a \\u200db"},
                                         {"a\u200D\u202Eb", "a\\u200d\\u202eb"},
                                         {"می\u200Cخواهم", "می\u200Cخواهم"},
                                         {"क्\u200Dष", "क्\u200Dष"},
                                         {"👩\u200D💻 ❤\uFE0F\u200D🔥", "👩\u200D💻 ❤\uFE0F\u200D🔥"},
                                         {"e\u0301 שלום 李明", "e\u0301 שלום 李明"}}) {
    CAPTURE(row.shown);
    CHECK(printable(row.text) == row.shown);
    CHECK(printable_lines(row.text) == row.shown);
    CHECK(printable(row.shown) == row.shown);
  }
}

TEST_CASE("lines stay lines and JSON stays JSON of the same values") {
  CHECK(printable_lines("a\nb\n") == "a\nb\n");
  CHECK(printable_lines("a\tb\r\x1b[K\x7f\xFF") == "a?b??[K??");
  CHECK(printable_lines("\"\u009B31mred\"") == "\"\\u009b31mred\"");
}

}  // namespace
}  // namespace audience
