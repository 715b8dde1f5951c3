// Rows of a worksheet as Office Open XML (ECMA-376, part 1, 18.3) writes them, compressed block by block.
#pragma once

#include "output/deflate.hpp"
#include "output/row_encoder.hpp"

namespace audience {

/// Positions of cell formats in the workbook's style sheet.
enum class XlsxFormat { general, header, date, date_time };

/// Text stays text, also `=1+1` and `007`; whole numbers of more than 15 digits, which a spreadsheet would
/// round, are text too. Dates are dates from 1900-03-01 on, where spreadsheets agree on them, and only if
/// written as a day or a second. Rows and cells bear no addresses: they follow one another.
class XlsxRows : public RowEncoder {
 public:
  /// `format` is that of text cells.
  explicit XlsxRows(XlsxFormat format = XlsxFormat::general) : format_(format) {}
  /// Throws Error(write_failed) for one of more than 32,767 UTF-16 units, the most a cell holds.
  void text(std::string_view value) override;
  void integer(std::int64_t value) override;
  void number(double value) override;
  void boolean(bool value) override;
  void date(std::string_view value) override;
  void empty() override;
  void end_row() override;
  RowBlock take() override;

 private:
  std::string& cell();
  XlsxFormat format_;
  Deflater deflater_;
  RowBlock block_;
  bool in_row_ = false;
};

/// Appends text for XML: markup escaped, characters that XML forbids as `_xHHHH_` (ECMA-376, part
/// 1, 22.9.2.19), and what already looks like that escaped too; a CR as a reference, or a reader would make
/// LF of it. Invalid UTF-8 becomes U+FFFD.
void append_xml_text(std::string& out, std::string_view text);

}  // namespace audience
