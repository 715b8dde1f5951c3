// Each table held against those that tell of it.
#include "storage/lost_rows.hpp"

#include <fmt/format.h>

#include "storage/erased.hpp"
#include "storage/row_checksums.hpp"

namespace audience {
namespace {

std::string in_first_quotes(const Statement& row) { return fmt::format("\"{}\"", row.text(0)); }

}  // namespace

std::vector<std::string> lost_audiences(const Database& own) {
  std::vector<std::string> lost;
  // The document of its last run says what it was called.
  Statement row = own.prepare(
      "SELECT CASE json_valid(d.definition) WHEN 1 THEN json_extract(d.definition, '$.audience_name') END, "
      "count(*), r.audience, max(r.run) FROM audience_runs r LEFT JOIN audience_definitions d ON d.number = "
      "r.definition WHERE r.audience NOT IN (SELECT number FROM audience_audiences UNION ALL SELECT number "
      "FROM audience_deleted) GROUP BY r.audience ORDER BY r.audience");
  while (row.step()) {
    const std::int64_t runs = row.integer(1);
    lost.push_back(fmt::format("{} is gone, and {} of it {} there",
                               row.is_null(0) ? "the audience of number " + std::string(row.text(2))
                                              : "the audience " + in_first_quotes(row),
                               runs == 1 ? std::string("a run") : fmt::format("{} runs", runs),
                               runs == 1 ? "is" : "are"));
  }
  return lost;
}

std::vector<std::string> lost_runs(const Database& own) {
  std::vector<std::string> lost;
  // Whatever is stored of an audience, its last run was stored with it, and runs are numbered one by one.
  Statement row = own.prepare(
      "SELECT a.name, ifnull(r.runs, 0), r.last - r.first + 1 - r.runs, a.is_intact AND (SELECT as_of FROM "
      "audience_runs l WHERE l.audience = a.number AND l.run = r.last) IS NOT a.as_of FROM (SELECT number, "
      "audience_name AS name, as_of, " +
      is_intact(CheckedTable::audiences, "x") +
      " AS is_intact FROM audience_audiences x UNION ALL SELECT number, audience_name, as_of, 1 FROM "
      "audience_deleted) a LEFT JOIN (SELECT audience, count(*) AS runs, min(run) AS first, max(run) AS last "
      "FROM audience_runs GROUP BY audience) r ON r.audience = a.number ORDER BY 1");
  while (row.step()) {
    if (row.integer(1) == 0) {
      lost.push_back(fmt::format("the history of {} is gone", in_first_quotes(row)));
    } else if (row.integer(2) != 0) {
      lost.push_back(fmt::format("of the history of {} {} {} gone amidst", in_first_quotes(row),
                                 row.integer(2), row.integer(2) == 1 ? "run is" : "runs are"));
    } else if (row.integer(3) != 0) {
      lost.push_back(fmt::format("the last run of {} is gone", in_first_quotes(row)));
    }
  }
  return lost;
}

std::vector<std::string> lost_erased(const Database& own) {
  if (erased_count(own) > 0) return {};
  const std::int64_t marks =
      own.scalar("SELECT count(*) FROM audience_meta WHERE name IN ('erasure_key', 'erased_up_to')");
  if (marks == 0) return {};
  return {"people were erased, and all that is known of them is gone: imports would bring them back"};
}

std::vector<std::string> lost_counts(const Database& own) {
  std::vector<std::string> lost;
  Statement row = own.prepare(
      "SELECT name FROM (SELECT 'audience_customers' AS name, max(number) AS given FROM audience_customers "
      "UNION ALL SELECT 'audience_imports', max(number) FROM audience_imports UNION ALL SELECT "
      "'audience_exports', max(number) FROM audience_exports UNION ALL SELECT 'audience_audiences', "
      "max(number) FROM (SELECT number FROM audience_audiences UNION ALL SELECT number FROM audience_deleted "
      "UNION ALL SELECT audience FROM audience_runs)) held WHERE given > ifnull((SELECT seq FROM "
      "sqlite_sequence s WHERE s.name = held.name), 0)");
  while (row.step())
    lost.push_back(fmt::format("the count of numbers that {} gave is lower than one of them", row.text(0)));
  return lost;
}

}  // namespace audience
