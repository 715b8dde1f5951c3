// The part of TOML (version 1.0) that settings need, line by line.
#include "cli/config_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <string_view>

#include "audience/error.hpp"
#include "base/suggestion.hpp"
#include "base/utf8.hpp"
#include "output/source_excerpt.hpp"

namespace audience {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool is_key(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

constexpr std::string_view left_out = "…";
constexpr std::size_t usual_width = 80;

/// A value may be a secret wherever it stands: only names are shown.
std::string without_value(std::string_view line) {
  const std::size_t equals = line.find('=');
  const bool has_name = equals != std::string_view::npos && is_key(trimmed(line.substr(0, equals)));
  std::size_t end = line.starts_with('[') ? line.find(']') : has_name ? equals : std::string_view::npos;
  if (end == std::string_view::npos) end = line.find_first_of(" \t:\"'");
  if (end == std::string_view::npos) return std::string(line);
  const bool is_named = line[end] == '=' || line[end] == ']';
  std::string shown(line.substr(0, end + (is_named ? 1 : 0)));
  if (trimmed(line.substr(end + 1)).empty())
    return shown + (line[end] == '=' ? " " + std::string(left_out) : "");
  return fmt::format("{}{}{}", shown, line[end] == ']' ? "" : " ", left_out);
}

void append_utf8(std::string& text, unsigned code) {
  const auto byte = [&](unsigned value) { text += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0U | (code >> 6U)), byte(0x80U | (code & 0x3FU));
  } else {
    byte(0xE0U | (code >> 12U)), byte(0x80U | ((code >> 6U) & 0x3FU)), byte(0x80U | (code & 0x3FU));
  }
}

class ConfigReader {
 public:
  explicit ConfigReader(const std::filesystem::path& file) : file_(file.string()) {}

  void read_line(std::string_view line) {
    ++line_;
    rest_ = trimmed(line);
    shown_ = without_value(rest_);
    place_ = shown_;
    if (rest_.empty() || rest_.front() == '#') return;
    if (rest_.front() == '[') {
      read_table();
    } else {
      read_setting();
    }
    rest_ = trimmed(rest_);
    if (!rest_.empty() && rest_.front() != '#') refuse("cannot read what follows the value");
  }

  [[nodiscard]] std::map<std::string, std::string> values() && { return std::move(values_); }

 private:
  [[noreturn]] void refuse(const std::string& fault,
                           const std::string& hint = "a line is key = \"value\", [table], or a # comment") {
    std::string above(line_ - 1, '\n');
    const auto column = static_cast<int>(place_.data() - shown_.data()) + 1;
    std::string excerpt = source_excerpt(above + shown_, {static_cast<int>(line_), column, place_.size()},
                                         LinesShown::line_alone, usual_width);
    excerpt.pop_back();
    throw Error(ErrorKind::usage, fmt::format("{}:{}: {}\n{}", file_, line_, fault, excerpt), hint);
  }

  /// From here on what is wrong is the value, or what stands behind a table's name.
  void pass_name() {
    const std::size_t at = std::string_view(shown_).find(left_out);
    if (at != std::string_view::npos) place_ = std::string_view(shown_).substr(at);
  }

  void read_table() {
    const std::size_t end = rest_.find(']');
    if (end == std::string_view::npos) refuse("a table's name ends with ]");
    const std::string_view name = trimmed(rest_.substr(1, end - 1));
    if (!is_key(name)) refuse("cannot read the name of this table");
    table_ = std::string(name) + ".";
    pass_name();
    rest_.remove_prefix(end + 1);
  }

  void read_setting() {
    const std::size_t equals = rest_.find('=');
    const std::string_view name = trimmed(rest_.substr(0, equals));
    if (equals == std::string_view::npos || !is_key(name)) refuse("this line is no setting");
    const std::string key = table_ + std::string(name);
    place_ = std::string_view(shown_).substr(0, name.size());
    check_known(key, std::string(name));
    rest_ = trimmed(rest_.substr(equals + 1));
    if (values_.contains(key)) refuse(fmt::format("\"{}\" is set twice", key));
    pass_name();
    values_.emplace(key, read_value());
  }

  void check_known(const std::string& key, const std::string& name) {
    const std::vector<std::string>& keys = config_keys();
    std::string suggestion = did_you_mean(key, keys);
    for (const std::string& known : keys) {
      if (known == key) return;
      if (known.ends_with("." + key)) suggestion = fmt::format("; did you mean \"{}\"?", known);
      if (known == name) suggestion = fmt::format("; \"{}\" stands before the first [table]", known);
    }
    refuse(fmt::format("unknown key \"{}\"{}", key, suggestion),
           fmt::format("the keys are {}", fmt::join(keys, ", ")));
  }

  std::string read_value() {
    if (rest_.empty()) refuse("a value is missing");
    const char first = rest_.front();
    if (first == '[' || first == '{' || rest_.starts_with("\"\"\"") || rest_.starts_with("'''"))
      refuse("a setting is one value on one line");
    if (first == '\'') {
      const std::size_t end = rest_.find('\'', 1);
      if (end == std::string_view::npos) refuse("the quote is not closed");
      std::string text(rest_.substr(1, end - 1));
      rest_.remove_prefix(end + 1);
      return text;
    }
    if (first == '"') return read_escaped();
    const std::string_view word = trimmed(rest_.substr(0, rest_.find('#')));
    if (word.empty()) refuse("a value is missing");
    rest_ = {};
    return std::string(word);
  }

  std::string read_escaped() {
    std::string text;
    for (std::size_t at = 1; at < rest_.size(); ++at) {
      if (rest_[at] == '"') {
        rest_.remove_prefix(at + 1);
        return text;
      }
      if (rest_[at] != '\\') {
        text += rest_[at];
      } else {
        at = read_escape(at + 1, text);
      }
    }
    refuse("the quote is not closed");
  }

  /// Returns where the escape ends.
  std::size_t read_escape(std::size_t at, std::string& text) {
    constexpr std::string_view letters = "\"\\btnfr";
    constexpr std::string_view meanings = "\"\\\b\t\n\f\r";
    const std::size_t known = at < rest_.size() ? letters.find(rest_[at]) : std::string_view::npos;
    if (known != std::string_view::npos) {
      text += meanings[known];
      return at;
    }
    const std::string_view digits = rest_.substr(std::min(at + 1, rest_.size())).substr(0, 4);
    unsigned code = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    const bool whole = fault == std::errc{} && digits.size() == 4 && end == digits.data() + 4;
    if (!whole || rest_[at] != 'u' || (code >= 0xD800 && code <= 0xDFFF))
      refuse("cannot read the escape after \\", "write \\\\ for a backslash, or use single quotes");
    append_utf8(text, code);
    return at + 4;
  }

  std::string file_;
  std::size_t line_ = 0;
  std::string_view rest_;
  std::string shown_;       ///< the line as an error shows it
  std::string_view place_;  ///< of it, what the error is about
  std::string table_;
  std::map<std::string, std::string> values_;
};

}  // namespace

const std::vector<std::string>& config_keys() {
  static const std::vector<std::string> keys{
      "db",        "wait",      "base_url",           "key_file", "columns",     "mail.server",
      "mail.from", "mail.user", "mail.password_file", "mail.tls", "mail.ca_file"};
  return keys;
}

std::map<std::string, std::string> read_config(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream || std::filesystem::is_directory(file))
    throw Error(ErrorKind::usage, "cannot read the config file " + file.string());
  ConfigReader reader(file);
  std::string line;
  for (bool first = true; std::getline(stream, line); first = false) {
    const bool marked = first && line.starts_with(byte_order_mark);
    reader.read_line(std::string_view(line).substr(marked ? 3 : 0));
  }
  if (stream.bad()) throw Error(ErrorKind::usage, "cannot read the config file " + file.string());
  return std::move(reader).values();
}

}  // namespace audience
