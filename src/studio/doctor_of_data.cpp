// Checks of what lies in the database.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "storage/audience_members.hpp"
#include "storage/audiences.hpp"
#include "storage/erased.hpp"
#include "storage/examination.hpp"
#include "storage/exports.hpp"
#include "storage/given_numbers.hpp"
#include "storage/lost_rows.hpp"
#include "storage/schema_repair.hpp"
#include "storage/sizes.hpp"
#include "storage/table_digests.hpp"
#include "studio/doctor_checks.hpp"
#include "studio/published_members.hpp"
#include "studio/stored_view.hpp"

namespace audience {
namespace {

/// Whose names and ids can be relied on.
std::set<std::string> ids_of(const std::vector<StoredAudience>& audiences) {
  std::set<std::string> ids;
  for (const StoredAudience& one : audiences) ids.insert(one.audience_id);
  return ids;
}

void look_at_audience(Examiner& examiner, const StoredAudience& stored, const std::set<std::string>& ids) {
  const Database& own = examiner.studio.database();
  try {
    stored_document(stored);
    members_within(own, stored.number, customer_capacity(own));
  } catch (const DamagedAudience& damage) {
    examiner.find(damage.what(), damage.advice());
    return;
  }
  for (const std::string& used : stored.uses) {
    if (!ids.contains(used)) {
      examiner.find(fmt::format("\"{}\" uses {}, which is not there", stored.audience_name, used),
                    {Remedy::restore_backup, {stored.audience_name}});
    }
  }
}

/// Kept sizes that count and yet are not those of the members.
void look_at_sizes(Examiner& examiner, const std::vector<StoredAudience>& audiences) {
  DataSource source(examiner.studio.database(), examiner.studio.patience());
  if (source.is_foreign()) return;
  const CustomerSet population = source.population();
  for (const StoredAudience& stored : audiences) {
    if (stored.is_damaged) continue;
    try {
      const CountedSize kept = SizeCounter(source).of(stored);
      const std::size_t size = present_members(source.own(), stored.number, population).count();
      if (kept.size == static_cast<std::int64_t>(size) &&
          kept.population == static_cast<std::int64_t>(population.count()))
        continue;
      examiner.find(
          fmt::format("the size of \"{}\" is kept as {}, and is {}", stored.audience_name, kept.size, size),
          {Remedy::restore_backup, {stored.audience_name}});
    } catch (const DamagedAudience&) {
      continue;  // Told already.
    }
  }
}

/// Takes the digest of a table that has none that counts; what there is to say of it.
std::string take_digest(const Examiner& examiner, DataTable table) {
  try {
    Database& own = examiner.studio.database();
    Transaction transaction(own, Transaction::Kind::write);
    if (!keep_digest(own, table, examiner.studio.now())) return "cannot be watched";
    transaction.commit();
    return "digest taken now";
  } catch (const Error& error) {
    return fmt::format("no digest, and none could be kept: {}", error.what());
  }
}

}  // namespace

std::string look_at_pages(Examiner& examiner) {
  examiner.find_all(page_faults(examiner.studio.database(), examiner.request.deep));
  std::error_code ignored;
  const auto bytes = std::filesystem::file_size(examiner.studio.settings().database_file, ignored);
  return fmt::format("{:.1f} MB, {}", static_cast<double>(bytes) / 1e6,
                     examiner.request.deep ? "every page and index" : "every page");
}

std::string look_at_schema(Examiner& examiner) {
  const Database& own = examiner.studio.database();
  for (const std::string& name : lost_tables(own))
    examiner.find(fmt::format("the table {} is gone or changed", name), Remedy::restore_backup);
  for (const std::string& name : lost_triggers_and_indexes(own))
    examiner.find(fmt::format("{} was dropped or changed", name), Remedy::repair_schema);
  return "tables, triggers and indexes";
}

std::string look_at_numbers(Examiner& examiner) {
  examiner.find_all(number_faults(examiner.studio.database(), examiner.request.deep));
  examiner.find_all(lost_counts(examiner.studio.database()));
  return examiner.request.deep ? "of every row" : "the lowest and the highest";
}

std::string look_at_audiences(Examiner& examiner) {
  const std::vector<StoredAudience> audiences = all_audiences(examiner.studio.database());
  const std::set<std::string> ids = ids_of(audiences);
  for (const StoredAudience& stored : audiences) look_at_audience(examiner, stored, ids);
  examiner.find_all(lost_audiences(examiner.studio.database()));
  if (examiner.request.deep) look_at_sizes(examiner, audiences);
  return counted(audiences.size(), "audience", "audiences");
}

std::string look_at_history(Examiner& examiner) {
  const std::vector<std::string> damaged = damaged_runs(examiner.studio.database());
  constexpr std::size_t most = 20;
  for (std::size_t i = 0; i < std::min(most, damaged.size()); ++i)
    examiner.find(damaged[i] + " is damaged", Remedy::restore_backup);
  if (damaged.size() > most)
    examiner.find(fmt::format("and {} runs more are damaged", damaged.size() - most), Remedy::restore_backup);
  examiner.find_all(lost_runs(examiner.studio.database()));
  return "every run";
}

namespace {

void look_at_members_there(Examiner& examiner, const MembersApart& apart) {
  for (const std::string& name : apart.behind) {
    examiner.find(fmt::format("the members of \"{}\" on the server are not those that are stored here", name),
                  "they follow with the next audience that is stored", Severity::warning);
  }
  for (const std::string& name : apart.of_others) {
    examiner.find(fmt::format("the members of \"{}\" on the server are those of another database", name),
                  "one of the two is a copy: delete the audience there", Severity::warning);
  }
}

}  // namespace

std::string look_at_catalog(Examiner& examiner) {
  const DataSource source(examiner.studio.database(), examiner.studio.patience());
  if (const auto apart = members_apart(source)) look_at_members_there(examiner, *apart);
  return source.is_foreign() ? source.catalog().database : "of the own tables";
}

std::string look_at_erased(Examiner& examiner) {
  const Database& own = examiner.studio.database();
  examiner.find_all(lost_erased(own));
  // Throws where nobody could be known by them.
  const ErasedCustomers erased(own);
  return erased.empty() ? "nobody yet" : "hashes and their key";
}

std::string look_at_identity(Examiner& examiner) {
  if (has_database_id(examiner.studio.database())) return "the database's id";
  examiner.find("the database has lost its id: links are refused, and none can be made",
                Remedy::renew_identity);
  return "none";
}

std::string look_at_digests(Examiner& examiner) {
  const Database& own = examiner.studio.database();
  // Customers of another file get numbers whenever they become members, which ends no generation.
  const std::string foreign = database_of_catalog(kept_catalog(own).value_or("{}"));
  if (!foreign.empty()) return "none: rows lie in " + foreign;
  std::string said;
  for (const DataTable table : {DataTable::customers, DataTable::purchases, DataTable::recommendations}) {
    const DigestVerdict verdict = judge_digest(own, table);
    said += fmt::format("{}{}: ", said.empty() ? "" : "; ", name_of(table));
    if (verdict.kind == DigestVerdict::Kind::unknown) {
      said += take_digest(examiner, table);
      continue;
    }
    said += fmt::format("as of {}", format_minute(verdict.taken_at));
    if (verdict.kind == DigestVerdict::Kind::unchanged) continue;
    examiner.find(fmt::format("rows of {} changed since {}, and no program wrote them", name_of(table),
                              format_minute(verdict.taken_at)),
                  Remedy::restore_backup);
  }
  return said;
}

}  // namespace audience
