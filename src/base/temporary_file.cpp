// flock(2) as a sign of life.
#include "base/temporary_file.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <array>
#include <cerrno>
#include <string>

#include "base/file_descriptor.hpp"
#include "base/file_system.hpp"

namespace audience {

namespace {
/// What SQLite puts behind the name of a database.
constexpr std::array<std::string_view, 3> endings{"-journal", "-wal", "-shm"};

/// Without such an ending; the same where there is none.
std::string_view database_of(std::string_view name) {
  for (const std::string_view ending : endings) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}
}  // namespace

bool is_temporary_name(std::string_view name) {
  name = database_of(name);
  return name.starts_with(".audience-") && name.ends_with(".tmp");
}

WriterState writer_of(const std::filesystem::path& file) {
  FileSystem& files = file_system();
  const std::string path = file.string();
  if (const std::string database(database_of(path)); database != path) {
    struct stat info {};
    if (files.lstat(database.c_str(), info) != 0 && errno == ENOENT) return WriterState::dead;
    return writer_of(database);
  }
  const FileDescriptor opened(files.open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0));
  if (opened.get() < 0) return WriterState::unknown;
  if (files.flock(opened.get(), LOCK_EX | LOCK_NB) == 0) return WriterState::dead;
  return errno == EWOULDBLOCK ? WriterState::alive : WriterState::unknown;
}

void remove_beside(const std::filesystem::path& temporary) {
  for (const std::string_view ending : endings)
    file_system().unlink((temporary.string() + std::string(ending)).c_str());
}

void remove_abandoned(const std::filesystem::path& folder) {
  // A folder that cannot be read is one that cannot be tidied.
  file_system().for_each_name(folder.c_str(), [&](const char* name) {
    const auto file = folder / name;
    if (is_temporary_name(name) && writer_of(file) == WriterState::dead) file_system().unlink(file.c_str());
  });
}

}  // namespace audience
