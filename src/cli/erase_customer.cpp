// `audience erase-customer`: forget people everywhere, keep them out, and say what is out of reach.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "audience/error.hpp"
#include "cli/customer_list.hpp"
#include "cli/exit_codes.hpp"
#include "cli/verbs.hpp"
#include "json/json_writer.hpp"
#include "output/table.hpp"
#include "storage/customers.hpp"
#include "storage/data_source.hpp"
#include "storage/erasure.hpp"
#include "storage/file_rewrite.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> customers;
  bool yes = false, dry_run = false;
};

/// Where customers lie. Another program's file that cannot be read must not keep ours from being cleaned:
/// then its catalog is taken as it is written, and `unreadable` says why.
class Ground {
 public:
  Ground(const Session& session, Database& own) : own_(own) {
    try {
      source_.emplace(own, session.wait());
      return;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::database_unusable) throw;
      unreadable = error;
    }
    Faults ignored;
    if (const auto kept = kept_catalog(own)) catalog_ = parse_catalog(*kept, nullptr, ignored);
    if (catalog_.database.empty()) catalog_ = builtin_catalog(customer_columns(own), purchase_columns(own));
  }

  /// Inside the caller's transaction on the own database.
  [[nodiscard]] Erasure erase(const std::vector<std::string>& ids, TimePoint now, bool dry_run) {
    if (!source_) return erase_customers({own_, catalog_, nullptr}, ids, now, dry_run);
    std::optional<Transaction> foreign;
    if (source_->is_foreign()) foreign.emplace(source_->data(), Transaction::Kind::read);
    const Database* other = source_->is_foreign() ? &source_->data() : nullptr;
    Erasure erasure = erase_customers({own_, source_->catalog(), other}, ids, now, dry_run);
    source_->check_unchanged();
    return erasure;
  }

  [[nodiscard]] const std::string& foreign_file() const {
    return source_ ? source_->catalog().database : catalog_.database;
  }

  std::optional<Error> unreadable;

 private:
  Database& own_;
  std::optional<DataSource> source_;
  Catalog catalog_;
};

/// Ids of the exports whose links live.
std::set<std::string> live_exports(const Database& database, TimePoint now) {
  std::set<std::string> live;
  Statement row =
      database.prepare("SELECT export_id FROM audience_exports WHERE expires_at > ? AND revoked_at IS NULL");
  row.bind_all(to_unix(now));
  while (row.step()) live.emplace(row.text(0));
  return live;
}

/// Removes the copies of exports, but those of links that live.
void remove_dead_copies(const Spool& spool, const std::set<std::string>& live) {
  bool any = false;
  for (const Copy& copy : spool.copies()) {
    if (live.contains(copy.export_id)) continue;
    std::error_code fault;
    std::filesystem::remove(copy.path, fault);
    if (fault)
      throw Error(ErrorKind::write_failed,
                  fmt::format("cannot remove {}: {}", copy.path.string(), fault.message()));
    any = true;
  }
  if (any) spool.sync();
}

std::string people(std::int64_t count) {
  return count == 1 ? std::string("1 customer") : with_commas(count) + " customers";
}

std::string rows_phrase(const std::vector<TableRows>& tables) {
  std::string text;
  for (const TableRows& one : tables)
    text += fmt::format("{}{} {} of {}", text.empty() ? "" : ", ", with_commas(one.rows),
                        one.rows == 1 ? "row" : "rows", one.table);
  return text;
}

std::string names_phrase(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", name);
  return text;
}

std::string report_text(const Erasure& erasure, const std::string& foreign_file, bool dry_run, bool cleaned) {
  std::string text = fmt::format("{} {}{}\n", dry_run ? "Would erase" : "Erased", people(erasure.erased()),
                                 erasure.erased_before == 0
                                     ? ""
                                     : fmt::format("; {} erased before", with_commas(erasure.erased_before)));
  const auto line = [&](std::int64_t count, std::string_view what) {
    if (count > 0) text += fmt::format("  {:>12}  {}\n", with_commas(count), what);
  };
  for (const TableRows& one : erasure.rows) line(one.rows, "rows of " + one.table);
  line(erasure.memberships, "memberships of audiences");
  line(erasure.differences, "times entered or left, of histories");
  line(erasure.past_texts, "texts of histories that named them");
  line(erasure.unmatched_values, "unmatched values of uploaded lists");
  line(erasure.recipients, "recipients of exports");
  line(erasure.links, "links, every live one, with their copies");
  if (cleaned) {
    text += erasure.named_by.empty() ? "The database was written anew; nothing of them is left in it\n"
                                     : "The database was written anew\n";
  }
  if (!erasure.named_by.empty())
    text += "Still named by the documents of " + names_phrase(erasure.named_by) + "\n";
  if (!erasure.left.empty())
    text += fmt::format("Not touched, rows in {}: {}\n", foreign_file.empty() ? "views" : foreign_file,
                        rows_phrase(erasure.left));
  if (erasure.exports > 0) {
    text += fmt::format("Out of reach: {} exports of audiences they were in, the last of {}{}\n",
                        with_commas(erasure.exports), format_minute(*erasure.last_export),
                        erasure.last_file.empty() ? "" : ", " + erasure.last_file);
  }
  if (erasure.exports_of_deleted > 0) {
    text += fmt::format("Out of reach: {} exports of audiences deleted since may hold them too\n",
                        with_commas(erasure.exports_of_deleted));
  }
  return text;
}

void write_tables(JsonWriter& json, std::string_view key, const std::vector<TableRows>& tables) {
  json.key(key);
  json.begin_object();
  for (const TableRows& one : tables) json.integer_member(one.table, one.rows);
  json.end_object();
}

std::string report_json(const Erasure& erasure, const std::string& foreign_file, bool dry_run, bool cleaned) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_object();
  json.boolean_member("dry_run", dry_run);
  json.integer_member("customers", erasure.asked);
  json.integer_member("erased", erasure.erased());
  json.integer_member("erased_before", erasure.erased_before);
  write_tables(json, "rows", erasure.rows);
  json.integer_member("memberships", erasure.memberships);
  json.integer_member("differences", erasure.differences);
  json.integer_member("past_texts", erasure.past_texts);
  json.integer_member("unmatched_values", erasure.unmatched_values);
  json.integer_member("recipients", erasure.recipients);
  json.integer_member("links_revoked", erasure.links);
  json.boolean_member("cleaned", cleaned);
  json.key("named_by");
  json.begin_array();
  for (const std::string& name : erasure.named_by) json.text(name);
  json.end_array();
  json.key("given_out");
  json.begin_object();
  json.integer_member("exports", erasure.exports);
  json.key("last");
  if (erasure.last_export) {
    json.text(format_time(*erasure.last_export));
  } else {
    json.null();
  }
  json.text_member("last_file", erasure.last_file);
  json.integer_member("exports_of_deleted_audiences", erasure.exports_of_deleted);
  json.end_object();
  json.text_member("foreign_database", foreign_file);
  write_tables(json, "rows_left", erasure.left);
  json.end_object();
  return text + "\n";
}

/// Copies and old pages. What is wrong with that is an end of its own kind: the people are erased already.
std::optional<Error> clean(Database& database, const Spool& spool, TimePoint now) {
  try {
    remove_dead_copies(spool, live_exports(database, now));
    rewrite_file(database);
    return std::nullopt;
  } catch (const Error& error) {
    return Error(error.kind(),
                 fmt::format("the customers are erased, but old pages of {} may still hold them: {}",
                             database.file().string(), error.what()),
                 error.kind() == ErrorKind::busy
                     ? "run the same command again when nothing else uses the database: it finishes the work"
                     : "mend that, and run the same command again: it finishes the work");
  }
}

/// What is left to a person to do; the gravest of it.
std::optional<Error> remainder(const Erasure& erasure, const Ground& ground, std::optional<Error> gravest) {
  const auto add = [&](const Error& error) {
    if (!gravest || exit_code(error.kind()) > exit_code(gravest->kind())) gravest = error;
  };
  if (!erasure.named_by.empty()) {
    add(Error(ErrorKind::conflict,
              fmt::format("{} stored {} someone erased now or before", erasure.named_by.size(),
                          erasure.named_by.size() == 1 ? "document names" : "documents name"),
              "take the name out of it, apply it, and erase the customer again"));
  }
  if (!erasure.left.empty()) {
    add(Error(ErrorKind::conflict,
              fmt::format("rows are left in {}, which is only read: {}",
                          ground.foreign_file().empty() ? "views" : ground.foreign_file(),
                          rows_phrase(erasure.left)),
              "erase them with the program that keeps them; here they count as erased already"));
  }
  if (ground.unreadable) {
    add(Error(ground.unreadable->kind(),
              fmt::format("nobody could look for rows elsewhere: {}", ground.unreadable->what()),
              ground.unreadable->hint()));
  }
  return gravest;
}

void ask(const Session& session, Database& database, const Options& options,
         const std::vector<std::string>& ids) {
  if (options.yes) return;
  Erasure planned;
  {
    const Transaction snapshot(database, Transaction::Kind::read);
    planned = Ground(session, database).erase(ids, session.now(), true);
  }
  session.confirm(fmt::format("Erase {} ({}), for good?", people(planned.asked), rows_phrase(planned.rows)),
                  false);
}

void run_erase_customer(Session& session, const Options& options) {
  const std::vector<std::string> ids = read_customers(options.customers);
  if (ids.empty()) throw Error(ErrorKind::usage, "the list of customers is empty");
  const auto database =
      session.open(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  if (!options.dry_run) ask(session, *database, options, ids);
  Erasure erasure;
  std::optional<Ground> ground;
  {
    Transaction transaction(*database, options.dry_run ? Transaction::Kind::read : Transaction::Kind::write);
    ground.emplace(session, *database);
    erasure = ground->erase(ids, session.now(), options.dry_run);
    if (!options.dry_run) transaction.commit();
  }
  std::optional<Error> unclean;
  if (!options.dry_run) unclean = clean(*database, session.spool(), session.now());
  const bool cleaned = !options.dry_run && !unclean;
  session.out().write((session.tables() ? report_text : report_json)(erasure, ground->foreign_file(),
                                                                     options.dry_run, cleaned));
  session.out().flush();
  if (const auto end = remainder(erasure, *ground, unclean)) throw Error(*end);
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
