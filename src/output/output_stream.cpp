// Buffered writing with every error told.
#include "output/output_stream.hpp"

#include <fcntl.h>

#include <cerrno>
#include <utility>

#include "base/file_system.hpp"

namespace audience {
namespace {

constexpr std::size_t buffer_size = 1U << 16U;

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
  const int fault = write_all(descriptor_, bytes);
  if (fault == EPIPE) throw ClosedPipe{};
  if (fault != 0) throw write_failure("write", name_, fault);
  if (digest_) digest_->update(bytes);
  note_written(bytes.size());
}

void OutputStream::count_copied(std::uint64_t bytes) { note_written(bytes); }

void OutputStream::note_written(std::uint64_t bytes) {
  constexpr std::uint64_t portion = std::uint64_t{8} << 20U;
  written_ += bytes;
  if (written_ - begun_ < portion) return;
  // Only a hint: where the file system knows it not, fsync has all to do.
  if (writes_back_)
    ::sync_file_range(descriptor_, static_cast<off_t>(begun_), static_cast<off_t>(written_ - begun_),
                      SYNC_FILE_RANGE_WRITE);
  begun_ = written_;
  if (follow_up_) follow_up_();
}

std::string OutputStream::sha256() {
  flush();
  return to_hex(digest_->finish());
}

}  // namespace audience
