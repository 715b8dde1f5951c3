// Times as everywhere in explain: milliseconds.
#include "cli/explain_sql.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/session.hpp"

namespace audience {
namespace {

std::string as_script(const ServerExplanation& explanation) {
  return script_of({fmt::format("{} on {}", explanation.audience_name, explanation.server),
                    fmt::format("as of {} UTC", format_time(explanation.as_of.at))},
                   explanation.runs);
}

void write_explanation(JsonWriter& json, const ServerExplanation& explanation) {
  json.begin_object();
  json.optional_text_member("audience_id", explanation.audience_id);
  json.text_member("audience_name", explanation.audience_name);
  json.text_member("server", explanation.server);
  json.text_member("as_of", json_time(explanation.as_of.at));
  json.key("statements");
  json.begin_array();
  for (const ServerRun& run : explanation.runs) {
    json.begin_object();
    json.text_member("name", run.name);
    json.text_member("sql", run.sql);
    json.integer_member("rows", run.rows);
    json.key("milliseconds");
    json.raw(fmt::format("{:.1f}", static_cast<double>(run.took.count()) / 1000));
    json.end_object();
  }
  json.end_array();
  json.text_member("script", as_script(explanation));
  json.end_object();
}

}  // namespace

void show_sql(Session& session, const ServerExplanation& explanation) {
  write_result(session, {.screen = [&] { return printable_lines(as_script(explanation)); },
                         .json = [&](JsonWriter& json) { write_explanation(json, explanation); }});
}

}  // namespace audience
