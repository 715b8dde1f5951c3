// `audience gc`: what links left behind, removed.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/left_files.hpp"
#include "cli/output_choice.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "studio/orphans.hpp"

namespace audience {
namespace {

std::string as_text(const Collected& collected, std::size_t audiences, const std::string& folder) {
  const std::vector<std::string>& removed = collected.copies.removed;
  std::string text;
  for (const std::string& name : removed) text += name + "\n";
  text += fmt::format("{} removed from {}\n", counted(removed.size(), "file"), folder);
  if (collected.keys > 0) text += counted(collected.keys, "old key") + " forgotten\n";
  if (audiences > 0) text += counted(audiences, "deleted audience") + " forgotten\n";
  return text;
}

void write_collected(JsonWriter& json, const Collected& collected, std::size_t audiences) {
  json.begin_object();
  json.texts_member("removed", collected.copies.removed);
  write_not_removed(json, collected.copies.left);
  json.texts_member("spared", collected.spared);
  json.integer_member("keys_forgotten", static_cast<std::int64_t>(collected.keys));
  json.integer_member("audiences_forgotten", static_cast<std::int64_t>(audiences));
  json.integer_member("audiences_spared", static_cast<std::int64_t>(collected.spared_audiences));
  json.end_object();
}

/// What is left to a person to do; copies first.
void refuse_rest(const Session& session, const Collected& collected) {
  if (!collected.copies.left.empty() && collected.keys_fault)
    session.warn(in_one_line(*collected.keys_fault, session.invocation()));
  refuse_left("links that are dead stay so", collected.copies.left);
  if (collected.keys_fault) {
    const Error& fault = *collected.keys_fault;
    throw Error(fault.kind(), std::string("files are removed as told, but not old keys: ") + fault.what(),
                fault.advice());
  }
  const std::size_t copies = collected.spared.size(), audiences = collected.spared_audiences;
  if (copies + audiences == 0) return;
  std::string what;
  if (copies > 0) what = counted(copies, "expired copy", "expired copies");
  if (audiences > 0) {
    what += (what.empty() ? "" : " and ") + counted(audiences, "deleted audience");
  }
  throw Error(
      ErrorKind::guard,
      fmt::format("{} {} spared, for the clock is in doubt", what, copies + audiences == 1 ? "is" : "are"),
      "set the clock right, or do the same again in a minute");
}

void run_gc(Session& session) {
  const auto studio = session.studio(Database::Mode::read_write);
  Collected collected = collect_garbage(*studio);
  std::vector<std::string>& removed = collected.copies.removed;
  removed.insert(removed.begin(), session.swept.begin(), session.swept.end());
  const std::string folder = studio->spool().folder().string();
  const std::size_t forgotten = studio->forgotten();
  write_result(session, {.screen = [&] { return as_text(collected, forgotten, folder); },
                         .json = [&](JsonWriter& json) { write_collected(json, collected, forgotten); },
                         .done = "what was found is removed"});
  session.out().flush();
  refuse_rest(session, collected);
}

}  // namespace

void add_gc(CommandLine& line, Session& session) {
  line.verb(
      "gc",
      "Remove the files of links that are expired or revoked, what a crash left of them, keys that no link "
      "can need, and audiences deleted 30 days ago. Every command removes expired files as it starts.",
      {"audience gc", "audience gc --json | jq '.removed | length'"}, [&session] { run_gc(session); });
}

}  // namespace audience
