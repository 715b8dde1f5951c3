// `audience rename`: a new name, the same audience.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/link_state.hpp"
#include "cli/stored_view.hpp"
#include "cli/verbs.hpp"

namespace audience {
namespace {

void run_rename(Session& session, const std::string& reference, const std::string& name) {
  if (const auto fault = fault_of_name(name)) throw Error(ErrorKind::usage, *fault);
  const auto database = session.open(Database::Mode::read_write);
  const DataSource source(*database, session.wait());
  Transaction transaction(*database, Transaction::Kind::write);
  StoredView view = view_of(source.population(), find_audience(*database, reference));
  const std::string old_name = view.stored.audience_name;
  view.stored.audience_name = view.document.audience_name = name;
  view.stored.date_modified = session.now();
  // Links come and go: what is stored does not tell of them.
  view.stored.definition = stored_answer(view, std::nullopt);
  update_audience(*database, view.stored);
  transaction.commit();
  session.out().write(session.tables()
                          ? fmt::format("\"{}\" is now \"{}\"\n", old_name, name)
                          : stored_answer(view, is_ready(session, *database, view.stored.audience_id)));
}

}  // namespace

void add_rename(CommandLine& line, Session& session) {
  struct Options {
    std::string audience, name;
  };
  const auto options = std::make_shared<Options>();
  line.verb("rename", "Give an audience a new name; its id, history and users stay.",
            {"audience rename Winter \"Winter 2024\""},
            [&session, options] { run_rename(session, options->audience, options->name); })
      .argument("AUDIENCE", options->audience, "name, id, or the id's beginning (4 hex digits or more)")
      .argument("NAME", options->name, "the new name");
}

}  // namespace audience
