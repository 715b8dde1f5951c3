// Finding the column, and accounting for every line.
#include "import/value_list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/folding.hpp"
#include "base/suggestion.hpp"
#include "base/utf8.hpp"
#include "import/header_line.hpp"
#include "import/text_form.hpp"

namespace audience {
namespace {

/// In a file of one column no character ends a cell: a value may hold commas.
constexpr char no_delimiter = '\n';

/// A first line that holds a person instead of headers must not be shown.
[[noreturn]] void refuse_headers(const std::string& name, const std::string& wanted,
                                 const std::vector<std::string>& headers, bool shown, const Advice& advice) {
  std::vector<std::string> safe;
  for (const std::string& header : headers) safe.push_back(printable(header));
  throw Error(ErrorKind::invalid_input,
              fmt::format("{} has no column {}; {}", name, printable(wanted),
                          shown ? fmt::format("the headers are {}", fmt::join(safe, ", "))
                                : fmt::format("its first line has {} cells that do not look like headers",
                                              headers.size())),
              advice);
}

/// None if no header is that; two are a fault.
std::optional<std::size_t> find_header(const std::vector<std::string>& headers, const std::string& wanted,
                                       const std::string& name) {
  std::optional<std::size_t> place;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (folded_header(headers[i]) != folded_header(wanted)) continue;
    if (place) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("{}: two columns are called {}", name, printable(wanted)),
                  "rename one in the file");
    }
    place = i;
  }
  return place;
}

}  // namespace

bool ListEntry::is_blank() const { return fault.empty() && trimmed(value).empty(); }

ValueList::ValueList(const std::string& file, const std::vector<std::string>& names,
                     const std::optional<std::string>& column, const std::vector<std::string>& known,
                     const Reading& reading)
    : value_(names.front()), input_(file, reading), delimiter_(checked_delimiter(input_, reading)) {
  CsvReader head(input_.text(), delimiter_);
  CsvRecord first;
  if (!head.next(first))
    throw Error(ErrorKind::invalid_input, input_.name() + " is empty", "nothing was stored");
  choose_column(first, names, column, known);
  if (first.cells.size() == 1) delimiter_ = no_delimiter;
}

void ValueList::choose_column(const CsvRecord& first, const std::vector<std::string>& names,
                              const std::optional<std::string>& column,
                              const std::vector<std::string>& known) {
  const std::vector<std::string> headers(first.cells.begin(), first.cells.end());
  std::optional<std::size_t> place;
  for (const std::string& name : column ? std::vector{*column} : names) {
    if (!place) place = find_header(headers, name, input_.name());
  }
  if (!place && headers.size() == 1 && !column) return;
  const bool shown = are_headers(headers, names, known);
  if (!place && column) refuse_headers(input_.name(), *column, headers, shown, Remedy::name_header);
  if (!place) {
    refuse_headers(input_.name(), value_, headers, shown, {Remedy::name_value_column, {value_}});
  }
  if (first.unterminated)
    throw Error(ErrorKind::invalid_input, input_.name() + ": a quote in the header is never closed");
  headers_ = headers;
  place_ = *place;
}

void ValueList::for_each(const std::function<void(const ListEntry&)>& visit) const {
  CsvReader reader(input_.text(), delimiter_);
  CsvRecord record;
  std::int64_t next_line = 1;
  bool is_header = has_header();
  const auto visit_empty_lines = [&](std::int64_t end) {
    if (next_line < end) visit({.line = next_line, .lines = end - next_line});
  };
  while (reader.next(record)) {
    visit_empty_lines(record.line);
    if (!is_header) visit_record(record, visit);
    is_header = false;
    next_line = reader.line();
  }
  visit_empty_lines(reader.line());
}

void ValueList::visit_record(const CsvRecord& record,
                             const std::function<void(const ListEntry&)>& visit) const {
  ListEntry entry{.line = record.line, .at = record.offset};
  std::string fault;
  if (record.unterminated) {
    entry.fault = "a quote is never closed";
  } else if (record.misquoted) {
    entry.fault = "text behind a closing quote";
  } else if (record.cells.size() != width()) {
    const bool is_empty = record.cells.size() == 1 && trimmed(record.cells.front()).empty();
    if (!is_empty) fault = fmt::format("{} cells where the header has {}", record.cells.size(), width());
    entry.fault = fault;
  } else if (!is_utf8(record.cells[place_])) {
    entry.fault = "not UTF-8";
  } else {
    entry.value = record.cells[place_];
  }
  visit(entry);
}

char ValueList::reject_delimiter() const { return delimiter_ == no_delimiter ? ',' : delimiter_; }

/// Counted from the end, where a rejects file has its own columns also in rows of another width.
bool ValueList::is_passed_over(std::size_t place, std::size_t width) const {
  if (!has_header() || width - place > headers_.size()) return false;
  const std::string header = folded_header(headers_[headers_.size() - (width - place)]);
  return header == "reject_line" || header == "reject_reason";
}

std::string ValueList::reject_header() const {
  const char delimiter = reject_delimiter();
  std::string line;
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    if (is_passed_over(i, headers_.size())) continue;
    append_cell(line, headers_[i], delimiter);
    line += delimiter;
  }
  if (!has_header()) line = value_ + delimiter;
  return line + "reject_line" + delimiter + "reject_reason\n";
}

std::string ValueList::reject_line(const ListEntry& entry, std::string_view reason,
                                   std::int64_t which) const {
  const char delimiter = reject_delimiter();
  CsvRecord record;
  CsvReader reader(input_.text(), delimiter_);
  record.cells.resize(width());
  if (entry.at) reader.read_at(*entry.at, record);
  const std::size_t cells = record.cells.size();
  std::string line;
  for (std::size_t i = 0; i < cells; ++i) {
    if (i + 1 == cells && record.unterminated) {
      // As it stands in the file, its quote still open, so that it is rejected again until someone closes it.
      line += '"';
      line += record.cells[i];
    } else if (is_passed_over(i, cells)) {
      continue;
    } else {
      append_cell(line, record.cells[i], delimiter);
    }
    line += delimiter;
  }
  line += fmt::format("{}{}", entry.line + which, delimiter);
  append_cell(line, reason, delimiter);
  return line + "\n";
}

}  // namespace audience
