// The bytes of a file that others may cut while they are read.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace audience {

struct MappingGuard;

/// Mapped, so that a file of any size costs no memory of its own. A mapped page that is gone from the file,
/// or that its disk cannot give, would end the process (SIGBUS): while such a mapping lives a handler puts
/// zeros in the place of such pages of it, and leaves any other fault to whoever handled it before.
class MappedFile {
 public:
  enum class Reading { in_order, anywhere };
  /// None where the file cannot be mapped, or too many are: 4,096 at a time. `size` is not 0.
  static std::unique_ptr<MappedFile> map(int descriptor, std::size_t size, Reading reading);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] bool is_torn() const;  ///< whether zeros stand where bytes could not be read
  /// What lies before needs no memory until it is read again.
  void leave(std::size_t before) const;

 private:
  MappedFile(MappingGuard& guard, std::string_view bytes) : guard_(guard), bytes_(bytes) {}
  MappingGuard& guard_;
  std::string_view bytes_;
};

}  // namespace audience
