// The funnel as people see it after an evaluation.
#include "output/funnel_screen.hpp"

#include <doctest/doctest.h>

#include <random>
#include <sstream>

#include "base/utf8.hpp"
#include "output/paint.hpp"

namespace audience {
namespace {

std::vector<std::string> rows_of(const std::string& screen) {
  std::vector<std::string> rows;
  std::istringstream stream(screen);
  for (std::string row; std::getline(stream, row);) rows.push_back(row);
  return rows;
}

/// Without colours.
std::string plain(std::int64_t all, const std::vector<FunnelLine>& lines, const ScreenRoom& room = {}) {
  return rendered(funnel_screen(all, lines, room).text, {});
}

FunnelLine line(std::string connector, std::string phrase, int depth, std::int64_t before, std::int64_t now,
                std::optional<std::int64_t> missing = std::nullopt) {
  return {std::move(connector), std::move(phrase), depth, before, now, missing};
}

TEST_CASE("the funnel shows who is left and who was removed and who is missing") {
  const std::string screen = plain(719303, {line("", "age 37..74", 0, 719303, 361204, 98112),
                                            line("and", "email_consent", 0, 361204, 165496, 14020),
                                            line("and", "clv 0..1193", 0, 165496, 164136, 0),
                                            line("and", "bought i_8732 in 180 days", 0, 164136, 2)});
  CHECK(screen ==
        "                                                     left    removed   missing\n"
        "    all customers         ████████████████████    719,303\n"
        "1   age 37..74            ██████████              361,204    358,099    98,112\n"
        "2   and email_consent     ████▌                   165,496    195,708    14,020\n"
        "3   and clv 0..1193       ████▌                   164,136      1,360         0\n"
        "4   and bought i_8732 in  ▏                             2    164,134\n"
        "      180 days\n");
}

TEST_CASE("a wide screen shows the whole phrase, a narrow one fewer numbers") {
  const std::vector<FunnelLine> lines{
      line("", "age 37..74", 0, 719303, 361204, 98112),
      line("and", "purchases distinct_days >= 12 in 365 days where quantity > 0", 0, 361204, 2)};
  const auto wide = rows_of(plain(719303, lines, {200, true}));
  REQUIRE(wide.size() == 4);
  CHECK(wide[3] == "2   and purchases distinct_days >= 12 in 365 days where quantity > 0 ▏" +
                       std::string(29, ' ') + "2    361,202");
  CHECK(plain(719303, lines, {40, true}) ==
        "                                    left\n"
        "    all customers  ██████████    719,303\n"
        "1   age 37..74     █████         361,204\n"
        "2   and purchases  ▏                   2\n"
        "      distinct_days\n"
        "      >= 12 in 365\n"
        "      days where\n"
        "      quantity > 0\n");
  CHECK(funnel_screen(719303, lines, {40, true}).numbers == 1);
  CHECK(funnel_screen(719303, lines, {80, true}).numbers == 3);
  CHECK(funnel_screen(719303, lines, {40, false}).numbers == 3);
}

TEST_CASE("where nobody can be missing, or it is not known, nothing stands for it") {
  const FunnelScreen screen = funnel_screen(10, {line("", "bought a", 0, 10, 2)}, {});
  CHECK(screen.text.find("missing") == std::string::npos);
  CHECK(screen.numbers == 2);
  CHECK(screen.there == 2);
}

TEST_CASE("no line of a narrow screen is wider than it") {
  const std::vector<FunnelLine> lines{line("", "a long phrase of many words", 4, 719303, 361204, 98112),
                                      line("or", "averyverylongwordwithoutanyblankinit", 0, 1, 12345678901)};
  for (std::size_t width = 36; width < 80; ++width) {
    CAPTURE(width);
    for (const std::string& row : rows_of(plain(12345678901, lines, {width, true})))
      CHECK(display_width(row) <= width);
  }
}

TEST_CASE("bars have their colour") {
  const std::string screen = funnel_screen(2, {line("", "a", 0, 2, 1)}, {}).text;
  CHECK(rendered(screen, {true, true}).find("\x1b[36m██████████\x1b[0m") != std::string::npos);
}

TEST_CASE("an OR that adds is shown with a plus") {
  const auto rows = rows_of(plain(10, {line("", "a", 0, 10, 2), line("or", "b", 0, 2, 1007)}));
  CHECK(rows[3].find(" +1,005") != std::string::npos);
}

TEST_CASE("brackets are shown by indentation") {
  const auto rows = rows_of(plain(10, {line("", "a", 0, 10, 2), line("and not", "b", 1, 2, 1),
                                       line("or", "c", 2, 1, 1), line("or", "d", 99, 1, 1)}));
  CHECK(rows[2].substr(0, 6) == "1   a ");
  CHECK(rows[3].substr(0, 14) == "2     and not ");
  CHECK(rows[4].substr(0, 12) == "3       or c");
  CHECK(rows[5].substr(0, 16) == "4           or d");
}

TEST_CASE("an audience of nobody has no bars") {
  const std::string screen = plain(0, {line("", "age 37..74", 0, 0, 0, 0)});
  CHECK(screen.find("█") == std::string::npos);
  CHECK(rows_of(screen).size() == 3);
}

TEST_CASE("a filter cannot steer the terminal") {
  CHECK(plain(1, {line("", "city \x1b[2J\n", 0, 1, 1)}).find('\x1b') == std::string::npos);
}

TEST_CASE("no line is wider than 80 columns and no word is lost") {
  std::mt19937 random(80);
  const std::vector<std::string> letters{"a", "b", "ö", "李", "🚀", " ", " ", "_"};
  for (int round = 0; round < 500; ++round) {
    std::vector<FunnelLine> lines;
    std::string expected;
    const std::int64_t all = static_cast<std::int64_t>(random()) * (round % 2 == 0 ? 1 : 200);
    for (unsigned i = 0; i < 12; ++i) {
      std::string phrase;
      for (auto length = random() % 90; length > 0; --length) phrase += letters[random() % letters.size()];
      lines.push_back(line("", phrase, static_cast<int>(random() % 7), all,
                           static_cast<std::int64_t>(random()), static_cast<std::int64_t>(random())));
      for (const std::string& letter : {std::string("李"), std::string("🚀")}) {
        for (std::size_t at = phrase.find(letter); at != std::string::npos;
             at = phrase.find(letter, at + 1)) {
          expected += '.';
        }
      }
    }
    const std::string screen = plain(all, lines);
    CHECK(is_utf8(screen));
    const auto rows = rows_of(screen);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CHECK(display_width(rows[i]) <= 80);
      const bool goes_on = i > 1 && rows[i].substr(0, 4) == "    ";
      if (goes_on) CHECK(display_width(rows[i]) <= 26);
    }
    std::string found;
    for (const std::string& letter : {std::string("李"), std::string("🚀")}) {
      for (std::size_t at = screen.find(letter); at != std::string::npos; at = screen.find(letter, at + 1))
        found += '.';
    }
    CHECK(found == expected);
  }
}

}  // namespace
}  // namespace audience
