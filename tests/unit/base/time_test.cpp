// Times as users and files write them.
#include "base/time.hpp"

#include <doctest/doctest.h>

namespace audience {
namespace {

TEST_CASE("a time is read as ISO 8601 and nothing else") {
  struct Row {
    const char* text;
    const char* expected;  ///< null: no time
    bool whole_day;
  };
  const Row rows[] = {{"2023-09-14", "2023-09-14T00:00:00", true},
                      {"2024-02-29", "2024-02-29T00:00:00", true},
                      {"0001-01-01", "0001-01-01T00:00:00", true},
                      {"9999-12-31", "9999-12-31T00:00:00", true},
                      {"2023-09-14T08:04", "2023-09-14T08:04:00", false},
                      {"2023-09-14 08:04:51", "2023-09-14T08:04:51", false},
                      {"2023-09-14t08:04:51z", "2023-09-14T08:04:51", false},
                      {"2023-09-14 08:04:51.25Z", "2023-09-14T08:04:51", false},
                      {"2023-09-14T08:04:51.999999999", "2023-09-14T08:04:51", false},
                      {"2023-09-14T08:04:51+02:00", "2023-09-14T06:04:51", false},
                      {"2023-09-14T08:04:51-0530", "2023-09-14T13:34:51", false},
                      {"2024-01-01T00:30+01", "2023-12-31T23:30:00", false},
                      {"1969-12-31T23:59:59", "1969-12-31T23:59:59", false},
                      {"", nullptr, false},
                      {"2023", nullptr, false},
                      {"2023-09", nullptr, false},
                      {"2023-9-14", nullptr, false},
                      {"2023-02-29", nullptr, false},
                      {"2023-00-10", nullptr, false},
                      {"2023-13-10", nullptr, false},
                      {"2023-09-31", nullptr, false},
                      {"0000-01-01", nullptr, false},
                      {"14.09.2023", nullptr, false},
                      {"20230914", nullptr, false},
                      {"2023-09-14T", nullptr, false},
                      {"2023-09-14T08", nullptr, false},
                      {"2023-09-14T24:00", nullptr, false},
                      {"2023-09-14T08:60", nullptr, false},
                      {"2023-09-14T08:04:60", nullptr, false},
                      {"2023-09-14T08:04:51.", nullptr, false},
                      {"2023-09-14T08:04:51 ", nullptr, false},
                      {"2023-09-14T08:04:51Zx", nullptr, false},
                      {"2023-09-14T08:04:51+", nullptr, false},
                      {"2023-09-14T08:04:51+2:00", nullptr, false},
                      {"2023-09-14T08:04:51+15:00", nullptr, false},
                      {"2023-09-14Z", nullptr, false},
                      {" 2023-09-14", nullptr, false},
                      {"-023-09-14", nullptr, false}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto time = parse_time(row.text);
    REQUIRE(time.has_value() == (row.expected != nullptr));
    if (!time) continue;
    CHECK(format_time(time->start) == row.expected);
    CHECK(time->whole_day == row.whole_day);
  }
}

TEST_CASE("a date stands for its whole day and a time for its second") {
  CHECK(format_time(parse_time("2023-09-14")->end()) == "2023-09-15T00:00:00");
  CHECK(format_time(parse_time("2023-09-14T08:04")->end()) == "2023-09-14T08:04:01");
}

TEST_CASE("a written time reads back for every day of four centuries") {
  for (std::int64_t day = -80'000; day < 80'000; day += 1) {
    const TimePoint time = from_unix(day * 86'400 + (day * 7919 % 86'400 + 86'400) % 86'400);
    const auto read = parse_time(format_time(time));
    REQUIRE(read.has_value());
    REQUIRE(read->start == time);
    REQUIRE(to_unix(read->start) == to_unix(time));
  }
}

TEST_CASE("people see minutes in UTC") {
  CHECK(format_minute(from_unix(0)) == "1970-01-01 00:00 UTC");
  CHECK(format_minute(parse_time("2023-09-14T08:04:51")->start) == "2023-09-14 08:04 UTC");
}

}  // namespace
}  // namespace audience
