// `audience apply`: the stored audiences made to match the files.
#include "studio/apply.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "base/wording.hpp"
#include "cli/apply_markdown.hpp"
#include "cli/document_files.hpp"
#include "cli/evaluation_notes.hpp"
#include "cli/exit_codes.hpp"
#include "cli/left_files.hpp"
#include "cli/moment_options.hpp"
#include "cli/output_choice.hpp"
#include "cli/table_screen.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> files;
  MomentOptions moment;
  std::optional<std::string> note;
  bool dry_run = false, detailed_exitcode = false, markdown = false, prune = false, yes = false;
};

std::string_view name_of(ApplyStep::Action action) {
  switch (action) {
    case ApplyStep::Action::create:
      return "created";
    case ApplyStep::Action::replace:
      return "replaced";
    case ApplyStep::Action::unchanged:
      return "unchanged";
    case ApplyStep::Action::remove:
      return "deleted";
  }
  return "unchanged";
}

Ink ink_of(ApplyStep::Action action) {
  if (action == ApplyStep::Action::create) return Ink::in;
  return action == ApplyStep::Action::remove ? Ink::out : Ink::none;
}

std::vector<DocumentFile> read_all(const Options& options) {
  std::vector<DocumentFile> documents;
  for (const std::string& file : document_files(options.files)) documents.push_back(read_document(file));
  if (documents.empty())
    throw Error(ErrorKind::not_found, "there is no .json file to apply", "name files, or a folder of them");
  refuse_same_names(documents);
  return documents;
}

std::string size_text(const std::optional<std::int64_t>& size) { return size ? with_commas(*size) : "-"; }

std::string as_table(const std::vector<ApplyStep>& steps, const ScreenRoom& room) {
  Table table;
  table.add_column("name");
  table.add_column("", Table::Align::left, Table::Cells::whole);
  for (const char* title : {"after", "before", "entered", "left"})
    table.add_column(title, Table::Align::right);
  for (const ApplyStep& step : steps) {
    table.add_row({step.name,
                   {std::string(name_of(step.action)), ink_of(step.action)},
                   size_text(step.after),
                   size_text(step.before),
                   entered_cell(step.exchange.entered),
                   left_cell(step.exchange.left)});
  }
  return table_screen(table, room, counted(steps.size(), "audience"));
}

void write_steps(JsonWriter& json, const std::vector<ApplyStep>& steps) {
  json.begin_array();
  for (const ApplyStep& step : steps) {
    json.begin_object();
    json.text_member("audience_name", step.name);
    json.text_member("action", name_of(step.action));
    json.optional_integer_member("size_before", step.before);
    json.optional_integer_member("size_after", step.after);
    json.integer_member("entered", step.exchange.entered);
    json.integer_member("left", step.exchange.left);
    json.end_object();
  }
  json.end_array();
}

void report(const Session& session, const std::vector<ApplyStep>& steps, bool dry_run) {
  const std::string end = dry_run ? "\nDry run: nothing was applied\n" : "";
  write_result(session, {.screen = [&] { return as_table(steps, session.room()) + end; },
                         .json = [&](JsonWriter& json) { write_steps(json, steps); },
                         .done = dry_run ? "" : "the documents are applied"});
}

void check(const Session& session, const Options& options) {
  if (options.detailed_exitcode && !options.dry_run)
    throw Error(ErrorKind::usage, "--detailed-exitcode is for --dry-run");
  if (options.markdown && !options.dry_run) throw Error(ErrorKind::usage, "--markdown is for --dry-run");
  for (const auto& [given, name] : {std::pair{session.options.output.json, "--json"},
                                    std::pair{session.options.output.table, "--table"}}) {
    if (options.markdown && given)
      throw Error(ErrorKind::usage, fmt::format("{} and --markdown exclude each other", name));
  }
}

/// A comment that is to tell the plan tells why there is none, too.
std::vector<ApplyStep> plan(const Session& session, Studio& studio, const Options& options,
                            const Moment& moment) {
  try {
    return plan_apply(studio, {.documents = read_all(options), .moment = moment, .prune = options.prune});
  } catch (const Error& error) {
    if (options.markdown) {
      session.out().write(refusal_as_markdown(error, session.invocation()));
      session.out().flush();
    }
    throw;
  }
}

void report_dry_run(Session& session, const Options& options, const std::vector<ApplyStep>& steps) {
  if (options.markdown) {
    session.out().write(plan_as_markdown(steps));
  } else {
    report(session, steps, true);
  }
  if (options.detailed_exitcode && changes_something(steps)) session.exit_status = something_would_change;
}

void run_apply(Session& session, const Options& options) {
  check(session, options);
  const Moment moment = options.moment.moment(session);
  const auto studio =
      session.studio(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  const std::string note = options.note.value_or("");
  const std::vector<ApplyStep> steps = plan(session, *studio, options, moment);
  for (const ApplyStep& step : steps) {
    if (step.fresh)
      note_evaluation(session, step.notices, DocumentForPeople(step.fresh->document, studio->source()),
                      step.name);
  }
  if (options.dry_run) return report_dry_run(session, options, steps);
  std::vector<std::string> removed;
  for (const ApplyStep& step : steps) {
    if (step.action == ApplyStep::Action::remove) removed.push_back(step.name);
  }
  if (!removed.empty())
    session.confirm(fmt::format("Delete {}, which no file names?", names_in_quotes(removed)), options.yes);
  std::vector<LeftFile> left;
  if (changes_something(steps)) left = carry_out(*studio, steps, note);
  report(session, steps, false);
  session.out().flush();
  refuse_left("all is applied and the links of what was deleted are dead", left);
}

}  // namespace

void add_apply(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("apply",
            "Make the stored audiences match files by name: created, replaced (whatever their status), "
            "unchanged; all or none.",
            {"audience apply audiences", "audience apply audiences --dry-run --detailed-exitcode",
             "audience apply audiences --dry-run --markdown >plan.md",
             "audience apply audiences --prune --yes --note \"$GIT_COMMIT\""},
            [&session, options] { run_apply(session, *options); })
      .arguments("FILE", options->files, "documents, or folders of them")
      .flag("--dry-run", options->dry_run, "show the plan with sizes before and after; nothing is applied")
      .flag("--detailed-exitcode", options->detailed_exitcode,
            "with --dry-run: exit with 20 if something would change")
      .flag("--markdown", options->markdown,
            "with --dry-run: the plan, or why there is none, for a comment of a pull request")
      .flag("--prune", options->prune, "delete what an earlier apply made and no file names")
      .flag("--yes", options->yes, "do not ask before deleting")
      .option("--note", options->note, "TEXT", "goes into the history")
      .add(options->moment)
      .add(session.options.timeout);
}

}  // namespace audience
