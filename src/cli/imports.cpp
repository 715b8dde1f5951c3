// `audience imports`: what was loaded.
#include "storage/imports.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.hpp"
#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/table_screen.hpp"
#include "cli/time_words.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

/// Rows whose place a later one of the file took, or of people who were erased. Its counts must be known.
std::int64_t passed_over(const ImportRecord& one) {
  return one.counts->rows_read - one.stored - one.counts->rejected;
}

std::string as_table(const std::vector<ImportRecord>& imports, const ScreenRoom& room) {
  if (imports.empty()) return "No imports yet.\n";
  Table table;
  for (const char* title : {"when", "kind"}) table.add_column(title, Table::Align::left, Table::Cells::whole);
  table.add_column("file");
  for (const char* title : {"rows", "new", "changed", "removed", "rejected"})
    table.add_column(title, Table::Align::right);
  // Mostly none: a terminal has no room for what says nothing.
  const bool shows_passed_over = std::any_of(imports.begin(), imports.end(), [](const ImportRecord& one) {
    return one.counts && passed_over(one) > 0;
  });
  if (shows_passed_over) table.add_column("passed over", Table::Align::right);
  const bool shows_undone = std::any_of(imports.begin(), imports.end(),
                                        [](const ImportRecord& one) { return one.undone_at.has_value(); });
  if (shows_undone) table.add_column("taken back", Table::Align::left, Table::Cells::whole);
  for (const ImportRecord& one : imports) {
    std::vector<TableCell> row{minute_text(one.imported_at), one.kind, one.file.value_or("-")};
    if (one.counts) {
      for (const std::int64_t count : {one.counts->rows_read, one.counts->inserted, one.counts->changed,
                                       one.counts->removed, one.counts->rejected})
        row.push_back(with_commas(count));
      if (shows_passed_over) row.push_back(with_commas(passed_over(one)));
    } else {
      row.resize(shows_passed_over ? 9 : 8, "-");
    }
    if (shows_undone) row.push_back(one.undone_at ? minute_text(*one.undone_at) : "");
    table.add_row(row);
  }
  return table_screen(table, room, fmt::format("{} · {}", counted(imports.size(), "import"), times_are_utc));
}

void write_imports(JsonWriter& json, const std::vector<ImportRecord>& imports) {
  json.begin_array();
  for (const ImportRecord& one : imports) {
    std::optional<std::int64_t> others;
    if (one.counts) others = passed_over(one);
    const auto count = [&](std::string_view key, std::int64_t ImportCounts::*member) {
      std::optional<std::int64_t> value;
      if (one.counts) value = (*one.counts).*member;
      json.optional_integer_member(key, value);
    };
    json.begin_object();
    json.text_member("imported_at", json_time(one.imported_at));
    json.text_member("kind", one.kind);
    json.optional_text_member("file", one.file);
    json.integer_member("size_bytes", one.size_bytes);
    count("rows_read", &ImportCounts::rows_read);
    json.integer_member("stored", one.stored);
    count("new", &ImportCounts::inserted);
    count("changed", &ImportCounts::changed);
    count("removed", &ImportCounts::removed);
    json.optional_integer_member("passed_over", others);
    count("rejected", &ImportCounts::rejected);
    std::optional<std::string> undone;
    if (one.undone_at) undone = json_time(*one.undone_at);
    json.optional_text_member("undone_at", undone);
    json.end_object();
  }
  json.end_array();
}

void run_imports(Session& session) {
  const auto database = session.open(Database::Mode::read_only);
  const std::vector<ImportRecord> imports = all_imports(*database);
  write_result(session, {.screen = [&] { return as_table(imports, session.room()); },
                         .json = [&](JsonWriter& json) { write_imports(json, imports); }});
}

}  // namespace

void add_imports(CommandLine& line, Session& session) {
  line.verb(
      "imports",
      "What was loaded, newest first: when, which rows, from which file, and how many were new, changed, "
      "removed, passed over and rejected; and when one was taken back.",
      {"audience imports", "audience imports --json | jq '.[] | select(.removed > 0)'"},
      [&session] { run_imports(session); });
}

}  // namespace audience
