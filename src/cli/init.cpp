// `audience init`: make the database, or check the one that is there; with a catalog, over another program's
// file.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "base/user_name.hpp"
#include "cli/backup_report.hpp"
#include "cli/catalog_file.hpp"
#include "cli/left_files.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "storage/customers.hpp"
#include "storage/data_source.hpp"
#include "storage/schema.hpp"
#include "storage/schema_repair.hpp"
#include "storage/sharing.hpp"
#include "studio/identity.hpp"
#include "studio/published_members.hpp"
#include "studio/sharing.hpp"

namespace audience {
namespace {

struct Options {
  std::optional<std::string> catalog;
  bool shared = false, is_private = false, new_identity = false, yes = false;
};

void refuse_itself(const std::string& file, const std::filesystem::path& own) {
  std::error_code ignored;
  if (!std::filesystem::equivalent(file, own, ignored)) return;
  throw Error(ErrorKind::conflict, "the catalog names the tool's own database as the one to read",
              "name a new file for the tool with --db");
}

/// A damaged one counts as none: it is about to be replaced.
std::string kept_or_damaged(const Database& database) {
  try {
    return kept_catalog(database).value_or("");
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database_unusable) throw;
    return {};
  }
}

bool holds_back(const std::string& catalog) {
  Faults ignored;
  return !catalog.empty() && !parse_catalog(catalog, nullptr, ignored).export_only_if.values.empty();
}

void keep(const Session& session, const std::filesystem::path& file, const CatalogText& text) {
  const auto database = open_database(file, Database::Mode::read_write, session.wait());
  const Catalog catalog = read_catalog(session, text, database.get());
  if (!catalog.database.empty()) refuse_itself(catalog.database, file);
  Transaction transaction(*database, Transaction::Kind::write);
  if (!catalog.database.empty() && has_customers(*database)) {
    throw Error(ErrorKind::conflict, file.string() + " holds customers of its own",
                "name a new file with --db");
  }
  const bool held_back = holds_back(kept_or_damaged(*database));
  keep_catalog(*database, to_json(catalog));
  transaction.commit();
  if (held_back && catalog.export_only_if.values.empty())
    session.note("note: the new catalog has no export_only_if: exports hold nobody back any more");
}

struct Outcome {
  bool made = false;
  bool has_catalog = false;
  std::vector<std::string> repaired{};  ///< names of triggers and indexes
  std::optional<std::string> group{};   ///< that shares it
  bool is_private = false;              ///< taken back from a group
  BackupContents contents{};            ///< of one that was there
  std::optional<NewIdentity> identity{};
  std::optional<MembersPlace> members{};  ///< where customers lie on a server
};

std::string identity_text(const NewIdentity& identity) {
  const std::string key =
      identity.kid ? "key " + *identity.kid : "no new key: it lies elsewhere, and may be another's too";
  return fmt::format("New identity {}, {}; {} refused from now on\n", identity.database_id.substr(0, 8), key,
                     counted(identity.links, "live link is", "live links are"));
}

std::string members_text(const MembersPlace& members) {
  switch (members.schema) {
    case MembersSchema::ready:
      return "Members there too, in the schema audience\n";
    case MembersSchema::other_key:
      return "Members here alone: the schema audience there is of customers with another key\n";
    case MembersSchema::missing:
    case MembersSchema::forbidden:
      break;
  }
  std::string text =
      "Members here alone, until an administrator of that server has run this, and init again:\n\n";
  for (const std::string& statement : members.statements) text += statement + ";\n";
  return text + "\n";
}

std::string as_text(const Outcome& outcome, const std::filesystem::path& file, const Invocation& by) {
  std::string text = fmt::format("{} {}\n", outcome.made ? "Made" : "Ready:", file.string());
  for (const std::string& name : outcome.repaired) text += fmt::format("Made anew  {}\n", name);
  if (outcome.group) text += fmt::format("Shared by the group {}\n", *outcome.group);
  if (outcome.is_private) text += "For its owner alone\n";
  if (outcome.identity) text += identity_text(*outcome.identity);
  const bool is_foreign = !outcome.contents.foreign_database.empty();
  const bool is_empty = outcome.contents.customers == 0 && !is_foreign;
  if (!outcome.made && !(is_empty && outcome.contents.audiences == 0))
    text += fmt::format("Holds  {}\n", contents_phrase(outcome.contents));
  if (outcome.members) text += members_text(*outcome.members);
  std::string_view next = "import customers FILE.csv";
  if (outcome.contents.audiences > 0)
    next = "list";
  else if (outcome.has_catalog || !is_empty)
    next = "fields";
  return text + fmt::format("Next   {}\n", by.command(next));
}

void write_outcome(JsonWriter& json, const Outcome& outcome, const std::filesystem::path& file) {
  json.begin_object();
  json.text_member("database", file.string());
  json.boolean_member("created", outcome.made);
  json.optional_text_member("shared_by", outcome.group);
  json.integer_member("audiences", outcome.contents.audiences);
  json.integer_member("customers", outcome.contents.customers);
  std::optional<std::string> foreign;
  if (!outcome.contents.foreign_database.empty()) foreign = outcome.contents.foreign_database;
  json.optional_text_member("foreign_database", foreign);
  if (outcome.members) {
    json.boolean_member("members_there", outcome.members->schema == MembersSchema::ready);
    if (!outcome.members->statements.empty()) json.texts_member("members_sql", outcome.members->statements);
  }
  if (!outcome.repaired.empty()) json.texts_member("repaired", outcome.repaired);
  if (outcome.identity) {
    json.text_member("database_id", outcome.identity->database_id);
    json.optional_text_member("kid", outcome.identity->kid);
    json.integer_member("links_revoked", outcome.identity->links);
    write_not_removed(json, outcome.identity->not_removed);
  }
  json.end_object();
}

/// All that may be refused before a file is made.
std::optional<CatalogText> check(const Session& session, const Options& options,
                                 const std::filesystem::path& file) {
  std::error_code ignored;  // Who makes the file says what is in the way.
  const bool is_there = std::filesystem::exists(file, ignored);
  if (options.shared && options.is_private)
    throw Error(ErrorKind::usage, "--shared and --private exclude each other");
  if (options.shared) check_shared_folder(file);
  if ((options.new_identity || options.is_private) && !is_there)
    throw Error(ErrorKind::database_unusable, "there is no database " + file.string(), Remedy::make_database);
  if (options.new_identity) {
    session.confirm(
        fmt::format(
            "Give {} an id and a key of its own? Links issued before are refused here then, for good.",
            file.string()),
        options.yes);
  }
  std::optional<CatalogText> given;
  if (options.catalog) given = read_catalog_text(*options.catalog);
  // A catalog at fault must not leave a new, empty database behind.
  if (given && !is_there) read_catalog(session, *given, nullptr);
  return given;
}

/// What one that was there before may need.
void look_after(const Session& session, const Options& options, const std::filesystem::path& file,
                Outcome& outcome) {
  outcome.repaired = repair_schema(file, session.wait());
  const auto studio = session.studio(Database::Mode::read_write);
  if (const auto group = studio->access().group) outcome.group = group_label(*group);
  outcome.contents = contents_of(studio->database());
  outcome.members = prepare_members_place(*studio);
  // Last: what fails after it would look as if there were none.
  if (options.new_identity) outcome.identity = renew_identity(*studio);
}

void take_back(const Session& session, const std::filesystem::path& file) {
  const auto group = make_private(session.studio_settings());
  if (!group) return;
  session.note(fmt::format("note: the group {} can still remove and replace files in the folder of {}",
                           *group, file.string()));
}

/// What fails then must not look as if the group had what it had before.
void look_after_shared(const Session& session, const Options& options, const std::filesystem::path& file,
                       Outcome& outcome) {
  try {
    look_after(session, options, file, outcome);
  } catch (const Error& error) {
    if (!options.shared && !options.is_private) throw;
    throw Error(error.kind(),
                fmt::format("the database was {} the group, but {}",
                            options.shared ? "given to" : "taken back from", error.what()),
                error.advice());
  }
}

void run_init(Session& session, const Options& options) {
  const auto file = session.database_file();
  const std::optional<CatalogText> catalog = check(session, options, file);
  session.make_default_folder();
  Outcome outcome{.made = create_database(file, session.wait()),
                  .has_catalog = options.catalog.has_value(),
                  .is_private = options.is_private};
  try {
    if (options.shared) outcome.group = share_database(session.studio_settings());
    if (options.is_private) take_back(session, file);
    if (catalog) keep(session, file, *catalog);
    if (catalog && outcome.made)
      outcome.members = prepare_members_place(*session.studio(Database::Mode::read_write));
  } catch (const Error&) {
    if (outcome.made) remove_database(file);
    throw;
  }
  // A new one is as it should be, and nothing that follows may fail any more.
  if (!outcome.made) look_after_shared(session, options, file, outcome);
  write_result(session, {.screen = [&] { return as_text(outcome, file, session.invocation()); },
                         .json = [&](JsonWriter& json) { write_outcome(json, outcome, file); },
                         .done = "the database is ready"});
  session.out().flush();
  if (outcome.identity) refuse_left("the old links are dead here", outcome.identity->not_removed);
}

}  // namespace

void add_init(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb(
          "init", "Make the database. Again on one that is there: checks and upgrades it.",
          {"audience init", "audience --db shop.db init",
           "audience --db crm-audiences.db init --catalog crm.json",
           "audience --db /srv/team/shop.db init --shared", "audience --db /srv/team/shop.db init --private"},
          [&session, options] { run_init(session, *options); })
      .option("--catalog", options->catalog, "FILE",
              "customers and events lie where this file says; they are only read")
      .flag("--shared", options->shared, "for everyone of the folder's group, and nobody else")
      .flag("--private", options->is_private, "take a shared one back: for its owner alone")
      .flag("--new-identity", options->new_identity,
            "of a copy: an id and a key of its own, so that links of the original are dead here")
      .flag("--yes", options->yes, "--new-identity: do not ask");
}

}  // namespace audience
