// What was said once of files with the same headers, kept in the database.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audience/import.hpp"
#include "storage/database.hpp"

namespace audience {

/// By what a file is known again: its kind, its first line that is not empty, as its bytes are, and whether
/// it holds orders whose lines are in another.
std::string key_of_headers(ImportKind kind, bool has_items, std::string_view text);
/// The same of a workbook, for which of its sheets was said.
std::string key_of_sheets(ImportKind kind, bool has_items, const std::vector<std::string>& sheets);

std::optional<SaidBefore> find_said(const Database& database, const std::string& key);
/// In the place of what was kept of it; nothing is kept where nothing is said. Of many such files those said
/// last stay. Inside the caller's write transaction.
void keep_said(Database& database, const std::string& key, const SaidBefore& said);

/// Whether anything is said but when.
bool is_any(const SaidBefore& said);
/// What the options of one import say.
SaidBefore said_by(const ImportOptions& options);
/// Completes the options by what was said before, but for types; what it took. What the options say counts
/// more: of maps and words each column.
SaidBefore take_over(const SaidBefore& before, ImportOptions& options);

}  // namespace audience
