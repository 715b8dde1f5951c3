// Lines without quotes are split by memchr; only the others are walked byte by byte.
#include "import/csv_reader.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

namespace audience {
namespace {

std::size_t find(std::string_view text, char wanted, std::size_t from, std::size_t end) {
  const void* found = std::memchr(text.data() + from, wanted, end - from);
  return found == nullptr ? end : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace

bool CsvReader::next(CsvRecord& record) {
  while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) {
    if (text_[at_] == '\n') ++line_;
    ++at_;
  }
  if (at_ >= text_.size()) return false;
  record.line = line_;
  read(record);
  return true;
}

void CsvReader::read_at(std::size_t offset, CsvRecord& record) {
  at_ = offset;
  read(record);
}

void CsvReader::read(CsvRecord& record) {
  record.offset = at_;
  record.cells.clear();
  if (!unescaped_.empty()) unescaped_.clear();
  record.unterminated = record.misquoted = false;
  const std::size_t newline = find(text_, '\n', at_, text_.size());
  if (find(text_, '"', at_, newline) != newline) {
    read_quoted(record);
    return;
  }
  std::size_t end = newline;
  if (end > at_ && text_[end - 1] == '\r') --end;
  for (;;) {
    const std::size_t stop = find(text_, delimiter_, at_, end);
    record.cells.push_back(text_.substr(at_, stop - at_));
    if (stop == end) break;
    at_ = stop + 1;
  }
  at_ = std::min(newline + 1, text_.size());
  ++line_;
}

void CsvReader::read_quoted(CsvRecord& record) {
  for (;;) {
    if (at_ < text_.size() && text_[at_] == '"') {
      record.cells.push_back(quoted_cell(record));
    } else {
      const std::size_t first = at_;
      while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n') ++at_;
      std::size_t end = at_;
      if (end > first && (at_ == text_.size() || text_[at_] == '\n') && text_[end - 1] == '\r') --end;
      record.cells.push_back(text_.substr(first, end - first));
    }
    if (at_ >= text_.size()) return;
    if (text_[at_++] == '\n') break;
  }
  ++line_;
}

/// Leaves `at_` on the delimiter or line end behind the cell. Characters between the closing quote and it are
/// kept.
std::string_view CsvReader::quoted_cell(CsvRecord& record) {
  const std::size_t first = ++at_;
  std::string* copy = nullptr;
  std::size_t copied = first;
  for (;;) {
    const std::size_t quote = find(text_, '"', at_, text_.size());
    line_ += std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                        text_.begin() + static_cast<std::ptrdiff_t>(quote), '\n');
    at_ = quote;
    if (quote == text_.size()) {
      record.unterminated = true;
      return text_.substr(first);
    }
    if (quote + 1 < text_.size() && text_[quote + 1] == '"') {
      if (copy == nullptr) copy = &unescaped_.emplace_back();
      copy->append(text_.substr(copied, quote + 1 - copied));
      copied = at_ = quote + 2;
      continue;
    }
    break;
  }
  std::size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != delimiter_ && text_[end] != '\n') ++end;
  std::size_t tail_end = end;
  if (tail_end > at_ + 1 && text_[tail_end - 1] == '\r') --tail_end;
  const std::string_view tail = text_.substr(at_ + 1, tail_end - at_ - 1);
  if (tail.find_first_not_of(" \t") != std::string_view::npos) record.misquoted = true;
  const std::string_view body = text_.substr(copied, at_ - copied);
  at_ = end;
  if (copy == nullptr && tail.empty()) return body;
  if (copy == nullptr) copy = &unescaped_.emplace_back();
  copy->append(body).append(tail);
  return *copy;
}

bool stands_in(std::string_view text, std::string_view cell) {
  const std::less_equal<const char*> before;
  return before(text.data(), cell.data()) && before(cell.data() + cell.size(), text.data() + text.size());
}

void append_cell(std::string& line, std::string_view cell, char delimiter) {
  const bool plain = cell.find_first_of("\"\r\n") == std::string_view::npos &&
                     cell.find(delimiter) == std::string_view::npos;
  if (plain) {
    line += cell;
    return;
  }
  line += '"';
  for (const char c : cell) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

char find_delimiter(std::string_view text, std::string_view candidates) {
  std::vector<std::size_t> counts(candidates.size());
  bool inside = false;
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  for (const char c : text) {
    if (c == '"') inside = !inside;
    if (inside) continue;
    if (c == '\n') break;
    const std::size_t index = candidates.find(c);
    if (index != std::string_view::npos) ++counts[index];
  }
  return candidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                             counts.begin())];
}

}  // namespace audience
