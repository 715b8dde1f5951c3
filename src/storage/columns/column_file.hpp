// A file of columns: sections of numbers or bytes, with a checksum for each block of them.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/file_descriptor.hpp"
#include "base/mapped_file.hpp"

namespace audience {

/// Columns are gone, cut, changed, or of another version. Nobody is told: what they would have answered is
/// scanned.
class ColumnsUnusable : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "columns cannot be used"; }
};

/// Writes sections one after another. Throws Error(write_failed); who makes the folder removes what is left.
class ColumnFileWriter {
 public:
  /// The file must not be there. `id`: any number by which its reader knows that it is this one.
  ColumnFileWriter(std::filesystem::path file, std::uint64_t id, mode_t mode);

  void begin_section();
  void append(std::string_view bytes);  ///< to the section that was begun last
  template <typename T>
  void append(std::span<const T> values) {
    static_assert(std::is_arithmetic_v<T>);
    append(std::string_view(reinterpret_cast<const char*>(values.data()), values.size_bytes()));
  }
  template <typename Values>
  void add(const Values& values) {  ///< a section of its own
    begin_section();
    append(std::span<const typename Values::value_type>(values));
  }
  std::uint64_t finish();  ///< bytes of the whole file

 private:
  void end_block();
  void write(std::string_view bytes);

  std::filesystem::path file_;
  FileDescriptor descriptor_;
  std::uint64_t id_;
  std::string block_;
  std::uint64_t size_ = 0;                                         ///< of all sections so far, gaps included
  std::vector<std::pair<std::uint64_t, std::uint64_t>> sections_;  ///< first byte, bytes
  std::vector<std::uint64_t> checksums_;
};

/// Reads them mapped. A block is held against its checksum when it is first touched. Not for several threads
/// at once.
class ColumnFile {
 public:
  /// Throws ColumnsUnusable.
  ColumnFile(const std::filesystem::path& file, std::uint64_t id);

  /// The values of a section, all of them or some; as long as the file lives. Throws ColumnsUnusable.
  template <typename T>
  [[nodiscard]] std::span<const T> values(std::size_t section, std::size_t first, std::size_t count) const {
    const std::string_view bytes = verified(section, first * sizeof(T), count * sizeof(T));
    return {reinterpret_cast<const T*>(bytes.data()), count};
  }
  template <typename T>
  [[nodiscard]] std::span<const T> values(std::size_t section) const {
    return values<T>(section, 0, size<T>(section));
  }
  template <typename T>
  [[nodiscard]] std::size_t size(std::size_t section) const {
    return static_cast<std::size_t>(section_at(section).second / sizeof(T));
  }
  /// What was read before is true only if this does not throw after it: others may have cut the file
  /// meanwhile. Throws ColumnsUnusable.
  void check_whole() const;
  /// Holds every block against its checksum. Throws ColumnsUnusable.
  void verify_all() const;

 private:
  using Section = std::pair<std::uint64_t, std::uint64_t>;  ///< first byte, bytes
  [[nodiscard]] const Section& section_at(std::size_t section) const;
  [[nodiscard]] std::string_view verified(std::size_t section, std::size_t first, std::size_t bytes) const;
  void verify_block(std::size_t block) const;
  void read_contents(std::uint64_t id);

  std::unique_ptr<MappedFile> mapping_;
  std::string_view payload_;
  std::vector<Section> sections_;
  std::vector<std::uint64_t> checksums_;
  mutable std::vector<bool> verified_;  ///< by block
};

}  // namespace audience
