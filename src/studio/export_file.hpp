// The file of an export: its form and its bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audience/export.hpp"
#include "output/table_file.hpp"
#include "studio/export_rows.hpp"
#include "studio/stored_view.hpp"

namespace audience {

/// How the name of such a file ends: `csv`, `csv.gz`, `xlsx`, `json`, `jsonl`.
std::string ending_of(const FileForm& form);
/// The other way round; nothing for another.
std::optional<FileForm> form_of_ending(std::string_view ending);

struct WrittenFile {
  RowCounts counts;         ///< of what was given to the stream, also while the file is not whole
  std::uint64_t bytes = 0;  ///< of the whole file, as below
  std::string sha256;       ///< hex digits
};

/// Writes the whole file to a stream that has taken nothing yet.
void write_file(OutputStream& out, const FileForm& form, const ExportedRows& rows, const StoredView& view,
                TimePoint now, WrittenFile& written);

}  // namespace audience
