// MD5 since every database has it, so that anyone can draw the same groups.
#include "base/bucket.hpp"

#include <nettle/md5.h>

#include <array>

namespace audience {
namespace {

constexpr unsigned bits = 52;

void update(md5_ctx& context, std::string_view text) {
  ::nettle_md5_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
}

}  // namespace

std::uint64_t bucket_part(std::string_view salt, std::string_view key) {
  md5_ctx context{};
  ::nettle_md5_init(&context);
  update(context, salt);
  update(context, ":");
  update(context, key);
  std::array<std::uint8_t, sizeof(std::uint64_t)> digest{};
  ::nettle_md5_digest(&context, digest.size(), digest.data());
  std::uint64_t first = 0;
  for (const std::uint8_t byte : digest) first = first << 8U | byte;
  return first >> (64U - bits);
}

ExactNumber bucket_of(std::uint64_t part) {
  return {static_cast<WideInteger>(part) * 100, 0, std::int64_t{1} << bits};
}

}  // namespace audience
