// Local times and moments of zones, against instants worked out by hand and against the C library.
#include "base/time_zone.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "audience/error.hpp"
#include "base/clock_rule.hpp"

namespace audience {
namespace {

using Kind = LocalMoment::Kind;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TimePoint utc(const char* text) { return parse_time(text)->start; }
LocalTime local(const char* text) { return LocalTime{utc(text).time_since_epoch()}; }

/// An environment variable, as it was again behind the case.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Variable() {
    if (before_) {
      set(*before_);
    } else {
      ::unsetenv(name_);
    }
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  void set(const std::string& value) const { ::setenv(name_, value.c_str(), 1); }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

const char* const zones[] = {
    "Europe/Belgrade", "America/New_York",    "Europe/Dublin",  "Africa/Casablanca", "Asia/Gaza",
    "America/Nuuk",    "Australia/Lord_Howe", "Pacific/Apia",   "Pacific/Chatham",   "America/Sao_Paulo",
    "Asia/Kathmandu",  "Asia/Beirut",         "America/Havana", "Antarctica/Troll",  "Etc/GMT+12",
    "EST5EDT",         "Atlantic/Azores",     "Africa/Monrovia"};

TEST_CASE("a local time is one moment, two, or none") {
  struct Row {
    const char* zone;
    const char* local;
    Kind kind;
    const char* first;
    const char* second;
  };
  const Row rows[] = {
      {"Europe/Belgrade", "2023-12-31T12:00", Kind::unique, "2023-12-31T11:00:00", "2023-12-31T11:00:00"},
      {"Europe/Belgrade", "2024-03-31T01:59:59", Kind::unique, "2024-03-31T00:59:59", "2024-03-31T00:59:59"},
      {"Europe/Belgrade", "2024-03-31T02:00", Kind::nonexistent, "2024-03-31T01:00:00",
       "2024-03-31T01:00:00"},
      {"Europe/Belgrade", "2024-03-31T02:59:59", Kind::nonexistent, "2024-03-31T01:00:00",
       "2024-03-31T01:00:00"},
      {"Europe/Belgrade", "2024-03-31T03:00", Kind::unique, "2024-03-31T01:00:00", "2024-03-31T01:00:00"},
      {"Europe/Belgrade", "2024-10-27T01:59:59", Kind::unique, "2024-10-26T23:59:59", "2024-10-26T23:59:59"},
      {"Europe/Belgrade", "2024-10-27T02:00", Kind::ambiguous, "2024-10-27T00:00:00", "2024-10-27T01:00:00"},
      {"Europe/Belgrade", "2024-10-27T02:59:59", Kind::ambiguous, "2024-10-27T00:59:59",
       "2024-10-27T01:59:59"},
      {"Europe/Belgrade", "2024-10-27T03:00", Kind::unique, "2024-10-27T02:00:00", "2024-10-27T02:00:00"},
      {"Europe/Belgrade", "2060-07-01T12:00", Kind::unique, "2060-07-01T10:00:00", "2060-07-01T10:00:00"},
      {"Europe/Belgrade", "9999-12-31T12:00", Kind::unique, "9999-12-31T11:00:00", "9999-12-31T11:00:00"},
      {"America/New_York", "2023-03-12T02:30", Kind::nonexistent, "2023-03-12T07:00:00",
       "2023-03-12T07:00:00"},
      {"America/New_York", "2023-11-05T01:30", Kind::ambiguous, "2023-11-05T05:30:00", "2023-11-05T06:30:00"},
      {"America/New_York", "2500-03-14T02:30", Kind::nonexistent, "2500-03-14T07:00:00",
       "2500-03-14T07:00:00"},
      {"Australia/Lord_Howe", "2024-04-07T01:45", Kind::ambiguous, "2024-04-06T14:45:00",
       "2024-04-06T15:15:00"},
      {"Asia/Kathmandu", "2023-01-01T05:45", Kind::unique, "2023-01-01T00:00:00", "2023-01-01T00:00:00"},
      {"Pacific/Apia", "2011-12-30T12:00", Kind::nonexistent, "2011-12-30T10:00:00", "2011-12-30T10:00:00"},
      {"UTC", "2023-01-01T05:45", Kind::unique, "2023-01-01T05:45:00", "2023-01-01T05:45:00"}};
  for (const Row& row : rows) {
    CAPTURE(row.zone);
    CAPTURE(row.local);
    const LocalMoment found = TimeZone::find(row.zone)->moment(local(row.local));
    CHECK(found.kind == row.kind);
    CHECK(format_time(found.first) == row.first);
    CHECK(format_time(found.second) == row.second);
  }
}

TEST_CASE("a day begins at its first moment, also where midnight never comes or comes twice") {
  const auto start = [](const char* zone, const char* day) {
    const auto found = TimeZone::find(zone);
    return format_time(found->start_of_day(std::chrono::floor<days>(local(day))));
  };
  CHECK(start("Europe/Belgrade", "2024-03-31") == "2024-03-30T23:00:00");
  CHECK(start("Europe/Belgrade", "2024-04-01") == "2024-03-31T22:00:00");
  CHECK(start("America/Sao_Paulo", "2018-11-04") == "2018-11-04T03:00:00");  // 00:00 to 01:00 is left out
  CHECK(start("America/Havana", "2023-11-05") == "2023-11-05T04:00:00");     // back from 01:00 to 00:00
  const auto zone = TimeZone::find("Europe/Belgrade");
  CHECK(zone->local_day(utc("2023-12-31T22:59:59")) == std::chrono::floor<days>(local("2023-12-31")));
  CHECK(zone->local_day(utc("2023-12-31T23:00")) == std::chrono::floor<days>(local("2024-01-01")));
}

TEST_CASE("zones show the time that the C library shows, and lead back to the moment") {
  const Variable name("TZ", "");
  for (const char* zone : zones) {
    CAPTURE(zone);
    name.set(std::string(":") + zone);
    ::tzset();
    const auto found = TimeZone::find(zone);
    REQUIRE(found);
    for (TimePoint moment = utc("1902-01-01"); moment < utc("2900-01-01");
         moment += moment < utc("2040-01-01") ? hours{131} : hours{9973}) {
      const std::time_t unix_time = to_unix(moment);
      std::tm shown{};
      REQUIRE(::localtime_r(&unix_time, &shown) != nullptr);
      const LocalTime there = found->local_time(moment);
      if (there.time_since_epoch() != moment.time_since_epoch() + seconds{shown.tm_gmtoff})
        FAIL_CHECK(format_time(moment));
      const LocalMoment back = found->moment(there);
      if (back.kind == Kind::nonexistent || (back.first != moment && back.second != moment))
        FAIL_CHECK(format_time(moment));
    }
  }
  name.set("UTC");
  ::tzset();
}

TEST_CASE("times are of one kind between two changes of the clock, and of another around each") {
  for (const char* zone : zones) {
    CAPTURE(zone);
    const auto found = TimeZone::find(zone);
    for (TimePoint moment = utc("1990-01-01"); moment < utc("2045-01-01"); moment += days{1}) {
      const auto offset = [&](TimePoint time) {
        return found->local_time(time).time_since_epoch() - time.time_since_epoch();
      };
      const auto before = offset(moment), after = offset(moment + days{1});
      if (before == after) continue;
      TimePoint low = moment, high = moment + days{1};
      while (high - low > seconds{1}) {
        const TimePoint middle = low + (high - low) / 2;
        (offset(middle) == before ? low : high) = middle;
      }
      CAPTURE(format_time(high));
      const LocalTime edge{high.time_since_epoch() + std::min(before, after)};
      const LocalTime end{high.time_since_epoch() + std::max(before, after)};
      const Kind between = before < after ? Kind::nonexistent : Kind::ambiguous;
      CHECK(found->moment(edge - seconds{1}).kind == Kind::unique);
      CHECK(found->moment(edge).kind == between);
      CHECK(found->moment(end - seconds{1}).kind == between);
      CHECK(found->moment(end).kind == Kind::unique);
    }
  }
}

TEST_CASE("rules for years to come are read as POSIX and RFC 8536 have them") {
  const auto both = [](const char* text, int year) {
    const auto rule = ClockRule::parse(text);
    REQUIRE(rule);
    REQUIRE(rule->changes);
    const auto at = [&](std::size_t i) {
      return format_time(TimePoint{(*rule->changes)[i].in(std::chrono::year{year}).time_since_epoch()});
    };
    return at(0) + " " + at(1);
  };
  CHECK(both("CET-1CEST,M3.5.0,M10.5.0/3", 2024) == "2024-03-31T02:00:00 2024-10-27T03:00:00");
  CHECK(both("EST5EDT,M3.2.0,M11.1.0", 2023) == "2023-03-12T02:00:00 2023-11-05T02:00:00");
  CHECK(both("EET-2EEST,M3.4.4/50,M10.4.4/50", 2024) == "2024-03-30T02:00:00 2024-10-26T02:00:00");
  CHECK(both("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2024) == "2024-03-30T23:00:00 2024-10-27T00:00:00");
  CHECK(both("X3Y,J60,59/1:30:15", 2024) == "2024-03-01T02:00:00 2024-02-29T01:30:15");
  CHECK(both("X3Y,J59,J365", 2024) == "2024-02-28T02:00:00 2024-12-31T02:00:00");
  CHECK(ClockRule::parse("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")->summer == hours{11});
  CHECK(ClockRule::parse("IST-1GMT0,M10.5.0,M3.5.0/1")->summer == hours{0});
  CHECK(ClockRule::parse("<+0545>-5:45")->standard == hours{5} + minutes{45});
  CHECK_FALSE(ClockRule::parse("<+0545>-5:45")->changes);
  for (const char* wrong : {"", "1", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.1.0,M10.5.0",
                            "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J1",
                            "CET-1CEST,366,1", "CET-168", "CET-1x1,M3.5.0,M10.5.0 "}) {
    CAPTURE(wrong);
    CHECK_FALSE(ClockRule::parse(wrong));
  }
}

TEST_CASE("a name that is no zone is told with the one that is meant") {
  for (const char* wrong : {"", "Belgrade", "europe/belgrade", "Europe", "Europe/", "/etc/passwd", "../x",
                            "Europe/../Europe/Paris", "right/UTC", "tzdata.zi", "zone.tab", "CEST"}) {
    CAPTURE(wrong);
    CHECK(TimeZone::find(wrong) == nullptr);
  }
  CHECK(TimeZone::did_you_mean("Europe/Belgrad") == "; did you mean \"Europe/Belgrade\"?");
  CHECK(TimeZone::did_you_mean("europe/belgrade") == "; did you mean \"Europe/Belgrade\"?");
  CHECK(TimeZone::did_you_mean("Belgrade") == "; did you mean \"Europe/Belgrade\"?");
  CHECK(TimeZone::did_you_mean("new york") == "; did you mean \"America/New_York\"?");
  CHECK(TimeZone::did_you_mean("Xyzzyx/Qwertyuiop").empty());
}

TEST_CASE("a system without zones, and a damaged file, are told") {
  const auto folder = std::filesystem::temp_directory_path() / "audience_zones_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "Etc");
  const Variable used("TZDIR", folder.string());
  CHECK_THROWS_AS(TimeZone::find("Europe/Belgrade"), Error);
  CHECK(TimeZone::find("UTC")->name() == "UTC");
  std::ofstream(folder / "Etc" / "UTC");

  std::ifstream real("/usr/share/zoneinfo/Europe/Belgrade", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(real), {}};
  REQUIRE(bytes.size() > 1000);
  const auto write = [&](const std::string& text) {
    std::ofstream(folder / "Cut", std::ios::binary | std::ios::trunc) << text;
  };
  write(bytes);
  CHECK(TimeZone::find("Cut")->moment(local("2024-07-01")).first == utc("2024-06-30T22:00"));
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    CAPTURE(size);
    write(bytes.substr(0, size));
    CHECK_THROWS_AS(TimeZone::find("Cut"), Error);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace audience
