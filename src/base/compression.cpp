// zlib, a block at a time.
#include "base/compression.hpp"

#include <zlib.h>

#include <cstdint>
#include <new>

namespace audience {
namespace {

constexpr std::size_t size_bytes = 8;

}  // namespace

std::string compress(std::string_view bytes) {
  uLongf length = ::compressBound(bytes.size());
  std::string compressed(size_bytes + length, '\0');
  for (std::size_t i = 0; i < size_bytes; ++i)
    compressed[i] = static_cast<char>(static_cast<std::uint64_t>(bytes.size()) >> (8 * i));
  const int state = ::compress2(reinterpret_cast<Bytef*>(compressed.data() + size_bytes), &length,
                                reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_SPEED);
  if (state != Z_OK) throw std::bad_alloc();
  compressed.resize(size_bytes + length);
  return compressed;
}

std::optional<std::string> decompress(std::string_view compressed) {
  constexpr std::uint64_t most_in_one = 1032;  // of deflate, https://zlib.net/zlib_tech.html
  if (compressed.size() < size_bytes) return std::nullopt;
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < size_bytes; ++i)
    size |= static_cast<std::uint64_t>(static_cast<unsigned char>(compressed[i])) << (8 * i);
  if (size > compressed.size() * most_in_one) return std::nullopt;
  std::string bytes(size, '\0');
  uLongf length = size;
  const int state = ::uncompress(reinterpret_cast<Bytef*>(bytes.data()), &length,
                                 reinterpret_cast<const Bytef*>(compressed.data() + size_bytes),
                                 compressed.size() - size_bytes);
  if (state != Z_OK || length != size) return std::nullopt;
  return bytes;
}

}  // namespace audience
