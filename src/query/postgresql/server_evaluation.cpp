// One statement for the funnel, one for the members, and few where something is worth a note.
#include "query/postgresql/server_evaluation.hpp"

#include <charconv>
#include <map>

#include "audience/error.hpp"
#include "base/stopwatch.hpp"
#include "query/postgresql/server_statement.hpp"

namespace audience {
namespace {

using Row = std::vector<std::optional<std::string>>;

std::int64_t number_in(const Row& row, int column) {
  const auto& text = row.at(static_cast<std::size_t>(column));
  std::int64_t number = 0;
  const bool is_number = text && std::from_chars(text->data(), text->data() + text->size(), number).ptr ==
                                     text->data() + text->size();
  if (!is_number) throw Error(ErrorKind::unexpected, "the server counted something that is no number");
  return number;
}

std::vector<Row> rows_of(ServerConnection& server, const ServerStatement& statement) {
  return server.rows(statement.text, statement.parameters);
}

/// Whether its window holds any event, where none counted.
bool has_events(ServerConnection& server, const ServerQuestion& question, const EventScope& scope) {
  return !rows_of(server, window_statement(question, scope)).empty();
}

/// By the events' names.
using TimelessEvents = std::map<std::string, std::int64_t>;

TimelessEvents timeless_events(ServerConnection& server, const ServerQuestion& question) {
  TimelessEvents counts;
  for (const BoundFilter& filter : question.bound.filters) {
    const EventScope* scope = scope_of(filter);
    if (scope == nullptr || counts.contains(scope->event)) continue;
    const Event& event = *question.tables.catalog().find_event(scope->event);
    counts[scope->event] = number_in(rows_of(server, timeless_statement(question, event)).at(0), 0);
  }
  return counts;
}

}  // namespace

ServerEvaluation evaluate_on_server(ServerConnection& server, const ServerQuestion& question) {
  const Stopwatch watch;
  const std::vector<Row> rows = rows_of(server, funnel_statement(question));
  const Row& row = rows.at(0);
  const auto took = watch.elapsed();
  ServerEvaluation result;
  result.population = number_in(row, 0);
  std::int64_t before = result.population;
  const TimelessEvents timeless = timeless_events(server, question);
  for (std::size_t i = 0; i < question.bound.filters.size(); ++i) {
    const auto at = [&](FunnelColumn column) { return funnel_column(i, column); };
    const std::int64_t now = number_in(row, at(FunnelColumn::now));
    result.funnel.push_back({before, now});
    before = now;
    FilterReport& report = result.filters.emplace_back();
    report.alone = number_in(row, at(FunnelColumn::alone));
    if (row[static_cast<std::size_t>(at(FunnelColumn::missing))])
      report.missing = number_in(row, at(FunnelColumn::missing));
    report.method = "postgresql";
    report.took = took;
    report.shared = question.bound.filters.size();
    const EventScope* scope = scope_of(question.bound.filters[i]);
    if (scope == nullptr) continue;
    report.events_without_time = timeless.at(scope->event);
    report.saw_events =
        row[static_cast<std::size_t>(at(FunnelColumn::saw))] == "t" || has_events(server, question, *scope);
  }
  result.size = before;
  if (question.bound.limit) result.size = size_within(*question.bound.limit, before);
  return result;
}

void each_member_on_server(ServerConnection& server, const ServerQuestion& question,
                           const ServerEvaluation& evaluation,
                           const std::function<void(std::string_view key)>& take) {
  const std::int64_t all = evaluation.funnel.empty() ? evaluation.population : evaluation.funnel.back().now;
  const bool is_cut = evaluation.size < all;
  const ServerStatement statement =
      members_statement(question, is_cut ? std::optional(evaluation.size) : std::nullopt);
  server.each_row(statement.text, statement.parameters,
                  [&](const ServerRow& row) { take(row.text(0).value_or("")); });
}

}  // namespace audience
