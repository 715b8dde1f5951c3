// `audience show`: a stored audience, as create answered it.
#include <fmt/format.h>

#include "cli/evaluation_screen.hpp"
#include "cli/verbs.hpp"
#include "studio/document_binding.hpp"
#include "studio/link_state.hpp"
#include "studio/stored_view.hpp"

namespace audience {
namespace {

void run_show(Session& session, const std::string& reference) {
  const auto studio = session.studio(Database::Mode::read_only);
  const DataSource& source = studio->source();
  const Snapshot snapshot(source);
  const StoredView view = view_of(source, find_audience(studio->database(), reference));
  if (session.tables()) {
    session.out().write(evaluation_screen(for_people(view.document, source), stored_evaluation(view)));
    session.out().write(fmt::format("\n{}\n", view.stored.audience_id));
    return;
  }
  session.out().write(stored_answer(view, is_ready(*studio, view.stored.audience_id)));
}

}  // namespace

void add_show(CommandLine& line, Session& session) {
  const auto reference = std::make_shared<std::string>();
  line.verb("show", "One audience, as create answered it.",
            {"audience show Winter", "audience show ed48 --json"},
            [&session, reference] { run_show(session, *reference); })
      .argument("AUDIENCE", *reference, "name, id, or the id's beginning (4 hex digits or more)");
}

}  // namespace audience
