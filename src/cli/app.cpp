// Parse, run, and the one catch that turns errors into exit codes.
#include "cli/app.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "audience/error.hpp"
#include "audience/version.hpp"
#include "cli/clock_words.hpp"
#include "cli/exit_codes.hpp"
#include "cli/fault_screen.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "storage/sharing.hpp"

namespace audience {
namespace {

using Describe = void (*)(CommandLine&, Session&);

/// In the order in which the nearest one to a mistyped word is looked for.
constexpr std::array verbs{
    std::pair<std::string_view, Describe>{"init", add_init},
    std::pair<std::string_view, Describe>{"import", add_import},
    std::pair<std::string_view, Describe>{"imports", add_imports},
    std::pair<std::string_view, Describe>{"fields", add_fields},
    std::pair<std::string_view, Describe>{"catalog", add_catalog},
    std::pair<std::string_view, Describe>{"new", add_new},
    std::pair<std::string_view, Describe>{"schema", add_schema},
    std::pair<std::string_view, Describe>{"validate", add_validate},
    std::pair<std::string_view, Describe>{"explain", add_explain},
    std::pair<std::string_view, Describe>{"create", add_create},
    std::pair<std::string_view, Describe>{"update", add_update},
    std::pair<std::string_view, Describe>{"apply", add_apply},
    std::pair<std::string_view, Describe>{"upload", add_upload},
    std::pair<std::string_view, Describe>{"rename", add_rename},
    std::pair<std::string_view, Describe>{"list", add_list},
    std::pair<std::string_view, Describe>{"show", add_show},
    std::pair<std::string_view, Describe>{"list-customers", add_list_customers},
    std::pair<std::string_view, Describe>{"why", add_why},
    std::pair<std::string_view, Describe>{"history", add_history},
    std::pair<std::string_view, Describe>{"changes", add_changes},
    std::pair<std::string_view, Describe>{"export", add_export},
    std::pair<std::string_view, Describe>{"exports", add_exports},
    std::pair<std::string_view, Describe>{"revoke", add_revoke},
    std::pair<std::string_view, Describe>{"download", add_download},
    std::pair<std::string_view, Describe>{"serve", add_serve},
    std::pair<std::string_view, Describe>{"refresh", add_refresh},
    std::pair<std::string_view, Describe>{"delete", add_delete},
    std::pair<std::string_view, Describe>{"undelete", add_undelete},
    std::pair<std::string_view, Describe>{"backup", add_backup},
    std::pair<std::string_view, Describe>{"restore", add_restore},
    std::pair<std::string_view, Describe>{"erase-customer", add_erase_customer},
    std::pair<std::string_view, Describe>{"index", add_index},
    std::pair<std::string_view, Describe>{"gc", add_gc},
    std::pair<std::string_view, Describe>{"doctor", add_doctor},
    std::pair<std::string_view, Describe>{"key", add_key},
    std::pair<std::string_view, Describe>{"help", add_help},
};

/// What these say depends on no database, so they leave its links alone.
constexpr std::array verbs_without_database{std::string_view{"help"}};

void add_globals(VerbLine line, GlobalOptions& options) {
  line.option("--db", options.db, "FILE", "the database (else AUDIENCE_DB, config, the default place)")
      .option("--config", options.config, "FILE", "settings (else AUDIENCE_CONFIG, the default place)")
      .add(options.output)
      .flag("-q,--quiet", options.quiet, "no notes on stderr")
      .flag("-v,--verbose", options.verbose, "more notes on stderr")
      .flag("--no-color", options.no_color, "no colours")
      .option("--engine", options.engine, "ENGINE",
              "columns, where they are fresh, or scan (config: columns = on, off)")
      .option("--wait", options.wait, "TIME", "how long to wait for another writer (60s)")
      .flag("--version", options.version, "show the version and exit");
}

/// SQLite makes the log of a shared database for the group, but the umask would close it until that is done.
void let_group_in(const Session& session) {
  try {
    if (looks_shared(session.database_file())) ::umask(::umask(S_IRWXO) & ~mode_t{S_IRWXG});
  } catch (const Error&) {
    // As below.
  }
}

/// Expired copies go whatever the command does. A fault is told by the command that needs the folder.
void sweep(Session& session) {
  try {
    const Sweep sweep = sweep_links(session.database_file(), session.wait(), session.now());
    session.swept = sweep.files.removed;
    if (!sweep.spared.empty()) session.warn(spared_text(sweep, session.now()));
  } catch (const Error&) {
    // A config that cannot be read names no folder; who needs it says so.
  }
}

void parse_and_run(const std::vector<std::string>& arguments, Session& session) {
  CommandLine line(arguments);
  describe_line(line, session);
  const CommandLine::Parsed parsed = line.parse();
  session.options.output.check();
  session.options.check_engine();
  if (parsed.help) {
    session.out().write(*parsed.help);
  } else if (session.options.version) {
    session.out().write(fmt::format("audience {}\n", version));
  } else if (!parsed.run || parsed.top_help) {
    show_overview(session, parsed.top_help);
  } else {
    if (std::find(verbs_without_database.begin(), verbs_without_database.end(), parsed.verb) ==
        verbs_without_database.end()) {
      let_group_in(session);
      sweep(session);
    }
    parsed.run();
  }
  session.out().flush();
}

void report(const Session& session, Context& context, const std::string& text) {
  try {
    session.end_progress();
    TextStream err(context.err);
    err.write(text);
    err.flush();
  } catch (...) {
    // Nobody can be told any more; the exit code still says it.
  }
}

}  // namespace

void describe_line(CommandLine& line, Session& session) {
  line.wrap_help(session.width());
  add_globals(line.globals(), session.options);
  for (const auto& [name, describe] : verbs) {
    if (line.may_mean(std::string(name))) describe(line, session);
  }
}

int run_app(const std::vector<std::string>& arguments, Context& context) {
  Session session(context);
  try {
    parse_and_run(arguments, session);
    return session.exit_status;
  } catch (const ClosedPipe&) {
    return 0;
  } catch (const FaultyDocument& faults) {
    report(session, context, fault_screen(faults.files(), words_for(session.invocation()), session.width()));
    return exit_code(faults.kind());
  } catch (const Error& error) {
    const std::string remedy = remedy_words(error.advice(), session.invocation());
    report(session, context,
           fmt::format("audience: {}\n{}", message_words(error, session.invocation()),
                       remedy.empty() ? "" : "  " + remedy + "\n"));
    return exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    report(session, context, "audience: out of memory\n");
  } catch (const std::exception& error) {
    report(session, context, fmt::format("audience: unexpected: {}\n", error.what()));
  }
  return exit_code(ErrorKind::unexpected);
}

}  // namespace audience
