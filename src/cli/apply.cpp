// `audience apply`: the stored audiences made to match the files.
#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "cli/document_files.hpp"
#include "cli/exit_codes.hpp"
#include "cli/keeping.hpp"
#include "cli/link_state.hpp"
#include "cli/stored_view.hpp"
#include "cli/verbs.hpp"
#include "json/json_writer.hpp"
#include "model/binding.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> files;
  std::optional<std::string> as_of, max_age, note;
  bool dry_run = false, detailed_exitcode = false, prune = false, yes = false;
};

enum class Action { create, replace, unchanged, remove };

std::string_view name_of(Action action) {
  switch (action) {
    case Action::create:
      return "created";
    case Action::replace:
      return "replaced";
    case Action::unchanged:
      return "unchanged";
    case Action::remove:
      return "deleted";
  }
  return "unchanged";
}

/// What becomes of one audience.
struct Step {
  Action action = Action::unchanged;
  std::string name, audience_id;
  std::optional<StoredAudience> existing;
  std::optional<FreshEvaluation> fresh;  ///< where it is created or replaced
  std::optional<std::int64_t> before, after;
  Exchange exchange;
};

std::vector<DocumentFile> read_all(const Options& options) {
  std::vector<DocumentFile> documents;
  for (const std::string& file : document_files(options.files)) documents.push_back(read_document(file));
  if (documents.empty())
    throw Error(ErrorKind::not_found, "there is no .json file to apply", "name files, or a folder of them");
  refuse_same_names(documents);
  return documents;
}

/// Binds all to audiences and catalog; throws FaultyDocument with the faults of all.
std::vector<BoundDocument> bind_all(std::vector<DocumentFile>& documents,
                                    const std::vector<KnownAudience>& known, const Catalog& catalog) {
  std::vector<BoundDocument> bound;
  std::string lines;
  for (DocumentFile& one : documents) {
    bind_audiences(one.document, known, one.faults);
    bound.push_back(bind_document(one.document, catalog, one.faults));
    if (!one.faults.empty()) lines += (lines.empty() ? "" : "\n") + one.faults.to_text(one.file);
  }
  if (!lines.empty()) throw FaultyDocument(lines);
  return bound;
}

class Plan {
 public:
  Plan(const Session& session, const Options& options, DataSource& source)
      : options_(options), source_(source), moment_(moment_of(session, options.as_of, options.max_age)) {}

  /// Evaluates what is new or different, without a lock. Throws where any of it is at fault or guarded
  /// against.
  std::vector<Step> make() {
    const Snapshot snapshot(source_);
    std::vector<DocumentFile> documents = read_all(options_);
    std::vector<KnownAudience> known = known_audiences(source_.own());
    add_documents(known, documents, [](std::size_t) { return new_audience_id(); });
    std::vector<BoundDocument> bound = bind_all(documents, known, source_.catalog());
    std::vector<std::string> ids;
    for (const DocumentFile& one : documents) ids.push_back(id_of(known, one.document.audience_name));
    population_ = source_.population();
    std::vector<Step> steps;
    for (const std::string& id : in_order_of_dependency(known)) {
      const auto i = static_cast<std::size_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
      if (i == ids.size()) continue;
      steps.push_back(step_for(std::move(documents[i].document), std::move(bound[i]), id));
    }
    if (options_.prune) add_removals(steps, known);
    return steps;
  }

 private:
  static std::string id_of(const std::vector<KnownAudience>& known, const std::string& name) {
    for (const KnownAudience& one : known) {
      if (one.audience_name == name) return one.audience_id;
    }
    return {};
  }

  Step step_for(Document document, BoundDocument bound, const std::string& id) {
    Step step{.name = document.audience_name,
              .audience_id = id,
              .existing = {},
              .fresh = {},
              .before = {},
              .after = {},
              .exchange = {}};
    if (has_audience(source_.own(), step.name)) {
      step.existing = find_audience(source_.own(), step.name);
      refuse_list(*step.existing);
      step.before = step.after = view_of(population_, *step.existing).size();
      const std::vector<Run> runs = runs_of(source_.own(), step.existing->number);
      const std::string definition = definition_of(document, document.author.value_or(step.existing->author));
      if (!runs.empty() && runs.front().definition == definition) return step;
    }
    step.action = step.existing ? Action::replace : Action::create;
    step.fresh = evaluate_text(source_, {std::move(document), std::move(bound)}, moment_, members_);
    check_expectation(step.fresh->document, step.fresh->size(), step.before);
    members_.emplace(id, step.fresh->evaluation.members);
    step.after = step.fresh->size();
    step.exchange = step.existing ? exchange_of(*step.fresh, *step.existing) : Exchange{*step.after, 0};
    return step;
  }

  void add_removals(std::vector<Step>& steps, const std::vector<KnownAudience>& known) const {
    std::vector<std::string> removed;
    for (StoredAudience& stored : all_audiences(source_.own())) {
      const bool named = std::any_of(steps.begin(), steps.end(),
                                     [&](const Step& step) { return step.name == stored.audience_name; });
      if (named || !stored.is_applied) continue;
      removed.push_back(stored.audience_id);
      Step step{.action = Action::remove,
                .name = stored.audience_name,
                .audience_id = stored.audience_id,
                .existing = {},
                .fresh = {},
                .before = view_of(population_, stored).size(),
                .after = {},
                .exchange = {}};
      step.exchange.left = *step.before;
      step.existing = std::move(stored);
      steps.push_back(std::move(step));
    }
    if (const auto use = used_from_outside(known, removed)) {
      throw Error(ErrorKind::conflict,
                  fmt::format("--prune would delete \"{}\", which \"{}\" uses; nothing was applied",
                              use->used, use->user));
    }
  }

  const Options& options_;
  DataSource& source_;
  Moment moment_;
  CustomerSet population_;
  std::map<std::string, CustomerSet> members_;
};

bool changes_something(const std::vector<Step>& steps) {
  return std::any_of(steps.begin(), steps.end(),
                     [](const Step& step) { return step.action != Action::unchanged; });
}

/// Everything in one transaction. What the plan relied on must still be so.
void carry_out(const Session& session, const Options& options, DataSource& source,
               const std::vector<Step>& steps) {
  std::vector<std::string> revoked;
  Transaction transaction(source.own(), Transaction::Kind::write);
  for (const Step& step : steps) {
    const bool is_there = has_audience(source.own(), step.name);
    const bool as_planned = step.existing ? is_there && find_audience(source.own(), step.name).definition ==
                                                            step.existing->definition
                                          : !is_there;
    if (!as_planned) {
      throw Error(
          ErrorKind::conflict,
          fmt::format("\"{}\" was changed by another command meanwhile; nothing was applied", step.name),
          "apply again");
    }
    if (step.action == Action::remove) {
      for (std::string& id : revoke_exports_of(source.own(), step.audience_id, session.now()))
        revoked.push_back(std::move(id));
      delete_audience(source.own(), step.audience_id);
    }
    if (!step.fresh) continue;
    const Keeping how{.verb = "apply",
                      .now = session.now(),
                      .author = step.existing ? step.existing->author : session.login_name(),
                      .existing = step.existing,
                      .new_id = step.audience_id,
                      .is_applied = true,
                      .note = options.note.value_or("")};
    keep(source, *step.fresh, how);
  }
  transaction.commit();
  remove_copies(session.spool(), revoked);
}

std::string size_text(const std::optional<std::int64_t>& size) { return size ? with_commas(*size) : "-"; }

void report(Session& session, const std::vector<Step>& steps, bool dry_run) {
  if (session.tables()) {
    Table table;
    table.add_column("name");
    table.add_column("", Table::Align::left, Table::Cells::whole);
    for (const char* title : {"before", "after", "entered", "left"})
      table.add_column(title, Table::Align::right);
    for (const Step& step : steps) {
      table.add_row({step.name, std::string(name_of(step.action)), size_text(step.before),
                     size_text(step.after), with_commas(step.exchange.entered),
                     with_commas(step.exchange.left)});
    }
    session.out().write(table.to_text(session.width()));
    if (dry_run) session.out().write("\nDry run: nothing was applied\n");
    return;
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  const auto size = [&](std::string_view key, const std::optional<std::int64_t>& value) {
    json.key(key);
    if (value) {
      json.integer(*value);
    } else {
      json.null();
    }
  };
  json.begin_array();
  for (const Step& step : steps) {
    json.begin_object();
    json.text_member("audience_name", step.name);
    json.text_member("action", name_of(step.action));
    size("size_before", step.before);
    size("size_after", step.after);
    json.integer_member("entered", step.exchange.entered);
    json.integer_member("left", step.exchange.left);
    json.end_object();
  }
  json.end_array();
  session.out().write(text + "\n");
}

void run_apply(Session& session, const Options& options) {
  if (options.detailed_exitcode && !options.dry_run)
    throw Error(ErrorKind::usage, "--detailed-exitcode is for --dry-run");
  const auto database =
      session.open(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  DataSource source(*database, session.wait());
  const std::vector<Step> steps = Plan(session, options, source).make();
  if (options.dry_run) {
    report(session, steps, true);
    if (options.detailed_exitcode && changes_something(steps)) session.exit_status = something_would_change;
    return;
  }
  std::string removed;
  for (const Step& step : steps) {
    if (step.action == Action::remove)
      removed += fmt::format("{}\"{}\"", removed.empty() ? "" : ", ", step.name);
  }
  if (!removed.empty()) session.confirm(fmt::format("Delete {}, which no file names?", removed), options.yes);
  if (changes_something(steps)) carry_out(session, options, source, steps);
  report(session, steps, false);
}

}  // namespace

void add_apply(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("apply",
            "Make the stored audiences match files by name: created, replaced (whatever their status), "
            "unchanged; all or none.",
            {"audience apply audiences", "audience apply audiences --dry-run --detailed-exitcode",
             "audience apply audiences --prune --yes --note \"$GIT_COMMIT\""},
            [&session, options] { run_apply(session, *options); })
      .arguments("FILE", options->files, "documents, or folders of them")
      .flag("--dry-run", options->dry_run, "show the plan with sizes before and after; nothing is applied")
      .flag("--detailed-exitcode", options->detailed_exitcode,
            "with --dry-run: exit with 20 if something would change")
      .flag("--prune", options->prune, "delete what an earlier apply made and no file names")
      .flag("--yes", options->yes, "do not ask before deleting")
      .option("--note", options->note, "TEXT", "goes into the history")
      .option("--as-of", options->as_of, "TIME", "evaluate as of then; a date means the end of that day")
      .option("--max-age", options->max_age, "TIME", "stop with 11 if the newest event is older: 36h, 2d");
}

}  // namespace audience
