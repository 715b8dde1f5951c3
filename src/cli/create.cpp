// `audience create`: evaluate a document and store the audience.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/evaluation_job.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/verbs.hpp"
#include "query/sqlite_scan.hpp"
#include "storage/audiences.hpp"

namespace audience {
namespace {

struct Options {
  std::string file;
  std::optional<std::string> as_of, max_age;
  bool dry_run = false;
};

void refuse_taken_name(const Database& database, const std::string& name) {
  if (!has_audience(database, name)) return;
  throw Error(ErrorKind::conflict, fmt::format("an audience named \"{}\" exists already", name),
              "choose another audience_name, or see what it would be with --dry-run");
}

void check_expectation(const Document& document, std::int64_t size) {
  if (!document.expect) return;
  if (const auto breach = breach_of(*document.expect, size, std::nullopt)) {
    throw Error(ErrorKind::guard,
                fmt::format("\"{}\": {}; nothing was stored", document.audience_name, *breach),
                "change `expect` in the document, or find out why with `audience explain`");
  }
}

Evaluated evaluated_of(const Session& session, const Document& document, const EvaluationView& view) {
  return {.audience_id = std::nullopt,
          .author = document.author.value_or(session.login_name()),
          .funnel = view.funnel,
          .is_ready = std::nullopt,
          .audience_size = view.size,
          .date_created = std::nullopt,
          .date_modified = std::nullopt};
}

/// The evaluation took its time without a lock; what it relied on is looked at again here.
void store(DataSource& source, const Document& document, const Evaluated& evaluated,
           const std::string& answer, const Evaluation& evaluation, TimePoint as_of, TimePoint now) {
  Transaction transaction(source.own(), Transaction::Kind::write);
  for (const std::string& id : used_audiences(document)) find_audience(source.own(), id);
  StoredAudience stored{*evaluated.audience_id,
                        document.audience_name,
                        evaluated.author,
                        answer,
                        as_of,
                        {},
                        source.make_permanent(evaluation.members).serialize(),
                        now,
                        now};
  for (const FunnelStep& step : evaluation.funnel)
    stored.funnel.insert(stored.funnel.end(), {step.before, step.now});
  insert_audience(source.own(), stored);
  transaction.commit();
}

void run_create(Session& session, const Options& options) {
  const TimePoint now = session.now();
  const TimePoint at = as_of(session, options.as_of);
  const auto max_age =
      options.max_age ? std::optional(span_of_time("--max-age", *options.max_age)) : std::nullopt;
  const std::string text = read_file(options.file, largest_document + 1);
  const auto database =
      session.open(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  DataSource source(*database, session.wait());
  const auto [document, bound] = bind_text(text, options.file == "-" ? "stdin" : options.file, source);
  if (!options.dry_run) refuse_taken_name(*database, document.audience_name);

  SqliteScan engine(source);
  Evaluation evaluation;
  EvaluationView view;
  {
    const Snapshot snapshot(source);
    if (max_age) check_age(source, bound, at, *max_age);
    evaluation = evaluate(document, bound, engine, at);
    view = view_of(evaluation, at);
    if (session.tables()) view.newest_event = newest_event_phrase(source, at);
    note_empty_windows(session, source, document, bound, view.filters, at);
  }
  source.check_unchanged();
  if (!options.dry_run) check_expectation(document, view.size);
  Evaluated evaluated = evaluated_of(session, document, view);
  if (!options.dry_run) {
    evaluated.audience_id = new_audience_id();
    evaluated.date_created = evaluated.date_modified = format_time(now);
  }
  const std::string answer = to_answer(document, evaluated);
  if (!options.dry_run) store(source, document, evaluated, answer, evaluation, at, now);
  if (document.groups.empty()) session.note("note: there are no filters: everyone is in");
  if (session.tables()) {
    session.out().write(evaluation_screen(for_people(document, source), view));
    session.out().write(options.dry_run ? "\nDry run: nothing was stored\n"
                                        : fmt::format("\nStored {}\nNext   audience list-customers \"{}\"\n",
                                                      *evaluated.audience_id, document.audience_name));
  } else {
    session.out().write(answer);
  }
  session.out().flush();
  if (options.dry_run) check_expectation(document, view.size);
}

}  // namespace

void add_create(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("create", "Evaluate an audience document and store the audience.",
            {"audience create winter.json", "audience create winter.json --dry-run",
             "audience create - --as-of 2023-09-14 <winter.json"},
            [&session, options] { run_create(session, *options); })
      .argument("FILE", options->file, "the document, or -")
      .flag("--dry-run", options->dry_run, "evaluate only; nothing is stored")
      .option("--as-of", options->as_of, "TIME", "evaluate as of then; a date means the end of that day")
      .option("--max-age", options->max_age, "TIME", "stop with 11 if the newest event is older: 36h, 2d");
}

}  // namespace audience
