// Values with how many have them, as rows of a table and as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/command_line.hpp"
#include "cli/table_screen.hpp"
#include "json/json_writer.hpp"
#include "output/pictures.hpp"
#include "query/value_groups.hpp"

namespace audience {

/// `--limit` and `--all`, of verbs that list values.
struct GroupLimit {
  std::optional<std::string> limit{};
  bool all = false;
  void declare(VerbLine& line);
  /// Throws Error(usage).
  void apply(ValueGroups& groups) const;
};

/// How many customers there are to be divided: members and everyone.
struct GroupTotals {
  std::int64_t members = 0, everyone = 0;
};

/// Of a group: its share of the members, and that against its share of everyone, which is 100.
std::optional<double> share_of(std::int64_t part, std::int64_t whole);
std::optional<std::int64_t> index_of(std::int64_t members, std::int64_t everyone, const GroupTotals& totals);
/// `50.9 %`, `-` of nobody.
std::string share_text(std::int64_t part, std::int64_t whole);
/// As a screen names it: quotes where it is empty.
std::string label_text(const ValueGroup& group);

/// A row for each group, one for the others, one for who has no value. `compares`: with the index against
/// everyone. `unit`: what is counted.
Table group_table(const std::string& title, const ValueGroups& groups, const GroupTotals& totals,
                  bool compares, const char* unit = "customers");
/// The same rows as a picture has them.
BarSection group_section(const std::string& title, const ValueGroups& groups, const GroupTotals& totals);
/// Members of an object: `values` (how many there are), `groups`, of which the one of who has no value is
/// null, and `others` where the limit left some out.
void write_groups(JsonWriter& json, const ValueGroups& groups, const GroupTotals& totals, bool compares,
                  const char* unit = "customers");

}  // namespace audience
