// `audience validate`: every fault of every document, for CI.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/catalog_file.hpp"
#include "cli/document_files.hpp"
#include "cli/output_choice.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "model/audience_uses.hpp"
#include "model/binding.hpp"
#include "model/catalog.hpp"
#include "output/paint.hpp"
#include "storage/audiences.hpp"
#include "storage/data_source.hpp"
#include "storage/deleted_audiences.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> files;
  std::optional<std::string> catalog;
};

/// What names and types are checked against: nothing, a catalog file, or a database with its audiences.
struct Reference {
  std::unique_ptr<Database> database;
  std::unique_ptr<DataSource> source;
  std::optional<Catalog> catalog;
  std::vector<KnownAudience> audiences;
};

Reference open_reference(const Session& session, const Options& options) {
  Reference reference;
  if (options.catalog && session.options.db)
    throw Error(ErrorKind::usage, "--db and --catalog exclude each other");
  if (options.catalog)
    reference.catalog = read_catalog(session, read_catalog_text(*options.catalog), nullptr);
  if (!session.options.db) return reference;
  reference.database = session.open(Database::Mode::read_only);
  reference.source = std::make_unique<DataSource>(*reference.database, session.wait());
  reference.catalog = reference.source->catalog();
  reference.audiences = known_audiences(*reference.database);
  return reference;
}

std::string as_text(const std::vector<DocumentFile>& documents, std::size_t faulty, bool form_alone) {
  return fmt::format(
      "{}, {}{}\n", counted(documents.size(), "document"),
      faulty == 0 ? "none with faults" : painted(fmt::format("{} with faults", faulty), Ink::fault),
      form_alone ? " (form alone: --db or --catalog checks names too)" : "");
}

void write_faults(JsonWriter& json, const std::vector<DocumentFile>& documents, const RemedyWords& words) {
  json.begin_array();
  for (const DocumentFile& one : documents) {
    json.begin_object();
    json.text_member("file", one.file);
    json.boolean_member("valid", one.faults.empty());
    json.key("faults");
    json.begin_array();
    for (const Fault& fault : one.faults.in_order()) {
      json.begin_object();
      json.integer_member("line", fault.place.line);
      json.integer_member("column", fault.place.column);
      json.text_member("pointer", fault.place.pointer);
      json.text_member("message", worded(fault, words));
      json.end_object();
    }
    json.end_array();
    json.integer_member("more_faults",
                        static_cast<std::int64_t>(one.faults.count() - one.faults.in_order().size()));
    json.end_object();
  }
  json.end_array();
}

void run_validate(Session& session, const Options& options) {
  Reference reference = open_reference(session, options);
  std::vector<DocumentFile> documents;
  std::vector<FaultyFile> faulty;
  std::optional<Error> unreadable;
  for (const std::string& file : document_files(options.files)) {
    try {
      documents.push_back(read_document(file));
    } catch (const Error& error) {
      // The others are checked all the same.
      session.note(fmt::format("audience: {}", message_words(error, session.invocation())));
      unreadable = error;
    }
  }
  refuse_same_names(documents);
  if (reference.source) {
    add_documents(reference.audiences, documents,
                  [](std::size_t i) { return fmt::format("audience-id-{:032x}", i); });
  }
  const AbsenceOf absence_of = reference.database ? deletions(*reference.database) : AbsenceOf{};
  for (DocumentFile& one : documents) {
    if (reference.source) bind_audiences(one.document, reference.audiences, one.faults, {}, absence_of);
    if (reference.catalog) bind_document(one.document, *reference.catalog, one.faults);
    if (one.faults.empty()) continue;
    faulty.push_back(one.faults.in_file(one.file));
  }
  const RemedyWords words = words_for(session.invocation());
  write_result(session, {.screen = [&] { return as_text(documents, faulty.size(), !reference.catalog); },
                         .json = [&](JsonWriter& json) { write_faults(json, documents, words); }});
  session.out().flush();
  if (!faulty.empty() && unreadable) session.note(worded(FaultyDocument(faulty), words));
  if (unreadable) throw Error(unreadable->kind(), "not every document could be read");
  if (!faulty.empty()) throw FaultyDocument(faulty);
}

}  // namespace

void add_validate(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("validate",
            "Check documents: all faults of all files. Their form alone, but with --db or --catalog names "
            "and types too.",
            {"audience validate audiences/*.json", "audience validate audiences --catalog crm.json",
             "audience --db shop.db validate winter.json"},
            [&session, options] { run_validate(session, *options); })
      .arguments("FILE", options->files, "documents, folders of them, or -")
      .option("--catalog", options->catalog, "FILE", "check names and types against this catalog");
}

}  // namespace audience
