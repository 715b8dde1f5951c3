// What a predicate says of what was measured, averages without a division.
#include "query/measure_matcher.hpp"

#include <doctest/doctest.h>

namespace audience {
namespace {

constexpr TimePoint as_of{std::chrono::seconds{1'694'736'000}};  // 2023-09-15
constexpr std::nullopt_t nothing = std::nullopt;

struct Verdict {
  std::optional<ExactNumber> value;
  Match match;
};

struct Question {
  const char* what;
  Predicate predicate;
  std::vector<Verdict> verdicts;
};

void check(const std::vector<Question>& questions) {
  for (const Question& question : questions) {
    CAPTURE(question.what);
    const MeasureMatcher matcher(question.predicate, as_of);
    for (const Verdict& verdict : question.verdicts) {
      CAPTURE((verdict.value ? to_text(*verdict.value) : "nothing"));
      CHECK(matcher.test(verdict.value) == verdict.match);
    }
  }
}

ExactNumber number(std::string_view text) { return ExactNumber(*Decimal::parse(text)); }
/// A third of it, and so on.
ExactNumber over(std::int64_t total, std::int64_t count) { return {WideInteger{total}, 0, count}; }

/// An empty text is no end.
NumberRange range(std::string_view low, std::string_view high, bool low_included = true,
                  bool high_included = true) {
  return {Decimal::parse(low), Decimal::parse(high), low_included, high_included};
}

}  // namespace

TEST_CASE("measured numbers lie in a range or do not, to the last digit") {
  check({
      {"1..2.5",
       NumberTest{{range("1", "2.5")}},
       {{number("1"), Match::yes},
        {number("2.5"), Match::yes},
        {number("0.999999999999999999"), Match::no},
        {number("2.50000000000000001"), Match::no},
        {nothing, Match::missing}}},
      {"above 1, below 2",
       NumberTest{{range("1", "2", false, false)}},
       {{number("1"), Match::no},
        {number("1.00000000000000001"), Match::yes},
        {number("2"), Match::no},
        {number("1.99999999999999999"), Match::yes}}},
      {"up to 0",
       NumberTest{{range("", "0")}},
       {{number("0"), Match::yes}, {number("-1e300"), Match::yes}, {number("1e-300"), Match::no}}},
      {"from 0 on",
       NumberTest{{range("0", "")}},
       {{number("0"), Match::yes}, {number("1e300"), Match::yes}, {number("-1e-300"), Match::no}}},
      {"one or three",
       NumberTest{{range("1", "1"), range("3", "3")}},
       {{number("1"), Match::yes}, {number("2"), Match::no}, {number("3.0"), Match::yes}}},
      {"no range", NumberTest{}, {{number("1"), Match::no}, {nothing, Match::missing}}},
  });
}

TEST_CASE("an average is compared as its sum with the bound times its count") {
  check({
      {"at least 3.33",
       NumberTest{{range("3.33", "")}},
       {{over(10, 3), Match::yes},
        {over(333, 100), Match::yes},
        {over(999, 300), Match::yes},
        {over(3329, 1000), Match::no}}},
      {"at most 3.33",
       NumberTest{{range("", "3.33")}},
       {{over(10, 3), Match::no}, {over(333, 100), Match::yes}}},
      {"equal to 3",
       NumberTest{{range("3", "3")}},
       {{over(9, 3), Match::yes}, {over(10, 3), Match::no}, {over(-9, 3), Match::no}}},
      {"below -3.33",
       NumberTest{{range("", "-3.33", true, false)}},
       {{over(-10, 3), Match::yes}, {over(-333, 100), Match::no}}},
  });
}

TEST_CASE("measured dates are seconds, and a range of dates ends before its last") {
  const std::int64_t day = 1'694'649'600;  // 2023-09-14
  const TimeBound start{false, from_unix(day), {}};
  const TimeBound end{false, from_unix(day + 86400), {}};
  const TimeBound two_days_ago{true, {}, -std::chrono::days{2}};
  check({
      {"one day",
       DateTest{{{start, end}}},
       {{ExactNumber(day), Match::yes},
        {ExactNumber(day - 1), Match::no},
        {ExactNumber(day + 86399), Match::yes},
        {ExactNumber(day + 86400), Match::no},
        {nothing, Match::missing}}},
      {"from two days ago on",
       DateTest{{{two_days_ago, std::nullopt}}},
       {{ExactNumber(to_unix(as_of) - 172800), Match::yes},
        {ExactNumber(to_unix(as_of) - 172801), Match::no}}},
      {"before it, or after",
       DateTest{{{std::nullopt, start}, {end, std::nullopt}}},
       {{ExactNumber(day - 1), Match::yes},
        {ExactNumber(day), Match::no},
        {ExactNumber(day + 86400), Match::yes}}},
  });
}

TEST_CASE("a test for a missing measure takes exactly what was not measured") {
  check({{"missing",
          MissingTest{},
          {{nothing, Match::yes}, {number("0"), Match::no}, {over(1, 3), Match::no}}}});
}

}  // namespace audience
