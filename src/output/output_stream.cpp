// Buffered writing with every error told.
#include "output/output_stream.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "audience/error.hpp"

namespace audience {
namespace {

constexpr std::size_t buffer_size = 1U << 16U;

}  // namespace

OutputStream::OutputStream(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}

void OutputStream::write(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() >= buffer_size) flush();
}

void OutputStream::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t done = ::write(descriptor_, rest.data(), rest.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) {
      const int fault = errno;
      buffer_.clear();
      if (fault == EPIPE) throw ClosedPipe{};
      throw Error(ErrorKind::write_failed, "cannot write " + name_ + ": " + std::strerror(fault));
    }
    rest.remove_prefix(static_cast<std::size_t>(done));
  }
  written_ += buffer_.size();
  buffer_.clear();
}

}  // namespace audience
