// Numbers of things.
#include "base/counted.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace audience {
namespace {

TEST_CASE("thousands are parted by commas") {
  struct Row {
    std::int64_t value;
    const char* expected;
  };
  const Row rows[] = {{0, "0"},
                      {7, "7"},
                      {999, "999"},
                      {1000, "1,000"},
                      {719303, "719,303"},
                      {1000000, "1,000,000"},
                      {-999, "-999"},
                      {-1000, "-1,000"},
                      {std::numeric_limits<std::int64_t>::min(), "-9,223,372,036,854,775,808"}};
  for (const Row& row : rows) CHECK(with_commas(row.value) == row.expected);
}

TEST_CASE("one is one, and all other numbers are several") {
  CHECK(counted(std::int64_t{1}, "customer") == "1 customer");
  CHECK(counted(std::int64_t{0}, "customer") == "0 customers");
  CHECK(counted(std::size_t{2000}, "customer") == "2,000 customers");
  CHECK(counted(std::int64_t{1}, "copy", "copies") == "1 copy");
  CHECK(counted(std::int64_t{2}, "copy", "copies") == "2 copies");
}

}  // namespace
}  // namespace audience
