// `audience index`: the columns that make answers quick.
#include "studio/index.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/table_screen.hpp"
#include "cli/time_words.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

struct Options {
  bool status = false, check = false, drop = false;
};

std::string as_text(const IndexStatus& status, TimePoint now, const ScreenRoom& room) {
  if (status.tables.empty()) return fmt::format("No columns in {}\n", status.folder.string());
  Table table;
  table.add_column("table");
  for (const char* title : {"rows", "columns", "segments", "bytes"})
    table.add_column(title, Table::Align::right);
  table.add_column("made");
  table.add_column("");
  for (const IndexedTable& one : status.tables) {
    table.add_row({one.table, with_commas(one.rows), std::to_string(one.columns),
                   std::to_string(one.segments), with_commas(static_cast<std::int64_t>(one.bytes)),
                   changed_text(one.built_at, now),
                   one.is_fresh ? TableCell("fresh", Ink::in) : "stale: scans answer"});
  }
  for (const std::string& name : status.without)
    table.add_row({name, "", "", "", "", "", "none: scans answer"});
  return table_screen(table, room) + fmt::format("In {}\n", status.folder.string());
}

void write_status(JsonWriter& json, const IndexStatus& status) {
  json.begin_object();
  json.text_member("folder", status.folder.string());
  json.key("tables");
  json.begin_array();
  for (const IndexedTable& one : status.tables) {
    json.begin_object();
    json.text_member("table", one.table);
    json.boolean_member("fresh", one.is_fresh);
    json.integer_member("rows", one.rows);
    json.integer_member("columns", static_cast<std::int64_t>(one.columns));
    json.integer_member("segments", static_cast<std::int64_t>(one.segments));
    json.integer_member("bytes", static_cast<std::int64_t>(one.bytes));
    json.text_member("built_at", json_time(one.built_at));
    json.end_object();
  }
  json.end_array();
  json.texts_member("without", status.without);
  json.end_object();
}

void show_status(const Session& session, const IndexStatus& status) {
  write_result(session, {.screen = [&] { return as_text(status, session.now(), session.room()); },
                         .json = [&](JsonWriter& json) { write_status(json, status); }});
}

void check(Session& session) {
  const auto studio = session.studio(Database::Mode::read_only);
  const std::vector<std::string> differences = check_index(*studio);
  write_result(session, {.screen =
                             [&] {
                               if (differences.empty())
                                 return std::string("Fresh columns hold what the tables hold.\n");
                               return fmt::format("{}\n", fmt::join(differences, "\n"));
                             },
                         .json =
                             [&](JsonWriter& json) {
                               json.begin_object();
                               json.texts_member("differences", differences);
                               json.end_object();
                             }});
  session.out().flush();
  if (differences.empty()) return;
  throw Error(ErrorKind::guard, "the columns are not what the tables hold",
              fmt::format("`{} && {}` makes them anew", session.invocation().command("index --drop"),
                          session.invocation().command("index")));
}

void drop(const Session& session) {
  const auto studio = session.studio(Database::Mode::read_only);
  const std::filesystem::path folder = index_folder(*studio);
  drop_index(*studio);
  if (has_watched_tables(*studio))
    watch_no_table(*session.studio(Database::Mode::read_write, "triggers on tables of the catalog stay"));
  write_result(session, {.screen = [&] { return fmt::format("{} is removed\n", folder.string()); },
                         .json =
                             [&](JsonWriter& json) {
                               json.begin_object();
                               json.text_member("removed", folder.string());
                               json.end_object();
                             },
                         .done = "the columns are removed"});
}

void run_index(Session& session, const Options& options) {
  if (int{options.status} + int{options.check} + int{options.drop} > 1)
    throw Error(ErrorKind::usage, "--status, --check and --drop exclude each other");
  if (options.status) return show_status(session, index_status(*session.studio(Database::Mode::read_only)));
  if (options.check) return check(session);
  if (options.drop) return drop(session);
  show_status(session, make_index(*session.studio(Database::Mode::read_write, "the columns are not made")));
}

}  // namespace

void add_index(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("index",
            "Make the columns that answer quickly, beside the database; imports and refresh --all do so too. "
            "They "
            "are never "
            "the truth: what is stale, damaged or gone is scanned, with the same answer.",
            {"audience index", "audience index --status", "audience index --check"},
            [&session, options] { run_index(session, *options); })
      .flag("--status", options->status, "say what there is, and whether it is fresh")
      .flag("--check", options->check, "compare every value with the tables; 11 where one differs")
      .flag("--drop", options->drop, "remove all of it");
}

}  // namespace audience
