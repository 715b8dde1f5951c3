// `audience erase-customer`: forget people everywhere, keep them out, and say what is out of reach.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/customer_list.hpp"
#include "cli/exit_codes.hpp"
#include "cli/json_time.hpp"
#include "cli/left_files.hpp"
#include "cli/naming_report.hpp"
#include "cli/output_choice.hpp"
#include "cli/remedy_words.hpp"
#include "cli/rows_left.hpp"
#include "cli/verbs.hpp"
#include "studio/erase.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> customers;
  bool yes = false, dry_run = false;
};

std::string people(std::int64_t count) { return counted(count, "customer"); }

std::string report_text(const ErasureResult& result, bool dry_run) {
  const Erasure& erasure = result.erasure;
  std::string text = fmt::format("{} {}{}\n", dry_run ? "Would erase" : "Erased", people(erasure.erased()),
                                 erasure.erased_before == 0
                                     ? ""
                                     : fmt::format("; {} erased before", with_commas(erasure.erased_before)));
  const auto line = [&](std::int64_t count, std::string_view what) {
    if (count > 0) text += fmt::format("  {:>12}  {}\n", with_commas(count), what);
  };
  for (const TableRows& one : erasure.rows)
    line(one.rows, (one.rows == 1 ? "row of " : "rows of ") + one.table);
  line(erasure.kept_rows, "rows kept of imports that can be taken back");
  line(erasure.memberships, "memberships of audiences");
  line(erasure.differences, "times entered or left, of histories");
  line(erasure.past_texts, "texts of histories that named them");
  line(erasure.deleted, "deleted audiences that named them, for good");
  line(erasure.unmatched_values, "unmatched values of uploaded lists");
  line(erasure.recipients, "recipients of exports");
  line(erasure.links, "links, every live one, with their copies");
  if (!dry_run && !result.unclean) {
    text += erasure.still_named.empty() ? "The database was written anew; nothing of them is left in it\n"
                                        : "The database was written anew\n";
  }
  text += naming_text(erasure.still_named);
  if (!result.not_removed.empty())
    text += fmt::format("Copies of exports that may hold them could not be removed: {}\n",
                        left_phrase(result.not_removed));
  text += rows_left_text(erasure.left, result.foreign_file);
  if (erasure.exports > 0) {
    text += fmt::format("Out of reach: {} of audiences they were in, the last of {}{}\n",
                        counted(erasure.exports, "export"), format_minute(*erasure.last_export),
                        erasure.last_file.empty() ? "" : ", " + erasure.last_file);
  }
  if (erasure.exports_of_deleted > 0) {
    text += fmt::format("Out of reach: {} of audiences deleted since may hold them too\n",
                        counted(erasure.exports_of_deleted, "export"));
  }
  text += "Out of reach: backups hold them still; `audience restore` leaves them out\n";
  return text;
}

void write_report(JsonWriter& json, const ErasureResult& result, bool dry_run) {
  const Erasure& erasure = result.erasure;
  json.begin_object();
  json.boolean_member("dry_run", dry_run);
  json.integer_member("customers", erasure.asked);
  json.integer_member("erased", erasure.erased());
  json.integer_member("erased_before", erasure.erased_before);
  write_tables(json, "rows", erasure.rows);
  json.integer_member("kept_rows", erasure.kept_rows);
  json.integer_member("memberships", erasure.memberships);
  json.integer_member("differences", erasure.differences);
  json.integer_member("past_texts", erasure.past_texts);
  json.integer_member("deleted_audiences", erasure.deleted);
  json.integer_member("unmatched_values", erasure.unmatched_values);
  json.integer_member("recipients", erasure.recipients);
  json.integer_member("links_revoked", erasure.links);
  json.boolean_member("cleaned", !dry_run && !result.unclean && result.not_removed.empty());
  write_not_removed(json, result.not_removed);
  json.texts_member("named_by", erasure.named_by);
  write_naming(json, erasure.still_named);
  json.key("given_out");
  json.begin_object();
  json.integer_member("exports", erasure.exports);
  std::optional<std::string> last;
  if (erasure.last_export) last = json_time(*erasure.last_export);
  json.optional_text_member("last", last);
  json.text_member("last_file", erasure.last_file);
  json.integer_member("exports_of_deleted_audiences", erasure.exports_of_deleted);
  json.end_object();
  json.text_member("foreign_database", result.foreign_file);
  write_tables(json, "rows_left", erasure.left);
  json.end_object();
}

/// An end of its own kind: the people are erased already.
Error unclean_end(const Error& error, const std::filesystem::path& database, const Invocation& by) {
  return {error.kind(),
          fmt::format("the customers are erased, but old pages of {} may still hold them: {}",
                      database.string(), message_words(error, by)),
          error.kind() == ErrorKind::busy
              ? "run the same command again when nothing else uses the database: it finishes the work"
              : "mend that, and run the same command again: it finishes the work"};
}

/// What is left to a person to do; the gravest of it.
std::optional<Error> remainder(const ErasureResult& result, const std::filesystem::path& database,
                               const Invocation& by) {
  std::optional<Error> gravest;
  const auto add = [&](const Error& error) {
    if (!gravest || exit_code(error.kind()) > exit_code(gravest->kind())) gravest = error;
  };
  const Erasure& erasure = result.erasure;
  if (result.unclean) add(unclean_end(*result.unclean, database, by));
  if (const auto left = left_end("the customers are erased and every link is dead", result.not_removed))
    add(*left);
  if (!erasure.still_named.empty()) add(naming_end(erasure.still_named, by));
  if (!erasure.left.empty()) add(rows_left_end(erasure.left, result.foreign_file));
  if (result.unreadable) add(not_looked_end(*result.unreadable, by));
  return gravest;
}

void ask(const Session& session, Studio& studio, const std::vector<std::string>& ids) {
  const Erasure planned = plan_erasure(studio, ids).erasure;
  session.confirm(fmt::format("Erase {} ({}), for good?", people(planned.asked), rows_phrase(planned.rows)),
                  false);
}

void run_erase_customer(Session& session, const Options& options) {
  const std::vector<std::string> ids = read_customers(options.customers);
  if (ids.empty()) throw Error(ErrorKind::usage, "the list of customers is empty");
  const auto studio =
      session.studio(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write,
                     "the customers are erased; the same command finishes what is left to do");
  if (!options.dry_run && !options.yes) ask(session, *studio, ids);
  const ErasureResult result = options.dry_run ? plan_erasure(*studio, ids) : erase_people(*studio, ids);
  write_result(session, {.screen = [&] { return report_text(result, options.dry_run); },
                         .json = [&](JsonWriter& json) { write_report(json, result, options.dry_run); },
                         .done = options.dry_run ? "" : "the customers are erased"});
  session.out().flush();
  if (const auto end = remainder(result, studio->database().file(), session.invocation())) throw Error(*end);
}

}  // namespace

void add_erase_customer(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("erase-customer",
            "Forget people everywhere: their rows, memberships and history. Later imports pass them over.",
            {"audience erase-customer c_46120", "audience erase-customer - --yes <requests.txt",
             "audience erase-customer c_46120 --dry-run"},
            [&session, options] { run_erase_customer(session, *options); })
      .arguments("CUSTOMER", options->customers, "ids of customers, or - for a list on standard input")
      .flag("--yes", options->yes, "do not ask")
      .flag("--dry-run", options->dry_run, "say what would go; the database stays as it is");
}

}  // namespace audience
