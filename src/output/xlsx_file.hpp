// A workbook of one table (Office Open XML, ECMA-376), written from front to back.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "output/table_file.hpp"
#include "output/xlsx_rows.hpp"
#include "output/zip_stream.hpp"

namespace audience {

struct XlsxColumn {
  std::string name;
  std::size_t width = 10;  ///< in characters
};

struct XlsxOptions {
  std::string title, author, description;  ///< document properties
  TimePoint written_at{};
  std::vector<XlsxColumn> columns;
  std::int64_t rows_a_sheet = 1'048'575;  ///< behind the header; the most a worksheet can have
  bool large_sheets = false;              ///< one may need more than 4 GiB before compression
};

/// Worksheets `Customers`, `Customers 2`, …: bold frozen header with a filter, no formulas. A further one
/// begins where one is full.
class XlsxFile : public TableFile {
 public:
  XlsxFile(OutputStream& out, XlsxOptions options);
  [[nodiscard]] std::unique_ptr<RowEncoder> encoder() const override {
    return std::make_unique<XlsxRows>(options_.rows_a_sheet);
  }
  [[nodiscard]] std::int64_t rows_together() const override { return options_.rows_a_sheet; }
  void write(RowBlock&& block) override;
  void finish() override;

 private:
  void begin_sheet();
  void end_sheet();
  void write_part(const std::string& name, const std::string& xml);
  [[nodiscard]] std::string filter_range(std::int64_t rows) const;
  [[nodiscard]] std::string workbook() const;
  [[nodiscard]] std::string workbook_relations() const;
  [[nodiscard]] std::string content_types() const;
  XlsxOptions options_;
  ZipStream zip_;
  std::vector<std::int64_t> sheets_;  ///< rows of each, without the header
  bool in_sheet_ = false;
};

/// Measures cells instead of writing them: how wide each column should be.
class ColumnWidths : public CellEncoder {
 public:
  explicit ColumnWidths(const std::vector<std::string>& header);
  void text(std::string_view value) override;
  void integer(std::int64_t value) override;
  void number(double value) override;
  void boolean(bool) override { widen(5); }
  void date(std::string_view value) override { widen(value.size()); }
  void empty() override { ++column_; }
  void end_row() override;
  [[nodiscard]] const std::vector<std::size_t>& widths() const { return widths_; }
  [[nodiscard]] std::int64_t bytes_a_row() const {
    return bytes_ / std::max<std::int64_t>(rows_, 1);
  }  ///< of cells

 private:
  void widen(std::size_t width);
  std::vector<std::size_t> widths_;
  std::size_t column_ = 0;
  std::int64_t rows_ = 0, bytes_ = 0;
};

}  // namespace audience
