// The first line of a file, which names its columns, and the records behind it.
#pragma once

#include <cstdint>
#include <string_view>

#include "import/csv_reader.hpp"
#include "import/input_text.hpp"

namespace audience {

class FileHeader {
 public:
  /// Of a file that outlives it. Throws Error(invalid_input) where it has no such line, or one that is no
  /// text.
  FileHeader(const InputText& input, char delimiter);
  FileHeader(const FileHeader&) = delete;
  FileHeader& operator=(const FileHeader&) = delete;

  [[nodiscard]] const CsvRecord& line() const { return line_; }
  [[nodiscard]] std::string_view records() const { return records_; }    ///< the text behind it
  [[nodiscard]] std::int64_t first_line() const { return first_line_; }  ///< of the records

 private:
  CsvReader reader_;
  CsvRecord line_;
  std::string_view records_;
  std::int64_t first_line_ = 1;
};

}  // namespace audience
