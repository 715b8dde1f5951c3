// Other formats by their first bytes, others still by what no CSV file has.
#include "import/text_form.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "import/csv_reader.hpp"
#include "import/encoding.hpp"

namespace audience {
namespace {

void refuse_other_formats(std::string_view text, const std::string& name) {
  if (const auto encoding = unmarked_encoding(text)) {
    throw Error(ErrorKind::invalid_input, name + " is written in UTF-16, and does not say so",
                {Remedy::name_encoding, {*encoding}});
  }
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
