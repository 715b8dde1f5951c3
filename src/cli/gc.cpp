// `audience gc`: what links left behind, removed.
#include <fmt/format.h>

#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"
#include "studio/orphans.hpp"

namespace audience {
namespace {

std::string as_text(const std::vector<std::string>& files, std::size_t keys, std::size_t audiences,
                    const std::string& folder) {
  std::string text;
  for (const std::string& name : files) text += name + "\n";
  text += fmt::format("{} {} removed from {}\n", with_commas(static_cast<std::int64_t>(files.size())),
                      files.size() == 1 ? "file" : "files", folder);
  if (keys > 0) text += fmt::format("{} old {} forgotten\n", keys, keys == 1 ? "key" : "keys");
  if (audiences > 0)
    text += fmt::format("{} deleted {} forgotten\n", audiences, audiences == 1 ? "audience" : "audiences");
  return text;
}

void write_removed(JsonWriter& json, const std::vector<std::string>& files, std::size_t keys,
                   std::size_t audiences) {
  json.begin_object();
  json.texts_member("removed", files);
  json.integer_member("keys_forgotten", static_cast<std::int64_t>(keys));
  json.integer_member("audiences_forgotten", static_cast<std::int64_t>(audiences));
  json.end_object();
}

void run_gc(Session& session) {
  const auto studio = session.studio(Database::Mode::read_write);
  std::vector<std::string> removed = session.swept;
  const Removed orphans = remove_orphans(*studio);
  removed.insert(removed.end(), orphans.files.begin(), orphans.files.end());
  const std::size_t forgotten = studio->forgotten();
  const std::string folder = studio->spool().folder().string();
  write_result(session,
               {.screen = [&] { return as_text(removed, orphans.keys, forgotten, folder); },
                .json = [&](JsonWriter& json) { write_removed(json, removed, orphans.keys, forgotten); },
                .done = "what was found is removed"});
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
