// Formats filled.
#include "studio/export_file.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <memory>
#include <utility>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "output/xlsx_file.hpp"

namespace audience {
namespace {

constexpr std::array formats{
    std::pair<std::string_view, FileFormat>{"csv", FileFormat::csv},
    std::pair<std::string_view, FileFormat>{"xlsx", FileFormat::xlsx},
    std::pair<std::string_view, FileFormat>{"json", FileFormat::json},
    std::pair<std::string_view, FileFormat>{"jsonl", FileFormat::jsonl},
};

/// Whether a worksheet might need 4 GiB: rows may be four times as long as the first were.
bool may_be_large(const ColumnWidths& widths, std::int64_t rows) {
  constexpr std::int64_t markup = 50, caution = 4;  // around each cell; how much longer rows may become
  const auto columns = static_cast<std::int64_t>(widths.widths().size());
  const std::int64_t row = columns * markup + widths.bytes_a_row() * caution;
  return rows > std::numeric_limits<std::uint32_t>::max() / std::max<std::int64_t>(row, 1);
}

std::unique_ptr<RowFormat> row_format(const FileForm& form, const ExportedRows& rows) {
  if (form.format == FileFormat::csv) return std::make_unique<CsvFormat>(form.csv, rows.header());
  std::vector<JsonColumn> columns;
  for (const ListingColumn& column : rows.columns) {
    if (column.recommendation_rank == 0 && column.name == products_member) {
      throw Error(
          ErrorKind::usage,
          fmt::format("JSON lists recommended products as {}, and a column is called so", products_member),
          Remedy::leave_out_one);
    }
    columns.push_back({column.name, column.recommendation_rank > 0});
  }
  return std::make_unique<JsonFormat>(std::move(columns), form.format == FileFormat::json
                                                              ? JsonRows::Between::commas
                                                              : JsonRows::Between::lines);
}

std::unique_ptr<TableFile> table_file(OutputStream& out, const FileForm& form, const ExportedRows& rows,
                                      const StoredView& view, TimePoint now) {
  if (form.format != FileFormat::xlsx) {
    if (form.gzipped) return std::make_unique<GzipFile>(out, row_format(form, rows));
    return std::make_unique<PlainFile>(out, row_format(form, rows));
  }
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

std::string ending_of(const FileForm& form) {
  for (const auto& [name, format] : formats) {
    if (format == form.format) return std::string(name) + (form.gzipped ? ".gz" : "");
  }
  return {};
}

std::optional<FileForm> form_of_ending(std::string_view ending) {
  FileForm form;
  form.gzipped = ending.ends_with(".gz");
  if (form.gzipped) ending.remove_suffix(3);
  for (const auto& [name, format] : formats) {
    if (name != ending || (form.gzipped && format == FileFormat::xlsx)) continue;
    form.format = format;
    return form;
  }
  return std::nullopt;
}

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
