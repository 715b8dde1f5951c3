// What a person, or a script, is told of an export.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/link_issue.hpp"
#include "cli/session.hpp"
#include "storage/exports.hpp"

namespace audience {

struct ExportReport {
  ExportRecord record;
  std::optional<std::string> file;  ///< as the user wrote it
  std::int64_t escaped_cells = 0;
  std::optional<IssuedLink> link;
};

/// On standard output: file, rows, who was held back, the link and its end. The link is told here and nowhere
/// else.
void report_export(Session& session, const ExportReport& report);

}  // namespace audience
