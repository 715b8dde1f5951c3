// Formats filled.
#include "studio/export_file.hpp"

#include <fmt/format.h>

#include <limits>
#include <memory>

#include "base/counted.hpp"
#include "output/xlsx_file.hpp"

namespace audience {
namespace {

/// Whether a worksheet might need 4 GiB: rows may be four times as long as the first were.
bool may_be_large(const ColumnWidths& widths, std::int64_t rows) {
  constexpr std::int64_t markup = 50, caution = 4;  // around each cell; how much longer rows may become
  const auto columns = static_cast<std::int64_t>(widths.widths().size());
  const std::int64_t row = columns * markup + widths.bytes_a_row() * caution;
  return rows > std::numeric_limits<std::uint32_t>::max() / std::max<std::int64_t>(row, 1);
}

std::unique_ptr<TableFile> table_file(OutputStream& out, const FileForm& form, const ExportedRows& rows,
                                      const StoredView& view, TimePoint now) {
  if (form.format == FileFormat::csv) return std::make_unique<CsvFile>(out, form.csv, rows.header());
  XlsxOptions options{.title = view.stored.audience_name,
                      .author = view.stored.author,
                      .description = fmt::format("{} as of {}", counted(view.size, "customer"),
                                                 format_minute(view.stored.as_of.at)),
                      .written_at = now,
                      .columns = {}};
  const ColumnWidths widths = column_widths(rows);
  for (std::size_t i = 0; i < rows.columns.size(); ++i)
    options.columns.push_back({rows.columns[i].name, widths.widths()[i]});
  options.large_sheets = may_be_large(widths, std::min(view.size, options.rows_a_sheet));
  return std::make_unique<XlsxFile>(out, std::move(options));
}

}  // namespace

std::string_view name_of(FileFormat format) { return format == FileFormat::csv ? "csv" : "xlsx"; }

void write_file(OutputStream& out, const FileForm& form, const ExportedRows& rows, const StoredView& view,
                TimePoint now, WrittenFile& written) {
  out.keep_digest();
  const auto file = table_file(out, form, rows, view, now);
  write_rows(rows, *file, written.counts);
  rows.source.check_unchanged();
  file->finish();
  written.sha256 = out.sha256();
  written.bytes = out.bytes_written();
}

}  // namespace audience
