// What a person, or a script, is told of an export.
#pragma once

#include <optional>
#include <string>

#include "cli/session.hpp"
#include "studio/export.hpp"

namespace audience {

/// On standard output: file, rows, who was held back, the link and its end. The link is told here and nowhere
/// else. `file`: as the user wrote it.
void report_export(const Session& session, const ExportResult& result,
                   const std::optional<std::string>& file);

}  // namespace audience
