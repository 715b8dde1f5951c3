// Checksums: of stored bytes (damage), and of import files (the same file again). Not for secrets.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace audience {

/// XXH3, 64 bits.
std::uint64_t checksum(std::string_view bytes);
/// Of a text that comes in pieces: XXH3, 128 bits.
class Fingerprint {
 public:
  Fingerprint();
  ~Fingerprint();
  Fingerprint(const Fingerprint&) = delete;
  Fingerprint& operator=(const Fingerprint&) = delete;
  void update(std::string_view bytes);
  [[nodiscard]] std::string finish() const;  ///< of all so far, as 32 hex digits

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace audience
