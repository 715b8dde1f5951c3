// Parse, run, and the one catch that turns errors into exit codes.
#include "cli/app.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include "audience/error.hpp"
#include "audience/version.hpp"
#include "cli/clock_words.hpp"
#include "cli/exit_codes.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "json/fault.hpp"
#include "storage/sharing.hpp"

namespace audience {
namespace {

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
  CommandLine line("audience", "customer audiences as files: exact counts, explained", arguments);
  add_globals(line.globals(), session.options);
  for (const auto add :
       {add_init,           add_import, add_imports, add_fields,  add_catalog,  add_validate, add_explain,
        add_create,         add_update, add_apply,   add_upload,  add_rename,   add_list,     add_show,
        add_list_customers, add_why,    add_history, add_changes, add_export,   add_exports,  add_revoke,
        add_download,       add_serve,  add_refresh, add_delete,  add_undelete, add_backup,   add_restore,
        add_erase_customer, add_index,  add_gc,      add_doctor,  add_key}) {
    add(line, session);
  }
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
    let_group_in(session);
    sweep(session);
    parsed.run();
  }
  session.out().flush();
}

void report(Context& context, const std::string& text) {
  try {
    TextStream err(context.err);
    err.write(text);
    err.flush();
  } catch (...) {
    // Nobody can be told any more; the exit code still says it.
  }
}

}  // namespace

int run_app(const std::vector<std::string>& arguments, Context& context) {
  Session session(context);
  try {
    parse_and_run(arguments, session);
    return session.exit_status;
  } catch (const ClosedPipe&) {
    return 0;
  } catch (const FaultyDocument& faults) {
    report(context, fmt::format("{}\n", worded(faults, words_for(session.invocation()))));
    return exit_code(faults.kind());
  } catch (const Error& error) {
    session.progress("");
    const std::string remedy = remedy_words(error.advice(), session.invocation());
    report(context, fmt::format("audience: {}\n{}", message_words(error, session.invocation()),
                                remedy.empty() ? "" : "  " + remedy + "\n"));
    return exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    report(context, "audience: out of memory\n");
  } catch (const std::exception& error) {
    report(context, fmt::format("audience: unexpected: {}\n", error.what()));
  }
  return exit_code(ErrorKind::unexpected);
}

}  // namespace audience
