// `audience export`: the customers of an audience into a file.
#include <fmt/format.h>

#include <thread>

#include "audience/error.hpp"
#include "base/json_writer.hpp"
#include "cli/export_file.hpp"
#include "cli/verbs.hpp"
#include "output/atomic_file.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

struct Options {
  std::string audience;
  std::optional<std::string> output, columns, sort;
  FileOptions file;
  bool force = false;
};

void report(Session& session, const StoredView& view, const std::string& file, const FileForm& form,
            const WrittenFile& written) {
  if (session.tables()) {
    session.out().write(fmt::format(
        "{} customers of \"{}\" in {} ({} bytes{})\n", with_commas(written.counts.rows),
        view.stored.audience_name, file, with_commas(static_cast<std::int64_t>(written.bytes)),
        written.counts.escaped_cells == 0
            ? ""
            : fmt::format(", {} cells guarded against formulas", with_commas(written.counts.escaped_cells))));
    return;
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_object();
  json.text_member("audience_id", view.stored.audience_id);
  json.text_member("file", file);
  json.text_member("format", name_of(form.format));
  json.integer_member("rows", written.counts.rows);
  json.integer_member("escaped_cells", written.counts.escaped_cells);
  json.integer_member("bytes", static_cast<std::int64_t>(written.bytes));
  json.text_member("sha256", written.sha256);
  json.end_object();
  session.out().write(text + "\n");
}

std::size_t threads() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8); }

void run_export(Session& session, const Options& options) {
  const FileForm form = file_form(options.file, options.output);
  if (!options.output)
    throw Error(ErrorKind::usage, "where should the file go?",
                "write -o FILE.csv, or -o - for standard output");
  const auto database = session.open(Database::Mode::read_only);
  const DataSource source(*database, session.wait());
  const SharedSnapshot snapshot(source, threads(), session.wait());
  const StoredView view = view_of(source.population(), find_audience(*database, options.audience));
  const auto& recommendations = view.document.recommendations;
  std::optional<SortOrder> sort;
  if (options.sort) sort = parse_sort(source.catalog(), *options.sort);
  const ExportedRows rows{source,
                          snapshot,
                          view.members,
                          listing_columns(source.catalog(), recommendations.number_of_recommendations,
                                          split_commas(options.columns)),
                          recommendations.recommendations_type,
                          sort};
  if (*options.output == "-") {
    write_file(session.out(), form, rows, view, session.now());
    return;
  }
  AtomicFile file(*options.output,
                  options.force ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse);
  const WrittenFile written = write_file(file.stream(), form, rows, view, session.now());
  file.commit();
  report(session, view, *options.output, form, written);
}

}  // namespace

void add_export(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("export", "Write the customers of an audience to a CSV or XLSX file, whole or not at all.",
            {"audience export Winter -o winter.csv", "audience export Winter -o winter.xlsx",
             "audience export Winter -o winter.csv --force --columns customer_id,email",
             "audience export Winter -o - | head"},
            [&session, options] { run_export(session, *options); })
      .argument("AUDIENCE", options->audience, "name, id, or the id's beginning (4 hex digits or more)")
      .option("-o,--output", options->output, "FILE|-", "the file, or - for standard output")
      .option("--format", options->file.format, "FORMAT", "csv or xlsx (as the file's name ends, else csv)")
      .flag("--force", options->force, "replace the file if it is there")
      .option("--columns", options->columns, "A,B", "these columns, in this order")
      .option("--sort", options->sort, "A[:desc]", "by this column, missing values last (customer_id)")
      .option("--delimiter", options->file.delimiter, "C", "between cells: , ; | or tab")
      .flag("--bom", options->file.bom, "begin with a byte order mark, for spreadsheets")
      .flag("--no-escape-formulas", options->file.no_escape,
            "write cells that a spreadsheet would run as they are");
}

}  // namespace audience
