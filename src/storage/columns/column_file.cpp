// Sections, then a table of contents with the checksums, then where that begins.
#include "storage/columns/column_file.hpp"

#include <fcntl.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>

#include "base/checksum.hpp"
#include "base/file_system.hpp"

namespace audience {
namespace {

static_assert(std::endian::native == std::endian::little, "columns are written as they lie in memory");

constexpr std::size_t block_size = std::size_t{64} << 10U;
constexpr std::size_t alignment = 64;  // of a section: any type, and lines of the processor's cache
constexpr std::uint64_t version = 3;
constexpr std::uint64_t magic = 0x31304c4f43445541;  // "AUDCOL01"

/// The last bytes of a file: one that was cut has none.
struct Trailer {
  std::uint64_t contents_at, contents_bytes, contents_checksum, magic;
};

template <typename T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(T)};
}

template <typename T>
T value_at(std::string_view bytes, std::size_t at) {
  if (at + sizeof(T) > bytes.size()) throw ColumnsUnusable();
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

}  // namespace

ColumnFileWriter::ColumnFileWriter(std::filesystem::path file, std::uint64_t id, mode_t mode)
    : file_(std::move(file)),
      descriptor_(file_system().open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)),
      id_(id) {
  if (descriptor_.get() < 0) throw write_failure("make", file_, errno);
  // The umask may have taken from what a group shares; file systems without modes refuse this.
  file_system().fchmod(descriptor_.get(), mode);
  block_.reserve(block_size);
}

void ColumnFileWriter::begin_section() {
  const std::uint64_t gap = (alignment - size_ % alignment) % alignment;
  write(
      std::string_view("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                       "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                       gap));
  sections_.emplace_back(size_, 0);
}

void ColumnFileWriter::append(std::string_view bytes) {
  write(bytes);
  sections_.back().second += bytes.size();
}

void ColumnFileWriter::write(std::string_view bytes) {
  size_ += bytes.size();
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, block_size - block_.size());
    block_ += part;
    bytes.remove_prefix(part.size());
    if (block_.size() == block_size) end_block();
  }
}

void ColumnFileWriter::end_block() {
  if (block_.empty()) return;
  checksums_.push_back(checksum(block_));
  if (const int fault = write_all(descriptor_.get(), block_); fault != 0)
    throw write_failure("write", file_, fault);
  block_.clear();
}

std::uint64_t ColumnFileWriter::finish() {
  end_block();
  std::string contents;
  for (const std::uint64_t number : {version, id_, std::uint64_t{sections_.size()}})
    contents += bytes_of(number);
  for (const auto& [at, bytes] : sections_) {
    contents += bytes_of(at);
    contents += bytes_of(bytes);
  }
  for (const std::uint64_t one : checksums_) contents += bytes_of(one);
  const Trailer trailer{size_, contents.size(), checksum(contents), magic};
  contents += bytes_of(trailer);
  if (const int fault = write_all(descriptor_.get(), contents); fault != 0)
    throw write_failure("write", file_, fault);
  return size_ + contents.size();
}

ColumnFile::ColumnFile(const std::filesystem::path& file, std::uint64_t id) {
  const FileDescriptor opened(file_system().open(file.c_str(), O_RDONLY | O_NOFOLLOW, 0));
  struct stat info {};
  if (opened.get() < 0 || file_system().fstat(opened.get(), info) != 0 || !S_ISREG(info.st_mode) ||
      info.st_size < static_cast<off_t>(sizeof(Trailer)))
    throw ColumnsUnusable();
  mapping_ =
      MappedFile::map(opened.get(), static_cast<std::size_t>(info.st_size), MappedFile::Reading::anywhere);
  if (!mapping_) throw ColumnsUnusable();
  read_contents(id);
}

void ColumnFile::read_contents(std::uint64_t id) {
  const std::string_view bytes = mapping_->bytes();
  const auto trailer = value_at<Trailer>(bytes, bytes.size() - sizeof(Trailer));
  if (trailer.magic != magic || trailer.contents_at > bytes.size() - sizeof(Trailer) ||
      trailer.contents_bytes != bytes.size() - sizeof(Trailer) - trailer.contents_at)
    throw ColumnsUnusable();
  payload_ = bytes.substr(0, trailer.contents_at);
  const std::string_view contents = bytes.substr(trailer.contents_at, trailer.contents_bytes);
  if (checksum(contents) != trailer.contents_checksum) throw ColumnsUnusable();
  std::size_t at = 0;
  const auto next = [&] {
    at += sizeof(std::uint64_t);
    return value_at<std::uint64_t>(contents, at - sizeof(std::uint64_t));
  };
  if (next() != version || next() != id) throw ColumnsUnusable();
  for (std::uint64_t left = next(); left > 0; --left) {
    const std::uint64_t first = next();
    const std::uint64_t size = next();
    if (first > payload_.size() || size > payload_.size() - first) throw ColumnsUnusable();
    sections_.emplace_back(first, size);
  }
  const std::size_t blocks = (payload_.size() + block_size - 1) / block_size;
  for (std::size_t block = 0; block < blocks; ++block) checksums_.push_back(next());
  verified_.resize(blocks);
}

const ColumnFile::Section& ColumnFile::section_at(std::size_t section) const {
  if (section >= sections_.size()) throw ColumnsUnusable();
  return sections_[section];
}

std::string_view ColumnFile::verified(std::size_t section, std::size_t first, std::size_t bytes) const {
  const auto& [at, size] = section_at(section);
  if (first > size || bytes > size - first) throw ColumnsUnusable();
  if (bytes == 0) return {};
  const std::size_t begin = at + first;
  for (std::size_t block = begin / block_size; block <= (begin + bytes - 1) / block_size; ++block) {
    if (!verified_[block]) verify_block(block);
  }
  return payload_.substr(begin, bytes);
}

void ColumnFile::verify_block(std::size_t block) const {
  if (checksum(payload_.substr(block * block_size, block_size)) != checksums_[block]) throw ColumnsUnusable();
  verified_[block] = true;
}

void ColumnFile::check_whole() const {
  if (mapping_->is_torn()) throw ColumnsUnusable();
}

void ColumnFile::verify_all() const {
  for (std::size_t block = 0; block < checksums_.size(); ++block) verify_block(block);
  check_whole();
}

}  // namespace audience
