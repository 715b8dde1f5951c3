// What went out, with what became of its links.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/exports.hpp"
#include "studio/link_state.hpp"
#include "studio/studio.hpp"

namespace audience {

struct LoggedExport {
  ExportRecord record;
  LinkState state = LinkState::none;  ///< of its link, now
};

/// Newest first: all, or those of an audience that is there (as find_audience) or was (by its name or id).
/// Throws as find_audience where it neither is nor was.
std::vector<LoggedExport> export_log(const Studio& studio, const std::optional<std::string>& audience);

}  // namespace audience
