// CSV as RFC 4180 has it, with LF, and safe to open in a spreadsheet.
#pragma once

#include "audience/export.hpp"
#include "output/row_bytes.hpp"
#include "output/row_encoder.hpp"

namespace audience {

/// Whether it may stand between cells: `,` `;` `|` or a tab.
bool is_delimiter(char c);

/// Text cells that a spreadsheet would run get an apostrophe before them: `= + - @` or their full-width
/// forms, TAB, CR or LF first, or apostrophes and byte order marks before one of these; not a phone number
/// (`+` and then only digits, space, `().-/`), and numbers never. So no two texts become one. Cells with any
/// usual delimiter are quoted, whatever the file's. The byte order mark of the file is not written here.
class CsvRows : public RowEncoder {
 public:
  explicit CsvRows(CsvOptions options, Blocks blocks = Blocks::plain)
      : RowEncoder(blocks), options_(options) {}
  void text(std::string_view value) override;
  void integer(std::int64_t value) override;
  void number(double value) override;
  void boolean(bool value) override;  ///< `true`, `false`
  void date(std::string_view value) override { text(value); }
  void empty() override { separate(); }
  void end_row() override;
  void encoded(const EncodedCell& cell) override;
  RowBlock take_cell() override { return take_rows(); }

 protected:
  RowBlock take_rows() override;

 private:
  void separate();
  CsvOptions options_;
  RowBytes bytes_;
  RowBlock block_;  ///< but for its bytes
  std::string number_;
  std::size_t row_start_ = 0;
  bool first_ = true;
};

}  // namespace audience
