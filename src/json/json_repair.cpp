// Candidates around the break, each tried by reading the text with it.
#include "json/json_repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "json/json_text.hpp"

namespace audience {
namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_tried = std::size_t{1} << 18U;

/// Reads as far as it is JSON.
struct ReadingOn : nlohmann::json_sax<Json> {
  std::size_t end = 0;
  bool repeats = false;  ///< a key of an object
  std::vector<std::set<std::string>> keys;
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(Json::number_integer_t) override { return true; }
  bool number_unsigned(Json::number_unsigned_t) override { return true; }
  bool number_float(Json::number_float_t, const std::string&) override { return true; }
  bool string(std::string&) override { return true; }
  bool binary(Json::binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    keys.emplace_back();
    return true;
  }
  bool key(std::string& name) override {
    repeats = repeats || !keys.back().insert(std::move(name)).second;
    return !repeats;
  }
  bool end_object() override {
    keys.pop_back();
    return true;
  }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&) override {
    end = at;
    return false;
  }
};

struct Token {
  std::size_t start = 0, end = 0;
  char sign = ' ';          ///< its first letter
  std::size_t indent = 0;   ///< of its line
  bool leads_line = false;  ///< nothing but blanks stands before it
};

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t line = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  std::size_t indent = 0;
  bool leads = true;
  for (std::size_t at = line; at < text.size();) {
    const char c = text[at];
    if (c == '\n') {
      line = at + 1;
      leads = true;
    }
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++at;
      continue;
    }
    if (leads) indent = at - line;
    const std::size_t end = std::max(end_of_token(text, at), at + 1);
    tokens.push_back({at, end, c, indent, leads});
    leads = false;
    at = end;
  }
  return tokens;
}

bool is_opening(char sign) { return sign == '{' || sign == '['; }
bool is_closing(char sign) { return sign == '}' || sign == ']'; }
char closing_of(char sign) { return sign == '{' ? '}' : ']'; }

struct Repair {
  std::size_t at = 0, removed = 0;
  std::string inserted;
  std::string message;
};

class Repairs {
 public:
  Repairs(std::string_view text, const JsonBreak& where)
      : text_(text), where_(where), tokens_(tokens_of(text)) {
    const auto found = std::find_if(tokens_.begin(), tokens_.end(),
                                    [&](const Token& token) { return token.start >= where.at; });
    due_ = static_cast<std::size_t>(found - tokens_.begin());
    for (std::size_t i = 0; i < due_; ++i) {
      if (is_opening(tokens_[i].sign)) {
        open_.push_back({i});
      } else if (is_closing(tokens_[i].sign)) {
        if (!open_.empty()) open_.pop_back();
        note_value(i);
      } else if (tokens_[i].sign != ',' && tokens_[i].sign != ':') {
        note_value(i);
      }
      if (is_opening(tokens_[i].sign) && open_.size() > 1) open_[open_.size() - 2].value = i;
    }
  }

  /// In the order in which equal ones count.
  std::vector<Repair> all() {
    add_by_indentation();
    if (due_ < tokens_.size()) {
      add_around(tokens_[due_].sign);
      add_too_many(tokens_[due_].sign);
      add_openings(tokens_[due_].sign);
    }
    return std::move(repairs_);
  }

 private:
  struct Open {
    std::size_t token = 0;
    std::size_t value = 0;  ///< the token that begins the last value or key within; 0: none
  };

  void note_value(std::size_t i) {
    if (!open_.empty() && !is_closing(tokens_[i].sign)) open_.back().value = i;
  }

  [[nodiscard]] const Token* before(std::size_t steps) const {
    return due_ >= steps ? &tokens_[due_ - steps] : nullptr;
  }
  [[nodiscard]] std::string named(std::size_t i) const {
    if (i >= tokens_.size()) return "the end of the file";
    const char sign = tokens_[i].sign;
    const bool is_sign = is_opening(sign) || is_closing(sign) || sign == ',' || sign == ':';
    if (is_sign) return fmt::format("'{}'", sign);
    constexpr std::size_t longest = 40;
    const std::string_view token = text_.substr(tokens_[i].start, tokens_[i].end - tokens_[i].start);
    return token.size() > longest ? "this text" : printable(token);
  }

  void insert(std::size_t at, char sign, std::size_t next) {
    repairs_.push_back(
        {at, 0, std::string(1, sign), fmt::format("a '{}' is missing before {}", sign, named(next))});
  }

  void replace(char sign) {
    repairs_.push_back({tokens_[due_].start, 1, std::string(1, sign),
                        fmt::format("a '{}' is missing, {} stands there", sign, named(due_))});
  }

  /// Of an opening bracket whose block is left by indentation before it is closed, the innermost.
  void add_by_indentation() {
    std::vector<std::size_t> open, closed_by(tokens_.size(), tokens_.size());
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (is_opening(tokens_[i].sign)) open.push_back(i);
      if (!is_closing(tokens_[i].sign) || open.empty()) continue;
      closed_by[open.back()] = i;
      open.pop_back();
    }
    std::vector<std::size_t> leading;  // tokens behind that lead lines; the nearest last, and the deepest
    for (std::size_t i = tokens_.size(); i-- > 0;) {
      const Token& token = tokens_[i];
      if (is_opening(token.sign)) {
        const std::size_t left = end_of_block(token, leading);
        if (left < closed_by[i]) return close_before(left, closing_of(token.sign));
      }
      if (!token.leads_line) continue;
      while (!leading.empty() && tokens_[leading.back()].indent >= token.indent) leading.pop_back();
      leading.push_back(i);
    }
  }

  /// The first token behind the bracket that leads a line no deeper than that of the bracket.
  [[nodiscard]] std::size_t end_of_block(const Token& bracket,
                                         const std::vector<std::size_t>& leading) const {
    const auto shallow = std::partition_point(
        leading.begin(), leading.end(), [&](std::size_t i) { return tokens_[i].indent <= bracket.indent; });
    return shallow == leading.begin() ? tokens_.size() : *std::prev(shallow);
  }

  void close_before(std::size_t left, char sign) {
    const bool behind_comma = tokens_[left - 1].sign == ',' && left >= 2;
    const std::size_t last = behind_comma ? left - 2 : left - 1;
    insert(tokens_[last].end, sign, last + 1);
  }

  void add_around(char sign) {
    const bool comma_due = where_.next == JsonNext::comma_or_close;
    const bool is_value = !is_closing(sign) && sign != ',' && sign != ':';
    if (comma_due && sign == ':') replace(',');
    if (where_.next == JsonNext::colon && sign == ',') replace(':');
    if (comma_due && is_value) insert(where_.last_end, ',', due_);
    if (where_.next == JsonNext::colon && is_value) insert(where_.last_end, ':', due_);
    if (open_.empty()) return;
    const char close = where_.in_list ? ']' : '}';
    if (is_closing(sign) && sign != close)
      repairs_.push_back({tokens_[due_].start, 1, std::string(1, close),
                          fmt::format("'{}' closes what '{}' opened; write '{}'", sign,
                                      tokens_[open_.back().token].sign, close)});
    const bool behind_comma = before(1) != nullptr && before(1)->sign == ',';
    if (comma_due || behind_comma) insert(where_.last_end, close, behind_comma ? due_ - 1 : due_);
    // A list that goes on with a key: `[3, "filter_type": …`.
    if (sign == ':' && before(2) != nullptr && before(2)->sign == ',' && before(3) != nullptr)
      insert(before(3)->end, close, due_ - 2);
  }

  void add_openings(char sign) {
    if (sign == ':' && before(1) != nullptr && before(1)->sign == '"')
      insert(before(1)->start, '{', due_ - 1);
    if (open_.empty() || where_.in_list) return;
    // What was taken for a key is the second of a list: `"filter_values": "Paris", "Rome"]`.
    const bool is_second = where_.next == JsonNext::colon && before(2) != nullptr && before(2)->sign == ',' &&
                           before(3) != nullptr && !is_closing(before(3)->sign);
    const std::size_t first = is_second ? due_ - 3 : open_.back().value;
    if (first > 0 && tokens_[first].sign != '[') insert(tokens_[first].start, '[', first);
  }

  void add_too_many(char sign) {
    remove(due_, sign);
    for (const std::size_t steps : {1U, 2U, 3U, 4U}) {
      const Token* token = before(steps);
      if (token != nullptr && (is_closing(token->sign) || token->sign == ','))
        remove(due_ - steps, token->sign);
    }
  }

  void remove(std::size_t i, char sign) {
    if (!is_closing(sign)) return;
    repairs_.push_back({tokens_[i].start, 1, "", fmt::format("this '{}' is one too many", sign)});
  }

  std::string_view text_;
  const JsonBreak& where_;
  std::vector<Token> tokens_;
  std::size_t due_ = 0;  ///< the token of the break
  std::vector<Open> open_;
  std::vector<Repair> repairs_;
};

constexpr std::size_t whole = std::string::npos;

/// How far the text can be read with the repair; `whole` where all of it can.
std::size_t reach_of(const Repair& repair, std::string_view text) {
  std::string tried(text);
  tried.replace(repair.at, repair.removed, repair.inserted);
  ReadingOn reading;
  if (Json::sax_parse(tried, &reading)) return whole;
  if (reading.repeats) return 0;
  return reading.end + repair.removed - std::min(reading.end + repair.removed, repair.inserted.size());
}

}  // namespace

std::string closing_brackets(std::string_view text) {
  std::string brackets;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (is_opening(c)) brackets.push_back(closing_of(c));
    if (is_closing(c) && !brackets.empty()) brackets.pop_back();
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    at = blank ? at + 1 : std::max(end_of_token(text, at), at + 1);
  }
  std::reverse(brackets.begin(), brackets.end());
  return brackets;
}

std::optional<JsonSyntaxFault> find_repair(std::string_view text, const JsonBreak& where) {
  if (text.size() > longest_tried) return std::nullopt;
  std::optional<JsonSyntaxFault> best;
  constexpr std::size_t least_gain = 8;
  std::size_t furthest = where.at + least_gain;
  for (Repair& repair : Repairs(text, where).all()) {
    const std::size_t reach = reach_of(repair, text);
    if (reach <= furthest) continue;
    furthest = reach;
    best.emplace();
    best->at = repair.at;
    best->message = std::move(repair.message);
  }
  return best;
}

}  // namespace audience
