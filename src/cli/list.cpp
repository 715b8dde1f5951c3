// `audience list`: every audience in a line.
#include <fmt/format.h>

#include <algorithm>

#include "base/counted.hpp"
#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/table_screen.hpp"
#include "cli/time_words.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"
#include "storage/history.hpp"
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

TableCell kind_of(const Row& row) {
  if (row.is_damaged()) return {"damaged", Ink::fault};
  if (row.stored.status == Status::draft) return "draft";
  if (row.stored.is_uploaded) return "list";
  return row.stored.is_dynamic ? "dynamic" : "static";
}

/// `1 dynamic, last refreshed 02:15 UTC`; nothing where there is none.
std::string dynamic_text(const Rows& rows, const Database& database, TimePoint now) {
  std::int64_t dynamic = 0;
  std::optional<TimePoint> last;
  for (const Row& row : rows) {
    if (row.is_damaged() || row.stored.is_uploaded || !row.stored.is_dynamic) continue;
    ++dynamic;
    last = std::max(last, last_refresh(database, row.stored.number));
  }
  if (dynamic == 0) return {};
  return fmt::format("{} dynamic, {}", with_commas(dynamic),
                     last ? "last refreshed " + clock_text(*last, now) : "never refreshed");
}

/// Newest first; those of one second by name.
std::string as_table(const Rows& rows, const Database& database, const Session& session) {
  if (rows.empty())
    return fmt::format("No audiences yet.\nNext   {}\n", session.invocation().command("new winter"));
  std::vector<const Row*> ordered;
  for (const Row& row : rows) ordered.push_back(&row);
  std::stable_sort(ordered.begin(), ordered.end(), [](const Row* a, const Row* b) {
    return a->stored.date_modified > b->stored.date_modified;
  });
  Table table;
  table.add_column("name");
  table.add_column("customers", Table::Align::right);
  for (const char* title : {"kind", "changed", "id"})
    table.add_column(title, Table::Align::left, Table::Cells::whole);
  const bool has_users = std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
    return !users_of(rows, row.stored.audience_id).empty();
  });
  if (has_users) table.add_column("used by");
  for (const Row* row : ordered) {
    // Eight digits name an audience and leave room for its name; JSON has the whole id.
    const std::string& id = row->stored.audience_id;
    table.add_row({row->stored.audience_name, row->size ? with_commas(*row->size) : "-", kind_of(*row),
                   changed_text(row->stored.date_modified, session.now()),
                   id.substr(std::min<std::size_t>(12, id.size()), 8),
                   fmt::format("{}", fmt::join(users_of(rows, row->stored.audience_id), ", "))});
  }
  const std::string dynamic = dynamic_text(rows, database, session.now());
  return table_screen(table, session.room(),
                      counted(rows.size(), "audience") + (dynamic.empty() ? "" : " · " + dynamic));
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
  write_result(session, {.screen = [&] { return as_table(rows, *database, session); },
                         .json = [&](JsonWriter& json) { write_list(json, rows); }});
  session.out().flush();
  tell_damaged(rows);
}

}  // namespace

void add_list(CommandLine& line, Session& session) {
  line.verb("list", "The audiences, the newest first; as JSON by name.",
            {"audience list", "audience list --json | jq '.[].audience_name'"},
            [&session] { run_list(session); });
}

}  // namespace audience
