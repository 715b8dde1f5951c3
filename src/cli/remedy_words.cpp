// Remedies and settings as options and verbs.
#include "cli/remedy_words.hpp"

#include <fmt/format.h>

#include "base/wording.hpp"
#include "json/fault.hpp"

namespace audience {
namespace {

std::string option_words(Setting setting) {
  switch (setting) {
    case Setting::none:
      return {};
    case Setting::catalog_listing:
      return "listing";
    case Setting::columns:
      return "--columns";
    case Setting::column_map:
      return "--map";
    case Setting::column_type:
      return "--type";
    case Setting::timezone:
      return "--timezone";
    case Setting::encoding:
      return "--encoding";
    case Setting::join_column:
      return "--on";
    case Setting::listen:
      return "--listen";
    case Setting::match:
      return "--match";
    case Setting::newest_by:
      return "--newest-by";
    case Setting::sheet:
      return "--sheet";
    case Setting::sort:
      return "--sort";
  }
  return {};
}

std::string map_column_words(const std::vector<std::string>& subjects) {
  if (subjects.empty()) return "map it to another name with --map";
  return fmt::format("map it to another name: --map {}={}", subjects.at(0), subjects.at(1));
}

std::string import_as_words(const std::vector<std::string>& subjects, const Invocation& by) {
  std::string import = "import";
  for (std::size_t i = 3; i < subjects.size(); ++i) import += " --map " + shell_word(subjects[i]);
  const std::string load =
      fmt::format("load it with `{}`", by.command(import, {subjects.at(0), subjects.at(1)}));
  const std::string column = subjects.size() > 2 ? subjects[2] : "";
  if (column.empty()) return load;
  if (column == "purchased_at")
    return fmt::format("{}; its customers are taken with --newest-by {}", load, column);
  return fmt::format("{}; where each row is a customer, say --type {}=text", load, column);
}

std::string match_words(const std::vector<std::string>& subjects) {
  return subjects.size() > 1 ? fmt::format("say --match {}, or --replace", subjects.at(1))
                             : "leave --match out, or say --replace";
}

std::string restore_words(const std::vector<std::string>& subjects, const Invocation& by) {
  std::string whole = fmt::format("`{} FILE` brings a backup back", by.command("restore"));
  if (subjects.empty()) return whole;
  return fmt::format("{}, and `{}` takes away this one alone", whole, by.command("delete", subjects));
}

std::string bring_back_words(const std::vector<std::string>& subjects, const Invocation& by) {
  const std::string undelete = by.command("undelete", subjects);
  if (subjects.size() > 1) return fmt::format("`{}` brings them back together", undelete);
  return fmt::format("`{}` brings it back; `{}` shows all that can come back", undelete,
                     by.command("delete --list"));
}

std::string purge_words(const std::vector<std::string>& subjects, const Invocation& by) {
  const std::string purge = by.command("delete --purge", subjects);
  return subjects.size() > 1 ? fmt::format("forget them together: `{}`", purge)
                             : fmt::format("`{}` forgets it too", purge);
}

std::string replace_words(const std::string& file, const Invocation& by) {
  return fmt::format("`{}` replaces it", file == "stdin" ? by.command("create FILE --if-exists replace")
                                                         : by.command("create --if-exists replace", {file}));
}

/// Of an error whose message says a limit that an option has set; empty for others.
std::string limit_words(const Error& error) {
  const std::vector<std::string>& subjects = error.subjects();
  switch (error.remedy()) {
    case Remedy::show_rejects:
      return fmt::format("{} of {} rows are rejected, more than --max-rejects allows", subjects.at(0),
                         subjects.at(1));
    case Remedy::renew_data:
      return subjects.empty()
                 ? "there is no event at all, and --max-age asks for a recent one"
                 : fmt::format("the newest event is of {}, older than --max-age allows", subjects.at(0));
    case Remedy::keep_used:
      return fmt::format("--prune would delete \"{}\", which \"{}\" uses; nothing was applied",
                         subjects.at(0), subjects.at(1));
    default:
      return {};
  }
}

}  // namespace

std::string remedy_words(const Advice& advice, const Invocation& by) {
  const std::vector<std::string>& subjects = advice.subjects;
  switch (advice.remedy) {
    case Remedy::none:
      return advice.words;
    case Remedy::give_more_time:
      return "nothing was stored; give it more time with --timeout, or see what is asked there, and whether "
             "it "
             "still works";
    case Remedy::wait_longer:
      return "try again, or wait longer with --wait 5m";
    case Remedy::name_database:
      return "name a file with --db";
    case Remedy::name_other_database:
      return "name another file with --db";
    case Remedy::name_own_database:
      return "import into a database of your own: name it with --db";
    case Remedy::install_newer:
      return "install that version, or name another file with --db";
    case Remedy::make_database:
      return fmt::format("make it with `{}`, or name another with --db", by.command("init"));
    case Remedy::set_up_database:
      return fmt::format("set it up with `{}`", by.command("init"));
    case Remedy::upgrade_database:
      return fmt::format("upgrade it with `{}`", by.command("init"));
    case Remedy::share_database:
      return fmt::format("`{}` gives it to the group", by.at(subjects.at(0)).command("init --shared"));
    case Remedy::restore_backup:
      return restore_words(subjects, by);
    case Remedy::repair_schema:
      return fmt::format("`{}` makes them anew", by.command("init"));
    case Remedy::renew_identity:
      return fmt::format("`{}` gives it another, and ends its links; `{}` brings a backup back",
                         by.command("init --new-identity"), by.command("restore FILE"));
    case Remedy::run_doctor:
      return fmt::format("`{}` looks at everything", by.command("doctor"));
    case Remedy::use_columns:
      return "say --engine columns, or put columns = on into the config file";
    case Remedy::keep_catalog:
      return fmt::format("mend the catalog and keep it with `{}`", by.command("init --catalog FILE"));
    case Remedy::list_audiences:
      return fmt::format("`{}` shows all", by.command("list"));
    case Remedy::list_exports:
      return fmt::format("`{}` shows all", by.command("exports"));
    case Remedy::list_attributes:
      return fmt::format("`{}` lists the attributes", by.command("fields"));
    case Remedy::list_fields:
      return fmt::format("`{}` lists what can be filtered", by.command("fields"));
    case Remedy::choose_or_replace:
      return "choose another audience_name, say --if-exists replace or skip, or see what it would be with "
             "--dry-run";
    case Remedy::replace_created:
      return replace_words(subjects.at(1), by);
    case Remedy::append_or_replace:
      return "add to it with --append, put this list in its place with --replace, or choose another name";
    case Remedy::match_as_stored:
      return match_words(subjects);
    case Remedy::upload_list:
      return fmt::format("load it with `{}`, or name its audience in a filter",
                         by.command("upload NAME FILE"));
    case Remedy::change_expect:
      return fmt::format("change `expect` in the document, or find out why with `{}`",
                         by.command("explain FILE"));
    case Remedy::keep_used:
      return fmt::format("apply a document of \"{}\" too, or take it out of the filters of \"{}\"",
                         subjects.at(0), subjects.at(1));
    case Remedy::allow_empty_windows:
      return "import newer events, or say --allow-empty-windows";
    case Remedy::list_deleted:
      return fmt::format("`{}` shows those that can come back", by.command("delete --list"));
    case Remedy::bring_back:
      return bring_back_words(subjects, by);
    case Remedy::purge_together:
      return purge_words(subjects, by);
    case Remedy::renew_data:
      return "import newer data, or leave --max-age out";
    case Remedy::show_rejects:
      return "nothing was stored; --rejects FILE shows them";
    case Remedy::map_key:
      return fmt::format("say which one it is: --map {}=HEADER", subjects.at(0));
    case Remedy::name_columns:
      return fmt::format("the first line must name the columns; say which one it is: --map {}=HEADER",
                         subjects.at(0));
    case Remedy::map_column:
      return map_column_words(subjects);
    case Remedy::name_join_column:
      return fmt::format("say by which column lines belong to orders: --on {}",
                         subjects.empty() ? "ORDERS_HEADER=ITEMS_HEADER" : subjects.at(0));
    case Remedy::list_imports:
      return fmt::format("`{}` shows what was loaded; the last of each kind can be taken back for 7 days",
                         by.command("imports"));
    case Remedy::import_again:
      return "--again imports it all the same; --from DATE replaces what is there since then";
    case Remedy::import_as:
      return import_as_words(subjects, by);
    case Remedy::allow_removed:
      return fmt::format("nothing was stored; let them go with --max-removed {} or --yes", subjects.at(0));
    case Remedy::save_as_csv:
      return "save it as CSV, or export it with --format csv";
    case Remedy::name_encoding:
      return fmt::format("say how it is written: --encoding {}",
                         subjects.empty() ? "NAME, such as windows-1252" : subjects.at(0));
    case Remedy::name_dates:
      return "say which it is: --dates dmy or --dates mdy";
    case Remedy::name_decimal_sign:
      return "say which it is: --decimal . or --decimal ,";
    case Remedy::name_sheet:
      return fmt::format("--sheet takes {}", enumerate(subjects));
    case Remedy::name_header:
      return "--column takes a header of the file";
    case Remedy::drop_filters:
      return "replace or delete what filters by it first";
    case Remedy::name_value_column:
      return fmt::format(
          "say which one it is: --column HEADER; a list without commas needs none, and one with commas the "
          "header {}",
          subjects.at(0));
    case Remedy::replace_file:
      return "replace it with --force";
    case Remedy::leave_out_one:
      return "leave the column out with --columns, or write CSV";
    case Remedy::leave_out_some:
      return "leave columns out with --columns, or write CSV";
    case Remedy::remove_orphans:
      return fmt::format("`{}` removes them", by.command("gc"));
    case Remedy::close_link:
      return fmt::format("export it again for a new link, and close this one: `{}`",
                         by.command("revoke", subjects));
    case Remedy::collect_copies:
      return fmt::format("let it be done by whom they belong to, or mend what is in the way, and then: `{}`",
                         by.command("gc"));
    case Remedy::withdraw_key:
      return fmt::format("`chmod 600 {}` closes it; if someone may have read it, then `{}`",
                         shell_word(subjects.at(0)), by.command("key rotate --revoke"));
    case Remedy::listen_elsewhere:
      return "another program listens there; --listen chooses another port";
  }
  return {};
}

RemedyWords words_for(const Invocation& by) {
  return [by](const Advice& advice) { return remedy_words(advice, by); };
}

std::string message_words(const Error& error, const Invocation& by) {
  if (const auto* faults = dynamic_cast<const FaultyDocument*>(&error)) return worded(*faults, words_for(by));
  std::string message = limit_words(error);
  if (message.empty()) message = error.what();
  std::string option = option_words(error.setting());
  if (option.empty()) return message;
  if (!error.setting_value().empty()) option += " " + error.setting_value();
  return option + ": " + message;
}

std::string in_one_line(const Error& error, const Invocation& by) {
  const std::string remedy = remedy_words(error.advice(), by);
  return remedy.empty() ? message_words(error, by) : message_words(error, by) + "; " + remedy;
}

}  // namespace audience
