// CSV files into customers, purchases and recommendations.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audience/error.hpp"
#include "audience/import.hpp"
#include "base/cell.hpp"
#include "base/customer_set.hpp"
#include "base/time.hpp"
#include "storage/customers.hpp"
#include "storage/database.hpp"

namespace audience {

/// A row of the built-in purchases as it was stored.
struct StoredPurchase {
  CustomerNumber customer = 0;
  std::int64_t unix_seconds = 0;
  std::uint32_t product = 0;    ///< its number
  std::span<const Cell> cells;  ///< of the columns that were told
};

/// Is told what an import stores, inside its transaction; this one does not care. What it throws ends the
/// import.
class ImportWatcher {
 public:
  virtual ~ImportWatcher() = default;
  virtual void begin(const Database&) {}    ///< under the write lock, before anything is written
  virtual void customer(CustomerNumber) {}  ///< has a row now that may be another than before
  /// Where the file brings everyone there will be, before their first row: the columns it brings, the id
  /// first, and everyone in the order of the ids. Whether it wants to be told each row, by another thread
  /// than the database's; in the order of numbers.
  virtual bool everyone(const Database&, const std::vector<std::string>&, std::vector<CustomerNumber>) {
    return false;
  }
  virtual void customer_row(CustomerNumber, std::span<const Cell>) {}
  /// Before the first of the rows, none of which takes the place of another: the columns their cells are of.
  /// Whether it wants to be told each of them, in the order of the table, by another thread than the
  /// database's; and before that each product that comes with them, by the database's.
  virtual bool purchases(const Database&, const std::vector<std::string>&) { return false; }
  virtual void product(std::uint32_t /*number*/, std::string_view /*id*/) {}
  virtual void purchase(const StoredPurchase&) {}
  virtual void end(Database&) {}  ///< after everything is written
};

/// Each is one transaction and throws, with nothing stored: Error(invalid_input) if a needed column is
/// missing, the columns are those of another kind (file_kind.hpp) or no row is usable (rows of erased
/// customers alone are no fault, unless they would replace the whole table by nothing), Error(guard) over
/// max_rejects or max_removed, Error(conflict) for purchases imported before, Error(usage) for a bad map,
/// Error(write_failed) where there is no room.
/// `now` is entered as the time of the import. A watcher that keeps something is not for a dry run, nor where
/// rows are taken away.
ImportReport import_recommendations(Database& database, const ImportOptions& options, TimePoint now);

ImportReport import_customers(Database& database, const ImportOptions& options, TimePoint now,
                              ImportWatcher& watcher);
ImportReport import_purchases(Database& database, const ImportOptions& options, TimePoint now,
                              ImportWatcher& watcher);

inline ImportReport import_customers(Database& database, const ImportOptions& options, TimePoint now) {
  ImportWatcher nobody;
  return import_customers(database, options, now, nobody);
}
inline ImportReport import_purchases(Database& database, const ImportOptions& options, TimePoint now) {
  ImportWatcher nobody;
  return import_purchases(database, options, now, nobody);
}

/// What an import over max_removed throws, and what a dry run that `removes_too_many` has to say.
Error too_many_removed(const ImportReport& report);

}  // namespace audience
