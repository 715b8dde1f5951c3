// `audience delete`: forget audiences, all of those named or none.
#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "cli/verbs.hpp"
#include "json/json_writer.hpp"
#include "storage/audiences.hpp"
#include "studio/link_state.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> audiences;
  bool yes = false;
};

/// By name or whole id: the beginning of an id is too easily another's.
KnownAudience find(const std::vector<KnownAudience>& known, const std::string& reference,
                   const Database& database) {
  for (const KnownAudience& one : known) {
    if (one.audience_name == reference) return one;
  }
  for (const KnownAudience& one : known) {
    if (one.audience_id == reference || one.audience_id == "audience-id-" + reference) return one;
  }
  const StoredAudience meant = find_audience(database, reference);
  throw Error(ErrorKind::usage,
              fmt::format("delete takes a name or a whole id; {} is only the beginning of one", reference),
              fmt::format("it is of \"{}\", {}", meant.audience_name, meant.audience_id));
}

void refuse_used(const std::vector<KnownAudience>& known, const std::vector<KnownAudience>& chosen) {
  std::vector<std::string> ids;
  for (const KnownAudience& one : chosen) ids.push_back(one.audience_id);
  if (const auto use = used_from_outside(known, ids)) {
    throw Error(ErrorKind::conflict,
                fmt::format("\"{}\" is used by \"{}\"; nothing was deleted", use->used, use->user),
                fmt::format("delete \"{}\" too, or take it out of its filters", use->user));
  }
}

std::vector<KnownAudience> choose(const Options& options, const Database& database) {
  const std::vector<KnownAudience> known = known_audiences(database);
  std::vector<KnownAudience> chosen;
  for (const std::string& reference : options.audiences) {
    KnownAudience one = find(known, reference, database);
    const bool twice = std::any_of(chosen.begin(), chosen.end(),
                                   [&](const auto& other) { return other.audience_id == one.audience_id; });
    if (!twice) chosen.push_back(std::move(one));
  }
  refuse_used(known, chosen);
  return chosen;
}

std::string names_of(const std::vector<KnownAudience>& audiences) {
  std::string names;
  for (const KnownAudience& one : audiences)
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", one.audience_name);
  return names;
}

void report(Session& session, const std::vector<KnownAudience>& deleted) {
  if (session.tables()) {
    session.out().write(fmt::format("Deleted {}\n", names_of(deleted)));
    return;
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_object();
  json.key("deleted");
  json.begin_array();
  for (const KnownAudience& one : deleted) json.text(one.audience_id);
  json.end_array();
  json.end_object();
  session.out().write(text + "\n");
}

void run_delete(Session& session, const Options& options) {
  const auto database = session.open(Database::Mode::read_write);
  session.confirm(fmt::format("Delete {}?", names_of(choose(options, *database))), options.yes);
  Transaction transaction(*database, Transaction::Kind::write);
  const std::vector<KnownAudience> chosen = choose(options, *database);
  std::vector<std::string> revoked;
  for (const KnownAudience& one : chosen) {
    for (std::string& id : revoke_exports_of(*database, one.audience_id, session.now()))
      revoked.push_back(std::move(id));
    delete_audience(*database, one.audience_id);
  }
  transaction.commit();
  remove_copies(session.spool(), revoked);
  report(session, chosen);
}

}  // namespace

void add_delete(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("delete", "Forget audiences, all of those named or none. Customers and purchases stay.",
            {"audience delete Winter", "audience delete Winter Summer --yes"},
            [&session, options] { run_delete(session, *options); })
      .arguments("AUDIENCE", options->audiences, "names or whole ids")
      .flag("--yes", options->yes, "do not ask");
}

}  // namespace audience
