// Writes JSON as it goes: keys in the order given, doubles as the shortest text that reads back the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// Appends to a string of the caller's. Pretty: two spaces a level, arrays of plain values on lines of their
/// own, as in the documents users write. Compact: one line without spaces. Calls must be balanced; keys only
/// inside objects.
class JsonWriter {
 public:
  enum class Style { pretty, compact };
  JsonWriter(std::string& out, Style style) : out_(out), style_(style) {}

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);
  void text(std::string_view utf8);  ///< invalid UTF-8 becomes U+FFFD, so that the output is always JSON
  void integer(std::int64_t value);
  void number(double value);  ///< null for NaN and infinity, which JSON lacks
  void boolean(bool value);
  void null();
  void raw(std::string_view json);  ///< a value already in JSON's form

  void text_member(std::string_view name, std::string_view utf8) { key(name), text(utf8); }
  void integer_member(std::string_view name, std::int64_t value) { key(name), integer(value); }
  void boolean_member(std::string_view name, bool value) { key(name), boolean(value); }
  void optional_text_member(std::string_view name, const std::optional<std::string>& utf8);       ///< or null
  void optional_integer_member(std::string_view name, const std::optional<std::int64_t>& value);  ///< or null
  void texts_member(std::string_view name, const std::vector<std::string>& utf8);  ///< an array

 private:
  void before_value();
  void open(char bracket);
  void close(char bracket);
  void new_line();

  struct Level {
    bool empty = true;
  };
  std::string& out_;
  Style style_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

/// Appends `text` as a JSON string with its quotes.
void append_json_text(std::string& out, std::string_view text);
/// Appends the shortest text that reads back as `value`, always with a digit, never an exponent where JSON
/// readers would show none (`111.99200000000002`, `1193`, `1e+300`).
void append_number(std::string& out, double value);

}  // namespace audience
