// `audience validate`: every fault of every document, for CI.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/catalog_file.hpp"
#include "cli/document_files.hpp"
#include "cli/exit_codes.hpp"
#include "cli/fault_screen.hpp"
#include "cli/output_choice.hpp"
#include "cli/remedy_words.hpp"
#include "cli/sarif.hpp"
#include "cli/verbs.hpp"
#include "model/audience_uses.hpp"
#include "model/binding.hpp"
#include "model/catalog.hpp"
#include "output/paint.hpp"
#include "query/value_notes.hpp"
#include "storage/audiences.hpp"
#include "storage/data_source.hpp"
#include "storage/deleted_audiences.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> files;
  std::optional<std::string> catalog, format;
};

/// What names and types are checked against: nothing, a catalog file, or a database with its audiences.
struct Reference {
  std::unique_ptr<Database> database;
  std::unique_ptr<DataSource> source;
  std::optional<Catalog> catalog;
  std::vector<KnownAudience> audiences;
  std::string name;    ///< of the file; empty: form alone
  std::string absent;  ///< the database that is named and not there
};

Reference open_reference(const Session& session, const Options& options) {
  Reference reference;
  if (options.catalog && session.options.db)
    throw Error(ErrorKind::usage, "--db and --catalog exclude each other");
  if (options.catalog) {
    reference.catalog = read_catalog(session, read_catalog_text(*options.catalog), nullptr);
    reference.name = *options.catalog;
    return reference;
  }
  if (!session.names_database()) return reference;
  const std::filesystem::path file = session.database_file();
  std::error_code ignored;
  if (!session.options.db && !std::filesystem::exists(file, ignored)) {
    reference.absent = file.string();
    return reference;
  }
  reference.database = session.open(Database::Mode::read_only);
  reference.source = std::make_unique<DataSource>(*reference.database, session.wait());
  reference.catalog = reference.source->catalog();
  reference.audiences = known_audiences(*reference.database);
  reference.name = file.string();
  return reference;
}

struct Checked {
  std::vector<DocumentFile> documents;
  std::vector<std::vector<std::string>> notes;  ///< of each document: about values that nobody has
  std::vector<FaultyFile> faulty;
  std::vector<std::string> unreadable;  ///< what is wrong with files, in words
  std::optional<ErrorKind> why_unreadable;
};

void read_all(const Session& session, const Options& options, Checked& checked) {
  for (const std::string& file : document_files(options.files)) {
    try {
      checked.documents.push_back(read_document(file));
    } catch (const Error& error) {
      // The others are checked all the same.
      checked.unreadable.push_back(message_words(error, session.invocation()));
      checked.why_unreadable = error.kind();
    }
  }
}

Checked check(const Session& session, const Options& options, Reference& reference) {
  Checked checked;
  read_all(session, options, checked);
  refuse_same_names(checked.documents);
  if (reference.source) {
    add_documents(reference.audiences, checked.documents,
                  [](std::size_t i) { return fmt::format("audience-id-{:032x}", i); });
  }
  const AbsenceOf absence_of = reference.database ? deletions(*reference.database) : AbsenceOf{};
  for (DocumentFile& one : checked.documents) {
    BoundDocument bound;
    if (reference.source) bind_audiences(one.document, reference.audiences, one.faults, {}, absence_of);
    if (reference.catalog) bound = bind_document(one.document, *reference.catalog, one.faults);
    const bool is_right = one.faults.empty();
    checked.notes.push_back(reference.source && is_right ? value_notes(*reference.source, one.document, bound)
                                                         : std::vector<std::string>());
    if (!is_right) checked.faulty.push_back(one.faults.in_file(one.file));
  }
  return checked;
}

std::string reference_words(const Reference& reference) {
  if (!reference.name.empty()) return fmt::format("checked against {}", reference.name);
  if (!reference.absent.empty()) return fmt::format("form alone: there is no database {}", reference.absent);
  return "form alone: --db or --catalog checks names too";
}

std::string as_text(const Checked& checked, const Reference& reference) {
  const std::size_t count = checked.documents.size();
  const std::size_t faulty = checked.faulty.size();
  return fmt::format(
      "{}, {} ({})\n", counted(count, "document"),
      faulty == 0 ? "none with faults" : painted(fmt::format("{} with faults", faulty), Ink::fault),
      reference_words(reference));
}

void write_faults(JsonWriter& json, const Faults& faults, const RemedyWords& words) {
  const std::vector<Fault> told = faults.in_order();
  json.key("faults");
  json.begin_array();
  for (const Fault& fault : told) {
    json.begin_object();
    json.integer_member("line", fault.place.line);
    json.integer_member("column", fault.place.column);
    json.text_member("pointer", fault.place.pointer);
    json.text_member("message", worded(fault, words));
    json.end_object();
  }
  json.end_array();
  json.integer_member("more_faults", static_cast<std::int64_t>(faults.count() - told.size()));
}

void write_documents(JsonWriter& json, const Checked& checked, const Reference& reference,
                     const RemedyWords& words) {
  json.begin_array();
  for (std::size_t i = 0; i < checked.documents.size(); ++i) {
    const DocumentFile& one = checked.documents[i];
    json.begin_object();
    json.text_member("file", one.file);
    json.boolean_member("valid", one.faults.empty());
    write_faults(json, one.faults, words);
    json.texts_member("notes", checked.notes[i]);
    json.optional_text_member("checked_against",
                              reference.name.empty() ? std::nullopt : std::optional(reference.name));
    json.end_object();
  }
  json.end_array();
}

void tell(const Session& session, const Checked& checked, const RemedyWords& words) {
  for (const std::string& fault : checked.unreadable) session.warn(fault);
  if (!checked.faulty.empty()) session.tell(fault_screen(checked.faulty, words, session.width()));
  for (std::size_t i = 0; i < checked.notes.size(); ++i) {
    for (const std::string& note : checked.notes[i])
      session.note(fmt::format("note: {}: {}", checked.documents[i].file, note));
  }
}

void run_validate(Session& session, const Options& options) {
  if (options.format && *options.format != "sarif")
    throw Error(ErrorKind::usage, fmt::format("--format: there is no format \"{}\"", *options.format),
                "write sarif, or leave it out");
  Reference reference = open_reference(session, options);
  const Checked checked = check(session, options, reference);
  const RemedyWords words = words_for(session.invocation());
  if (options.format) {
    JsonStream out(session.out(), JsonWriter::Style::pretty);
    write_sarif(out.writer(), checked.faulty, checked.unreadable, words);
    out.end_line();
  } else {
    tell(session, checked, words);
    if (reference.name.empty() && !wants_screen(session))
      session.note(fmt::format("note: {}", reference_words(reference)));
    write_result(session,
                 {.screen = [&] { return as_text(checked, reference); },
                  .json = [&](JsonWriter& json) { write_documents(json, checked, reference, words); }});
  }
  session.out().flush();
  if (checked.why_unreadable) throw Error(*checked.why_unreadable, "not every document could be read");
  if (!checked.faulty.empty()) session.exit_status = exit_code(ErrorKind::invalid_input);
}

}  // namespace

void add_validate(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("validate",
            "Check documents: all faults of all files. Their form alone; names and types too, and values, "
            "where a database is named or with --catalog.",
            {"audience validate audiences/*.json", "audience validate audiences --catalog crm.json",
             "audience --db shop.db validate winter.json",
             "audience validate audiences --format sarif >audiences.sarif"},
            [&session, options] { run_validate(session, *options); })
      .arguments("FILE", options->files, "documents, folders of them, or -")
      .option("--catalog", options->catalog, "FILE", "check names and types against this catalog")
      .option("--format", options->format, "FORMAT", "sarif: the faults as SARIF 2.1.0 on standard output");
}

}  // namespace audience
