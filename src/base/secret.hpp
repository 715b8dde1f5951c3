// SHA-256, keyed hashes, random bytes and comparison in constant time: what secrets need.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace audience {

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  /// 32 bytes; afterwards it begins anew.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// HMAC-SHA256 (RFC 2104): 32 bytes.
std::string keyed_hash(std::string_view key, std::string_view text);

/// Takes as long whatever the bytes are; texts of different length are told apart at once.
bool equal_secrets(std::string_view a, std::string_view b) noexcept;

/// From the system's generator. Throws Error(unexpected) where it gives none.
std::string random_bytes(std::size_t count);

/// Lower-case hex digits, two a byte.
std::string to_hex(std::string_view bytes);
/// The bytes of lower-case hex digits; empty for any other text.
std::string from_hex(std::string_view digits);

}  // namespace audience
