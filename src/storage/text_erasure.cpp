// Definitions are kept once each, so that two may become one.
#include "storage/text_erasure.hpp"

#include <algorithm>
#include <optional>

#include "storage/data_source.hpp"
#include "storage/deleted_audiences.hpp"
#include "storage/row_checksums.hpp"

namespace audience {
namespace {

/// Every text of ours about the past that may name a person, but definitions of runs and recipients. In the
/// names of files a name is looked for anywhere: nothing else needs them as they were.
struct PastText {
  const char* table;
  const char* column;
  NameSearch plain;
};
constexpr PastText past_texts[] = {
    {"audience_runs", "note", NameSearch::plain_words},
    {"audience_exports", "audience_name", NameSearch::plain_words},
    {"audience_exports", "exported_by", NameSearch::plain_words},
    {"audience_exports", "file", NameSearch::plain_anywhere},
    {"audience_imports", "file", NameSearch::plain_anywhere},
};

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

/// Each different text once: the same note stands in many rows.
std::int64_t erase_from_column(Database& own, const PastText& past, NameTest& test, bool dry_run) {
  const std::string column = past.column;
  const std::string table = past.table;
  std::vector<std::pair<std::string, std::string>> changed;
  Statement row = own.prepare("SELECT DISTINCT " + column + " FROM " + table + " WHERE " + column + " <> ''");
  while (row.step()) {
    if (auto without = text_without_names(row.text(0), test, past.plain))
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

std::vector<PresentText> present_texts_naming(const Database& own, const Catalog& catalog, NameTest& test) {
  std::vector<PresentText> found;
  const auto add = [&](PresentText::Place place, std::string_view audience, Mention mention) {
    if (mention != Mention::none) found.push_back({place, std::string(audience), mention});
  };
  Statement row = own.prepare("SELECT audience_name, definition FROM audience_audiences ORDER BY 1");
  while (row.step()) {
    const DocumentMentions mentions = mentions_in_document(row.text(1), catalog, test);
    add(PresentText::Place::audience_name, row.text(0),
        std::max(mentions.name, mention_in_text(row.text(0), test)));
    add(PresentText::Place::document, row.text(0), mentions.rest);
  }
  if (const auto kept = kept_catalog(own))
    add(PresentText::Place::catalog, {}, mentions_in_document(*kept, catalog, test).rest);
  return found;
}

std::int64_t erase_from_past_texts(Database& own, const Catalog& catalog, NameTest& test, bool dry_run) {
  std::optional<ChecksumRenewal> definitions, runs;
  if (!dry_run) {
    definitions.emplace(own, CheckedTable::definitions);
    runs.emplace(own, CheckedTable::runs);
  }
  std::int64_t texts = erase_from_definitions(own, catalog, test, dry_run);
  for (const PastText& past : past_texts) texts += erase_from_column(own, past, test, dry_run);
  if (!dry_run) {
    definitions->finish();
    runs->finish();
  }
  return texts;
}

std::int64_t erase_recipients(Database& own, PersonNames& names, bool dry_run) {
  std::vector<std::string> gone;
  std::int64_t exports = 0;
  Statement row = own.prepare(
      "SELECT recipient, count(*) FROM audience_exports WHERE recipient IS NOT NULL GROUP BY recipient");
  while (row.step()) {
    const std::string_view recipient = row.text(0);
    if (!names.is_value(recipient) && !text_without_names(recipient, names, NameSearch::telling)) continue;
    gone.emplace_back(recipient);
    exports += row.integer(1);
  }
  row.reset();
  if (dry_run || gone.empty()) return exports;
  Statement forget = own.prepare("UPDATE audience_exports SET recipient = NULL WHERE recipient = ?");
  for (const std::string& recipient : gone) forget.bind_all(recipient).run();
  return exports;
}

std::int64_t forget_deleted_naming(Database& own, const Catalog& catalog, NameTest& test, bool dry_run,
                                   std::vector<PresentText>& may_name) {
  std::vector<std::int64_t> naming;
  Statement row = own.prepare("SELECT number, audience_name, definition FROM audience_deleted");
  while (row.step()) {
    const DocumentMentions mentions = mentions_in_document(row.text(2), catalog, test);
    const Mention mention = std::max({mentions.name, mentions.rest, mention_in_text(row.text(1), test)});
    if (mention == Mention::certain) naming.push_back(row.integer(0));
    if (mention == Mention::possible)
      may_name.push_back({PresentText::Place::deleted_audience, std::string(row.text(1)), mention});
  }
  row.reset();
  if (!dry_run) {
    for (const std::int64_t number : naming) forget_audience(own, number);
  }
  return static_cast<std::int64_t>(naming.size());
}

}  // namespace audience
