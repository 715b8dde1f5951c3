// `audience history`: every evaluation of an audience that was stored.
#include "storage/history.hpp"

#include <fmt/format.h>

#include <functional>

#include "cli/audience_argument.hpp"
#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/refusal_words.hpp"
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

/// Runs and refusals, newest first.
struct Chronicle {
  std::vector<Run> runs;
  std::vector<Refusal> refusals;

  /// Each in its turn; `run` gets the place of its run among `runs`.
  void visit(const std::function<void(std::size_t place)>& run,
             const std::function<void(const Refusal& refusal)>& refused) const {
    std::size_t next = 0;
    for (std::size_t place = 0; place <= runs.size(); ++place) {
      const std::int64_t number = place < runs.size() ? runs[place].run : 0;
      for (; next < refusals.size() && refusals[next].after_run >= number; ++next) refused(refusals[next]);
      if (place < runs.size()) run(place);
    }
  }
};

std::string note_of(const std::vector<Run>& runs, std::size_t place) {
  const Run& run = runs[place];
  const bool changed = place + 1 < runs.size() && run.definition != runs[place + 1].definition;
  return run.note + (changed ? (run.note.empty() ? "" : " · ") + std::string("new document") : "");
}

std::string as_table(const Chronicle& chronicle, std::size_t width) {
  Table table;
  table.add_column("run", Table::Align::right);
  for (const char* title : {"when", "by", "as of"})
    table.add_column(title, Table::Align::left, Table::Cells::whole);
  for (const char* title : {"size", "entered", "left", "ms"}) table.add_column(title, Table::Align::right);
  table.add_column("note");
  const auto add_run = [&](std::size_t place) {
    const Run& run = chronicle.runs[place];
    table.add_row({std::to_string(run.run), format_time(run.run_at), run.verb, format_time(run.as_of.at),
                   with_commas(run.size), with_commas(run.entered), with_commas(run.left),
                   std::to_string(run.took.count()), note_of(chronicle.runs, place)});
  };
  const auto add_refusal = [&](const Refusal& refusal) {
    table.add_row({"refused", format_time(refusal.refused_at), "refresh", format_time(refusal.as_of),
                   with_commas(refusal.size), "0", "0", std::to_string(refusal.took.count()),
                   empty_window_note(refusal)});
  };
  chronicle.visit(add_run, add_refusal);
  return table.to_text(width);
}

void write_funnel(JsonWriter& json, const std::vector<std::int64_t>& funnel) {
  json.key("funnel");
  json.begin_array();
  for (std::size_t i = 0; i + 1 < funnel.size(); i += 2) {
    json.begin_object();
    json.integer_member("count_before", funnel[i]);
    json.integer_member("count_now", funnel[i + 1]);
    json.end_object();
  }
  json.end_array();
}

void write_run(JsonWriter& json, const Run& run) {
  json.begin_object();
  json.integer_member("run", run.run);
  json.text_member("run_at", json_time(run.run_at));
  json.text_member("verb", run.verb);
  json.text_member("as_of", json_time(run.as_of.at));
  json.integer_member("audience_size", run.size);
  json.integer_member("entered", run.entered);
  json.integer_member("left", run.left);
  json.integer_member("milliseconds", run.took.count());
  json.text_member("formula", formula_of(run));
  write_funnel(json, run.funnel);
  json.text_member("note", run.note);
  json.end_object();
}

/// With the keys of a run.
void write_refused(JsonWriter& json, const Refusal& refusal, const std::string& formula) {
  json.begin_object();
  json.optional_integer_member("run", std::nullopt);
  json.text_member("run_at", json_time(refusal.refused_at));
  json.text_member("verb", "refresh");
  json.text_member("as_of", json_time(refusal.as_of));
  json.integer_member("audience_size", refusal.size);
  json.integer_member("entered", 0);
  json.integer_member("left", 0);
  json.integer_member("milliseconds", refusal.took.count());
  json.text_member("formula", formula);
  write_funnel(json, refusal.funnel);
  json.text_member("note", refusal_note(refusal));
  write_refusal(json, refusal);
  json.end_object();
}

/// A refresh evaluates the document of the run before it.
std::string formula_of(const Chronicle& chronicle, const Refusal& refusal) {
  for (const Run& run : chronicle.runs) {
    if (run.run == refusal.after_run) return formula_of(run);
  }
  return {};
}

void write_chronicle(JsonWriter& json, const Chronicle& chronicle) {
  json.begin_array();
  chronicle.visit(
      [&](std::size_t place) { write_run(json, chronicle.runs[place]); },
      [&](const Refusal& refusal) { write_refused(json, refusal, formula_of(chronicle, refusal)); });
  json.end_array();
}

void run_history(Session& session, const AudienceArgument& audience) {
  const auto database = session.open(Database::Mode::read_only);
  Transaction snapshot(*database, Transaction::Kind::read);
  const std::int64_t number = audience.find(*database).number;
  const Chronicle chronicle{runs_of(*database, number), refusals_of(*database, number)};
  write_result(session, {.screen = [&] { return as_table(chronicle, session.width()); },
                         .json = [&](JsonWriter& json) { write_chronicle(json, chronicle); }});
}

}  // namespace

void add_history(CommandLine& line, Session& session) {
  const auto audience = std::make_shared<AudienceArgument>();
  line.verb("history",
            "Every stored evaluation of an audience, newest first: when, of what, its size, who entered and "
            "left; and refreshes that were refused.",
            {"audience history Winter", "audience history Winter --json | jq '.[0].funnel'"},
            [&session, audience] { run_history(session, *audience); })
      .add(*audience);
}

}  // namespace audience
