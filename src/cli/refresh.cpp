// `audience refresh`: dynamic audiences evaluated again.
#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "cli/exit_codes.hpp"
#include "cli/list_evaluation.hpp"
#include "cli/stored_view.hpp"
#include "cli/verbs.hpp"
#include "json/json_writer.hpp"
#include "output/table.hpp"
#include "storage/file_lock.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> audiences;
  std::optional<std::string> as_of, max_age, keep;
  bool all = false;
};

struct Refreshed {
  std::string audience_id, audience_name;
  Run run;
};

bool is_dynamic(const StoredAudience& stored) {
  Faults ignored;
  return parse_stored_document(stored.definition, ignored).is_dynamic;
}

std::vector<StoredAudience> choose(const Database& database, const Options& options) {
  std::vector<StoredAudience> chosen;
  if (options.all) {
    chosen = all_audiences(database);
    std::erase_if(chosen, [](const StoredAudience& one) { return !is_dynamic(one); });
  }
  for (const std::string& reference : options.audiences) {
    StoredAudience one = find_audience(database, reference);
    if (!is_dynamic(one)) {
      throw Error(ErrorKind::conflict,
                  fmt::format("\"{}\" is static: it keeps its members as they were found", one.audience_name),
                  "audiences with \"is_dynamic\": true can be refreshed");
    }
    const bool twice = std::any_of(chosen.begin(), chosen.end(),
                                   [&](const auto& other) { return other.number == one.number; });
    if (!twice) chosen.push_back(std::move(one));
  }
  std::vector<StoredAudience> ordered;
  for (const std::string& id : in_order_of_dependency(known_audiences(database))) {
    for (StoredAudience& one : chosen) {
      if (one.audience_id == id) ordered.push_back(std::move(one));
    }
  }
  return ordered;
}

/// Another command changed the audience while it was evaluated.
struct Changed : Error {
  using Error::Error;
};

[[noreturn]] void refuse_changed(const StoredAudience& stored) {
  throw Changed(ErrorKind::conflict,
                fmt::format("\"{}\" was changed by another command meanwhile", stored.audience_name),
                "refresh it again");
}

Refreshed refresh_one(const Session& session, Database& database, const StoredAudience& stored,
                      const Moment& moment, std::int64_t runs) {
  // A source of its own: storing members of another program's file gives customers new numbers.
  DataSource source(database, session.wait());
  Keeping how{.verb = "refresh",
              .now = session.now(),
              .author = stored.author,
              .existing = stored,
              .note = {},
              .runs = runs};
  FreshEvaluation fresh;
  std::int64_t before = 0, run = 0;
  {
    const Snapshot snapshot(source);
    StoredView view = view_of(source.population(), find_audience(database, stored.audience_id));
    if (view.stored.definition != stored.definition) refuse_changed(stored);
    before = view.size();
    run = newest_run(database, stored.number);
    if (view.document.is_uploaded) {
      fresh = evaluate_list(source, view, moment.as_of);
    } else {
      BoundDocument bound = bind_stored(view.document, stored.audience_name, source);
      fresh = evaluate_text(source, {std::move(view.document), std::move(bound)}, moment);
    }
  }
  check_expectation(fresh.document, fresh.size(), before);
  Transaction transaction(database, Transaction::Kind::write);
  how.existing = find_audience(database, stored.audience_id);
  // The values of a list may have changed without a trace in its definition.
  const bool same_list = !fresh.list || newest_run(database, stored.number) == run;
  if (how.existing->definition != stored.definition || !same_list) refuse_changed(stored);
  const Kept kept = keep(source, fresh, how);
  transaction.commit();
  return {kept.audience_id, stored.audience_name, kept.run};
}

/// Uploads beside a nightly run must not make it fail: what was changed meanwhile is evaluated again.
Refreshed refresh_until_unchanged(const Session& session, Database& database, StoredAudience stored,
                                  const Moment& moment, std::int64_t runs) {
  constexpr int most_tries = 5;
  for (int attempt = 1;; ++attempt) {
    try {
      return refresh_one(session, database, stored, moment, runs);
    } catch (const Changed&) {
      if (attempt == most_tries) throw;
      stored = find_audience(database, stored.audience_id);
      if (!is_dynamic(stored)) throw;
    }
  }
}

void report(Session& session, const std::vector<Refreshed>& refreshed) {
  if (session.tables()) {
    Table table;
    table.add_column("name");
    for (const char* title : {"size", "entered", "left", "ms"}) table.add_column(title, Table::Align::right);
    for (const Refreshed& one : refreshed) {
      table.add_row({one.audience_name, with_commas(one.run.size), with_commas(one.run.entered),
                     with_commas(one.run.left), std::to_string(one.run.took.count())});
    }
    session.out().write(refreshed.empty() ? "Nothing was refreshed.\n" : table.to_text(session.width()));
    return;
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
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
  session.out().write(text + "\n");
}

std::int64_t runs_to_keep(const Options& options) {
  const std::int64_t runs = options.keep ? whole_number("--keep", *options.keep) : most_runs;
  if (runs == 0) throw Error(ErrorKind::usage, "--keep: at least the newest run is kept; write 1 or more");
  return runs;
}

void run_refresh(Session& session, const Options& options) {
  if (options.all == !options.audiences.empty())
    throw Error(ErrorKind::usage, "name audiences to refresh, or say --all");
  const Moment moment = moment_of(session, options.as_of, options.max_age);
  const std::int64_t runs = runs_to_keep(options);
  const auto database = session.open(Database::Mode::read_write);
  std::optional<FileLock> lock;
  if (options.all) lock.emplace(database->file().string() + "-refresh");
  if (lock && !lock->is_held()) {
    session.note("note: another refresh --all is at work; it does what there is to do");
    return report(session, {});
  }
  const std::vector<StoredAudience> chosen = choose(*database, options);
  std::vector<Refreshed> refreshed;
  std::optional<Error> gravest;
  std::size_t failed = 0;
  for (const StoredAudience& stored : chosen) {
    try {
      refreshed.push_back(refresh_until_unchanged(session, *database, stored, moment, runs));
    } catch (const Error& error) {
      // One that fails keeps its old members; the others go on.
      if (chosen.size() == 1) throw;
      ++failed;
      session.note(fmt::format("audience: \"{}\" was not refreshed: {}", stored.audience_name, error.what()));
      if (!gravest || exit_code(error.kind()) > exit_code(gravest->kind())) gravest = error;
    }
  }
  report(session, refreshed);
  session.out().flush();
  if (gravest) {
    throw Error(gravest->kind(),
                fmt::format("{} of {} audiences kept their old members", failed, chosen.size()));
  }
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
      .option("--as-of", options->as_of, "TIME", "evaluate as of then; a date means the end of that day")
      .option("--max-age", options->max_age, "TIME", "stop with 11 if the newest event is older: 36h, 2d")
      .option("--keep", options->keep, "N", "runs of history to keep (1000)");
}

}  // namespace audience
