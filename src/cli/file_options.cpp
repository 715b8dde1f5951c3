// Words turned into a form.
#include "cli/file_options.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"

namespace audience {

char delimiter_of(const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  if (text.size() == 1 && is_delimiter(text[0])) return text[0];
  throw Error(ErrorKind::usage, fmt::format("--delimiter: cannot use \"{}\"", text), "write , ; | or tab");
}

FileForm file_form(const FileOptions& options, const std::optional<std::string>& output) {
  FileForm form{FileFormat::csv, {',', options.bom, !options.no_escape}};
  const std::string name = options.format.value_or(output && output->ends_with(".xlsx") ? "xlsx" : "csv");
  if (name == "xlsx") {
    form.format = FileFormat::xlsx;
  } else if (name != "csv") {
    throw Error(ErrorKind::usage, fmt::format("--format: cannot write \"{}\"", name), "write csv or xlsx");
  }
  if (form.format != FileFormat::csv && (options.bom || options.delimiter || options.no_escape)) {
    throw Error(ErrorKind::usage, "--bom, --delimiter and --no-escape-formulas are for CSV",
                "leave them out, or say --format csv");
  }
  if (options.delimiter) form.csv.delimiter = delimiter_of(*options.delimiter);
  return form;
}

}  // namespace audience
