// Read once, before anything else of the file.
#include "import/file_header.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/utf8.hpp"
#include "import/text_form.hpp"

namespace audience {
namespace {

/// The one that is not empty, from 1.
std::int64_t first_line_of(std::string_view text) {
  const std::string_view before = text.substr(0, text.find_first_not_of("\r\n"));
  return 1 + std::count(before.begin(), before.end(), '\n');
}

}  // namespace

FileHeader::FileHeader(const InputText& input, char delimiter)
    : reader_(beginning_of(input.text()), delimiter) {
  if (!reader_.next(line_))
    throw Error(ErrorKind::invalid_input, input.name() + " is empty", "the first line must name the columns");
  if (line_.unterminated)
    throw Error(ErrorKind::invalid_input, input.name() + ": a quote in the header is never closed");
  if (!std::all_of(line_.cells.begin(), line_.cells.end(), is_utf8))
    throw Error(ErrorKind::invalid_input,
                fmt::format("{}: line {} is not UTF-8", input.name(), first_line_of(input.text())),
                {Remedy::name_encoding, {"windows-1252"}});
  const auto empty_lines = static_cast<std::size_t>(beginning_of(input.text()).data() - input.text().data());
  const std::string_view before = input.text().substr(0, empty_lines + reader_.position());
  records_ = input.text().substr(before.size());
  first_line_ = 1 + std::count(before.begin(), before.end(), '\n');
}

}  // namespace audience
