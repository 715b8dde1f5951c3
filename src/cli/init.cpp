// `audience init`: make the database, or check the one that is there; with a catalog, over another program's
// file.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/file_system.hpp"
#include "cli/catalog_file.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "storage/customers.hpp"
#include "storage/data_source.hpp"
#include "storage/schema.hpp"
#include "storage/schema_repair.hpp"

namespace audience {
namespace {

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

void remove_database(const std::filesystem::path& file) {
  for (const char* suffix : {"", "-wal", "-shm"}) file_system().unlink((file.string() + suffix).c_str());
}

void report(const Session& session, const std::filesystem::path& file, bool made,
            const std::vector<std::string>& repaired, std::string_view next) {
  const auto screen = [&] {
    std::string text = fmt::format("{} {}\n", made ? "Made" : "Ready:", file.string());
    for (const std::string& name : repaired) text += fmt::format("Made anew  {}\n", name);
    return text + fmt::format("Next   {}\n", next);
  };
  const auto write = [&](JsonWriter& json) {
    json.begin_object();
    json.text_member("database", file.string());
    json.boolean_member("created", made);
    if (!repaired.empty()) json.texts_member("repaired", repaired);
    json.end_object();
  };
  write_result(session, {.screen = screen, .json = write, .done = "the database is ready"});
}

void run_init(Session& session, const std::optional<std::string>& catalog) {
  const auto file = session.database_file();
  std::optional<CatalogText> given;
  if (catalog) given = read_catalog_text(*catalog);
  // A catalog at fault must not leave a new, empty database behind.
  if (given && !std::filesystem::exists(file)) read_catalog(session, *given, nullptr);
  session.make_default_folder();
  const bool made = create_database(file, session.wait());
  try {
    if (given) keep(session, file, *given);
  } catch (const Error&) {
    if (made) remove_database(file);
    throw;
  }
  std::vector<std::string> repaired;
  if (!made) repaired = repair_schema(file, session.wait());
  report(session, file, made, repaired, catalog ? "audience fields" : "audience import customers FILE.csv");
}

}  // namespace

void add_init(CommandLine& line, Session& session) {
  const auto catalog = std::make_shared<std::optional<std::string>>();
  line.verb("init", "Make the database. Again on one that is there: checks and upgrades it.",
            {"audience init", "audience --db shop.db init",
             "audience --db crm-audiences.db init --catalog crm.json"},
            [&session, catalog] { run_init(session, *catalog); })
      .option("--catalog", *catalog, "FILE",
              "customers and events lie where this file says; they are only read");
}

}  // namespace audience
