// XXH3 from libxxhash, but for AVX2, which the library of most systems is built without.
#include "base/checksum.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

#include "base/checksum_variants.hpp"

namespace audience {
namespace {

ChecksumFunction fastest_checksum() {
#ifdef __x86_64__
  if (checksum_by_avx2 != nullptr && __builtin_cpu_supports("avx2") != 0) return checksum_by_avx2;
#endif
  return checksum_anywhere;
}

}  // namespace

std::uint64_t checksum_anywhere(const char* bytes, std::size_t size) { return XXH3_64bits(bytes, size); }

std::uint64_t checksum(std::string_view bytes) {
  static const ChecksumFunction fastest = fastest_checksum();
  return fastest(bytes.data(), bytes.size());
}

struct Fingerprint::State {
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> hash{XXH3_createState()};
};

Fingerprint::Fingerprint() : state_(std::make_unique<State>()) {
  if (!state_->hash) throw std::bad_alloc();
  XXH3_128bits_reset(state_->hash.get());
}

Fingerprint::~Fingerprint() = default;

void Fingerprint::update(std::string_view bytes) {
  XXH3_128bits_update(state_->hash.get(), bytes.data(), bytes.size());
}

std::string Fingerprint::finish() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_->hash.get());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace audience
