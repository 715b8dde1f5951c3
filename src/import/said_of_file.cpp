// Taken over option by option, so that the line counts more.
#include "import/said_of_file.hpp"

#include <algorithm>

#include "import/workbook.hpp"
#include "import/zip_archive.hpp"

namespace audience {

SaidOfFile::SaidOfFile(const Database& database, ImportKind kind, ImportOptions& options,
                       ImportReport& report)
    : database_(database), kind_(kind), options_(options), report_(report), on_line_(said_by(options)) {}

Reading SaidOfFile::recall(std::string_view bytes) {
  if (is_zip(bytes)) {
    sheets_key_ = key_of_sheets(kind_, options_.items.has_value(), sheets_of_workbook(bytes, options_.file));
    recall_by(sheets_key_);
  } else {
    recall_sheet(bytes);
  }
  return options_.reading;
}

void SaidOfFile::recall_sheet(std::string_view text) {
  headers_key_ = key_of_headers(kind_, options_.items.has_value(), text);
  recall_by(headers_key_);
}

void SaidOfFile::recall_by(const std::string& key) {
  if (options_.forget) return;
  auto before = find_said(database_, key);
  if (!before) return;
  SaidBefore taken = take_over(*before, options_);
  if (report_.said_before) taken.reading.sheet = report_.said_before->reading.sheet;
  if (is_any(taken)) report_.said_before = std::move(taken);
  if (key != sheets_key_) recalled_ = std::move(before);
}

void SaidOfFile::recall_types(Layout& layout) const {
  if (!recalled_) return;
  for (const auto& [name, type] : recalled_->types) {
    for (PayloadColumn& column : layout.payload) {
      if (column.name != name || !column.is_new || column.is_said) continue;
      column.type = type;
      column.is_said = true;
      if (!report_.said_before) report_.said_before.emplace().said_at = recalled_->said_at;
      report_.said_before->types.emplace_back(name, type);
    }
  }
}

void SaidOfFile::keep(Database& database, TimePoint now) const {
  if (!is_any(on_line_) && !options_.forget) return;
  SaidBefore said = said_by(options_);
  said.said_at = now;
  if (!options_.forget && recalled_) {
    for (const auto& one : recalled_->types) {
      const bool is_said_anew = std::any_of(said.types.begin(), said.types.end(),
                                            [&](const auto& type) { return type.first == one.first; });
      if (!is_said_anew) said.types.push_back(one);
    }
  }
  if (!sheets_key_.empty())
    keep_said(database, sheets_key_, {.said_at = now, .reading = {.sheet = said.reading.sheet}});
  said.reading.sheet.reset();
  keep_said(database, headers_key_, said);
}

}  // namespace audience
