// `audience list`: every audience in a line.
#include <fmt/format.h>

#include <algorithm>

#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"
#include "storage/sizes.hpp"

namespace audience {
namespace {

struct Row {
  StoredAudience stored;
  std::int64_t size = 0;
};
using Rows = std::vector<Row>;

Rows rows_of(const DataSource& source) {
  Rows rows;
  SizeCounter sizes(source);
  for (StoredAudience& stored : all_audiences(source.own())) {
    const std::int64_t size = sizes.of(stored).size;
    rows.push_back({std::move(stored), size});
  }
  return rows;
}

/// The names of those whose filters name the audience.
std::vector<std::string> users_of(const Rows& rows, const std::string& audience_id) {
  std::vector<std::string> users;
  for (const Row& row : rows) {
    const std::vector<std::string>& used = row.stored.uses;
    if (std::find(used.begin(), used.end(), audience_id) != used.end())
      users.push_back(row.stored.audience_name);
  }
  return users;
}

std::string_view kind_of(const StoredAudience& stored) {
  if (stored.is_uploaded) return "list";
  return stored.is_dynamic ? "dynamic" : "static";
}

std::string as_table(const Rows& rows, std::size_t width) {
  if (rows.empty()) return "No audiences yet.\nNext   audience create winter.json\n";
  Table table;
  table.add_column("name");
  table.add_column("id", Table::Align::left, Table::Cells::whole);
  table.add_column("status", Table::Align::left, Table::Cells::whole);
  table.add_column("kind", Table::Align::left, Table::Cells::whole);
  table.add_column("size", Table::Align::right);
  table.add_column("modified", Table::Align::left, Table::Cells::whole);
  table.add_column("used by");
  for (const Row& row : rows) {
    // Eight digits name an audience and leave room for its name; JSON has the whole id.
    table.add_row({row.stored.audience_name, row.stored.audience_id.substr(12, 8),
                   std::string(name_of(row.stored.status)), std::string(kind_of(row.stored)),
                   with_commas(row.size), format_minute(row.stored.date_modified),
                   fmt::format("{}", fmt::join(users_of(rows, row.stored.audience_id), ", "))});
  }
  return table.to_text(width);
}

void write_list(JsonWriter& json, const Rows& rows) {
  json.begin_array();
  for (const Row& row : rows) {
    json.begin_object();
    const auto add = [&](const char* key, std::string_view value) { json.text_member(key, value); };
    add("audience_id", row.stored.audience_id);
    add("audience_name", row.stored.audience_name);
    add("author", row.stored.author);
    add("status", name_of(row.stored.status));
    json.boolean_member("is_dynamic", row.stored.is_dynamic);
    json.boolean_member("is_uploaded", row.stored.is_uploaded);
    json.integer_member("audience_size", row.size);
    add("as_of", format_time(row.stored.as_of));
    add("date_created", format_time(row.stored.date_created));
    add("date_modified", format_time(row.stored.date_modified));
    json.texts_member("used_by", users_of(rows, row.stored.audience_id));
    json.end_object();
  }
  json.end_array();
}

void run_list(Session& session) {
  const auto database = session.open(Database::Mode::read_only);
  const DataSource source(*database, session.wait());
  const Snapshot snapshot(source);
  const Rows rows = rows_of(source);
  write_result(session, {.screen = [&] { return as_table(rows, session.width()); },
                         .json = [&](JsonWriter& json) { write_list(json, rows); }});
}

}  // namespace

void add_list(CommandLine& line, Session& session) {
  line.verb("list", "The audiences, by name.",
            {"audience list", "audience list --json | jq '.[].audience_name'"},
            [&session] { run_list(session); });
}

}  // namespace audience
