// Owners, groups and modes held against what they should be.
#include "base/file_access.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "audience/error.hpp"
#include "base/user_name.hpp"
#include "base/wording.hpp"

namespace audience {

void FileAccess::check(const std::filesystem::path& path, const struct stat& info, mode_t mode) const {
  if (group) {
    const mode_t found = info.st_mode & mode_t{07777};
    if (info.st_gid == *group && found == mode) return;
    throw Error(
        ErrorKind::database_unusable,
        fmt::format("the group {} shares the database, but {} is of the group {} with mode {:04o}, not "
                    "{:04o}",
                    group_label(*group), path.string(), group_label(info.st_gid), found, mode),
        {Remedy::share_database, {database.string()}});
  }
  if (info.st_uid == 0 || info.st_uid == ::geteuid() || info.st_uid == owner) return;
  throw Error(ErrorKind::database_unusable,
              fmt::format("{} belongs to {}, who is not the database's owner", path.string(),
                          user_label(info.st_uid)),
              fmt::format("find out how it came there; then root can make it yours: `chown {} {}`",
                          user_label(::geteuid()), shell_word(path.string())));
}

FileAccess own_access() { return {.owner = ::geteuid()}; }

}  // namespace audience
