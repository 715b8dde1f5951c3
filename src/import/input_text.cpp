// Mapping, reading and inflating.
#include "import/input_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>

#include "audience/error.hpp"

namespace audience {
namespace {

[[noreturn]] void cannot_read(const std::string& file) {
  throw Error(ErrorKind::not_found, fmt::format("cannot read {}: {}", file, std::strerror(errno)));
}

std::string read_all(int descriptor, const std::string& file) {
  std::string text;
  std::string block(1U << 20U, '\0');
  for (;;) {
    const ssize_t got = ::read(descriptor, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) cannot_read(file);
    if (got == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
}

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

std::string inflate_all(std::string_view bytes, const std::string& file) {
  z_stream stream{};
  constexpr int gzip_only = 16 + MAX_WBITS;
  if (::inflateInit2(&stream, gzip_only) != Z_OK) throw Error(ErrorKind::unexpected, "zlib cannot start");
  std::string text;
  std::string block(1U << 20U, '\0');
  std::size_t at = 0;
  int state = Z_OK;
  while (at < bytes.size() || state == Z_OK) {
    // zlib counts in 32 bits: large inputs go in by the gigabyte.
    const std::size_t size = std::min<std::size_t>(bytes.size() - at, 1U << 30U);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + at));
    stream.avail_in = static_cast<uInt>(size);
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    state = ::inflate(&stream, Z_NO_FLUSH);
    at += size - stream.avail_in;
    text.append(block.data(), block.size() - stream.avail_out);
    if (state == Z_STREAM_END && at < bytes.size()) {
      if (!is_gzip(bytes.substr(at))) break;  // padding after the last member
      ::inflateReset(&stream);
      state = Z_OK;
    } else if (state == Z_STREAM_END) {
      break;
    } else if (state != Z_OK) {
      ::inflateEnd(&stream);
      throw Error(ErrorKind::invalid_input, fmt::format("{} is a damaged or cut off gzip file", file),
                  "fetch it again");
    }
  }
  ::inflateEnd(&stream);
  return text;
}

}  // namespace

void InputText::map(int descriptor, std::size_t size) {
  mapping_ = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapping_ == MAP_FAILED) {
    mapping_ = nullptr;
    return;
  }
  mapped_ = size;
  ::madvise(mapping_, size, MADV_SEQUENTIAL);
  text_ = {static_cast<const char*>(mapping_), size};
}

InputText::InputText(const std::string& file) {
  const int descriptor = file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) cannot_read(file);
  struct stat info {};
  if (file != "-" && ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
    map(descriptor, static_cast<std::size_t>(info.st_size));
  }
  if (mapping_ == nullptr) {
    held_ = read_all(descriptor, file);
    text_ = held_;
  }
  if (file != "-") ::close(descriptor);
  if (is_gzip(text_)) {
    held_ = inflate_all(text_, file);
    text_ = held_;
  }
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

InputText::~InputText() {
  if (mapping_ != nullptr) ::munmap(mapping_, mapped_);
}

}  // namespace audience
