// `audience update`: another document in place of a draft.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/keeping.hpp"
#include "cli/link_state.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

struct Options {
  std::string audience, file;
  std::optional<std::string> as_of, max_age;
  bool dry_run = false;
};

StoredAudience find_draft(const Database& database, const std::string& reference, const std::string& file) {
  StoredAudience stored = find_audience(database, reference);
  Faults ignored;
  if (parse_stored_document(stored.definition, ignored).status == Status::draft) return stored;
  refuse_list(stored);
  throw Error(
      ErrorKind::conflict, fmt::format("\"{}\" is created and final", stored.audience_name),
      fmt::format("`audience create {} --if-exists replace` replaces it", file == "-" ? "FILE" : file));
}

std::string exchange_text(const Exchange& exchange) {
  return fmt::format("{} entered, {} left", with_commas(exchange.entered), with_commas(exchange.left));
}

void run_update(Session& session, const Options& options) {
  const Moment moment = moment_of(session, options.as_of, options.max_age);
  const std::string text = read_file(options.file, largest_document + 1);
  const auto database =
      session.open(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  DataSource source(*database, session.wait());
  Keeping how{
      .verb = "update", .now = session.now(), .author = session.login_name(), .existing = {}, .note = {}};
  how.existing = find_draft(*database, options.audience, options.file);
  how.is_ready = is_ready(session, *database, how.existing->audience_id);
  BoundText bound =
      bind_text(text, options.file == "-" ? "stdin" : options.file, source, how.existing->audience_id);

  FreshEvaluation fresh;
  std::int64_t before = 0;
  {
    const Snapshot snapshot(source);
    fresh = evaluate_text(source, std::move(bound), moment);
    before = view_of(source.population(), *how.existing).size();
  }
  const EvaluationView view = view_of(fresh.evaluation, moment.as_of);
  note_empty_windows(session, source, fresh.document, fresh.bound, view.filters, moment.as_of);
  std::string answer = dry_answer(fresh, how);
  Exchange exchange = exchange_of(fresh, *how.existing);
  if (!options.dry_run) {
    check_expectation(fresh.document, fresh.size(), before);
    Transaction transaction(*database, Transaction::Kind::write);
    how.existing = find_draft(*database, how.existing->audience_id, options.file);
    const Kept kept = keep(source, fresh, how);
    transaction.commit();
    answer = kept.answer;
    exchange = {kept.run.entered, kept.run.left};
  }
  if (session.tables()) {
    session.out().write(evaluation_screen(for_people(fresh.document, source), view));
    session.out().write(fmt::format(
        "\n{}{}\n",
        options.dry_run ? "Dry run, nothing was stored: " : "Updated: ", exchange_text(exchange)));
  } else {
    session.out().write(answer);
    if (options.dry_run) session.note("note: dry run, nothing was stored: " + exchange_text(exchange));
  }
  session.out().flush();
  if (options.dry_run) check_expectation(fresh.document, fresh.size(), before);
}

}  // namespace

void add_update(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("update", "Put another document in place of a draft; one with status created makes it final.",
            {"audience update Winter winter.json", "audience update Winter winter.json --dry-run"},
            [&session, options] { run_update(session, *options); })
      .argument("AUDIENCE", options->audience, "name, id, or the id's beginning (4 hex digits or more)")
      .argument("FILE", options->file, "the document, or -; what it leaves out takes its default")
      .flag("--dry-run", options->dry_run, "show what would change; nothing is stored")
      .option("--as-of", options->as_of, "TIME", "evaluate as of then; a date means the end of that day")
      .option("--max-age", options->max_age, "TIME", "stop with 11 if the newest event is older: 36h, 2d");
}

}  // namespace audience
