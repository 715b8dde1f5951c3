// A buffered writer to a file descriptor that notices every failure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace audience {

/// Thrown when the reader of a pipe has gone: not a failure, the command ends quietly with 0.
struct ClosedPipe {};

/// Does not own the descriptor. Throws Error(write_failed) with the system's reason, or ClosedPipe.
class OutputStream {
 public:
  OutputStream(int descriptor, std::string name);
  void write(std::string_view bytes);
  void flush();  ///< must be called at the end: what is buffered is otherwise lost
  [[nodiscard]] std::uint64_t bytes_written() const { return written_ + buffer_.size(); }
  void keep_digest() { digest_.emplace(); }  ///< from here on
  /// For a file that fsync will follow: the disk begins with what is there while more is being written.
  void write_back_early() { writes_back_ = true; }
  /// Calls `follow` whenever some MiB more are in the file, which others may read.
  void follow_up(std::function<void()> follow) { follow_up_ = std::move(follow); }
  /// Bytes that came to the file's end past this stream: counted, and in no digest.
  void count_copied(std::uint64_t bytes);
  /// SHA-256 of all that was written since `keep_digest`, as hex digits. Flushes.
  [[nodiscard]] std::string sha256();

 private:
  void send(std::string_view bytes);
  void note_written(std::uint64_t bytes);
  int descriptor_;
  std::string name_;
  std::string buffer_;
  std::uint64_t written_ = 0;
  std::uint64_t begun_ = 0;  ///< of those, how many the disk was told to write, and followed up
  bool writes_back_ = false;
  std::function<void()> follow_up_;
  std::optional<Sha256> digest_;
};

}  // namespace audience
