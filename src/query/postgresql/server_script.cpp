// The very statements of an evaluation, run once more to be shown.
#include "query/postgresql/server_script.hpp"

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <optional>

#include "base/counted.hpp"
#include "base/stopwatch.hpp"
#include "base/utf8.hpp"
#include "query/postgresql/pasted_statement.hpp"
#include "query/postgresql/server_statement.hpp"

namespace audience {
namespace {

ServerRun run_of(ServerConnection& server, const char* name, const ServerStatement& statement,
                 const std::function<void(const ServerRow&)>& look = {}) {
  ServerRun run{.name = name, .sql = pasted(statement)};
  const Stopwatch watch;
  server.each_row(statement.text, statement.parameters, [&](const ServerRow& row) {
    ++run.rows;
    if (look) look(row);
  });
  run.took = watch.elapsed();
  return run;
}

}  // namespace

std::vector<ServerRun> run_script(ServerConnection& server, const ServerQuestion& question) {
  const std::size_t filters = question.bound.filters.size();
  const int column_of_last = filters == 0 ? 0 : funnel_column(filters - 1, FunnelColumn::now);
  std::int64_t all = 0;
  std::vector<ServerRun> runs{run_of(server, "funnel", funnel_statement(question), [&](const ServerRow& row) {
    const std::string_view last = row.text(column_of_last).value_or("");
    std::from_chars(last.data(), last.data() + last.size(), all);
  })};
  std::optional<std::int64_t> size;
  if (question.bound.limit) size = size_within(*question.bound.limit, all);
  if (size == all) size.reset();
  runs.push_back(run_of(server, "members", members_statement(question, size)));
  return runs;
}

std::string script_of(const std::vector<std::string>& heading, const std::vector<ServerRun>& runs) {
  std::string script;
  for (const std::string& line : heading) script += fmt::format("-- {}\n", printable(line));
  script += "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n";
  for (const auto& [name, value] : session_settings())
    script += fmt::format("SET LOCAL {} = {};\n", name, text_literal(value));
  for (const ServerRun& run : runs) {
    script += fmt::format("\n-- {}: {} in {:.1f} ms\n{}\n", run.name, counted(run.rows, "row"),
                          static_cast<double>(run.took.count()) / 1000, run.sql);
  }
  return script + "\nROLLBACK;\n";
}

}  // namespace audience
