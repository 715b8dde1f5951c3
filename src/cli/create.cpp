// `audience create`: evaluate a document and store the audience.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/keeping.hpp"
#include "cli/link_state.hpp"
#include "cli/verbs.hpp"

namespace audience {
namespace {

struct Options {
  std::string file;
  std::optional<std::string> as_of, max_age, if_exists;
  bool dry_run = false;
};

enum class IfExists { error, skip, replace };

IfExists if_exists(const Options& options) {
  const std::string text = options.if_exists.value_or("error");
  if (text == "error") return IfExists::error;
  if (text == "skip") return IfExists::skip;
  if (text == "replace") return IfExists::replace;
  throw Error(ErrorKind::usage, fmt::format("--if-exists: unknown word \"{}\"", text),
              "write error, skip or replace");
}

/// The audience that the document would replace. Throws Error(conflict) where it may not.
std::optional<StoredAudience> existing_audience(const Database& database, const std::string& name,
                                                IfExists choice) {
  if (!has_audience(database, name)) return std::nullopt;
  if (choice != IfExists::error) {
    StoredAudience existing = find_audience(database, name);
    if (choice == IfExists::replace) refuse_list(existing);
    return existing;
  }
  throw Error(ErrorKind::conflict, fmt::format("an audience named \"{}\" exists already", name),
              "choose another audience_name, say --if-exists replace or skip, or see what it would be with "
              "--dry-run");
}

void show_stored(Session& session, const DataSource& source, StoredAudience existing) {
  const StoredView view = view_of(source.population(), std::move(existing));
  session.note(fmt::format("note: \"{}\" exists already and was left as it is", view.stored.audience_name));
  if (!session.tables()) {
    session.out().write(stored_answer(view, is_ready(session, source.own(), view.stored.audience_id)));
    return;
  }
  session.out().write(evaluation_screen(for_people(view.document, source), stored_evaluation(view)));
  session.out().write(fmt::format("\n{}\n", view.stored.audience_id));
}

void show_result(Session& session, const DataSource& source, const FreshEvaluation& fresh,
                 EvaluationView view, const std::string& answer,
                 const std::optional<std::string>& stored_id) {
  if (fresh.document.groups.empty()) session.note("note: there are no filters: everyone is in");
  if (!session.tables()) {
    session.out().write(answer);
    return;
  }
  view.newest_event = newest_event_phrase(source, fresh.as_of);
  session.out().write(evaluation_screen(for_people(fresh.document, source), view));
  session.out().write(stored_id ? fmt::format("\nStored {}\nNext   audience list-customers \"{}\"\n",
                                              *stored_id, fresh.document.audience_name)
                                : "\nDry run: nothing was stored\n");
}

void run_create(Session& session, const Options& options) {
  const IfExists choice = if_exists(options);
  const Moment moment = moment_of(session, options.as_of, options.max_age);
  const std::string text = read_file(options.file, largest_document + 1);
  const auto database =
      session.open(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  DataSource source(*database, session.wait());
  BoundText bound = bind_text(text, options.file == "-" ? "stdin" : options.file, source);
  const std::string name = bound.document.audience_name;
  Keeping how{
      .verb = "create", .now = session.now(), .author = session.login_name(), .existing = {}, .note = {}};
  if (!options.dry_run) how.existing = existing_audience(*database, name, choice);
  if (how.existing && choice == IfExists::skip) return show_stored(session, source, *how.existing);

  FreshEvaluation fresh;
  std::optional<std::int64_t> before;
  {
    const Snapshot snapshot(source);
    fresh = evaluate_text(source, std::move(bound), moment);
    if (how.existing) before = view_of(source.population(), *how.existing).size();
  }
  const EvaluationView view = view_of(fresh.evaluation, moment.as_of);
  note_empty_windows(session, source, fresh.document, fresh.bound, view.filters, moment.as_of);
  if (options.dry_run) {
    show_result(session, source, fresh, view, dry_answer(fresh, how), std::nullopt);
    session.out().flush();
    check_expectation(fresh.document, fresh.size(), before);
    return;
  }
  check_expectation(fresh.document, fresh.size(), before);
  // The evaluation took its time without a lock; who has the name is looked at again under it.
  Transaction transaction(*database, Transaction::Kind::write);
  how.existing = existing_audience(*database, name, choice);
  if (how.existing) how.is_ready = is_ready(session, *database, how.existing->audience_id);
  const Kept kept = keep(source, fresh, how);
  transaction.commit();
  show_result(session, source, fresh, view, kept.answer, kept.audience_id);
}

}  // namespace

void add_create(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("create", "Evaluate an audience document and store the audience.",
            {"audience create winter.json", "audience create winter.json --dry-run",
             "audience create winter.json --if-exists replace",
             "audience create - --as-of 2023-09-14 <winter.json"},
            [&session, options] { run_create(session, *options); })
      .argument("FILE", options->file, "the document, or -")
      .flag("--dry-run", options->dry_run, "evaluate only; nothing is stored")
      .option("--if-exists", options->if_exists, "HOW",
              "an audience of that name: error, skip (print it), or replace (keeps id and history)")
      .option("--as-of", options->as_of, "TIME", "evaluate as of then; a date means the end of that day")
      .option("--max-age", options->max_age, "TIME", "stop with 11 if the newest event is older: 36h, 2d");
}

}  // namespace audience
