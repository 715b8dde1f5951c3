// `audience upload`: an audience from a list of customer ids, or of what customers have in an attribute.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "audience/error.hpp"
#include "cli/list_evaluation.hpp"
#include "cli/upload_report.hpp"
#include "cli/verbs.hpp"
#include "import/value_list.hpp"
#include "output/atomic_file.hpp"
#include "output/table.hpp"
#include "query/list_match.hpp"
#include "storage/unmatched_values.hpp"

namespace audience {
namespace {

struct Options {
  std::string name, file;
  std::optional<std::string> match, column, rejects;
  bool append = false, replace = false, dry_run = false, force = false;
};

std::string kind_of(const std::optional<std::string>& match_attribute) {
  return match_attribute ? "values of " + *match_attribute : "customer ids";
}

/// The uploaded audience that is added to or replaced. Throws Error(conflict) where it may not be.
std::optional<StoredAudience> existing_list(const Database& database, const Options& options,
                                            const std::optional<std::string>& match_attribute) {
  // No name begins like an id, so that an id, or a part of one, is not taken for a new name.
  if (!has_audience(database, options.name) && !options.name.starts_with("audience-id-")) return std::nullopt;
  StoredAudience stored = find_audience(database, options.name);
  if (!options.append && !options.replace) {
    if (options.dry_run) return std::nullopt;
    throw Error(ErrorKind::conflict,
                fmt::format("an audience named \"{}\" exists already", stored.audience_name),
                "add to it with --append, put this list in its place with --replace, or choose another name");
  }
  if (!stored.is_uploaded) {
    throw Error(ErrorKind::conflict,
                fmt::format("\"{}\" was made from filters, not from a list", stored.audience_name),
                "choose another name, or delete that audience first");
  }
  if (options.append && stored.match_attribute != match_attribute) {
    throw Error(ErrorKind::conflict,
                fmt::format("\"{}\" is a list of {}, not of {}", stored.audience_name,
                            kind_of(stored.match_attribute), kind_of(match_attribute)),
                stored.match_attribute ? fmt::format("say --match {}, or --replace", *stored.match_attribute)
                                       : "leave --match out, or say --replace");
  }
  return stored;
}

std::string action_on(const std::optional<StoredAudience>& existing, const Options& options) {
  if (!existing) return "created";
  return options.append ? "appended" : "replaced";
}

Document document_for(const Options& options, const std::optional<StoredAudience>& existing) {
  if (existing) {
    Faults ignored;
    return parse_stored_document(existing->definition, ignored);
  }
  Document document;
  document.audience_name = options.name;
  document.is_dynamic = document.is_uploaded = true;
  return document;
}

std::vector<std::string> known_headers(const Catalog& catalog) {
  std::vector<std::string> names;
  for (const Attribute& attribute : catalog.attributes) {
    names.push_back(attribute.name);
    names.push_back(attribute.column);
  }
  return names;
}

ListMatch match_entries(const DataSource& source, const Attribute* attribute, const ValueList& list) {
  std::vector<std::string_view> values;
  for (const ListEntry& entry : list.entries()) {
    if (entry.fault.empty() && !entry.is_blank()) values.push_back(entry.value);
  }
  ListMatch match = match_list(source, attribute, values);
  source.check_unchanged();
  return match;
}

/// Counts every line, and writes those that bring nobody in; erased people stay out of that file too.
LineCounts count_lines(const ValueList& list, const ListMatch& match, OutputStream* rejects) {
  LineCounts counts;
  counts.header = list.has_header() ? 1 : 0;
  if (rejects != nullptr) rejects->write(list.reject_header());
  auto fate = match.fates.begin();
  for (const ListEntry& entry : list.entries()) {
    std::string_view reason;
    if (!entry.fault.empty()) {
      ++counts.unreadable;
      reason = entry.fault;
    } else if (entry.is_blank()) {
      ++counts.blank;
      reason = "blank";
    } else {
      switch (*fate++) {
        case Fate::matched:
          ++counts.matched;
          break;
        case Fate::erased:
          ++counts.erased;
          break;
        case Fate::unknown:
          ++counts.unknown;
          reason = "unknown";
          break;
        case Fate::duplicate:
          ++counts.duplicate;
          reason = "duplicate";
          break;
      }
    }
    if (rejects != nullptr && !reason.empty()) rejects->write(list.reject_line(entry, reason));
  }
  return counts;
}

/// What storing would make of it.
void foresee(UploadReport& report, const DataSource& source, const FreshEvaluation& fresh,
             const std::optional<StoredAudience>& existing) {
  report.size = report.entered = fresh.size();
  report.unmatched = static_cast<std::int64_t>(fresh.list->unmatched.size());
  if (!existing) return;
  const StoredView before = view_of(source.population(), *existing);
  const Exchange exchange = exchange_of(fresh, *existing);
  report.entered = exchange.entered;
  report.left = fresh.list->adds ? 0 : exchange.left;
  if (!fresh.list->adds) return;
  CustomerSet together = before.members;
  together |= fresh.evaluation.members;
  report.size = static_cast<std::int64_t>(together.count());
  std::vector<std::string> kept = unmatched_values(source.own(), existing->number);
  std::set<std::string> values(kept.begin(), kept.end());
  values.insert(fresh.list->unmatched.begin(), fresh.list->unmatched.end());
  for (const std::string& value : fresh.list->settled) values.erase(value);
  report.unmatched = static_cast<std::int64_t>(values.size());
}

/// The rejects file appears before the commit: exit 0 means that both are there.
void store(UploadReport& report, const Session& session, const Options& options, DataSource& source,
           FreshEvaluation& fresh, AtomicFile* rejects) {
  Keeping how{
      .verb = "upload", .now = session.now(), .author = session.login_name(), .existing = {}, .note = {}};
  Transaction transaction(source.own(), Transaction::Kind::write);
  // Matching took its time without a lock; who has the name, and who was added meanwhile, is looked at under
  // it.
  how.existing = existing_list(source.own(), options, fresh.list->match_attribute);
  fresh.document = document_for(options, how.existing);
  const Kept kept = keep(source, fresh, how);
  report.audience_id = kept.audience_id;
  report.action = action_on(how.existing, options);
  report.size = kept.run.size;
  report.entered = kept.run.entered;
  report.left = kept.run.left;
  report.unmatched = find_audience(source.own(), kept.audience_id).unmatched;
  if (rejects != nullptr) rejects->commit();
  transaction.commit();
}

void run_upload(Session& session, const Options& options) {
  if (options.append && options.replace)
    throw Error(ErrorKind::usage, "--append and --replace exclude each other");
  const auto database =
      session.open(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  DataSource source(*database, session.wait());
  const Attribute* attribute = match_attribute(source.catalog(), options.match, "--match");
  const auto match_name = attribute == nullptr ? std::nullopt : std::optional(attribute->name);
  const std::optional<StoredAudience> existing = existing_list(*database, options, match_name);
  if (const auto fault = fault_of_name(options.name); fault && !existing)
    throw Error(ErrorKind::usage, *fault);
  std::unique_ptr<AtomicFile> rejects;
  if (options.rejects) {
    session.refuse_own_file(*options.rejects);
    rejects = std::make_unique<AtomicFile>(
        *options.rejects, options.force ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse);
  }
  const ValueList list(options.file, value_headers(source.catalog(), attribute), options.column,
                       known_headers(source.catalog()));

  UploadReport report{.audience_name = existing ? existing->audience_name : options.name,
                      .action = action_on(existing, options),
                      .match_attribute = match_name,
                      .rejects = options.rejects,
                      .dry_run = options.dry_run};
  FreshEvaluation fresh;
  {
    const Snapshot snapshot(source);
    const auto start = std::chrono::steady_clock::now();
    ListMatch match = match_entries(source, attribute, list);
    report.counts = count_lines(list, match, rejects ? &rejects->stream() : nullptr);
    fresh = fresh_list(source, document_for(options, existing), std::move(match.customers), session.now(),
                       {match_name, std::move(match.unmatched), std::move(match.matched), options.append});
    fresh.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    if (existing) report.audience_id = existing->audience_id;
    if (options.dry_run) foresee(report, source, fresh, existing);
  }
  if (report.counts.matched + report.counts.unknown == 0) {
    if (rejects) rejects->commit();
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} has no usable value in {} lines",
                            options.file == "-" ? "stdin" : options.file, with_commas(report.counts.lines())),
                "nothing was stored");
  }
  if (!options.dry_run) {
    store(report, session, options, source, fresh, rejects.get());
  } else if (rejects) {
    rejects->commit();
  }
  if (report.counts.matched == 0) {
    session.note(fmt::format("note: no line matched a customer: are these {}?", kind_of(match_name)));
  }
  session.out().write(session.tables() ? as_text(report) : as_json(report));
}

}  // namespace

void add_upload(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("upload",
            "An audience from a list of customer ids, one a line or a column of a CSV file (.gz too, - for "
            "stdin).",
            {"audience upload VIP ids.txt", "audience upload VIP export.csv --replace --rejects rejects.csv",
             "audience upload Newsletter subscribers.csv --match email --column \"E-mail address\"",
             "grep ^c_ ids.txt | audience upload VIP - --append"},
            [&session, options] { run_upload(session, *options); })
      .argument("NAME", options->name, "of the audience")
      .argument("FILE", options->file, "the list, or -")
      .option("--match", options->match, "ATTRIBUTE",
              "the values are of this attribute, such as email; compared without case and blanks around")
      .option("--column", options->column, "HEADER",
              "the column with the values; otherwise that of the attribute's name")
      .flag("--append", options->append, "add to the uploaded audience of that name, if there is one")
      .flag("--replace", options->replace, "put the list in place of the uploaded audience of that name")
      .option("--rejects", options->rejects, "FILE",
              "keep lines that brought nobody in, with line and reason")
      .flag("--force", options->force, "replace the rejects file if it is there")
      .flag("--dry-run", options->dry_run, "say what would happen; the database stays as it is");
}

}  // namespace audience
