// `audience` alone: what there is, and how the database stands.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "audience/error.hpp"
#include "audience/version.hpp"
#include "base/counted.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "output/wrapped_text.hpp"
#include "storage/audiences.hpp"
#include "storage/data_source.hpp"

namespace audience {
namespace {

constexpr std::size_t usual_width = 80;

/// What stands in a column of its own, and what goes on beside it.
struct Row {
  std::string_view head, text;
};

constexpr std::array verbs{
    Row{"Load", "init   import   imports   fields   catalog   schema"},
    Row{"Write", "new   validate   explain   create   update   apply   upload   rename"},
    Row{"Look", "list   show   list-customers   why   history   changes"},
    Row{"Compare", "breakdown   overlap"},
    Row{"Hand out", "export   exports   revoke   download   serve"},
    Row{"Keep", "refresh   erase-customer   gc   key"},
    Row{"Mend", "delete   undelete   backup   restore   index   doctor"},
    Row{"Learn", "help   completion"}};

constexpr std::array global_options{
    Row{"--db FILE", "the database (else AUDIENCE_DB, config, the default place)"},
    Row{"--config FILE", "settings (else AUDIENCE_CONFIG, the default place)"},
    Row{"--json", "JSON, also on a terminal"},
    Row{"--table", "tables, also in a pipe"},
    Row{"-q, --quiet", "no notes on stderr"},
    Row{"-v, --verbose", "more notes on stderr"},
    Row{"--all-columns", "every column of a table, however narrow the terminal"},
    Row{"--color WHEN", "always, never, or auto: on a terminal, unless NO_COLOR is set"},
    Row{"--no-color", "no colours; the same as --color never"},
    Row{"--engine NAME", "columns, where they are fresh, or scan"},
    Row{"--wait TIME", "how long to wait for another writer (60s)"},
    Row{"--version", "show the version"},
    Row{"-h, --help", "show this, or the help of a command"}};

/// `head` in a column so wide, and the text in as many lines as it needs. Words stand apart by `between`.
std::string lines_of(const Row& row, std::size_t indent, std::string_view between, std::size_t width) {
  std::string text, line = fmt::format("  {:<{}}", row.head, indent - 2);
  const std::size_t begin = line.size();
  for (std::size_t at = 0; at < row.text.size();) {
    const std::size_t end = std::min(row.text.find(between, at), row.text.size());
    const std::string_view word = row.text.substr(at, end - at);
    const bool is_first = line.size() == begin;
    if (!is_first && line.size() + between.size() + word.size() > width) {
      text += line + "\n";
      line = std::string(indent, ' ');
    } else if (!is_first) {
      line += between;
    }
    line += word;
    at = end + between.size();
  }
  return text + line + "\n";
}

template <typename Rows>
std::string lines_of_all(const Rows& rows, std::size_t indent, std::string_view between, std::size_t width) {
  std::string text;
  for (const Row& row : rows) text += lines_of(row, indent, between, width);
  return text;
}

std::string in_lines(const std::string& text, std::size_t width) {
  return fmt::format("{}\n", fmt::join(wrapped(text, width), "\n"));
}

struct State {
  std::string file, text;
  std::string next{};
};

std::string first_step(const Error& error, const Invocation& by) {
  if (error.remedy() == Remedy::name_database) return by.at("FILE").command("init");
  const bool is_lacking = error.remedy() == Remedy::make_database ||
                          error.remedy() == Remedy::set_up_database ||
                          error.remedy() == Remedy::upgrade_database;
  return by.command(is_lacking ? "init" : "new winter");
}

std::string data_words(const DataSource& source, std::int64_t customers) {
  if (source.is_on_server()) return "customers on " + source.server_shown();
  return counted(customers, "customer") + (source.is_foreign() ? " in " + source.data().file().string() : "");
}

State state_of(const Session& session) {
  const Invocation by = session.invocation();
  State state;
  try {
    state.file = session.database_file().string();
    const auto database = session.open(Database::Mode::read_only);
    const DataSource source(*database, session.wait());
    // A server may be slow to answer, or away.
    const std::int64_t customers = source.is_on_server() ? 0 : number_of_customers(source);
    const bool is_empty = customers == 0 && !source.is_foreign();
    const std::int64_t audiences = number_of_audiences(*database);
    state.text = fmt::format("{} · {}", data_words(source, customers), counted(audiences, "audience"));
    state.next = by.command(is_empty ? "import customers FILE.csv" : audiences == 0 ? "new winter" : "list");
  } catch (const Error& error) {
    state.text = message_words(error, by);
    state.next = first_step(error, by);
  }
  if (!state.file.empty()) state.file += "\n          ";
  return state;
}

}  // namespace

void show_overview(Session& session, bool with_options) {
  constexpr std::size_t narrowest = 30, indent_of_verbs = 12, indent_of_options = 17;
  const std::size_t width = std::max(session.width(), narrowest);
  const std::string title =
      fmt::format("audience {} - customer audiences as files: exact counts, explained", version);
  session.out().write(in_lines(title, width) + "\n" + lines_of_all(verbs, indent_of_verbs, "   ", width) +
                      "\n");
  if (with_options)
    session.out().write("Options, anywhere on the line\n" +
                        lines_of_all(global_options, indent_of_options, " ", width) + "\n");
  const State state = state_of(session);
  session.out().write(fmt::format("Database  {}{}\n\n", state.file, state.text));
  session.out().write(fmt::format("Next      {}\n          audience help COMMAND{}\n", state.next,
                                  width < usual_width ? "" : "        examples first"));
}

}  // namespace audience
