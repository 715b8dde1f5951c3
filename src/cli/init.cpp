// `audience init`: make the database, or check the one that is there.
#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "cli/verbs.hpp"
#include "storage/schema.hpp"

namespace audience {
namespace {

void run_init(Session& session) {
  const auto file = session.database_file();
  const bool made = create_database(file, session.wait());
  if (session.tables()) {
    session.out().write(fmt::format("{} {}\nNext   audience import customers FILE.csv\n", made ? "Made" : "Ready:", file.string()));
    return;
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_object();
  json.key("database");
  json.text(file.string());
  json.key("created");
  json.boolean(made);
  json.end_object();
  session.out().write(text + "\n");
}

}  // namespace

void add_init(CommandLine& line, Session& session) {
  line.verb("init", "Make the database. Again on one that is there: checks and upgrades it.",
            {"audience init", "audience --db shop.db init"}, [&session] { run_init(session); });
}

}  // namespace audience
