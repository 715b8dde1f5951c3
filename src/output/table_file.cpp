// What gzip has around a deflate stream.
#include "output/table_file.hpp"

namespace audience {
namespace {

constexpr std::string_view gzip_head{"\x1f\x8b\x08\0\0\0\0\0\0\xff", 10};

std::string little_endian(std::uint32_t value) {
  std::string bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((value >> shift) & 0xFFU);
  return bytes;
}

}  // namespace

GzipFile::GzipFile(OutputStream& out, std::unique_ptr<RowFormat> format)
    : out_(out), format_(std::move(format)) {
  out_.write(gzip_head);
  const std::string head = format_->head();
  add(head, deflater_.compress(head));
}

void GzipFile::add(std::string_view bytes, std::string_view compressed) {
  crc_ = crc32_of(crc_, bytes);
  size_ += static_cast<std::uint32_t>(bytes.size());
  out_.write(compressed);
}

void GzipFile::finish() {
  const std::string tail = format_->tail();
  add(tail, deflater_.compress(tail));
  out_.write(deflate_end());
  out_.write(little_endian(crc_));
  out_.write(little_endian(size_));
}

}  // namespace audience
