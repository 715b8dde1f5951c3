// Customers: upserted by customer_id, in the order of their permanent numbers.
#include <fmt/format.h>

#include <algorithm>

#include "base/id_table.hpp"
#include "base/kept_texts.hpp"
#include "import/import_job.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/given_numbers.hpp"
#include "storage/sizes.hpp"

namespace audience {
namespace {

/// The row of the file that counts for one customer: the last of its id.
struct Chosen {
  std::string_view id;
  std::size_t offset = 0;
  std::uint32_t number = 0;     ///< permanent; 0 where the id is new
  bool is_present = false;      ///< has a row already
  std::uint64_t beginning = 0;  ///< the id's first 8 bytes as a number that is ordered like them

  Chosen(std::string_view customer_id, std::size_t at) : id(customer_id), offset(at) {
    for (std::size_t i = 0; i < 8; ++i) {
      beginning = beginning << 8U | (i < id.size() ? static_cast<unsigned char>(id[i]) : 0U);
    }
  }
  /// By bytes of the id. Nearly always the beginning decides, without a look at the text.
  friend bool operator<(const Chosen& a, const Chosen& b) {
    return a.beginning != b.beginning ? a.beginning < b.beginning : a.id < b.id;
  }
};

class NewIds : public RowSource {
 public:
  explicit NewIds(const std::vector<const Chosen*>& ids) : ids_(ids) {}
  bool next() override { return ++at_ <= ids_.size(); }
  [[nodiscard]] Cell column(int index) const override {
    if (index == 0) return static_cast<std::int64_t>(ids_[at_ - 1]->number);
    return ids_[at_ - 1]->id;
  }

 private:
  const std::vector<const Chosen*>& ids_;
  std::size_t at_ = 0;
};

/// Reads each chosen record again, so that no cell had to be held. New rows are handed over to be kept.
class Rows : public RowSource {
 public:
  Rows(ImportJob& job, const std::vector<Chosen>& chosen, ImportKeeping& keeping)
      : job_(job),
        chosen_(chosen),
        keeping_(keeping),
        reader_(job.reader()),
        cells_(job.layout.payload.size() + 1) {}
  bool next() override {
    if (at_ == chosen_.size()) return false;
    const Chosen& row = chosen_[at_++];
    reader_.read_at(row.offset, record_);
    // A file that someone writes meanwhile may say anything.
    if (record_.cells.size() != job_.layout.headers.size()) job_.input().check_unchanged();
    record_.cells.resize(job_.layout.headers.size());
    std::string_view fault;
    cells_[0] = row.id;
    for (std::size_t i = 1; i < cells_.size(); ++i) cells_[i] = job_.payload_cell(record_, i - 1, fault);
    if (!row.is_present) keeping_.add({PackedValue::of(std::int64_t{row.number})}, cells_);
    leave_some(reader_.position() - row.offset);
    return true;
  }
  [[nodiscard]] Cell column(int index) const override {
    if (index == 0) return static_cast<std::int64_t>(chosen_[at_ - 1].number);
    return cells_[static_cast<std::size_t>(index - 1)];
  }

 private:
  /// Rows lie all over the text.
  void leave_some(std::size_t bytes) {
    constexpr std::size_t most = std::size_t{64} << 20U;
    read_ += bytes;
    if (read_ < most) return;
    read_ = 0;
    const std::string_view text = job_.input().text();
    job_.input().leave(text.data() + text.size());
  }

  ImportJob& job_;
  const std::vector<Chosen>& chosen_;
  ImportKeeping& keeping_;
  CsvReader reader_;
  CsvRecord record_;
  std::vector<Cell> cells_;  ///< beside the number
  std::size_t at_ = 0;
  std::size_t read_ = 0;  ///< bytes since memory was given back
};

/// `ids`: keeps them.
std::vector<Chosen> read_customers(ImportJob& job, KeptTexts& ids) {
  std::vector<Chosen> chosen;
  IdTable places;
  job.read_rows([&](const CsvRecord& record) -> std::string_view {
    const std::string_view id = job.key(record, 0);
    if (id.empty()) return "no customer";
    const std::uint32_t place = places.find(id);
    if (place == 0 && job.pass_over_erased(record)) return {};
    std::string_view fault;
    for (std::size_t i = 0; i < job.layout.payload.size(); ++i) job.payload_cell(record, i, fault);
    if (!fault.empty()) return fault;
    if (place != 0) {
      ++job.report.repeated;
      chosen[place - 1].offset = record.offset;
    } else {
      chosen.emplace_back(ids.keep(id), record.offset);
      places.insert(chosen.back().id, static_cast<std::uint32_t>(chosen.size()));
    }
    return {};
  });
  // New ids get their numbers in this order, so that the order of numbers is that of ids wherever it can be.
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

/// Both sides come in order of customer_id: one pass each.
void find_numbers(const Database& database, std::vector<Chosen>& chosen) {
  Statement known =
      database.prepare("SELECT customer_id, number FROM audience_customers ORDER BY customer_id");
  auto at = chosen.begin();
  while (at != chosen.end() && known.step()) {
    while (at != chosen.end() && at->id < known.text(0)) ++at;
    if (at != chosen.end() && at->id == known.text(0)) at->number = number_in_directory(known, 1);
  }
}

/// What the table has already of those in the file, and what would go if it were the whole table.
/// Who of them stays as they are: their rows were rejected.
CustomerSet count_present(ImportJob& job, std::vector<Chosen>& chosen) {
  CustomerSet kept = present_customers(job.database);
  const auto before = static_cast<std::int64_t>(kept.count());
  for (Chosen& one : chosen) {
    one.is_present = one.number != 0 && kept.contains(one.number);
    if (!one.is_present) continue;
    ++job.report.updated;
    kept.erase(one.number);
  }
  if (!job.options.replace) return {};
  kept &= job.rejected_customers();
  job.report.kept = static_cast<std::int64_t>(kept.count());
  job.remove(before - job.report.updated - job.report.kept, before);
  return kept;
}

void number_new_ids(Database& database, std::vector<Chosen>& chosen) {
  // AUTOINCREMENT remembers the highest number ever given, also of rows that are gone.
  std::size_t highest = customer_capacity(database) - 1;
  std::vector<const Chosen*> fresh;
  for (Chosen& one : chosen) {
    if (one.number != 0) continue;
    one.number = static_cast<std::uint32_t>(++highest);
    fresh.push_back(&one);
  }
  if (fresh.empty()) return;
  NewIds source(fresh);
  database.insert_rows("audience_customers", {"number", "customer_id"}, source);
}

/// Of a customer who is there already. Rows that say the same are left alone, and so counted apart.
std::string exchange_of(const std::vector<std::string>& columns, ImportKeeping& keeping) {
  if (columns.empty()) return "ON CONFLICT(customer_number) DO NOTHING";
  std::string exchange;
  for (const std::string& column : columns) {
    const std::string name = sql_name(column);
    exchange += fmt::format("{}{} = excluded.{}", exchange.empty() ? "" : ", ", name, name);
  }
  return fmt::format("ON CONFLICT(customer_number) DO UPDATE SET {} WHERE {}", exchange,
                     keeping.changing(columns));
}

void remove_others(Database& database, const std::vector<Chosen>& chosen, const CustomerSet& kept,
                   const ImportKeeping& keeping) {
  database.execute("CREATE TEMP TABLE kept(number INTEGER PRIMARY KEY)");
  Statement keep = database.prepare("INSERT INTO temp.kept VALUES(?)");
  for (const Chosen& one : chosen) keep.bind_all(one.number).run();
  kept.for_each([&](CustomerNumber number) { keep.bind_all(number).run(); });
  const std::string condition = keeping.removing("customer_number NOT IN (SELECT number FROM temp.kept)");
  keeping.run([&] { database.execute("DELETE FROM customers WHERE " + condition); });
  database.execute("DROP TABLE temp.kept");
}

void store_rows(ImportJob& job, const std::vector<Chosen>& chosen, ImportKeeping& keeping) {
  Database& database = job.database;
  const bool empty = database.scalar("SELECT EXISTS (SELECT 1 FROM customers)") == 0;
  // Into an empty table the index is built afterwards by one sort, which costs a third less.
  if (empty) database.execute("DROP INDEX customers_by_id");
  std::vector<std::string> columns;
  for (const PayloadColumn& column : job.layout.payload) columns.push_back(column.name);
  std::vector<std::string> written{"customer_id"};
  written.insert(written.end(), columns.begin(), columns.end());
  keeping.announce(written);
  const std::string exchange = empty ? "" : exchange_of(columns, keeping);
  written.insert(written.begin(), "customer_number");
  Rows rows(job, chosen, keeping);
  keeping.run([&] { database.insert_rows("customers", written, rows, exchange); });
  job.report.changed = database.changes() - job.report.inserted;
  if (empty) database.execute("CREATE UNIQUE INDEX customers_by_id ON customers(customer_id)");
}

void store(ImportJob& job, std::vector<Chosen>& chosen, const CustomerSet& kept, ImportKeeping& keeping) {
  Database& database = job.database;
  number_new_ids(database, chosen);
  const auto by_number = [](const Chosen& a, const Chosen& b) { return a.number < b.number; };
  if (!std::is_sorted(chosen.begin(), chosen.end(), by_number))
    std::sort(chosen.begin(), chosen.end(), by_number);
  for (const SchemaColumn& column : job.new_columns()) add_customer_column(database, column);
  if (job.options.replace) remove_others(database, chosen, kept, keeping);
  store_rows(job, chosen, keeping);
}

}  // namespace

ImportReport import_customers(Database& database, const ImportOptions& options, TimePoint now,
                              ImportWatcher& watcher) {
  ImportJob job(database, options, ImportKind::customers, customer_columns(database));
  Transaction transaction(database, options.dry_run ? Transaction::Kind::read : Transaction::Kind::write);
  const TriggersOff triggers(database);
  watcher.begin(database);
  KeptTexts ids;
  std::vector<Chosen> chosen = read_customers(job, ids);
  find_numbers(database, chosen);
  const CustomerSet kept = count_present(job, chosen);
  job.report.stored = static_cast<std::int64_t>(chosen.size());
  job.report.inserted = job.report.stored - job.report.updated;
  job.report.customers_total = job.report.inserted + (options.replace ? job.report.updated + job.report.kept
                                                                      : number_of_own_customers(database));
  if (!options.dry_run) {
    ImportKeeping keeping(database, DataTable::customers);
    store(job, chosen, kept, keeping);
    job.finish(keeping, now);
    keep_sizes(database);
    for (const Chosen& one : chosen) watcher.customer(one.number);
    watcher.end(database);
  }
  job.keep_rejects();
  if (!options.dry_run) transaction.commit();
  return job.report;
}

}  // namespace audience
