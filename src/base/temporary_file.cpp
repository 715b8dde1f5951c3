// flock(2) as a sign of life.
#include "base/temporary_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace audience {

bool is_temporary_name(std::string_view name) {
  return name.starts_with(".audience-") && name.ends_with(".tmp");
}

bool is_abandoned(int folder, const char* name) {
  const int descriptor = ::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool free = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
  ::close(descriptor);
  return free;
}

void remove_abandoned(const std::filesystem::path& folder) {
  DIR* const open = ::opendir(folder.c_str());
  if (open == nullptr) return;
  while (const dirent* entry = ::readdir(open)) {
    if (is_temporary_name(entry->d_name) && is_abandoned(::dirfd(open), entry->d_name))
      ::unlinkat(::dirfd(open), entry->d_name, 0);
  }
  ::closedir(open);
}

}  // namespace audience
