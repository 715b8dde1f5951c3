// `audience list`: every audience in a line.
#include <fmt/format.h>

#include <algorithm>

#include "cli/verbs.hpp"
#include "json/json_writer.hpp"
#include "output/table.hpp"
#include "studio/stored_view.hpp"

namespace audience {
namespace {

using Rows = std::vector<StoredView>;

Rows rows_of(const DataSource& source) {
  Rows rows;
  std::vector<StoredAudience> all = all_audiences(source.own());
  if (all.empty()) return rows;
  const CustomerSet population = source.population();
  for (StoredAudience& stored : all) rows.push_back(view_of(population, std::move(stored)));
  return rows;
}

/// The names of those whose filters name the audience.
std::vector<std::string> users_of(const Rows& rows, const std::string& audience_id) {
  std::vector<std::string> users;
  for (const StoredView& row : rows) {
    const std::vector<std::string> used = used_audiences(row.document);
    if (std::find(used.begin(), used.end(), audience_id) != used.end())
      users.push_back(row.stored.audience_name);
  }
  return users;
}

std::string_view kind_of(const Document& document) {
  if (document.is_uploaded) return "list";
  return document.is_dynamic ? "dynamic" : "static";
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
  for (const StoredView& row : rows) {
    // Eight digits name an audience and leave room for its name; JSON has the whole id.
    table.add_row({row.stored.audience_name, row.stored.audience_id.substr(12, 8),
                   std::string(name_of(row.document.status)), std::string(kind_of(row.document)),
                   with_commas(row.size()), format_minute(row.stored.date_modified),
                   fmt::format("{}", fmt::join(users_of(rows, row.stored.audience_id), ", "))});
  }
  return table.to_text(width);
}

std::string as_json(const Rows& rows) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_array();
  for (const StoredView& row : rows) {
    json.begin_object();
    const auto add = [&](const char* key, std::string_view value) { json.text_member(key, value); };
    add("audience_id", row.stored.audience_id);
    add("audience_name", row.stored.audience_name);
    add("author", row.stored.author);
    add("status", name_of(row.document.status));
    json.boolean_member("is_dynamic", row.document.is_dynamic);
    json.boolean_member("is_uploaded", row.document.is_uploaded);
    json.integer_member("audience_size", row.size());
    add("as_of", format_time(row.stored.as_of));
    add("date_created", format_time(row.stored.date_created));
    add("date_modified", format_time(row.stored.date_modified));
    json.key("used_by");
    json.begin_array();
    for (const std::string& user : users_of(rows, row.stored.audience_id)) json.text(user);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  return text + "\n";
}

void run_list(Session& session) {
  const auto database = session.open(Database::Mode::read_only);
  const DataSource source(*database, session.wait());
  const Snapshot snapshot(source);
  const Rows rows = rows_of(source);
  session.out().write(session.tables() ? as_table(rows, session.width()) : as_json(rows));
}

}  // namespace

void add_list(CommandLine& line, Session& session) {
  line.verb("list", "The audiences, by name.",
            {"audience list", "audience list --json | jq '.[].audience_name'"},
            [&session] { run_list(session); });
}

}  // namespace audience
