// A block of deflate with codes of its own (RFC 1951, 3.2.7), out of bytes and copies that somebody else
// found.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace audience {

/// Takes what a stream repeats and what is new in it, in order, and writes it in the fewest bits that codes
/// for single symbols need. One object may write many blocks, one after another.
class DeflateBlock {
 public:
  void byte(char value) { tokens_.push_back(static_cast<unsigned char>(value)); }
  /// `length` bytes, 3 or more, from `distance` bytes before, 1 to 32,768.
  void copy(std::size_t length, std::size_t distance);
  /// The block, not the last of its stream, up to a whole byte (an empty stored block ends it).
  std::string take();

 private:
  std::vector<std::uint32_t>
      tokens_;  ///< bytes; copies: the highest bit, length - 3, 15 bits of distance - 1
  std::string out_;
};

}  // namespace audience
