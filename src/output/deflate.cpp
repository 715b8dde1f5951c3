// Intel's ISA-L.
#include "output/deflate.hpp"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>

#include "audience/error.hpp"

namespace audience {

Deflater::Deflater() : level_memory_(ISAL_DEF_LVL1_LARGE, '\0') {}

std::string Deflater::compress(std::string_view bytes) {
  std::string out;
  // The library counts in 32 bits.
  constexpr std::size_t most = std::size_t{1} << 30U;
  for (std::size_t at = 0; at < bytes.size(); at += most) {
    const std::string_view part = bytes.substr(at, most);
    isal_zstream stream{};
    ::isal_deflate_stateless_init(&stream);
    stream.level = 1;
    stream.level_buf = reinterpret_cast<std::uint8_t*>(level_memory_.data());
    stream.level_buf_size = static_cast<std::uint32_t>(level_memory_.size());
    stream.flush = FULL_FLUSH;
    stream.end_of_stream = 0;
    stream.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(part.data()));
    stream.avail_in = static_cast<std::uint32_t>(part.size());
    // Bytes that do not shrink are stored, 5 more for each 65,535; some blocks end in alignment.
    const std::size_t room = part.size() + part.size() / 1024 + 1024;
    if (out_.size() < room) out_.resize(room);
    stream.next_out = reinterpret_cast<std::uint8_t*>(out_.data());
    stream.avail_out = static_cast<std::uint32_t>(room);
    if (::isal_deflate_stateless(&stream) != COMP_OK || stream.avail_in != 0)
      throw Error(ErrorKind::unexpected, "a block could not be compressed");
    out.append(out_, 0, stream.total_out);
  }
  return out;
}

std::string_view deflate_end() { return {"\x03\x00", 2}; }

std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes) {
  return ::crc32_gzip_refl(before, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

}  // namespace audience
