// flock(2).
#include "base/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "base/file_system.hpp"

namespace audience {

FileLock::FileLock(const std::filesystem::path& file, Patience patience)
    : descriptor_(file_system().open(file.c_str(), O_RDWR | O_CREAT, 0600)) {
  if (descriptor_.get() < 0) throw write_failure("make", file, errno);
  const int operation = patience == Patience::none ? LOCK_EX | LOCK_NB : LOCK_EX;
  while (!held_) {
    held_ = file_system().flock(descriptor_.get(), operation) == 0;
    if (held_ || errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return;
    throw write_failure("lock", file, errno);
  }
}

}  // namespace audience
