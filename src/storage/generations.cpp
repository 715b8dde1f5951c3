// The audience_generations table, and the triggers of storage/schema_4.inc and storage/table_watch.
#include "storage/generations.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <array>

#include "base/secret.hpp"
#include "storage/given_numbers.hpp"
#include "storage/schema_mark.hpp"
#include "storage/table_watch.hpp"

namespace audience {
namespace {

/// A data table's name in audience_generations, and its triggers.
struct Watch {
  std::string_view name;
  std::string_view triggers;  ///< as SQL tells them from others: name and table
  std::int64_t count;
};

constexpr std::array<Watch, 3> watches{
    {{"customers", "name GLOB 'audience_generation_customers_*' AND tbl_name = 'customers'", 3},
     {"purchases",
      "name GLOB 'audience_generation_purchases_*' AND tbl_name = 'audience_purchases' OR name GLOB "
      "'audience_generation_products_*' AND tbl_name = 'audience_products'",
      6},
     {"recommendations",
      "name GLOB 'audience_generation_recommendations_*' AND tbl_name = 'audience_recommendations'", 3}}};

const Watch& watch_of(DataTable table) { return watches.at(static_cast<std::size_t>(table)); }

/// Dropping a table takes its triggers along.
bool is_watched(const Database& own, const Watch& watch) {
  return own.scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND (" +
                    std::string(watch.triggers) + ")") == watch.count;
}

/// Of the file as such, whatever lies in it: a copy is another, and so is one that a dump was loaded into,
/// which brings the generation along but not what was changed in its text. Empty where that cannot be told.
std::string identity_of(const std::filesystem::path& file) {
  struct statx info {};
  if (::statx(AT_FDCWD, file.c_str(), 0, STATX_INO | STATX_BTIME, &info) != 0) return {};
  // A number is given again when its file is gone; not all file systems know the time of birth.
  return fmt::format("{}.{}.{}", info.stx_ino, info.stx_btime.tv_sec, info.stx_btime.tv_nsec);
}

/// A generation as it is kept: what was drawn and, since marks are kept, that of the schema it was drawn
/// under.
struct Kept {
  std::string_view drawn, mark;
};

Kept split(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return {text, {}};
  return {text.substr(0, dash), text.substr(dash + 1)};
}

/// That of a name in the table, if it stands while the triggers do.
std::string standing(const Database& own, std::string_view name) {
  Statement row = own.prepare(
      "SELECT generation, (SELECT schema_version FROM pragma_schema_version) FROM audience_generations WHERE "
      "name = ?");
  row.bind_all(name);
  if (!row.step()) return {};
  const Kept kept = split(row.text(0));
  const std::string_view version = has_only_grown_since(own, kept.mark) ? version_in(kept.mark) : row.text(1);
  const std::string identity = identity_of(own.file());
  return identity.empty() ? identity : fmt::format("{}-{}-{}", kept.drawn, version, identity);
}

std::string random_text() { return to_hex(random_bytes(16)); }

/// `drawn`: random.
void draw(Database& own, std::string_view name, std::string_view drawn) {
  own.prepare(
         "INSERT INTO audience_generations(name, generation) VALUES(?, ?) ON CONFLICT DO UPDATE SET "
         "generation = excluded.generation")
      .bind_all(name, fmt::format("{}-{}", drawn, mark_schema(own)))
      .run();
}

}  // namespace

DataTable data_table_named(std::string_view name) {
  if (name == "customers") return DataTable::customers;
  return name == "purchases" ? DataTable::purchases : DataTable::recommendations;
}

std::string_view name_of(DataTable table) { return watch_of(table).name; }

std::string standing_generation(const Database& own, DataTable table) {
  const Watch& watch = watch_of(table);
  return is_watched(own, watch) ? standing(own, watch.name) : std::string{};
}

std::string draw_generation(Database& own, DataTable table) {
  Statement row = own.prepare("SELECT generation FROM audience_generations WHERE name = ?");
  row.bind_all(watch_of(table).name);
  const bool stands = row.step() && has_only_grown_since(own, split(row.text(0)).mark);
  row.reset();
  if (!stands) draw(own, watch_of(table).name, random_text());
  return standing_generation(own, table);
}

std::string standing_generation(const Database& own, const std::string& table) {
  return is_watched(own, table) ? standing(own, generation_name(table)) : std::string{};
}

void draw_generation_anew(Database& own, const std::string& table) {
  draw(own, generation_name(table), fmt::format("{}.{}", random_text(), customer_capacity(own)));
}

bool has_numbers_given(std::string_view generation, std::size_t capacity) {
  return generation.substr(0, generation.find('-')).ends_with(fmt::format(".{}", capacity));
}

void end_generation(Database& own, DataTable table) {
  own.prepare("DELETE FROM audience_generations WHERE name = ?").bind_all(watch_of(table).name).run();
}

void end_all_generations(Database& own) { own.execute("DELETE FROM audience_generations"); }

}  // namespace audience
