// Checksums of rows of ours: in their column `checksum`, over what else they say.
#pragma once

#include <string>
#include <string_view>

#include "storage/database.hpp"

namespace audience {

/// Audiences without members, which have a checksum of their own, and without sizes, which are counted again
/// where they do not stand; the documents of runs; runs.
enum class CheckedTable { audiences, definitions, runs };

/// As SQL: whether a row is as it was written. `alias` is what the statement calls the table.
std::string is_intact(CheckedTable table, std::string_view alias);

/// Gives the rows of a condition the checksum of what they say now: whoever writes one, in the same
/// transaction. Only of rows that were written whole: a damaged one would pass as intact.
void keep_checksums(Database& own, CheckedTable table, const std::string& condition);

/// While texts of a table are changed in place: rows that were intact get the checksum of what they became,
/// and damaged ones stay so. Inside the caller's write transaction.
class ChecksumRenewal {
 public:
  ChecksumRenewal(Database& own, CheckedTable table);
  void finish();

 private:
  Database& own_;
  CheckedTable table_;
};

}  // namespace audience
