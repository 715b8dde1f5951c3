// Copies told by their names.
#include "link/spool.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <set>
#include <utility>

#include "audience/error.hpp"
#include "base/file_system.hpp"
#include "base/secret.hpp"
#include "base/temporary_file.hpp"
#include "base/user_name.hpp"
#include "base/wording.hpp"

namespace audience {
namespace {

constexpr std::size_t id_digits = 32;

/// `csv`, `csv.gz`
bool is_format(std::string_view text) {
  if (text.ends_with(".gz")) text.remove_suffix(3);
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

/// Empty where that cannot be told.
std::string owner_of(const std::filesystem::path& path) {
  struct stat info {};
  return file_system().lstat(path.c_str(), info) == 0 ? user_label(info.st_uid) : std::string{};
}

/// Takes files out of the folder and keeps account of them.
class Remover {
 public:
  explicit Remover(const std::filesystem::path& folder) : folder_(folder) {}

  void remove(const std::filesystem::path& file) {
    if (file_system().unlink(file.c_str()) == 0) {
      removal_.removed.push_back(file.filename().string());
    } else {
      leave(file, errno);
    }
  }
  /// Where nobody writes it, and `still` says so when that is known.
  void remove_unless_written(const std::filesystem::path& file, const std::function<bool()>& still) {
    const WriterState writer = writer_of(file);
    if (writer == WriterState::unknown) leave(file, errno);
    if (writer == WriterState::dead && still()) remove(file);
  }
  /// Calls `visit` with each name of the folder, and ends the account.
  Removal visit(const std::function<void(const char* name)>& visit) {
    const int done = file_system().for_each_name(folder_.c_str(), visit);
    if (done != 0 && errno != ENOTDIR) leave(folder_, errno);
    if (removal_.removed.empty()) return std::move(removal_);
    if (const int fault = sync_folder(folder_); fault != 0) leave(folder_, fault);
    return std::move(removal_);
  }

 private:
  void leave(const std::filesystem::path& path, int fault) {
    if (fault == ENOENT) return;  // Another process was sooner, or there is no folder.
    removal_.left.push_back({path, owner_of(path), std::strerror(fault)});
  }

  const std::filesystem::path& folder_;
  Removal removal_;
};

}  // namespace

void Spool::make() const {
  if (file_system().mkdir(folder_.c_str(), access_.folder_mode() & mode_t{0777}) == 0) {
    int fault = open_to_group();
    if (fault == 0) fault = sync_folder(folder_of(folder_));
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

int Spool::open_to_group() const {
  if (!access_.group) return 0;
  const bool is_done = file_system().set_group(folder_.c_str(), *access_.group) == 0 &&
                       file_system().set_mode(folder_.c_str(), access_.folder_mode()) == 0;
  return is_done ? 0 : errno;
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
  access_.check(folder_, info, access_.folder_mode());
  if (!access_.group && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw Error(
        ErrorKind::database_unusable, fmt::format("others can use the folder {}", folder_.string()),
        fmt::format("`chmod 700 {}`; then see that all in it is yours", shell_word(folder_.string())));
  }
}

std::filesystem::path Spool::path_for(std::string_view export_id, TimePoint expires_at,
                                      std::string_view format) const {
  return folder_ / fmt::format("{}-{}.{}", export_id, to_unix(expires_at), format);
}

std::filesystem::path Spool::waiting_path(std::string_view export_id) const {
  return folder_ / fmt::format(".audience-{}.tmp", export_id);
}

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

Removal Spool::remove(const std::vector<std::string>& export_ids) const {
  if (export_ids.empty()) return {};
  const std::set<std::string> ids(export_ids.begin(), export_ids.end());
  Remover remover(folder_);
  return remover.visit([&](const char* name) {
    const auto copy = read_name(name);
    if (copy && ids.contains(copy->export_id)) remover.remove(folder_ / name);
  });
}

bool Spool::has_expired(TimePoint now) const {
  bool found = false;
  file_system().for_each_name(folder_.c_str(), [&](const char* name) {
    const auto copy = read_name(name);
    found = found || (copy && now >= copy->expires_at);
  });
  return found;
}

Removal Spool::sweep(TimePoint until, const CopyFateOf& others) const {
  Remover remover(folder_);
  const auto fate_of = [&](const Copy& copy) {
    if (until >= copy.expires_at) return CopyFate::go;
    return others ? others(copy) : CopyFate::stay;
  };
  return remover.visit([&](const char* name) {
    const auto file = folder_ / name;
    auto copy = read_name(name);
    if (!copy) {
      if (is_temporary_name(name)) remover.remove_unless_written(file, [] { return true; });
      return;
    }
    copy->path = file;
    const CopyFate fate = fate_of(*copy);
    if (fate == CopyFate::go) remover.remove(file);
    if (fate == CopyFate::go_unless_written)
      remover.remove_unless_written(file, [&] { return fate_of(*copy) != CopyFate::stay; });
  });
}

}  // namespace audience
