// `audience doctor`: everything looked at, and what to do about what is wrong.
#include "studio/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output_choice.hpp"
#include "cli/remedy_words.hpp"
#include "cli/table_screen.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

struct Options {
  bool deep = false;
};

std::size_t findings_of(const Examination& examination, const std::string& check) {
  return static_cast<std::size_t>(
      std::count_if(examination.findings.begin(), examination.findings.end(),
                    [&](const Finding& finding) { return finding.where == check; }));
}

std::string number_of(std::size_t findings) { return counted(findings, "finding"); }

std::string as_text(const Examination& examination, const Invocation& by, const ScreenRoom& room) {
  Table table;
  table.add_column("check", Table::Align::left, Table::Cells::whole);
  table.add_column("found", Table::Align::left, Table::Cells::whole);
  table.add_column("of");
  for (const CheckedPart& part : examination.checked) {
    const std::size_t count = findings_of(examination, part.name);
    table.add_row({part.name, count == 0 ? TableCell("ok", Ink::in) : TableCell(number_of(count), Ink::fault),
                   part.said});
  }
  std::string text = table_screen(table, room);
  for (const Finding& finding : examination.findings) {
    text += fmt::format("\n{} ({}): {}\n", painted(name_of(finding.severity), Ink::fault), finding.where,
                        printable(finding.what));
    const std::string remedy = remedy_words(finding.remedy, by);
    if (!remedy.empty()) text += fmt::format("  {}\n", remedy);
  }
  return text;
}

void write_examination(JsonWriter& json, const Examination& examination, const Invocation& by) {
  json.begin_object();
  json.key("findings");
  json.begin_array();
  for (const Finding& finding : examination.findings) {
    json.begin_object();
    json.text_member("what", finding.what);
    json.text_member("where", finding.where);
    json.text_member("severity", name_of(finding.severity));
    json.text_member("remedy", remedy_words(finding.remedy, by));
    json.end_object();
  }
  json.end_array();
  json.key("checked");
  json.begin_array();
  for (const CheckedPart& part : examination.checked) {
    json.begin_object();
    json.text_member("name", part.name);
    json.text_member("of", part.said);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

/// To keep digests, where it can be written.
std::unique_ptr<Studio> studio_for(const Session& session, bool deep) {
  if (deep) {
    try {
      return session.studio(Database::Mode::read_write);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::database_unusable) throw;
    }
  }
  return session.studio(Database::Mode::read_only);
}

Examination examination_for(const Session& session, const Options& options) {
  std::error_code none;
  const auto folder = std::filesystem::temp_directory_path(none);
  try {
    return examine(*studio_for(session, options.deep), {.deep = options.deep, .temporary_folder = folder});
  } catch (const Error& error) {
    // Another program's file, or none, is nobody's illness.
    if (error.remedy() != Remedy::run_doctor && error.remedy() != Remedy::share_database) throw;
    return examination_of_unreadable(error);
  }
}

void run_doctor(Session& session, const Options& options) {
  const Examination examination = examination_for(session, options);
  const Invocation by = session.invocation();
  write_result(session, {.screen = [&] { return as_text(examination, by, session.room()); },
                         .json = [&](JsonWriter& json) { write_examination(json, examination, by); }});
  if (!examination.findings.empty()) session.exit_status = exit_code(ErrorKind::guard);
}

}  // namespace

void add_doctor(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb(
          "doctor",
          "Look at everything: the database, audiences, links, their key, clock and disk. Each finding with "
          "what mends it; 11 where there is one.",
          {"audience doctor", "audience doctor --deep", "audience doctor --json | jq -r '.findings[].what'"},
          [&session, options] { run_doctor(session, *options); })
      .flag(
          "--deep", options->deep,
          "every index and every row too, held against the digests of tables; keeps those that are missing");
}

}  // namespace audience
