// Times in words.
#include "cli/time_words.hpp"

#include <doctest/doctest.h>

namespace audience {
namespace {

TimePoint at(const char* text) { return parse_time(text)->start; }

TEST_CASE("a list says when in the shortest words that tell it") {
  const TimePoint now = at("2023-09-14T08:04:51");
  struct Row {
    const char* time;
    const char* words;
  };
  const Row rows[] = {{"2023-09-14T08:04:51", "just now"},    {"2023-09-14T08:03:52", "just now"},
                      {"2023-09-14T08:03:51", "1 min ago"},   {"2023-09-14T07:58:00", "6 min ago"},
                      {"2023-09-14T06:04:51", "2 h ago"},     {"2023-09-14T00:00:00", "8 h ago"},
                      {"2023-09-13T23:59:59", "yesterday"},   {"2023-09-13T00:00:00", "yesterday"},
                      {"2023-09-12T23:59:59", "12 Sep"},      {"2023-01-03T10:00:00", "3 Jan"},
                      {"2022-12-31T10:00:00", "31 Dec 2022"}, {"2023-09-15T10:00:00", "15 Sep"},
                      {"2024-02-29T10:00:00", "29 Feb 2024"}};
  for (const Row& row : rows) {
    CAPTURE(row.time);
    CHECK(changed_text(at(row.time), now) == row.words);
  }
  CHECK(changed_text(at("2023-09-13T23:50:00"), at("2023-09-14T00:10:00")) == "20 min ago");
}

TEST_CASE("a clock is told of today, a day of any other") {
  const TimePoint now = at("2023-09-14T08:04:51");
  CHECK(clock_text(at("2023-09-14T02:15:00"), now) == "02:15 UTC");
  CHECK(clock_text(at("2023-09-13T02:15:00"), now) == "yesterday");
}

TEST_CASE("times are told to the minute in tables, to the second where that counts, and ages in their unit") {
  CHECK(minute_text(at("2023-09-14T08:04:51")) == "2023-09-14 08:04");
  CHECK(second_text(at("2023-09-14T08:04:51")) == "2023-09-14 08:04:51 UTC");
  CHECK(age_text(std::chrono::seconds{0}) == "just now");
  CHECK(age_text(std::chrono::seconds{1}) == "1 second ago");
  CHECK(age_text(std::chrono::minutes{3}) == "3 minutes ago");
  CHECK(age_text(std::chrono::days{2}) == "2 days ago");
}

}  // namespace
}  // namespace audience
