// zlib, fed as the bytes come.
#include "base/gunzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <utility>

#include "audience/error.hpp"

namespace audience {
namespace {

constexpr std::string_view magic = "\x1F\x8B";
constexpr std::size_t block_size = std::size_t{1} << 20U;

}  // namespace

struct Gunzip::Stream {
  z_stream z{};
  Stream() {
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (::inflateInit2(&z, gzip_only) != Z_OK) throw Error(ErrorKind::unexpected, "zlib cannot start");
  }
  ~Stream() { ::inflateEnd(&z); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

bool is_gzip(std::string_view bytes) { return bytes.starts_with(magic); }

Gunzip::Gunzip(std::string name, std::function<void(std::string_view)> take)
    : name_(std::move(name)),
      take_(std::move(take)),
      stream_(std::make_unique<Stream>()),
      block_(block_size, '\0') {}

Gunzip::~Gunzip() = default;

void Gunzip::refuse() const {
  throw Error(ErrorKind::invalid_input, fmt::format("{} is a damaged or cut off gzip file", name_),
              "fetch it again");
}

void Gunzip::feed(std::string_view bytes) {
  while (!bytes.empty() && place_ != Place::padding) {
    if (place_ == Place::within_member) {
      inflate(bytes);
    } else {
      look_for_member(bytes);
    }
  }
}

void Gunzip::inflate(std::string_view& bytes) {
  z_stream& z = stream_->z;
  // zlib reads what it is given, whatever its type says.
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(std::min(bytes.size(), block_size));  // zlib counts in 32 bits
  const std::size_t given = z.avail_in;
  int state = Z_OK;
  do {
    z.next_out = reinterpret_cast<Bytef*>(block_.data());
    z.avail_out = static_cast<uInt>(block_.size());
    state = ::inflate(&z, Z_NO_FLUSH);
    // Z_BUF_ERROR: it wants more bytes, and has nothing left to give.
    if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) refuse();
    take_(std::string_view(block_).substr(0, block_.size() - z.avail_out));
  } while (state == Z_OK && (z.avail_in > 0 || z.avail_out == 0));
  bytes.remove_prefix(given - z.avail_in);
  if (state == Z_STREAM_END) place_ = Place::behind_member;
}

void Gunzip::look_for_member(std::string_view& bytes) {
  const std::size_t missing = std::min(magic.size() - beginning_.size(), bytes.size());
  beginning_ += bytes.substr(0, missing);
  bytes.remove_prefix(missing);
  if (beginning_.size() < magic.size()) return;
  const std::string begun = std::exchange(beginning_, {});
  std::string_view member = begun;
  place_ = is_gzip(member) ? Place::within_member : Place::padding;
  if (place_ == Place::padding) return;
  ::inflateReset(&stream_->z);
  inflate(member);
}

void Gunzip::finish() const {
  if (place_ == Place::within_member) refuse();
}

}  // namespace audience
