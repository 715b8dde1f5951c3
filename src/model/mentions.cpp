// A walk over the tree of a document, and its text spliced at the places found.
#include "model/mentions.hpp"

#include <algorithm>
#include <vector>

#include "json/json_fields.hpp"
#include "json/json_tree.hpp"
#include "json/json_writer.hpp"

namespace audience {
namespace {

constexpr std::string_view replacement = "erased";
constexpr std::string_view ends_of_words = " \t\r\n,;:()<>[]{}\"";
constexpr std::string_view around_words = ".!?'";

/// A number as keys are written: `42`, never `4.2e+1`.
std::string number_text(const JsonValue& value) {
  const auto whole = value.number.is_integer() ? floor_to_integer(value.number) : std::nullopt;
  return whole ? std::to_string(*whole) : value.text;
}

class DocumentWalk {
 public:
  DocumentWalk(std::string_view json, const Catalog& catalog, NameTest& test)
      : json_(json), catalog_(catalog), test_(test), line_starts_{0} {
    for (std::size_t at = 0; (at = json.find('\n', at)) != std::string_view::npos;)
      line_starts_.push_back(++at);
  }

  void walk(const JsonValue& value, bool of_event) {
    if (value.kind == JsonValue::Kind::text) free_text(value);
    for (const JsonValue& element : value.elements) walk(element, of_event);
    const JsonValue* name = find_member_of(value, "filter_name");
    for (const JsonMember& member : value.members) {
      if (name == nullptr) {
        walk(member.value, of_event);
      } else if (member.key == "filter_values") {
        literals(member.value, of_event ? nullptr : catalog_.find_attribute(name->text));
      } else if (member.key == "filter_where") {
        walk(member.value, true);
      }
    }
  }

  [[nodiscard]] std::optional<std::string> result() const {
    if (edits_.empty()) return std::nullopt;
    std::string text;
    std::size_t from = 0;
    for (const Edit& edit : edits_) {
      text += json_.substr(from, edit.at - from);
      text += edit.token;
      from = edit.at + edit.length;
    }
    return text + std::string(json_.substr(from));
  }

 private:
  struct Edit {
    std::size_t at, length;
    std::string token;
  };

  static const JsonValue* find_member_of(const JsonValue& value, std::string_view key) {
    return value.kind == JsonValue::Kind::object ? find_member(value, key) : nullptr;
  }

  void literals(const JsonValue& value, const Attribute* attribute) {
    for (const JsonValue& element : value.elements) literals(element, attribute);
    for (const JsonMember& member : value.members) {
      if (member.key != "value_name") literals(member.value, attribute);
    }
    const bool is_text = value.kind == JsonValue::Kind::text;
    if (!is_text && value.kind != JsonValue::Kind::number) return;
    if (test_.names_someone(attribute, is_text ? value.text : number_text(value)))
      replace(value, std::string(replacement));
  }

  void free_text(const JsonValue& value) {
    if (const auto without = text_without_names(value.text, test_)) replace(value, *without);
  }

  void replace(const JsonValue& value, const std::string& text) {
    const std::size_t at = line_starts_[static_cast<std::size_t>(value.place.line - 1)] +
                           static_cast<std::size_t>(value.place.column - 1);
    std::size_t end = at + value.text.size();
    if (value.kind == JsonValue::Kind::text) {
      for (end = at + 1; end < json_.size() && json_[end] != '"'; ++end) {
        if (json_[end] == '\\') ++end;
      }
      ++end;
    }
    Edit edit{at, end - at, {}};
    append_json_text(edit.token, text);
    edits_.push_back(std::move(edit));
  }

  std::string_view json_;
  const Catalog& catalog_;
  NameTest& test_;
  std::vector<std::size_t> line_starts_;
  std::vector<Edit> edits_;  ///< in the order of the text
};

}  // namespace

bool is_telling(std::string_view text) {
  constexpr std::size_t shortest = 5;
  constexpr std::string_view digits = "0123456789";
  if (text.size() < shortest) return false;
  if (text.find('@') != std::string_view::npos) return true;
  return text.find_first_of(digits) != std::string_view::npos &&
         text.find_first_not_of(digits) != std::string_view::npos;
}

namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return lower;
}

bool is_part_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Where the name stands for itself, not within a longer word; npos where it does not.
std::size_t find_name(std::string_view lower, std::string_view name, std::size_t from) {
  for (std::size_t at = from; (at = lower.find(name, at)) != std::string_view::npos; ++at) {
    const bool begins = at == 0 || !is_part_of_word(lower[at - 1]) || !is_part_of_word(name.front());
    const std::size_t end = at + name.size();
    const bool ends = end == lower.size() || !is_part_of_word(lower[end]) || !is_part_of_word(name.back());
    if (begins && ends) return at;
  }
  return std::string_view::npos;
}

/// Between other characters, as in `id=c_10000/c_10001`, where no word ends.
bool replace_names(std::string& text, NameTest& test) {
  bool any = false;
  for (const std::string& name : test.names()) {
    for (std::size_t at = 0; (at = find_name(lower_case(text), name, at)) != std::string::npos;) {
      if (!test.names_someone(nullptr, text.substr(at, name.size()))) break;
      text.replace(at, name.size(), replacement);
      at += replacement.size();
      any = true;
    }
  }
  return any;
}

}  // namespace

std::optional<std::string> text_without_names(std::string_view whole, NameTest& test) {
  if (test.names_someone(nullptr, whole)) return std::string(replacement);
  std::string text(whole);
  bool any = replace_names(text, test);
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(ends_of_words, at), text.size());
    const std::size_t from = std::min(text.find_first_not_of(around_words, at), end);
    std::string_view word = std::string_view(text).substr(from, end - from);
    word = word.substr(0, word.find_last_not_of(around_words) + 1);
    const bool named = test.names_someone(nullptr, word);
    any = any || named;
    result += text.substr(at, from - at);
    result += named ? replacement : word;
    result += text.substr(from + word.size(), end + 1 - from - word.size());
    at = end + 1;
  }
  return any ? std::optional(result) : std::nullopt;
}

std::optional<std::string> document_without_names(std::string_view json, const Catalog& catalog,
                                                  NameTest& test) {
  Faults ignored;
  const auto tree = parse_json(json, ignored);
  if (!tree) return std::nullopt;
  DocumentWalk walk(json, catalog, test);
  walk.walk(*tree, false);
  return walk.result();
}

}  // namespace audience
