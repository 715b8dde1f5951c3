// `audience history`: every evaluation of an audience that was stored.
#include "storage/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/counted.hpp"
#include "cli/audience_argument.hpp"
#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/picture_option.hpp"
#include "cli/refusal_words.hpp"
#include "cli/table_screen.hpp"
#include "cli/time_words.hpp"
#include "cli/verbs.hpp"
#include "model/formula.hpp"
#include "output/pictures.hpp"

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

std::string as_table(const Chronicle& chronicle, const ScreenRoom& room) {
  Table table;
  table.add_column("run", Table::Align::right);
  for (const char* title : {"when", "by", "as of"})
    table.add_column(title, Table::Align::left, Table::Cells::whole);
  for (const char* title : {"size", "entered", "left", "ms"}) table.add_column(title, Table::Align::right);
  table.add_column("note");
  const auto add_run = [&](std::size_t place) {
    const Run& run = chronicle.runs[place];
    table.add_row({std::to_string(run.run), minute_text(run.run_at), run.verb, minute_text(run.as_of.at),
                   with_commas(run.size), entered_cell(run.entered), left_cell(run.left),
                   std::to_string(run.took.count()), note_of(chronicle.runs, place)});
  };
  const auto add_refusal = [&](const Refusal& refusal) {
    table.add_row({{"refused", Ink::fault},
                   minute_text(refusal.refused_at),
                   "refresh",
                   minute_text(refusal.as_of),
                   with_commas(refusal.size),
                   "0",
                   "0",
                   std::to_string(refusal.took.count()),
                   empty_window_note(refusal)});
  };
  chronicle.visit(add_run, add_refusal);
  return table_screen(table, room,
                      fmt::format("{} · {}", counted(chronicle.runs.size(), "run"), times_are_utc));
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

struct Options {
  AudienceArgument audience;
  PictureOption picture;
};

std::string as_picture(const StoredAudience& stored, const std::vector<Run>& runs) {
  std::vector<SizeAt> sizes;
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) sizes.push_back({run->run_at, run->size});
  std::stable_sort(sizes.begin(), sizes.end(), [](const SizeAt& a, const SizeAt& b) { return a.at < b.at; });
  return size_picture(stored.audience_name,
                      fmt::format("customers after each of {}", counted(runs.size(), "run")), sizes);
}

void run_history(Session& session, const Options& options) {
  options.picture.check();
  const auto database = session.open(Database::Mode::read_only);
  Transaction snapshot(*database, Transaction::Kind::read);
  const StoredAudience stored = options.audience.find(*database);
  const std::int64_t number = stored.number;
  const Chronicle chronicle{runs_of(*database, number), refusals_of(*database, number)};
  if (options.picture.write(session, [&] { return as_picture(stored, chronicle.runs); })) return;
  write_result(session, {.screen = [&] { return as_table(chronicle, session.room()); },
                         .json = [&](JsonWriter& json) { write_chronicle(json, chronicle); }});
}

}  // namespace

void add_history(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("history",
            "Every stored evaluation of an audience, newest first: when, of what, its size, who entered and "
            "left; and refreshes that were refused.",
            {"audience history Winter", "audience history Winter --json | jq '.[0].funnel'",
             "audience history Winter --svg sizes.svg"},
            [&session, options] { run_history(session, *options); })
      .add(options->audience)
      .add(options->picture);
}

}  // namespace audience
