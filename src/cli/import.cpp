// `audience import`: CSV into customers, purchases or recommendations.
#include "import/import.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/decimal.hpp"
#include "base/suggestion.hpp"
#include "cli/import_report.hpp"
#include "cli/output_choice.hpp"
#include "cli/reading_options.hpp"
#include "cli/rejects_options.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "studio/data_import.hpp"
#include "studio/import_undo.hpp"

namespace audience {
namespace {

struct Options {
  std::optional<std::string> kind_asked, file_asked;
  std::string kind, file;  ///< these, where they are needed
  std::vector<std::string> map, types;
  std::optional<std::string> items, join_column, newest_by;
  std::optional<std::string> from, max_rejects, max_removed;
  ReadingOptions reading;
  RejectsOptions rejects{"keep rejected rows here, ready to be mended and imported"};
  bool dry_run = false, replace = false, again = false, yes = false, undo = false, forget = false;
};

std::vector<std::pair<std::string, std::string>> parse_map(const std::vector<std::string>& pairs) {
  std::vector<std::pair<std::string, std::string>> map;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == pair.size()) {
      throw Error(ErrorKind::usage, fmt::format("--map: \"{}\" is no pair", pair),
                  "write --map product_id=StockCode");
    }
    map.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return map;
}

std::vector<std::pair<std::string, ValueType>> parse_types(const std::vector<std::string>& pairs) {
  std::vector<std::string> names;
  for (const ValueType type : value_types) names.emplace_back(name_of(type));
  std::vector<std::pair<std::string, ValueType>> types;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.rfind('=');
    const std::string name = equals == std::string::npos ? "" : pair.substr(equals + 1);
    const auto type = value_type_named(name);
    if (equals == 0 || !type)
      throw Error(ErrorKind::usage,
                  fmt::format("--type: \"{}\" names no column and type{}", pair, did_you_mean(name, names)),
                  "write --type age=integer; types are text, integer, number, boolean and date");
    types.emplace_back(pair.substr(0, equals), *type);
  }
  return types;
}

constexpr RowLimit any_number{.percent = 100};

RowLimit parse_limit(const std::string& option, const std::string& text) {
  RowLimit limit;
  if (!text.ends_with('%')) {
    limit.count = whole_number(option, text);
    return limit;
  }
  const auto percent = Decimal::parse(std::string_view(text).substr(0, text.size() - 1));
  if (!percent || *percent < Decimal(0) || *percent > Decimal(100)) {
    throw Error(ErrorKind::usage, fmt::format("{}: \"{}\" is no share of the rows", option, text),
                "write 100 or 1%");
  }
  limit.percent = percent->to_double();
  return limit;
}

ImportOptions import_options(const Options& given) {
  ImportOptions options;
  options.file = given.file;
  options.map = parse_map(given.map);
  options.items = given.items;
  options.join_column = given.join_column;
  options.newest_by = given.newest_by;
  options.reading = given.reading.reading();
  options.types = parse_types(given.types);
  options.dry_run = given.dry_run;
  options.replace = given.replace;
  options.again = given.again;
  options.forget = given.forget;
  if (given.max_rejects) options.max_rejects = parse_limit("--max-rejects", *given.max_rejects);
  if (given.yes) options.max_removed = any_number;
  if (given.max_removed) options.max_removed = parse_limit("--max-removed", *given.max_removed);
  if (given.from) {
    const auto time = parse_time(*given.from);
    if (!time)
      throw Error(ErrorKind::usage, fmt::format("--from: \"{}\" is no date", *given.from),
                  "write 2023-09-14");
    options.from = time->start;
    options.too_early = "before --from";
  }
  return options;
}

bool takes_away(const Options& given) { return given.replace || given.from; }

void refuse_foreign_options(const Options& given) {
  const auto refuse = [&](bool used, std::string_view option, std::string_view kind) {
    if (used && given.kind != kind)
      throw Error(ErrorKind::usage, fmt::format("{} goes with `import {}` only", option, kind));
  };
  refuse(given.replace, "--replace", "customers");
  refuse(given.again, "--again", "purchases");
  refuse(given.from.has_value(), "--from", "purchases");
  refuse(given.items.has_value(), "--items", "purchases");
  refuse(given.newest_by.has_value(), "--newest-by", "customers");
  if (given.join_column && !given.items) throw Error(ErrorKind::usage, "--on goes with --items only");
  if (!given.types.empty() && given.kind == "recommendations")
    throw Error(ErrorKind::usage, "--type goes with customers and purchases only");
  if (given.max_removed && !takes_away(given))
    throw Error(ErrorKind::usage, "--max-removed goes with --replace or --from only");
}

/// The rejects file also stays when it says why the import was stopped.
ImportReport import_with_rejects(Studio& studio, ImportOptions options, ImportKind kind,
                                 RejectsFile* rejects) {
  if (rejects == nullptr) return import_data(studio, kind, options);
  options.rejects = [rejects](std::string_view bytes) { rejects->write(bytes); };
  options.keep_rejects = [rejects] { rejects->keep(); };
  try {
    ImportReport report = import_data(studio, kind, options);
    rejects->settle();
    return report;
  } catch (const Error& error) {
    const bool is_meant = error.kind() == ErrorKind::guard || error.kind() == ErrorKind::invalid_input;
    if (is_meant) rejects->settle();
    if (error.remedy() != Remedy::show_rejects) throw;
    throw Error(error.kind(), message_words(error, {}),
                fmt::format("nothing was stored; the rejected rows are in {}", rejects->name()));
  }
}

std::unique_ptr<RejectsFile> rejects_of(const Session& session, const Options& given) {
  std::vector<std::string> read{given.file};
  if (given.items) read.push_back(*given.items);
  return given.rejects.open(session, read);
}

/// What was asked about on the terminal may go then, and no more. The file is read anew, for nobody may wait
/// for an answer under the lock.
ImportReport import_confirmed(const Session& session, Studio& studio, ImportOptions options,
                              const Options& given, ImportKind kind) {
  try {
    return import_with_rejects(studio, options, kind, rejects_of(session, given).get());
  } catch (const Error& error) {
    const bool can_read_again = given.file != "-" && given.items != "-";
    const bool can_ask = session.can_ask() && !given.max_removed && can_read_again;
    if (error.remedy() != Remedy::allow_removed || !can_ask) throw;
    const std::vector<std::string>& subjects = error.subjects();
    session.confirm(fmt::format("Remove {} of {} {}?", subjects.at(0), subjects.at(1), subjects.at(2)),
                    false);
    options.max_removed = {.count = std::stoll(subjects.at(0))};
  }
  return import_with_rejects(studio, options, kind, rejects_of(session, given).get());
}

ImportKind kind_named(const std::string& name) {
  static const std::vector<std::string> kinds{"customers", "purchases", "recommendations"};
  const auto found = std::find(kinds.begin(), kinds.end(), name);
  if (found != kinds.end()) return static_cast<ImportKind>(found - kinds.begin());
  throw Error(ErrorKind::usage, fmt::format("cannot import \"{}\"{}", name, did_you_mean(name, kinds)),
              "import customers, purchases or recommendations");
}

void refuse_beside_undo(const Options& given) {
  if (given.kind_asked)
    throw Error(ErrorKind::usage,
                "--undo takes back the last import, whatever its kind; it goes without KIND "
                "and FILE");
  const auto refuse = [](bool used, std::string_view option) {
    if (used) throw Error(ErrorKind::usage, fmt::format("{} does not go with --undo", option));
  };
  refuse(!given.map.empty(), "--map");
  refuse(given.items.has_value(), "--items");
  refuse(given.join_column.has_value(), "--on");
  refuse(given.newest_by.has_value(), "--newest-by");
  refuse(!given.types.empty(), "--type");
  if (given.reading.is_any())
    throw Error(ErrorKind::usage, "an option that says how a file is written does not go with --undo");
  refuse(given.rejects.file.has_value(), "--rejects");
  refuse(given.rejects.force, "--force");
  refuse(given.max_rejects.has_value(), "--max-rejects");
  refuse(given.replace, "--replace");
  refuse(given.again, "--again");
  refuse(given.forget, "--forget");
  refuse(given.from.has_value(), "--from");
}

void run_undo(Session& session, const Options& given) {
  refuse_beside_undo(given);
  const auto studio = session.studio(given.dry_run ? Database::Mode::read_only : Database::Mode::read_write,
                                     "the import is taken back");
  const ImportUndo undo = given.dry_run ? plan_import_undo(*studio) : undo_last_import(*studio);
  write_result(session, {.screen = [&] { return undo_text(undo, given.dry_run); },
                         .json = [&](JsonWriter& json) { write_undo(json, undo, given.dry_run); },
                         .done = given.dry_run ? "" : "the import is taken back"});
}

void run_load(Session& session, const Options& given) {
  const ImportKind kind = kind_named(given.kind);
  refuse_foreign_options(given);
  const auto studio = session.studio(given.dry_run ? Database::Mode::read_only : Database::Mode::read_write,
                                     "the import is stored");
  const ImportReport report = import_confirmed(session, *studio, import_options(given), given, kind);
  write_result(
      session,
      {.screen = [&] { return import_text(report, takes_away(given), given.rejects.file, session.room()); },
       .json = [&](JsonWriter& json) { write_import(json, report); },
       .done = given.dry_run ? "" : "the import is stored"});
  session.out().flush();
  if (const std::string note = unfit_note(report); !note.empty()) session.note(note);
  if (report.removes_too_many) throw too_many_removed(report);
}

void run_import(Session& session, const Options& given) {
  if (given.undo) return run_undo(session, given);
  if (!given.kind_asked || !given.file_asked)
    throw Error(ErrorKind::usage, "name what to import, and the file",
                "customers, purchases or recommendations, and then the file");
  Options named = given;
  named.kind = *given.kind_asked;
  named.file = *given.file_asked;
  run_load(session, named);
}

}  // namespace

void add_import(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("import",
            "Load a CSV file or .xlsx workbook (.gz, .zst, - for stdin). One transaction: all of it or "
            "nothing.",
            {"audience import customers customers.csv",
             "audience import customers all.csv --replace --max-removed 5%",
             "audience import purchases sales.csv.gz --map product_id=StockCode",
             "audience import purchases orders.csv --items items.csv --on order_id",
             "audience import customers kunden.csv --encoding windows-1252 --dates dmy",
             "audience import purchases bestellungen.csv --timezone Europe/Berlin",
             "audience import purchases - --rejects rejects.csv --max-rejects 1% <sales.csv",
             "audience import customers customers.csv --dry-run", "audience import --undo"},
            [&session, options] { run_import(session, *options); })
      .optional_argument("KIND", options->kind_asked, "customers, purchases or recommendations")
      .optional_argument("FILE", options->file_asked, "the file, or -")
      .option("--items", options->items, "FILE", "purchases: FILE holds orders, and this one their lines")
      .option("--on", options->join_column, "HEADER",
              "the order's id in both, or ORDERS_HEADER=ITEMS_HEADER; otherwise the header they share")
      .option("--newest-by", options->newest_by, "HEADER",
              "customers: of several rows of one the newest by that date or number; otherwise the last")
      .repeated("--map", options->map, "COLUMN=HEADER",
                "our column is called HEADER in the file (repeatable)")
      .repeated("--type", options->types, "COLUMN=TYPE",
                "our column is text, integer, number, boolean or date, also one that is there (repeatable)")
      .add(options->reading)
      .flag("--forget", options->forget, "what was said before of a file with these headers counts no more")
      .flag("--dry-run", options->dry_run, "say what would happen; the database stays as it is")
      .add(options->rejects)
      .option("--max-rejects", options->max_rejects, "N|N%",
              "more rejected rows than this: nothing is stored, exit 11")
      .flag("--replace", options->replace, "customers: the file is the whole table")
      .flag("--again", options->again, "purchases: even if the same file was imported before")
      .option("--from", options->from, "DATE", "purchases: replace everything since that day")
      .option("--max-removed", options->max_removed, "N|N%",
              "more rows removed than this: nothing is stored, exit 11 (10%, but a terminal is asked)")
      .flag("--yes", options->yes, "remove as many as it takes, and do not ask")
      .flag("--undo", options->undo,
            "take back the last import of the last 7 days, whole; without KIND and FILE");
}

}  // namespace audience
