// `audience exports`: what went out, to whom, and which links still live.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/table_screen.hpp"
#include "cli/time_words.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"
#include "studio/export_log.hpp"

namespace audience {
namespace {

/// With the time an alive one has left, as `--expires-in` would write it, cut to its greatest unit.
std::string link_text(const LoggedExport& one, TimePoint now) {
  if (one.state != LinkState::alive) return std::string(name_of(one.state));
  const std::int64_t left = std::max<std::int64_t>((*one.record.expires_at - now).count(), 1);
  constexpr std::array<std::pair<std::int64_t, char>, 4> units{
      {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}}};
  const auto* const unit =
      std::find_if(units.begin(), units.end(), [&](const auto& span) { return left >= span.first; });
  return fmt::format("{} {}{}", name_of(one.state), left / unit->first, unit->second);
}

/// Whom, and into which file; its folder is in the JSON.
std::string destination(const ExportRecord& record) {
  const std::string between = record.recipient && record.file ? ", " : "";
  const std::string file = std::filesystem::path(record.file.value_or("")).filename().string();
  return record.recipient.value_or("") + between + file;
}

std::string as_table(const std::vector<LoggedExport>& log, TimePoint now, const ScreenRoom& room) {
  if (log.empty()) return "No exports yet.\n";
  Table table;
  table.add_column("audience");
  table.add_column("link", Table::Align::left, Table::Cells::whole);
  table.add_column("rows", Table::Align::right);
  for (const char* title : {"export", "when", "by"})
    table.add_column(title, Table::Align::left, Table::Cells::whole);
  table.add_column("held", Table::Align::right);
  table.add_column("to");
  for (const LoggedExport& one : log) {
    const ExportRecord& record = one.record;
    table.add_row({record.audience_name,
                   {link_text(one, now), one.state == LinkState::alive ? Ink::in : Ink::none},
                   with_commas(record.rows),
                   record.export_id.substr(0, 8),
                   minute_text(record.exported_at),
                   record.exported_by,
                   with_commas(record.held_back),
                   destination(record)});
  }
  return table_screen(table, room, fmt::format("{} · {}", counted(log.size(), "export"), times_are_utc));
}

std::optional<std::string> time_text(const std::optional<TimePoint>& time) {
  return time ? std::optional(json_time(*time)) : std::nullopt;
}

void write_record(JsonWriter& json, const ExportRecord& record, LinkState state) {
  json.begin_object();
  json.text_member("export_id", record.export_id);
  json.text_member("audience_id", record.audience_id);
  json.text_member("audience_name", record.audience_name);
  json.text_member("exported_at", json_time(record.exported_at));
  json.text_member("exported_by", record.exported_by);
  json.text_member("format", record.format);
  json.integer_member("rows", record.rows);
  json.integer_member("held_back", record.held_back);
  json.integer_member("bytes", record.bytes);
  json.text_member("sha256", record.sha256);
  json.optional_text_member("file", record.file);
  json.optional_text_member("recipient", record.recipient);
  json.optional_text_member("expires_at", time_text(record.expires_at));
  json.optional_text_member("revoked_at", time_text(record.revoked_at));
  json.text_member("state", name_of(state));
  json.end_object();
}

void write_log(JsonWriter& json, const std::vector<LoggedExport>& log) {
  json.begin_array();
  for (const LoggedExport& one : log) write_record(json, one.record, one.state);
  json.end_array();
}

void run_exports(Session& session, const std::optional<std::string>& reference) {
  const auto studio = session.studio(Database::Mode::read_only);
  const std::vector<LoggedExport> log = export_log(*studio, reference);
  write_result(session, {.screen = [&] { return as_table(log, session.now(), session.room()); },
                         .json = [&](JsonWriter& json) { write_log(json, log); }});
}

}  // namespace

void add_exports(CommandLine& line, Session& session) {
  const auto reference = std::make_shared<std::optional<std::string>>();
  line.verb("exports",
            "What went out, newest first: when, by whom, how many, to whom, and whether its link lives.",
            {"audience exports", "audience exports Winter --json | jq '.[] | select(.state == \"alive\")'"},
            [&session, reference] { run_exports(session, *reference); })
      .optional_argument(
          "AUDIENCE", *reference,
          "only this one: name, id, or the id's beginning; also of a deleted one, by its name");
}

}  // namespace audience
