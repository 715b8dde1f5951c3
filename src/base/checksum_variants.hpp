// The one checksum, computed by the instructions that a processor has.
#pragma once

#include <cstddef>
#include <cstdint>

namespace audience {

using ChecksumFunction = std::uint64_t (*)(const char* bytes, std::size_t size);

std::uint64_t checksum_anywhere(const char* bytes, std::size_t size);
/// Null where it was not compiled; only for processors that have AVX2.
extern const ChecksumFunction checksum_by_avx2;

}  // namespace audience
