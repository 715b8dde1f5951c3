// `audience` alone: what there is, and how the database stands.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "audience/version.hpp"
#include "base/counted.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "storage/audiences.hpp"
#include "storage/data_source.hpp"

namespace audience {
namespace {

constexpr std::string_view verbs =
    "  Load      init   import   imports   fields   catalog   schema\n"
    "  Write     new   validate   explain   create   update   apply   upload   rename\n"
    "  Look      list   show   list-customers   why   history   changes\n"
    "  Compare   breakdown   overlap\n"
    "  Hand out  export   exports   revoke   download   serve\n"
    "  Keep      refresh   erase-customer   gc   key\n"
    "  Mend      delete   undelete   backup   restore   index   doctor\n"
    "  Learn     help   completion\n";

constexpr std::string_view global_options =
    "Options, anywhere on the line\n"
    "  --db FILE      the database (else AUDIENCE_DB, config, the default place)\n"
    "  --config FILE  settings (else AUDIENCE_CONFIG, the default place)\n"
    "  --json         JSON, also on a terminal\n"
    "  --table        tables, also in a pipe\n"
    "  -q, --quiet    no notes on stderr\n"
    "  -v, --verbose  more notes on stderr\n"
    "  --all-columns  every column of a table, however narrow the terminal\n"
    "  --color WHEN   always, never, or auto: on a terminal, unless NO_COLOR is set\n"
    "  --no-color     no colours; the same as --color never\n"
    "  --engine NAME  columns, where they are fresh, or scan\n"
    "  --wait TIME    how long to wait for another writer (60s)\n"
    "  --version      show the version\n"
    "  -h, --help     show this, or the help of a command\n\n";

struct State {
  std::string file, text;
  std::string next{};
};

std::string first_step(const Error& error, const Invocation& by) {
  if (error.remedy() == Remedy::name_database) return by.at("FILE").command("init");
  const bool is_lacking = error.remedy() == Remedy::make_database ||
                          error.remedy() == Remedy::set_up_database ||
                          error.remedy() == Remedy::upgrade_database;
  return by.command(is_lacking ? "init" : "create winter.json");
}

State state_of(const Session& session) {
  const Invocation by = session.invocation();
  State state;
  try {
    state.file = session.database_file().string();
    const auto database = session.open(Database::Mode::read_only);
    const DataSource source(*database, session.wait());
    const std::int64_t customers = number_of_customers(source);
    const bool is_empty = customers == 0 && !source.is_foreign();
    state.text = fmt::format("{}{} · {}", counted(customers, "customer"),
                             source.is_foreign() ? " in " + source.data().file().string() : "",
                             counted(number_of_audiences(*database), "audience"));
    state.next = by.command(is_empty ? "import customers FILE.csv" : "create winter.json");
  } catch (const Error& error) {
    state.text = message_words(error, by);
    state.next = first_step(error, by);
  }
  if (!state.file.empty()) state.file += "\n          ";
  return state;
}

}  // namespace

void show_overview(Session& session, bool with_options) {
  session.out().write(fmt::format(
      "audience {} - customer audiences as files: exact counts, explained\n\n{}\n", version, verbs));
  if (with_options) session.out().write(global_options);
  const State state = state_of(session);
  session.out().write(fmt::format("Database  {}{}\n\n", state.file, state.text));
  session.out().write(
      fmt::format("Next      {}\n          audience help COMMAND        examples first\n", state.next));
}

}  // namespace audience
