// The streaming JSON writer.
#include "json/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "base/utf8.hpp"

namespace audience {

void JsonWriter::new_line() {
  if (style_ == Style::compact) return;
  out_ += '\n';
  out_.append(levels_.size() * 2, ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  if (!levels_.back().empty) out_ += ',';
  levels_.back().empty = false;
  new_line();
}

void JsonWriter::open(char bracket) {
  before_value();
  out_ += bracket;
  levels_.push_back({});
}

void JsonWriter::close(char bracket) {
  const bool empty = levels_.back().empty;
  levels_.pop_back();
  if (!empty) new_line();
  out_ += bracket;
}

void JsonWriter::begin_object() { open('{'); }
void JsonWriter::end_object() { close('}'); }
void JsonWriter::begin_array() { open('['); }
void JsonWriter::end_array() { close(']'); }

void JsonWriter::key(std::string_view name) {
  before_value();
  append_json_text(out_, name);
  out_ += style_ == Style::pretty ? ": " : ":";
  after_key_ = true;
}

void JsonWriter::text(std::string_view utf8) {
  before_value();
  append_json_text(out_, utf8);
}

void JsonWriter::integer(std::int64_t value) {
  before_value();
  out_ += std::to_string(value);
}

void JsonWriter::number(double value) {
  before_value();
  if (std::isfinite(value)) {
    append_number(out_, value);
  } else {
    out_ += "null";
  }
}

void JsonWriter::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  before_value();
  out_ += "null";
}

void JsonWriter::raw(std::string_view json) {
  before_value();
  out_ += json;
}

void JsonWriter::optional_text_member(std::string_view name, const std::optional<std::string>& utf8) {
  key(name);
  if (utf8) {
    text(*utf8);
  } else {
    null();
  }
}

void JsonWriter::optional_integer_member(std::string_view name, const std::optional<std::int64_t>& value) {
  key(name);
  if (value) {
    integer(*value);
  } else {
    null();
  }
}

void JsonWriter::texts_member(std::string_view name, const std::vector<std::string>& utf8) {
  key(name);
  begin_array();
  for (const std::string& one : utf8) text(one);
  end_array();
}

void append_json_text(std::string& out, std::string_view text) {
  static constexpr std::string_view hex = "0123456789abcdef";
  const std::string repaired = is_utf8(text) ? std::string{} : replace_invalid_utf8(text);
  if (!repaired.empty()) text = repaired;
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20 || byte == 0x7f) {
          out += "\\u00";
          out += hex[byte >> 4U];
          out += hex[byte & 15U];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void append_number(std::string& out, double value) {
  std::array<char, 400> buffer{};
  const double size = std::fabs(value);
  const auto form =
      size != 0 && (size < 1e-6 || size >= 1e21) ? std::chars_format::scientific : std::chars_format::fixed;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, form);
  out.append(buffer.data(), result.ptr);
}

}  // namespace audience
