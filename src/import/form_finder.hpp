// How the columns of a file are written, found in its cells where it was not said.
#pragma once

#include <cstdint>
#include <string_view>

#include "audience/reading.hpp"
#include "import/column_look.hpp"
#include "import/input_text.hpp"
#include "import/layout.hpp"

namespace audience {

/// The records of a file, and what is told of it.
struct FileRecords {
  const InputText& input;
  std::string_view records;
  char delimiter;
  std::int64_t first_line;                 ///< of the records
  std::size_t time_key;                    ///< place of the key that is a time; Layout::absent without one
  bool is_joined = false;                  ///< of two files: lines are those of `origin_columns`
  std::shared_ptr<const TimeZone> zone{};  ///< where times without an offset were written; none: UTC
};

/// Refuses a column whose cells can be read in two ways. `name`: what it is called in the words.
void refuse_doubt(const ColumnLook::Found& found, const std::string& name);

/// Gives new columns the type that fits every cell, and every column the form its cells have. One pass over
/// all records where there are new columns, or the first rows of others are not written as programs do.
/// - A date that begins with its year is one in any file. Day and month have the order in which every cell
///   is a day; where both are that, or some cells need the one and some the other, it is a fault.
/// - Decimal commas are looked for only in files not cut by commas; where every cell can be read with either
///   sign the file's other columns decide, else it is a fault.
/// - `yes` and `no`, `y` and `n`, `t` and `f` make a new column boolean where both occur and nothing else.
/// Of columns that were there before, cells of neither form do not count: they are rejected later.
/// Notes what was said and fits no column. Throws Error(invalid_input).
void find_forms(Layout& layout, const FileRecords& file, const Reading& reading);

}  // namespace audience
