// The file of an export: its form and its bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "audience/export.hpp"
#include "output/table_file.hpp"
#include "studio/export_rows.hpp"
#include "studio/stored_view.hpp"

namespace audience {

std::string_view name_of(FileFormat format);  ///< `csv`, `xlsx`; also the ending of a file

/// What is known of a file when it is whole.
struct WrittenFile {
  RowCounts counts;
  std::uint64_t bytes = 0;
  std::string sha256;  ///< hex digits
};

/// Writes the whole file to a stream that has taken nothing yet.
WrittenFile write_file(OutputStream& out, const FileForm& form, const ExportedRows& rows,
                       const StoredView& view, TimePoint now);

}  // namespace audience
