// The steps by which the tool's own files come, change and go: the one way to them, so that a test can let
// any step fail.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "audience/error.hpp"

namespace audience {

/// Exports, rejects, the copies and the key of links, locks, and a database before SQLite has it. What users
/// give is read past it. A step is the system call of its name and answers as that does: -1, with errno,
/// where it failed. close(2) is no step: what has to last is synced before, and nobody can mend what it says.
class FileSystem {
 public:
  FileSystem() = default;
  virtual ~FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;

  virtual int open(const char* file, int flags, mode_t mode);  ///< with O_CLOEXEC
  virtual ssize_t pread(int descriptor, void* bytes, std::size_t count, off_t at);
  virtual ssize_t write(int descriptor, const void* bytes, std::size_t count);
  /// To where the other one stands; `at` moves by what was copied.
  virtual ssize_t copy_file_range(int from, off_t* at, int to, std::size_t count);
  virtual int fsync(int descriptor);
  virtual int syncfs(int descriptor);
  virtual int flock(int descriptor, int operation);
  virtual int fchmod(int descriptor, mode_t mode);
  virtual int set_mode(const char* path, mode_t mode);   ///< of the name itself: refuses a symlink
  virtual int set_group(const char* path, gid_t group);  ///< of the name itself, whatever it leads to
  virtual int fstat(int descriptor, struct stat& info);
  virtual int stat(const char* path, struct stat& info);
  virtual int lstat(const char* path, struct stat& info);
  /// What `struct statfs` calls f_type, of where the path lies.
  virtual int file_system_type(const char* path, std::uint32_t& type);
  virtual int rename(const char* from, const char* to);
  virtual int rename_to_free_name(const char* from, const char* to);  ///< EEXIST where there is one
  virtual int link(const char* from, const char* to);
  virtual int link_descriptor(int descriptor, const char* to);  ///< gives an unnamed file a name; needs /proc
  virtual int unlink(const char* path);                         ///< may be called by a signal handler
  virtual int mkdir(const char* folder, mode_t mode);
  virtual int rmdir(const char* folder);
  /// Every name in the folder, in no order, `.` and `..` too; -1 also where only some could be read.
  virtual int for_each_name(const char* folder, const std::function<void(const char* name)>& visit);
};

/// The one in force: the system's own, unless a test put another in its place.
FileSystem& file_system();

/// For tests, while no other thread uses files: `other` is in force from here on and must outlive that. The
/// one that was.
FileSystem& replace_file_system(FileSystem& other);

/// Error(write_failed) "cannot DOING PATH: what the system says of the errno".
Error write_failure(const std::string& doing, const std::filesystem::path& path, int fault);

/// Error(write_failed) of a file that has its name, in a folder that could not be synced.
Error entry_failure(const std::filesystem::path& file, int fault);

/// Where the file's name is entered; `.` for a bare name.
std::filesystem::path folder_of(const std::filesystem::path& file);

/// All of the bytes, or the fault: 0 or an errno. Waits where a pipe or terminal takes no more for now.
int write_all(int descriptor, std::string_view bytes);

/// What was made, renamed or removed in the folder is so after a power cut too. 0, or an errno. A folder that
/// may be written but not read cannot be opened: with `file`, an open one of it, its whole file system is
/// synced then.
int sync_folder(const std::filesystem::path& folder, int file = -1);

}  // namespace audience
