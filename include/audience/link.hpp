// Links: what one is asked to be, what is issued, and what is redeemed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace audience {

struct LinkRequest {
  std::chrono::seconds life{std::chrono::minutes{6}};  ///< 1 s to 7 days
  /// What its address begins with, http:// or https://, as recipients reach it; none: it is a token alone.
  std::optional<std::string> base{};
};

struct IssuedLink {
  std::string export_id;  ///< 32 hex digits
  std::string link;       ///< `BASE/exports/TOKEN`; empty without a base
  std::string token;      ///< whoever has it may fetch the file: a secret
  std::chrono::sys_seconds expires_at{};
};

/// What a token is worth at the moment it is redeemed.
enum class LinkVerdict {
  granted,
  expired,  ///< it was valid once: its time has come, or its file is gone
  refused   ///< it never was valid here, or was revoked; why is told to nobody
};

struct RedeemedLink {
  LinkVerdict verdict = LinkVerdict::refused;
  std::string export_id;                  ///< empty where it is refused
  std::string audience_name;              ///< empty where nothing is known of the export any more
  std::chrono::sys_seconds expires_at{};  ///< of an expired link it may lie ahead: then its file is gone

  // Where it is granted:
  std::string download_name;  ///< `Winter-20230914.csv`: safe as a file's name
  std::string format;         ///< as ExportRecord has it
  std::uint64_t bytes = 0;
  std::string sha256;  ///< hex digits
};

}  // namespace audience
