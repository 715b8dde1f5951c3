// What is read of a pipe or unpacked, kept as one text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/file_descriptor.hpp"
#include "base/mapped_file.hpp"

namespace audience {

/// In memory while it is small; a larger one goes into an unnamed file in TMPDIR, or else /var/tmp or /tmp,
/// which is gone with this, and is mapped: memory is bounded whatever comes.
class HeldText {
 public:
  /// Throws Error(write_failed) where the file cannot be made or written.
  void append(std::string_view bytes);
  /// Ends it. Valid as long as this.
  std::string_view finish();
  void leave(std::size_t before) const;  ///< as MappedFile
  void check() const;                    ///< throws Error(write_failed) where the file could not be read

 private:
  void spill();
  std::string memory_;
  FileDescriptor file_;
  std::string folder_;  ///< of the file
  std::size_t written_ = 0;
  std::unique_ptr<MappedFile> mapping_;
};

}  // namespace audience
