// An object's members read by key and type, with a fault for each that is not right.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/json_tree.hpp"

namespace audience {

/// The keys an object may have.
struct Keys {
  std::vector<std::string> right;
  std::vector<std::string> ignored;  ///< computed in an answer: of any value, never read
  /// Where the keys of other objects stand, for whoever writes one in the wrong place; none: nothing is
  /// known.
  const std::map<std::string, std::string>* elsewhere = nullptr;
};

/// Whether it is an object; a fault if not. Then its keys are checked too.
bool check_object(const JsonValue& value, std::string_view what, const Keys& keys, Faults& faults);

const JsonValue* find_member(const JsonValue& object, std::string_view key);
/// The member, or a fault at the object.
const JsonValue* require_member(const JsonValue& object, std::string_view key, Faults& faults);
/// The same, but silent where an unknown key of the object is told to mean this one.
const JsonValue* require_member(const JsonValue& object, std::string_view key, const Keys& keys,
                                Faults& faults);
/// Whether the key is missing, and an unknown one of the object is nearer to it than to any other. Never
/// after very many faults, which nobody is told: it takes a walk over all keys.
bool is_misspelt(const JsonValue& object, std::string_view key, const Keys& keys, const Faults& faults);

/// The value for a fault: `"Paris"`, `37`, `a list`.
std::string show(const JsonValue& value);

std::optional<std::string> read_text(const JsonValue& value, std::string_view key, Faults& faults);
/// A text of 1 to 200 characters, none of them a control character, not only blanks.
std::optional<std::string> read_name(const JsonValue& value, std::string_view key, Faults& faults);
/// One of the choices, letter by letter.
std::optional<std::string> read_choice(const JsonValue& value, std::string_view key,
                                       const std::vector<std::string>& choices, Faults& faults);
std::optional<bool> read_boolean(const JsonValue& value, std::string_view key, Faults& faults);
std::optional<int> read_integer(const JsonValue& value, std::string_view key, int low, int high,
                                Faults& faults);
/// A number of 0 or more.
std::optional<Decimal> read_amount(const JsonValue& value, std::string_view key, Faults& faults);

}  // namespace audience
