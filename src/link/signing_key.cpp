// Reading the key file with suspicion, and replacing it whole.
#include "link/signing_key.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

#include "audience/error.hpp"
#include "base/file_descriptor.hpp"
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

[[noreturn]] void fail(const std::string& doing, const std::filesystem::path& path, int fault) {
  throw Error(ErrorKind::write_failed,
              fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(fault)));
}

void check(const std::filesystem::path& file, const FileDescriptor& descriptor) {
  struct stat info {};
  if (::fstat(descriptor.get(), &info) != 0)
    refuse(file, std::string("cannot be read: ") + std::strerror(errno), "");
  if (!S_ISREG(info.st_mode)) refuse(file, "is no plain file", "name the file itself");
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    refuse(file, "can be used by others", {Remedy::withdraw_key, {file.string()}});
  }
}

/// The whole text; nothing where there is no file.
std::optional<std::string> read_text(const std::filesystem::path& file) {
  // A pipe must not be waited for; it is refused as no plain file.
  const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (descriptor.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    if (errno == ELOOP) refuse(file, "is a symlink", "name the file itself");
    refuse(file, std::string("cannot be read: ") + std::strerror(errno), "");
  }
  check(file, descriptor);
  std::string text;
  std::array<char, 4096> block{};
  for (;;) {
    const ssize_t got = ::read(descriptor.get(), block.data(), block.size());
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

std::vector<SigningKey> read(const std::filesystem::path& file) {
  const auto text = read_text(file);
  return text ? parse(file, *text) : std::vector<SigningKey>{};
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

void write_all(const FileDescriptor& descriptor, const std::filesystem::path& path, std::string_view text) {
  while (!text.empty()) {
    const ssize_t done = ::write(descriptor.get(), text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail("write", path, errno);
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  if (::fsync(descriptor.get()) != 0) fail("write", path, errno);
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

void replace(const std::filesystem::path& file, const std::vector<SigningKey>& keys) {
  std::string text;
  for (const SigningKey& key : keys)
    text += fmt::format("{} {} {}\n", key.kid, to_hex(key.secret), to_unix(key.made_at));
  // One name, under the lock: what a crash left of it is removed first, and no sweep takes it for a leftover.
  const std::filesystem::path temporary = file.string() + ".new";
  ::unlink(temporary.c_str());
  const FileDescriptor descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (descriptor.get() < 0) fail("write into", folder_of(file), errno);
  try {
    ::fchmod(descriptor.get(), 0600);
    write_all(descriptor, temporary, text);
    if (::rename(temporary.c_str(), file.c_str()) != 0) fail("write", file, errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  const FileDescriptor folder(::open(folder_of(file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || (::fsync(folder.get()) != 0 && errno != EINVAL))
    fail("write into", folder_of(file), errno);
}

/// Held until it goes out of scope, or the process ends.
class KeyLock {
 public:
  explicit KeyLock(const std::filesystem::path& file)
      : descriptor_(::open((file.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (descriptor_.get() < 0) fail("write into", folder_of(file), errno);
    while (::flock(descriptor_.get(), LOCK_EX) != 0) {
      if (errno != EINTR) fail("lock", file, errno);
    }
  }

 private:
  FileDescriptor descriptor_;
};

}  // namespace

std::vector<SigningKey> KeyFile::keys(TimePoint now) const { return still_honoured(read(file_), now); }

SigningKey KeyFile::newest_or_make(TimePoint now) {
  std::vector<SigningKey> keys = read(file_);
  if (!keys.empty()) return keys.front();
  const KeyLock lock(file_);
  // Another process may have made it while this one waited.
  keys = read(file_);
  if (keys.empty()) {
    keys = {new_key(now)};
    replace(file_, keys);
  }
  return keys.front();
}

SigningKey KeyFile::rotate(TimePoint now, bool forget_others) {
  const KeyLock lock(file_);
  std::vector<SigningKey> keys = read(file_);
  if (forget_others) keys.clear();
  keys.insert(keys.begin(), new_key(now));
  keys = still_honoured(std::move(keys), now);
  replace(file_, keys);
  return keys.front();
}

std::size_t KeyFile::forget_old(TimePoint now) {
  const std::vector<SigningKey> before = read(file_);
  if (still_honoured(before, now).size() == before.size()) return 0;
  const KeyLock lock(file_);
  const std::vector<SigningKey> all = read(file_);
  const std::vector<SigningKey> kept = still_honoured(all, now);
  if (kept.size() < all.size()) replace(file_, kept);
  return all.size() - kept.size();
}

}  // namespace audience
