// `audience list`: every audience in a line.
#include <fmt/format.h>

#include <algorithm>

#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"
#include "storage/sizes.hpp"

namespace audience {
namespace {

struct Row {
  StoredAudience stored;
  std::optional<std::int64_t> size;  ///< none: the members are damaged
  [[nodiscard]] bool is_damaged() const { return stored.is_damaged || !size; }
};
using Rows = std::vector<Row>;

std::optional<std::int64_t> size_of(const StoredAudience& stored, SizeCounter& sizes) {
  try {
    return sizes.of(stored).size;
  } catch (const DamagedAudience&) {
    return std::nullopt;
  }
}

Rows rows_of(const DataSource& source) {
  Rows rows;
  SizeCounter sizes(source);
  for (StoredAudience& stored : all_audiences(source.own())) {
    const std::optional<std::int64_t> size = size_of(stored, sizes);
    rows.push_back({std::move(stored), size});
  }
  return rows;
}

void tell_damaged(const Rows& rows) {
  std::vector<std::string> names;
  for (const Row& row : rows) {
    if (row.is_damaged()) names.push_back('"' + row.stored.audience_name + '"');
  }
  if (names.empty()) return;
  throw Error(ErrorKind::database_unusable,
              fmt::format("{} of {} audiences {} damaged: {}", names.size(), rows.size(),
                          names.size() == 1 ? "is" : "are", fmt::join(names, ", ")),
              Remedy::run_doctor);
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

std::string as_table(const Rows& rows, const Invocation& by, std::size_t width) {
  if (rows.empty()) return fmt::format("No audiences yet.\nNext   {}\n", by.command("create winter.json"));
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
    const std::string& id = row.stored.audience_id;
    table.add_row({row.stored.audience_name, id.substr(std::min<std::size_t>(12, id.size()), 8),
                   row.is_damaged() ? "damaged" : std::string(name_of(row.stored.status)),
                   std::string(kind_of(row.stored)), row.size ? with_commas(*row.size) : "-",
                   format_minute(row.stored.date_modified),
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
    json.optional_integer_member("audience_size", row.size);
    add("as_of", json_time(row.stored.as_of.at));
    add("date_created", format_time(row.stored.date_created));
    add("date_modified", format_time(row.stored.date_modified));
    json.texts_member("used_by", users_of(rows, row.stored.audience_id));
    if (row.is_damaged()) json.boolean_member("is_damaged", true);
    json.end_object();
  }
  json.end_array();
}

void run_list(Session& session) {
  const auto database = session.open(Database::Mode::read_only);
  const DataSource source(*database, session.wait());
  const Snapshot snapshot(source);
  const Rows rows = rows_of(source);
  write_result(session, {.screen = [&] { return as_table(rows, session.invocation(), session.width()); },
                         .json = [&](JsonWriter& json) { write_list(json, rows); }});
  session.out().flush();
  tell_damaged(rows);
}

}  // namespace

void add_list(CommandLine& line, Session& session) {
  line.verb("list", "The audiences, by name.",
            {"audience list", "audience list --json | jq '.[].audience_name'"},
            [&session] { run_list(session); });
}

}  // namespace audience
