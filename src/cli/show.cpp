// `audience show`: a stored audience, as create answered it.
#include "cli/evaluation_screen.hpp"
#include "cli/stored_view.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>

namespace audience {
namespace {

void run_show(Session& session, const std::string& reference) {
  const auto database = session.open(Database::Mode::read_only);
  Transaction snapshot(*database, Transaction::Kind::read);
  const StoredView view = view_of(*database, find_audience(*database, reference));
  std::vector<FunnelStep> funnel;
  for (std::size_t i = 0; i + 1 < view.stored.funnel.size(); i += 2) {
    funnel.push_back({view.stored.funnel[i], view.stored.funnel[i + 1]});
  }
  const auto size = static_cast<std::int64_t>(view.members.count());
  if (session.tables()) {
    EvaluationView screen;
    screen.size = size;
    screen.population = funnel.empty() ? size : funnel.front().before;
    screen.as_of = view.stored.as_of;
    screen.funnel = funnel;
    session.out().write(evaluation_screen(view.document, screen));
    session.out().write(fmt::format("\n{}\n", view.stored.audience_id));
    return;
  }
  session.out().write(to_answer(view.document, {.audience_id = view.stored.audience_id,
                                                .author = view.stored.author,
                                                .funnel = funnel,
                                                .is_ready = std::nullopt,
                                                .audience_size = size,
                                                .date_created = format_time(view.stored.date_created),
                                                .date_modified = format_time(view.stored.date_modified)}));
}

}  // namespace

void add_show(CommandLine& line, Session& session) {
  const auto reference = std::make_shared<std::string>();
  line.verb("show", "One audience, as create answered it.", {"audience show Winter", "audience show ed48 --json"},
            [&session, reference] { run_show(session, *reference); })
      .argument("AUDIENCE", *reference, "name, id, or the id's beginning (4 hex digits or more)");
}

}  // namespace audience
