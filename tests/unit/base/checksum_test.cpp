// One checksum, whichever instructions compute it.
#include "base/checksum.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/checksum_variants.hpp"

namespace audience {
namespace {

std::string bytes_of(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint64_t state = 0x9E3779B97F4A7C15U;
  for (char& byte : bytes) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    byte = static_cast<char>(state >> 56U);
  }
  return bytes;
}

bool has_avx2() {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}

}  // namespace

TEST_CASE("a checksum is XXH3's") {
  CHECK(checksum("") == 0x2D06800538D394C2U);
  CHECK(checksum("audience") == checksum_anywhere("audience", 8));
}

TEST_CASE("wide instructions give the checksum that is computed anywhere, at every length and alignment") {
  if (!has_avx2()) return;
  const bool is_compiled = checksum_by_avx2 != nullptr;
  REQUIRE(is_compiled);
  const std::string bytes = bytes_of((std::size_t{64} << 10U) + 64);
  std::size_t different = 0;
  const auto compare = [&](std::size_t from, std::size_t size) {
    const char* const first = bytes.data() + from;
    if (checksum_by_avx2(first, size) != checksum_anywhere(first, size)) ++different;
  };
  for (std::size_t size = 0; size <= 2'100; ++size) compare(size % 64, size);
  for (std::size_t from = 0; from < 64; ++from) compare(from, std::size_t{64} << 10U);
  CHECK(different == 0);
}

}  // namespace audience
