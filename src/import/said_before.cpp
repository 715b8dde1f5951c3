// A row of audience_meta for each line of headers, as JSON.
#include "import/said_before.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/checksum.hpp"
#include "base/time.hpp"
#include "import/file_kind.hpp"
#include "import/header_line.hpp"
#include "json/json_fields.hpp"
#include "json/json_writer.hpp"

namespace audience {
namespace {

constexpr std::string_view prefix = "said:";

std::string key_of(ImportKind kind, std::string_view what, std::string_view bytes) {
  Fingerprint fingerprint;
  fingerprint.update(bytes);
  return fmt::format("{}{}:{}:{}", prefix, name_of(kind), what, fingerprint.finish());
}

std::string as_json(const SaidBefore& said) {
  const Reading& reading = said.reading;
  std::string text;
  JsonWriter json(text, JsonWriter::Style::compact);
  const auto sign = [&](std::string_view name, std::optional<char> value) {
    if (value) json.text_member(name, std::string(1, *value));
  };
  const auto word = [&](std::string_view name, const std::optional<std::string>& value) {
    if (value) json.text_member(name, *value);
  };
  json.begin_object();
  json.integer_member("said_at", to_unix(said.said_at));
  word("encoding", reading.encoding);
  sign("delimiter", reading.delimiter);
  sign("decimal", reading.decimal_sign);
  if (reading.dates) json.text_member("dates", name_of(*reading.dates));
  word("timezone", reading.timezone);
  if (reading.booleans) json.texts_member("booleans", {reading.booleans->first, reading.booleans->second});
  if (!reading.missing.empty()) json.texts_member("null", reading.missing);
  word("sheet", reading.sheet);
  word("join_column", said.join_column);
  word("newest_by", said.newest_by);
  std::vector<std::string> pairs;
  for (const auto& [column, header] : said.map) pairs.insert(pairs.end(), {column, header});
  json.texts_member("map", pairs);
  pairs.clear();
  for (const auto& [column, type] : said.types)
    pairs.insert(pairs.end(), {column, std::string(name_of(type))});
  json.texts_member("types", pairs);
  json.end_object();
  return text;
}

std::vector<std::string> texts_of(const JsonValue& object, std::string_view key) {
  std::vector<std::string> texts;
  const JsonValue* list = find_member(object, key);
  if (list == nullptr) return texts;
  for (const JsonValue& one : list->elements()) texts.push_back(one.text);
  return texts;
}

SaidBefore from_json(std::string_view text) {
  SaidBefore said{};
  Faults faults;
  const auto object = parse_json(text, faults);
  if (!object) return said;
  const auto word = [&](std::string_view key) -> std::optional<std::string> {
    const JsonValue* value = find_member(*object, key);
    return value == nullptr ? std::nullopt : std::optional(value->text);
  };
  const auto sign = [&](std::string_view key) -> std::optional<char> {
    const auto value = word(key);
    return value && !value->empty() ? std::optional(value->front()) : std::nullopt;
  };
  Reading& reading = said.reading;
  reading.encoding = word("encoding");
  reading.delimiter = sign("delimiter");
  reading.decimal_sign = sign("decimal");
  reading.timezone = word("timezone");
  reading.sheet = word("sheet");
  said.join_column = word("join_column");
  said.newest_by = word("newest_by");
  if (const auto form = word("dates")) reading.dates = date_form_named(*form);
  const std::vector<std::string> booleans = texts_of(*object, "booleans");
  if (booleans.size() == 2) reading.booleans = {booleans[0], booleans[1]};
  reading.missing = texts_of(*object, "null");
  const std::vector<std::string> map = texts_of(*object, "map"), types = texts_of(*object, "types");
  for (std::size_t i = 0; i + 1 < map.size(); i += 2) said.map.emplace_back(map[i], map[i + 1]);
  for (std::size_t i = 0; i + 1 < types.size(); i += 2) {
    if (const auto type = value_type_named(types[i + 1])) said.types.emplace_back(types[i], *type);
  }
  return said;
}

template <typename Value>
void take(const std::optional<Value>& before, std::optional<Value>& now, std::optional<Value>& taken) {
  if (now || !before) return;
  now = taken = before;
}

}  // namespace

std::string key_of_headers(ImportKind kind, bool has_items, std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  text.remove_prefix(std::min(text.size(), text.find_first_not_of("\r\n")));
  text = text.substr(0, text.find_first_of("\r\n"));
  return key_of(kind, has_items ? "orders" : "headers", text);
}

std::string key_of_sheets(ImportKind kind, bool has_items, const std::vector<std::string>& sheets) {
  // No name of a sheet has a slash.
  return key_of(kind, has_items ? "sheets of orders" : "sheets", fmt::format("{}", fmt::join(sheets, "/")));
}

std::optional<SaidBefore> find_said(const Database& database, const std::string& key) {
  Statement row = database.prepare(
      "SELECT value, json_extract(value, '$.said_at') FROM audience_meta WHERE name = ? AND "
      "json_valid(value)");
  row.bind_all(key);
  if (!row.step()) return std::nullopt;
  SaidBefore said = from_json(row.text(0));
  said.said_at = from_unix(row.integer(1));
  return said;
}

void keep_said(Database& database, const std::string& key, const SaidBefore& said) {
  constexpr int most = 200;
  database.prepare("DELETE FROM audience_meta WHERE name = ?").bind_all(key).run();
  if (!is_any(said)) return;
  database.prepare("INSERT INTO audience_meta(name, value) VALUES(?, ?)").bind_all(key, as_json(said)).run();
  database
      .prepare(
          "DELETE FROM audience_meta WHERE name GLOB 'said:*' AND name NOT IN (SELECT name FROM "
          "audience_meta "
          "WHERE name GLOB 'said:*' AND json_valid(value) ORDER BY json_extract(value, '$.said_at') DESC, "
          "name "
          "LIMIT ?)")
      .bind_all(most)
      .run();
}

bool is_any(const SaidBefore& said) {
  const Reading& reading = said.reading;
  return reading.encoding || reading.delimiter || reading.decimal_sign || reading.dates || reading.booleans ||
         !reading.missing.empty() || reading.sheet || reading.timezone || said.join_column ||
         said.newest_by || !said.map.empty() || !said.types.empty();
}

SaidBefore said_by(const ImportOptions& options) {
  return {.said_at = {},
          .map = options.map,
          .reading = options.reading,
          .types = options.types,
          .join_column = options.join_column,
          .newest_by = options.newest_by};
}

SaidBefore take_over(const SaidBefore& before, ImportOptions& options) {
  SaidBefore taken{.said_at = before.said_at};
  const Reading& said = before.reading;
  Reading& now = options.reading;
  take(said.encoding, now.encoding, taken.reading.encoding);
  take(said.delimiter, now.delimiter, taken.reading.delimiter);
  take(said.decimal_sign, now.decimal_sign, taken.reading.decimal_sign);
  take(said.dates, now.dates, taken.reading.dates);
  take(said.booleans, now.booleans, taken.reading.booleans);
  take(said.sheet, now.sheet, taken.reading.sheet);
  take(said.timezone, now.timezone, taken.reading.timezone);
  take(before.join_column, options.join_column, taken.join_column);
  take(before.newest_by, options.newest_by, taken.newest_by);
  if (now.missing.empty()) now.missing = taken.reading.missing = said.missing;
  const auto on_line = options.map;
  for (const auto& pair : before.map) {
    const bool is_said_anew = std::any_of(on_line.begin(), on_line.end(), [&](const auto& one) {
      return folded_header(one.first) == folded_header(pair.first) ||
             folded_header(one.second) == folded_header(pair.second);
    });
    if (is_said_anew) continue;
    options.map.push_back(pair);
    taken.map.push_back(pair);
  }
  return taken;
}

}  // namespace audience
