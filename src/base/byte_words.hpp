// Bytes of a text looked at eight at a time.
#pragma once

#include <cstdint>
#include <cstring>

namespace audience {

template <typename Word = std::uint64_t>
Word word_at(const char* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

inline constexpr std::uint64_t low_bits = 0x0101'0101'0101'0101, high_bits = 0x8080'8080'8080'8080;

/// High bits set: none where no byte is zero; else the lowest of them is that of the first zero, in order of
/// addresses (Hacker's Delight, 6-1). Those above it may be wrong.
constexpr std::uint64_t zero_bytes(std::uint64_t word) { return (word - low_bits) & ~word & high_bits; }

/// The same for the bytes that are `wanted`.
constexpr std::uint64_t bytes_equal(std::uint64_t word, char wanted) {
  return zero_bytes(word ^ (low_bits * static_cast<unsigned char>(wanted)));
}

/// The same for the control characters below a space.
constexpr std::uint64_t control_bytes(std::uint64_t word) {
  return (word - low_bits * static_cast<unsigned char>(' ')) & ~word & high_bits;
}

}  // namespace audience
