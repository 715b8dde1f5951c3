// One rule, for a fault is known by its message; columns are code points, as the run says.
#include "cli/sarif.hpp"

#include <algorithm>

#include "audience/version.hpp"
#include "cli/fault_screen.hpp"

namespace audience {
namespace {

constexpr std::string_view rule = "document-fault";

/// A file's name as a relative or absolute reference (RFC 3986).
std::string as_reference(std::string_view file) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/!$&'()*+,;=@";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string reference;
  for (const char c : file) {
    if (plain.find(c) != std::string_view::npos) {
      reference += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    reference += '%';
    reference += digits[byte >> 4U];
    reference += digits[byte & 15U];
  }
  return reference;
}

int code_points(std::string_view text) {
  return static_cast<int>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void write_message(JsonWriter& json, const std::string& text) {
  json.key("message");
  json.begin_object();
  json.text_member("text", text);
  json.end_object();
}

void write_region(JsonWriter& json, const FaultyFile& file, const Place& place) {
  int column = place.column;
  int length = 0;
  if (file.text) {
    const FaultyToken token = token_at(*file.text, place);
    column = code_points(token.line_before) + 1;
    length = code_points(token.text);
  }
  json.key("region");
  json.begin_object();
  json.integer_member("startLine", place.line);
  json.integer_member("startColumn", column);
  if (length > 0) json.integer_member("endColumn", column + length);
  json.end_object();
}

void write_location(JsonWriter& json, const FaultyFile& file, const Place& place) {
  json.key("locations");
  json.begin_array();
  json.begin_object();
  json.key("physicalLocation");
  json.begin_object();
  json.key("artifactLocation");
  json.begin_object();
  json.text_member("uri", as_reference(file.name));
  json.end_object();
  write_region(json, file, place);
  json.end_object();
  if (!place.pointer.empty()) {
    json.key("logicalLocations");
    json.begin_array();
    json.begin_object();
    json.text_member("fullyQualifiedName", place.pointer);
    json.text_member("kind", "member");
    json.end_object();
    json.end_array();
  }
  json.end_object();
  json.end_array();
}

void write_result_of(JsonWriter& json, const FaultyFile& file, const Fault& fault, const RemedyWords& words) {
  json.begin_object();
  json.text_member("ruleId", rule);
  json.integer_member("ruleIndex", 0);
  json.text_member("level", "error");
  write_message(json, worded(fault, words));
  write_location(json, file, fault.place);
  json.end_object();
}

void write_tool(JsonWriter& json) {
  json.key("tool");
  json.begin_object();
  json.key("driver");
  json.begin_object();
  json.text_member("name", "audience");
  json.text_member("version", version);
  json.key("rules");
  json.begin_array();
  json.begin_object();
  json.text_member("id", rule);
  json.key("shortDescription");
  json.begin_object();
  json.text_member("text", "An audience document that cannot be used as it is");
  json.end_object();
  json.end_object();
  json.end_array();
  json.end_object();
  json.end_object();
}

void write_invocation(JsonWriter& json, const std::vector<std::string>& unreadable) {
  json.key("invocations");
  json.begin_array();
  json.begin_object();
  json.boolean_member("executionSuccessful", unreadable.empty());
  json.key("toolExecutionNotifications");
  json.begin_array();
  for (const std::string& words : unreadable) {
    json.begin_object();
    json.text_member("level", "error");
    write_message(json, words);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.end_array();
}

}  // namespace

void write_sarif(JsonWriter& json, const std::vector<FaultyFile>& faulty,
                 const std::vector<std::string>& unreadable, const RemedyWords& words) {
  json.begin_object();
  json.text_member(
      "$schema",
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
  json.text_member("version", "2.1.0");
  json.key("runs");
  json.begin_array();
  json.begin_object();
  write_tool(json);
  write_invocation(json, unreadable);
  json.text_member("columnKind", "unicodeCodePoints");
  json.key("results");
  json.begin_array();
  for (const FaultyFile& file : faulty) {
    for (const Fault& fault : file.faults) write_result_of(json, file, fault, words);
  }
  json.end_array();
  json.end_object();
  json.end_array();
  json.end_object();
}

}  // namespace audience
