// XXH3 with AVX2. No header of C++ with code of its own: what this file makes of it may stand for everyone's.
#include "base/checksum_variants.hpp"

#ifdef __AVX2__

#define XXH_INLINE_ALL
#define XXH_VECTOR XXH_AVX2
#include <xxhash.h>

namespace audience {
namespace {

std::uint64_t checksum(const char* bytes, std::size_t size) { return XXH3_64bits(bytes, size); }

}  // namespace

constexpr ChecksumFunction checksum_by_avx2 = checksum;

}  // namespace audience

#else

namespace audience {

constexpr ChecksumFunction checksum_by_avx2 = nullptr;

}  // namespace audience

#endif
