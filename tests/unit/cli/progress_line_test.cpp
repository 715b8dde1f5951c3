// What a line of progress says, in the room that it has.
#include "cli/progress_line.hpp"

#include <doctest/doctest.h>

#include "base/utf8.hpp"

namespace audience {
namespace {

using std::chrono::milliseconds;

constexpr Progress reading_purchases{
    .work = Work::reading, .subject = "purchases.csv", .done = 5'800'000, .all = 10'000'000, .unit = "rows"};

TEST_CASE("progress says what is done, the share, the rate and the time left") {
  CHECK(progress_text(reading_purchases, milliseconds{3000}, 100) ==
        "reading purchases.csv  ███████████▌           58 %  5.8 of 10.0 M rows  1.9 M/s  3 s left");
}

TEST_CASE("what there is no room for is left out, the least needed first") {
  struct Row {
    std::size_t width;
    const char* expected;
  };
  const Row rows[] = {
      {80, "reading purchases.csv  ███████████▌           58 %  5.8 of 10.0 M rows  3 s left"},
      {79, "reading purchases.csv  ███████████▌           58 %  3 s left"},
      {50, "reading purchases.csv   58 %  3 s left"},
      {30, "reading purchases.csv   58 %"},
      {20, "reading"},
  };
  for (const Row& row : rows) {
    const std::string text = progress_text(reading_purchases, milliseconds{3000}, row.width);
    CHECK(text == row.expected);
    CHECK(display_width(text) <= row.width);
  }
}

TEST_CASE("progress of what nobody can measure says how long it takes") {
  CHECK(progress_text({.work = Work::rewriting, .subject = "shop.db"}, milliseconds{4200}, 79) ==
        "rewriting shop.db  4 s");
}

TEST_CASE("counts, rates and times are told in units that people read") {
  struct Row {
    Progress progress;
    milliseconds took;
    const char* expected;
  };
  const auto stored = [](std::int64_t done, std::int64_t all) {
    return Progress{.work = Work::storing, .subject = "x", .done = done, .all = all, .unit = "rows"};
  };
  const Row rows[] = {
      {stored(0, 719'303), milliseconds{900}, "storing x                          0 %  0 of 719,303 rows"},
      {stored(7'193, 719'303), milliseconds{100},
       "storing x  ▏                       0 %  7,193 of 719,303 rows"},
      {stored(71'930, 719'303), milliseconds{1000},
       "storing x  █▉                      9 %  71,930 of 719,303 rows  72 k/s  10 s left"},
      {stored(3, 12), milliseconds{600'000},
       "storing x  █████                  25 %  3 of 12 rows  30 min 1 s left"},
      {stored(1, 12), milliseconds{3'600'000},
       "storing x  █▋                      8 %  1 of 12 rows  11 h 0 min left"},
      {stored(13, 12), milliseconds{1000},
       "storing x  ████████████████████  100 %  12 of 12 rows  12/s  1 s left"},
  };
  for (const Row& row : rows) CHECK(progress_text(row.progress, row.took, 100) == row.expected);
}

TEST_CASE("names in a line of progress steer no terminal") {
  CHECK(progress_text({.work = Work::evaluating, .subject = "a\x1b[31mb\nc"}, milliseconds{0}, 79) ==
        "evaluating a?[31mb?c  0 s");
}

}  // namespace
}  // namespace audience
