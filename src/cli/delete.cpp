// `audience delete`: forget audiences, all of those named or none.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/left_files.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "storage/audiences.hpp"
#include "studio/deletion.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> audiences;
  bool yes = false;
};

/// The beginning of an id is too easily another's.
void refuse_beginnings(const Studio& studio, const std::vector<std::string>& references) {
  for (const std::string& reference : references) {
    if (find_whole(studio, reference)) continue;
    const StoredAudience meant = find_audience(studio.database(), reference);
    throw Error(ErrorKind::usage,
                fmt::format("delete takes a name or a whole id; {} is only the beginning of one", reference),
                fmt::format("it is of \"{}\", {}", meant.audience_name, meant.audience_id));
  }
}

std::string names_of(const std::vector<KnownAudience>& audiences) {
  std::string names;
  for (const KnownAudience& one : audiences)
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", one.audience_name);
  return names;
}

void write_deleted(JsonWriter& json, const Deletion& deletion) {
  json.begin_object();
  json.key("deleted");
  json.begin_array();
  for (const KnownAudience& one : deletion.audiences) json.text(one.audience_id);
  json.end_array();
  write_not_removed(json, deletion.not_removed);
  json.end_object();
}

void run_delete(Session& session, const Options& options) {
  const auto studio = session.studio(Database::Mode::read_write);
  refuse_beginnings(*studio, options.audiences);
  session.confirm(fmt::format("Delete {}?", names_of(deletable_audiences(*studio, options.audiences))),
                  options.yes);
  const Deletion deletion = delete_audiences(*studio, options.audiences);
  write_result(session, {.screen = [&] { return fmt::format("Deleted {}\n", names_of(deletion.audiences)); },
                         .json = [&](JsonWriter& json) { write_deleted(json, deletion); },
                         .done = "the audiences are deleted"});
  session.out().flush();
  refuse_left("the audiences are deleted and their links dead", deletion.not_removed);
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
