// Other formats by their first bytes, others still by what no CSV file has.
#include "import/text_form.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/wording.hpp"
#include "import/csv_reader.hpp"
#include "import/encoding.hpp"

namespace audience {
namespace {

/// An object, or a list of objects. A header may begin with a bracket too.
bool is_json(std::string_view text) {
  const auto next = [&text] {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    const char sign = text.empty() ? '\0' : text.front();
    text.remove_prefix(text.empty() ? 0 : 1);
    return sign;
  };
  const char first = next();
  if (first != '{' && (first != '[' || next() != '{')) return false;
  const char second = next();
  return second == '"' || second == '}';
}

/// Of a list of objects, or of one object a line.
std::string jq_for(const std::string& name) {
  return fmt::format(
      "jq -rs 'flatten | (.[0] | keys_unsorted) as $k | $k, (.[] | [.[$k[]]]) | @csv' {} >rows.csv",
      name == "stdin" ? "rows.json" : shell_word(name));
}

void refuse_other_formats(std::string_view text, const std::string& name) {
  if (const auto encoding = unmarked_encoding(text)) {
    throw Error(ErrorKind::invalid_input, name + " is written in UTF-16, and does not say so",
                {Remedy::name_encoding, {*encoding}});
  }
  if (!is_json(text)) return;
  const bool is_document =
      text.substr(0, longest_first_line).find("\"audience_name\"") != std::string_view::npos;
  if (is_document)
    throw Error(ErrorKind::invalid_input, name + " is an audience document (JSON), not a table",
                "audiences are made of documents; a table is CSV or .xlsx");
  throw Error(ErrorKind::invalid_input, name + " is JSON, not CSV",
              "make CSV of it, as jq does: " + jq_for(name));
}

}  // namespace

std::string_view beginning_of(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  constexpr std::size_t line_end = 2;
  return text.substr(0, longest_first_line + line_end);
}

char checked_delimiter(const InputText& input, const Reading& reading) {
  const std::string_view text = input.text();
  const std::string& name = input.name();
  refuse_other_formats(text, name);
  const std::string_view beginning = beginning_of(text);
  std::string_view line = beginning.substr(0, beginning.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > longest_first_line) {
    throw Error(ErrorKind::invalid_input, name + ": its first line is longer than 16 MiB",
                "the first line must name the columns");
  }
  const auto said = input.delimiter() ? input.delimiter() : reading.delimiter;
  const char delimiter = said ? *said : find_delimiter(beginning);
  const auto columns = static_cast<std::size_t>(std::count(line.begin(), line.end(), delimiter)) + 1;
  if (columns > most_columns_of_file) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("{}: its first line has {} columns, and {} can be read", name, columns,
                            most_columns_of_file),
                "take columns out of the file");
  }
  return delimiter;
}

}  // namespace audience
