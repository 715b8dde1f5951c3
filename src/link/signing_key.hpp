// The file of the keys that sign links: made when first needed, turned over, never readable by others.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/file_access.hpp"
#include "base/file_lock.hpp"
#include "base/time.hpp"

namespace audience {

/// How long a link may live at most, and so how long a key that was replaced is still honoured.
inline constexpr std::chrono::days longest_link_life{7};

struct SigningKey {
  std::string kid;      ///< names it in a token: 16 hex digits
  std::string secret;   ///< 32 bytes
  TimePoint made_at{};  ///< or later, where links by the keys before it live longer than that promises
};

/// The file has a line for each key, newest first: kid, a space, the secret in 64 hex digits, a space, the
/// unix time it was made. It is replaced as a whole (written beside it, fsync, rename), and only under an
/// exclusive flock(2) on `FILE.lock`, so that processes that make or turn it over at once leave one state.
///
/// Every call throws Error(database_unusable), with the remedy, where the file is not plain, can be used by
/// others than those who may, belongs to a stranger, or is damaged; those that change it Error(write_failed)
/// where a new one cannot be written, and Error(busy) where another process has the lock longer than
/// `patience`.
class KeyFile {
 public:
  explicit KeyFile(std::filesystem::path file, std::chrono::milliseconds patience = std::chrono::minutes{1},
                   FileAccess access = own_access())
      : file_(std::move(file)), patience_(patience), access_(std::move(access)) {}

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  /// The keys a link may be signed by at `now`, newest first: not those replaced longer ago than any link
  /// lives. None where there is no file.
  [[nodiscard]] std::vector<SigningKey> keys(TimePoint now) const;
  /// The key that signs; made first if there is no file. Its folder must be there.
  SigningKey newest_or_make(TimePoint now);
  /// A new key in front. Those before it stay in the file until no link signed by them can live at `until`.
  /// Makes the file if there is none.
  SigningKey rotate(TimePoint made_at, TimePoint until);
  /// A new key alone: links signed by others are refused from now on.
  SigningKey replace_all(TimePoint made_at);
  /// The keys of another file, where there is none here. True if they were taken over.
  bool take_over(const KeyFile& other);
  /// Takes keys out of the file that `keys` does not give at `until`; how many.
  std::size_t forget_old(TimePoint until);

 private:
  [[nodiscard]] FileLock lock() const;
  [[nodiscard]] std::vector<SigningKey> read() const;
  void replace(const std::vector<SigningKey>& keys) const;

  std::filesystem::path file_;
  std::chrono::milliseconds patience_;
  FileAccess access_;
};

}  // namespace audience
