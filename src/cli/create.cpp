// `audience create`: evaluate a document and store the audience.
#include "studio/create.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/evaluation_notes.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/moment_options.hpp"
#include "cli/output_choice.hpp"
#include "cli/picture_option.hpp"
#include "cli/verbs.hpp"

namespace audience {
namespace {

struct Options {
  std::string file;
  MomentOptions moment;
  PictureOption picture;
  std::optional<std::string> if_exists;
  bool dry_run = false;
};

IfExists if_exists(const Options& options) {
  const std::string text = options.if_exists.value_or("error");
  if (text == "error") return IfExists::error;
  if (text == "skip") return IfExists::skip;
  if (text == "replace") return IfExists::replace;
  throw Error(ErrorKind::usage, fmt::format("--if-exists: unknown word \"{}\"", text),
              "write error, skip or replace");
}

void show_left_alone(Session& session, const Studio& studio, const LeftAlone& left, PictureFile& picture) {
  session.note(
      fmt::format("note: \"{}\" exists already and was left as it is", left.view.stored.audience_name));
  const auto draw = [&] {
    return evaluation_picture(DocumentForPeople(left.view.document, studio.source()),
                              stored_evaluation(left.view));
  };
  if (picture.write(draw)) return;
  write_result(session, {.screen = [&] { return stored_screen(left.view, studio.source(), session.room()); },
                         .json = [&](JsonWriter& json) { json.raw(left.answer); }});
}

EvaluationView view_of(const DataSource& source, const FreshEvaluation& fresh) {
  EvaluationView view = evaluation_view(fresh.evaluation, fresh.as_of.at);
  view.newest_event = newest_event_phrase(newest_of_first_event(source, fresh.as_of.at));
  return view;
}

void show_result(Session& session, const DataSource& source, const FreshEvaluation& fresh,
                 const std::string& answer, const std::optional<std::string>& stored_id,
                 PictureFile& picture) {
  if (fresh.document.groups.empty()) session.note("note: there are no filters: everyone is in");
  const std::string end =
      stored_id ? fmt::format("\nStored {}\nNext   {}\n", *stored_id,
                              session.invocation().command("list-customers", {fresh.document.audience_name}))
                : "\nDry run: nothing was stored\n";
  const DocumentForPeople shown(fresh.document, source);
  const EvaluationView view = view_of(source, fresh);
  if (picture.write([&] { return evaluation_picture(shown, view); })) return;
  write_result(session, {.screen = [&] { return evaluation_screen(shown, view, session.room()) + end; },
                         .json = [&](JsonWriter& json) { json.raw(answer); },
                         .done = stored_id ? "the audience is stored" : ""});
}

void show_dry_run(Session& session, const Studio& studio, const EvaluatedDocument& evaluated,
                  PictureFile& picture) {
  show_result(session, studio.source(), evaluated.fresh, evaluated.dry_answer, std::nullopt, picture);
  session.out().flush();
  check_expectation(evaluated.fresh.document, evaluated.fresh.size(), std::nullopt);
}

void run_create(Session& session, const Options& options) {
  options.picture.check();
  CreateRequest request{.text = {},
                        .file = options.file == "-" ? "stdin" : options.file,
                        .moment = options.moment.moment(session),
                        .if_exists = if_exists(options),
                        .dry_run = options.dry_run};
  request.text = read_file(options.file, largest_document + 1);
  const auto studio =
      session.studio(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  PictureFile picture(options.picture, session);
  const auto result = evaluate_creation(*studio, request);
  if (const auto* left = std::get_if<LeftAlone>(&result))
    return show_left_alone(session, *studio, *left, picture);
  const auto& evaluated = std::get<EvaluatedDocument>(result);
  note_evaluation(session, evaluated.notices, DocumentForPeople(evaluated.fresh.document, studio->source()));
  if (options.dry_run) return show_dry_run(session, *studio, evaluated, picture);
  const auto stored = store_creation(*studio, evaluated, request.if_exists);
  if (const auto* left = std::get_if<LeftAlone>(&stored))
    return show_left_alone(session, *studio, *left, picture);
  const Kept& kept = std::get<Kept>(stored);
  show_result(session, studio->source(), evaluated.fresh, kept.answer, kept.audience_id, picture);
}

}  // namespace

void add_create(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb(
          "create", "Evaluate an audience document and store the audience.",
          {"audience create winter.json", "audience create winter.json --dry-run",
           "audience create winter.json --if-exists replace", "audience create winter.json --svg winter.svg",
           "audience create - --as-of 2023-09-14 <winter.json"},
          [&session, options] { run_create(session, *options); })
      .argument("FILE", options->file, "the document, or -")
      .flag("--dry-run", options->dry_run, "evaluate only; nothing is stored")
      .option("--if-exists", options->if_exists, "HOW",
              "an audience of that name: error, skip (print it), or replace (keeps id and history)")
      .add(options->picture)
      .add(options->moment)
      .add(session.options.timeout);
}

}  // namespace audience
