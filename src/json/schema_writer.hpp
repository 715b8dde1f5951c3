// JSON Schemas (draft 7) as they are written: the keywords by name, what stands within them by functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "json/json_writer.hpp"

namespace audience {

/// Draft 7: the newest that editors know whole, and the first with `if` and `then`.
inline constexpr std::string_view json_schema_dialect = "http://json-schema.org/draft-07/schema#";

/// A text as a regular expression that matches it alone.
std::string in_pattern(std::string_view text);

class SchemaWriter {
 public:
  using Content = std::function<void()>;
  explicit SchemaWriter(JsonWriter& json) : json_(json) {}

  void object(const Content& members);
  void member(std::string_view name, const Content& members);  ///< whose value is an object
  void list(std::string_view name, const Content& elements);
  void text(std::string_view name, std::string_view value) { json_.text_member(name, value); }
  void texts(std::string_view name, const std::vector<std::string>& values) {
    json_.texts_member(name, values);
  }
  void integer(std::string_view name, std::int64_t value) { json_.integer_member(name, value); }
  void boolean(std::string_view name, bool value) { json_.boolean_member(name, value); }
  void key(std::string_view name) { json_.key(name); }
  void raw(std::string_view json) { json_.raw(json); }

  void reference(std::string_view definition);
  void forbid(std::string_view property) { json_.boolean_member(property, false); }
  void constant(std::string_view property, std::string_view value);
  void one_of(std::string_view property, const std::vector<std::string>& values);
  void typed_pattern(const std::string& pattern);  ///< of texts
  /// Schemas that must all fit.
  void all_of(const std::vector<Content>& schemas);

  /// `{"if": …, "then": …}`, an element: what holds where the property has one of the values.
  void where_one_of(std::string_view property, const std::vector<std::string>& values, const Content& then);
  void where_matches(std::string_view property, const std::string& pattern, const Content& then);

 private:
  void where(std::string_view property, const Content& condition, const Content& then);

  JsonWriter& json_;
};

}  // namespace audience
