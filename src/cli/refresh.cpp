// `audience refresh`: dynamic audiences evaluated again.
#include "studio/refresh.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "cli/exit_codes.hpp"
#include "cli/moment_options.hpp"
#include "cli/output_choice.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> audiences;
  MomentOptions moment;
  std::optional<std::string> keep;
  bool all = false;
};

std::string as_table(const std::vector<Refreshed>& refreshed, std::size_t width) {
  if (refreshed.empty()) return "Nothing was refreshed.\n";
  Table table;
  table.add_column("name");
  for (const char* title : {"size", "entered", "left", "ms"}) table.add_column(title, Table::Align::right);
  for (const Refreshed& one : refreshed) {
    table.add_row({one.audience_name, with_commas(one.run.size), with_commas(one.run.entered),
                   with_commas(one.run.left), std::to_string(one.run.took.count())});
  }
  return table.to_text(width);
}

void write_refreshed(JsonWriter& json, const std::vector<Refreshed>& refreshed) {
  json.begin_array();
  for (const Refreshed& one : refreshed) {
    json.begin_object();
    json.text_member("audience_id", one.audience_id);
    json.text_member("audience_name", one.audience_name);
    json.integer_member("run", one.run.run);
    json.text_member("as_of", format_time(one.run.as_of));
    json.integer_member("audience_size", one.run.size);
    json.integer_member("entered", one.run.entered);
    json.integer_member("left", one.run.left);
    json.integer_member("milliseconds", one.run.took.count());
    json.end_object();
  }
  json.end_array();
}

std::int64_t runs_to_keep(const Options& options) {
  const std::int64_t runs = options.keep ? whole_number("--keep", *options.keep) : most_runs;
  if (runs == 0) throw Error(ErrorKind::usage, "--keep: at least the newest run is kept; write 1 or more");
  return runs;
}

void run_refresh(Session& session, const Options& options) {
  if (options.all == !options.audiences.empty())
    throw Error(ErrorKind::usage, "name audiences to refresh, or say --all");
  const RefreshRequest request{.audiences = options.audiences,
                               .all = options.all,
                               .moment = options.moment.moment(session),
                               .runs = runs_to_keep(options)};
  const auto studio = session.studio(Database::Mode::read_write);
  const RefreshResult result = refresh(*studio, request, [&](const std::string& name, const Error& error) {
    session.note(fmt::format("audience: \"{}\" was not refreshed: {}", name, message_words(error)));
  });
  if (result.left_to_another)
    session.note("note: another refresh --all is at work; it does what there is to do");
  write_result(session, {.screen = [&] { return as_table(result.refreshed, session.width()); },
                         .json = [&](JsonWriter& json) { write_refreshed(json, result.refreshed); },
                         .done = result.refreshed.empty() ? "" : "what was refreshed is stored"});
  session.out().flush();
  if (result.faults.empty()) return;
  const auto gravest = std::max_element(
      result.faults.begin(), result.faults.end(),
      [](const Error& a, const Error& b) { return exit_code(a.kind()) < exit_code(b.kind()); });
  throw Error(gravest->kind(),
              fmt::format("{} of {} audiences kept their old members", result.faults.size(), result.chosen));
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
      .add(options->moment)
      .option("--keep", options->keep, "N", "runs of history to keep (1000)");
}

}  // namespace audience
