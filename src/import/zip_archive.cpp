// minizip over bytes that are there already.
#include "import/zip_archive.hpp"

#include <fmt/format.h>
#include <minizip/unzip.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <utility>

#include "audience/error.hpp"

namespace audience {
namespace {

struct Position {
  std::string_view bytes;
  std::uint64_t at = 0;
};

voidpf open_bytes(voidpf bytes, const void*, int) { return bytes; }

uLong read_bytes(voidpf, voidpf stream, void* to, uLong size) {
  auto& place = *static_cast<Position*>(stream);
  const std::uint64_t left = place.bytes.size() - std::min<std::uint64_t>(place.at, place.bytes.size());
  const std::uint64_t given = std::min<std::uint64_t>(size, left);
  if (given > 0) std::memcpy(to, place.bytes.data() + place.at, given);
  place.at += given;
  return given;
}

ZPOS64_T tell_bytes(voidpf, voidpf stream) { return static_cast<Position*>(stream)->at; }

long seek_bytes(voidpf, voidpf stream, ZPOS64_T offset, int origin) {
  auto& place = *static_cast<Position*>(stream);
  const std::uint64_t from = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? place.at : place.bytes.size();
  if (from + offset > place.bytes.size()) return -1;
  place.at = from + offset;
  return 0;
}

int close_bytes(voidpf, voidpf) { return 0; }
int fault_of_bytes(voidpf, voidpf) { return 0; }

}  // namespace

struct ZipArchive::Stream {
  Position position;
  unzFile file = nullptr;
  explicit Stream(std::string_view bytes) : position{bytes} {
    zlib_filefunc64_def functions{open_bytes, read_bytes,  nullptr,        tell_bytes,
                                  seek_bytes, close_bytes, fault_of_bytes, &position};
    file = ::unzOpen2_64("", &functions);
  }
  ~Stream() {
    if (file != nullptr) ::unzClose(file);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04"); }

ZipArchive::ZipArchive(std::string_view bytes, std::string name)
    : bytes_(bytes), name_(std::move(name)), stream_(std::make_unique<Stream>(bytes)) {
  if (stream_->file == nullptr) refuse();
}

ZipArchive::~ZipArchive() = default;

void ZipArchive::refuse() const {
  throw Error(ErrorKind::invalid_input, fmt::format("{} is a damaged or cut off workbook", name_),
              Remedy::save_as_csv);
}

void ZipArchive::refuse_growth() const {
  throw Error(ErrorKind::invalid_input,
              fmt::format("{} unpacks to more than {} MiB, which no workbook of its size does", name_,
                          most_bytes() >> 20U),
              Remedy::save_as_csv);
}

std::uint64_t ZipArchive::most_bytes() const {
  constexpr std::uint64_t any = std::uint64_t{256} << 20U, times = 200;
  return any + times * bytes_.size();
}

bool ZipArchive::has(const std::string& entry) const {
  constexpr int without_case = 2;
  return ::unzLocateFile(stream_->file, entry.c_str(), without_case) == UNZ_OK;
}

void ZipArchive::read(const std::string& entry, const std::function<void(std::string_view)>& take) {
  unz_file_info64 info{};
  if (!has(entry) ||
      ::unzGetCurrentFileInfo64(stream_->file, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
    refuse();
  if ((info.flag & 1U) != 0)
    throw Error(ErrorKind::invalid_input, name_ + " is encrypted", "save it without a password");
  if (::unzOpenCurrentFile(stream_->file) != UNZ_OK) refuse();
  std::string block(std::size_t{1} << 18U, '\0');
  int got = 0;
  while ((got = ::unzReadCurrentFile(stream_->file, block.data(), static_cast<unsigned>(block.size()))) > 0) {
    unpacked_ += static_cast<std::uint64_t>(got);
    if (unpacked_ > most_bytes()) refuse_growth();
    take(std::string_view(block).substr(0, static_cast<std::size_t>(got)));
  }
  // Closing tells whether the checksum was right.
  if (got < 0 || ::unzCloseCurrentFile(stream_->file) != UNZ_OK) refuse();
}

}  // namespace audience
