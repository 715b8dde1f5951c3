// `audience history`: every evaluation of an audience that was stored.
#include "storage/history.hpp"

#include <fmt/format.h>

#include "cli/audience_argument.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "model/formula.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

std::string formula_of(const Run& run) {
  Faults faults;
  const Document document = parse_stored_document(run.definition, faults);
  faults.throw_if_any(fmt::format("run {}", run.run));
  return formula(document);
}

std::string as_table(const std::vector<Run>& runs, std::size_t width) {
  Table table;
  table.add_column("run", Table::Align::right);
  for (const char* title : {"when", "by", "as of"})
    table.add_column(title, Table::Align::left, Table::Cells::whole);
  for (const char* title : {"size", "entered", "left", "ms"}) table.add_column(title, Table::Align::right);
  table.add_column("note");
  std::string definition;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    const bool first = i + 1 == runs.size();
    const bool changed = !first && run.definition != runs[i + 1].definition;
    const std::string note =
        run.note + (changed ? (run.note.empty() ? "" : " · ") + std::string("new document") : "");
    table.add_row({std::to_string(run.run), format_time(run.run_at), run.verb, format_time(run.as_of),
                   with_commas(run.size), with_commas(run.entered), with_commas(run.left),
                   std::to_string(run.took.count()), note});
  }
  return table.to_text(width);
}

void write_run(JsonWriter& json, const Run& run) {
  json.begin_object();
  json.integer_member("run", run.run);
  json.text_member("run_at", format_time(run.run_at));
  json.text_member("verb", run.verb);
  json.text_member("as_of", format_time(run.as_of));
  json.integer_member("audience_size", run.size);
  json.integer_member("entered", run.entered);
  json.integer_member("left", run.left);
  json.integer_member("milliseconds", run.took.count());
  json.text_member("formula", formula_of(run));
  json.key("funnel");
  json.begin_array();
  for (std::size_t i = 0; i + 1 < run.funnel.size(); i += 2) {
    json.begin_object();
    json.integer_member("count_before", run.funnel[i]);
    json.integer_member("count_now", run.funnel[i + 1]);
    json.end_object();
  }
  json.end_array();
  json.text_member("note", run.note);
  json.end_object();
}

void write_runs(JsonWriter& json, const std::vector<Run>& runs) {
  json.begin_array();
  for (const Run& run : runs) write_run(json, run);
  json.end_array();
}

void run_history(Session& session, const AudienceArgument& audience) {
  const auto database = session.open(Database::Mode::read_only);
  Transaction snapshot(*database, Transaction::Kind::read);
  const std::vector<Run> runs = runs_of(*database, audience.find(*database).number);
  write_result(session, {.screen = [&] { return as_table(runs, session.width()); },
                         .json = [&](JsonWriter& json) { write_runs(json, runs); }});
}

}  // namespace

void add_history(CommandLine& line, Session& session) {
  const auto audience = std::make_shared<AudienceArgument>();
  line.verb("history",
            "Every stored evaluation of an audience, newest first: when, of what, its size, who entered and "
            "left.",
            {"audience history Winter", "audience history Winter --json | jq '.[0].funnel'"},
            [&session, audience] { run_history(session, *audience); })
      .add(*audience);
}

}  // namespace audience
