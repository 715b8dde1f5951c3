// `audience gc`: what links left behind, removed.
#include <fmt/format.h>

#include "cli/verbs.hpp"
#include "json/json_writer.hpp"
#include "output/table.hpp"
#include "studio/orphans.hpp"

namespace audience {
namespace {

void run_gc(Session& session) {
  const auto studio = session.studio(Database::Mode::read_only);
  std::vector<std::string> removed = session.swept;
  const Removed orphans = remove_orphans(*studio);
  removed.insert(removed.end(), orphans.files.begin(), orphans.files.end());
  const std::size_t keys = orphans.keys;
  if (session.tables()) {
    for (const std::string& name : removed) session.out().write(name + "\n");
    session.out().write(
        fmt::format("{} {} removed from {}\n", with_commas(static_cast<std::int64_t>(removed.size())),
                    removed.size() == 1 ? "file" : "files", studio->spool().folder().string()));
    if (keys > 0) session.out().write(fmt::format("{} old {} forgotten\n", keys, keys == 1 ? "key" : "keys"));
    return;
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_object();
  json.texts_member("removed", removed);
  json.integer_member("keys_forgotten", static_cast<std::int64_t>(keys));
  json.end_object();
  session.out().write(text + "\n");
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
