// Raw deflate (RFC 1951) in blocks that can be made on several threads and joined, and the CRC that ZIP asks
// for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace audience {

/// Compresses blocks each for itself, at the fastest level: written one after another, and `deflate_end`
/// behind the last, they are one stream.
class Deflater {
 public:
  Deflater();
  [[nodiscard]] std::string compress(std::string_view bytes);

 private:
  std::string level_memory_;
  std::string out_;  ///< of one part: much larger than what comes of it
};

/// The empty last block of a stream.
std::string_view deflate_end();

/// CRC-32 of ISO 3309, as ZIP and gzip have it, carried on from the bytes before (0: none).
std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes);

}  // namespace audience
