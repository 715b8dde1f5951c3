// The columns that count, and the SQL over them.
#include "storage/row_checksums.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace audience {
namespace {

struct Checked {
  std::string_view table;
  std::vector<std::string_view> columns;
};

const Checked& checked(CheckedTable table) {
  // Where a row lies (its number, and the audience of a run) is not in it: it may be moved as it is. What a
  // run's differences are they tell themselves, but not whether they were ever there.
  static const std::array<Checked, 3> all{
      {{"audience_audiences",
        {"audience_id", "audience_name", "author", "definition", "as_of", "funnel", "date_created",
         "date_modified", "is_uploaded", "is_applied", "match_attribute", "status", "is_dynamic", "uses"}},
       {"audience_definitions", {"definition"}},
       {"audience_runs",
        {"run", "verb", "run_at", "as_of", "size", "entered", "gone", "milliseconds", "funnel", "definition",
         "note", "came IS NULL", "went IS NULL"}}}};
  return all.at(static_cast<std::size_t>(table));
}

std::string checksum_sql(CheckedTable table, std::string_view prefix) {
  std::string columns;
  for (const std::string_view column : checked(table).columns)
    columns += fmt::format("{}{}{}", columns.empty() ? "" : ", ", prefix, column);
  return fmt::format("audience_checksum({})", columns);
}

}  // namespace

std::string is_intact(CheckedTable table, std::string_view alias) {
  const std::string prefix = std::string(alias) + ".";
  return fmt::format("{}checksum IS {}", prefix, checksum_sql(table, prefix));
}

void keep_checksums(Database& own, CheckedTable table, const std::string& condition) {
  own.execute(fmt::format("UPDATE {} SET checksum = {} WHERE {}", checked(table).table,
                          checksum_sql(table, ""), condition));
}

ChecksumRenewal::ChecksumRenewal(Database& own, CheckedTable table) : own_(own), table_(table) {
  // Without one a row is damaged for good.
  own_.execute(fmt::format("UPDATE {} SET checksum = NULL WHERE checksum IS NOT {}", checked(table_).table,
                           checksum_sql(table_, "")));
}

void ChecksumRenewal::finish() {
  const std::string sum = checksum_sql(table_, "");
  keep_checksums(own_, table_, "checksum IS NOT NULL AND checksum IS NOT " + sum);
}

}  // namespace audience
