// What a person is shown of the place of a fault.
#include "output/source_excerpt.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "base/utf8.hpp"

namespace audience {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("the line before, the line and carets under the place") {
  CHECK(source_excerpt("{\n  \"a\": 1,\n  \"b\": 22\n}", {3, 8, 2}, LinesShown::with_line_before, 80) ==
        "    2 |   \"a\": 1,\n"
        "    3 |   \"b\": 22\n"
        "      |        ^^\n");
  CHECK(source_excerpt("a\nb", {2, 1, 1}, LinesShown::line_alone, 80) == "    2 | b\n      | ^\n");
}

TEST_CASE("a blank line before is left out, and so is the end of a line of Windows") {
  CHECK(source_excerpt("a\r\n \t\r\nbad\r\n", {3, 1, 3}, LinesShown::with_line_before, 80) ==
        "    3 | bad\n      | ^^^\n");
}

TEST_CASE("the end of a text is a place behind its last letter") {
  CHECK(source_excerpt("[1", {1, 3, 0}, LinesShown::line_alone, 80) == "    1 | [1\n      |   ^\n");
  CHECK(source_excerpt("[1\n", {2, 1, 0}, LinesShown::with_line_before, 80) ==
        "    1 | [1\n    2 |\n      | ^\n");
  CHECK(source_excerpt("", {1, 1, 0}, LinesShown::with_line_before, 80) == "    1 |\n      | ^\n");
}

TEST_CASE("carets stand under tabs, wide letters and marks as a terminal shows them") {
  CHECK(source_excerpt("\t\"x\"", {1, 2, 3}, LinesShown::line_alone, 80) ==
        "    1 |     \"x\"\n      |     ^^^\n");
  CHECK(source_excerpt("漢字 \"東京\"", {1, 8, 8}, LinesShown::line_alone, 80) ==
        "    1 | 漢字 \"東京\"\n      |      ^^^^^^\n");
  CHECK(source_excerpt("e\xCC\x81 x", {1, 5, 1}, LinesShown::line_alone, 80) ==
        "    1 | e\xCC\x81 x\n      |   ^\n");
}

TEST_CASE("a byte order mark is not shown and takes no column") {
  CHECK(source_excerpt("\xEF\xBB\xBF[x]", {1, 2, 1}, LinesShown::line_alone, 80) ==
        "    1 | [x]\n      |  ^\n");
}

TEST_CASE("what would steer a terminal is replaced, and bytes that are no text are marked") {
  CHECK(source_excerpt("\x1B[31m \xFF x", {1, 9, 1}, LinesShown::line_alone, 80) ==
        "    1 | ?[31m ? x\n      |         ^\n");
}

TEST_CASE("a long line is cut around the place, wherever it is") {
  for (const std::string& letter : {std::string("a"), std::string("漢"), std::string("é")}) {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += letter;
    for (const std::size_t letters : {0U, 1U, 30U, 2500U, 4990U, 4999U}) {
      for (const std::size_t width : {10U, 40U, 80U, 200U}) {
        CAPTURE(letters);
        CAPTURE(width);
        std::string marked = text;
        marked.replace(letters * letter.size(), letter.size(), "X");
        const auto lines = lines_of(source_excerpt(
            marked, {1, static_cast<int>(letters * letter.size()) + 1, 1}, LinesShown::line_alone, width));
        REQUIRE(lines.size() == 2);
        CHECK(display_width(lines[0]) <= std::max<std::size_t>(width, 40));
        const std::size_t place = lines[0].find('X');
        REQUIRE(place != std::string::npos);
        CHECK(display_width(lines[0].substr(0, place)) == lines[1].find('^'));
      }
    }
  }
}

TEST_CASE("of a long token the carets end with the line that is shown") {
  const auto lines = lines_of(
      source_excerpt("[\"" + std::string(500, 'a') + "\"]", {1, 2, 502}, LinesShown::line_alone, 60));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].ends_with("a…"));
  CHECK(display_width(lines[0]) == lines[1].size() + 1);
}

}  // namespace
}  // namespace audience
