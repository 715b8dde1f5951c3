// A walk over the tree of a document, and its text spliced at the places found.
#include "model/mentions.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "json/json_fields.hpp"
#include "json/json_tree.hpp"
#include "json/json_writer.hpp"

namespace audience {
namespace {

constexpr std::string_view replacement = "erased";
constexpr std::string_view around_words = ".!?'";

std::string_view bare_word(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of(around_words), word.size()));
  return word.substr(0, word.find_last_not_of(around_words) + 1);
}

/// A text that loses names step by step.
class Redaction {
 public:
  Redaction(std::string_view whole, NameTest& test) : text_(whole), test_(test) {}

  [[nodiscard]] Mention mention() const { return mention_; }
  [[nodiscard]] const std::string& text() const { return text_; }

  Redaction& of_all(NameSearch plain) {
    if (test_.names_someone(nullptr, text_)) {
      text_ = replacement;
      mention_ = Mention::certain;
      return *this;
    }
    of_telling().of_words();
    if (plain != NameSearch::telling) take_out(plain);
    return *this;
  }

  Redaction& of_telling() {
    const std::string before = text_;
    if (take_out(NameSearch::telling)) test_.met(before);
    return *this;
  }

 private:
  /// Those too that only `names_someone` knows: of people who were erased before.
  void of_words() {
    std::string result;
    bool any = false;
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t end = std::min(text_.find_first_of(ends_of_words, at), text_.size());
      const std::string_view whole = std::string_view(text_).substr(at, end - at);
      const std::string_view word = bare_word(whole);
      const bool named = test_.names_someone(nullptr, word);
      any = any || named;
      result += whole.substr(0, static_cast<std::size_t>(word.data() - whole.data()));
      result += named ? replacement : word;
      result += whole.substr(static_cast<std::size_t>(word.data() - whole.data()) + word.size());
      if (end < text_.size()) result += text_[end];
      at = end + 1;
    }
    if (!any) return;
    text_ = std::move(result);
    mention_ = Mention::certain;
  }

  bool take_out(NameSearch search) {
    const std::vector<FoundName> found = test_.finder().find(
        text_, search, [this](const FoundName& name) { return test_.is_theirs_alone(text_, name); });
    if (found.empty()) return false;
    std::string result;
    std::size_t from = 0;
    for (const FoundName& name : found) {
      if (search == NameSearch::telling) test_.met(bare_word(word_around(text_, name)));
      mention_ = std::max(mention_, name.mention);
      result += text_.substr(from, name.at - from);
      result += replacement;
      from = name.at + name.length;
    }
    text_ = std::move(result) + text_.substr(from);
    return true;
  }

  std::string text_;
  NameTest& test_;
  Mention mention_ = Mention::none;
};

/// A number as keys are written: `42`, never `4.2e+1`.
std::string number_text(const JsonValue& value) {
  const auto whole = value.number().is_integer() ? floor_to_integer(value.number()) : std::nullopt;
  return whole ? std::to_string(*whole) : value.text;
}

template <std::size_t size>
bool is_one_of(const std::array<std::string_view, size>& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// What the tool itself writes into an answer. A random id holds any short text by chance.
constexpr std::array<std::string_view, 3> computed_keys{"audience_id", "date_created", "date_modified"};
/// What people word.
constexpr std::array<std::string_view, 4> worded_keys{"audience_name", "description", "author",
                                                      "filter_group"};
/// Filters of that name hold ids of audiences.
constexpr std::string_view audience_filter = "audience";
/// Filters of that name have a text of the user's as their entity.
constexpr std::string_view bucket_filter = "bucket";

class DocumentWalk {
 public:
  DocumentWalk(std::string_view json, const Catalog& catalog, NameTest& test)
      : json_(json), catalog_(catalog), test_(test) {}

  void walk(const JsonValue& root) { walk(root, {}, false); }

  [[nodiscard]] const DocumentMentions& mentions() const { return mentions_; }

  [[nodiscard]] std::optional<std::string> without_names() const {
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

  void walk(const JsonValue& value, std::string_view key, bool of_event) {
    if (value.kind == JsonValue::Kind::text && !is_one_of(computed_keys, key)) free_text(value, key);
    for (const JsonValue& element : value.elements()) walk(element, key, of_event);
    const JsonValue* name = find_member_of(value, "filter_name");
    for (const JsonMember& member : value.members()) {
      if (name == nullptr) {
        walk(member.value, member.key, of_event);
      } else if (member.key == "filter_values" && name->text != audience_filter) {
        literals(member.value, of_event ? nullptr : catalog_.find_attribute(name->text));
      } else if (member.key == "filter_entity" && name->text == bucket_filter) {
        walk(member.value, member.key, of_event);
      } else if (member.key == "filter_where") {
        walk(member.value, member.key, true);
      }
    }
  }

  void literals(const JsonValue& value, const Attribute* attribute) {
    for (const JsonValue& element : value.elements()) literals(element, attribute);
    for (const JsonMember& member : value.members()) {
      if (member.key != "value_name") literals(member.value, attribute);
    }
    const bool is_text = value.kind == JsonValue::Kind::text;
    if (!is_text && value.kind != JsonValue::Kind::number) return;
    if (test_.names_someone(attribute, is_text ? value.text : number_text(value))) {
      replace(value, std::string(replacement), Mention::certain);
    } else if (is_text) {
      const Redaction redaction = Redaction(value.text, test_).of_telling();
      if (redaction.mention() != Mention::none) replace(value, redaction.text(), redaction.mention());
    }
  }

  void free_text(const JsonValue& value, std::string_view key) {
    const bool worded = is_one_of(worded_keys, key);
    const Redaction redaction =
        Redaction(value.text, test_).of_all(worded ? NameSearch::plain_words : NameSearch::telling);
    if (redaction.mention() == Mention::none) return;
    const bool is_name = key == "audience_name";
    replace(value, redaction.text(), redaction.mention(), is_name ? mentions_.name : mentions_.rest);
  }

  void replace(const JsonValue& value, const std::string& text, Mention mention) {
    replace(value, text, mention, mentions_.rest);
  }

  void replace(const JsonValue& value, const std::string& text, Mention mention, Mention& noted) {
    noted = std::max(noted, mention);
    const std::size_t at = value.place.byte;
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
  std::vector<Edit> edits_;  ///< in the order of the text
  DocumentMentions mentions_;
};

}  // namespace

const NameFinder& NameTest::finder() const {
  static const NameFinder nobody;
  return nobody;
}

std::optional<std::string> text_without_names(std::string_view text, NameTest& test, NameSearch plain) {
  const Redaction redaction = Redaction(text, test).of_all(plain);
  if (redaction.mention() == Mention::none) return std::nullopt;
  return redaction.text();
}

std::optional<std::string> document_without_names(std::string_view json, const Catalog& catalog,
                                                  NameTest& test) {
  Faults ignored;
  const auto tree = parse_json(json, ignored);
  if (!tree) return text_without_names(json, test, NameSearch::telling);
  DocumentWalk walk(json, catalog, test);
  walk.walk(*tree);
  return walk.without_names();
}

Mention mention_in_text(std::string_view text, NameTest& test, NameSearch plain) {
  return Redaction(text, test).of_all(plain).mention();
}

DocumentMentions mentions_in_document(std::string_view json, const Catalog& catalog, NameTest& test) {
  Faults ignored;
  const auto tree = parse_json(json, ignored);
  if (!tree) return {.rest = mention_in_text(json, test)};
  DocumentWalk walk(json, catalog, test);
  walk.walk(*tree);
  return walk.mentions();
}

}  // namespace audience
