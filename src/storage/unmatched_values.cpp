// The audience_unmatched table.
#include "storage/unmatched_values.hpp"

namespace audience {

std::vector<std::string> unmatched_values(const Database& database, std::int64_t audience) {
  std::vector<std::string> values;
  Statement row = database.prepare("SELECT value FROM audience_unmatched WHERE audience = ?");
  row.bind_all(audience);
  while (row.step()) values.emplace_back(row.text(0));
  return values;
}

void add_unmatched(Database& database, std::int64_t audience, const std::vector<std::string>& values) {
  Statement insert = database.prepare("INSERT INTO audience_unmatched VALUES(?, ?) ON CONFLICT DO NOTHING");
  for (const std::string& value : values) insert.bind_all(audience, value).run();
}

void remove_unmatched(Database& database, std::int64_t audience, const std::vector<std::string>& values) {
  Statement remove = database.prepare("DELETE FROM audience_unmatched WHERE audience = ? AND value = ?");
  for (const std::string& value : values) remove.bind_all(audience, value).run();
}

void forget_unmatched(Database& database, std::int64_t audience) {
  database.prepare("DELETE FROM audience_unmatched WHERE audience = ?").bind_all(audience).run();
}

}  // namespace audience
