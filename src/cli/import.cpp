// `audience import`: CSV into customers, purchases or recommendations.
#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/decimal.hpp"
#include "base/suggestion.hpp"
#include "cli/output_choice.hpp"
#include "cli/rejects_options.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"
#include "studio/data_import.hpp"

namespace audience {
namespace {

struct Options {
  std::string kind, file;
  std::vector<std::string> map;
  std::optional<std::string> from, max_rejects;
  RejectsOptions rejects{"keep rejected rows here, ready to be mended and imported"};
  bool dry_run = false, replace = false, again = false;
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

RejectLimit parse_limit(const std::string& text) {
  RejectLimit limit;
  if (!text.ends_with('%')) {
    limit.count = whole_number("--max-rejects", text);
    return limit;
  }
  const auto percent = Decimal::parse(std::string_view(text).substr(0, text.size() - 1));
  if (!percent || *percent < Decimal(0) || *percent > Decimal(100)) {
    throw Error(ErrorKind::usage, fmt::format("--max-rejects: \"{}\" is no share of the rows", text),
                "write 100 or 1%");
  }
  limit.percent = percent->to_double();
  return limit;
}

ImportOptions import_options(const Session& session, const Options& given) {
  ImportOptions options;
  options.file = given.file;
  options.map = parse_map(given.map);
  options.dry_run = given.dry_run;
  options.replace = given.replace;
  options.again = given.again;
  if (given.max_rejects) options.max_rejects = parse_limit(*given.max_rejects);
  if (given.from) {
    const auto time = parse_time(*given.from);
    if (!time)
      throw Error(ErrorKind::usage, fmt::format("--from: \"{}\" is no date", *given.from),
                  "write 2023-09-14");
    options.from = time->start;
    options.too_early = "before --from";
  }
  if (session.shows_progress()) {
    options.progress = [&session, &given](int percent) {
      session.progress(fmt::format("Reading {} {} %", given.kind, percent));
    };
  }
  return options;
}

void refuse_foreign_options(const Options& given) {
  const auto refuse = [&](bool used, std::string_view option, std::string_view kind) {
    if (used && given.kind != kind)
      throw Error(ErrorKind::usage, fmt::format("{} goes with `import {}` only", option, kind));
  };
  refuse(given.replace, "--replace", "customers");
  refuse(given.again, "--again", "purchases");
  refuse(given.from.has_value(), "--from", "purchases");
}

std::string report_text(const ImportReport& report, const Options& given) {
  std::int64_t rejected = 0;
  for (const auto& [reason, count] : report.rejected) rejected += count;
  const auto number = [](auto value) { return with_commas(static_cast<std::int64_t>(value)); };
  std::string text = fmt::format(
      "{} {} {}{}\n", number(report.stored), given.kind, report.dry_run ? "would be stored" : "stored",
      rejected == 0 ? ""
                    : fmt::format(", {} of {} rows rejected", number(rejected), number(report.rows_read)));
  for (const auto& [reason, count] : report.rejected)
    text += fmt::format("  {:>12}  {}\n", number(count), reason);
  if (given.kind == "customers") {
    text +=
        fmt::format("  {:>12}  new\n  {:>12}  updated\n", number(report.inserted), number(report.updated));
  }
  if (report.repeated > 0)
    text += fmt::format("  {:>12}  repeated in the file, the last one counts\n", number(report.repeated));
  if (report.erased > 0)
    text += fmt::format("  {:>12}  of erased customers, passed over\n", number(report.erased));
  if (report.rounded > 0)
    text += fmt::format("  {:>12}  numbers rounded to what a REAL column holds\n", number(report.rounded));
  if (report.cut_times > 0)
    text += fmt::format("  {:>12}  times cut to whole seconds\n", number(report.cut_times));
  for (const auto& column : report.new_columns)
    text += fmt::format("  new column    {} ({})\n", column.name, name_of(column.type));
  if (rejected > 0 && given.rejects.file)
    text += fmt::format("The rejected rows are in {}\n", *given.rejects.file);
  if (rejected > 0 && !given.rejects.file) text += "See the rejected rows: --rejects FILE\n";
  return text;
}

void write_report(JsonWriter& json, const ImportReport& report) {
  const auto integer = [&](const char* key, auto value) {
    json.integer_member(key, static_cast<std::int64_t>(value));
  };
  json.begin_object();
  json.text_member("kind", report.kind);
  json.boolean_member("dry_run", report.dry_run);
  integer("rows_read", report.rows_read);
  integer("stored", report.stored);
  integer("inserted", report.inserted);
  integer("updated", report.updated);
  integer("repeated", report.repeated);
  integer("erased", report.erased);
  integer("rounded_cells", report.rounded + report.cut_times);
  json.key("rejected");
  json.begin_object();
  for (const auto& [reason, count] : report.rejected) integer(reason.c_str(), count);
  json.end_object();
  json.key("new_columns");
  json.begin_object();
  for (const auto& column : report.new_columns) {
    json.text_member(column.name, name_of(column.type));
  }
  json.end_object();
  integer("customers", report.customers_total);
  json.end_object();
}

/// The rejects file also appears when they are why the import was stopped.
ImportReport import_with_rejects(Studio& studio, const ImportOptions& options, ImportKind kind,
                                 AtomicFile* rejects, const std::string& rejects_name) {
  try {
    ImportReport report = import_data(studio, kind, options);
    if (rejects != nullptr) rejects->commit();
    return report;
  } catch (const Error& error) {
    const bool about_rows = error.kind() == ErrorKind::guard || error.kind() == ErrorKind::invalid_input;
    if (rejects != nullptr && about_rows) rejects->commit();
    if (rejects == nullptr || error.remedy() != Remedy::show_rejects) throw;
    throw Error(error.kind(), message_words(error),
                fmt::format("nothing was stored; the rejected rows are in {}", rejects_name));
  }
}

ImportKind kind_named(const std::string& name) {
  static const std::vector<std::string> kinds{"customers", "purchases", "recommendations"};
  const auto found = std::find(kinds.begin(), kinds.end(), name);
  if (found != kinds.end()) return static_cast<ImportKind>(found - kinds.begin());
  throw Error(ErrorKind::usage, fmt::format("cannot import \"{}\"{}", name, did_you_mean(name, kinds)),
              "import customers, purchases or recommendations");
}

void run_import(Session& session, const Options& given) {
  const ImportKind kind = kind_named(given.kind);
  refuse_foreign_options(given);
  ImportOptions options = import_options(session, given);
  const auto studio = session.studio(given.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  const std::unique_ptr<AtomicFile> rejects = given.rejects.open(session);
  if (rejects) options.rejects = [&rejects](std::string_view bytes) { rejects->stream().write(bytes); };
  const ImportReport report =
      import_with_rejects(*studio, options, kind, rejects.get(), given.rejects.file.value_or(""));
  session.progress("");
  write_result(session, {.screen = [&] { return report_text(report, given); },
                         .json = [&](JsonWriter& json) { write_report(json, report); }});
}

}  // namespace

void add_import(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("import", "Load a CSV file (.gz too, - for stdin). One transaction: all of it or nothing.",
            {"audience import customers customers.csv",
             "audience import purchases sales.csv.gz --map product_id=StockCode",
             "audience import purchases - --rejects rejects.csv --max-rejects 1% <sales.csv",
             "audience import customers customers.csv --dry-run"},
            [&session, options] { run_import(session, *options); })
      .argument("KIND", options->kind, "customers, purchases or recommendations")
      .argument("FILE", options->file, "the file, or -")
      .repeated("--map", options->map, "COLUMN=HEADER",
                "our column is called HEADER in the file (repeatable)")
      .flag("--dry-run", options->dry_run, "say what would happen; the database stays as it is")
      .add(options->rejects)
      .option("--max-rejects", options->max_rejects, "N|N%",
              "more rejected rows than this: nothing is stored, exit 11")
      .flag("--replace", options->replace, "customers: the file is the whole table")
      .flag("--again", options->again, "purchases: even if the same file was imported before")
      .option("--from", options->from, "DATE", "purchases: replace everything since that day");
}

}  // namespace audience
