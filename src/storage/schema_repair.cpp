// A database in memory says what there must be.
#include "storage/schema_repair.hpp"

#include <fmt/format.h>

#include <map>

#include "audience/error.hpp"
#include "storage/generations.hpp"
#include "storage/schema.hpp"
#include "storage/table_watch.hpp"

namespace audience {
namespace {

struct SchemaObject {
  std::string type, sql;
};
using SchemaObjects = std::map<std::string, SchemaObject>;

SchemaObjects objects_of(const Database& database) {
  SchemaObjects objects;
  // Indexes that SQLite makes for a table's keys have no text; they come and go with the table.
  Statement row = database.prepare("SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL");
  while (row.step()) objects[std::string(row.text(0))] = {std::string(row.text(1)), std::string(row.text(2))};
  return objects;
}

const SchemaObjects& objects_of_this_version() {
  static const SchemaObjects objects = [] {
    Database made(":memory:", Database::Mode::create, {});
    make_schema(made);
    return objects_of(made);
  }();
  return objects;
}

/// Columns come to these as imports bring them.
bool grows(std::string_view name) {
  return name == "customers" || name == "purchases" || name == "audience_purchases";
}

/// Purchases are a view that is written to; the other views only show what tables hold.
bool is_table(std::string_view name, const SchemaObject& object) {
  return object.type == "table" || (object.type == "view" && grows(name));
}

/// As it must be, by name: those that are not so.
SchemaObjects lost_objects(const Database& own) {
  const SchemaObjects there = objects_of(own);
  SchemaObjects lost;
  for (const auto& [name, wanted] : objects_of_this_version()) {
    const auto found = there.find(name);
    const bool stands = found != there.end() && found->second.type == wanted.type &&
                        (grows(name) || found->second.sql == wanted.sql);
    if (!stands) lost.emplace(name, wanted);
  }
  return lost;
}

std::vector<std::string> names_of(const SchemaObjects& objects, bool tables) {
  std::vector<std::string> names;
  for (const auto& [name, object] : objects) {
    if (is_table(name, object) == tables) names.push_back(name);
  }
  return names;
}

void make(Database& own, const std::string& name, const SchemaObject& object) {
  own.execute(fmt::format("DROP {} IF EXISTS {}", object.type, sql_name(name)));
  try {
    own.execute(object.sql);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unexpected) throw;
    throw Error(ErrorKind::database_unusable,
                fmt::format("cannot make the {} {} anew: {}", object.type, name, error.what()),
                Remedy::restore_backup);
  }
}

}  // namespace

bool is_object_of_ours(const std::string& name) { return objects_of_this_version().contains(name); }

std::vector<std::string> lost_tables(const Database& own) { return names_of(lost_objects(own), true); }

void require_tables(const Database& own, const std::string& name, const Advice& advice) {
  const std::vector<std::string> lost = lost_tables(own);
  if (lost.empty()) return;
  throw Error(ErrorKind::database_unusable,
              fmt::format("{} is damaged: its table {} is gone or changed", name, lost.front()), advice);
}

std::vector<std::string> lost_triggers_and_indexes(const Database& own) {
  std::vector<std::string> names = names_of(lost_objects(own), false);
  for (std::string& name : lost_watches(own)) names.push_back(std::move(name));
  return names;
}

std::vector<std::string> make_anew(Database& own) {
  std::vector<std::string> made;
  for (const auto& [name, object] : lost_objects(own)) {
    if (is_table(name, object)) continue;
    make(own, name, object);
    made.push_back(name);
  }
  for (std::string& name : watch_anew(own)) made.push_back(std::move(name));
  end_all_generations(own);
  return made;
}

std::vector<std::string> repair_schema(const std::filesystem::path& file, std::chrono::milliseconds wait) {
  if (lost_triggers_and_indexes(*open_database(file, Database::Mode::read_only, wait)).empty()) return {};
  const auto own = open_database(file, Database::Mode::read_write, wait);
  Transaction transaction(*own, Transaction::Kind::write);
  std::vector<std::string> made = make_anew(*own);
  transaction.commit();
  return made;
}

}  // namespace audience
