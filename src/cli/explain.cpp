// `audience explain`: what a document means and what each of its filters does.
#include "studio/explain.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/evaluation_notes.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/explain_sql.hpp"
#include "cli/json_time.hpp"
#include "cli/moment_options.hpp"
#include "cli/output_choice.hpp"
#include "cli/picture_option.hpp"
#include "cli/table_screen.hpp"
#include "cli/verbs.hpp"
#include "model/formula.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

struct Options {
  std::string what;
  AsOfOption as_of;
  bool now = false, sql = false;
  PictureOption picture;
};

/// What is shown of it.
struct ExplanationView {
  const Explanation& explanation;
  const Document& document = explanation.document;
  std::optional<EvaluationView> stored{}, evaluation{};
  bool as_asked = false;  ///< the evaluation is of a time that was given
};

bool is_file(const std::string& what) {
  std::error_code ignored;
  return what == "-" || std::filesystem::is_regular_file(what, ignored) || what.ends_with(".json");
}

Explanation explain(const Session& session, const Options& options) {
  const auto studio = session.studio(Database::Mode::read_only);
  const AsOf at = options.as_of.time(session);
  if (!is_file(options.what))
    return explain_stored(*studio, options.what,
                          options.now || options.as_of.text ? std::optional(at) : std::nullopt);
  if (options.now)
    throw Error(ErrorKind::usage, "--now is for stored audiences; a file is always evaluated now");
  return explain_text(*studio, read_file(options.what, largest_document + 1),
                      options.what == "-" ? "stdin" : options.what, at);
}

ExplanationView explanation_view(const Explanation& explanation, bool as_asked) {
  ExplanationView view{.explanation = explanation};
  if (explanation.stored) {
    view.stored = stored_evaluation(*explanation.stored);
    view.as_asked = as_asked;
  }
  if (!explanation.present) return view;
  view.evaluation = evaluation_view(explanation.present->evaluation, explanation.present->as_of.at);
  view.evaluation->newest_event = newest_event_phrase(explanation.present->newest);
  if (explanation.stored) view.evaluation->match_attribute = explanation.stored->stored.match_attribute;
  view.evaluation->unmatched = explanation.present->unmatched;
  return view;
}

std::string milliseconds(std::chrono::microseconds took) {
  return fmt::format("{:.1f}", static_cast<double>(took.count()) / 1000);
}

std::string filters_table(const Document& document, const EvaluationView& view, const ScreenRoom& room) {
  Table table;
  table.add_column("");
  table.add_column("filter");
  for (const char* title : {"alone", "missing", "ms"}) table.add_column(title, Table::Align::right);
  table.add_column("answered by", Table::Align::left, Table::Cells::whole);
  const std::vector<FilterPhrase> phrases = filter_phrases(document);
  for (std::size_t i = 0; i < view.filters.size(); ++i) {
    const FilterReport& filter = view.filters[i];
    const std::string shared =
        filter.shared > 1 ? fmt::format(" ({})", counted(filter.shared, "filter")) : "";
    table.add_row({std::to_string(i + 1), phrases[i].joined(), with_commas(filter.alone),
                   filter.missing ? with_commas(*filter.missing) : "-", milliseconds(filter.took),
                   filter.method + shared});
  }
  return table_screen(table, room);
}

std::string as_screen(const ExplanationView& explanation, const ScreenRoom& room) {
  std::string text = formula(explanation.document) + "\n";
  if (explanation.stored)
    text += "\nAs stored: " + evaluation_screen(explanation.document, *explanation.stored, room);
  if (!explanation.evaluation) return text + "\nNext   the same on today's data: --now\n";
  text += (explanation.stored ? (explanation.as_asked ? "\nAs asked: " : "\nNow: ") : "\n") +
          evaluation_screen(explanation.document, *explanation.evaluation, room);
  if (!explanation.document.groups.empty())
    text += "\n" + filters_table(explanation.document, *explanation.evaluation, room);
  const std::vector<std::string>& notes = explanation.explanation.notes;
  for (const std::string& note : notes) text += (&note == &notes.front() ? "\n" : "") + note + "\n";
  return text;
}

class ExplanationWriter {
 public:
  explicit ExplanationWriter(JsonWriter& json) : json_(json) {}

  void write(const ExplanationView& explanation) {
    json_.begin_object();
    const auto& stored = explanation.explanation.stored;
    json_.optional_text_member("audience_id",
                               stored ? std::optional(stored->stored.audience_id) : std::nullopt);
    text("audience_name", explanation.document.audience_name);
    text("formula", formula(explanation.document));
    view("stored", explanation.document, explanation.stored);
    view("evaluation", explanation.document, explanation.evaluation);
    json_.texts_member("notes", explanation.explanation.notes);
    json_.end_object();
  }

 private:
  void text(std::string_view key, std::string_view value) { json_.text_member(key, value); }
  void integer(std::string_view key, std::int64_t value) { json_.integer_member(key, value); }
  void view(std::string_view key, const Document& document, const std::optional<EvaluationView>& view) {
    json_.key(key);
    if (!view) return json_.null();
    json_.begin_object();
    text("as_of", json_time(view->as_of));
    integer("customers", view->population);
    integer("audience_size", view->size);
    if (document.is_uploaded) integer("unmatched_values", view->unmatched);
    json_.key("filters");
    json_.begin_array();
    const std::vector<FilterPhrase> phrases = filter_phrases(document);
    for (std::size_t i = 0; i < view->funnel.size(); ++i) filter(phrases[i].joined(), *view, i);
    json_.end_array();
    json_.end_object();
  }
  void filter(const std::string& phrase, const EvaluationView& view, std::size_t i) {
    json_.begin_object();
    text("filter", phrase);
    integer("count_before", view.funnel[i].before);
    integer("count_now", view.funnel[i].now);
    text("filtered_percentage", filtered_percentage(view.funnel[i]));
    if (!view.filters.empty()) report(view.filters[i]);
    json_.end_object();
  }
  void report(const FilterReport& report) {
    integer("alone", report.alone);
    json_.optional_integer_member("missing", report.missing);
    text("answered_by", report.method);
    integer("filters_at_once", static_cast<std::int64_t>(report.shared));
    json_.key("milliseconds");
    json_.raw(milliseconds(report.took));
  }
  JsonWriter& json_;
};

/// Of the evaluation asked for, or what is stored.
std::string picture_of(const ExplanationView& view) {
  return evaluation_picture(view.document, view.evaluation ? *view.evaluation : *view.stored);
}

ServerExplanation explain_sql(const Session& session, const Options& options) {
  const auto studio = session.studio(Database::Mode::read_only);
  if (!studio->source().is_on_server())
    throw Error(ErrorKind::usage,
                fmt::format("--sql: {} reads from no server, which alone is asked by statements",
                            session.database_file().string()),
                "leave it out; the time and the engine of each filter are told without it");
  const AsOf at = options.as_of.time(session);
  if (!is_file(options.what)) return explain_sql_of_stored(*studio, options.what, at);
  return explain_sql_of_text(*studio, read_file(options.what, largest_document + 1),
                             options.what == "-" ? "stdin" : options.what, at);
}

void run_explain(Session& session, const Options& options) {
  options.picture.check();
  if (options.sql && (options.now || options.picture.file))
    throw Error(ErrorKind::usage, "--sql shows statements alone: leave out --now and --svg");
  if (options.sql) return show_sql(session, explain_sql(session, options));
  const Explanation explanation = explain(session, options);
  if (explanation.present) note_evaluation(session, explanation.present->notices, explanation.document);
  const ExplanationView view = explanation_view(explanation, options.as_of.text.has_value());
  if (options.picture.write(session, [&] { return picture_of(view); })) return;
  write_result(session, {.screen = [&] { return as_screen(view, session.room()); },
                         .json = [&](JsonWriter& json) { ExplanationWriter(json).write(view); }});
}

}  // namespace

void add_explain(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("explain",
            "What a document means, in one line with every bracket, and what each of its filters does.",
            {"audience explain winter.json", "audience explain Winter --now",
             "audience explain winter.json --as-of 2023-09-14", "audience explain winter.json --sql --table"},
            [&session, options] { run_explain(session, *options); })
      .argument("FILE|AUDIENCE", options->what, "a document, -, or a stored audience")
      .flag("--now", options->now, "of a stored audience: today's evaluation too")
      .flag("--sql", options->sql, "on a server: the statements it is asked by, for psql, and their time")
      .add(options->as_of)
      .add(session.options.timeout)
      .add(options->picture);
}

}  // namespace audience
