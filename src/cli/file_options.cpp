// Words turned into a form.
#include "cli/file_options.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "audience/error.hpp"

namespace audience {
namespace {

/// In lower case, `csv.gz` of `OUT.CSV.GZ`; empty where no letter follows the last dot, as in
/// `winter.2023-09-14`.
std::string ending_of_name(const std::string& output) {
  std::string name = std::filesystem::path(output).filename().string();
  for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  const bool is_gzipped = name.ends_with(".gz");
  if (is_gzipped) name.resize(name.size() - 3);
  const std::size_t dot = name.rfind('.');
  std::string ending = dot == std::string::npos || dot == 0 ? "" : name.substr(dot + 1);
  if (ending.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos) ending.clear();
  if (!is_gzipped) return ending;
  return ending.empty() ? "csv.gz" : ending + ".gz";
}

FileForm form_by_name(const std::optional<std::string>& output) {
  const std::string ending = output ? ending_of_name(*output) : "";
  if (ending.empty()) return {};
  if (const auto form = form_of_ending(ending)) return *form;
  throw Error(ErrorKind::usage, fmt::format("-o {}: there is no format \"{}\"", *output, ending),
              "write .csv, .csv.gz, .json, .jsonl or .xlsx; --format says which it is under another name");
}

FileForm told_form(const std::string& told, const std::optional<std::string>& output) {
  auto form = form_of_ending(told);
  if (!form) {
    throw Error(ErrorKind::usage, fmt::format("--format: cannot write \"{}\"", told),
                "write csv, csv.gz, json, jsonl or xlsx");
  }
  const bool is_workbook = form->format == FileFormat::xlsx;
  if (!is_workbook && output && ending_of_name(*output).ends_with(".gz")) form->gzipped = true;
  return *form;
}

}  // namespace

char delimiter_of(const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  if (text.size() == 1 && is_delimiter(text[0])) return text[0];
  throw Error(ErrorKind::usage, fmt::format("--delimiter: cannot use \"{}\"", text), "write , ; | or tab");
}

FileForm file_form(const FileOptions& options, const std::optional<std::string>& output) {
  FileForm form = options.format ? told_form(*options.format, output) : form_by_name(output);
  form.csv.bom = options.bom;
  form.csv.escape_formulas = !options.no_escape;
  if (form.format != FileFormat::csv && (options.bom || options.delimiter || options.no_escape)) {
    throw Error(ErrorKind::usage, "--bom, --delimiter and --no-escape-formulas are for CSV",
                "leave them out, or say --format csv");
  }
  if (options.delimiter) form.csv.delimiter = delimiter_of(*options.delimiter);
  return form;
}

}  // namespace audience
