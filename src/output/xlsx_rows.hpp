// Rows of a worksheet as Office Open XML (ECMA-376, part 1, 18.3) writes them, compressed block by block.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "output/row_bytes.hpp"
#include "output/row_encoder.hpp"
#include "output/sheet_deflater.hpp"

namespace audience {

/// How a cell is written; inline are texts with blanks that readers may drop, or with escapes.
enum class XlsxCell : char { number, boolean, date, date_time, text, inline_text, header, inline_header };

/// Text stays text, also `=1+1` and `007`; whole numbers of more than 15 digits, which a spreadsheet would
/// round, are text too. Dates are dates from 1900-03-01 on, where spreadsheets agree on them, and only if
/// written as a day or a second. Rows and cells bear their addresses: some readers ask for them.
class XlsxRows : public RowEncoder {
 public:
  /// Rows behind the header of worksheets with so many each.
  explicit XlsxRows(std::int64_t rows_a_sheet)
      : RowEncoder(Blocks::plain), deflater_(std::in_place), rows_a_sheet_(rows_a_sheet) {}
  /// The header of a worksheet.
  static XlsxRows header() { return XlsxRows(); }
  void start_at(std::int64_t row) override { row_ = row % rows_a_sheet_ + 2; }
  /// Throws Error(write_failed) for one of more than 32,767 UTF-16 units, the most a cell holds.
  void text(std::string_view value) override;
  void integer(std::int64_t value) override;
  void number(double value) override;
  void boolean(bool value) override;
  void date(std::string_view value) override;
  void empty() override;
  void end_row() override;
  void encoded(const EncodedCell& cell) override;
  RowBlock take_cell() override;

 protected:
  RowBlock take_rows() override;

 private:
  using Opening = std::array<std::string, 8>;  ///< up to the number of the row, for each XlsxCell
  XlsxRows() : RowEncoder(Blocks::plain), row_(1), is_header_(true) {}
  void begin_row();
  Opening& next_opening();
  /// Begins a cell, up to its address; `body` follows.
  void open(XlsxCell cell, std::size_t body);
  void add_value(XlsxCell cell, std::string_view value);
  void add_number(XlsxCell cell, double value);
  void note_place();
  std::optional<SheetDeflater> deflater_;  ///< none for a header, which is written with what is around it
  std::int64_t rows_a_sheet_ = 1;
  std::int64_t row_ = 2;  ///< of the worksheet, from 1
  bool is_header_ = false;
  std::size_t column_ = 0;
  std::vector<Opening> openings_;  ///< of the columns met so far
  std::string row_digits_;
  std::string written_;               ///< of a cell that is not copied
  XlsxCell cell_ = XlsxCell::number;  ///< the last
  std::size_t body_begin_ = 0;        ///< of the last cell, behind its address
  RowBytes bytes_;
  std::vector<CellPlace> places_;  ///< of the cells in them
  std::int64_t rows_ = 0;          ///< in them
};

/// Appends text for XML: markup escaped, characters that XML forbids as `_xHHHH_` (ECMA-376, part
/// 1, 22.9.2.19), and what already looks like that escaped too; a CR as a reference, or a reader would make
/// LF of it. Invalid UTF-8 becomes U+FFFD.
void append_xml_text(std::string& out, std::string_view text);

/// A, B, …, Z, AA, … for 0, 1, …
std::string column_letters(std::size_t index);

}  // namespace audience
