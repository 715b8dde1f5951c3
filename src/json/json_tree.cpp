// Builds the located tree from SAX events: a cursor of its own walks the text in step with them.
#include "json/json_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/utf8.hpp"
#include "base/wording.hpp"
#include "json/json_syntax.hpp"

namespace audience {
namespace {

using Json = nlohmann::json;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string escape_pointer(std::string_view key) {
  std::string escaped;
  for (const char c : key) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

/// Events come one for each token besides `,` and `:`, so that skipping those leads to the token of the
/// event.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, Faults& faults) : text_(text), faults_(faults) {
    if (text_.starts_with(byte_order_mark)) at_ = line_start_ = byte_order_mark.size();
  }

  bool null() { return scalar(JsonValue::Kind::null, 4); }
  bool boolean(bool value) {
    JsonValue node = start(JsonValue::Kind::boolean);
    node.boolean = value;
    at_ += value ? 4 : 5;
    return attach(std::move(node));
  }
  bool number_integer(Json::number_integer_t) { return number(); }
  bool number_unsigned(Json::number_unsigned_t) { return number(); }
  bool number_float(Json::number_float_t, const std::string&) { return number(); }
  bool string(std::string& value) {
    JsonValue node = start(JsonValue::Kind::text);
    node.text = std::move(value);
    skip_string();
    return attach(std::move(node));
  }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(JsonValue::Kind::object); }
  bool start_array(std::size_t) { return open(JsonValue::Kind::list); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    to_token();
    Frame& frame = stack_.back();
    frame.key_place = here(frame.value.place.pointer + "/" + escape_pointer(name));
    frame.duplicate = !frame.keys.insert(name).second;
    if (frame.duplicate)
      faults_.add(frame.key_place, fmt::format("the key {} is given twice", in_quotes(name)));
    frame.key = std::move(name);
    frame.has_key = true;
    skip_string();
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& fault) {
    if (fault.id == 406) {
      to_token();
      faults_.add(here(next_pointer()), out_of_range(raw_number()));
      return false;
    }
    const bool in_list = !stack_.empty() && stack_.back().value.kind == JsonValue::Kind::list;
    const JsonSyntaxFault explained = explain_syntax(text_, at_, next(), in_list, fault.what());
    if (explained.of_last) {
      faults_.add(last_place_, explained.message);
      return false;
    }
    walk_to(explained.at);
    faults_.add(here(stack_.empty() ? std::string{} : stack_.back().value.place.pointer), explained.message);
    return false;
  }

  JsonValue take_root() { return std::move(root_); }

 private:
  struct Frame {
    JsonValue value;
    std::set<std::string> keys;
    std::string key;
    Place key_place;
    bool duplicate = false;
    bool has_key = false;  ///< a key whose value is to come
    bool is_empty = true;
  };

  [[nodiscard]] JsonNext next() const {
    if (stack_.empty()) return has_root_ ? JsonNext::end : JsonNext::value;
    const Frame& frame = stack_.back();
    if (frame.has_key) return JsonNext::colon;
    if (!frame.is_empty) return JsonNext::comma_or_close;
    return frame.value.kind == JsonValue::Kind::list ? JsonNext::value_or_close : JsonNext::key_or_close;
  }

  void to_token() { walk_to(std::min(text_.find_first_not_of(" \t\r\n,:", at_), text_.size())); }

  void walk_to(std::size_t at) {
    for (; at_ < at; ++at_) {
      if (text_[at_] != '\n') continue;
      ++line_;
      line_start_ = at_ + 1;
    }
  }

  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  [[nodiscard]] Place here(std::string pointer) const {
    return {line_, static_cast<int>(at_ - line_start_) + 1, std::move(pointer)};
  }

  [[nodiscard]] std::string next_pointer() const {
    if (stack_.empty()) return {};
    const Frame& frame = stack_.back();
    if (frame.value.kind == JsonValue::Kind::object) return frame.key_place.pointer;
    return frame.value.place.pointer + "/" + std::to_string(frame.value.elements.size());
  }

  JsonValue start(JsonValue::Kind kind) {
    to_token();
    JsonValue node;
    node.kind = kind;
    node.place = here(next_pointer());
    return node;
  }

  bool scalar(JsonValue::Kind kind, std::size_t length) {
    JsonValue node = start(kind);
    at_ += length;
    return attach(std::move(node));
  }

  /// As JSON writes numbers: `-12.5e3`, and no further.
  [[nodiscard]] std::string raw_number() const {
    std::size_t end = at_;
    const auto take = [&](std::string_view letters) {
      if (end < text_.size() && letters.find(text_[end]) != std::string_view::npos) ++end;
    };
    const auto take_digits = [&] {
      end = std::min(text_.find_first_not_of("0123456789", end), text_.size());
    };
    take("-");
    if (text_.substr(end, 1) == "0") {
      ++end;
    } else {
      take_digits();
    }
    if (text_.substr(end, 1) == ".") {
      ++end;
      take_digits();
    }
    if (text_.substr(end, 1) == "e" || text_.substr(end, 1) == "E") {
      ++end;
      take("+-");
      take_digits();
    }
    return std::string(text_.substr(at_, end - at_));
  }

  static std::string out_of_range(const std::string& raw) {
    return fmt::format("the number {} is out of range: up to 18 digits can be held", raw.substr(0, 60));
  }

  bool number() {
    JsonValue node = start(JsonValue::Kind::number);
    node.text = raw_number();
    at_ += node.text.size();
    if (const auto value = Decimal::parse(node.text)) {
      node.number = *value;
    } else {
      faults_.add(node.place, out_of_range(node.text));
      node.faulty = true;
    }
    return attach(std::move(node));
  }

  bool open(JsonValue::Kind kind) {
    Frame frame;
    frame.value = start(kind);
    if (stack_.size() == max_json_depth) {
      faults_.add(frame.value.place, fmt::format("nested deeper than {} levels", max_json_depth));
      return false;
    }
    ++at_;
    stack_.push_back(std::move(frame));
    return true;
  }

  bool close() {
    to_token();
    ++at_;
    JsonValue node = std::move(stack_.back().value);
    stack_.pop_back();
    return attach(std::move(node));
  }

  bool attach(JsonValue node) {
    last_place_ = node.place;
    if (stack_.empty()) {
      root_ = std::move(node);
      has_root_ = true;
      return true;
    }
    Frame& frame = stack_.back();
    frame.is_empty = frame.has_key = false;
    if (frame.value.kind == JsonValue::Kind::list) {
      frame.value.elements.push_back(std::move(node));
    } else if (!frame.duplicate) {
      frame.value.members.push_back({std::move(frame.key), frame.key_place, std::move(node)});
    }
    return true;
  }

  std::string_view text_;
  Faults& faults_;
  std::vector<Frame> stack_;
  JsonValue root_;
  bool has_root_ = false;
  Place last_place_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
};

/// Where the first byte stands that is no UTF-8.
Place first_invalid_byte(std::string_view text) {
  Place place;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    if (!is_utf8(text.substr(at, length))) return place;
    at += length;
    place.column = byte == '\n' ? 1 : place.column + static_cast<int>(length);
    if (byte == '\n') ++place.line;
  }
  return place;
}

}  // namespace

std::optional<JsonValue> parse_json(std::string_view text, Faults& faults) {
  if (text.size() > max_json_bytes) {
    faults.add({}, fmt::format("the file is larger than {} MiB", max_json_bytes / 1024 / 1024));
    return std::nullopt;
  }
  const std::size_t start = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  if (text.find_first_not_of(" \t\r\n", start) == std::string_view::npos) {
    faults.add({}, "the file is empty");
    return std::nullopt;
  }
  if (!is_utf8(text)) {
    faults.add(first_invalid_byte(text), "this byte is not UTF-8; save the file as UTF-8");
    return std::nullopt;
  }
  // The parser would take it for the end of the text and leave the rest unread.
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos) {
    const auto line =
        static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) + 1;
    const std::size_t line_start = line == 1 ? start : text.rfind('\n', at) + 1;
    faults.add({line, static_cast<int>(at - line_start) + 1, {}},
               "this is not valid JSON: a NUL byte stands here");
    return std::nullopt;
  }
  TreeBuilder builder(text, faults);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take_root();
}

}  // namespace audience
