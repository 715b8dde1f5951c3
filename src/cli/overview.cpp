// `audience` alone: what there is, and how the database stands.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "audience/version.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"
#include "storage/audiences.hpp"
#include "storage/data_source.hpp"

namespace audience {
namespace {

constexpr std::string_view verbs =
    "  Load      init   import   imports   fields   catalog\n"
    "  Write     new   schema   validate   explain   create   update   apply   upload   rename\n"
    "  Look      list   show   list-customers   why   history   changes\n"
    "  Hand out  export   exports   revoke   download   serve\n"
    "  Keep      refresh   erase-customer   gc   key\n"
    "  Mend      delete   undelete   backup   restore   index   doctor\n"
    "  Learn     help\n";

constexpr std::string_view global_options =
    "Options, anywhere on the line\n"
    "  --db FILE      the database (else AUDIENCE_DB, config, the default place)\n"
    "  --config FILE  settings (else AUDIENCE_CONFIG, the default place)\n"
    "  --json         JSON, also on a terminal\n"
    "  --table        tables, also in a pipe\n"
    "  -q, --quiet    no notes on stderr\n"
    "  -v, --verbose  more notes on stderr\n"
    "  --no-color     no colours\n"
    "  --engine NAME  columns, where they are fresh, or scan\n"
    "  --wait TIME    how long to wait for another writer (60s)\n"
    "  --version      show the version\n"
    "  -h, --help     show this, or the help of a command\n\n";

struct State {
  std::string text;
  std::string next{};
};

State state_of(const Session& session) {
  const Invocation by = session.invocation();
  try {
    const auto database = session.open(Database::Mode::read_only);
    const DataSource source(*database, session.wait());
    const std::int64_t customers = number_of_customers(source);
    const bool is_empty = customers == 0 && !source.is_foreign();
    State state{fmt::format("          {} customers{} · {} audiences\n", with_commas(customers),
                            source.is_foreign() ? " in " + source.data().file().string() : "",
                            with_commas(number_of_audiences(*database))),
                by.command(is_empty ? "import customers FILE.csv" : "create winter.json")};
    return state;
  } catch (const Error& error) {
    return {fmt::format("          {}\n", message_words(error, by)),
            by.command(error.remedy() == Remedy::make_database ? "init" : "create winter.json")};
  }
}

}  // namespace

void show_overview(Session& session, bool with_options) {
  session.out().write(fmt::format(
      "audience {} - customer audiences as files: exact counts, explained\n\n{}\n", version, verbs));
  if (with_options) session.out().write(global_options);
  const State state = state_of(session);
  session.out().write(fmt::format("Database  {}\n{}\n", session.database_file().string(), state.text));
  session.out().write(
      fmt::format("Next      {}\n          audience help COMMAND        examples first\n", state.next));
}

}  // namespace audience
