// `audience schema`: the JSON Schema of documents or catalogs, for editors.
#include "cli/database_if_any.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "model/catalog_file_schema.hpp"
#include "storage/schema_reader.hpp"
#include "studio/editing.hpp"

namespace audience {
namespace {

Schema tables_of(const Studio* studio) {
  if (studio == nullptr) return {};
  const DataSource& source = studio->source();
  return source.is_foreign() ? read_schema(source.data(), Undeclared::text) : schema_of_own(source.own());
}

void run_schema(const Session& session, bool of_catalog) {
  const auto studio = studio_if_any(session);
  JsonStream out(session.out(), JsonWriter::Style::pretty);
  if (of_catalog) {
    write_catalog_schema(out.writer(), tables_of(studio.get()));
  } else if (studio == nullptr) {
    write_document_schema(out.writer());
  } else {
    const Snapshot snapshot(studio->source());
    write_document_schema(out.writer(), studio->source());
  }
  out.end_line();
}

}  // namespace

void add_schema(CommandLine& line, Session& session) {
  const auto of_catalog = std::make_shared<bool>(false);
  line.verb("schema",
            "The JSON Schema (draft 7) of documents: an editor that has it completes the names, types and "
            "values of this database.",
            {"audience schema >audience.schema", "audience schema --catalog >catalog.schema"},
            [&session, of_catalog] { run_schema(session, *of_catalog); })
      .flag("--catalog", *of_catalog, "of catalogs, with this database's tables and columns");
}

}  // namespace audience
