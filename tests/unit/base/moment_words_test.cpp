// Moments as people say them.
#include "base/moment_words.hpp"

#include <doctest/doctest.h>

namespace audience {

TEST_CASE("words about now are moments, and days are whole") {
  struct Row {
    const char* text;
    const char* expected;  ///< null: no moment
    bool whole_day;
  };
  const Row rows[] = {{"now", "2023-09-14T08:04:51", false},
                      {"now-30d", "2023-08-15T08:04:51", false},
                      {"now+2h", "2023-09-14T10:04:51", false},
                      {"today", "2023-09-14T00:00:00", true},
                      {"yesterday", "2023-09-13T00:00:00", true},
                      {"7 days ago", "2023-09-07T08:04:51", false},
                      {"1 day ago", "2023-09-13T08:04:51", false},
                      {"0 seconds ago", "2023-09-14T08:04:51", false},
                      {"90 minutes ago", "2023-09-14T06:34:51", false},
                      {"36 hours ago", "2023-09-12T20:04:51", false},
                      {"2 weeks ago", "2023-08-31T08:04:51", false},
                      {"2023-09-01", "2023-09-01T00:00:00", true},
                      {"2023-09-01T10:00", "2023-09-01T10:00:00", false},
                      {"tomorrow", nullptr, false},
                      {"ago", nullptr, false},
                      {" ago", nullptr, false},
                      {"7 ago", nullptr, false},
                      {"7days ago", nullptr, false},
                      {"-7 days ago", nullptr, false},
                      {"1 month ago", nullptr, false},
                      {"9999999 days ago", nullptr, false},
                      {"", nullptr, false}};
  const TimePoint now = parse_time("2023-09-14T08:04:51")->start;
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto moment = parse_moment(row.text, now);
    REQUIRE(moment.has_value() == (row.expected != nullptr));
    if (!moment) continue;
    CHECK(format_time(moment->start) == row.expected);
    CHECK(moment->whole_day == row.whole_day);
  }
}

}  // namespace audience
