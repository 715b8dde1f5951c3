// `audience validate`: every fault of every document, for CI.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/json_writer.hpp"
#include "cli/catalog_file.hpp"
#include "cli/verbs.hpp"
#include "model/binding.hpp"
#include "storage/audiences.hpp"
#include "storage/data_source.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> files;
  std::optional<std::string> catalog;
};

struct Checked {
  std::string file;
  Document document;
  Faults faults;
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
  if (options.catalog) reference.catalog = read_catalog_file(session, *options.catalog, nullptr);
  if (!session.options.db) return reference;
  reference.database = session.open(Database::Mode::read_only);
  reference.source = std::make_unique<DataSource>(*reference.database, session.wait());
  reference.catalog = reference.source->catalog();
  reference.audiences = known_audiences(*reference.database);
  return reference;
}

/// Documents may name each other before any of them is stored.
void add_names(std::vector<KnownAudience>& audiences, const std::vector<Checked>& documents) {
  for (const Checked& one : documents) {
    const std::string& name = one.document.audience_name;
    bool known = name.empty();
    for (const KnownAudience& other : audiences) known = known || other.audience_name == name;
    if (!known) audiences.push_back({fmt::format("audience-id-{:0>32}", ""), name, {}});
  }
}

void report(Session& session, const std::vector<Checked>& documents, std::size_t faulty) {
  if (session.tables()) {
    session.out().write(fmt::format("{} document{}, {} with faults\n", documents.size(),
                                    documents.size() == 1 ? "" : "s",
                                    faulty == 0 ? "none" : std::to_string(faulty)));
    return;
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_array();
  for (const Checked& one : documents) {
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
      json.text_member("message", fault.message);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  session.out().write(text + "\n");
}

void run_validate(Session& session, const Options& options) {
  Reference reference = open_reference(session, options);
  std::vector<Checked> documents;
  for (const std::string& file : options.files) {
    Checked& one = documents.emplace_back(Checked{file == "-" ? "stdin" : file, {}, {}});
    one.document = parse_document(read_file(file, largest_document + 1), one.faults);
  }
  if (reference.source) add_names(reference.audiences, documents);
  std::size_t faulty = 0;
  std::string lines;
  for (Checked& one : documents) {
    if (reference.source) bind_audiences(one.document, reference.audiences, one.faults);
    if (reference.catalog) bind_document(one.document, *reference.catalog, one.faults);
    if (one.faults.empty()) continue;
    lines += (faulty++ == 0 ? "" : "\n") + one.faults.to_text(one.file);
  }
  report(session, documents, faulty);
  session.out().flush();
  if (faulty > 0) throw FaultyDocument(lines);
}

}  // namespace

void add_validate(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("validate",
            "Check documents: all faults of all files. Their form alone, but with --db or --catalog names "
            "and types too.",
            {"audience validate audiences/*.json", "audience validate audiences/*.json --catalog crm.json",
             "audience --db shop.db validate winter.json"},
            [&session, options] { run_validate(session, *options); })
      .arguments("FILE", options->files, "documents, or -")
      .option("--catalog", options->catalog, "FILE", "check names and types against this catalog");
}

}  // namespace audience
