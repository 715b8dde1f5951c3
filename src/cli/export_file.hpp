// The file of an export: its format by the options, and its bytes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/export_rows.hpp"
#include "output/table_file.hpp"
#include "studio/stored_view.hpp"

namespace audience {

enum class FileFormat { csv, xlsx };
std::string_view name_of(FileFormat format);  ///< `csv`, `xlsx`; also the ending of a file

/// What the options of a command say about the form of a file.
struct FileOptions {
  std::optional<std::string> format, delimiter;
  bool bom = false, no_escape = false;
};

struct FileForm {
  FileFormat format = FileFormat::csv;
  CsvOptions csv;
};
/// The format as told, else by the ending of the output's name, else CSV. Throws Error(usage) for one that is
/// unknown, and for options of CSV beside another.
FileForm file_form(const FileOptions& options, const std::optional<std::string>& output);

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
