// Customers: upserted by customer_id, in the order of their permanent numbers.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/id_table.hpp"
#include "base/kept_texts.hpp"
#include "base/ordered_blocks.hpp"
#include "import/import_job.hpp"
#include "import/newest_row.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/given_numbers.hpp"
#include "storage/sizes.hpp"

namespace audience {
namespace {

/// The row of the file that counts for one customer: the last of its id, or the newest.
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

constexpr std::size_t rows_of_batch = 4096;

/// Rows as they are to be stored: of each the id and then the payload.
struct CustomerBatch {
  std::size_t first = 0;  ///< of the chosen
  std::vector<Cell> cells;
  std::unique_ptr<KeptTexts> texts;  ///< those that do not stand in the file as they are
};

/// Reads each chosen record again, so that no cell had to be held. Not by the database's thread.
class ChosenReader {
 public:
  ChosenReader(const ImportJob& job, const std::vector<Chosen>& chosen)
      : job_(job),
        chosen_(chosen),
        reader_(job.reader()),
        cells_(job.layout, job.options.reading.missing),
        reads_(job.input()) {}

  CustomerBatch read(std::size_t first) {
    CustomerBatch batch{.first = first, .cells = {}, .texts = std::make_unique<KeptTexts>()};
    const std::size_t end = std::min(chosen_.size(), first + rows_of_batch);
    batch.cells.reserve((end - first) * (cells_.columns() + 1));
    for (std::size_t i = first; i < end; ++i) read_row(chosen_[i], batch);
    return batch;
  }

 private:
  void read_row(const Chosen& row, CustomerBatch& batch) {
    reader_.read_at(row.offset, record_);
    // A file that someone writes meanwhile may say anything.
    if (record_.cells.size() != job_.layout.headers.size()) job_.input().check_unchanged();
    record_.cells.resize(job_.layout.headers.size());
    std::string_view fault;
    batch.cells.emplace_back(row.id);
    for (std::size_t i = 0; i < cells_.columns(); ++i) {
      const Cell cell = cells_.read(record_, i, fault);
      const auto* text = std::get_if<std::string_view>(&cell);
      const bool stays = text == nullptr || stands_in(job_.input().text(), *text);
      batch.cells.push_back(stays ? cell : Cell(batch.texts->keep(*text)));
    }
    reads_.note(reader_.position() - row.offset);
  }

  const ImportJob& job_;
  const std::vector<Chosen>& chosen_;
  CsvReader reader_;
  CsvRecord record_;
  PayloadCells cells_;
  ScatteredReads reads_;
};

/// New rows are handed over to be kept.
class BatchRows : public RowSource {
 public:
  BatchRows(const CustomerBatch& batch, const std::vector<Chosen>& chosen, std::size_t columns,
            ImportKeeping& keeping)
      : batch_(batch), chosen_(chosen), keeping_(keeping), cells_(columns) {}
  bool next() override {
    const std::size_t first = at_ * cells_.size();
    if (first == batch_.cells.size()) return false;
    std::copy_n(batch_.cells.begin() + static_cast<std::ptrdiff_t>(first), cells_.size(), cells_.begin());
    row_ = &chosen_[batch_.first + at_++];
    if (!row_->is_present)
      keeping_.add(std::array{PackedValue::of(std::int64_t{row_->number})}, keeping_.weight_of(cells_));
    return true;
  }
  [[nodiscard]] Cell column(int index) const override {
    if (index == 0) return std::int64_t{row_->number};
    return cells_[static_cast<std::size_t>(index - 1)];
  }

 private:
  const CustomerBatch& batch_;
  const std::vector<Chosen>& chosen_;
  ImportKeeping& keeping_;
  std::vector<Cell> cells_;  ///< of the row, beside its number
  const Chosen* row_ = nullptr;
  std::size_t at_ = 0;
};

/// `ids`: keeps them.
std::vector<Chosen> read_customers(ImportJob& job, KeptTexts& ids) {
  std::vector<Chosen> chosen;
  IdTable places;
  std::optional<NewestRow> newest;
  if (job.options.newest_by) newest.emplace(job.layout, *job.options.newest_by);
  if (newest) job.report.newest_by = newest->header();
  job.read_rows([&](const CsvRecord& record) -> std::string_view {
    const std::string_view id = job.key(record, 0);
    if (id.empty()) return "no customer";
    const std::uint32_t place = places.find(id);
    if (place == 0 && job.pass_over_erased(record)) return {};
    std::string_view fault;
    for (std::size_t i = 0; i < job.layout.payload.size(); ++i) {
      const Cell cell = job.payload_cell(record, i, fault);
      if (newest && i == newest->column()) newest->see(cell);
    }
    if (!fault.empty()) return fault;
    if (place != 0) {
      ++job.report.repeated;
      if (!newest || newest->replaces(place - 1)) chosen[place - 1].offset = record.offset;
    } else {
      chosen.emplace_back(ids.keep(id), record.offset);
      places.insert(chosen.back().id, static_cast<std::uint32_t>(chosen.size()));
      if (newest) newest->add();
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

struct Others {
  CustomerSet kept;  ///< of those not in the file, where it is the whole table: their rows were rejected
  bool are_there = false;  ///< whether the table has any that are not in the file
};

/// What the table has already of those in the file, and what would go if it were the whole table.
Others count_present(ImportJob& job, std::vector<Chosen>& chosen) {
  CustomerSet kept = present_customers(job.database);
  const auto before = static_cast<std::int64_t>(kept.count());
  for (Chosen& one : chosen) {
    one.is_present = one.number != 0 && kept.contains(one.number);
    if (!one.is_present) continue;
    ++job.report.updated;
    kept.erase(one.number);
  }
  const bool are_there = kept.count() > 0;
  if (!job.options.replace) return {{}, are_there};
  kept &= job.rejected_customers();
  job.report.kept = static_cast<std::int64_t>(kept.count());
  job.remove(before - job.report.updated - job.report.kept, before);
  return {std::move(kept), are_there};
}

/// How many of those who are there already would get other values.
std::int64_t count_changed(const ImportJob& job, const std::vector<Chosen>& chosen) {
  std::string stored, read;
  for (const PayloadColumn& column : job.layout.payload) {
    stored += (stored.empty() ? "" : ", ") + (column.is_new ? "NULL" : sql_name(column.name));
    read += read.empty() ? "?" : ", ?";
  }
  if (stored.empty()) return 0;
  Statement other = job.database.prepare(
      fmt::format("SELECT 1 FROM customers WHERE ({}) IS NOT ({}) AND customer_number = ?", stored, read));
  const std::size_t width = job.layout.payload.size();
  ChosenReader reader(job, chosen);
  std::int64_t changed = 0;
  for (std::size_t first = 0; first < chosen.size(); first += rows_of_batch) {
    const CustomerBatch batch = reader.read(first);
    const Cell* cells = batch.cells.data();
    for (std::size_t i = first; i < std::min(chosen.size(), first + rows_of_batch); ++i, cells += width + 1) {
      if (!chosen[i].is_present) continue;
      for (std::size_t at = 0; at < width; ++at) other.bind(static_cast<int>(at), cells[at + 1]);
      other.bind(static_cast<int>(width), std::int64_t{chosen[i].number});
      if (other.step()) ++changed;
      other.reset();
    }
  }
  return changed;
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

/// A second thread reads what this one inserts.
void insert_all(ImportJob& job, const std::vector<Chosen>& chosen, std::vector<std::string> columns,
                const std::string& exchange, ImportKeeping& keeping, ImportWatcher* told) {
  const std::size_t width = columns.size();
  columns.insert(columns.begin(), "customer_number");
  ChosenReader reader(job, chosen);
  std::vector<OrderedBlocks<CustomerBatch>::Maker> makers{[&](std::size_t index) {
    CustomerBatch batch = reader.read(index * rows_of_batch);
    for (std::size_t at = 0; told != nullptr && at < batch.cells.size(); at += width)
      told->customer_row(chosen[batch.first + at / width].number, std::span(batch.cells).subspan(at, width));
    return batch;
  }};
  std::int64_t written = 0;
  const std::size_t batches = (chosen.size() + rows_of_batch - 1) / rows_of_batch;
  OrderedBlocks<CustomerBatch>(batches, 8).run(makers, [&](CustomerBatch&& batch) {
    BatchRows rows(batch, chosen, width, keeping);
    keeping.run([&] { job.database.insert_rows("customers", columns, rows, exchange); });
    written += job.database.changes();
    job.tell(Work::storing, static_cast<std::int64_t>(batch.first), std::ssize(chosen));
  });
  job.report.changed = written - job.report.inserted;
}

/// `columns` begins with the id.
void store_rows(ImportJob& job, const std::vector<Chosen>& chosen, std::vector<std::string> columns,
                ImportKeeping& keeping, ImportWatcher* told) {
  Database& database = job.database;
  const bool empty = database.scalar("SELECT EXISTS (SELECT 1 FROM customers)") == 0;
  // Into an empty table the index is built afterwards by one sort, which costs a third less.
  if (empty) database.execute("DROP INDEX customers_by_id");
  const std::string exchange = empty ? "" : exchange_of({columns.begin() + 1, columns.end()}, keeping);
  insert_all(job, chosen, std::move(columns), exchange, keeping, told);
  job.tell(Work::indexing);
  if (empty) database.execute("CREATE UNIQUE INDEX customers_by_id ON customers(customer_id)");
}

void store(ImportJob& job, std::vector<Chosen>& chosen, const Others& others, ImportKeeping& keeping,
           ImportWatcher& watcher) {
  Database& database = job.database;
  number_new_ids(database, chosen);
  std::vector<CustomerNumber> by_id;
  if (!others.are_there) {
    for (const Chosen& one : chosen) by_id.push_back(one.number);
  }
  const auto by_number = [](const Chosen& a, const Chosen& b) { return a.number < b.number; };
  if (!std::is_sorted(chosen.begin(), chosen.end(), by_number))
    std::sort(chosen.begin(), chosen.end(), by_number);
  for (const SchemaColumn& column : job.new_columns()) add_customer_column(database, column);
  if (job.options.replace) remove_others(database, chosen, others.kept, keeping);
  std::vector<std::string> columns{"customer_id"};
  for (const PayloadColumn& column : job.layout.payload) columns.push_back(column.name);
  keeping.announce(columns);
  const bool tells_rows =
      !others.are_there && keeping.is_plain() && watcher.everyone(database, columns, std::move(by_id));
  store_rows(job, chosen, std::move(columns), keeping, tells_rows ? &watcher : nullptr);
}

}  // namespace

ImportReport import_customers(Database& database, const ImportOptions& options, TimePoint now,
                              ImportWatcher& watcher) {
  ImportJob job(database, options, ImportKind::customers, customer_columns(database));
  Transaction transaction(database, options.dry_run ? Transaction::Kind::read : Transaction::Kind::write);
  const TriggersOff triggers(database);
  job.retype();
  watcher.begin(database);
  KeptTexts ids;
  std::vector<Chosen> chosen = read_customers(job, ids);
  job.tell(Work::sorting);
  find_numbers(database, chosen);
  const Others others = count_present(job, chosen);
  job.report.stored = static_cast<std::int64_t>(chosen.size());
  job.report.inserted = job.report.stored - job.report.updated;
  job.report.customers_total = job.report.inserted + (options.replace ? job.report.updated + job.report.kept
                                                                      : number_of_own_customers(database));
  if (options.dry_run) {
    job.report.changed = count_changed(job, chosen);
  } else {
    ImportKeeping keeping(database, DataTable::customers);
    store(job, chosen, others, keeping, watcher);
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
