// Reads CSV records (RFC 4180) out of one text, without copying what needs no unescaping.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

struct CsvRecord {
  std::int64_t line = 0;                ///< of its first character, from 1
  std::size_t offset = 0;               ///< of its first byte: what `read_at` takes
  std::vector<std::string_view> cells;  ///< valid until the reader's next record
  bool unterminated = false;  ///< a quote was opened and never closed: everything to the end is in it
  bool misquoted = false;     ///< more than blanks stands behind a closing quote: cells may be others' rows
};

/// Empty lines are passed over. LF, CRLF; `""` inside quotes; a quote inside an unquoted cell is a character
/// like others.
class CsvReader {
 public:
  CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}
  bool next(CsvRecord& record);                         ///< false at the end
  void read_at(std::size_t offset, CsvRecord& record);  ///< a record met before; its line is not set
  [[nodiscard]] std::size_t position() const { return at_; }
  /// Where the next record is looked for: the line behind the last one, or behind the last empty line at the
  /// end.
  [[nodiscard]] std::int64_t line() const { return line_; }

 private:
  void read(CsvRecord& record);
  void read_quoted(CsvRecord& record);
  std::string_view quoted_cell(CsvRecord& record);
  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
  std::deque<std::string> unescaped_;
};

/// Whether a cell stands in the text as it is, and so lives as long; one that was unquoted does not.
bool stands_in(std::string_view text, std::string_view cell);

/// Appends a cell as the reader gives it back, in quotes where it needs them.
void append_cell(std::string& line, std::string_view cell, char delimiter);

/// The one of the candidates that the first line that is not empty holds most of, outside quotes; the first
/// of them where it holds none.
char find_delimiter(std::string_view text, std::string_view candidates = ",;\t|");

}  // namespace audience
