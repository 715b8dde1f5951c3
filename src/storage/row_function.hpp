// A function of SQL that is handed values of rows while a statement runs.
#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "storage/packed_rows.hpp"

namespace audience {

/// On one connection, as long as it lives. To SQL it is true. SQLite passes a hundred values or so at a time:
/// `call_sql` makes as many calls as that takes, and the values come together.
class RowFunction {
 public:
  using Take = std::function<void(const std::vector<PackedValue>&)>;
  RowFunction(Database& database, std::string name, Take take);
  ~RowFunction();
  RowFunction(const RowFunction&) = delete;
  RowFunction& operator=(const RowFunction&) = delete;

  /// An expression that hands over these values, given as SQL.
  [[nodiscard]] std::string call_sql(const std::vector<std::string>& values) const;
  /// The error that `take` ended the statement with, which SQLite cannot carry.
  void rethrow_failure() const;

 private:
  struct Call;
  Database& database_;
  std::string name_;
  Take take_;
  std::vector<PackedValue> values_;
  std::deque<std::string> texts_;  ///< of values of earlier calls: SQLite keeps them for one call only
  std::exception_ptr failure_;
};

}  // namespace audience
