// Columns kept true by imports: what comes is added to them, instead of making them anew.
#pragma once

#include <future>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_lock.hpp"
#include "import/import.hpp"
#include "query/columns/customer_columns.hpp"
#include "query/columns/purchase_segments.hpp"
#include "storage/columns/column_folder.hpp"
#include "studio/studio.hpp"

namespace audience {

/// Watches one import. Whatever goes wrong with columns is no fault of the import: they are stale then, and
/// made anew by whoever makes them next.
class ColumnUpkeep : public ImportWatcher {
 public:
  explicit ColumnUpkeep(Studio& studio) : studio_(studio) {}
  /// Of an import that failed nothing is left.
  ~ColumnUpkeep() override;
  ColumnUpkeep(const ColumnUpkeep&) = delete;
  ColumnUpkeep& operator=(const ColumnUpkeep&) = delete;

  void begin(const Database& own) override;
  void customer(CustomerNumber number) override;
  bool everyone(const Database& own, const std::vector<std::string>& columns,
                std::vector<CustomerNumber> by_key) override;
  void customer_row(CustomerNumber number, std::span<const Cell> cells) override;
  bool purchases(const Database& own, const std::vector<std::string>& columns) override;
  void product(std::uint32_t number, std::string_view id) override;
  void purchase(const StoredPurchase& row) override;
  void end(Database& own) override;

  /// After the import is committed; then it lets go of the folder.
  void keep() noexcept;

 private:
  void end_purchases();
  void end_everyone();
  void keep_customers();
  void keep_everyone();
  void keep_purchases();

  Studio& studio_;
  std::optional<ColumnFolder> folder_;  ///< none: another is at it, or there are to be no columns
  std::optional<FileLock> lock_;
  ColumnsManifest manifest_;
  std::vector<CustomerNumber> customers_;  ///< who came or may have changed
  std::optional<CustomerColumnsBuilder> everyone_;
  std::string customers_generation_;                           ///< of everyone's rows
  std::future<ColumnsManifest::Customers> writing_customers_;  ///< everyone's columns
  std::optional<PurchaseSegments> segments_;
  std::vector<std::size_t> places_;  ///< in a row's cells of each column of the segments
  std::vector<Cell> cells_;
};

}  // namespace audience
