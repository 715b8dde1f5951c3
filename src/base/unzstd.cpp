// libzstd, fed as the bytes come.
#include "base/unzstd.hpp"

#include <fmt/format.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <utility>

#include "audience/error.hpp"

namespace audience {

struct Unzstd::Stream {
  ZSTD_DStream* z = ::ZSTD_createDStream();
  Stream() {
    if (z == nullptr) throw Error(ErrorKind::unexpected, "zstd cannot start");
  }
  ~Stream() { ::ZSTD_freeDStream(z); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

bool is_zstd(std::string_view bytes) { return bytes.starts_with("\x28\xB5\x2F\xFD"); }

Unzstd::Unzstd(std::string name, std::function<void(std::string_view)> take)
    : name_(std::move(name)),
      take_(std::move(take)),
      stream_(std::make_unique<Stream>()),
      block_(::ZSTD_DStreamOutSize(), '\0') {}

Unzstd::~Unzstd() = default;

void Unzstd::refuse() const {
  throw Error(ErrorKind::invalid_input, fmt::format("{} is a damaged or cut off zstd file", name_),
              "fetch it again");
}

void Unzstd::feed(std::string_view bytes) {
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  bool is_full = false;
  while (in.pos < in.size || is_full) {
    ZSTD_outBuffer out{block_.data(), block_.size(), 0};
    const std::size_t state = ::ZSTD_decompressStream(stream_->z, &out, &in);
    if (::ZSTD_isError(state) != 0U) {
      if (::ZSTD_getErrorCode(state) == ZSTD_error_frameParameter_windowTooLarge)
        throw Error(ErrorKind::invalid_input, name_ + " was packed with a window of more than 128 MiB",
                    "pack it again without a long window");
      refuse();
    }
    take_(std::string_view(block_).substr(0, out.pos));
    is_full = out.pos == out.size;
    within_frame_ = state != 0;
  }
}

void Unzstd::finish() const {
  if (within_frame_) refuse();
}

}  // namespace audience
