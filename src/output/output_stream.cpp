// Buffered writing with every error told.
#include "output/output_stream.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "audience/error.hpp"

namespace audience {
namespace {

constexpr std::size_t buffer_size = 1U << 16U;

/// False, with errno set, when the descriptor takes no more.
bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(descriptor, bytes.data(), bytes.size());
    if (done >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(done));
    } else if (errno == EAGAIN) {
      // Whoever shares the terminal or pipe may have made it non-blocking.
      pollfd ready{descriptor, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace

OutputStream::OutputStream(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)) {
  buffer_.reserve(buffer_size);
}

void OutputStream::write(std::string_view bytes) {
  while (buffer_.size() + bytes.size() >= buffer_size) {
    const std::size_t room = buffer_size - buffer_.size();
    buffer_ += bytes.substr(0, room);
    bytes.remove_prefix(room);
    flush();
  }
  buffer_ += bytes;
}

void OutputStream::flush() {
  const bool done = write_all(descriptor_, buffer_);
  const int fault = errno;
  const std::size_t size = buffer_.size();
  // Kept bytes would be written a second time by whoever flushes after a failure.
  buffer_.clear();
  if (done) {
    written_ += size;
    return;
  }
  if (fault == EPIPE) throw ClosedPipe{};
  throw Error(ErrorKind::write_failed, "cannot write " + name_ + ": " + std::strerror(fault));
}

}  // namespace audience
