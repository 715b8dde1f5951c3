// Copies told by their names.
#include "link/spool.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <functional>
#include <utility>

#include "audience/error.hpp"
#include "base/file_system.hpp"
#include "base/secret.hpp"
#include "base/temporary_file.hpp"

namespace audience {
namespace {

constexpr std::size_t id_digits = 32;

bool is_format(std::string_view text) {
  return !text.empty() && text.size() <= 8 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
}

/// Nothing for the name of any other file.
std::optional<Copy> read_name(std::string_view name) {
  if (name.size() < id_digits + 1 || name[id_digits] != '-') return std::nullopt;
  Copy copy;
  copy.export_id = name.substr(0, id_digits);
  const char* const end = name.data() + name.size();
  std::int64_t expires = 0;
  const auto [dot, fault] = std::from_chars(name.data() + id_digits + 1, end, expires);
  if (from_hex(copy.export_id).empty() || fault != std::errc{} || dot == end || *dot != '.')
    return std::nullopt;
  copy.expires_at = from_unix(expires);
  copy.format = std::string(dot + 1, end);
  if (!is_format(copy.format)) return std::nullopt;
  return copy;
}

Error unreadable(const std::filesystem::path& path, int fault) {
  return {ErrorKind::database_unusable,
          fmt::format("cannot read {}: {}", path.string(), std::strerror(fault))};
}

/// Throws where the folder is there and cannot be read: what lies in it would be taken for gone.
void for_each_copy(const std::filesystem::path& folder, const std::function<void(Copy&&)>& visit) {
  const int done = file_system().for_each_name(folder.c_str(), [&](const char* name) {
    auto copy = read_name(name);
    if (!copy) return;
    copy->path = folder / name;
    visit(std::move(*copy));
  });
  if (done != 0 && errno != ENOENT && errno != ENOTDIR) throw unreadable(folder, errno);
}

}  // namespace

void Spool::make() const {
  if (file_system().mkdir(folder_.c_str(), 0700) == 0) {
    const int fault = sync_folder(folder_of(folder_));
    // A parent that may be written but not read cannot be synced: then the folder may be lost, and its links
    // with it.
    if (fault != 0 && fault != EACCES) {
      // The next one who makes it would find it there, and not sync.
      file_system().rmdir(folder_.c_str());
      throw write_failure("make the folder", folder_, fault);
    }
  } else if (errno != EEXIST) {
    throw write_failure("make the folder", folder_, errno);
  }
  check();
}

void Spool::check() const {
  struct stat info {};
  if (file_system().stat(folder_.c_str(), info) != 0) {
    if (errno == ENOENT) return;
    throw unreadable(folder_, errno);
  }
  if (!S_ISDIR(info.st_mode)) {
    throw Error(ErrorKind::database_unusable, folder_.string() + " is no folder",
                "move it away: links live there");
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw Error(ErrorKind::database_unusable, fmt::format("others can use the folder {}", folder_.string()),
                fmt::format("chmod 700 {}, and see that all in it is yours", folder_.string()));
  }
}

std::filesystem::path Spool::path_for(std::string_view export_id, TimePoint expires_at,
                                      std::string_view format) const {
  return folder_ / fmt::format("{}-{}.{}", export_id, to_unix(expires_at), format);
}

std::filesystem::path Spool::waiting_path(std::string_view export_id) const {
  return folder_ / fmt::format(".audience-{}.tmp", export_id);
}

bool Spool::is_being_written(const std::filesystem::path& file) { return !is_abandoned(file); }

void Spool::rename(const std::filesystem::path& copy, std::string_view export_id, TimePoint expires_at,
                   std::string_view format) const {
  const auto named = path_for(export_id, expires_at, format);
  int fault = file_system().rename(copy.c_str(), named.c_str()) == 0 ? 0 : errno;
  if (fault == 0) fault = sync_folder(folder_);
  if (fault != 0) throw write_failure("write", named, fault);
}

std::vector<Copy> Spool::copies() const {
  std::vector<Copy> copies;
  for_each_copy(folder_, [&](Copy&& copy) {
    struct stat info {};
    if (file_system().lstat(copy.path.c_str(), info) != 0) {
      if (errno == ENOENT) return;  // Another process was sooner.
      throw unreadable(copy.path, errno);
    }
    copy.bytes = static_cast<std::uint64_t>(info.st_size);
    copies.push_back(std::move(copy));
  });
  return copies;
}

std::optional<std::filesystem::path> Spool::find(std::string_view export_id) const {
  std::optional<std::filesystem::path> found;
  for_each_copy(folder_, [&](Copy&& copy) {
    if (copy.export_id == export_id) found = std::move(copy.path);
  });
  return found;
}

std::optional<OpenCopy> Spool::open(const std::filesystem::path& copy) const {
  FileDescriptor opened(file_system().open(copy.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0));
  if (opened.get() < 0) {
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == ENXIO) return std::nullopt;
    throw unreadable(copy, errno);
  }
  struct stat info {};
  if (file_system().fstat(opened.get(), info) != 0) throw unreadable(copy, errno);
  if (!S_ISREG(info.st_mode)) return std::nullopt;
  return OpenCopy{std::move(opened), static_cast<std::uint64_t>(info.st_size)};
}

bool Spool::remove(std::string_view export_id) const {
  bool removed = false;
  file_system().for_each_name(folder_.c_str(), [&](const char* name) {
    const auto copy = read_name(name);
    if (copy && copy->export_id == export_id)
      removed = file_system().unlink((folder_ / name).c_str()) == 0 || removed;
  });
  return removed;
}

void Spool::sync() const {
  if (const int fault = sync_folder(folder_); fault != 0) throw write_failure("write into", folder_, fault);
}

std::vector<std::string> Spool::sweep(TimePoint now) const {
  std::vector<std::string> removed;
  file_system().for_each_name(folder_.c_str(), [&](const char* name) {
    const auto copy = read_name(name);
    const auto file = folder_ / name;
    const bool is_due = copy ? now >= copy->expires_at : is_temporary_name(name) && is_abandoned(file);
    if (is_due && file_system().unlink(file.c_str()) == 0) removed.emplace_back(name);
  });
  return removed;
}

}  // namespace audience
