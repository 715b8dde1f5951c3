// `audience gc`: what links left behind, removed.
#include <fmt/format.h>

#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"
#include "studio/orphans.hpp"

namespace audience {
namespace {

std::string as_text(const std::vector<std::string>& files, std::size_t keys, const std::string& folder) {
  std::string text;
  for (const std::string& name : files) text += name + "\n";
  text += fmt::format("{} {} removed from {}\n", with_commas(static_cast<std::int64_t>(files.size())),
                      files.size() == 1 ? "file" : "files", folder);
  if (keys > 0) text += fmt::format("{} old {} forgotten\n", keys, keys == 1 ? "key" : "keys");
  return text;
}

void write_removed(JsonWriter& json, const std::vector<std::string>& files, std::size_t keys) {
  json.begin_object();
  json.texts_member("removed", files);
  json.integer_member("keys_forgotten", static_cast<std::int64_t>(keys));
  json.end_object();
}

void run_gc(Session& session) {
  const auto studio = session.studio(Database::Mode::read_only);
  std::vector<std::string> removed = session.swept;
  const Removed orphans = remove_orphans(*studio);
  removed.insert(removed.end(), orphans.files.begin(), orphans.files.end());
  const std::string folder = studio->spool().folder().string();
  write_result(session, {.screen = [&] { return as_text(removed, orphans.keys, folder); },
                         .json = [&](JsonWriter& json) { write_removed(json, removed, orphans.keys); },
                         .done = "what was found is removed"});
}

}  // namespace

void add_gc(CommandLine& line, Session& session) {
  line.verb("gc",
            "Remove the files of links that are expired or revoked, what a crash left of them, and keys that "
            "no link "
            "can need. Every command removes expired ones as it starts.",
            {"audience gc", "audience gc --json | jq '.removed | length'"}, [&session] { run_gc(session); });
}

}  // namespace audience
