// Nettle, and getrandom(2).
#include "base/secret.hpp"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/sha2.h>
#include <sys/random.h>

#include <cerrno>
#include <cstdint>

#include "audience/error.hpp"

namespace audience {
namespace {

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::uint8_t* bytes_of(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

struct Sha256::State {
  sha256_ctx context{};
};

Sha256::Sha256() : state_(std::make_unique<State>()) { ::nettle_sha256_init(&state_->context); }
Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  ::nettle_sha256_update(&state_->context, bytes.size(), bytes_of(bytes));
}

std::string Sha256::finish() {
  std::string digest(SHA256_DIGEST_SIZE, '\0');
  ::nettle_sha256_digest(&state_->context, digest.size(), bytes_of(digest));
  return digest;
}

std::string keyed_hash(std::string_view key, std::string_view text) {
  hmac_sha256_ctx context{};
  ::nettle_hmac_sha256_set_key(&context, key.size(), bytes_of(key));
  ::nettle_hmac_sha256_update(&context, text.size(), bytes_of(text));
  std::string digest(SHA256_DIGEST_SIZE, '\0');
  ::nettle_hmac_sha256_digest(&context, digest.size(), bytes_of(digest));
  return digest;
}

bool equal_secrets(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && (a.empty() || ::nettle_memeql_sec(a.data(), b.data(), a.size()) != 0);
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t at = 0; at < count;) {
    const ssize_t got = ::getrandom(bytes.data() + at, count - at, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw Error(ErrorKind::unexpected, "the system gave no random numbers");
    at += static_cast<std::size_t>(got);
  }
  return bytes;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4U];
    text += digits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

std::string from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return {};
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = digit_of(digits[i]);
    const int low = digit_of(digits[i + 1]);
    if (high < 0 || low < 0) return {};
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

}  // namespace audience
