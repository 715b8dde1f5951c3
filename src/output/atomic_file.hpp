// A file that appears under its name whole, or not at all.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/file_descriptor.hpp"
#include "output/output_stream.hpp"

namespace audience {

/// Removes the hidden name of the file now being written, if it has one. Safe to call from a signal handler.
void remove_temporary_on_signal() noexcept;

/// Opens an unnamed file in the target's folder (O_TMPFILE; where the file system has none, a hidden name
/// that is removed again), of its mode whatever the umask, and holds a lock on it (flock) as long as this
/// lives. Nothing of it is left unless `commit` returned, even after kill -9; but where it replaced another
/// and only the folder could not be synced, it stays, whole.
class AtomicFile {
 public:
  enum class Existing { refuse, replace };
  /// `by_path`: for writers that open it themselves, by `path()`. `by_name`: for those that do so under a
  /// name, which it has from the beginning.
  enum class Writing { by_stream, by_path, by_name };
  /// Throws at once: Error(conflict) if the target exists and is to be refused, or is a device, symlink or
  /// folder; Error(not_found) if its folder is missing; Error(write_failed) if the folder cannot be written.
  AtomicFile(std::filesystem::path target, Existing existing, mode_t mode = 0600,
             Writing writing = Writing::by_stream);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  [[nodiscard]] OutputStream& stream() { return *stream_; }
  /// Until `commit`; empty while it has no name.
  [[nodiscard]] const std::filesystem::path& hidden_name() const { return temporary_; }
  /// Until `commit`: the hidden name, or that of its open descriptor (`/proc/self/fd/5`).
  [[nodiscard]] std::filesystem::path path() const;
  /// Takes what another file has gained since the last time, by the system's fastest way.
  void fill_from(AtomicFile& other);
  /// Flush, fsync, name, fsync of the folder. Error(conflict) if a file of that name came into being
  /// meanwhile and is to be refused.
  void commit();
  /// After a commit that threw: the file has replaced another all the same, and only a power cut may undo it.
  [[nodiscard]] bool stands() const { return stands_; }
  /// After a commit: the name is gone again, if it was free before. A file that was replaced cannot come
  /// back, and this one stays in its place.
  void withdraw() noexcept;

 private:
  std::filesystem::path target_;
  Existing existing_;
  FileDescriptor descriptor_;
  std::filesystem::path temporary_;  ///< empty while unnamed
  std::unique_ptr<OutputStream> stream_;
  Writing writing_;
  off_t filled_ = 0;  ///< of the other file
  bool stands_ = false;
};

}  // namespace audience
