// The audience_deleted table.
#include "storage/deleted_audiences.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/wording.hpp"
#include "model/audience_id.hpp"
#include "storage/audience_names.hpp"
#include "storage/audiences.hpp"
#include "storage/column_lists.hpp"
#include "storage/history.hpp"
#include "storage/unmatched_values.hpp"

namespace audience {
namespace {

/// Every column of an audience, whichever version of the schema added it.
std::string audience_columns(const Database& database) {
  std::vector<std::string> names;
  Statement row = database.prepare("SELECT name FROM pragma_table_info('audience_audiences') ORDER BY cid");
  while (row.step()) names.push_back(sql_name(row.text(0)));
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::vector<DeletedAudience> deleted_audiences(const Database& database) {
  std::vector<DeletedAudience> deleted;
  Statement row = database.prepare(
      "SELECT number, audience_id, audience_name, uses, deleted_at FROM audience_deleted ORDER BY deleted_at "
      "DESC, number DESC");
  while (row.step()) {
    deleted.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2)),
                       split_ids(row.text(3)), from_unix(row.integer(4))});
  }
  return deleted;
}

std::optional<DeletedAudience> find_deleted(const std::vector<DeletedAudience>& deleted,
                                            std::string_view reference) {
  const auto found = std::find_if(deleted.begin(), deleted.end(), [&](const DeletedAudience& one) {
    return one.audience_name == reference || one.audience_id == reference ||
           one.audience_id == std::string(id_prefix) + std::string(reference);
  });
  return found == deleted.end() ? std::nullopt : std::optional(*found);
}

std::string reference_to(const std::vector<DeletedAudience>& deleted, const DeletedAudience& one) {
  const auto named = find_deleted(deleted, one.audience_name);
  return named && named->number == one.number ? one.audience_name : one.audience_id;
}

std::optional<DeletedAudience> find_by_beginning(const std::vector<DeletedAudience>& deleted,
                                                 std::string_view reference) {
  const std::string beginning = beginning_of_id(reference);
  const auto is_meant = [&](const DeletedAudience& one) {
    return !beginning.empty() && one.audience_id.starts_with(beginning);
  };
  const auto found = std::find_if(deleted.begin(), deleted.end(), is_meant);
  if (found == deleted.end() || std::any_of(found + 1, deleted.end(), is_meant)) return std::nullopt;
  return *found;
}

std::optional<Absence> deletion_of(const std::vector<DeletedAudience>& deleted, std::string_view reference) {
  std::optional<DeletedAudience> meant = find_deleted(deleted, reference);
  if (!meant) meant = find_by_beginning(deleted, reference);
  if (!meant) return std::nullopt;
  const std::string id = meant->audience_name == reference ? "" : fmt::format(" ({})", meant->audience_id);
  return Absence{fmt::format("the audience {}{} was deleted on {}", in_quotes(meant->audience_name), id,
                             format_minute(meant->deleted_at)),
                 {Remedy::bring_back, {reference_to(deleted, *meant)}}};
}

AbsenceOf deletions(const Database& database) {
  return [&database,
          deleted = std::optional<std::vector<DeletedAudience>>{}](const std::string& reference) mutable {
    if (!deleted) deleted = deleted_audiences(database);
    return deletion_of(*deleted, reference);
  };
}

CustomerSet deleted_members(const Database& database, std::int64_t number, std::size_t capacity) {
  Statement row = database.prepare("SELECT members FROM audience_deleted WHERE number = ?");
  row.bind_all(number);
  if (!row.step()) throw Error(ErrorKind::not_found, "the audience is no longer among the deleted ones");
  return CustomerSet::deserialize(row.blob(0), capacity);
}

void delete_audience(Database& database, std::string_view audience_id, TimePoint now) {
  // Not by the index of ids, which may no longer be those of a damaged audience.
  Statement row = database.prepare("SELECT number FROM audience_audiences NOT INDEXED WHERE audience_id = ?");
  row.bind_all(audience_id);
  if (!row.step()) throw Error(ErrorKind::not_found, fmt::format("there is no audience \"{}\"", audience_id));
  const std::int64_t number = row.integer(0);
  row.reset();
  const std::string columns = audience_columns(database);
  database
      .prepare(fmt::format("INSERT INTO audience_deleted({0}, deleted_at) SELECT {0}, ? FROM "
                           "audience_audiences WHERE number = ?",
                           columns))
      .bind_all(to_unix(now), number)
      .run();
  database.prepare("DELETE FROM audience_audiences WHERE number = ?").bind_all(number).run();
}

void bring_back(Database& database, const DeletedAudience& deleted) {
  check_returning_name(database, deleted.audience_name);
  const std::string columns = audience_columns(database);
  database
      .prepare(fmt::format(
          "INSERT INTO audience_audiences({0}) SELECT {0} FROM audience_deleted WHERE number = ?", columns))
      .bind_all(deleted.number)
      .run();
  database.prepare("DELETE FROM audience_deleted WHERE number = ?").bind_all(deleted.number).run();
}

void forget_audience(Database& database, std::int64_t number) {
  delete_runs(database, number);
  forget_unmatched(database, number);
  database.prepare("DELETE FROM audience_deleted WHERE number = ?").bind_all(number).run();
}

}  // namespace audience
