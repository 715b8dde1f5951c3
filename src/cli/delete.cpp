// `audience delete`: forget audiences, all of those named or none.
#include <fmt/format.h>

#include "audience/error.hpp"
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

void write_deleted(JsonWriter& json, const std::vector<KnownAudience>& deleted) {
  json.begin_object();
  json.key("deleted");
  json.begin_array();
  for (const KnownAudience& one : deleted) json.text(one.audience_id);
  json.end_array();
  json.end_object();
}

void run_delete(Session& session, const Options& options) {
  const auto studio = session.studio(Database::Mode::read_write);
  refuse_beginnings(*studio, options.audiences);
  session.confirm(fmt::format("Delete {}?", names_of(deletable_audiences(*studio, options.audiences))),
                  options.yes);
  const std::vector<KnownAudience> deleted = delete_audiences(*studio, options.audiences);
  write_result(session, {.screen = [&] { return fmt::format("Deleted {}\n", names_of(deleted)); },
                         .json = [&](JsonWriter& json) { write_deleted(json, deleted); },
                         .done = "the audiences are deleted"});
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
