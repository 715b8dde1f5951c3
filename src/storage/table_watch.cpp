// Three triggers a table, and a row of audience_meta.
#include "storage/table_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "storage/schema_reader.hpp"

namespace audience {
namespace {

constexpr std::string_view note_start = "watched table ";
constexpr std::string_view trigger_start = "audience_generation_of_";

struct WatchTrigger {
  std::string name, sql;
};

std::string literal(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + '\'';
}

/// Before a row changes: no trigger of others can keep these from what they do and yet let the row pass.
/// REPLACE, which fires none for the rows it takes away, inserts one.
std::array<WatchTrigger, 3> triggers_of(const std::string& table) {
  std::array<WatchTrigger, 3> triggers;
  constexpr std::array<std::array<std::string_view, 2>, 3> changes{
      {{"INSERT", "inserted"}, {"UPDATE", "updated"}, {"DELETE", "deleted"}}};
  const std::string generation = literal(generation_name(table));
  for (std::size_t i = 0; i < triggers.size(); ++i) {
    triggers.at(i).name = fmt::format("{}{}_{}", trigger_start, table, changes.at(i)[1]);
    triggers.at(i).sql = fmt::format(
        "CREATE TRIGGER {0} BEFORE {1} ON {2} WHEN EXISTS (SELECT 1 FROM audience_generations WHERE name = "
        "{3}) BEGIN DELETE FROM audience_generations WHERE name = {3}; END",
        sql_name(triggers.at(i).name), changes.at(i)[0], sql_name(table), generation);
  }
  return triggers;
}

bool stands(const Database& own, const std::string& table, const WatchTrigger& trigger) {
  Statement row = own.prepare(
      "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = ? AND tbl_name = ? AND sql = ?");
  row.bind_all(trigger.name, table, trigger.sql);
  return row.step();
}

void make_triggers(Database& own, const std::string& table) {
  for (const WatchTrigger& trigger : triggers_of(table)) {
    if (stands(own, table, trigger)) continue;
    own.execute("DROP TRIGGER IF EXISTS " + sql_name(trigger.name));
    own.execute(trigger.sql);
  }
}

/// Of a table of which at least one stands, or was changed.
std::vector<std::string> lost_of(const Database& own, const std::string& table) {
  std::vector<std::string> lost;
  std::size_t there = 0;
  for (const WatchTrigger& trigger : triggers_of(table)) {
    Statement row =
        own.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = ? AND tbl_name = ?");
    row.bind_all(trigger.name, table);
    if (row.step()) ++there;
    if (!stands(own, table, trigger)) lost.push_back(trigger.name);
  }
  if (there == 0) lost.clear();
  return lost;
}

}  // namespace

std::vector<std::string> watched_tables(const Database& own) {
  std::vector<std::string> tables;
  Statement row = own.prepare(
      "SELECT substr(name, length(?1) + 1) FROM audience_meta WHERE substr(name, 1, "
      "length(?1)) = ?1 ORDER BY 1");
  row.bind_all(note_start);
  while (row.step()) tables.emplace_back(row.text(0));
  return tables;
}

std::string generation_name(std::string_view table) { return fmt::format("table {}", table); }

bool can_be_watched(const Database& own, const std::string& table) {
  return table != "customers" && !table.starts_with("audience_") && keeps_rows(own, table);
}

void watch_table(Database& own, const std::string& table) {
  make_triggers(own, table);
  own.prepare("INSERT INTO audience_meta(name, value) VALUES(?, '1') ON CONFLICT DO NOTHING")
      .bind_all(fmt::format("{}{}", note_start, table))
      .run();
}

bool is_to_be_watched(const Database& own, const std::string& table) {
  Statement row = own.prepare("SELECT 1 FROM audience_meta WHERE name = ?");
  row.bind_all(fmt::format("{}{}", note_start, table));
  return row.step();
}

bool is_watched(const Database& own, const std::string& table) {
  const auto triggers = triggers_of(table);
  return std::all_of(triggers.begin(), triggers.end(),
                     [&](const WatchTrigger& trigger) { return stands(own, table, trigger); });
}

void unwatch_tables(Database& own) {
  std::vector<std::string> names;
  {
    Statement row = own.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND substr(name, 1, length(?1)) = ?1");
    row.bind_all(trigger_start);
    while (row.step()) names.emplace_back(row.text(0));
  }
  for (const std::string& name : names) own.execute("DROP TRIGGER " + sql_name(name));
  own.prepare("DELETE FROM audience_meta WHERE substr(name, 1, length(?1)) = ?1").bind_all(note_start).run();
}

std::vector<std::string> lost_watches(const Database& own) {
  std::vector<std::string> lost;
  for (const std::string& table : watched_tables(own)) {
    for (std::string& name : lost_of(own, table)) lost.push_back(std::move(name));
  }
  return lost;
}

std::vector<std::string> watch_anew(Database& own) {
  std::vector<std::string> made = lost_watches(own);
  for (const std::string& table : watched_tables(own)) {
    if (!lost_of(own, table).empty()) make_triggers(own, table);
  }
  return made;
}

}  // namespace audience
