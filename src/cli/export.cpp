// `audience export`: the customers of an audience into a CSV file.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/json_writer.hpp"
#include "cli/stored_view.hpp"
#include "cli/verbs.hpp"
#include "output/atomic_file.hpp"
#include "output/csv_writer.hpp"
#include "output/table.hpp"
#include "query/listing.hpp"

namespace audience {
namespace {

struct Options {
  std::string audience;
  std::optional<std::string> output, format, columns, sort, delimiter;
  bool force = false, bom = false, no_escape = false;
};

struct Written {
  std::int64_t rows = 0;
  std::int64_t escaped_cells = 0;
  std::uint64_t bytes = 0;
};

CsvOptions csv_options(const Options& options) {
  if (options.format && *options.format != "csv") {
    throw Error(ErrorKind::usage, fmt::format("--format: cannot write \"{}\"", *options.format),
                "this version writes csv");
  }
  if (options.output && options.output->ends_with(".xlsx") && !options.format) {
    throw Error(ErrorKind::usage, "this version writes CSV only", "name a .csv file, or say --format csv");
  }
  CsvOptions csv{',', options.bom, !options.no_escape};
  if (options.delimiter) {
    const std::string& text = *options.delimiter;
    if (text == "tab" || text == "\\t") {
      csv.delimiter = '\t';
    } else if (text.size() == 1 && std::string_view(",;\t|").find(text[0]) != std::string_view::npos) {
      csv.delimiter = text[0];
    } else {
      throw Error(ErrorKind::usage, fmt::format("--delimiter: cannot use \"{}\"", text),
                  "write , ; | or tab");
    }
  }
  return csv;
}

void write_cell(CsvWriter& csv, const Cell& cell, ValueType type) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    if (type == ValueType::boolean) {
      csv.boolean(*integer != 0);
    } else {
      csv.integer(*integer);
    }
  } else if (const auto* real = std::get_if<double>(&cell)) {
    csv.number(*real);
  } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
    csv.text(*text);
  } else {
    csv.empty();
  }
}

Written write_rows(Listing& listing, OutputStream& out, const CsvOptions& options) {
  CsvWriter csv(out, options);
  for (const ListingColumn& column : listing.columns()) csv.text(column.name);
  csv.end_row();
  Written written;
  for (; listing.next(); ++written.rows) {
    for (std::size_t i = 0; i < listing.columns().size(); ++i)
      write_cell(csv, listing.cell(i), listing.columns()[i].type);
    csv.end_row();
  }
  written.escaped_cells = csv.escaped_cells();
  written.bytes = out.bytes_written();
  return written;
}

void report(Session& session, const StoredView& view, const std::string& file, const Written& written) {
  if (session.tables()) {
    session.out().write(fmt::format(
        "{} customers of \"{}\" in {} ({} bytes{})\n", with_commas(written.rows), view.stored.audience_name,
        file, with_commas(static_cast<std::int64_t>(written.bytes)),
        written.escaped_cells == 0
            ? ""
            : fmt::format(", {} cells guarded against formulas", with_commas(written.escaped_cells))));
    return;
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_object();
  json.text_member("audience_id", view.stored.audience_id);
  json.text_member("file", file);
  json.text_member("format", "csv");
  json.integer_member("rows", written.rows);
  json.integer_member("escaped_cells", written.escaped_cells);
  json.integer_member("bytes", static_cast<std::int64_t>(written.bytes));
  json.end_object();
  session.out().write(text + "\n");
}

void run_export(Session& session, const Options& options) {
  const CsvOptions csv = csv_options(options);
  if (!options.output)
    throw Error(ErrorKind::usage, "where should the file go?",
                "write -o FILE.csv, or -o - for standard output");
  const auto database = session.open(Database::Mode::read_only);
  const DataSource source(*database, session.wait());
  const Snapshot snapshot(source);
  const StoredView view = view_of(source.population(), find_audience(*database, options.audience));
  const auto& recommendations = view.document.recommendations;
  std::optional<SortOrder> sort;
  if (options.sort) sort = parse_sort(source.catalog(), *options.sort);
  Listing listing(source, view.members,
                  listing_columns(source.catalog(), recommendations.number_of_recommendations,
                                  split_commas(options.columns)),
                  recommendations.recommendations_type, sort);
  if (*options.output == "-") {
    write_rows(listing, session.out(), csv);
    source.check_unchanged();
    return;
  }
  AtomicFile file(*options.output,
                  options.force ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse);
  const Written written = write_rows(listing, file.stream(), csv);
  source.check_unchanged();
  file.commit();
  report(session, view, *options.output, written);
}

}  // namespace

void add_export(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("export", "Write the customers of an audience to a CSV file, whole or not at all.",
            {"audience export Winter -o winter.csv",
             "audience export Winter -o winter.csv --force --columns customer_id,email",
             "audience export Winter -o - | head"},
            [&session, options] { run_export(session, *options); })
      .argument("AUDIENCE", options->audience, "name, id, or the id's beginning (4 hex digits or more)")
      .option("-o,--output", options->output, "FILE|-", "the file, or - for standard output")
      .option("--format", options->format, "csv", "the format (csv)")
      .flag("--force", options->force, "replace the file if it is there")
      .option("--columns", options->columns, "A,B", "these columns, in this order")
      .option("--sort", options->sort, "A[:desc]", "by this column, missing values last (customer_id)")
      .option("--delimiter", options->delimiter, "C", "between cells: , ; | or tab")
      .flag("--bom", options->bom, "begin with a byte order mark, for spreadsheets")
      .flag("--no-escape-formulas", options->no_escape,
            "write cells that a spreadsheet would run as they are");
}

}  // namespace audience
