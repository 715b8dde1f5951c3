// SQLite's own VFS but for two steps, which would look behind the link.
#include "storage/unnamed_file.hpp"

#include <fcntl.h>
#include <sqlite3.h>

#include <string_view>

#include "base/descriptor_path.hpp"

namespace audience {
namespace {

using Open = int (*)(const char*, int, int);
Open open_of_sqlite = nullptr;

bool is_descriptor(const char* name) { return std::string_view(name).starts_with(descriptor_folder); }

int open_file(const char* name, int flags, int mode) {
  return open_of_sqlite(name, is_descriptor(name) ? flags & ~O_NOFOLLOW : flags, mode);
}

int keep_name(sqlite3_vfs* /*vfs*/, const char* name, int size, char* full) {
  const std::string_view text = name;
  if (text.size() >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  full[text.copy(full, text.size())] = '\0';
  return SQLITE_OK;
}

const char* register_vfs() {
  static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
  vfs.zName = "audience-unnamed";
  vfs.pNext = nullptr;
  vfs.xFullPathname = keep_name;
  open_of_sqlite = reinterpret_cast<Open>(vfs.xGetSystemCall(&vfs, "open"));
  vfs.xSetSystemCall(&vfs, "open", reinterpret_cast<sqlite3_syscall_ptr>(open_file));
  sqlite3_vfs_register(&vfs, 0);
  return vfs.zName;
}

}  // namespace

const char* vfs_for(const std::filesystem::path& file) {
  if (!is_descriptor(file.c_str())) return nullptr;
  static const char* const name = register_vfs();
  return name;
}

}  // namespace audience
