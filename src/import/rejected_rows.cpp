// Written as they stand, with two columns more.
#include "import/rejected_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "import/row_origin.hpp"

namespace audience {

void RejectedRows::begin() const {
  if (!options_.rejects) return;
  std::string line;
  for (std::size_t i = 0; i < layout_.headers.size(); ++i) {
    if (is_passed_over(i, layout_.headers.size())) continue;
    append_cell(line, layout_.headers[i], delimiter_);
    line += delimiter_;
  }
  if (options_.items) line += fmt::format("{}{}", origin_columns[0], delimiter_);
  options_.rejects(line + "reject_line" + delimiter_ + "reject_reason\n");
}

void RejectedRows::add(const CsvRecord& record, std::string_view bytes, std::int64_t line,
                       std::string_view reason) {
  ++count_;
  if (keys_) keys_->add(record, bytes, layout_, delimiter_);
  const auto found = reasons_.find(reason);
  if (found == reasons_.end()) {
    reasons_.emplace(reason, Reason{1, line, options_.items ? std::string(origin_of(record).file) : ""});
  } else {
    ++found->second.rows;
  }
  if (options_.rejects) write(record, line, reason);
}

void RejectedRows::write(const CsvRecord& record, std::int64_t line, std::string_view reason) const {
  std::string text;
  // All its cells, be they too few or too many: such a row must not look mended.
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const bool last = i + 1 == record.cells.size();
    if (last && record.unterminated) {
      // As it stands in the file, its quote still open, so that it is rejected again until someone closes it.
      text += '"';
      text += record.cells[i];
    } else if (is_passed_over(i, record.cells.size())) {
      continue;
    } else {
      append_cell(text, record.cells[i], delimiter_);
    }
    text += delimiter_;
  }
  if (options_.items) {
    append_cell(text, origin_of(record).file, delimiter_);
    text += delimiter_;
  }
  text += fmt::format("{}{}", line, delimiter_);
  append_cell(text, reason, delimiter_);
  options_.rejects(text + "\n");
}

/// Those columns are ours to write again. Counted from the end, where a rejects file has them also in rows of
/// another width.
bool RejectedRows::is_passed_over(std::size_t place, std::size_t width) const {
  return std::any_of(layout_.passed_over.begin(), layout_.passed_over.end(),
                     [&](std::size_t passed) { return layout_.headers.size() - passed == width - place; });
}

void RejectedRows::report(ImportReport& report) const {
  std::vector<std::pair<std::string, Reason>> reasons(reasons_.begin(), reasons_.end());
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const auto& a, const auto& b) { return a.second.rows > b.second.rows; });
  for (const auto& [words, reason] : reasons) {
    report.rejected.emplace_back(words, reason.rows);
    report.first_rejected.push_back(reason.first_line);
    report.first_rejected_files.push_back(reason.file);
  }
  if (keys_) report.rejected_keyless = keys_->keyless();
}

}  // namespace audience
