// What a token is worth now: the one verdict, whoever asks for it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.hpp"
#include "link/spool.hpp"
#include "studio/studio.hpp"

namespace audience {

/// The copy is open already: its removal, or the link's end, does no more harm to who reads it.
struct GrantedLink {
  std::string export_id;
  std::string audience_name;
  OpenCopy copy;
  std::string download_name;  ///< safe, UTF-8
  std::string format;         ///< `csv`, `xlsx`
  std::uint64_t bytes = 0;
  std::string sha256;  ///< what the bytes must have, hex
  TimePoint expires_at{};
};

/// It was valid once: its time has come, or (then `expires_at` lies ahead) its file is gone.
struct ExpiredLink {
  std::string export_id;
  std::string audience_name;  ///< empty where nothing is known of the export any more
  TimePoint expires_at{};
};

/// It never was valid here, or was revoked. Why is told to nobody.
struct RefusedLink {};

using Redemption = std::variant<GrantedLink, ExpiredLink, RefusedLink>;

/// Judges in this order: the signature, before anything is parsed; the token's time (at `exp` it is expired,
/// and the copy is removed at once, so that a clock set back revives nothing, unless the clock is in doubt:
/// `trust_in_clock`); the export's row, gone or
/// revoked: refused; its file, gone or of another size: expired; issued in the future: refused. Keys are
/// read, and rows looked up, anew for each token. The studio may be read-only. Throws
/// Error(database_unusable) where the key file, the folder or the database may not be used.
Redemption redeem(const Studio& studio, std::string_view token, TimePoint now);

/// All bytes of the copy, block by block. Throws Error(database_unusable) where the copy cannot be read and,
/// after the last block, where they are not those that were exported.
void read_copy(const GrantedLink& link, const std::function<void(std::string_view)>& take);

}  // namespace audience
