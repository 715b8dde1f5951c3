// `audience create`: evaluate a document and store the audience.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/verbs.hpp"
#include "query/evaluation.hpp"
#include "query/newest_event.hpp"
#include "query/sqlite_scan.hpp"
#include "storage/audiences.hpp"

namespace audience {
namespace {

struct Options {
  std::string file;
  std::optional<std::string> as_of;
  bool dry_run = false;
};

constexpr std::size_t largest_document = 16U << 20U;

void refuse_taken_name(const Database& database, const std::string& name) {
  if (!has_audience(database, name)) return;
  throw Error(ErrorKind::conflict, fmt::format("an audience named \"{}\" exists already", name),
              "choose another audience_name, or see what it would be with --dry-run");
}

/// An empty answer may mean that the data ends before the window begins: people should hear of it.
void note_empty_windows(const Session& session, const Database& database, const std::vector<BoundFilter>& bound,
                        const Document& document, TimePoint as_of) {
  std::size_t index = 0;
  for_each_filter(document.groups, [&](const Filter& filter) {
    const auto* event = std::get_if<EventFilter>(&bound[index++].what);
    if (event == nullptr || !event->window) return;
    const TimeSpan span = resolve(event->window, as_of);
    const auto newest = newest_purchase(database, span.to);
    if (newest && *newest >= span.from) return;
    session.note(fmt::format("note: {} holds no event: the newest before {} is {}", filter.name, format_minute(span.to),
                             newest ? "of " + format_minute(*newest) : "none"));
  });
}

void run_create(Session& session, const Options& options) {
  const TimePoint now = session.now();
  const TimePoint at = as_of(session, options.as_of);
  const std::string name = options.file == "-" ? "stdin" : options.file;
  Faults faults;
  const Document document = parse_document(read_file(options.file, largest_document + 1), faults);
  const auto database = session.open(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  const std::vector<BoundFilter> bound = bind_filters(document, catalog_of(*database), faults);
  faults.throw_if_any(name);
  if (!options.dry_run) refuse_taken_name(*database, document.audience_name);

  SqliteScan engine(*database);
  EvaluationView view;
  Evaluation evaluation;
  {
    Transaction snapshot(*database, Transaction::Kind::read);
    evaluation = evaluate(document, bound, engine, at);
    if (session.tables()) view.newest_purchase = newest_purchase(*database, at);
    if (evaluation.members.count() == 0) note_empty_windows(session, *database, bound, document, at);
  }
  view.size = static_cast<std::int64_t>(evaluation.members.count());
  view.population = evaluation.population;
  view.as_of = at;
  view.funnel = evaluation.funnel;
  view.missing = evaluation.missing;

  Evaluated evaluated{.audience_id = std::nullopt,
                      .author = document.author.value_or(session.login_name()),
                      .funnel = evaluation.funnel,
                      .is_ready = std::nullopt,
                      .audience_size = view.size,
                      .date_created = std::nullopt,
                      .date_modified = std::nullopt};
  if (!options.dry_run) {
    evaluated.audience_id = new_audience_id();
    evaluated.date_created = evaluated.date_modified = format_time(now);
  }
  const std::string answer = to_answer(document, evaluated);
  if (!options.dry_run) {
    StoredAudience stored{*evaluated.audience_id, document.audience_name, evaluated.author, answer, at, {},
                          evaluation.members.serialize(), now, now};
    for (const FunnelStep& step : evaluation.funnel) stored.funnel.insert(stored.funnel.end(), {step.before, step.now});
    Transaction transaction(*database, Transaction::Kind::write);
    insert_audience(*database, stored);
    transaction.commit();
  }
  if (document.groups.empty()) session.note("note: there are no filters: everyone is in");
  if (!session.tables()) {
    session.out().write(answer);
    return;
  }
  session.out().write(evaluation_screen(document, view));
  session.out().write(options.dry_run ? "\nDry run: nothing was stored\n"
                                      : fmt::format("\nStored {}\nNext   audience list-customers \"{}\"\n",
                                                    *evaluated.audience_id, document.audience_name));
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
      .option("--as-of", options->as_of, "TIME", "evaluate as of then; a date means the end of that day");
}

}  // namespace audience
