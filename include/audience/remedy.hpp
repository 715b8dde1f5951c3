// What can be done about an error, as values: a front end has its own words for options and commands.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace audience {

/// Each with the subjects it needs, in order; those in brackets may be missing.
enum class Remedy {
  none,
  // databases
  wait_longer,          ///< another process holds the database
  give_more_time,       ///< a server did not end in the time that it was given
  name_database,        ///< what was named is no file that could be one
  name_other_database,  ///< the file belongs to another program
  name_own_database,    ///< customers and events lie in another program's file, which is only read
  install_newer,        ///< the file is from a newer version
  make_database,        ///< there is none at that path
  set_up_database,      ///< the file is empty
  upgrade_database,     ///< the file is of an older version
  share_database,       ///< files are not as a shared database needs them: the database
  restore_backup,       ///< what is stored is damaged: [the audience that alone is]
  repair_schema,        ///< triggers or indexes were dropped or changed
  renew_identity,       ///< the database has lost what its links know it by
  run_doctor,           ///< something about the database, its links or its key needs a look
  use_columns,          ///< columns are switched off
  keep_catalog,         ///< the kept catalog must be mended and kept again
  // names that are not there
  list_audiences,
  list_exports,
  list_attributes,
  list_fields,  ///< all that a filter can name
  // audiences
  choose_or_replace,    ///< the name is taken: audience name
  replace_created,      ///< it is created and final: audience name, file of the document
  append_or_replace,    ///< a list of that name is there: audience name
  match_as_stored,      ///< a list matches by another attribute: audience name, [attribute of its values]
  upload_list,          ///< a document says it is an uploaded list
  change_expect,        ///< the size breaks what the document expects: audience name
  keep_used,            ///< apply would delete what another uses: used audience, its user
  renew_data,           ///< events are older than allowed: [time of the newest]
  allow_empty_windows,  ///< the windows of filters hold no event at all
  list_deleted,         ///< none of that name can be brought back
  bring_back,           ///< deleted, and can come back: names or ids of all that must come back at once
  purge_together,       ///< can be forgotten only at once: names or ids of all
  // imports and lists
  show_rejects,      ///< more rows are rejected than allowed: rejected, read
  map_key,           ///< a column is missing: its name
  name_columns,      ///< so it is, and the first line names no columns: its name
  name_join_column,  ///< it is not clear by which column two files belong together: [a likely one]
  map_column,        ///< a further column's name cannot be used: [the name to give it, its header]
  list_imports,      ///< no import can be taken back
  import_again,      ///< the same file was imported before
  import_as,  ///< the columns are those of another kind: the kind, the file, [a column to choose customers
              ///< by, or of products, or nothing; `a=B`: which column is called what, each]
  allow_removed,      ///< more rows would go than allowed: removed, stored before, their kind
  save_as_csv,        ///< the file is of a kind that is not read, such as an .xls workbook
  name_encoding,      ///< bytes that are no text in the encoding: [a likely one]
  name_dates,         ///< dates can be read in two orders
  name_decimal_sign,  ///< numbers can be read with two decimal signs
  name_sheet,         ///< a workbook has no sheet of that name: those it has
  name_header,        ///< the column asked for is no header of the list
  drop_filters,       ///< audiences filter by a column whose type would change: their names
  name_value_column,  ///< no column of the list has the header: the header looked for
  // exports and links
  replace_file,     ///< the target exists
  leave_out_one,    ///< a column holds what the format cannot
  leave_out_some,   ///< the columns together are too much for the format
  remove_orphans,   ///< copies are there that no link leads to
  close_link,       ///< a link leads nowhere: the beginning of its export's id
  collect_copies,   ///< copies of dead links could not be removed
  withdraw_key,     ///< others can use the key file: the file
  listen_elsewhere  ///< another program listens at the address
};

/// The part of a request that an error is about.
enum class Setting {
  none,
  catalog_listing,  ///< the columns that the catalog lists unless others are asked for
  columns,
  column_map,   ///< its value is `COLUMN=HEADER`
  column_type,  ///< its value is a column's name
  encoding,
  join_column,
  timezone,
  listen,
  match,
  newest_by,
  sheet,
  sort
};

/// What to do: free words that name no option and no command, or a remedy with its subjects.
struct Advice {
  Advice() = default;
  Advice(const char* text) : words(text) {}                 // NOLINT(google-explicit-constructor)
  Advice(std::string text) : words(std::move(text)) {}      // NOLINT(google-explicit-constructor)
  Advice(Remedy what, std::vector<std::string> about = {})  // NOLINT(google-explicit-constructor)
      : remedy(what), subjects(std::move(about)) {}

  std::string words;  ///< empty with a remedy
  Remedy remedy = Remedy::none;
  std::vector<std::string> subjects;
};

}  // namespace audience
