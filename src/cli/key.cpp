// `audience key`: the key that signs links, turned over.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/left_files.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "studio/key_rotation.hpp"

namespace audience {
namespace {

struct Options {
  std::string action;
  bool revoke = false;
};

std::string as_text(const KeyRotation& rotation, bool revoked) {
  const std::int64_t links = rotation.links;
  const std::string what = revoked ? counted(links, "live link was revoked", "live links were revoked")
                                   : counted(links, "live link stays valid", "live links stay valid");
  return fmt::format("New key {}; {}\n", rotation.kid, what);
}

void write_rotation(JsonWriter& json, const KeyRotation& rotation, bool revoked) {
  const std::int64_t links = rotation.links;
  json.begin_object();
  json.text_member("kid", rotation.kid);
  json.integer_member("links_valid", revoked ? 0 : links);
  json.integer_member("links_revoked", revoked ? links : 0);
  write_not_removed(json, rotation.not_removed);
  json.end_object();
}

void run_key(Session& session, const Options& options) {
  if (options.action != "rotate")
    throw Error(ErrorKind::usage, fmt::format("key cannot \"{}\"", options.action),
                fmt::format("write `{}`", session.invocation().command("key rotate")));
  const auto studio = session.studio(Database::Mode::read_write);
  const KeyRotation rotation = rotate_key(*studio, options.revoke);
  write_result(session, {.screen = [&] { return as_text(rotation, options.revoke); },
                         .json = [&](JsonWriter& json) { write_rotation(json, rotation, options.revoke); },
                         .done = "the new key is in force"});
  session.out().flush();
  refuse_left("the links are dead", rotation.not_removed);
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
