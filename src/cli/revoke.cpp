// `audience revoke`: links killed before their time.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/left_files.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "studio/revocation.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> exports;
  bool all = false;
};

std::string beginnings(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + id.substr(0, 8);
  return text;
}

void report(const Session& session, const Revoked& revoked) {
  const auto screen = [&] {
    if (!revoked.before.empty()) session.note("note: no live link had " + beginnings(revoked.before));
    return revoked.now.empty() ? "No link was alive: nothing to revoke\n"
                               : fmt::format("Revoked {}\n", beginnings(revoked.now));
  };
  const auto write = [&](JsonWriter& json) {
    json.begin_object();
    json.texts_member("revoked", revoked.now);
    json.texts_member("not_alive", revoked.before);
    write_not_removed(json, revoked.not_removed);
    json.end_object();
  };
  write_result(session,
               {.screen = screen, .json = write, .done = revoked.now.empty() ? "" : "the links are revoked"});
  session.out().flush();
  refuse_left("the links are dead", revoked.not_removed);
}

void run_revoke(Session& session, const Options& options) {
  if (options.all == !options.exports.empty()) {
    throw Error(ErrorKind::usage, options.all ? "name exports, or say --all, not both" : "which exports?",
                fmt::format("name them as `{}` does, or say --all", session.invocation().command("exports")));
  }
  const auto studio = session.studio(Database::Mode::read_write);
  report(session, options.all ? revoke_all_links(*studio) : revoke_links(*studio, options.exports));
}

}  // namespace

void add_revoke(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("revoke",
            "Kill links now, and remove the files they lead to. What was fetched already stays where it is.",
            {"audience revoke 3f9a", "audience revoke --all"},
            [&session, options] { run_revoke(session, *options); })
      .optional_arguments("EXPORT", options->exports,
                          "ids of exports, or their beginnings (4 hex digits or more)")
      .flag("--all", options->all, "every link that lives");
}

}  // namespace audience
