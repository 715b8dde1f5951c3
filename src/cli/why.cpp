// `audience why`: why a customer is in an audience or not, and where many customers fell out.
#include "studio/why.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "base/utf8.hpp"
#include "cli/audience_argument.hpp"
#include "cli/customer_list.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/table_screen.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

struct Options {
  AudienceArgument audience;
  std::vector<std::string> customers;
};

/// One sentence: in or out, by what, and whether the stored members still agree.
std::string sentence(const Verdict& verdict, const Trace& trace) {
  const bool selected = verdict.selected.contains(trace.customer);
  const auto stop = stopped_by(trace);
  std::string text = selected ? "In" : "Out";
  if (verdict.view.document.is_uploaded) {
    text += selected ? ": on the uploaded list" : ": not on the uploaded list";
  } else if (stop) {
    text += fmt::format(": stopped by filter {}", *stop + 1);
  } else if (!selected) {
    text += ": the filters let it in, the limit does not";
  }
  const bool stored = verdict.view.members.contains(trace.customer);
  if (stored != selected)
    text += stored ? "; yet stored as a member: the data has changed since"
                   : "; yet not stored as a member: the data has changed since";
  return text + ".";
}

TableCell answer(bool positive, std::string_view yes, std::string_view no) {
  return {std::string(positive ? yes : no), positive ? Ink::in : Ink::out};
}

std::string without_filters(const Verdict& verdict, const ScreenRoom& room) {
  return funnel_of(verdict.view.document, stored_evaluation(verdict.view), room);
}

/// A connector that says not stands apart from its filter, for yes and no answer the filter alone.
Table filter_table(const Verdict& verdict, bool with_values) {
  const Trace& trace = verdict.traces.front();
  Table table;
  table.add_column("");
  table.add_column("", Table::Align::left, Table::Cells::whole);
  table.add_column("filter");
  if (with_values) table.add_column("value");
  for (const char* title : {"", "so far"}) table.add_column(title, Table::Align::left, Table::Cells::whole);
  const std::vector<FilterPhrase> phrases = filter_phrases(verdict.view.document);
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    std::vector<TableCell> cells{std::to_string(i + 1), phrases[i].connector, phrases[i].phrase};
    if (with_values) cells.emplace_back(verdict.values[i]);
    cells.push_back(answer(trace.alone[i], "yes", "no"));
    cells.push_back(answer(trace.so_far[i], "in", "out"));
    table.add_row(std::move(cells));
  }
  return table;
}

/// Where there is no room for all, the answers are more than the values.
std::string filters_screen(const Verdict& verdict, const ScreenRoom& room) {
  const Table whole = filter_table(verdict, true);
  if (whole.columns_within(room) == whole.columns()) return table_screen(whole, room);
  return table_screen(filter_table(verdict, false), room, "without values: --all-columns", 1);
}

std::string one_as_table(const Verdict& verdict, const std::string& id, const ScreenRoom& room) {
  return fmt::format("{} · {} · as of {}\n\n{}\n{}\n", printable(id), verdict.view.stored.audience_name,
                     format_minute(verdict.view.stored.as_of.at),
                     verdict.values.empty() ? without_filters(verdict, room) : filters_screen(verdict, room),
                     sentence(verdict, verdict.traces.front()));
}

void begin_json(JsonWriter& json, const Verdict& verdict) {
  json.begin_object();
  json.text_member("audience_id", verdict.view.stored.audience_id);
  json.text_member("audience_name", verdict.view.stored.audience_name);
  json.text_member("as_of", json_time(verdict.view.stored.as_of.at));
}

void write_one(JsonWriter& json, const Verdict& verdict, const std::string& id) {
  const Trace& trace = verdict.traces.front();
  const std::vector<FilterPhrase> phrases = filter_phrases(verdict.view.document);
  begin_json(json, verdict);
  json.text_member("customer_id", id);
  json.key("filters");
  json.begin_array();
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    json.begin_object();
    json.text_member("connector", phrases[i].connector);
    json.text_member("filter", phrases[i].phrase);
    json.text_member("value", verdict.values[i]);
    json.boolean_member("yes", trace.alone[i]);
    json.boolean_member("so_far", trace.so_far[i]);
    json.end_object();
  }
  json.end_array();
  json.boolean_member("selected", verdict.selected.contains(trace.customer));
  json.boolean_member("member", verdict.view.members.contains(trace.customer));
  json.text_member("verdict", sentence(verdict, trace));
  json.end_object();
}

struct Tally {
  std::vector<std::int64_t> stopped;
  std::int64_t selected = 0, cut = 0;
  std::int64_t not_listed = 0;  ///< of an uploaded list, where no filter stops anyone
};

Tally tally_of(const Verdict& verdict) {
  Tally tally{std::vector<std::int64_t>(verdict.values.size()), 0, 0, 0};
  std::int64_t& others = verdict.view.document.is_uploaded ? tally.not_listed : tally.cut;
  for (const Trace& trace : verdict.traces) {
    if (const auto stop = stopped_by(trace)) {
      ++tally.stopped[*stop];
    } else {
      ++(verdict.selected.contains(trace.customer) ? tally.selected : others);
    }
  }
  return tally;
}

std::string many_as_table(const Verdict& verdict, const ScreenRoom& room) {
  const std::vector<std::string>& unknown = verdict.unknown;
  const Tally tally = tally_of(verdict);
  Table table;
  table.add_column("");
  table.add_column("filter");
  table.add_column("stopped", Table::Align::right);
  const std::vector<FilterPhrase> phrases = filter_phrases(verdict.view.document);
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    table.add_row({std::to_string(i + 1), phrases[i].joined(), with_commas(tally.stopped[i])});
  }
  std::string text =
      fmt::format("{} · {} · as of {}\n\n{}\n{} in", counted(verdict.traces.size(), "customer"),
                  verdict.view.stored.audience_name, format_minute(verdict.view.stored.as_of.at),
                  phrases.empty() ? without_filters(verdict, room) : table_screen(table, room),
                  with_commas(tally.selected));
  if (tally.not_listed > 0) text += fmt::format(" · {} not on the list", with_commas(tally.not_listed));
  if (tally.cut > 0) text += fmt::format(" · {} cut by the limit", with_commas(tally.cut));
  constexpr std::size_t shown = 3;
  if (unknown.empty()) return text + "\n";
  text += fmt::format(
      " · {} unknown: {}", with_commas(static_cast<std::int64_t>(unknown.size())),
      fmt::join(unknown.begin(),
                unknown.begin() + static_cast<std::ptrdiff_t>(std::min(shown, unknown.size())), ", "));
  return text + (unknown.size() > shown ? " …\n" : "\n");
}

void write_many(JsonWriter& json, const Verdict& verdict) {
  const Tally tally = tally_of(verdict);
  const std::vector<FilterPhrase> phrases = filter_phrases(verdict.view.document);
  begin_json(json, verdict);
  const auto integer = [&](std::string_view key, std::int64_t value) { json.integer_member(key, value); };
  integer("customers", static_cast<std::int64_t>(verdict.traces.size()));
  json.texts_member("unknown", verdict.unknown);
  integer("selected", tally.selected);
  integer("cut_by_limit", tally.cut);
  if (verdict.view.document.is_uploaded) integer("not_listed", tally.not_listed);
  json.key("filters");
  json.begin_array();
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    json.begin_object();
    json.text_member("filter", phrases[i].joined());
    integer("stopped_first", tally.stopped[i]);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void run_why(Session& session, const Options& options) {
  const std::vector<std::string> ids = read_customers(options.customers);
  const auto studio = session.studio(Database::Mode::read_only);
  const Verdict verdict = judge(*studio, options.audience.reference, ids);
  if (ids.size() != 1) {
    write_result(session, {.screen = [&] { return many_as_table(verdict, session.room()); },
                           .json = [&](JsonWriter& json) { write_many(json, verdict); }});
    return;
  }
  write_result(session, {.screen = [&] { return one_as_table(verdict, ids.front(), session.room()); },
                         .json = [&](JsonWriter& json) { write_one(json, verdict, ids.front()); }});
}

}  // namespace

void add_why(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("why",
            "Why a customer is in an audience or not; for several, how many each filter stopped first.",
            {"audience why Winter c_46120", "audience why Winter c_1 c_2 c_3",
             "audience why Winter - <ids.txt"},
            [&session, options] { run_why(session, *options); })
      .add(options->audience)
      .arguments("CUSTOMER", options->customers, "ids of customers, or - for a list on standard input")
      .add(session.options.timeout);
}

}  // namespace audience
