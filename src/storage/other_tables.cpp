// Table by table, each row once; then the texts of sqlite_schema.
#include "storage/other_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "audience/error.hpp"
#include "base/folding.hpp"
#include "base/utf8.hpp"
#include "storage/schema_repair.hpp"
#include "storage/sql_texts.hpp"

namespace audience {
namespace {

using Place = PresentText::Place;

/// Rows of others may hold a name in any number of texts: only so many are remembered by their hashes.
class BoundedNames : public NameTest {
 public:
  explicit BoundedNames(PersonNames& names) : names_(names) {}
  bool names_someone(const Attribute* attribute, std::string_view text) override {
    return names_.names_someone(attribute, text);
  }
  [[nodiscard]] const NameFinder& finder() const override { return names_.finder(); }
  bool is_theirs_alone(std::string_view text, const FoundName& name) override {
    return names_.is_theirs_alone(text, name);
  }
  void met(std::string_view text) override {
    constexpr std::size_t longest = 256, most = 10'000;
    if (text.size() <= longest && names_.texts_met().size() < most) names_.met(text);
  }

 private:
  PersonNames& names_;
};

struct OtherColumn {
  std::string name;
  bool is_key = false;         ///< of customers, by its name or by what it refers to
  bool is_row_number = false;  ///< INTEGER PRIMARY KEY
  Mention mention = Mention::none;
  std::int64_t cells = 0;
};

struct OtherTable {
  std::string name;
  std::set<std::string> read_already;  ///< columns
  std::string owner;                   ///< the column with the customer's key; empty: rows are of nobody
};

bool is_internal(std::string_view name) { return name.starts_with("sqlite_"); }

/// A table that the catalog names is not wholly ours: it may have columns that the catalog does not.
OtherTable with_catalog(OtherTable table, const Catalog& catalog) {
  if (!catalog.database.empty()) return table;
  const auto belongs_to = [&](const std::string& owner) {
    table.owner = owner;
    table.read_already.insert(owner);
  };
  for (const Event& event : catalog.events) {
    if (event.table != table.name) continue;
    belongs_to(event.customer);
    table.read_already.insert(event.time);
    for (const EventColumn& one : event.columns) table.read_already.insert(one.column);
  }
  if (catalog.recommendations && catalog.recommendations->table == table.name)
    belongs_to(catalog.recommendations->customer);
  return table;
}

/// In the tables behind a virtual one lies what that shows.
std::vector<OtherTable> other_tables(const Database& own, const Catalog& catalog) {
  std::vector<OtherTable> tables;
  Statement row = own.prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') ORDER BY 1");
  while (row.step()) {
    const std::string name(row.text(0));
    if (is_internal(name) || is_object_of_ours(name)) continue;
    tables.push_back(with_catalog({.name = name, .read_already = {}, .owner = {}}, catalog));
  }
  return tables;
}

std::vector<OtherColumn> columns_to_read(const Database& own, const OtherTable& table,
                                         const Catalog& catalog) {
  std::vector<OtherColumn> columns;
  Statement row = own.prepare(
      "SELECT x.name, x.name = ?2 OR x.name = 'customer_id' OR EXISTS (SELECT 1 FROM "
      "pragma_foreign_key_list(?1) f WHERE f.\"from\" = x.name AND f.\"table\" = ?3), upper(x.type) = "
      "'INTEGER' "
      "AND x.pk <> 0 AND (SELECT max(pk) FROM pragma_table_info(?1)) = 1 FROM pragma_table_xinfo(?1) x WHERE "
      "x.hidden <> 1 ORDER BY x.cid");
  row.bind_all(table.name, catalog.key, catalog.customers_table);
  while (row.step()) {
    OtherColumn column{.name = std::string(row.text(0)),
                       .is_key = row.integer(1) != 0,
                       .is_row_number = row.integer(2) != 0};
    if (!table.read_already.contains(column.name)) columns.push_back(std::move(column));
  }
  return columns;
}

/// The cell as ids and names are written; nothing where it can hold none.
std::optional<std::string> text_of(const Statement& row, int index) {
  switch (row.kind(index)) {
    case CellKind::text:
    case CellKind::integer:
      return std::string(row.text(index));
    case CellKind::blob:
      return std::string(row.blob(index));
    case CellKind::real: {
      const double value = row.real(index);
      constexpr double whole_up_to = 1e15;
      if (std::abs(value) > whole_up_to || value != std::floor(value)) return std::nullopt;
      return std::to_string(static_cast<std::int64_t>(value));
    }
    default:
      return std::nullopt;
  }
}

/// Bytes of the character at `at`; 0 where none of a text stands there.
std::size_t character_at(std::string_view bytes, std::size_t at) {
  const auto byte = static_cast<unsigned char>(bytes[at]);
  if (byte < 0x80) return byte >= ' ' && byte != 0x7F ? 1 : 0;
  char32_t code = 0;
  return decode_utf8(bytes, at, code);
}

/// Of a blob that is no text: short names would stand there by chance.
Mention mention_in_bytes(std::string_view bytes, NameTest& test) {
  constexpr std::size_t shortest_telling = 5;
  Mention mention = Mention::none;
  for (std::size_t begin = 0; begin < bytes.size();) {
    std::size_t end = begin;
    for (std::size_t length = 1; length > 0 && end < bytes.size(); end += length)
      length = character_at(bytes, end);
    if (end - begin >= shortest_telling) {
      mention =
          std::max(mention, mention_in_text(bytes.substr(begin, end - begin), test, NameSearch::telling));
    }
    begin = std::max(end, begin + 1);
  }
  return mention;
}

Mention mention_in_cell(const OtherColumn& column, const Statement& row, int index, BoundedNames& test,
                        const PersonNames& names) {
  const auto text = text_of(row, index);
  if (!text) return Mention::none;
  if (names.is_id(*text)) {
    if (column.is_key || is_telling(*text)) return Mention::certain;
    return column.is_row_number ? Mention::none : Mention::possible;
  }
  const bool is_number = row.kind(index) == CellKind::integer || row.kind(index) == CellKind::real;
  if (is_number && !is_telling(*text)) return Mention::none;
  if (row.kind(index) == CellKind::blob && !is_utf8(*text)) return mention_in_bytes(*text, test);
  return mention_in_text(*text, test);
}

class OtherSearch {
 public:
  OtherSearch(const Database& own, const Catalog& catalog, PersonNames& names,
              const std::vector<std::string>& ids)
      : own_(own), catalog_(catalog), names_(names), test_(names), id_list_(json_list(ids)) {}

  std::vector<PresentText> run() {
    for (const OtherTable& table : other_tables(own_, catalog_)) {
      try {
        look_into(table);
      } catch (const Error& error) {
        // A module or a function of its own program is missing here.
        if (error.kind() != ErrorKind::database_unusable) throw;
        unsearched_.insert(table.name);
      }
    }
    look_into_definitions();
    for (const std::string& table : unsearched_)
      found_.push_back({Place::unsearched, "table " + table, Mention::possible});
    return std::move(found_);
  }

 private:
  void look_into(const OtherTable& table) {
    std::vector<OtherColumn> columns = columns_to_read(own_, table, catalog_);
    if (columns.empty()) return;
    std::string sql = "SELECT ";
    for (const OtherColumn& column : columns)
      sql += (&column == columns.data() ? "" : ", ") + sql_name(column.name);
    sql += " FROM " + sql_name(table.name);
    // Theirs are there still in a dry run.
    if (!table.owner.empty())
      sql += fmt::format(" WHERE CAST({} AS TEXT) NOT IN (SELECT value FROM json_each(?))",
                         sql_name(table.owner));
    Statement row = own_.prepare(sql);
    if (!table.owner.empty()) row.bind_all(id_list_);
    while (row.step()) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const Mention mention = mention_in_cell(columns[i], row, static_cast<int>(i), test_, names_);
        columns[i].mention = std::max(columns[i].mention, mention);
        columns[i].cells += mention == Mention::none ? 0 : 1;
      }
    }
    for (const OtherColumn& column : columns) {
      if (column.mention != Mention::none)
        found_.push_back({Place::other_column, table.name + "." + column.name, column.mention, column.cells});
    }
  }

  void look_into_definitions() {
    Statement row = own_.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name");
    while (row.step()) {
      const std::string name(row.text(1)), definition(row.text(2));
      if (is_internal(name) || is_object_of_ours(name)) continue;
      Mention mention =
          std::max(mention_in_text(name, test_), mention_in_text(definition, test_, NameSearch::telling));
      for (const std::string_view piece : free_texts(definition))
        mention = std::max(mention, mention_in_text(piece, test_));
      if (mention != Mention::none)
        found_.push_back({Place::definition, fmt::format("{} {}", row.text(0), name), mention});
      if (row.text(0) == "table" && is_index_without_rows(name, definition)) unsearched_.insert(name);
    }
  }

  /// Full-text tables keep the words of rows that lie elsewhere, or nowhere.
  [[nodiscard]] bool is_index_without_rows(const std::string& name, const std::string& definition) const {
    const std::string folded = fold_case(definition);
    if (!folded.starts_with("create virtual table") || folded.find("using fts") == std::string::npos)
      return false;
    Statement row = own_.prepare("SELECT 1 FROM sqlite_schema WHERE name = ? || '_content'");
    row.bind_all(name);
    return !row.step();
  }

  const Database& own_;
  const Catalog& catalog_;
  PersonNames& names_;
  BoundedNames test_;
  std::string id_list_;
  std::vector<PresentText> found_;
  std::set<std::string> unsearched_;
};

}  // namespace

std::vector<PresentText> others_naming(const Database& own, const Catalog& catalog, PersonNames& names,
                                       const std::vector<std::string>& ids) {
  return OtherSearch(own, catalog, names, ids).run();
}

}  // namespace audience
