// `audience restore`: a backup in the place of the database.
#include "studio/restore.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "base/time.hpp"
#include "base/wording.hpp"
#include "cli/backup_report.hpp"
#include "cli/interruption.hpp"
#include "cli/left_files.hpp"
#include "cli/naming_report.hpp"
#include "cli/output_choice.hpp"
#include "cli/remedy_words.hpp"
#include "cli/rows_left.hpp"
#include "cli/verbs.hpp"

namespace audience {
namespace {

struct Options {
  std::string file;
  bool yes = false, with_key = false;
};

std::string_view name_of(RestoreResult::Key key) {
  switch (key) {
    case RestoreResult::Key::missing:
      return "missing";
    case RestoreResult::Key::was_there:
      return "kept";
    case RestoreResult::Key::restored:
      return "restored";
  }
  return {};
}

/// `the audiences "a", "b"; 3 runs; 1 import`.
std::string lost_phrase(const LostState& lost) {
  constexpr std::size_t most = 10;
  std::vector<std::string> parts;
  if (const std::size_t count = lost.audiences.size(); count > 0) {
    const auto end = lost.audiences.begin() + static_cast<std::ptrdiff_t>(std::min(count, most));
    std::string names = names_in_quotes({lost.audiences.begin(), end});
    if (count > most)
      names += fmt::format(" and {} more", with_commas(static_cast<std::int64_t>(count - most)));
    parts.push_back(fmt::format("the {} {}", count == 1 ? "audience" : "audiences", names));
  }
  if (lost.runs > 0) parts.push_back(counted(lost.runs, "run of history", "runs of history"));
  if (lost.imports > 0) parts.push_back(counted(lost.imports, "import"));
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string state_line(std::string_view title, const BackupContents& contents) {
  return fmt::format("{:<14} {}, {}\n", title, contents_phrase(contents),
                     contents.newest ? "newest of " + format_minute(*contents.newest) : "never used");
}

/// Both states, what goes with the one that is there, and whether it may.
std::string question(const RestorePlan& plan, const std::string& database) {
  std::string text;
  if (plan.current) {
    text = state_line("This database", *plan.current) + state_line("The backup", plan.contents);
    if (!plan.lost.empty()) text += fmt::format("{:<14} {}\n", "Lost", lost_phrase(plan.lost));
  }
  const std::string backup = plan.request.file.string();
  return text + (plan.current ? fmt::format("Put {} in the place of {}?", backup, database)
                              : fmt::format("Put {} ({}) in the place of {}?", backup,
                                            contents_phrase(plan.contents), database));
}

std::string as_text(const RestoreResult& result, const std::string& database) {
  std::string text = fmt::format("Restored {}: {}\n", database, contents_phrase(result.contents));
  const auto line = [&](std::int64_t count, std::string_view what) {
    if (count > 0) text += fmt::format("  {:>12}  {}\n", with_commas(count), what);
  };
  if (!result.lost)
    text += "What is gone could not be read\n";
  else if (!result.lost->empty())
    text += fmt::format("Gone  {}\n", lost_phrase(*result.lost));
  line(result.kept.erased, "people erased since the backup, erased in it too");
  line(result.kept.exports, "exports given out since, kept in the log");
  line(result.kept.revoked, "links revoked since, which stay dead");
  text += naming_text(result.kept.still_named);
  return text + rows_left_text(result.kept.left, result.kept.foreign_file);
}

/// Null where nobody knows.
void write_lost(JsonWriter& json, const std::optional<LostState>& lost) {
  std::optional<std::int64_t> runs, imports;
  if (lost) {
    json.texts_member("audiences_lost", lost->audiences);
    runs = lost->runs;
    imports = lost->imports;
  } else {
    json.optional_text_member("audiences_lost", std::nullopt);
  }
  json.optional_integer_member("runs_lost", runs);
  json.optional_integer_member("imports_lost", imports);
}

void write_restored(JsonWriter& json, const RestoreResult& result, const std::string& database) {
  json.begin_object();
  json.text_member("database", database);
  json.boolean_member("created", result.made);
  write_contents(json, result.contents);
  write_lost(json, result.lost);
  json.integer_member("erased_again", result.kept.erased);
  write_naming(json, result.kept.still_named);
  write_tables(json, "rows_left", result.kept.left);
  json.integer_member("exports_kept", result.kept.exports);
  json.integer_member("links_revoked", result.kept.revoked);
  json.text_member("key", name_of(result.key));
  json.texts_member("damaged", result.damaged);
  write_not_removed(json, result.not_removed);
  json.end_object();
}

/// What is left to a person to do: each is told, and the first ends the command.
void end(const Session& session, const RestoreResult& result) {
  const Invocation& by = session.invocation();
  std::vector<Error> ends;
  const KeptState& kept = result.kept;
  if (!kept.still_named.empty()) ends.push_back(naming_end(kept.still_named, by));
  if (!kept.left.empty()) ends.push_back(rows_left_end(kept.left, kept.foreign_file));
  if (kept.unreadable) ends.push_back(not_looked_end(*kept.unreadable, by));
  if (const auto left = left_end("the database is restored", result.not_removed)) ends.push_back(*left);
  if (ends.empty()) return;
  for (std::size_t i = 1; i < ends.size(); ++i) session.warn(in_one_line(ends[i], by));
  throw Error(ends.front());
}

void run_restore(const Session& session, const Options& options) {
  const StudioSettings settings = session.studio_settings();
  const std::string database = settings.database_file.string();
  RestorePlan plan = plan_restore(settings, {.file = options.file, .with_key = options.with_key});
  session.confirm(question(plan, database), options.yes);
  may_be_interrupted("the database is restored");
  const RestoreResult result = restore(settings, std::move(plan));
  if (result.dead_links > 0) {
    session.note(fmt::format(
        "note: there is no key here: {} that lived {} dead, and the next one makes a new key",
        result.dead_links == 1 ? "a link"
                               : with_commas(static_cast<std::int64_t>(result.dead_links)) + " links",
        result.dead_links == 1 ? "is" : "are"));
  }
  write_result(session, {.screen = [&] { return as_text(result, database); },
                         .json = [&](JsonWriter& json) { write_restored(json, result, database); },
                         .done = "the database is restored"});
  session.out().flush();
  for (const std::string& name : result.damaged)
    session.warn(fmt::format("\"{}\" was damaged in the backup, and is so now; `{}` says more", name,
                             session.invocation().command("doctor")));
  end(session, result);
}

}  // namespace

void add_restore(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("restore",
            "Put a backup in the place of the database. Whoever was erased since stays erased, and what was "
            "revoked since dead.",
            {"audience restore monday.db", "audience --db new.db restore /safe/shop.db --with-key --yes"},
            [&session, options] { run_restore(session, *options); })
      .argument("FILE", options->file, "the backup")
      .flag("--with-key", options->with_key, "also FILE.key, where no key is here")
      .flag("--yes", options->yes, "do not ask");
}

}  // namespace audience
