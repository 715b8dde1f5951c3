// `audience undelete`: deleted audiences brought back, all of those named or none.
#include <fmt/format.h>

#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "studio/undeletion.hpp"

namespace audience {
namespace {

void write_back(JsonWriter& json, const std::vector<BroughtBack>& back) {
  json.begin_object();
  json.key("undeleted");
  json.begin_array();
  for (const BroughtBack& one : back) json.text(one.audience_id);
  json.end_array();
  json.end_object();
}

void run_undelete(const Session& session, const std::vector<std::string>& audiences) {
  const auto studio = session.studio(Database::Mode::read_write);
  const std::vector<BroughtBack> back = undelete_audiences(*studio, audiences);
  for (const BroughtBack& one : back) {
    if (one.namesakes == 0) continue;
    session.note(
        fmt::format("note: of those named \"{}\" the newest is back; others can come back by their ids",
                    one.audience_name));
  }
  const auto screen = [&] {
    std::string text;
    for (const BroughtBack& one : back)
      text += fmt::format("\"{}\" is back; its links stay dead\n", one.audience_name);
    return text;
  };
  write_result(session, {.screen = screen,
                         .json = [&](JsonWriter& json) { write_back(json, back); },
                         .done = "the audiences are back"});
}

}  // namespace

void add_undelete(CommandLine& line, Session& session) {
  const auto audiences = std::make_shared<std::vector<std::string>>();
  line.verb("undelete", "Bring back deleted audiences, all of those named or none, with members and history.",
            {"audience undelete Winter", "audience delete --list"},
            [&session, audiences] { run_undelete(session, *audiences); })
      .arguments("AUDIENCE", *audiences, "names or whole ids, as `audience delete --list` shows them");
}

}  // namespace audience
