// Zstandard unpacked piece by piece.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace audience {

bool is_zstd(std::string_view bytes);  ///< by its first four bytes

/// Several frames may follow each other. Needs at most 128 MiB, zstd's own limit without --long.
class Unzstd {
 public:
  /// `take`: given what is unpacked, a block at a time. `name`: of the file, for messages.
  Unzstd(std::string name, std::function<void(std::string_view)> take);
  ~Unzstd();
  Unzstd(const Unzstd&) = delete;
  Unzstd& operator=(const Unzstd&) = delete;

  /// The next bytes of the file. Throws Error(invalid_input) where they are damaged.
  void feed(std::string_view bytes);
  void finish() const;  ///< the file ends here; throws Error(invalid_input) where it is cut off

 private:
  struct Stream;
  [[noreturn]] void refuse() const;
  std::string name_;
  std::function<void(std::string_view)> take_;
  std::unique_ptr<Stream> stream_;
  std::string block_;
  bool within_frame_ = false;
};

}  // namespace audience
