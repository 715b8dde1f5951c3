// CSV as RFC 4180 has it, with LF, and safe to open in a spreadsheet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "output/output_stream.hpp"

namespace audience {

struct CsvOptions {
  char delimiter = ',';
  bool bom = false;
  bool escape_formulas = true;
};

/// Writes rows cell by cell. Text cells that a spreadsheet would run (`= + - @` TAB CR LF first, or an
/// apostrophe before one of these) get an apostrophe before them, unless they are a phone number (`+` and
/// then only digits, space,
/// `().-/`); numbers never.
class CsvWriter {
 public:
  CsvWriter(OutputStream& out, CsvOptions options);
  void text(std::string_view value);
  void integer(std::int64_t value);
  void number(double value);
  void boolean(bool value);  ///< `true`, `false`
  void empty();
  void end_row();
  [[nodiscard]] std::int64_t escaped_cells() const { return escaped_; }

 private:
  void separate();
  OutputStream& out_;
  CsvOptions options_;
  std::string row_;
  bool first_ = true;
  std::int64_t escaped_ = 0;
};

}  // namespace audience
