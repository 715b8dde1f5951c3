// What each predicate says of each cell: yes, no, or that the value is missing.
#include "query/value_matcher.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "support/cell_row.hpp"

namespace audience {
namespace {

using namespace std::string_view_literals;

constexpr TimePoint as_of{std::chrono::seconds{1'694'736'000}};  // 2023-09-15
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
constexpr std::monostate null;

struct Verdict {
  Cell cell;
  Match match;
};

struct Question {
  const char* what;
  Predicate predicate;
  ValueType type;
  std::vector<Verdict> verdicts;
};

std::string described(const Cell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) return "'" + std::string(*text) + "'";
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&cell)) return "real " + std::to_string(*real);
  return "null";
}

void check(const std::vector<Question>& questions) {
  CellRows rows;
  for (const Question& question : questions) {
    CAPTURE(question.what);
    const auto matcher = make_matcher(question.predicate, question.type, as_of);
    for (const Verdict& verdict : question.verdicts) {
      CAPTURE(described(verdict.cell));
      CHECK(matcher->test(rows.row({verdict.cell}).cell(0)) == verdict.match);
    }
    const Match of_a_blob =
        std::holds_alternative<MissingTest>(question.predicate) ? Match::yes : Match::missing;
    CHECK(matcher->test(rows.blob("37").cell(0)) == of_a_blob);
  }
}

Decimal number(std::string_view text) { return *Decimal::parse(text); }

/// From `low` to `high`, both included; an empty text is no end.
NumberRange between(std::string_view low, std::string_view high) {
  return {Decimal::parse(low), Decimal::parse(high), true, true};
}
NumberRange above(std::string_view low) { return {number(low), {}, false, true}; }
NumberRange below(std::string_view high) { return {{}, number(high), true, false}; }

TimeBound at(std::int64_t seconds) { return {false, from_unix(seconds), {}}; }
TimeBound ago(std::chrono::seconds span) { return {true, {}, -span}; }

TextTest texts(TextMatch match, std::vector<std::string> wanted) { return {match, std::move(wanted)}; }

}  // namespace

TEST_CASE("numbers are compared exactly, whatever stores them") {
  check({
      {"1..2.5",
       NumberTest{{between("1", "2.5")}},
       ValueType::number,
       {{std::int64_t{1}, Match::yes},
        {std::int64_t{0}, Match::no},
        {std::int64_t{3}, Match::no},
        {1.0, Match::yes},
        {2.5, Match::yes},
        {2.5000000000000004, Match::no},
        {0.9999999999999999, Match::no},
        {"2.50"sv, Match::yes},
        {"2.51"sv, Match::no},
        {"1e0"sv, Match::yes},
        {"2.500000000000000001"sv, Match::missing},
        {"2.50000000000000001"sv, Match::no}}},
      {"missing",
       NumberTest{{between("", "")}},
       ValueType::number,
       {{null, Match::missing},
        {""sv, Match::missing},
        {"abc"sv, Match::missing},
        {"1 "sv, Match::missing},
        {"1,5"sv, Match::missing},
        {"0x10"sv, Match::missing},
        {"NaN"sv, Match::missing},
        {std::int64_t{0}, Match::yes},
        {-1e300, Match::yes},
        {"-5"sv, Match::yes}}},
      {"a tenth",
       NumberTest{{between("0.1", "0.1")}},
       ValueType::number,
       {{0.1, Match::yes},
        {"0.10"sv, Match::yes},
        {0.1 + 1e-17, Match::no},
        {0.30000000000000004 - 0.2, Match::no}}},
      {"above 0.3",
       NumberTest{{above("0.3")}},
       ValueType::number,
       {{0.3, Match::no},
        {0.1 + 0.2, Match::yes},
        {"0.3"sv, Match::no},
        {"0.30000000000000001"sv, Match::yes}}},
      {"below 0.3",
       NumberTest{{below("0.3")}},
       ValueType::number,
       {{0.3, Match::no}, {0.29999999999999993, Match::yes}, {"0.29999999999999999"sv, Match::yes}}},
      {"any of two ranges",
       NumberTest{{between("", "1"), between("5", "")}},
       ValueType::integer,
       {{std::int64_t{1}, Match::yes},
        {std::int64_t{2}, Match::no},
        {std::int64_t{4}, Match::no},
        {std::int64_t{5}, Match::yes},
        {4.99, Match::no}}},
      {"no range at all",
       NumberTest{},
       ValueType::number,
       {{std::int64_t{1}, Match::no}, {null, Match::missing}}},
  });
}

TEST_CASE("integers meet bounds at and beyond the ends of 64 bits") {
  check({
      {"all",
       NumberTest{{between("-9223372036854775808", "9223372036854775807")}},
       ValueType::integer,
       {{least, Match::yes}, {greatest, Match::yes}}},
      {"above the greatest",
       NumberTest{{above("9223372036854775807")}},
       ValueType::integer,
       {{greatest, Match::no}, {1e19, Match::yes}, {"1e19"sv, Match::yes}}},
      {"below the least",
       NumberTest{{below("-9223372036854775808")}},
       ValueType::integer,
       {{least, Match::no}, {-1e19, Match::yes}}},
      {"from 1e19 on",
       NumberTest{{between("1e19", "")}},
       ValueType::integer,
       {{greatest, Match::no}, {1e19, Match::yes}}},
      {"up to 1e19",
       NumberTest{{between("", "1e19")}},
       ValueType::integer,
       {{greatest, Match::yes}, {1e19, Match::yes}, {2e19, Match::no}}},
      {"up to -1e19",
       NumberTest{{between("", "-1e19")}},
       ValueType::integer,
       {{least, Match::no}, {-1e19, Match::yes}}},
      {"between integers",
       NumberTest{{between("1.1", "1.9")}},
       ValueType::integer,
       {{std::int64_t{1}, Match::no}, {std::int64_t{2}, Match::no}, {1.5, Match::yes}}},
      {"one of the last two",
       NumberTest{{between("9223372036854775806", "9223372036854775806")}},
       ValueType::integer,
       {{greatest - 1, Match::yes}, {greatest, Match::no}, {"9223372036854775806"sv, Match::yes}}},
  });
}

TEST_CASE("a long list of numbers says what a short one does") {
  NumberTest list;
  for (int i = 1; i <= 40; ++i) {
    const std::string half = std::to_string(i) + ".5";
    list.ranges.push_back(between(half, half));
  }
  list.ranges.push_back(between("7", "7"));
  const NumberTest few{{between("7", "7"), between("8.5", "8.5")}};
  const std::vector<Verdict> verdicts{{std::int64_t{7}, Match::yes},
                                      {7.0, Match::yes},
                                      {"7.0"sv, Match::yes},
                                      {"0.7e1"sv, Match::yes},
                                      {8.5, Match::yes},
                                      {"8.50"sv, Match::yes},
                                      {std::int64_t{8}, Match::no},
                                      {8.500000000000002, Match::no},
                                      {null, Match::missing},
                                      {"x"sv, Match::missing}};
  check(
      {{"41 numbers", list, ValueType::number, verdicts}, {"two numbers", few, ValueType::number, verdicts}});
}

TEST_CASE("a date stands for its first second, and ranges end before their last") {
  const std::int64_t day = 1'694'649'600;  // 2023-09-14
  check({
      {"one day",
       DateTest{{{at(day), at(day + 86400)}}},
       ValueType::date,
       {{"2023-09-14"sv, Match::yes},
        {"2023-09-14T23:59:59.9"sv, Match::yes},
        {"2023-09-15"sv, Match::no},
        {"2023-09-13 23:59:59"sv, Match::no},
        {"2023-09-15T01:00:00+02:00"sv, Match::yes},
        {day, Match::yes},
        {day - 1, Match::no},
        {day + 86399, Match::yes},
        {day + 86400, Match::no}}},
      {"without ends",
       DateTest{{{std::nullopt, std::nullopt}}},
       ValueType::date,
       {{"0001-01-01"sv, Match::yes},
        {"9999-12-31T23:59:59"sv, Match::yes},
        {null, Match::missing},
        {""sv, Match::missing},
        {"14.9.2023"sv, Match::missing},
        {"2023-02-29"sv, Match::missing},
        {1.5, Match::missing},
        {std::int64_t{253'402'300'800}, Match::missing},
        {std::int64_t{-62'135'596'801}, Match::missing},
        {std::int64_t{0}, Match::yes}}},
      {"the last two days",
       DateTest{{{ago(std::chrono::days{2}), at(to_unix(as_of))}}},
       ValueType::date,
       {{"2023-09-13"sv, Match::yes}, {"2023-09-12T23:59:59"sv, Match::no}, {"2023-09-15"sv, Match::no}}},
      {"before a moment or from another on",
       DateTest{{{std::nullopt, at(day)}, {at(day + 60), std::nullopt}}},
       ValueType::date,
       {{day - 1, Match::yes}, {day, Match::no}, {day + 60, Match::yes}}},
  });
}

TEST_CASE("whole texts are compared letter by letter, numbers as they are written") {
  check({
      {"exact",
       texts(TextMatch::exact, {"Paris", "", "7", "1.5", "\xC3\x89t\xC3\xA9"}),
       ValueType::text,
       {{"Paris"sv, Match::yes},
        {"paris"sv, Match::no},
        {"Paris "sv, Match::no},
        {""sv, Match::yes},
        {"Par"sv, Match::no},
        {"\xC3\x89t\xC3\xA9"sv, Match::yes},
        {"\xC3\xA9t\xC3\xA9"sv, Match::no},
        {std::int64_t{7}, Match::yes},
        {1.5, Match::yes},
        {"07"sv, Match::no},
        {null, Match::missing}}},
      {"none",
       texts(TextMatch::exact, {}),
       ValueType::text,
       {{"Paris"sv, Match::no}, {null, Match::missing}}},
  });
}

TEST_CASE("parts of texts are sought without ASCII case") {
  check({
      {"contains",
       texts(TextMatch::contains, {"ari", "LON"}),
       ValueType::text,
       {{"Paris"sv, Match::yes},
        {"ARI"sv, Match::yes},
        {"Babylon"sv, Match::yes},
        {"Pais"sv, Match::no},
        {""sv, Match::no},
        {null, Match::missing}}},
      {"starts with",
       texts(TextMatch::starts_with, {"pa"}),
       ValueType::text,
       {{"Paris"sv, Match::yes}, {"pA"sv, Match::yes}, {"p"sv, Match::no}, {"Spa"sv, Match::no}}},
      {"ends with",
       texts(TextMatch::ends_with, {"IS", "1"}),
       ValueType::text,
       {{"Paris"sv, Match::yes},
        {"is"sv, Match::yes},
        {"s"sv, Match::no},
        {"isa"sv, Match::no},
        {std::int64_t{41}, Match::yes}}},
      {"only ASCII has case",
       texts(TextMatch::contains, {"\xC3\x89"}),
       ValueType::text,
       {{"\xC3\x89t\xC3\xA9"sv, Match::yes}, {"t\xC3\xA9"sv, Match::no}}},
      {"what is in every text",
       texts(TextMatch::contains, {""}),
       ValueType::text,
       {{""sv, Match::yes}, {"x"sv, Match::yes}, {null, Match::missing}}},
  });
}

TEST_CASE("booleans are 0, 1 and the words, and nothing else is one") {
  const auto verdicts = [](Match of_true, Match of_false) {
    std::vector<Verdict> all{{std::int64_t{2}, Match::missing},
                             {std::int64_t{-1}, Match::missing},
                             {1.0, Match::missing},
                             {"yes"sv, Match::missing},
                             {"true "sv, Match::missing},
                             {""sv, Match::missing},
                             {null, Match::missing}};
    for (const Cell& cell :
         {Cell(std::int64_t{1}), Cell("1"sv), Cell("true"sv), Cell("TRUE"sv), Cell("tRue"sv)})
      all.push_back({cell, of_true});
    for (const Cell& cell : {Cell(std::int64_t{0}), Cell("0"sv), Cell("false"sv), Cell("False"sv)})
      all.push_back({cell, of_false});
    return all;
  };
  check({
      {"true", BooleanTest{true, false}, ValueType::boolean, verdicts(Match::yes, Match::no)},
      {"false", BooleanTest{false, true}, ValueType::boolean, verdicts(Match::no, Match::yes)},
      {"either", BooleanTest{true, true}, ValueType::boolean, verdicts(Match::yes, Match::yes)},
      {"neither", BooleanTest{}, ValueType::boolean, verdicts(Match::no, Match::no)},
  });
}

TEST_CASE("what is missing depends on the type that is read, and is never itself missing") {
  check({
      {"text",
       MissingTest{},
       ValueType::text,
       {{null, Match::yes},
        {""sv, Match::no},
        {"x"sv, Match::no},
        {std::int64_t{0}, Match::no},
        {1.5, Match::no}}},
      {"integer",
       MissingTest{},
       ValueType::integer,
       {{null, Match::yes},
        {""sv, Match::yes},
        {"x"sv, Match::yes},
        {"7"sv, Match::no},
        {std::int64_t{0}, Match::no}}},
      {"number",
       MissingTest{},
       ValueType::number,
       {{null, Match::yes}, {"1,5"sv, Match::yes}, {"1.5"sv, Match::no}, {1.5, Match::no}}},
      {"boolean",
       MissingTest{},
       ValueType::boolean,
       {{null, Match::yes}, {std::int64_t{2}, Match::yes}, {"yes"sv, Match::yes}, {"FALSE"sv, Match::no}}},
      {"date",
       MissingTest{},
       ValueType::date,
       {{null, Match::yes}, {"today"sv, Match::yes}, {"2023-09-14"sv, Match::no}, {1.5, Match::yes}}},
  });
}

}  // namespace audience
