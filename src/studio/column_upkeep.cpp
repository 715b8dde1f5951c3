// What the import stores is noted inside its transaction, and written to files beside it.
#include "studio/column_upkeep.hpp"

#include <algorithm>

#include "query/columns/column_store.hpp"
#include "storage/customers.hpp"
#include "storage/generations.hpp"
#include "storage/given_numbers.hpp"
#include "storage/purchase_rows.hpp"

namespace audience {
namespace {

/// Columns of the segments: every one of the table but those of customer and time.
std::vector<std::string> segment_columns(const Database& own) {
  std::vector<std::string> names;
  for (const SchemaColumn& column : purchase_columns(own)) {
    if (column.name != "customer_id" && column.name != "purchased_at") names.push_back(column.name);
  }
  return names;
}

/// What the manifest calls the built-in ones.
constexpr const char* builtin = "purchases";

/// Only where there are some.
ColumnsManifest::Events& purchases_of(ColumnsManifest& manifest) {
  return *std::find_if(manifest.events.begin(), manifest.events.end(),
                       [](const auto& events) { return events.table == builtin; });
}

/// Reading so many one by one would take longer than reading all.
bool are_many(std::size_t changed, const ColumnsManifest::Customers& customers) {
  return changed > static_cast<std::size_t>(customers.rows) / 4;
}

}  // namespace

ColumnUpkeep::~ColumnUpkeep() {
  if (!folder_ || !lock_ || !lock_->is_held()) return;
  try {
    segments_.reset();
    if (writing_customers_.valid()) writing_customers_.wait();
    folder_->sweep(folder_->manifest().value_or(ColumnsManifest{}));
  } catch (const std::exception&) {
    // Whoever makes columns next removes it.
  }
}

void ColumnUpkeep::begin(const Database& own) {
  if (!studio_.settings().uses_columns) return;
  try {
    ColumnFolder folder(own);
    folder.make();
    lock_.emplace(folder.lock_path(), std::chrono::milliseconds{0}, folder.access().lock_mode());
    if (!lock_->is_held()) return;
    manifest_ = folder.fresh(DataSource(studio_.database(), studio_.patience()));
    folder_ = std::move(folder);
  } catch (const std::exception&) {
    // There will be none.
  }
}

void ColumnUpkeep::customer(CustomerNumber number) {
  if (folder_ && manifest_.customers) customers_.push_back(number);
}

bool ColumnUpkeep::everyone(const Database& own, const std::vector<std::string>& columns,
                            std::vector<CustomerNumber> by_key) {
  if (!folder_ || customer_columns(own).size() != columns.size()) return false;
  // A few changes are cheaper to patch.
  if (manifest_.customers && !are_many(by_key.size(), *manifest_.customers)) return false;
  everyone_.emplace(columns, customer_capacity(own), std::move(by_key));
  return true;
}

void ColumnUpkeep::customer_row(CustomerNumber number, std::span<const Cell> cells) {
  if (everyone_) everyone_->add(number, cells);
}

bool ColumnUpkeep::purchases(const Database& own, const std::vector<std::string>& columns) {
  if (!folder_) return false;
  const std::vector<std::string> wanted = segment_columns(own);
  if (manifest_.find_events(builtin) == nullptr && !has_purchases(own))
    manifest_.events.push_back(
        {.table = builtin, .generation = {}, .built_at = {}, .columns = wanted, .segments = {}});
  const ColumnsManifest::Events* events = manifest_.find_events(builtin);
  if (events == nullptr || events->columns != wanted) return false;
  for (const std::string& name : wanted)
    places_.push_back(
        static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin()));
  cells_.resize(wanted.size());
  segments_.emplace(own, *folder_, events->columns);
  return true;
}

void ColumnUpkeep::product(std::uint32_t number, std::string_view id) {
  if (segments_) segments_->add_product(number, id);
}

void ColumnUpkeep::purchase(const StoredPurchase& row) {
  if (!segments_) return;
  for (std::size_t i = 0; i < places_.size(); ++i)
    cells_[i] = places_[i] < row.cells.size() ? row.cells[places_[i]] : Cell();
  cells_[segments_->product()] = std::int64_t{row.product};
  try {
    if (segments_->add(row.customer, row.unix_seconds, cells_)) return;
  } catch (const std::exception&) {
    // As below.
  }
  segments_.reset();
}

/// The last one is written while the import is committed.
void ColumnUpkeep::end_purchases() {
  try {
    if (segments_) segments_->end();
  } catch (const std::exception&) {
    segments_.reset();
  }
}

/// They are written while the import is committed.
void ColumnUpkeep::end_everyone() {
  try {
    writing_customers_ =
        std::async(std::launch::async, [this] { return write_customers(*everyone_, *folder_); });
  } catch (const std::exception&) {
    everyone_.reset();
  }
}

void ColumnUpkeep::end(Database& own) {
  if (!folder_) return;
  if (everyone_) {
    customers_.clear();
    customers_generation_ = draw_generation(own, DataTable::customers);
    end_everyone();
  }
  if (!customers_.empty()) manifest_.customers->generation = draw_generation(own, DataTable::customers);
  end_purchases();
  if (segments_) purchases_of(manifest_).generation = draw_generation(own, DataTable::purchases);
}

void ColumnUpkeep::keep_everyone() {
  ColumnsManifest::Customers written = writing_customers_.get();
  const DataSource& source = studio_.renew_source();
  const Snapshot snapshot(source);
  written.generation = customers_generation_;
  written.built_at = studio_.now();
  std::vector<ColumnsManifest::Column> columns;
  for (const std::string& name : attribute_columns(source.catalog())) {
    const auto same = [&](const ColumnsManifest::Column& column) { return column.name == name; };
    const auto found = std::find_if(written.columns.begin(), written.columns.end(), same);
    // Of a column that the file did not bring nothing is known.
    if (found == written.columns.end()) throw ColumnsUnusable();
    columns.push_back(*found);
  }
  written.columns = std::move(columns);
  manifest_.customers = std::move(written);
}

void ColumnUpkeep::keep_customers() {
  const DataSource& source = studio_.renew_source();
  const Snapshot snapshot(source);
  ColumnsManifest::Customers& customers = *manifest_.customers;
  if (are_many(customers_.size(), customers) || customers.generation.empty() ||
      customers.generation != standing_generation(source.own(), DataTable::customers))
    throw ColumnsUnusable();
  patch_customers(source, *folder_, customers, customers_);
  customers.built_at = studio_.now();
}

void ColumnUpkeep::keep_purchases() {
  ColumnsManifest::Events& events = purchases_of(manifest_);
  for (const ColumnsManifest::Segment& segment : segments_->finish()) events.segments.push_back(segment);
  events.built_at = studio_.now();
  merge_small_segments(*folder_, events);
}

void ColumnUpkeep::keep() noexcept {
  try {
    if (folder_ && (segments_ || everyone_ || !customers_.empty())) {
      studio_.tell({.work = Work::making_columns, .subject = segments_ ? "purchases" : "customers"});
      if (everyone_) keep_everyone();
      if (!customers_.empty()) keep_customers();
      if (segments_) keep_purchases();
      folder_->keep(manifest_);
      folder_->sweep(manifest_);
    }
  } catch (const std::exception&) {
    // Stale columns are made anew.
  }
  lock_.reset();
}

}  // namespace audience
