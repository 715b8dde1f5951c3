// Purchases: read on every core, and appended in the order of the file while columns are made.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <future>
#include <limits>
#include <thread>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "base/id_table.hpp"
#include "base/ordered_blocks.hpp"
#include "import/import_job.hpp"
#include "import/purchase_reader.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/given_numbers.hpp"
#include "storage/imports.hpp"
#include "storage/purchase_rows.hpp"
#include "storage/small_cache.hpp"

namespace audience {
namespace {

/// Rows of a block on their way into the table. Products have their numbers.
class BlockRows : public RowSource {
 public:
  /// `first`: the number of the first row. `columns`: cells of each.
  BlockRows(const PurchaseBlock& block, std::int64_t first, std::size_t columns)
      : block_(block), first_(first), cells_(columns) {}
  bool next() override {
    if (at_ == block_.rows.size()) return false;
    row_ = &block_.rows[at_++];
    const char* cells = block_.cells.data() + row_->cells;
    for (Cell& cell : cells_) cell = next_cell(cells);
    return true;
  }
  [[nodiscard]] const ReadPurchase& row() const { return *row_; }
  [[nodiscard]] const std::vector<Cell>& cells() const { return cells_; }
  [[nodiscard]] Cell column(int index) const override {
    switch (index) {
      case 0:
        return std::int64_t{row_->product};
      case 1:
        return row_->time;
      case 2:
        return std::int64_t{row_->customer};
      case 3:
        return first_ + static_cast<std::int64_t>(at_) - 1;
      default:
        return cells_[static_cast<std::size_t>(index - 4)];
    }
  }

 private:
  const PurchaseBlock& block_;
  std::int64_t first_;
  const ReadPurchase* row_ = nullptr;
  std::vector<Cell> cells_;
  std::size_t at_ = 0;
};

class PurchasesImport {
 public:
  PurchasesImport(ImportJob& job, ImportWatcher& watcher)
      : job_(job), watcher_(watcher), cache_(job.database) {
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
    // Before rows are taken away: an undo puts those back under their numbers.
    if (keeping_) next_ = number_after_last();
    if (job_.options.from) take_away();
    if (keeping_) prepare_table();
    read();
  }

  void finish(TimePoint now) {
    keeping_->note_products(first_new_product_, highest_product_);
    job_.finish(*keeping_, now);
  }

 private:
  /// What the file replaces, counted; and gone, but for a dry run.
  void take_away() {
    const std::int64_t from = to_unix(*job_.from());
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

  std::int64_t number_after_last() const {
    constexpr std::int64_t room = std::int64_t{1} << 40;
    const std::int64_t last = highest_purchase(job_.database);
    if (last > std::numeric_limits<std::int64_t>::max() - room)
      throw damaged(fmt::format("no number is left for purchases behind {}", last));
    return std::max(last, std::int64_t{0}) + 1;
  }

  void prepare_table() {
    add_purchase_columns(job_.database, job_.new_columns());
    std::vector<std::string> beside_key{"product", "time", "customer"};
    beside_key.insert(beside_key.end(), columns_.begin(), columns_.end());
    keeping_->announce(beside_key);
    stored_columns_ = std::move(beside_key);
    stored_columns_.insert(stored_columns_.begin() + 3, "n");
    add_product_ = job_.database.prepare("INSERT INTO audience_products(product_id, number) VALUES(?, ?)");
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
      for (const RecordBlock& block : blocks) {
        PurchaseBlock read = readers.front().read(block);
        take(read);
      }
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

  /// In the order of the file, whoever read it: so products get their numbers, and rows theirs.
  void take(PurchaseBlock& block) {
    job_.account_for(block.records);
    job_.report.stored += block.stored;
    job_.report.cut_times += block.cut_times;
    if (block.rows.empty()) return;  // in a dry run, for one
    if (!is_begun_) is_watched_ = watcher_.purchases(job_.database, columns_);
    is_begun_ = true;
    std::vector<std::uint32_t>& numbers = numbers_[block.reader];
    for (const std::string& id : block.products) numbers.push_back(product_number(id));
    for (ReadPurchase& row : block.rows) row.product = numbers[row.product];
    store(block);
  }

  std::uint32_t product_number(std::string_view id) {
    std::uint32_t number = products_.find(id);
    if (number != 0) return number;
    number = ++highest_product_;
    products_.insert(products_.keep(id), number);
    add_product_->bind_all(id, number).run();
    if (is_watched_) watcher_.product(number, id);
    return number;
  }

  /// A second thread tells the rows to who watches, while this one inserts them.
  void store(const PurchaseBlock& block) {
    auto weights = std::async(std::launch::async, [&] { return tell(block); });
    BlockRows rows(block, next_, columns_.size());
    job_.database.insert_rows("audience_purchases", stored_columns_, rows);
    for (const KeptWeight& weight : weights.get())
      keeping_->add(std::array{PackedValue::of(next_++)}, weight);
  }

  /// Of each row, for what is kept of the import.
  std::vector<KeptWeight> tell(const PurchaseBlock& block) {
    std::vector<KeptWeight> weights;
    weights.reserve(block.rows.size());
    std::vector<Cell> beside_key(3 + columns_.size());
    for (BlockRows rows(block, next_, columns_.size()); rows.next();) {
      const ReadPurchase& row = rows.row();
      for (int i = 0; i < 3; ++i) beside_key[static_cast<std::size_t>(i)] = rows.column(i);
      std::copy(rows.cells().begin(), rows.cells().end(), beside_key.begin() + 3);
      weights.push_back(keeping_->weight_of(beside_key));
      if (is_watched_) watcher_.purchase({row.customer, row.time, row.product, rows.cells()});
    }
    return weights;
  }

  ImportJob& job_;
  ImportWatcher& watcher_;
  std::vector<std::string> columns_;         ///< of the payload
  std::vector<std::string> stored_columns_;  ///< all that are written
  IdTable products_;
  std::vector<std::vector<std::uint32_t>> numbers_;  ///< of products, as each reader counts them
  std::uint32_t highest_product_ = 0;
  std::uint32_t first_new_product_ = 0;
  std::optional<ImportKeeping> keeping_;  ///< but in a dry run
  SmallCache cache_;                      ///< rows come in order
  std::optional<Statement> add_product_;  ///< but in a dry run
  std::int64_t next_ = 1;                 ///< the number of the next row
  bool is_begun_ = false, is_watched_ = false;
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
  throw Error(
      ErrorKind::conflict,
      fmt::format("{} imported already, on {} ({})", job.options.items ? "these files were" : "this file was",
                  format_minute(same->imported_at), counted(same->stored, "purchase")),
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
  job.retype();
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
