// The audience_audiences table.
#include "storage/audiences.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/secret.hpp"
#include "base/suggestion.hpp"
#include "model/audience_id.hpp"
#include "storage/as_of_column.hpp"
#include "storage/audience_names.hpp"
#include "storage/column_lists.hpp"
#include "storage/deleted_audiences.hpp"
#include "storage/given_numbers.hpp"
#include "storage/row_checksums.hpp"

namespace audience {
namespace {

const std::string columns =
    "SELECT number, audience_id, audience_name, author, definition, as_of, funnel, date_created, "
    "date_modified, is_uploaded, is_applied, match_attribute, status, is_dynamic, uses, size, population, "
    "counted_under, iif(is_uploaded, (SELECT count(*) FROM audience_unmatched WHERE audience = number), "
    "0), " +
    is_intact(CheckedTable::audiences, "audience_audiences") + " FROM audience_audiences ";

StoredAudience read(const Statement& row) {
  StoredAudience audience;
  audience.number = row.integer(0);
  audience.audience_id = row.text(1);
  audience.audience_name = row.text(2);
  audience.author = row.text(3);
  audience.definition = row.text(4);
  audience.as_of = parse_as_of(row.text(5));
  audience.funnel = split_numbers(row.text(6));
  audience.date_created = from_unix(row.integer(7));
  audience.date_modified = from_unix(row.integer(8));
  audience.is_uploaded = row.integer(9) != 0;
  audience.is_applied = row.integer(10) != 0;
  if (!row.is_null(11)) audience.match_attribute = row.text(11);
  audience.status = row.text(12) == name_of(Status::draft) ? Status::draft : Status::created;
  audience.is_dynamic = row.integer(13) != 0;
  audience.uses = split_ids(row.text(14));
  audience.counted = {row.integer(15), row.integer(16), std::string(row.text(17))};
  audience.unmatched = row.integer(18);
  audience.is_damaged = row.integer(19) == 0;
  return audience;
}

/// Not by an index, from which some may have been lost.
const std::string in_table_order = "NOT INDEXED ORDER BY audience_name";

/// How many an index holds: as many as the table, unless one of the two lost some.
class IndexedCount {
 public:
  /// What is read while it lives is of the same state: the statement is not at its end.
  explicit IndexedCount(const Database& database)
      : file_(database.file()), row_(database.prepare("SELECT count(*) FROM audience_audiences")) {
    row_.step();
  }
  void hold(std::size_t found) const {
    if (row_.integer(0) == static_cast<std::int64_t>(found)) return;
    throw damaged(fmt::format("{} is damaged: its table holds {} audiences, and an index of it {}",
                              file_.string(), found, row_.integer(0)));
  }

 private:
  std::filesystem::path file_;
  Statement row_;
};

StoredAudience read_intact(const Statement& row) {
  StoredAudience audience = read(row);
  if (audience.is_damaged) throw damaged_audience(audience.audience_name);
  return audience;
}

void keep_checksum(Database& database, std::int64_t number) {
  keep_checksums(database, CheckedTable::audiences, fmt::format("number = {}", number));
}

void bind(Statement& statement, const StoredAudience& audience) {
  const CountedSize& counted = audience.counted;
  statement.bind_all(audience.audience_id, audience.audience_name, audience.author, audience.definition,
                     as_of_text(audience.as_of), join_numbers(audience.funnel),
                     to_unix(audience.date_created), to_unix(audience.date_modified),
                     std::int64_t{audience.is_uploaded}, std::int64_t{audience.is_applied},
                     name_of(audience.status), std::int64_t{audience.is_dynamic}, join_ids(audience.uses),
                     counted.size, counted.population, counted.under);
  if (audience.match_attribute) {
    statement.bind(16, std::string_view(*audience.match_attribute));
  } else {
    statement.bind_null(16);
  }
}

}  // namespace

void describe(StoredAudience& audience, const Document& document) {
  audience.status = document.status;
  audience.is_dynamic = document.is_dynamic;
  audience.uses = used_audiences(document);
}

std::int64_t insert_audience(Database& database, const StoredAudience& audience, const CustomerSet& members) {
  check_name(database, audience.audience_name, audience.number);
  Statement statement = database.prepare(
      "INSERT INTO audience_audiences(audience_id, audience_name, author, definition, as_of, funnel, "
      "date_created, date_modified, is_uploaded, is_applied, status, is_dynamic, uses, size, population, "
      "counted_under, match_attribute, members) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  bind(statement, audience);
  statement.bind_blob(17, members.serialize());
  statement.run();
  const std::int64_t number = database.last_rowid();
  keep_checksum(database, number);
  return number;
}

void update_audience(Database& database, const StoredAudience& audience) {
  check_name(database, audience.audience_name, audience.number);
  Statement statement = database.prepare(
      "UPDATE audience_audiences SET audience_id = ?, audience_name = ?, author = ?, definition = ?, "
      "as_of = ?, funnel = ?, date_created = ?, date_modified = ?, is_uploaded = ?, is_applied = ?, "
      "status = ?, is_dynamic = ?, uses = ?, size = ?, population = ?, counted_under = ?, "
      "match_attribute = ? WHERE number = ?");
  bind(statement, audience);
  statement.bind(17, audience.number);
  statement.run();
  keep_checksum(database, audience.number);
}

void store_size(Database& database, std::int64_t number, const CountedSize& counted) {
  database
      .prepare("UPDATE audience_audiences SET size = ?, population = ?, counted_under = ? WHERE number = ?")
      .bind_all(counted.size, counted.population, counted.under, number)
      .run();
}

DamagedAudience damaged_audience(const std::string& name) {
  return {ErrorKind::database_unusable,
          fmt::format("the audience \"{}\" is damaged: what is stored of it is not what was written", name),
          {Remedy::restore_backup, {name}}};
}

bool has_audience(const Database& database, std::string_view name) {
  Statement statement = database.prepare("SELECT 1 FROM audience_audiences WHERE audience_name = ?");
  statement.bind_all(name);
  return statement.step();
}

std::optional<StoredAudience> look_up_audience(const Database& database, std::string_view reference) {
  Statement by_name = database.prepare(columns + "WHERE audience_name = ?");
  by_name.bind_all(reference);
  if (by_name.step()) return read_intact(by_name);
  const std::string first = beginning_of_id(reference);
  if (first.empty()) return std::nullopt;
  Statement by_id = database.prepare(columns + "WHERE audience_id >= ? AND audience_id < ? LIMIT 2");
  by_id.bind_all(first, first + "g");
  if (!by_id.step()) return std::nullopt;
  StoredAudience found = read_intact(by_id);
  if (!by_id.step()) return found;
  throw Error(ErrorKind::conflict, fmt::format("several audience ids begin with {}", reference),
              "write more digits");
}

StoredAudience find_audience(const Database& database, std::string_view reference) {
  // All of one state: one that comes back between two looks would be taken for damaged.
  Statement held = database.prepare("SELECT 1 FROM sqlite_schema");
  held.step();
  if (auto found = look_up_audience(database, reference)) return std::move(*found);
  if (auto absence = deletion_of(deleted_audiences(database), reference))
    throw Error(ErrorKind::not_found, absence->what, std::move(absence->remedy));
  std::vector<std::string> names;
  for (const KnownAudience& one : known_audiences(database)) {
    // Its index would have led to it.
    if (one.audience_name == reference || one.audience_id == reference)
      throw damaged_audience(one.audience_name);
    // What was looked for may be what this was.
    if (one.is_damaged) throw damaged_audience(one.audience_name);
    names.push_back(one.audience_name);
  }
  throw Error(ErrorKind::not_found,
              fmt::format("there is no audience \"{}\"{}", reference, did_you_mean(reference, names)),
              Remedy::list_audiences);
}

std::optional<StoredAudience> audience_named(const Database& database, std::string_view name) {
  Statement row = database.prepare(columns + "WHERE audience_name = ?");
  row.bind_all(name);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::vector<StoredAudience> all_audiences(const Database& database) {
  std::vector<StoredAudience> audiences;
  const IndexedCount counted(database);
  Statement statement = database.prepare(columns + in_table_order);
  while (statement.step()) audiences.push_back(read(statement));
  counted.hold(audiences.size());
  return audiences;
}

std::vector<KnownAudience> known_audiences(const Database& database) {
  std::vector<KnownAudience> known;
  const IndexedCount counted(database);
  Statement row = database.prepare("SELECT audience_id, audience_name, uses, " +
                                   is_intact(CheckedTable::audiences, "audience_audiences") +
                                   " FROM audience_audiences " + in_table_order);
  while (row.step()) {
    known.push_back(
        {std::string(row.text(0)), std::string(row.text(1)), split_ids(row.text(2)), row.integer(3) == 0});
  }
  counted.hold(known.size());
  return known;
}

std::int64_t number_of_audiences(const Database& database) {
  return database.scalar("SELECT count(*) FROM audience_audiences");
}

std::string new_audience_id() {
  std::string bytes = random_bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  return std::string(id_prefix) + to_hex(bytes);
}

}  // namespace audience
