// A link for an export: planned before its file is written, issued when the file is whole.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/session.hpp"
#include "storage/exports.hpp"

namespace audience {

/// `--expires-in`: whole seconds, 1 s to 7 d; 6 minutes without. Throws Error(usage) otherwise.
std::chrono::seconds link_life(const std::optional<std::string>& text);

/// AUDIENCE_BASE_URL or `base_url` of the config, without slashes at its end. Throws Error(usage) unless it
/// is a http:// or https:// address.
std::optional<std::string> base_url(const Session& session);

struct LinkPlan {
  std::string export_id;
  std::chrono::seconds life{};
  std::string format;               ///< `csv`, `xlsx`
  std::optional<std::string> base;  ///< base_url
  std::filesystem::path copy;       ///< where the copy is to be written, whole or not at all
  std::int64_t erased = 0;          ///< `erased_count` before the copy was read; the caller's to set
};

/// Makes the spool and the key where they are missing, so that a fault ends the command before it writes
/// anything. Throws as Spool, KeyFile and base_url do.
LinkPlan plan_link(const Session& session, std::chrono::seconds life, const std::string& format);

struct IssuedLink {
  std::string export_id;
  std::string link;  ///< empty without a base URL
  std::string token;
  TimePoint expires_at{};
};

/// With the copy at `plan.copy`, its lock still held by its AtomicFile: gives the copy its time, counted from
/// now, enters the row in a transaction of its own, and signs. A crash before the token is returned leaves a
/// copy that the next sweep or gc takes, never a row without its copy; a failure removes the copy. Sets the
/// record's id, format, exported_at and expires_at; everything else is the caller's. Throws
/// Error(write_failed) where the copy is gone, Error(conflict) where someone was erased since, whom the copy
/// may hold.
IssuedLink issue_link(const Session& session, Database& database, const LinkPlan& plan, ExportRecord record);

}  // namespace audience
