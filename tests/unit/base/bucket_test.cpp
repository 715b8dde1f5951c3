#include "base/bucket.hpp"

#include <doctest/doctest.h>

#include <compare>
#include <string>

using namespace audience;

namespace {

constexpr std::uint64_t parts = std::uint64_t{1} << 52U;

Decimal number(const char* text) { return Decimal::parse(text).value(); }

}  // namespace

TEST_CASE("a part is the first 13 hex digits that Python's hashlib.md5 gives") {
  CHECK(bucket_part("autumn", "17850") == 0x3c9d4b7446332);
  CHECK(bucket_part("autumn", "") == 0x4ccc3b8e35521);
  CHECK(bucket_part("a:b", "c") == 0x02cc8f08398a4);
  CHECK(bucket_part("žuto", "Ünal") == 0x8171faa727d1e);
  CHECK(bucket_part(std::string(80, 's'), std::string(80, 'k')) == 0xd94bbb7f3ec0b);
}

TEST_CASE("a part beside a bound is told from it, however little is between them") {
  // 10 lies between 2^52 / 10 cut and the part after it.
  CHECK(std::is_lt(compare(bucket_of(parts / 10), number("10"))));
  CHECK(std::is_gt(compare(bucket_of(parts / 10 + 1), number("10"))));
  CHECK(std::is_eq(compare(bucket_of(parts / 4), number("25"))));
  CHECK(std::is_lt(compare(bucket_of(parts - 1), number("100"))));
  CHECK(std::is_lt(compare(bucket_of(parts - 1), number("99.9999999999999999"))));
  CHECK(std::is_gt(compare(bucket_of(parts - 1), number("99.9999999999999777"))));
  CHECK(std::is_eq(compare(bucket_of(0), number("0"))));
  CHECK(std::is_gt(compare(bucket_of(1), number("1e-300"))));
  CHECK(to_text(bucket_of(0x3c9d4b7446332)) == "23.677512…");
}
