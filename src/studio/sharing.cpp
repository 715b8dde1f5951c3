// The database first, then folder by folder.
#include "studio/sharing.hpp"

#include <cerrno>

#include "base/file_lock.hpp"
#include "base/file_system.hpp"
#include "base/user_name.hpp"
#include "storage/sharing.hpp"
#include "studio/refresh.hpp"

namespace audience {
namespace {

constexpr std::chrono::milliseconds no_patience{0};

/// Made now, so that nobody meets one that is not yet for the group.
void make_lock(const std::filesystem::path& file, const FileAccess& access) {
  const FileLock made(file, no_patience, access.lock_mode());
  give_to_group(file, *access.group, access.lock_mode());
}

void share_links(const Spool& spool, const FileAccess& access) {
  give_to_group(spool.folder(), *access.group, access.folder_mode());
  spool.make();
  const int done = file_system().for_each_name(spool.folder().c_str(), [&](const char* name) {
    const std::string_view file = name;
    const bool is_lock = file.ends_with(".lock");
    if (file != "." && file != "..")
      give_to_group(spool.folder() / name, *access.group, is_lock ? access.lock_mode() : access.copy_mode());
  });
  if (done != 0) throw write_failure("read", spool.folder(), errno);
}

}  // namespace

std::string share_database(const StudioSettings& settings) {
  share_database_file(settings.database_file, settings.patience);
  const Studio studio(settings, Database::Mode::read_write);
  const FileAccess& access = studio.access();
  share_links(studio.spool(), access);
  const auto key = studio.keys().file();
  give_to_group(key, *access.group, access.key_mode());
  make_lock(key.string() + ".lock", access);
  make_lock(refresh_lock(studio), access);
  return group_label(*access.group);
}

}  // namespace audience
