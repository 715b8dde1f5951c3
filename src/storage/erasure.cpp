// Erasing, table by table: each step counts in a dry run what it would delete otherwise.
#include "storage/erasure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "audience/error.hpp"
#include "storage/generations.hpp"
#include "storage/given_numbers.hpp"
#include "storage/kept_import_erasure.hpp"
#include "storage/key_comparison.hpp"
#include "storage/list_erasure.hpp"
#include "storage/member_erasure.hpp"
#include "storage/other_tables.hpp"
#include "storage/person_names.hpp"
#include "storage/row_mentions.hpp"

namespace audience {
namespace {

std::vector<std::string> each_once(const std::vector<std::string>& ids) {
  std::vector<std::string> once;
  std::set<std::string> seen;
  for (const std::string& id : ids) {
    if (seen.insert(id).second) once.push_back(id);
  }
  return once;
}

/// A table of a catalog, and its column with the customer's key.
struct KeyedTable {
  std::string table, column;
};

/// But those that are views of the tool's own tables, which are emptied by number.
std::vector<KeyedTable> keyed_tables(const Catalog& catalog) {
  std::vector<KeyedTable> tables;
  const auto add = [&](const std::string& table, const std::string& column) {
    const bool built_in = catalog.database.empty() &&
                          (table == "customers" || table == "purchases" || table == "recommendations");
    const bool twice = std::any_of(tables.begin(), tables.end(), [&](const KeyedTable& other) {
      return other.table == table && other.column == column;
    });
    if (!built_in && !twice) tables.push_back({table, column});
  };
  add(catalog.customers_table, catalog.key);
  for (const Event& event : catalog.events) add(event.table, event.customer);
  if (catalog.recommendations) add(catalog.recommendations->table, catalog.recommendations->customer);
  return tables;
}

class Eraser {
 public:
  Eraser(const ErasureGround& ground, const std::vector<std::string>& ids, TimePoint now, bool dry_run)
      : own_(ground.own),
        catalog_(ground.catalog),
        foreign_(ground.foreign),
        ids_(each_once(ids)),
        now_(now),
        dry_run_(dry_run),
        id_list_(json_list(ids_)),
        erased_(own_),
        names_(own_, catalog_.database.empty() ? &own_ : foreign_, catalog_, erased_, ids_) {
    result_.asked = static_cast<std::int64_t>(ids_.size());
  }

  Erasure run() {
    find_numbers();
    result_.kept_rows = erase_from_kept_imports(own_, numbers_, names_, dry_run_);
    take_rows();
    take_rows_of_catalog();
    sets_ = erase_from_sets(own_, numbers_, dry_run_);
    result_.memberships = sets_.memberships;
    result_.differences = sets_.differences;
    take_unmatched();
    count_exports();
    take_texts();
    remember();
    return result_;
  }

 private:
  /// Deletes rows; counts them only in a dry run.
  std::int64_t take(const std::string& table, const std::string& condition, const std::string& list) {
    Statement statement = own_.prepare((dry_run_ ? "SELECT count(*) FROM " : "DELETE FROM ") +
                                       sql_name(table) + " WHERE " + condition);
    statement.bind_all(list);
    if (dry_run_) return statement.step() ? statement.integer(0) : 0;
    statement.run();
    return own_.changes();
  }

  void find_numbers() {
    Statement row = own_.prepare(
        "SELECT customer_id, number FROM audience_customers WHERE customer_id IN (SELECT value FROM "
        "json_each(?))");
    row.bind_all(id_list_);
    while (row.step()) {
      found_.emplace(row.text(0));
      numbers_.push_back(number_in_directory(row, 1));
    }
    number_list_ = fmt::format("[{}]", fmt::join(numbers_, ","));
  }

  void take_rows() {
    constexpr const char* of_them = "customer IN (SELECT value FROM json_each(?))";
    note_ids(own_, "customers", "customer_id");  // by customers_by_id
    result_.rows.push_back(
        {"customers", take("customers", "customer_id IN (SELECT value FROM json_each(?))", id_list_)});
    // No index leads from customers to purchases: one pass.
    result_.rows.push_back({"purchases", take("audience_purchases", of_them, number_list_)});
    Statement recommended = own_.prepare(
        "SELECT count(*) FROM audience_recommendations r JOIN json_each(r.products) j WHERE r.customer IN "
        "(SELECT value FROM json_each(?)) AND j.value IS NOT NULL");
    recommended.bind_all(number_list_);
    recommended.step();
    result_.rows.push_back({"recommendations", recommended.integer(0)});
    recommended.reset();
    take("audience_recommendations", of_them, number_list_);
    take("audience_customers", "customer_id IN (SELECT value FROM json_each(?))", id_list_);
    // After an ANALYZE by anyone it holds samples of every index, ids among them.
    const bool sampled = own_.scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat4'") != 0;
    if (sampled && !dry_run_) own_.execute("DELETE FROM sqlite_stat4");
  }

  /// Whose id a table holds is somebody. The number of rows.
  std::int64_t note_ids(const Database& data, const std::string& table, const std::string& key) {
    Statement row = data.prepare(fmt::format(
        "SELECT held.key, held.count, asked.value FROM (SELECT {0} AS key, count(*) AS count FROM "
        "{1} WHERE {2} GROUP BY 1) held JOIN json_each(?) asked ON held.key = CAST(asked.value AS "
        "TEXT) ORDER BY 1",
        key, sql_name(table), is_asked(key)));
    row.bind_all(id_list_, id_list_);
    std::int64_t rows = 0;
    std::string counted;
    while (row.step()) {
      (&data == foreign_ ? found_elsewhere_ : found_).emplace(row.text(2));
      // A number may be several of the ids: 1 is '1' and '01'.
      if (row.text(0) != counted) rows += row.integer(1);
      counted = row.text(0);
    }
    return rows;
  }

  /// As whoever evaluates finds the customers of a table's rows: keys by their texts, and references that are
  /// numbers by value.
  [[nodiscard]] std::string key_of(Database& data, const KeyedTable& table) const {
    const bool is_reference = table.table != catalog_.customers_table || table.column != catalog_.key;
    std::string column = sql_name(table.column);
    if (is_reference && compares_numbers(data, {table.table, table.column})) return column;
    return "CAST(" + column + " AS TEXT)";
  }

  /// Bind the ids.
  static std::string is_asked(const std::string& key) {
    return key + " IN (SELECT CAST(value AS TEXT) FROM json_each(?))";
  }

  [[nodiscard]] bool is_view(const std::string& table) const {
    Statement row = own_.prepare("SELECT 1 FROM sqlite_schema WHERE name = ? AND type = 'view'");
    row.bind_all(table);
    return row.step();
  }

  void take_rows_of_catalog() {
    if (!catalog_.database.empty() && foreign_ == nullptr) return;
    for (const KeyedTable& one : keyed_tables(catalog_)) {
      if (foreign_ != nullptr) {
        leave(one.table, note_ids(*foreign_, one.table, key_of(*foreign_, one)));
      } else if (!is_view(one.table)) {
        const std::string key = key_of(own_, one);
        note_ids(own_, one.table, key);
        result_.rows.push_back({one.table, take(one.table, is_asked(key), id_list_)});
      }
    }
    // Only now is it known what a view still shows; of a dry run that cannot be said.
    if (foreign_ != nullptr || dry_run_) return;
    for (const KeyedTable& one : keyed_tables(catalog_)) {
      if (is_view(one.table)) leave(one.table, note_ids(own_, one.table, key_of(own_, one)));
    }
  }

  void leave(const std::string& table, std::int64_t rows) {
    if (rows > 0) result_.left.push_back({table, rows});
  }

  void take_unmatched() {
    lists_ = erase_from_lists(own_, catalog_, names_, dry_run_);
    result_.unmatched_values = lists_.values;
    found_.insert(lists_.ids.begin(), lists_.ids.end());
  }

  void take_texts() {
    result_.still_named = present_texts_naming(own_, catalog_, names_);
    std::set<std::string> named;
    for (const PresentText& one : result_.still_named) {
      if (one.mention == Mention::certain && !one.subject.empty()) named.insert(one.subject);
    }
    result_.named_by.assign(named.begin(), named.end());
    for (const std::string& audience : lists_.audiences)
      result_.still_named.push_back({PresentText::Place::list, audience, Mention::possible});
    for (const std::string& column : columns_naming(own_, catalog_, names_, ids_))
      result_.still_named.push_back({PresentText::Place::column, column, Mention::possible});
    for (PresentText& one : others_naming(own_, catalog_, names_, ids_))
      result_.still_named.push_back(std::move(one));
    // Only these stay readable: by their hashes a later erasure knows whether they are gone.
    texts_to_remember_.assign(names_.texts_met().begin(), names_.texts_met().end());
    // After those: what is gone for good needs no hash.
    result_.deleted = forget_deleted_naming(own_, catalog_, names_, dry_run_, result_.still_named);
    result_.recipients = erase_recipients(own_, names_, dry_run_);
    result_.past_texts = erase_from_past_texts(own_, catalog_, names_, dry_run_);
  }

  void count_exports() {
    Statement row = own_.prepare(
        "SELECT e.audience_id, e.exported_at, e.file, coalesce(a.number, d.number) FROM audience_exports e "
        "LEFT JOIN audience_audiences a ON a.audience_id = e.audience_id LEFT JOIN audience_deleted d ON "
        "d.audience_id = e.audience_id");
    while (row.step()) {
      if (row.is_null(3)) ++result_.exports_of_deleted;
      if (!sets_.audiences.contains(std::string(row.text(0)))) continue;
      ++result_.exports;
      const TimePoint at = from_unix(row.integer(1));
      if (result_.last_export && *result_.last_export > at) continue;
      result_.last_export = at;
      result_.last_file = row.text(2);
    }
  }

  /// Throws where someone is nobody. Who was erased before and is found nowhere else needs no more.
  void remember() {
    std::vector<std::size_t> nobody;
    std::vector<std::string> fresh;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      const bool before = erased_.contains(ids_[i]);
      if (found_.contains(ids_[i]) || (found_elsewhere_.contains(ids_[i]) && !before)) {
        fresh.push_back(ids_[i]);
      } else if (before) {
        ++result_.erased_before;
      } else {
        nobody.push_back(i + 1);
      }
    }
    if (!nobody.empty()) refuse(nobody);
    if (!fresh.empty()) revoke_links();
    if (dry_run_) return;
    remember_erased(own_, {fresh, texts_to_remember_, names_.telling_values()});
    end_all_generations(own_);
  }

  /// By place: an id must not come into a log.
  [[noreturn]] void refuse(const std::vector<std::size_t>& nobody) const {
    constexpr const char* hint = "nothing was erased; ids are compared letter by letter";
    if (ids_.size() == 1) {
      throw Error(ErrorKind::not_found,
                  "the id given is nobody's: it is in no table, and was not erased before", hint);
    }
    constexpr std::size_t shown = 10;
    const auto last = nobody.begin() + static_cast<std::ptrdiff_t>(std::min(shown, nobody.size()));
    throw Error(ErrorKind::not_found,
                fmt::format("{} of the {} ids given {} nobody's: number {}{}", nobody.size(), ids_.size(),
                            nobody.size() == 1 ? "is" : "are", fmt::join(nobody.begin(), last, ", "),
                            nobody.size() > shown ? " and so on" : ""),
                hint);
  }

  void revoke_links() {
    Statement statement = own_.prepare(std::string(dry_run_ ? "SELECT count(*) FROM audience_exports"
                                                            : "UPDATE audience_exports SET revoked_at = ?1") +
                                       " WHERE expires_at > ?1 AND revoked_at IS NULL");
    statement.bind_all(to_unix(now_));
    const bool counted = statement.step();
    result_.links = counted ? statement.integer(0) : own_.changes();
  }

  Database& own_;
  const Catalog& catalog_;
  Database* foreign_;
  std::vector<std::string> ids_;
  TimePoint now_;
  bool dry_run_;
  std::string id_list_, number_list_;
  ErasedCustomers erased_;
  PersonNames names_;
  std::vector<CustomerNumber> numbers_;
  std::set<std::string> found_;            ///< ids that our tables held
  std::set<std::string> found_elsewhere_;  ///< ids in tables that stay as they are
  MemberErasure sets_;
  ListErasure lists_;
  std::vector<std::string> texts_to_remember_;
  Erasure result_;
};

}  // namespace

Erasure erase_customers(const ErasureGround& ground, const std::vector<std::string>& ids, TimePoint now,
                        bool dry_run) {
  return Eraser(ground, ids, now, dry_run).run();
}

}  // namespace audience
