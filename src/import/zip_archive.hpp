// A zip archive in memory or mapped, read entry by entry.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace audience {

bool is_zip(std::string_view bytes);  ///< by its first bytes

class ZipArchive {
 public:
  /// `bytes` must outlive it; `name`: of the file, for messages. Throws Error(invalid_input) for an archive
  /// that is cut off or damaged.
  ZipArchive(std::string_view bytes, std::string name);
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  [[nodiscard]] bool has(const std::string& entry) const;  ///< letter case makes no difference
  /// Gives an entry that is there in blocks. Throws Error(invalid_input) where it is damaged, encrypted,
  /// packed otherwise than by deflate, or where all that was unpacked is far more than such an archive can
  /// hold: 256 MiB and 200 times its size.
  void read(const std::string& entry, const std::function<void(std::string_view)>& take);
  /// The same limit for what is made of it.
  [[nodiscard]] std::uint64_t most_bytes() const;
  [[noreturn]] void refuse_growth() const;

 private:
  struct Stream;
  [[noreturn]] void refuse() const;
  std::string_view bytes_;
  std::string name_;
  std::unique_ptr<Stream> stream_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace audience
