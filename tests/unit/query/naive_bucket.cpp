// MD5 as RFC 1321 writes it, bit by bit and apart from the engine's.
#include "naive_bucket.hpp"

#include <array>
#include <bit>
#include <cmath>

namespace audience::oracle {
namespace {

using State = std::array<std::uint32_t, 4>;

std::array<std::uint32_t, 64> sines() {
  std::array<std::uint32_t, 64> constants{};
  for (std::size_t i = 0; i < constants.size(); ++i) {
    constants[i] =
        static_cast<std::uint32_t>(std::floor(std::abs(std::sin(static_cast<double>(i + 1))) * 4294967296.0));
  }
  return constants;
}

void digest_block(State& state, const std::string& block) {
  static const std::array<std::array<int, 4>, 4> turns{
      {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
  static const std::array<std::uint32_t, 64> constants = sines();
  std::array<std::uint32_t, 16> words{};
  for (std::size_t i = 0; i < 64; ++i)
    words[i / 4] |= std::uint32_t{static_cast<unsigned char>(block[i])} << (i % 4 * 8);
  auto [a, b, c, d] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    std::uint32_t mixed = c ^ (b | ~d);
    std::size_t word = 7 * i % 16;
    if (i < 16) {
      mixed = (b & c) | (~b & d);
      word = i;
    } else if (i < 32) {
      mixed = (d & b) | (~d & c);
      word = (5 * i + 1) % 16;
    } else if (i < 48) {
      mixed = b ^ c ^ d;
      word = (3 * i + 5) % 16;
    }
    mixed += a + constants[i] + words[word];
    a = d;
    d = c;
    c = b;
    b += std::rotl(mixed, turns[i / 16][i % 4]);
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

State md5(std::string text) {
  const std::uint64_t bits = text.size() * 8;
  text += '\x80';
  while (text.size() % 64 != 56) text += '\0';
  for (unsigned i = 0; i < 8; ++i) text += static_cast<char>(bits >> (i * 8) & 255U);
  State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  for (std::size_t at = 0; at < text.size(); at += 64) digest_block(state, text.substr(at, 64));
  return state;
}

/// The byte at that place of a digest.
std::uint64_t byte_of(const State& digest, std::size_t place) {
  return digest[place / 4] >> (place % 4 * 8) & 255U;
}

}  // namespace

std::int64_t naive_part(const std::string& salt, const std::string& customer_id) {
  const State digest = md5(salt + ":" + customer_id);
  std::uint64_t part = 0;
  for (std::size_t place = 0; place < 6; ++place) part = part * 256 + byte_of(digest, place);
  return static_cast<std::int64_t>(part * 16 + byte_of(digest, 6) / 16);
}

}  // namespace audience::oracle
