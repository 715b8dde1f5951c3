// Typed reading of members.
#include "json/json_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/suggestion.hpp"
#include "base/wording.hpp"

namespace audience {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    const bool latin = byte == 0xC2 && i + 1 < text.size();
    if (latin && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

bool is_blank(std::string_view text) {
  constexpr std::string_view no_break_space = "\xC2\xA0";
  while (!text.empty()) {
    if (text.front() == ' ') {
      text.remove_prefix(1);
    } else if (text.starts_with(no_break_space)) {
      text.remove_prefix(no_break_space.size());
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string show(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::null:
      return "null";
    case JsonValue::Kind::boolean:
      return value.boolean ? "true" : "false";
    case JsonValue::Kind::number:
      return value.text.substr(0, 60);
    case JsonValue::Kind::text:
      return in_quotes(value.text);
    case JsonValue::Kind::list:
      return "a list";
    case JsonValue::Kind::object:
      return "an object";
  }
  return "null";
}

namespace {

bool is_known(const std::string& key, const Keys& keys) {
  return contains(keys.right, key) || contains(keys.ignored, key);
}

/// The nearest right key, or where the key stands, or all that there are.
std::string key_hint(const std::string& key, std::string_view what, const Keys& keys) {
  if (keys.elsewhere != nullptr) {
    const auto place = keys.elsewhere->find(key);
    if (place != keys.elsewhere->end()) return fmt::format("; it stands in {}", place->second);
  }
  std::string near = did_you_mean(key, keys.right);
  return near.empty() ? fmt::format("; {} has {}", what, fmt::join(keys.right, ", ")) : near;
}

}  // namespace

bool check_object(const JsonValue& value, std::string_view what, const Keys& keys, Faults& faults) {
  if (value.kind != JsonValue::Kind::object) {
    faults.add(value.place, fmt::format("{} must be an object, not {}", what, show(value)));
    return false;
  }
  for (const JsonMember& member : value.members()) {
    if (is_known(member.key, keys)) continue;
    const std::string hint = faults.hint(member.key_place, [&] { return key_hint(member.key, what, keys); });
    faults.add(member.key_place, fmt::format("unknown key {}{}", in_quotes(member.key), hint));
  }
  return true;
}

const JsonValue* find_member(const JsonValue& object, std::string_view key) {
  for (const JsonMember& member : object.members()) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

const JsonValue* require_member(const JsonValue& object, std::string_view key, Faults& faults) {
  const JsonValue* value = find_member(object, key);
  if (value == nullptr) faults.add(object.place, fmt::format("the key \"{}\" is missing", key));
  return value;
}

bool is_misspelt(const JsonValue& object, std::string_view key, const Keys& keys, const Faults& faults) {
  constexpr std::size_t many = 200;
  if (object.members().size() > many || faults.count() > many || find_member(object, key) != nullptr)
    return false;
  return std::any_of(object.members().begin(), object.members().end(), [&](const JsonMember& member) {
    return !is_known(member.key, keys) && nearest(member.key, keys.right) == key;
  });
}

const JsonValue* require_member(const JsonValue& object, std::string_view key, const Keys& keys,
                                Faults& faults) {
  return is_misspelt(object, key, keys, faults) ? nullptr : require_member(object, key, faults);
}

std::optional<std::string> read_text(const JsonValue& value, std::string_view key, Faults& faults) {
  if (value.kind == JsonValue::Kind::text) return value.text;
  faults.add(value.place, fmt::format("{} must be a text, not {}", key, show(value)));
  return std::nullopt;
}

std::optional<std::string> read_name(const JsonValue& value, std::string_view key, Faults& faults) {
  constexpr std::size_t most = 200;
  auto text = read_text(value, key, faults);
  if (!text) return std::nullopt;
  if (is_blank(*text)) {
    faults.add(value.place, fmt::format("{} must not be {}", key, text->empty() ? "empty" : "blank"));
    return std::nullopt;
  }
  if (has_control_character(*text)) {
    faults.add(value.place, fmt::format("{} must not hold control characters", key));
    return std::nullopt;
  }
  if (const std::size_t count = character_count(*text); count > most) {
    faults.add(value.place, fmt::format("{} has {} characters; at most {} are allowed", key, count, most));
    return std::nullopt;
  }
  return text;
}

namespace {

/// Which of several is meant; of two everyone sees it.
std::string choice_hint(const std::string& text, const std::vector<std::string>& choices) {
  constexpr std::size_t few = 3;
  return choices.size() > few ? did_you_mean(text, choices) : std::string();
}

}  // namespace

std::optional<std::string> read_choice(const JsonValue& value, std::string_view key,
                                       const std::vector<std::string>& choices, Faults& faults) {
  auto text = read_text(value, key, faults);
  if (!text || contains(choices, *text)) return text;
  std::string list;
  for (const std::string& choice : choices)
    list += fmt::format("{}\"{}\"", list.empty() ? "" : " or ", choice);
  faults.add(value.place,
             fmt::format("{} must be {}, not {}{}", key, list, show(value), choice_hint(*text, choices)));
  return std::nullopt;
}

namespace {

/// The number that a text says, if it may stand there.
std::string number_hint(const JsonValue& value, const Decimal& low, const std::optional<Decimal>& high) {
  const auto number = value.kind == JsonValue::Kind::text ? Decimal::parse(value.text) : std::nullopt;
  if (!number || *number < low || (high && *number > *high)) return {};
  return ": write " + number->to_text();
}

/// The boolean that a word says.
std::string boolean_hint(const JsonValue& value) {
  if (value.kind != JsonValue::Kind::text) return {};
  std::string word = value.text;
  for (char& c : word) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  for (const std::string_view one : {"true", "yes", "on", "y", "1"}) {
    if (word == one) return ": write true";
  }
  for (const std::string_view one : {"false", "no", "off", "n", "0"}) {
    if (word == one) return ": write false";
  }
  return {};
}

}  // namespace

std::optional<bool> read_boolean(const JsonValue& value, std::string_view key, Faults& faults) {
  if (value.kind == JsonValue::Kind::boolean) return value.boolean;
  faults.add(value.place,
             fmt::format("{} must be true or false, not {}{}", key, show(value), boolean_hint(value)));
  return std::nullopt;
}

std::optional<int> read_integer(const JsonValue& value, std::string_view key, int low, int high,
                                Faults& faults) {
  if (value.faulty) return std::nullopt;
  const Decimal number = value.kind == JsonValue::Kind::number ? value.number() : Decimal();
  if (value.kind == JsonValue::Kind::number && number.is_integer() && number >= Decimal(low) &&
      number <= Decimal(high)) {
    return static_cast<int>(*floor_to_integer(number));
  }
  faults.add(value.place, fmt::format("{} must be a whole number from {} to {}, not {}{}", key, low, high,
                                      show(value), number_hint(value, Decimal(low), Decimal(high))));
  return std::nullopt;
}

std::optional<Decimal> read_amount(const JsonValue& value, std::string_view key, Faults& faults) {
  if (value.faulty) return std::nullopt;
  if (value.kind == JsonValue::Kind::number && value.number() >= Decimal(0)) return value.number();
  faults.add(value.place, fmt::format("{} must be a number of 0 or more, not {}{}", key, show(value),
                                      number_hint(value, Decimal(0), std::nullopt)));
  return std::nullopt;
}

}  // namespace audience
