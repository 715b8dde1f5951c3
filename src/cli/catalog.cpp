// `audience catalog`: the catalog in force, or a draft for another database, as a file.
#include <fmt/format.h>

#include "cli/catalog_file.hpp"
#include "cli/verbs.hpp"
#include "storage/data_source.hpp"

namespace audience {
namespace {

void run_catalog(Session& session, const std::optional<std::string>& guess) {
  if (guess) {
    session.out().write(to_json(draft_catalog(session, *guess)));
    session.note(fmt::format("note: a draft from names, keys and types; read it, then: {}",
                             session.invocation().at("NEW.db").command("init --catalog FILE")));
    return;
  }
  const auto database = session.open(Database::Mode::read_only);
  const DataSource source(*database, session.wait());
  session.out().write(to_json(source.catalog()));
}

}  // namespace

void add_catalog(CommandLine& line, Session& session) {
  const auto guess = std::make_shared<std::optional<std::string>>();
  line.verb("catalog",
            "The catalog in force as a file: what attributes and events are called, and where they lie.",
            {"audience catalog", "audience catalog --guess crm.sqlite >crm.json",
             "audience catalog --guess postgresql://reader@crm.example.org/shop"},
            [&session, guess] { run_catalog(session, *guess); })
      .option("--guess", *guess, "FILE",
              "draft one for this SQLite file, or postgresql://…, from tables, keys and types");
}

}  // namespace audience
