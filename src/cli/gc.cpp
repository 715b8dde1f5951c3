// `audience gc`: what links left behind, removed.
#include <fmt/format.h>

#include "cli/verbs.hpp"
#include "json/json_writer.hpp"
#include "output/table.hpp"
#include "storage/exports.hpp"

namespace audience {
namespace {

/// No link leads to it, or one that was revoked.
bool is_orphan(const Database& database, const Copy& copy) {
  const auto record = find_export(database, copy.export_id);
  // An export that is about to enter the row holds the copy's lock.
  if (!record) return !Spool::is_being_written(copy.path) && !find_export(database, copy.export_id);
  return record->revoked_at || record->expires_at != copy.expires_at || record->format != copy.format;
}

std::vector<std::string> remove_orphans(const Database& database, const Spool& spool) {
  std::vector<std::string> removed;
  for (const Copy& copy : spool.copies()) {
    std::error_code fault;
    if (is_orphan(database, copy) && std::filesystem::remove(copy.path, fault))
      removed.push_back(copy.path.filename().string());
  }
  return removed;
}

void run_gc(Session& session) {
  const auto database = session.open(Database::Mode::read_only);
  const Spool spool = session.spool();
  std::vector<std::string> removed = session.swept;
  for (std::string& name : remove_orphans(*database, spool)) removed.push_back(std::move(name));
  const std::size_t keys = session.key_file().forget_old(session.now());
  if (session.tables()) {
    for (const std::string& name : removed) session.out().write(name + "\n");
    session.out().write(fmt::format("{} {} removed from {}\n",
                                    with_commas(static_cast<std::int64_t>(removed.size())),
                                    removed.size() == 1 ? "file" : "files", spool.folder().string()));
    if (keys > 0) session.out().write(fmt::format("{} old {} forgotten\n", keys, keys == 1 ? "key" : "keys"));
    return;
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_object();
  json.key("removed");
  json.begin_array();
  for (const std::string& name : removed) json.text(name);
  json.end_array();
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
