// A link for an export: planned before its file is written, issued when the file is whole.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "audience/link.hpp"
#include "storage/exports.hpp"
#include "studio/studio.hpp"

namespace audience {

/// Throws Error(conflict) where `erased_count` is another by now: a file read before may hold someone who was
/// erased. Inside the transaction that enters the export.
void refuse_erased_since(const Database& database, std::int64_t erased);

struct LinkPlan {
  std::string export_id;
  std::chrono::seconds life{};
  std::string format;               ///< as ExportRecord has it
  std::optional<std::string> base;  ///< as LinkRequest, without slashes at its end
  std::filesystem::path copy;       ///< where the copy is to be written, whole or not at all
  std::int64_t erased = 0;          ///< `erased_count` before the copy was read
};

/// Makes the spool and the key where they are missing, so that a fault ends the export before it writes
/// anything. To be asked before the data is read. Throws Error(usage) for a life or base that cannot be, and
/// as Spool and KeyFile do.
LinkPlan plan_link(const Studio& studio, const LinkRequest& request, const std::string& format);

/// With the copy at `plan.copy`, its lock still held by its AtomicFile: gives the copy its time, counted from
/// now, enters the row in a transaction of its own, and signs. A crash before the token is returned leaves a
/// copy that the next sweep or gc takes, never a row without its copy; a failure removes the copy. Sets the
/// record's id, format, exported_at and expires_at; everything else is the caller's. Throws
/// Error(write_failed) where the copy is gone, Error(conflict) where someone was erased since, whom the copy
/// may hold.
IssuedLink issue_link(const Studio& studio, const LinkPlan& plan, ExportRecord record);

}  // namespace audience
