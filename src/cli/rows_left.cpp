// Counts by table.
#include "cli/rows_left.hpp"

#include <fmt/format.h>

#include "base/counted.hpp"
#include "cli/remedy_words.hpp"

namespace audience {
namespace {

/// Where rows lie that cannot be erased from here.
std::string place_of(const std::string& foreign_file) {
  return foreign_file.empty() ? "views" : foreign_file;
}

}  // namespace

std::string rows_phrase(const std::vector<TableRows>& tables) {
  std::string text;
  for (const TableRows& one : tables)
    text += fmt::format("{}{} of {}", text.empty() ? "" : ", ", counted(one.rows, "row"), one.table);
  return text;
}

std::string rows_left_text(const std::vector<TableRows>& left, const std::string& foreign_file) {
  if (left.empty()) return {};
  return fmt::format("Not touched, rows in {}: {}\n", place_of(foreign_file), rows_phrase(left));
}

void write_tables(JsonWriter& json, std::string_view key, const std::vector<TableRows>& tables) {
  json.key(key);
  json.begin_object();
  for (const TableRows& one : tables) json.integer_member(one.table, one.rows);
  json.end_object();
}

Error rows_left_end(const std::vector<TableRows>& left, const std::string& foreign_file) {
  return {
      ErrorKind::conflict,
      fmt::format("rows are left in {}, which is only read: {}", place_of(foreign_file), rows_phrase(left)),
      "erase them with the program that keeps them; here they count as erased already"};
}

Error not_looked_end(const Error& unreadable, const Invocation& by) {
  return {unreadable.kind(),
          fmt::format("nobody could look for rows elsewhere: {}", message_words(unreadable, by)),
          unreadable.advice()};
}

}  // namespace audience
