// `audience rename`: a new name, the same audience.
#include "studio/rename.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/audience_argument.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "model/document.hpp"

namespace audience {
namespace {

void run_rename(Session& session, const std::string& reference, const std::string& name) {
  if (const auto fault = fault_of_name(name)) throw Error(ErrorKind::usage, *fault);
  const auto studio = session.studio(Database::Mode::read_write);
  const Renamed renamed = rename_audience(*studio, reference, name);
  write_result(session,
               {.screen = [&] { return fmt::format("\"{}\" is now \"{}\"\n", renamed.old_name, name); },
                .json = [&](JsonWriter& json) { json.raw(renamed.answer); },
                .done = "the audience has its new name"});
}

}  // namespace

void add_rename(CommandLine& line, Session& session) {
  struct Options {
    AudienceArgument audience;
    std::string name;
  };
  const auto options = std::make_shared<Options>();
  line.verb("rename", "Give an audience a new name; its id, history and users stay.",
            {"audience rename Winter \"Winter 2024\""},
            [&session, options] { run_rename(session, options->audience.reference, options->name); })
      .add(options->audience)
      .argument("NAME", options->name, "the new name");
}

}  // namespace audience
