// flock(2), asked again and again: it knows no time to wait.
#include "base/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "base/file_system.hpp"

namespace audience {

FileLock::FileLock(const std::filesystem::path& file, std::chrono::milliseconds patience, mode_t mode)
    : descriptor_(file_system().open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW, mode)) {
  if (descriptor_.get() < 0) {
    if (errno == ELOOP)
      throw Error(ErrorKind::database_unusable, file.string() + " is a symlink", "remove it");
    throw write_failure("make", file, errno);
  }
  // The umask may have closed it to the group; another's is as he made it.
  if (mode != 0600) file_system().fchmod(descriptor_.get(), mode);
  constexpr std::chrono::milliseconds longest_pause{20};
  constexpr std::chrono::hours longest_wait{24};
  const auto end =
      std::chrono::steady_clock::now() + std::min<std::chrono::milliseconds>(patience, longest_wait);
  while (!try_to_lock(file)) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return;
    std::this_thread::sleep_for(std::min(left, longest_pause));
  }
}

bool FileLock::try_to_lock(const std::filesystem::path& file) {
  while (!held_) {
    held_ = file_system().flock(descriptor_.get(), LOCK_EX | LOCK_NB) == 0;
    if (held_ || errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return false;
    throw write_failure("lock", file, errno);
  }
  return true;
}

}  // namespace audience
