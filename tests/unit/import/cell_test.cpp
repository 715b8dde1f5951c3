// Cells at the edges of their types.
#include "import/cell.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace audience {

TEST_CASE("integers are read up to the edges of 64 bits and nothing else is") {
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  struct Case {
    const char* cell;
    std::optional<std::int64_t> expected;
  };
  for (const Case& one : std::vector<Case>{{"0", 0},
                                           {"-9223372036854775808", lowest},
                                           {"9223372036854775807", highest},
                                           {"007", 7},
                                           {"9223372036854775808", {}},
                                           {"-9223372036854775809", {}},
                                           {"", {}},
                                           {" 1", {}},
                                           {"1 ", {}},
                                           {"+1", {}},
                                           {"1e3", {}},
                                           {"0x1F", {}},
                                           {"-", {}},
                                           {"1,000", {}}}) {
    CAPTURE(one.cell);
    const auto cell = CellReader(ValueType::integer).read(one.cell);
    REQUIRE(cell.has_value() == one.expected.has_value());
    if (cell) CHECK(std::get<std::int64_t>(*cell) == *one.expected);
  }
}

TEST_CASE("numbers a double cannot hold are counted as rounded and impossible ones refused") {
  struct Case {
    const char* cell;
    double expected;
    std::int64_t rounded;
  };
  for (const Case& one : std::vector<Case>{{"0.1", 0.1, 0},
                                           {"-2.5", -2.5, 0},
                                           {"9007199254740992", 9007199254740992.0, 0},
                                           {"9007199254740993", 9007199254740992.0, 1},
                                           {"123456789012345.67", 123456789012345.67, 0},
                                           {"1234567890123456.789", 1234567890123456.789, 1}}) {
    CAPTURE(one.cell);
    CellReader reader(ValueType::number);
    const auto cell = reader.read(one.cell);
    REQUIRE(cell.has_value());
    CHECK(std::get<double>(*cell) == one.expected);
    CHECK(reader.rounded() == one.rounded);
  }
  for (const char* cell : {"inf", "-inf", "NaN", "1e400", "0x10", "1.5 ", "abc", "1.2.3"}) {
    CAPTURE(cell);
    CHECK_FALSE(CellReader(ValueType::number).read(cell).has_value());
  }
}

TEST_CASE("booleans are words and digits in any letter case") {
  struct Case {
    const char* cell;
    std::optional<std::int64_t> expected;
  };
  for (const Case& one : std::vector<Case>{{"true", 1},
                                           {"True", 1},
                                           {"YES", 1},
                                           {"1", 1},
                                           {"false", 0},
                                           {"No", 0},
                                           {"0", 0},
                                           {"2", {}},
                                           {"t", {}},
                                           {"truee", {}},
                                           {"", {}}}) {
    CAPTURE(one.cell);
    const auto cell = CellReader(ValueType::boolean).read(one.cell);
    REQUIRE(cell.has_value() == one.expected.has_value());
    if (cell) CHECK(std::get<std::int64_t>(*cell) == *one.expected);
  }
}

TEST_CASE("dates become one spelling in UTC") {
  CellReader reader(ValueType::date);
  struct Case {
    const char* cell;
    const char* expected;
  };
  for (const Case& one : {Case{"2023-09-14", "2023-09-14"}, Case{"2023-09-14 08:04", "2023-09-14T08:04:00"},
                          Case{"2023-09-14T08:04:51.99Z", "2023-09-14T08:04:51"},
                          Case{"2023-12-31T23:30:00-01:00", "2024-01-01T00:30:00"}}) {
    CAPTURE(one.cell);
    const auto cell = reader.read(one.cell);
    REQUIRE(cell.has_value());
    CHECK(std::get<std::string_view>(*cell) == one.expected);
  }
  for (const char* cell : {"14.09.2023", "2023-02-29", "2023-9-1", "today", "1694650000"}) {
    CAPTURE(cell);
    CHECK_FALSE(reader.read(cell).has_value());
  }
}

TEST_CASE("a guessed type can read every cell it was guessed from") {
  using Cells = std::vector<const char*>;
  for (const Cells& cells : std::vector<Cells>{{"-0", "0"},
                                               {"9223372036854775807", "0.5"},
                                               {"9223372036854775808", "0.5"},
                                               {"-01"},
                                               {"-"},
                                               {"."},
                                               {".5"},
                                               {"0.0"},
                                               {"True", "fAlse"},
                                               {"yes"},
                                               {"2024-02-29", "0001-01-01T00:00Z"},
                                               {"2024-02-30"},
                                               {"1", "2024-01-01"},
                                               {"true", "2024-01-01"},
                                               {"inf"},
                                               {"nan"},
                                               {"0.12345678901234567890123456789"}}) {
    CAPTURE(cells.front());
    TypeGuess guess;
    for (const char* cell : cells) guess.add(cell);
    CellReader reader(guess.type());
    for (const char* cell : cells) CHECK(reader.read(cell).has_value());
  }
}

}  // namespace audience
