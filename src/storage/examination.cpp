// Counts over whole tables, and SQLite's own checks.
#include "storage/examination.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/customer_set.hpp"
#include "storage/given_numbers.hpp"
#include "storage/row_checksums.hpp"

namespace audience {
namespace {

/// A row of a table that breaks a rule, counted by SQL that may take ?1, the capacity.
struct Rule {
  const char* table;
  const char* sql;
  const char* fault;
};

constexpr Rule rules_of_all[] = {
    {"customers",
     "SELECT count(*) FROM customers c LEFT JOIN audience_customers a ON a.customer_id = c.customer_id WHERE "
     "a.number IS NOT c.customer_number",
     "have another number than their id was given"},
    {"purchases", "SELECT count(*) FROM audience_purchases WHERE customer NOT BETWEEN 1 AND ?1 - 1",
     "have a customer number that nobody was ever given"},
    {"purchases",
     "SELECT count(*) FROM audience_purchases WHERE product NOT IN (SELECT number FROM audience_products)",
     "have a product number that no product has"},
    {"recommendations",
     "SELECT count(*) FROM audience_recommendations WHERE customer NOT BETWEEN 1 AND ?1 - 1",
     "have a customer number that nobody was ever given"}};

constexpr Rule rules_of_ends[] = {{"customers",
                                   "SELECT (SELECT min(customer_number) FROM customers) < 1 OR (SELECT "
                                   "max(customer_number) FROM customers) "
                                   ">= ?1",
                                   "have a number that nobody was ever given"}};

bool is_readable(std::string_view bytes) {
  try {
    CustomerSet::deserialize(bytes, 0);
    return true;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database_unusable) throw;
    return false;
  }
}

}  // namespace

std::vector<std::string> page_faults(const Database& own, bool whole) {
  constexpr int most = 20;
  std::vector<std::string> faults;
  Statement row = own.prepare(fmt::format("PRAGMA {}({})", whole ? "integrity_check" : "quick_check", most));
  while (row.step()) {
    if (row.text(0) != "ok") faults.emplace_back(row.text(0));
  }
  return faults;
}

std::vector<std::string> number_faults(const Database& own, bool whole) {
  std::vector<std::string> faults;
  const auto capacity = static_cast<std::int64_t>(customer_capacity(own));
  const auto apply = [&](const Rule& rule) {
    Statement row = own.prepare(rule.sql);
    row.bind(0, capacity);
    row.step();
    if (row.integer(0) > 0) faults.push_back(fmt::format("rows of {} {}", rule.table, rule.fault));
  };
  for (const Rule& rule : rules_of_ends) apply(rule);
  if (!whole) return faults;
  for (const Rule& rule : rules_of_all) apply(rule);
  return faults;
}

std::vector<std::string> damaged_runs(const Database& own) {
  std::vector<std::string> damaged;
  Statement row =
      own.prepare("SELECT r.run, coalesce(a.audience_name, x.audience_name, '?'), " +
                  is_intact(CheckedTable::runs, "r") + " AND " + is_intact(CheckedTable::definitions, "d") +
                  ", r.came, r.went FROM audience_runs r LEFT JOIN audience_audiences a ON a.number "
                  "= r.audience LEFT JOIN audience_deleted x ON x.number = r.audience LEFT JOIN "
                  "audience_definitions d ON d.number = r.definition ORDER "
                  "BY 2, 1");
  while (row.step()) {
    const bool whole = row.integer(2) != 0 && (row.is_null(3) || is_readable(row.blob(3))) &&
                       (row.is_null(4) || is_readable(row.blob(4)));
    if (!whole) damaged.push_back(fmt::format("run {} of \"{}\"", row.integer(0), row.text(1)));
  }
  return damaged;
}

TimePoint newest_time(const Database& own) {
  return from_unix(
      own.scalar("SELECT max(ifnull((SELECT max(date_modified) FROM audience_audiences), 0), "
                 "ifnull((SELECT max(run_at) FROM audience_runs), 0), "
                 "ifnull((SELECT max(exported_at) FROM audience_exports), 0), "
                 "ifnull((SELECT max(imported_at) FROM audience_imports), 0))"));
}

}  // namespace audience
