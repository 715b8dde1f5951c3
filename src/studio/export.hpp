// The customers of an audience into a file, and a link that leads to a copy of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "output/output_stream.hpp"
#include "storage/exports.hpp"
#include "studio/export_file.hpp"
#include "studio/link_issue.hpp"
#include "studio/studio.hpp"

namespace audience {

/// Who, and what of them in which form.
struct ExportRequest {
  std::string audience;  ///< as find_audience
  FileForm form;
  std::vector<std::string> columns{};      ///< as listing_columns
  std::optional<std::string> sort{};       ///< as parse_sort
  std::optional<std::string> recipient{};  ///< address that the link will be sent to
};

/// Where it goes: a file, a copy that a link leads to, or both.
struct ExportTarget {
  std::optional<std::filesystem::path> file{};
  bool replaces = false;  ///< a file that is there
  std::optional<LinkRequest> link{};
};

struct ExportResult {
  ExportRecord record;
  std::int64_t escaped_cells = 0;
  std::optional<IssuedLink> link{};
  bool may_hold_erased = false;  ///< someone was erased while it was streamed
};

/// All is read in one state of the data; whom the catalog's `export_only_if` does not let out by the data of
/// now is held back. File and copy appear whole and are entered, or nothing is left of either. Throws
/// Error(conflict) where the file may not be written, is another program's database, or where someone was
/// erased while it was being written.
ExportResult export_audience(Studio& studio, const ExportRequest& request, const ExportTarget& target);

/// Into a stream that has taken nothing yet, without a link. It is entered when its last byte has been
/// written: what went out cannot be called back, so that someone erased meanwhile is told in the result.
ExportResult stream_audience(Studio& studio, const ExportRequest& request, OutputStream& out);

/// Its record without the export: everything is read, nothing is kept or entered.
ExportResult preview_export(Studio& studio, const ExportRequest& request);

}  // namespace audience
