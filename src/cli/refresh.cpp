// `audience refresh`: dynamic audiences evaluated again.
#include "studio/refresh.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/exit_codes.hpp"
#include "cli/json_time.hpp"
#include "cli/moment_options.hpp"
#include "cli/output_choice.hpp"
#include "cli/refusal_words.hpp"
#include "cli/remedy_words.hpp"
#include "cli/table_screen.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> audiences;
  MomentOptions moment;
  std::optional<std::string> keep;
  bool all = false;
  bool allow_empty_windows = false;
};

std::string as_table(const RefreshResult& result, const ScreenRoom& room) {
  if (result.refreshed.empty() && result.refused.empty()) return "Nothing was refreshed.\n";
  const bool refused = !result.refused.empty();
  Table table;
  table.add_column("name");
  for (const char* title : {"size", "entered", "left", "ms"}) table.add_column(title, Table::Align::right);
  if (refused) table.add_column("");
  const auto add = [&](const std::string& name, const Run& run, const std::string& note) {
    std::vector<TableCell> cells{name, with_commas(run.size), entered_cell(run.entered), left_cell(run.left),
                                 std::to_string(run.took.count())};
    if (refused) cells.emplace_back(note, Ink::fault);
    table.add_row(std::move(cells));
  };
  for (const Refreshed& one : result.refreshed) add(one.audience_name, one.run, "");
  for (const RefusedRefresh& one : result.refused) {
    add(one.audience_name, {.verb = {}, .size = one.refusal.size, .took = one.refusal.took},
        refusal_note(one.refusal));
  }
  return table_screen(table, room,
                      counted(result.refreshed.size(), "audience refreshed", "audiences refreshed"));
}

void write_refused(JsonWriter& json, const RefusedRefresh& one) {
  json.begin_object();
  json.text_member("audience_id", one.audience_id);
  json.text_member("audience_name", one.audience_name);
  json.optional_integer_member("run", std::nullopt);
  json.text_member("as_of", json_time(one.refusal.as_of));
  json.integer_member("audience_size", one.refusal.size);
  json.integer_member("entered", 0);
  json.integer_member("left", 0);
  json.integer_member("milliseconds", one.refusal.took.count());
  write_refusal(json, one.refusal);
  json.end_object();
}

void write_answer(JsonWriter& json, const RefreshResult& result) {
  json.begin_array();
  for (const Refreshed& one : result.refreshed) {
    json.begin_object();
    json.text_member("audience_id", one.audience_id);
    json.text_member("audience_name", one.audience_name);
    json.integer_member("run", one.run.run);
    json.text_member("as_of", json_time(one.run.as_of.at));
    json.integer_member("audience_size", one.run.size);
    json.integer_member("entered", one.run.entered);
    json.integer_member("left", one.run.left);
    json.integer_member("milliseconds", one.run.took.count());
    json.end_object();
  }
  for (const RefusedRefresh& one : result.refused) write_refused(json, one);
  json.end_array();
}

std::int64_t runs_to_keep(const Options& options) {
  const std::int64_t runs = options.keep ? whole_number("--keep", *options.keep) : most_runs;
  if (runs == 0) throw Error(ErrorKind::usage, "--keep: at least the newest run is kept; write 1 or more");
  return runs;
}

/// Cron mails what is printed: a nightly run that is quiet and found nothing wrong has nothing to say.
bool has_nothing_to_say(const Session& session, const Options& options, const RefreshResult& result) {
  const OutputOptions& output = session.options.output;
  return options.all && session.options.quiet && !output.json && !output.table && result.faults.empty();
}

[[noreturn]] void end_with(const RefreshResult& result) {
  if (result.chosen == 1) throw Error(result.faults.front());
  const auto gravest = std::max_element(
      result.faults.begin(), result.faults.end(),
      [](const Error& a, const Error& b) { return exit_code(a.kind()) < exit_code(b.kind()); });
  throw Error(gravest->kind(),
              fmt::format("{} of {} audiences kept their old members", result.faults.size(), result.chosen),
              result.refused.empty() ? Advice{} : Advice(Remedy::allow_empty_windows));
}

void run_refresh(Session& session, const Options& options) {
  if (options.all == !options.audiences.empty())
    throw Error(ErrorKind::usage, "name audiences to refresh, or say --all");
  const RefreshRequest request{.audiences = options.audiences,
                               .all = options.all,
                               .moment = options.moment.moment(session),
                               .runs = runs_to_keep(options),
                               .allows_empty_windows = options.allow_empty_windows};
  const auto studio = session.studio(Database::Mode::read_write, "what was refreshed before is stored");
  const RefreshResult result = refresh(*studio, request, [&](const std::string& name, const Error& error) {
    session.warn(
        fmt::format("\"{}\" was not refreshed: {}", name, message_words(error, session.invocation())));
  });
  if (result.left_to_another)
    session.note("note: another refresh --all is at work; it does what there is to do");
  if (!has_nothing_to_say(session, options, result)) {
    write_result(session, {.screen = [&] { return as_table(result, session.room()); },
                           .json = [&](JsonWriter& json) { write_answer(json, result); },
                           .done = result.refreshed.empty() ? "" : "what was refreshed is stored"});
    session.out().flush();
  }
  if (!result.faults.empty()) end_with(result);
}

}  // namespace

void add_refresh(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("refresh", "Evaluate dynamic audiences again, each after those that it uses, all as of one time.",
            {"audience refresh --all", "audience refresh Winter Summer",
             "audience refresh --all --max-age 36h --keep 400"},
            [&session, options] { run_refresh(session, *options); })
      .optional_arguments("AUDIENCE", options->audiences, "names, ids, or their beginnings")
      .flag("--all", options->all,
            "every dynamic audience; a second one at the same time leaves the work to the first")
      .flag("--allow-empty-windows", options->allow_empty_windows,
            "let an audience become empty although a window of its filters holds no event at all")
      .add(options->moment)
      .add(session.options.timeout)
      .option("--keep", options->keep, "N", "runs of history to keep (1000)");
}

}  // namespace audience
