// `audience update`: another document in place of a draft.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/audience_argument.hpp"
#include "cli/evaluation_notes.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/moment_options.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "storage/sizes.hpp"
#include "studio/create.hpp"

namespace audience {
namespace {

struct Options {
  AudienceArgument audience;
  std::string file;
  MomentOptions moment;
  bool dry_run = false;
};

std::string exchange_text(const Exchange& exchange) {
  return fmt::format("{} entered, {} left", with_commas(exchange.entered), with_commas(exchange.left));
}

void report(const Session& session, const Studio& studio, const FreshEvaluation& fresh,
            const std::string& answer, const Exchange& exchange, bool dry_run) {
  const auto screen = [&] {
    return fmt::format("{}\n{}{}\n",
                       evaluation_screen(DocumentForPeople(fresh.document, studio.source()),
                                         evaluation_view(fresh.evaluation, fresh.as_of.at), session.room()),
                       dry_run ? "Dry run, nothing was stored: " : "Updated: ", exchange_text(exchange));
  };
  const auto write = [&](JsonWriter& json) {
    json.raw(answer);
    if (dry_run) session.note("note: dry run, nothing was stored: " + exchange_text(exchange));
  };
  write_result(session, {.screen = screen, .json = write, .done = dry_run ? "" : "the audience is updated"});
}

void run_update(Session& session, const Options& options) {
  CreateRequest request{.text = {},
                        .file = options.file == "-" ? "stdin" : options.file,
                        .moment = options.moment.moment(session),
                        .dry_run = options.dry_run};
  request.text = read_file(options.file, largest_document + 1);
  const auto studio =
      session.studio(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  const EvaluatedDocument evaluated = evaluate_update(*studio, options.audience.reference, request);
  const FreshEvaluation& fresh = evaluated.fresh;
  note_evaluation(session, evaluated.notices, DocumentForPeople(fresh.document, studio->source()));
  if (!options.dry_run) {
    const Kept kept = store_evaluated(*studio, evaluated, "update");
    report(session, *studio, fresh, kept.answer, {kept.run.entered, kept.run.left}, false);
    return;
  }
  report(session, *studio, fresh, evaluated.dry_answer,
         exchange_of(studio->source(), fresh, *evaluated.existing), true);
  session.out().flush();
  check_expectation(fresh.document, fresh.size(), SizeCounter(studio->source()).of(*evaluated.existing).size);
}

}  // namespace

void add_update(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("update", "Put another document in place of a draft; one with status created makes it final.",
            {"audience update Winter winter.json", "audience update Winter winter.json --dry-run"},
            [&session, options] { run_update(session, *options); })
      .add(options->audience)
      .argument("FILE", options->file, "the document, or -; what it leaves out takes its default")
      .flag("--dry-run", options->dry_run, "show what would change; nothing is stored")
      .add(options->moment)
      .add(session.options.timeout);
}

}  // namespace audience
