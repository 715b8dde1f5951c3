// `audience help`: the help of a command, or the overview.
#include "cli/verbs.hpp"

namespace audience {
namespace {

void run_help(Session& session, const std::optional<std::string>& command) {
  if (!command) return show_overview(session, true);
  CommandLine line({*command});
  describe_line(line, session);
  session.out().write(line.help_of(*command));
}

}  // namespace

void add_help(CommandLine& line, Session& session) {
  const auto command = std::make_shared<std::optional<std::string>>();
  line.verb("help", "What a command does and takes, examples first; without a command all of them.",
            {"audience help", "audience help create"}, [&session, command] { run_help(session, *command); })
      .optional_argument("COMMAND", *command, "its name");
}

}  // namespace audience
