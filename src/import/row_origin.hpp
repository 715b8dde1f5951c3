// Where a row of two joined files comes from: its last three cells say so.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "import/csv_reader.hpp"

namespace audience {

/// What a rejects file adds to a file's own columns, and a later import of it passes over: the file of a row
/// where there are two, its line in it, and why it was rejected.
inline constexpr std::string_view origin_columns[]{"reject_file", "reject_line", "reject_reason"};
bool is_origin_column(std::string_view name);

struct RowOrigin {
  std::string_view file;
  std::int64_t line = 0;
  std::string_view fault;  ///< why it is rejected already; empty where it is not
};

/// Of a record whose last cells are these columns, whatever its width.
RowOrigin origin_of(const CsvRecord& record);

}  // namespace audience
