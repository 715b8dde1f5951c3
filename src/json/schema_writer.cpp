// Objects and lists around their contents.
#include "json/schema_writer.hpp"

#include <fmt/format.h>

namespace audience {

std::string in_pattern(std::string_view text) {
  constexpr std::string_view special = "\\^$.|?*+()[]{}";
  std::string pattern;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

void SchemaWriter::object(const Content& members) {
  json_.begin_object();
  members();
  json_.end_object();
}

void SchemaWriter::member(std::string_view name, const Content& members) {
  json_.key(name);
  object(members);
}

void SchemaWriter::list(std::string_view name, const Content& elements) {
  json_.key(name);
  json_.begin_array();
  elements();
  json_.end_array();
}

void SchemaWriter::reference(std::string_view definition) {
  text("$ref", fmt::format("#/definitions/{}", definition));
}

void SchemaWriter::constant(std::string_view property, std::string_view value) {
  member(property, [&] { text("const", value); });
}

void SchemaWriter::one_of(std::string_view property, const std::vector<std::string>& values) {
  member(property, [&] { texts("enum", values); });
}

void SchemaWriter::typed_pattern(const std::string& pattern) {
  text("type", "string");
  text("pattern", pattern);
}

void SchemaWriter::all_of(const std::vector<Content>& schemas) {
  list("allOf", [&] {
    for (const Content& schema : schemas) object(schema);
  });
}

void SchemaWriter::where_one_of(std::string_view property, const std::vector<std::string>& values,
                                const Content& then) {
  where(
      property, [&] { texts("enum", values); }, then);
}

void SchemaWriter::where_matches(std::string_view property, const std::string& pattern, const Content& then) {
  where(
      property, [&] { text("pattern", pattern); }, then);
}

void SchemaWriter::where(std::string_view property, const Content& condition, const Content& then) {
  object([&] {
    member("if", [&] {
      texts("required", {std::string(property)});
      member("properties", [&] { member(property, condition); });
    });
    member("then", then);
  });
}

}  // namespace audience
