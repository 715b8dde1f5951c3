// Definitions are kept once each, so that two may become one.
#include "storage/text_erasure.hpp"

#include <optional>

#include "storage/row_checksums.hpp"

namespace audience {
namespace {

using Changed = std::vector<std::pair<std::int64_t, std::string>>;

void exchange_definition(Database& own, std::int64_t number, const std::string& definition) {
  Statement same = own.prepare("SELECT number FROM audience_definitions WHERE definition = ?");
  same.bind_all(definition);
  if (!same.step()) {
    own.prepare("UPDATE audience_definitions SET definition = ? WHERE number = ?")
        .bind_all(definition, number)
        .run();
    return;
  }
  own.prepare("UPDATE audience_runs SET definition = ? WHERE definition = ?")
      .bind_all(same.integer(0), number)
      .run();
  own.prepare("DELETE FROM audience_definitions WHERE number = ?").bind_all(number).run();
}

std::int64_t erase_from_definitions(Database& own, const Catalog& catalog, NameTest& test, bool dry_run) {
  Changed changed;
  Statement row = own.prepare("SELECT number, definition FROM audience_definitions");
  while (row.step()) {
    if (auto without = document_without_names(row.text(1), catalog, test))
      changed.emplace_back(row.integer(0), std::move(*without));
  }
  row.reset();
  if (!dry_run) {
    for (const auto& [number, definition] : changed) exchange_definition(own, number, definition);
  }
  return static_cast<std::int64_t>(changed.size());
}

/// Each different text of a column once: the same note stands in many rows.
std::int64_t erase_from_column(Database& own, const std::string& table, const std::string& column,
                               NameTest& test, bool dry_run) {
  std::vector<std::pair<std::string, std::string>> changed;
  Statement row = own.prepare("SELECT DISTINCT " + column + " FROM " + table + " WHERE " + column + " <> ''");
  while (row.step()) {
    if (auto without = text_without_names(row.text(0), test))
      changed.emplace_back(row.text(0), std::move(*without));
  }
  row.reset();
  if (!dry_run) {
    Statement update = own.prepare("UPDATE " + table + " SET " + column + " = ? WHERE " + column + " = ?");
    for (const auto& [before, after] : changed) update.bind_all(after, before).run();
  }
  return static_cast<std::int64_t>(changed.size());
}

}  // namespace

std::vector<std::string> audiences_naming(const Database& own, const Catalog& catalog, NameTest& test) {
  std::vector<std::string> names;
  Statement row = own.prepare("SELECT audience_name, definition FROM audience_audiences ORDER BY 1");
  while (row.step()) {
    if (document_without_names(row.text(1), catalog, test)) names.emplace_back(row.text(0));
  }
  return names;
}

std::int64_t erase_from_past_texts(Database& own, const Catalog& catalog, NameTest& test, bool dry_run) {
  std::optional<ChecksumRenewal> definitions, runs;
  if (!dry_run) {
    definitions.emplace(own, CheckedTable::definitions);
    runs.emplace(own, CheckedTable::runs);
  }
  const std::int64_t texts = erase_from_definitions(own, catalog, test, dry_run) +
                             erase_from_column(own, "audience_runs", "note", test, dry_run) +
                             erase_from_column(own, "audience_exports", "audience_name", test, dry_run) +
                             erase_from_column(own, "audience_exports", "file", test, dry_run) +
                             erase_from_column(own, "audience_imports", "file", test, dry_run);
  if (!dry_run) {
    definitions->finish();
    runs->finish();
  }
  return texts;
}

}  // namespace audience
