// Rows of groups.
#include "cli/group_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/session.hpp"

namespace audience {
namespace {

constexpr std::int64_t usual_limit = 20;
constexpr int bar_width = 20;

/// A line of the table, whatever it stands for.
struct Line {
  std::string label;
  std::int64_t members = 0, everyone = 0;
  std::int64_t bar = 0;  ///< of those taken together none: it would make all others small
};

std::vector<Line> lines_of(const ValueGroups& groups) {
  std::vector<Line> lines;
  for (const ValueGroup& group : groups.groups)
    lines.push_back({label_text(group), group.members, group.everyone, group.members});
  if (groups.others > 0)
    lines.push_back({counted(groups.others, "other"), groups.others_members, groups.others_everyone, 0});
  if (groups.missing_everyone > 0)
    lines.push_back({"missing", groups.missing_members, groups.missing_everyone, groups.missing_members});
  return lines;
}

class GroupWriter {
 public:
  GroupWriter(JsonWriter& json, const GroupTotals& totals, bool compares, const char* unit)
      : json_(json), totals_(totals), compares_(compares), unit_(unit) {}

  void counts(std::int64_t members, std::int64_t everyone) {
    json_.integer_member(unit_, members);
    number("share", share_of(members, totals_.members));
    if (!compares_) return;
    json_.integer_member("everyone", everyone);
    number("share_of_everyone", share_of(everyone, totals_.everyone));
    json_.optional_integer_member("index", index_of(members, everyone, totals_));
  }
  void group(const std::optional<std::string>& label, const ValueGroup& group) {
    json_.begin_object();
    json_.optional_text_member("value", label);
    if (group.from) {
      number("from", group.from->to_double());
      number("below", group.below->to_double());
    }
    counts(group.members, group.everyone);
    json_.end_object();
  }

 private:
  void number(std::string_view key, const std::optional<double>& value) {
    json_.key(key);
    if (value) {
      json_.number(*value);
    } else {
      json_.null();
    }
  }
  JsonWriter& json_;
  const GroupTotals& totals_;
  bool compares_;
  const char* unit_;
};

}  // namespace

void GroupLimit::declare(VerbLine& line) {
  line.option("--limit", limit, "N", "values to show of each (20)").flag("--all", all, "every value");
}

void GroupLimit::apply(ValueGroups& groups) const {
  if (all && limit) throw Error(ErrorKind::usage, "--all and --limit exclude each other");
  if (all) return;
  groups.keep_first(static_cast<std::size_t>(limit ? whole_number("--limit", *limit) : usual_limit));
}

std::optional<double> share_of(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? std::nullopt : std::optional(static_cast<double>(part) / static_cast<double>(whole));
}

std::optional<std::int64_t> index_of(std::int64_t members, std::int64_t everyone, const GroupTotals& totals) {
  if (everyone == 0 || totals.members == 0) return std::nullopt;
  const double index = 100.0 * static_cast<double>(members) * static_cast<double>(totals.everyone) /
                       (static_cast<double>(totals.members) * static_cast<double>(everyone));
  return static_cast<std::int64_t>(index + 0.5);
}

std::string share_text(std::int64_t part, std::int64_t whole) {
  const auto share = share_of(part, whole);
  return share ? fmt::format("{:.1f} %", *share * 100) : "-";
}

std::string label_text(const ValueGroup& group) { return group.label.empty() ? "\"\"" : group.label; }

Table group_table(const std::string& title, const ValueGroups& groups, const GroupTotals& totals,
                  bool compares, const char* unit) {
  Table table;
  table.add_column(title);
  for (const char* head : {unit, "share"}) table.add_column(head, Table::Align::right);
  if (compares) table.add_column("index", Table::Align::right);
  table.add_column("", Table::Align::left, Table::Cells::whole);
  const std::vector<Line> lines = lines_of(groups);
  std::int64_t largest = 0;
  for (const Line& line : lines) largest = std::max(largest, line.bar);
  for (const Line& line : lines) {
    std::vector<TableCell> cells{line.label, with_commas(line.members),
                                 share_text(line.members, totals.members)};
    const auto index = index_of(line.members, line.everyone, totals);
    if (compares) cells.emplace_back(index ? with_commas(*index) : "-");
    cells.emplace_back(bar(line.bar, largest, bar_width), Ink::bar);
    table.add_row(std::move(cells));
  }
  return table;
}

BarSection group_section(const std::string& title, const ValueGroups& groups, const GroupTotals& totals) {
  BarSection section{title, {"customers", "share", "index"}, {}, 0};
  for (const Line& line : lines_of(groups)) {
    const auto index = index_of(line.members, line.everyone, totals);
    section.rows.push_back({line.label,
                            line.bar,
                            {with_commas(line.members), share_text(line.members, totals.members),
                             index ? with_commas(*index) : "-"}});
    section.whole = std::max(section.whole, line.bar);
  }
  return section;
}

void write_groups(JsonWriter& json, const ValueGroups& groups, const GroupTotals& totals, bool compares,
                  const char* unit) {
  GroupWriter writer(json, totals, compares, unit);
  json.integer_member("values", static_cast<std::int64_t>(groups.groups.size()) + groups.others);
  json.key("groups");
  json.begin_array();
  for (const ValueGroup& group : groups.groups) writer.group(group.label, group);
  if (groups.missing_everyone > 0) {
    writer.group(std::nullopt,
                 {.label = {}, .everyone = groups.missing_everyone, .members = groups.missing_members});
  }
  json.end_array();
  if (groups.others == 0) return;
  json.key("others");
  json.begin_object();
  json.integer_member("values", groups.others);
  writer.counts(groups.others_members, groups.others_everyone);
  json.end_object();
}

}  // namespace audience
