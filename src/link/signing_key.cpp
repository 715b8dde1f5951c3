// Reading the key file with suspicion, and replacing it whole.
#include "link/signing_key.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

#include "audience/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/file_system.hpp"
#include "base/secret.hpp"

namespace audience {
namespace {

constexpr std::size_t kid_digits = 16;
constexpr std::size_t secret_digits = 64;
/// Thousands of rotations within seven days: more is no file of ours.
constexpr std::size_t most_bytes = 1U << 20U;

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& fault, const Advice& remedy) {
  throw Error(ErrorKind::database_unusable, fmt::format("the key file {} {}", file.string(), fault), remedy);
}

[[noreturn]] void refuse_damaged(const std::filesystem::path& file) {
  refuse(file, "is damaged",
         "put back a copy of it, or move it away: the next export makes a new key, and links signed by this "
         "one are "
         "refused");
}

void check(const std::filesystem::path& file, const FileDescriptor& descriptor, const FileAccess& access) {
  struct stat info {};
  if (file_system().fstat(descriptor.get(), info) != 0)
    refuse(file, std::string("cannot be read: ") + std::strerror(errno), "");
  if (!S_ISREG(info.st_mode)) refuse(file, "is no plain file", "name the file itself");
  access.check(file, info, access.key_mode());
  if (!access.group && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    refuse(file, "can be used by others", {Remedy::withdraw_key, {file.string()}});
  }
}

/// The whole text; nothing where there is no file.
std::optional<std::string> read_text(const std::filesystem::path& file, const FileAccess& access) {
  // A pipe must not be waited for; it is refused as no plain file.
  const FileDescriptor descriptor(file_system().open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0));
  if (descriptor.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    if (errno == ELOOP) refuse(file, "is a symlink", "name the file itself");
    refuse(file, std::string("cannot be read: ") + std::strerror(errno), "");
  }
  check(file, descriptor, access);
  std::string text;
  std::array<char, 4096> block{};
  for (;;) {
    const ssize_t got =
        file_system().pread(descriptor.get(), block.data(), block.size(), static_cast<off_t>(text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(file, std::string("cannot be read: ") + std::strerror(errno), "");
    if (got == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(got));
    if (text.size() > most_bytes) refuse_damaged(file);
  }
}

bool parse_line(std::string_view line, SigningKey& key) {
  constexpr std::size_t second = kid_digits + 1 + secret_digits;
  if (line.size() < second + 2 || line[kid_digits] != ' ' || line[second] != ' ') return false;
  key.kid = line.substr(0, kid_digits);
  key.secret = from_hex(line.substr(kid_digits + 1, secret_digits));
  std::int64_t made = 0;
  const auto [end, fault] = std::from_chars(line.data() + second + 1, line.data() + line.size(), made);
  key.made_at = from_unix(made);
  return !from_hex(key.kid).empty() && !key.secret.empty() && fault == std::errc{} &&
         end == line.data() + line.size();
}

std::vector<SigningKey> parse(const std::filesystem::path& file, std::string_view text) {
  std::vector<SigningKey> keys;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    SigningKey key;
    if (end == std::string_view::npos || !parse_line(text.substr(0, end), key)) refuse_damaged(file);
    keys.push_back(std::move(key));
    text.remove_prefix(end + 1);
  }
  if (keys.empty()) refuse_damaged(file);
  return keys;
}

/// A key is replaced when the one before it in the file is made.
std::vector<SigningKey> still_honoured(std::vector<SigningKey> keys, TimePoint now) {
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (now - keys[i - 1].made_at >= longest_link_life) {
      keys.resize(i);
      break;
    }
  }
  return keys;
}

SigningKey new_key(TimePoint now) {
  return {to_hex(random_bytes(kid_digits / 2)), random_bytes(secret_digits / 2), now};
}

void fill(const std::filesystem::path& temporary, std::string_view text, const FileAccess& access) {
  FileSystem& files = file_system();
  const FileDescriptor opened(files.open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600));
  if (opened.get() < 0) throw write_failure("write", temporary, errno);
  // Not every key lies in a folder that gives its group to what is made there.
  if (access.group && files.set_group(temporary.c_str(), *access.group) != 0)
    throw write_failure("write", temporary, errno);
  // The umask may have taken even from the owner; file systems without modes refuse this.
  files.fchmod(opened.get(), access.key_mode());
  if (const int fault = write_all(opened.get(), text); fault != 0)
    throw write_failure("write", temporary, fault);
  if (files.fsync(opened.get()) != 0) throw write_failure("write", temporary, errno);
}

}  // namespace

std::vector<SigningKey> KeyFile::read() const {
  const auto text = read_text(file_, access_);
  return text ? parse(file_, *text) : std::vector<SigningKey>{};
}

void KeyFile::replace(const std::vector<SigningKey>& keys) const {
  std::string text;
  for (const SigningKey& key : keys)
    text += fmt::format("{} {} {}\n", key.kid, to_hex(key.secret), to_unix(key.made_at));
  FileSystem& files = file_system();
  // One name, under the lock: what a crash left of it is removed first, and no sweep takes it for a leftover.
  const std::filesystem::path temporary = file_.string() + ".new";
  files.unlink(temporary.c_str());
  try {
    fill(temporary, text, access_);
    if (files.rename(temporary.c_str(), file_.c_str()) != 0) throw write_failure("write", file_, errno);
  } catch (...) {
    files.unlink(temporary.c_str());
    throw;
  }
  if (const int fault = sync_folder(folder_of(file_)); fault != 0) throw entry_failure(file_, fault);
}

FileLock KeyFile::lock() const {
  FileLock lock(file_.string() + ".lock", patience_, access_.lock_mode());
  if (lock.is_held()) return lock;
  throw Error(ErrorKind::busy, "another process is changing the key file " + file_.string(),
              Remedy::wait_longer);
}

std::vector<SigningKey> KeyFile::keys(TimePoint now) const { return still_honoured(read(), now); }

SigningKey KeyFile::newest_or_make(TimePoint now) {
  std::vector<SigningKey> keys = read();
  if (!keys.empty()) return keys.front();
  const FileLock held = lock();
  // Another process may have made it while this one waited.
  keys = read();
  if (keys.empty()) {
    keys = {new_key(now)};
    replace(keys);
  }
  return keys.front();
}

SigningKey KeyFile::rotate(TimePoint made_at, TimePoint until) {
  const FileLock held = lock();
  std::vector<SigningKey> keys = read();
  keys.insert(keys.begin(), new_key(made_at));
  keys = still_honoured(std::move(keys), until);
  replace(keys);
  return keys.front();
}

SigningKey KeyFile::replace_all(TimePoint made_at) {
  const FileLock held = lock();
  // A file that may not be trusted is refused, not replaced.
  static_cast<void>(read());
  SigningKey key = new_key(made_at);
  replace({key});
  return key;
}

bool KeyFile::take_over(const KeyFile& other) {
  const FileLock held = lock();
  if (!read().empty()) return false;
  replace(other.read());
  return true;
}

std::size_t KeyFile::forget_old(TimePoint until) {
  const std::vector<SigningKey> before = read();
  if (still_honoured(before, until).size() == before.size()) return 0;
  const FileLock held = lock();
  const std::vector<SigningKey> all = read();
  const std::vector<SigningKey> kept = still_honoured(all, until);
  if (kept.size() < all.size()) replace(kept);
  return all.size() - kept.size();
}

}  // namespace audience
