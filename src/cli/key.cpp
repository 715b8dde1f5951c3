// `audience key`: the key that signs links, turned over.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/verbs.hpp"
#include "json/json_writer.hpp"
#include "output/table.hpp"
#include "studio/link_state.hpp"

namespace audience {
namespace {

struct Options {
  std::string action;
  bool revoke = false;
};

std::int64_t live_links(const Session& session, const Database& database) {
  const Spool spool = session.spool();
  std::int64_t count = 0;
  for (const ExportRecord& record : all_exports(database))
    count += link_state(record, spool, session.now()) == LinkState::alive ? 1 : 0;
  return count;
}

void report(Session& session, const SigningKey& key, std::int64_t links, bool revoked) {
  if (session.tables()) {
    const std::string what = revoked ? (links == 1 ? "live link was revoked" : "live links were revoked")
                                     : (links == 1 ? "live link stays valid" : "live links stay valid");
    session.out().write(fmt::format("New key {}; {} {}\n", key.kid, with_commas(links), what));
    return;
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_object();
  json.text_member("kid", key.kid);
  json.integer_member("links_valid", revoked ? 0 : links);
  json.integer_member("links_revoked", revoked ? links : 0);
  json.end_object();
  session.out().write(text + "\n");
}

void run_key(Session& session, const Options& options) {
  if (options.action != "rotate")
    throw Error(ErrorKind::usage, fmt::format("key cannot \"{}\"", options.action),
                "write `audience key rotate`");
  const auto database = session.open(Database::Mode::read_write);
  const Spool spool = session.spool();
  spool.make();
  // The key changes under the write lock: a link is issued before, and counted here, or after, by the new
  // key.
  Transaction transaction(*database, Transaction::Kind::write);
  const std::int64_t links = live_links(session, *database);
  std::vector<std::string> revoked;
  if (options.revoke) revoked = revoke_all_exports(*database, session.now());
  const SigningKey key = session.key_file().rotate(session.now(), options.revoke);
  transaction.commit();
  remove_copies(spool, revoked);
  report(session, key, links, options.revoke);
}

}  // namespace

void add_key(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("key",
            "Sign new links by a new key. Links that live stay valid; the old key goes when none can live "
            "any more.",
            {"audience key rotate", "audience key rotate --revoke"},
            [&session, options] { run_key(session, *options); })
      .argument("ACTION", options->action, "rotate")
      .flag("--revoke", options->revoke, "forget the old keys: every link dies now");
}

}  // namespace audience
