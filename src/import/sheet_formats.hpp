// What the number formats of a workbook make of a cell's number: days, times of day, or a number.
#pragma once

#include <string>
#include <string_view>

namespace audience {

enum class SheetFormat { number, day, moment, clock };

/// Of a format that the workbook writes out, such as `DD.MM.YYYY` or `[$-407]#,##0.00" €"`.
SheetFormat format_of_code(std::string_view code);
/// Of one that has a number only (ECMA-376, 18.8.30).
SheetFormat format_of_number(int number);

/// The cell's number as a text: ISO 8601 for days and moments, `08:30:00` for a time of day, else as short as
/// it can be. `from_1904`: its days are counted from 1904-01-01. What is no number stays as it is.
std::string sheet_value(std::string_view number, SheetFormat format, bool from_1904);

}  // namespace audience
