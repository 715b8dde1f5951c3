// Whether a record of a file has the form of one.
#pragma once

#include <cstddef>
#include <string>

#include "import/csv_reader.hpp"

namespace audience {

/// What the records of a file must keep to.
struct RecordForm {
  std::size_t width = 0;           ///< cells
  std::size_t most_row_bytes = 0;  ///< in the file
};

/// Why a record is none whose cells could be taken; empty where it is one. `is_utf8`: all around it surely
/// is.
std::string form_fault(const CsvRecord& record, std::size_t bytes, const RecordForm& form, bool is_utf8);

}  // namespace audience
