// What each measure makes of events, in whatever order they pass.
#include "query/measure_collector.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/error_kind.hpp"

namespace audience {
namespace {

using namespace std::string_view_literals;
using Kind = Measure::Kind;

constexpr TimePoint as_of{std::chrono::seconds{1'694'736'000}};  // 2023-09-15
constexpr std::int64_t day = 86400;
constexpr std::monostate null;
constexpr CustomerNumber ana = 1, bob = 2;
constexpr std::size_t capacity = 3;

/// Of whom, how many seconds before as_of, and what is measured; the second cell is the price of an amount.
struct Occurrence {
  CustomerNumber customer;
  std::int64_t before;
  std::vector<Cell> cells{null};
};

struct Course {
  const char* what;
  Measure measure;
  std::vector<Occurrence> events;
  const char* of_ana;  ///< `-` where it is missing
  const char* of_bob;
};

Measure measure(Kind kind, ValueType column_type = ValueType::number) {
  const bool is_date = column_type == ValueType::date && (kind == Kind::min || kind == Kind::max);
  return {.kind = kind,
          .column = "value",
          .type = is_date ? ValueType::date : ValueType::number,
          .column_type = column_type};
}

Measure amount(Kind kind) { return {.kind = kind, .amount = true}; }

std::string text_of(const std::optional<ExactNumber>& value) { return value ? to_text(*value) : "-"; }

std::unique_ptr<MeasureCollector> collected(const Measure& measure, const std::vector<Occurrence>& events,
                                            bool is_code = false) {
  auto collector =
      make_collector(measure, {.value = 0, .unit_price = 1, .is_code = is_code}, capacity, as_of);
  for (const Occurrence& event : events)
    collector->take({event.customer, as_of - std::chrono::seconds{event.before}, event.cells});
  collector->finish();
  return collector;
}

void check(const std::vector<Course>& courses) {
  for (const Course& course : courses) {
    CAPTURE(course.what);
    std::vector<Occurrence> events = course.events;
    for (std::size_t turn = 0; turn <= events.size(); ++turn) {
      CAPTURE(turn);
      const auto collector = collected(course.measure, events);
      CHECK(text_of(collector->value(ana)) == course.of_ana);
      CHECK(text_of(collector->value(bob)) == course.of_bob);
      if (turn + 1 == events.size()) {
        std::reverse(events.begin(), events.end());
      } else if (!events.empty()) {
        std::rotate(events.begin(), events.begin() + 1, events.end());
      }
    }
  }
}

/// Events of Ana, one a value.
std::vector<Occurrence> values(const std::vector<Cell>& cells) {
  std::vector<Occurrence> events;
  for (const Cell& cell : cells) events.push_back({ana, day, {cell}});
  return events;
}

}  // namespace

TEST_CASE("events and their days are counted, and who has none has 0") {
  check({
      {"none", measure(Kind::count), {}, "0", "0"},
      {"with and without a value", measure(Kind::count), {{ana, 1}, {ana, 1}, {bob, 5, {1.5}}}, "2", "1"},
      {"no day", measure(Kind::distinct_days), {}, "0", "0"},
      {"the ends of a day",
       measure(Kind::distinct_days),
       {{ana, 1}, {ana, day}, {ana, day + 1}, {bob, 1}},
       "2",
       "1"},
      {"days before 1970",
       measure(Kind::distinct_days),
       {{ana, to_unix(as_of)},
        {ana, to_unix(as_of) + 1},
        {ana, to_unix(as_of) + day},
        {bob, 2 * to_unix(as_of)}},
       "2",
       "1"},
  });
}

TEST_CASE("days since an event are whole 24 hours, and missing without events") {
  check({
      {"last", measure(Kind::days_since_last), {{ana, day - 1}, {ana, 9 * day}, {bob, day}}, "0", "1"},
      {"first",
       measure(Kind::days_since_first),
       {{ana, day - 1}, {ana, 9 * day + 7}, {bob, 2 * day - 1}},
       "9",
       "1"},
      {"one of many",
       measure(Kind::days_since_last),
       {{ana, 5 * day}, {ana, 3 * day}, {ana, 4 * day}},
       "3",
       "-"},
      {"never", measure(Kind::days_since_first), {{bob, 0}}, "-", "0"},
  });
}

TEST_CASE("sums are exact, pass over what is no number, and are 0 of nothing") {
  check({
      {"nothing", measure(Kind::sum), {}, "0", "0"},
      {"tenths", measure(Kind::sum), values({0.1, 0.2, "0.3"sv}), "0.6", "0"},
      {"what is missing", measure(Kind::sum), values({null, "abc"sv, ""sv, std::int64_t{2}}), "2", "0"},
      {"large and small", measure(Kind::sum), values({1e15, 1e-15, -1e15}), "0.000000000000001", "0"},
      {"beyond 64 bits", measure(Kind::sum),
       values({std::int64_t{9'223'372'036'854'775'807}, std::int64_t{9'223'372'036'854'775'807}}),
       "18446744073709551614", "0"},
      {"to each his own",
       measure(Kind::sum),
       {{ana, 1, {1.5}}, {bob, 1, {2.25}}, {ana, 1, {1.5}}},
       "3",
       "2.25"},
  });
}

TEST_CASE("a sum that needs more than 38 digits is refused by the name of what is summed") {
  for (const auto& [summed, said] : std::vector<std::pair<Measure, const char*>>{
           {measure(Kind::sum), "the sum of value overflows: it needs more than 38 digits"},
           {measure(Kind::avg), "the sum of value overflows: it needs more than 38 digits"},
           {amount(Kind::sum), "the sum of amount overflows: it needs more than 38 digits"}}) {
    const std::vector<Occurrence> events{{ana, 1, {1e30, 1.0}}, {ana, 1, {1e-30, 1.0}}};
    std::string message;
    CHECK(kind_of([&] {
            try {
              collected(summed, events);
            } catch (const Error& error) {
              message = error.what();
              throw;
            }
          }) == ErrorKind::invalid_input);
    CHECK(message == said);
  }
}

TEST_CASE("an average is over the events that have the value, and missing where none has") {
  check({
      {"of three", measure(Kind::avg), values({std::int64_t{3}, std::int64_t{3}, std::int64_t{4}}),
       "3.333333…", "-"},
      {"of those that have it", measure(Kind::avg), values({null, "x"sv, 1.0, 2.0}), "1.5", "-"},
      {"of none that has it", measure(Kind::avg), {{ana, 1, {null}}, {bob, 1, {0.0}}}, "-", "0"},
  });
}

TEST_CASE("the least and the greatest are missing where no event has the value") {
  check({
      {"least", measure(Kind::min), values({2.5, "-1e3"sv, std::int64_t{7}, null}), "-1000", "-"},
      {"greatest", measure(Kind::max), values({2.5, "7.25"sv, std::int64_t{7}, null}), "7.25", "-"},
      {"equal ones", measure(Kind::max), values({1.0, "1.00"sv, std::int64_t{1}}), "1", "-"},
      {"nobody", measure(Kind::min), {{ana, 1, {null}}, {bob, 1, {"?"sv}}}, "-", "-"},
      {"earliest", measure(Kind::min, ValueType::date), values({"1970-01-02"sv, std::int64_t{7}, "never"sv}),
       "7", "-"},
      {"latest", measure(Kind::max, ValueType::date), values({"1970-01-02"sv, std::int64_t{7}}), "86400",
       "-"},
  });
}

TEST_CASE("an amount is quantity times price, where an event has both") {
  const std::vector<Occurrence> events{{ana, 1, {std::int64_t{2}, 0.1}},
                                       {ana, 1, {std::int64_t{3}, "0.25"sv}},
                                       {ana, 1, {null, 5.0}},
                                       {ana, 1, {std::int64_t{5}, null}},
                                       {bob, 1, {std::int64_t{-1}, 9.99}}};
  check({
      {"sum", amount(Kind::sum), events, "0.95", "-9.99"},
      {"average", amount(Kind::avg), events, "0.475", "-9.99"},
      {"least", amount(Kind::min), events, "0.2", "-9.99"},
      {"greatest", amount(Kind::max), events, "0.75", "-9.99"},
      {"distinct", amount(Kind::distinct), events, "2", "1"},
  });
}

TEST_CASE("distinct values are told apart as their type says") {
  check({
      {"none", measure(Kind::distinct), {}, "0", "0"},
      {"numbers", measure(Kind::distinct), values({std::int64_t{1}, 1.0, "1.00"sv, 1.5, "x"sv, null}), "2",
       "0"},
      {"texts", measure(Kind::distinct, ValueType::text),
       values({"a"sv, "A"sv, "a"sv, ""sv, std::int64_t{1}, "1"sv, null}), "4", "0"},
      {"booleans", measure(Kind::distinct, ValueType::boolean),
       values({"TRUE"sv, std::int64_t{1}, "0"sv, "yes"sv, null}), "2", "0"},
      {"dates", measure(Kind::distinct, ValueType::date),
       values({"1970-01-02"sv, day, "1970-01-02T00:00:00Z"sv, "soon"sv, null}), "1", "0"},
      {"to each his own",
       measure(Kind::distinct),
       {{ana, 1, {1.0}}, {bob, 1, {1.0}}, {bob, 1, {2.0}}},
       "1",
       "2"},
  });
}

TEST_CASE("codes are told apart as they are") {
  const std::vector<Occurrence> events{
      {ana, 1, {std::int64_t{7}}}, {ana, 1, {std::int64_t{7}}}, {ana, 1, {std::int64_t{8}}}};
  const auto collector = collected(measure(Kind::distinct, ValueType::text), events, true);
  CHECK(text_of(collector->value(ana)) == "2");
  CHECK(text_of(collector->value(bob)) == "0");
}

}  // namespace audience
