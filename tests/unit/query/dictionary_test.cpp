// Codes that a predicate means, against a test of every value.
#include "query/columns/dictionary.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "query/value_matcher.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

using Random = std::mt19937;

std::int64_t pick(Random& random, std::int64_t low, std::int64_t high) {
  return std::uniform_int_distribution<std::int64_t>(low, high)(random);
}

struct Kept {
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  int kind = 0;
  [[nodiscard]] Cell cell() const {
    if (kind == 0) return {};
    if (kind == 1) return integer;
    if (kind == 2) return real;
    return std::string_view(text);
  }
};

/// Cells of every kind, with repetitions, and the odd ones of each.
std::vector<Kept> random_cells(Random& random, std::size_t count) {
  const std::vector<std::string> texts{
      "",           "0",   "1",   "TRUE", "false", "12.50", "2023-09-14", "2023-09-14T10:00:00Z",
      "1694685600", "nan", "1e3", "Ana",  "ana"};
  std::vector<Kept> cells;
  for (std::size_t i = 0; i < count; ++i) {
    Kept one;
    one.kind = static_cast<int>(pick(random, 0, 3));
    one.integer = pick(random, 0, 4) == 0 ? pick(random, INT64_MIN, INT64_MAX) : pick(random, -600, 600);
    one.real = static_cast<double>(pick(random, -4000, 4000)) / 8;
    if (pick(random, 0, 50) == 0) one.real = std::numeric_limits<double>::infinity() * (i % 2 == 0 ? 1 : -1);
    one.text = pick(random, 0, 2) == 0 ? texts[static_cast<std::size_t>(pick(random, 0, 12))]
                                       : std::to_string(pick(random, -900, 900));
    cells.push_back(std::move(one));
  }
  return cells;
}

Decimal random_number(Random& random) {
  return {pick(random, -5000, 5000), static_cast<int>(pick(random, -1, 0))};
}

Predicate random_predicate(Random& random, ValueType type) {
  if (pick(random, 0, 5) == 0) return MissingTest{};
  if (type == ValueType::integer || type == ValueType::number) {
    NumberTest test;
    for (std::int64_t left = pick(random, 0, 30); left > 0; left = left > 20 ? left - 1 : left / 2) {
      const Decimal low = random_number(random);
      const bool is_one = left > 16;
      test.ranges.push_back({low, is_one ? low : random_number(random), is_one || pick(random, 0, 1) == 0,
                             is_one || pick(random, 0, 1) == 0});
      if (!is_one && pick(random, 0, 3) == 0) test.ranges.back().high.reset();
      if (!is_one && pick(random, 0, 3) == 0) test.ranges.back().low.reset();
    }
    return test;
  }
  if (type == ValueType::boolean) return BooleanTest{pick(random, 0, 1) == 0, pick(random, 0, 1) == 0};
  if (type == ValueType::date) {
    const TimeBound from{false, from_unix(pick(random, -600, 600)), {}};
    return DateTest{{{from, TimeBound{false, from_unix(1694700000), {}}}}};
  }
  TextTest test{static_cast<TextMatch>(pick(random, 0, 3)), {}};
  for (std::int64_t i = pick(random, 0, 5); i > 0; --i)
    test.texts.push_back(pick(random, 0, 1) == 0 ? "ana" : std::to_string(pick(random, -90, 90)));
  return test;
}

}  // namespace

TEST_CASE("codes of a predicate are those of the values that it fits") {
  const Folder folder;
  Random random(3);
  for (int round = 0; round < 60; ++round) {
    const auto cells =
        random_cells(random, static_cast<std::size_t>(round % 4 == 0 ? 6000 : pick(random, 0, 300)));
    DictionaryBuilder builder;
    std::vector<std::uint32_t> codes;
    for (const Kept& one : cells) codes.push_back(builder.code(one.cell()));
    std::filesystem::remove(folder / "columns");
    ColumnFileWriter writer(folder / "columns", 1, 0600);
    builder.write(writer, codes);
    writer.finish();

    const ColumnFile file(folder / "columns", 1);
    const Dictionary dictionary(file, 0);
    REQUIRE(dictionary.size() == builder.size());
    REQUIRE(number_of_codes(file, Dictionary::sections, dictionary.size()) == codes.size());
    for (std::size_t i = 0; i < cells.size(); ++i) REQUIRE(dictionary.cell(codes[i]) == cells[i].cell());
    for (const ValueType type :
         {ValueType::text, ValueType::integer, ValueType::number, ValueType::boolean, ValueType::date}) {
      const Predicate predicate = random_predicate(random, type);
      const TimePoint as_of = from_unix(1694700000);
      const auto matcher = make_matcher(predicate, type, as_of);
      const CodeMatches matches = dictionary.matches(predicate, type, as_of);
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const Match match = matcher->test(cells[i].cell());
        CAPTURE(static_cast<int>(type));
        CAPTURE(predicate.index());
        REQUIRE(matches.yes.contains(codes[i]) == (match == Match::yes));
        REQUIRE(matches.missing.contains(codes[i]) == (match == Match::missing));
      }
    }
  }
}

TEST_CASE("integers of any distance come back, and are counted, in as few bytes as hold them") {
  constexpr std::int64_t lowest = INT64_MIN, highest = INT64_MAX;
  using Integers = std::vector<std::int64_t>;
  for (const auto& [integers, bytes] : {std::pair<Integers, std::size_t>{{5, 6, 7, 8}, 0},
                                        {{lowest, lowest + 1}, 0},
                                        {{0, 255}, 1},
                                        {{-1, 255}, 2},
                                        {{-1, 70'000, 3}, 4},
                                        {{-5'000'000'000, 5'000'000'000}, 8},
                                        {{lowest, 0, highest}, 8},
                                        {{}, 0}}) {
    const Folder folder;
    DictionaryBuilder builder;
    std::vector<std::uint32_t> codes;
    for (const std::int64_t integer : integers) codes.push_back(builder.code(integer));
    codes.insert(codes.end(), integers.empty() ? 0 : 300, codes.empty() ? 0 : codes.front());
    ColumnFileWriter writer(folder / "columns", 1, 0600);
    builder.write(writer, codes);
    writer.finish();
    const ColumnFile file(folder / "columns", 1);
    const Dictionary dictionary(file, 0);
    REQUIRE(dictionary.size() == integers.size());
    for (std::size_t i = 0; i < integers.size(); ++i) {
      CHECK(dictionary.cell(codes[i]) == Cell(integers[i]));
      CHECK(dictionary.counts()[codes[i] - 1] == (i == 0 ? 301 : 1));
    }
    CHECK(file.size<char>(1) == bytes * integers.size());
  }
}

TEST_CASE("codes are in the order of SQL but where two of them are equal for it or kinds of numbers mingle") {
  using Cells = std::vector<Cell>;
  for (const auto& [cells, in_order] : {std::pair{Cells{-1.5, 0.0, 2.0}, true},
                                        {Cells{-1.5, -0.0, 2.0}, true},
                                        {Cells{-1.5, 0.0, -0.0, 2.0}, false},
                                        {Cells{-0.0, 0.0}, false},
                                        {Cells{-1.5}, true},
                                        {Cells{std::int64_t{0}, "a"}, true},
                                        {Cells{-0.5, "a"}, true},
                                        {Cells{std::int64_t{0}, 2.5}, false},
                                        {Cells{}, true}}) {
    const Folder folder;
    DictionaryBuilder builder;
    std::vector<std::uint32_t> codes;
    for (const Cell& cell : cells) codes.push_back(builder.code(cell));
    ColumnFileWriter writer(folder / "columns", 1, 0600);
    builder.write(writer, codes);
    writer.finish();
    const ColumnFile file(folder / "columns", 1);
    CHECK(Dictionary(file, 0).is_in_order() == in_order);
    CHECK(!Dictionary(file, 0).has_bytes());
  }
}

}  // namespace audience
