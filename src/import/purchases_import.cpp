// Purchases: read on every core, sorted by the table's key, and appended in that order while columns are
// made.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

#include "audience/error.hpp"
#include "base/id_table.hpp"
#include "base/ordered_blocks.hpp"
#include "import/import_job.hpp"
#include "import/purchase_reader.hpp"
#include "import/purchase_runs.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/given_numbers.hpp"
#include "storage/imports.hpp"
#include "storage/small_cache.hpp"

namespace audience {
namespace {

/// As many as are inserted by one statement.
constexpr std::size_t rows_of_batch = 4096 * 4;

struct PurchaseBatch {
  std::vector<SortedPurchase> rows;
  std::vector<KeptWeight> weights;  ///< of the rows, but for their n
};

/// Hands over each row to be kept as it goes into the table.
class BatchRows : public RowSource {
 public:
  BatchRows(const PurchaseBatch& batch, std::size_t columns, ImportKeeping& keeping)
      : batch_(batch), keeping_(keeping), cells_(columns) {}
  bool next() override {
    if (at_ == batch_.rows.size()) return false;
    row_ = batch_.rows[at_];
    const char* cells = row_.cells;
    for (Cell& cell : cells_) cell = next_cell(cells);
    keeping_.add(PurchaseKey{row_.product, row_.time, row_.customer, row_.n}, batch_.weights[at_]);
    ++at_;
    return true;
  }
  [[nodiscard]] Cell column(int index) const override {
    switch (index) {
      case 0:
        return std::int64_t{row_.product};
      case 1:
        return row_.time;
      case 2:
        return std::int64_t{row_.customer};
      case 3:
        return std::int64_t{row_.n};
      default:
        return cells_[static_cast<std::size_t>(index - 4)];
    }
  }

 private:
  const PurchaseBatch& batch_;
  ImportKeeping& keeping_;
  SortedPurchase row_;
  std::vector<Cell> cells_;  ///< of the row, beside its key
  std::size_t at_ = 0;
};

class PurchasesImport {
 public:
  PurchasesImport(ImportJob& job, ImportWatcher& watcher)
      : job_(job), watcher_(watcher), runs_(job.layout.payload.size()) {
    Statement product = job.database.prepare("SELECT product_id, number FROM audience_products");
    const std::int64_t highest_number = highest_possible_number(job.database);
    while (product.step()) {
      const std::uint32_t number = audience::product_number(product, 1, highest_number);
      products_.insert(products_.keep(product.text(0)), number);
      highest_product_ = std::max(highest_product_, number);
    }
    first_new_product_ = highest_product_ + 1;
    for (const PayloadColumn& column : job.layout.payload) columns_.push_back(column.name);
    if (!job.options.dry_run) keeping_.emplace(job.database, DataTable::purchases);
  }

  void run() {
    if (job_.options.from) take_away();
    if (keeping_) prepare_table();
    read();
    runs_.finish();
    if (runs_.rows() > 0) store();
  }

  void finish(TimePoint now) {
    keeping_->note_products(first_new_product_, highest_product_);
    job_.finish(*keeping_, now);
  }

 private:
  /// What the file replaces, counted; and gone, but for a dry run.
  void take_away() {
    const std::int64_t from = to_unix(*job_.options.from);
    Statement rows =
        job_.database.prepare("SELECT count(*) FILTER (WHERE time >= ?), count(*) FROM audience_purchases");
    rows.bind_all(from);
    if (rows.step()) job_.remove(rows.integer(0), rows.integer(1));
    rows.reset();
    if (job_.options.dry_run || job_.report.removed == 0) return;
    Statement remove =
        job_.database.prepare("DELETE FROM audience_purchases WHERE " + keeping_->removing("time >= ?"));
    keeping_->run([&] { remove.bind_all(from).run(); });
  }

  void prepare_table() {
    add_purchase_columns(job_.database, job_.new_columns());
    keeping_->announce(columns_);
    filled_ = job_.database.scalar("SELECT EXISTS (SELECT 1 FROM audience_purchases)") != 0;
    if (!filled_) cache_.emplace(job_.database);
  }

  void read() {
    const CustomerLookup customers(job_.database, job_.estimated_rows());
    const std::vector<RecordBlock> blocks = job_.blocks();
    const bool alone = !customers.is_for_threads() || blocks.size() < 2;
    const std::size_t threads = alone ? 1 : std::clamp(std::thread::hardware_concurrency(), 2U, 8U);
    std::vector<PurchaseReader> readers;
    std::vector<const PayloadCells*> cells;
    readers.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i)
      cells.push_back(&readers.emplace_back(job_, customers, i).cells());
    numbers_.resize(threads);
    if (alone) {
      for (const RecordBlock& block : blocks) take(readers.front().read(block));
    } else {
      std::vector<OrderedBlocks<PurchaseBlock>::Maker> makers;
      for (PurchaseReader& reader : readers)
        makers.emplace_back([&](std::size_t i) { return reader.read(blocks[i]); });
      OrderedBlocks<PurchaseBlock>(blocks.size(), 4 * threads).run(makers, [this](PurchaseBlock&& block) {
        take(block);
      });
    }
    job_.settle(cells);
  }

  /// In the order of the file, whoever read it: so products get their numbers.
  void take(const PurchaseBlock& block) {
    job_.account_for(block.records);
    job_.report.stored += block.stored;
    job_.report.cut_times += block.cut_times;
    std::vector<std::uint32_t>& numbers = numbers_[block.reader];
    for (const std::string& id : block.products) numbers.push_back(product_number(id));
    runs_.add(block.rows, block.cells, numbers);
  }

  std::uint32_t product_number(std::string_view id) {
    std::uint32_t number = products_.find(id);
    if (number != 0) return number;
    number = ++highest_product_;
    const std::string_view kept = products_.keep(id);
    products_.insert(kept, number);
    new_products_.emplace_back(kept, number);
    return number;
  }

  /// A second thread merges what this one inserts.
  void store() {
    Statement add = job_.database.prepare("INSERT INTO audience_products(product_id, number) VALUES(?, ?)");
    for (const auto& [id, number] : new_products_) add.bind_all(id, number).run();
    const bool is_watched = watcher_.purchases(job_.database, columns_);
    std::vector<std::string> columns{"product", "time", "customer", "n"};
    columns.insert(columns.end(), columns_.begin(), columns_.end());
    MergedPurchases merged(runs_);
    std::vector<OrderedBlocks<PurchaseBatch>::Maker> makers{
        [&](std::size_t) { return next_batch(merged, is_watched); }};
    const std::size_t batches = (runs_.rows() + rows_of_batch - 1) / rows_of_batch;
    OrderedBlocks<PurchaseBatch>(batches, 32).run(makers, [&](PurchaseBatch&& batch) {
      if (filled_) number_equal_keys(batch);
      BatchRows rows(batch, columns_.size(), *keeping_);
      job_.database.insert_rows("audience_purchases", columns, rows);
    });
    runs_.check();
  }

  /// Not on the thread of the database.
  PurchaseBatch next_batch(MergedPurchases& merged, bool is_watched) {
    PurchaseBatch batch;
    batch.rows.reserve(rows_of_batch);
    std::vector<Cell> cells(columns_.size());
    for (SortedPurchase row; batch.rows.size() < rows_of_batch && merged.next(row);) {
      const char* at = row.cells;
      for (Cell& cell : cells) cell = next_cell(at);
      batch.rows.push_back(row);
      batch.weights.push_back(keeping_->weight_of(PurchaseKey{row.product, row.time, row.customer}, cells));
      if (is_watched) watcher_.purchase({row.customer, row.time, row.product, cells});
    }
    return batch;
  }

  /// n counts on from what the table holds already.
  void number_equal_keys(PurchaseBatch& batch) {
    if (!highest_n_) {
      highest_n_ = job_.database.prepare(
          "SELECT n + 1 FROM audience_purchases WHERE product = ? AND time = ? AND customer = ? ORDER BY n "
          "DESC LIMIT 1");
    }
    for (SortedPurchase& row : batch.rows) {
      if (row.n == 0) {
        highest_n_->bind_all(row.product, row.time, row.customer);
        first_n_ = highest_n_->step() ? static_cast<std::uint32_t>(highest_n_->integer(0)) : 0;
        highest_n_->reset();
      }
      row.n += first_n_;
    }
  }

  ImportJob& job_;
  ImportWatcher& watcher_;
  std::vector<std::string> columns_;  ///< of the payload
  PurchaseRuns runs_;
  IdTable products_;
  std::vector<std::vector<std::uint32_t>> numbers_;  ///< of products, as each reader counts them
  std::vector<std::pair<std::string_view, std::uint32_t>> new_products_;
  std::uint32_t highest_product_ = 0;
  std::uint32_t first_new_product_ = 0;
  std::optional<ImportKeeping> keeping_;  ///< but in a dry run
  bool filled_ = false;
  std::optional<SmallCache> cache_;  ///< into an empty table rows come in order
  std::optional<Statement> highest_n_;
  std::uint32_t first_n_ = 0;  ///< of the rows with the key at hand
};

/// The key of the table has these names already.
void refuse_key_names(const ImportJob& job) {
  constexpr std::array<std::string_view, 4> taken{"product", "time", "customer", "n"};
  for (const TypedColumn& column : job.report.new_columns) {
    if (std::find(taken.begin(), taken.end(), column.name) == taken.end()) continue;
    throw Error(ErrorKind::invalid_input,
                fmt::format("a further column of purchases cannot be called {}", column.name),
                {Remedy::map_column, {"purchase_" + column.name, column.name}});
  }
}

void refuse_same_file(ImportJob& job) {
  const auto same = find_import(job.database, job.report.kind, job.fingerprint_of_file());
  if (!same) return;
  throw Error(ErrorKind::conflict,
              fmt::format("this file was imported already, on {} ({} purchases)",
                          format_minute(same->imported_at), same->stored),
              Remedy::import_again);
}

}  // namespace

ImportReport import_purchases(Database& database, const ImportOptions& options, TimePoint now,
                              ImportWatcher& watcher) {
  std::vector<SchemaColumn> further = purchase_columns(database);
  further.erase(further.begin(), further.begin() + 3);
  ImportJob job(database, options, ImportKind::purchases, std::move(further));
  refuse_key_names(job);
  Transaction transaction(database, options.dry_run ? Transaction::Kind::read : Transaction::Kind::write);
  const TriggersOff triggers(database);
  watcher.begin(database);
  if (!options.again && !options.from) refuse_same_file(job);
  PurchasesImport import(job, watcher);
  import.run();
  job.report.inserted = job.report.stored;
  job.report.changed = 0;
  job.report.customers_total = number_of_own_customers(database);
  if (!options.dry_run) import.finish(now);
  watcher.end(database);
  job.keep_rejects();
  if (!options.dry_run) transaction.commit();
  return job.report;
}

}  // namespace audience
