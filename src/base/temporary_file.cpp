// flock(2) as a sign of life.
#include "base/temporary_file.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <string>

#include "base/file_descriptor.hpp"
#include "base/file_system.hpp"

namespace audience {

namespace {
constexpr std::string_view journal = "-journal";
}  // namespace

bool is_temporary_name(std::string_view name) {
  if (name.ends_with(journal)) name.remove_suffix(journal.size());
  return name.starts_with(".audience-") && name.ends_with(".tmp");
}

bool is_abandoned(const std::filesystem::path& file) {
  FileSystem& files = file_system();
  if (const std::string path = file.string(); path.ends_with(journal)) {
    const std::string database = path.substr(0, path.size() - journal.size());
    struct stat info {};
    return (files.lstat(database.c_str(), info) != 0 && errno == ENOENT) || is_abandoned(database);
  }
  const FileDescriptor opened(files.open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0));
  return opened.get() >= 0 && files.flock(opened.get(), LOCK_EX | LOCK_NB) == 0;
}

void remove_abandoned(const std::filesystem::path& folder) {
  // A folder that cannot be read is one that cannot be tidied.
  file_system().for_each_name(folder.c_str(), [&](const char* name) {
    const auto file = folder / name;
    if (is_temporary_name(name) && is_abandoned(file)) file_system().unlink(file.c_str());
  });
}

}  // namespace audience
