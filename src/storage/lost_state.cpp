// Each thing by what no two of them share.
#include "storage/lost_state.hpp"

#include <string_view>
#include <unordered_set>

#include "storage/schema.hpp"

namespace audience {
namespace {

constexpr std::string_view audience_keys =
    "SELECT audience_id, audience_name FROM audience_audiences ORDER BY audience_name";
constexpr std::string_view run_keys =
    "SELECT audience_id || ' ' || run || ' ' || run_at FROM audience_runs JOIN audience_audiences a ON "
    "a.number = audience";
constexpr std::string_view import_keys = "SELECT fingerprint || ' ' || imported_at FROM audience_imports";

std::unordered_set<std::string> texts(const Database& database, std::string_view query) {
  std::unordered_set<std::string> found;
  Statement row = database.prepare(query);
  while (row.step()) found.emplace(row.text(0));
  return found;
}

std::int64_t count_others(const Database& database, std::string_view query,
                          const std::unordered_set<std::string>& known) {
  std::int64_t count = 0;
  Statement row = database.prepare(query);
  while (row.step()) count += known.contains(std::string(row.text(0))) ? 0 : 1;
  return count;
}

}  // namespace

LostState lost_state(const Database& current, const Database& other) {
  constexpr std::int64_t first_with_runs = 2;
  LostState lost;
  const std::unordered_set<std::string> ids = texts(other, audience_keys);
  Statement audience = current.prepare(audience_keys);
  while (audience.step()) {
    if (!ids.contains(std::string(audience.text(0)))) lost.audiences.emplace_back(audience.text(1));
  }
  std::unordered_set<std::string> runs;
  if (schema_version(other) >= first_with_runs) runs = texts(other, run_keys);
  lost.runs = count_others(current, run_keys, runs);
  lost.imports = count_others(current, import_keys, texts(other, import_keys));
  return lost;
}

}  // namespace audience
