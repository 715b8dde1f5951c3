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

/// Events come one for each token besides `,` and `:`, so that skipping those leads to the token of the
/// event.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, Faults& faults) : text_(text), faults_(faults) {
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
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
    frame.key_place = here();
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
      faults_.add(here(), out_of_range(raw_number()));
      return false;
    }
    const bool in_list = !stack_.empty() && stack_.back().value.kind == JsonValue::Kind::list;
    const JsonSyntaxFault explained = explain_syntax(text_, at_, next(), in_list, fault.what());
    if (explained.of_last) {
      faults_.add(last_place_, explained.message);
      return false;
    }
    const JsonText& text = *faults_.text();
    Place place = text.line_and_column({static_cast<std::uint32_t>(explained.at)});
    if (!stack_.empty()) place.pointer = text.pointer(stack_.back().value.place);
    faults_.add_located(std::move(place), explained.message);
    return false;
  }

  JsonValue take_root() { return std::move(root_); }

 private:
  struct Frame {
    JsonValue value;
    std::set<std::string> keys;
    std::string key;
    JsonPlace key_place;
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

  void to_token() { at_ = std::min(text_.find_first_not_of(" \t\r\n,:", at_), text_.size()); }

  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  [[nodiscard]] JsonPlace here() const { return {static_cast<std::uint32_t>(at_)}; }

  JsonValue start(JsonValue::Kind kind) {
    to_token();
    JsonValue node;
    node.kind = kind;
    node.place = here();
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
    node.faulty = !Decimal::parse(node.text);
    if (node.faulty) faults_.add(node.place, out_of_range(node.text));
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
      frame.value.add(std::move(node));
    } else if (!frame.duplicate) {
      frame.value.add(JsonMember{std::move(frame.key), frame.key_place, std::move(node)});
    }
    return true;
  }

  std::string_view text_;
  Faults& faults_;
  std::vector<Frame> stack_;
  JsonValue root_;
  bool has_root_ = false;
  JsonPlace last_place_;
  std::size_t at_ = 0;
};

std::size_t first_invalid_byte(std::string_view text) {
  std::size_t at = 0;
  char32_t code = 0;
  while (at < text.size()) {
    const std::size_t length = decode_utf8(text, at, code);
    if (length == 0) break;
    at += length;
  }
  return at;
}

/// What keeps the text from being read at all.
void add_at_byte(std::size_t at, std::string message, Faults& faults) {
  faults.add_located(faults.text()->line_and_column({static_cast<std::uint32_t>(at)}), std::move(message));
}

}  // namespace

struct JsonValue::Contents {
  std::vector<JsonMember> members;
  std::vector<JsonValue> elements;
};

JsonValue::JsonValue() = default;
JsonValue::JsonValue(JsonValue&&) noexcept = default;
JsonValue& JsonValue::operator=(JsonValue&&) noexcept = default;
JsonValue::~JsonValue() = default;

Decimal JsonValue::number() const { return Decimal::parse(text).value_or(Decimal()); }

const std::vector<JsonMember>& JsonValue::members() const {
  static const std::vector<JsonMember> none;
  return contents_ ? contents_->members : none;
}

const std::vector<JsonValue>& JsonValue::elements() const {
  static const std::vector<JsonValue> none;
  return contents_ ? contents_->elements : none;
}

JsonValue::Contents& JsonValue::contents() {
  if (!contents_) contents_ = std::make_unique<Contents>();
  return *contents_;
}

void JsonValue::add(JsonMember member) { contents().members.push_back(std::move(member)); }
void JsonValue::add(JsonValue element) { contents().elements.push_back(std::move(element)); }

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
  faults.read_from(std::make_shared<const JsonText>(std::string(text)));
  if (!is_utf8(text)) {
    add_at_byte(first_invalid_byte(text), "this byte is not UTF-8; save the file as UTF-8", faults);
    return std::nullopt;
  }
  // The parser would take it for the end of the text and leave the rest unread.
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos) {
    add_at_byte(at, "this is not valid JSON: a NUL byte stands here", faults);
    return std::nullopt;
  }
  TreeBuilder builder(text, faults);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take_root();
}

}  // namespace audience
