// Whether a record of a file has the form of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "import/csv_reader.hpp"

namespace audience {

/// What the records of a file must keep to.
struct RecordForm {
  std::size_t width = 0;           ///< cells
  std::size_t most_row_bytes = 0;  ///< in the file
};

/// Of a record with such a cell, the fault.
inline constexpr std::string_view not_utf8 = "not UTF-8";

/// Letters of UTF-8 beyond ASCII, less the bytes that are none.
std::int64_t utf8_balance(std::string_view text);

/// Why a record is none whose cells could be taken; empty where it is one. `is_utf8`: all around it surely
/// is.
std::string form_fault(const CsvRecord& record, std::size_t bytes, const RecordForm& form, bool is_utf8);

}  // namespace audience
