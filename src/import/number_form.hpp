// Numbers with a decimal comma, or with signs between groups of digits, as plain ones.
#pragma once

#include <string>
#include <string_view>

namespace audience {

/// `-1.234,50` with the decimal sign `,` is `-1234.50`. Groups of three digits may be divided by the other
/// one of `.` and `,`, by a blank (also U+00A0, U+202F) or by an apostrophe (also U+2019), all by the same.
/// Valid until `room` changes; empty where the cell is no such number.
std::string_view as_plain_number(std::string_view cell, char decimal_sign, std::string& room);

}  // namespace audience
