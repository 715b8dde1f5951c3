// What `upload` answers: every line counted, and what became of the audience.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace audience {

/// What became of the lines: each is counted once.
struct LineCounts {
  std::int64_t header = 0, matched = 0, unknown = 0, duplicate = 0, blank = 0, erased = 0, unreadable = 0;
  [[nodiscard]] std::int64_t lines() const {
    return header + matched + unknown + duplicate + blank + erased + unreadable;
  }
};

/// What an upload did, or in a dry run would do.
struct UploadReport {
  std::optional<std::string> audience_id{};
  std::string audience_name{};
  std::string action{};                          ///< `created`, `appended`, `replaced`
  std::optional<std::string> match_attribute{};  ///< none: ids
  LineCounts counts{};
  std::optional<std::string> rejects{};  ///< the file, if it was wanted
  bool dry_run = false;
  std::int64_t size = 0, entered = 0, left = 0;
  std::int64_t unmatched = 0;  ///< values kept for later refreshes, earlier ones too
};

/// Both end with a newline.
std::string as_text(const UploadReport& report);
std::string as_json(const UploadReport& report);

}  // namespace audience
