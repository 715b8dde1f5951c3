// `audience show`: a stored audience, as create answered it.
#include "cli/audience_argument.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/output_choice.hpp"
#include "cli/picture_option.hpp"
#include "cli/verbs.hpp"
#include "studio/document_binding.hpp"
#include "studio/link_state.hpp"
#include "studio/stored_view.hpp"

namespace audience {
namespace {

struct Options {
  AudienceArgument audience;
  PictureOption picture;
  bool full = false;
};

std::string picture_of(const StoredView& view, const DataSource& source) {
  return evaluation_picture(DocumentForPeople(view.document, source), stored_evaluation(view));
}

void run_show(Session& session, const Options& options) {
  options.picture.check();
  const auto studio = session.studio(Database::Mode::read_only);
  const DataSource& source = studio->source();
  const Snapshot snapshot(source);
  const StoredView view = view_of(source, options.audience.find(studio->database()));
  if (options.picture.write(session, [&] { return picture_of(view, source); })) return;
  const auto write = [&](JsonWriter& json) {
    json.raw(stored_answer(view, is_ready(*studio, view.stored.audience_id), options.full));
  };
  write_result(session,
               {.screen = [&] { return stored_screen(view, source, session.room()); }, .json = write});
}

}  // namespace

void add_show(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("show", "One audience, as create answered it.",
            {"audience show Winter", "audience show ed48 --json", "audience show Winter --svg winter.svg",
             "audience show Winter --full --json | jq -r .as_of"},
            [&session, options] { run_show(session, *options); })
      .add(options->audience)
      .add(options->picture)
      .flag("--full", options->full,
            "JSON: also as of when it was evaluated, which the hosted service lacks");
}

}  // namespace audience
