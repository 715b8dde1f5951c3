// `audience show`: a stored audience, as create answered it.
#include "cli/audience_argument.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "studio/link_state.hpp"
#include "studio/stored_view.hpp"

namespace audience {
namespace {

void run_show(Session& session, const AudienceArgument& audience) {
  const auto studio = session.studio(Database::Mode::read_only);
  const DataSource& source = studio->source();
  const Snapshot snapshot(source);
  const StoredView view = view_of(source, audience.find(studio->database()));
  const auto write = [&](JsonWriter& json) {
    json.raw(stored_answer(view, is_ready(*studio, view.stored.audience_id)));
  };
  write_result(session,
               {.screen = [&] { return stored_screen(view, source, session.room()); }, .json = write});
}

}  // namespace

void add_show(CommandLine& line, Session& session) {
  const auto audience = std::make_shared<AudienceArgument>();
  line.verb("show", "One audience, as create answered it.",
            {"audience show Winter", "audience show ed48 --json"},
            [&session, audience] { run_show(session, *audience); })
      .add(*audience);
}

}  // namespace audience
