// Buffered writing with every error told.
#include "output/output_stream.hpp"

#include <fcntl.h>
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
  if (buffer_.size() + bytes.size() >= buffer_size) flush();
  if (bytes.size() >= buffer_size) {
    send(bytes);
  } else {
    buffer_ += bytes;
  }
}

void OutputStream::flush() {
  // Kept bytes would be written a second time by whoever flushes after a failure.
  const std::string bytes = std::exchange(buffer_, {});
  buffer_.reserve(buffer_size);
  send(bytes);
}

void OutputStream::send(std::string_view bytes) {
  if (write_all(descriptor_, bytes)) {
    written_ += bytes.size();
    if (digest_) digest_->update(bytes);
    begin_write_back();
    return;
  }
  const int fault = errno;
  if (fault == EPIPE) throw ClosedPipe{};
  throw Error(ErrorKind::write_failed, "cannot write " + name_ + ": " + std::strerror(fault));
}

void OutputStream::begin_write_back() {
  constexpr std::uint64_t portion = std::uint64_t{8} << 20U;
  if (!writes_back_ || written_ - begun_ < portion) return;
  // Only a hint: where the file system knows it not, fsync has all to do.
  ::sync_file_range(descriptor_, static_cast<off_t>(begun_), static_cast<off_t>(written_ - begun_),
                    SYNC_FILE_RANGE_WRITE);
  begun_ = written_;
}

std::string OutputStream::sha256() {
  flush();
  return to_hex(digest_->finish());
}

}  // namespace audience
