// Members behind the names that are written once; most texts need no escaping, which one look tells.
#include "output/json_rows.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "json/json_writer.hpp"

namespace audience {
namespace {

/// Bytes of other letters too: only valid UTF-8 may stand in JSON.
std::uint64_t wants_care(std::uint64_t word) {
  return control_bytes(word) | bytes_equal(word, '"') | bytes_equal(word, '\\') | bytes_equal(word, '\x7f') |
         (word & high_bits);
}

std::string_view after_digits(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of("0123456789"), text.size()));
}

/// RFC 8259, 6.
bool is_json_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  std::string_view rest = after_digits(text);
  const std::size_t digits = text.size() - rest.size();
  if (digits == 0 || (digits > 1 && text[0] == '0')) return false;
  if (rest.starts_with('.')) {
    text = rest.substr(1);
    rest = after_digits(text);
    if (rest.size() == text.size()) return false;
  }
  if (rest.starts_with('e') || rest.starts_with('E')) {
    text = rest.substr(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    rest = after_digits(text);
    if (rest.size() == text.size()) return false;
  }
  return rest.empty();
}

}  // namespace

JsonRows::JsonRows(const std::vector<JsonColumn>& columns, Between between, Blocks blocks)
    : RowEncoder(blocks), between_(between) {
  for (const JsonColumn& column : columns) {
    Column one{.opening = {}, .is_product = column.is_product};
    lists_products_ = lists_products_ || column.is_product;
    if (!column.is_product) {
      one.opening += ',';
      append_json_text(one.opening, column.name);
      one.opening += ':';
    }
    columns_.push_back(std::move(one));
  }
}

void JsonRows::begin_row() {
  if (between_ == Between::commas) {
    if (!is_first_) bytes_.add(',');
    bytes_.add('\n');
  }
  is_first_ = false;
  bytes_.add('{');
}

void JsonRows::begin_cell() {
  if (column_ == 0) begin_row();
  const std::string& opening = columns_[column_++].opening;
  bytes_.add(std::string_view(opening).substr(members_ == 0 ? 1 : 0));
  ++members_;
  cell_begin_ = bytes_.size();
}

void JsonRows::plain(std::string_view json) {
  if (!columns_[column_].is_product) {
    begin_cell();
    bytes_.add(json);
    return;
  }
  if (column_++ == 0) begin_row();
  if (!products_.empty()) products_ += ',';
  products_ += json;
}

void JsonRows::text(std::string_view value) {
  if (columns_[column_].is_product) {
    written_.clear();
    append_json_text(written_, value);
    return plain(written_);
  }
  begin_cell();
  char* const to = bytes_.room(value.size() + 2);
  *to = '"';
  std::uint64_t found = 0;
  char* const end = copy_looking(to + 1, value, [&](std::uint64_t word) { found |= wants_care(word); });
  if (found == 0) {
    *end = '"';
    return bytes_.end_at(end + 1);
  }
  written_.clear();
  append_json_text(written_, value);
  bytes_.add(std::string_view(written_));
}

void JsonRows::integer(std::int64_t value) {
  std::array<char, 24> digits{};
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  plain({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void JsonRows::number(double value) {
  if (!std::isfinite(value)) return empty();
  written_.clear();
  append_number(written_, value);
  plain(written_);
}

void JsonRows::number_text(std::string_view value) {
  if (is_json_number(value)) {
    plain(value);
  } else {
    text(value);
  }
}

void JsonRows::empty() {
  if (!columns_[column_].is_product) return plain("null");
  if (column_++ == 0) begin_row();
}

void JsonRows::end_products() {
  if (members_ > 0) bytes_.add(',');
  bytes_.add('"');
  bytes_.add(products_member);
  bytes_.add("\":[");
  bytes_.add(std::string_view(products_));
  bytes_.add(']');
  products_.clear();
}

void JsonRows::end_row() {
  if (lists_products_) end_products();
  bytes_.add('}');
  if (between_ == Between::lines) bytes_.add('\n');
  column_ = members_ = 0;
  ++rows_;
}

RowBlock JsonRows::take_rows() {
  RowBlock block;
  block.bytes = bytes_.take();
  block.rows = std::exchange(rows_, 0);
  column_ = members_ = 0;
  return block;
}

RowBlock JsonRows::take_cell() {
  RowBlock block;
  block.bytes = bytes_.from(cell_begin_);
  bytes_.clear();
  column_ = members_ = 0;
  return block;
}

}  // namespace audience
