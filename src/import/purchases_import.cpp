// Purchases: read into compact rows, sorted by the table's key, appended in that order.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "audience/error.hpp"
#include "base/id_table.hpp"
#include "import/import_job.hpp"
#include "import/purchase_chunk.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/given_numbers.hpp"
#include "storage/imports.hpp"

namespace audience {
namespace {

/// Hands over each row to be kept as it goes into the table.
class ChunkRows : public RowSource {
 public:
  ChunkRows(const PurchaseChunk& chunk, ImportKeeping& keeping)
      : chunk_(chunk), keeping_(keeping), cells_(chunk.columns()) {}
  bool next() override {
    chunk_.prefetch_ahead(at_);
    if (++at_ > chunk_.size()) return false;
    keep();
    return true;
  }
  [[nodiscard]] Cell column(int index) const override {
    const PurchaseChunkKey& key = chunk_.keys[at_ - 1];
    switch (index) {
      case 0:
        return static_cast<std::int64_t>(key.product);
      case 1:
        return key.time;
      case 2:
        return static_cast<std::int64_t>(key.customer);
      case 3:
        return static_cast<std::int64_t>(key.n);
      default:
        return chunk_.cell(key.row, static_cast<std::size_t>(index - 4));
    }
  }

 private:
  void keep() {
    const PurchaseChunkKey& row = chunk_.keys[at_ - 1];
    for (std::size_t column = 0; column < cells_.size(); ++column)
      cells_[column] = chunk_.cell(row.row, column);
    keeping_.add(PurchaseKey{row.product, row.time, row.customer, row.n}, cells_);
  }

  const PurchaseChunk& chunk_;
  ImportKeeping& keeping_;
  std::vector<Cell> cells_;  ///< of the row, beside its key
  std::size_t at_ = 0;
};

class PurchasesImport {
 public:
  PurchasesImport(ImportJob& job, ImportWatcher& watcher)
      : job_(job), watcher_(watcher), chunk_(job.layout.payload.size()) {
    Statement customer = job.database.prepare("SELECT customer_id, customer_number FROM customers");
    GivenNumbers numbers(job.database);
    while (customer.step()) customers_.insert(customers_.keep(customer.text(0)), numbers.read(customer, 1));
    Statement product = job.database.prepare("SELECT product_id, number FROM audience_products");
    const std::int64_t highest_number = highest_possible_number(job.database);
    while (product.step()) {
      const std::uint32_t number = audience::product_number(product, 1, highest_number);
      products_.insert(products_.keep(product.text(0)), number);
      highest_product_ = std::max(highest_product_, number);
    }
    first_new_product_ = highest_product_ + 1;
    if (!job.options.dry_run) keeping_.emplace(job.database, DataTable::purchases);
    if (job.options.from) take_away();
    if (keeping_) {
      prepare_table();
      chunk_.reserve(std::min(PurchaseChunk::most_rows, job.estimated_rows()));
    }
  }

  void read() {
    job_.read_rows([this](const CsvRecord& record) { return take(record); });
    store_chunk();
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
    std::vector<std::string> columns;
    for (const PayloadColumn& column : job_.layout.payload) columns.push_back(column.name);
    keeping_->announce(columns);
    filled_ = job_.database.scalar("SELECT EXISTS (SELECT 1 FROM audience_purchases)") != 0;
    is_watched_ = watcher_.purchases(job_.database, columns);
  }

  std::string_view take(const CsvRecord& record) {
    const std::string_view customer_id = job_.key(record, 0);
    const std::string_view product_id = job_.key(record, 1);
    if (customer_id.empty()) return "no customer";
    const std::uint32_t customer = customers_.find(customer_id);
    if (customer == 0) return "unknown customer";
    if (product_id.empty()) return "no product";
    const auto time = parse_time(job_.key(record, 2));
    if (!time) return "unreadable time";
    if (job_.options.from && time->start < *job_.options.from) return job_.options.too_early;
    std::string_view fault;
    cells_.clear();
    for (std::size_t i = 0; i < job_.layout.payload.size(); ++i)
      cells_.push_back(job_.payload_cell(record, i, fault));
    if (!fault.empty()) return fault;
    ++job_.report.stored;
    if (has_fraction(job_.key(record, 2))) ++job_.report.cut_times;
    if (job_.options.dry_run) return {};
    for (const Cell& cell : cells_) chunk_.add_cell(cell);
    chunk_.keys.push_back({to_unix(time->start), product_number(product_id), customer,
                           static_cast<std::uint32_t>(chunk_.size()), 0});
    if (chunk_.is_full()) store_chunk();
    return {};
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

  void store_chunk() {
    if (chunk_.size() == 0) return;
    Statement add = job_.database.prepare("INSERT INTO audience_products(product_id, number) VALUES(?, ?)");
    for (const auto& [id, number] : new_products_) add.bind_all(id, number).run();
    new_products_.clear();
    chunk_.sort(highest_product_);
    number_equal_keys();
    std::vector<std::string> columns{"product", "time", "customer", "n"};
    for (const PayloadColumn& column : job_.layout.payload) columns.push_back(column.name);
    ChunkRows rows(chunk_, *keeping_);
    job_.database.insert_rows("audience_purchases", columns, rows);
    tell_rows();
    chunk_.clear();
    filled_ = true;
  }

  void tell_rows() {
    if (!is_watched_) return;
    cells_.resize(job_.layout.payload.size());
    for (std::size_t i = 0; i < chunk_.size(); ++i) {
      chunk_.prefetch_ahead(i);
      const PurchaseChunkKey& key = chunk_.keys[i];
      for (std::size_t column = 0; column < cells_.size(); ++column)
        cells_[column] = chunk_.cell(key.row, column);
      watcher_.purchase({key.customer, key.time, key.product, cells_});
    }
  }

  /// n counts on among equal (product, time, customer), from what the table holds already.
  void number_equal_keys() {
    Statement highest = job_.database.prepare(
        "SELECT n + 1 FROM audience_purchases WHERE product = ? AND time = ? AND customer = ? ORDER BY n "
        "DESC LIMIT 1");
    const PurchaseChunkKey* before = nullptr;
    for (PurchaseChunkKey& key : chunk_.keys) {
      if (before != nullptr && before->product == key.product && before->time == key.time &&
          before->customer == key.customer) {
        key.n = before->n + 1;
      } else if (filled_) {
        highest.bind_all(key.product, key.time, key.customer);
        if (highest.step()) key.n = static_cast<std::uint32_t>(highest.integer(0));
        highest.reset();
      }
      before = &key;
    }
  }

  ImportJob& job_;
  ImportWatcher& watcher_;
  bool is_watched_ = false;  ///< row by row
  PurchaseChunk chunk_;
  std::vector<Cell> cells_;  ///< of the row being read
  IdTable customers_;
  IdTable products_;
  std::vector<std::pair<std::string_view, std::uint32_t>> new_products_;
  std::uint32_t highest_product_ = 0;
  std::uint32_t first_new_product_ = 0;
  std::optional<ImportKeeping> keeping_;  ///< but in a dry run
  bool filled_ = false;
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

void refuse_same_file(const ImportJob& job) {
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
  import.read();
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
