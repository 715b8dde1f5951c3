// Every verb of the command line: each describes itself to the parser and stores what to run.
#pragma once

#include "cli/command_line.hpp"
#include "cli/session.hpp"

namespace audience {

void add_apply(CommandLine& line, Session& session);
void add_backup(CommandLine& line, Session& session);
void add_catalog(CommandLine& line, Session& session);
void add_changes(CommandLine& line, Session& session);
void add_create(CommandLine& line, Session& session);
void add_delete(CommandLine& line, Session& session);
void add_doctor(CommandLine& line, Session& session);
void add_download(CommandLine& line, Session& session);
void add_erase_customer(CommandLine& line, Session& session);
void add_explain(CommandLine& line, Session& session);
void add_export(CommandLine& line, Session& session);
void add_exports(CommandLine& line, Session& session);
void add_fields(CommandLine& line, Session& session);
void add_gc(CommandLine& line, Session& session);
void add_help(CommandLine& line, Session& session);
void add_history(CommandLine& line, Session& session);
void add_import(CommandLine& line, Session& session);
void add_imports(CommandLine& line, Session& session);
void add_index(CommandLine& line, Session& session);
void add_init(CommandLine& line, Session& session);
void add_key(CommandLine& line, Session& session);
void add_list(CommandLine& line, Session& session);
void add_list_customers(CommandLine& line, Session& session);
void add_new(CommandLine& line, Session& session);
void add_refresh(CommandLine& line, Session& session);
void add_rename(CommandLine& line, Session& session);
void add_restore(CommandLine& line, Session& session);
void add_revoke(CommandLine& line, Session& session);
void add_schema(CommandLine& line, Session& session);
void add_serve(CommandLine& line, Session& session);
void add_show(CommandLine& line, Session& session);
void add_undelete(CommandLine& line, Session& session);
void add_update(CommandLine& line, Session& session);
void add_upload(CommandLine& line, Session& session);
void add_validate(CommandLine& line, Session& session);
void add_why(CommandLine& line, Session& session);

/// The options of the whole line, and each verb that the line may mean.
void describe_line(CommandLine& line, Session& session);

/// `audience` alone and `audience --help`: the verbs by purpose, and the state of the database.
void show_overview(Session& session, bool with_options);

}  // namespace audience
