// An .xlsx workbook, of which one sheet becomes CSV.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// Throws Error(invalid_input) for what other spreadsheet programs write or wrote: .xls, and anything with a
/// password. Such files are no zip archives.
void refuse_old_workbook(std::string_view bytes, const std::string& name);

/// What its sheets are called, in their order. Throws as below.
std::vector<std::string> sheets_of_workbook(std::string_view bytes, const std::string& name);

/// Gives the sheet as CSV, cut by commas, a line for each of its rows. Days and moments are ISO 8601,
/// booleans `true` and `false`, errors as a spreadsheet shows them (`#N/A`), formulas their last value.
/// Memory holds the texts that cells share, and a row. `bytes`: a zip archive; `sheet`: none for the first.
/// Throws Error(not_found) for a sheet that is not there, and Error(invalid_input) for an archive that is no
/// workbook, damaged, encrypted or meant to fill a disk (zip_archive.hpp).
void read_workbook(std::string_view bytes, const std::string& name, const std::optional<std::string>& sheet,
                   const std::function<void(std::string_view)>& take);

}  // namespace audience
