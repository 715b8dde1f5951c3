// What a person, or a script, is told of an export.
#pragma once

#include <cstdint>
#include <optional>

#include "cli/link_issue.hpp"
#include "cli/session.hpp"
#include "storage/exports.hpp"

namespace audience {

/// On standard output: file, rows, who was held back, the link and its end. The link is told here and nowhere
/// else.
void report_export(Session& session, const ExportRecord& record, std::int64_t escaped_cells,
                   const std::optional<IssuedLink>& issued);

}  // namespace audience
