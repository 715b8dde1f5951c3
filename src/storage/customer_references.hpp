// Whom the values of a column name that refers to the key of customers: those whom SQL's join would find.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/customer_set.hpp"
#include "base/id_table.hpp"
#include "storage/database.hpp"
#include "storage/key_comparison.hpp"

namespace audience {

class DataSource;

/// Of one column of a table of events or recommendations. Keys that SQLite compares as they are written are
/// looked up as such; only where numbers may be written in several ways, every key is read once more and kept
/// by its value.
class CustomerReferences {
 public:
  /// The source must outlive it. `forms`: of the source's keys where they can be looked up by
  /// DataSource::find, which is slow for own customers; else nothing.
  CustomerReferences(const DataSource& source, std::string table, std::string column, const KeyForms* forms);

  /// Nobody for a stranger, and as number_in_row. Throws Error(database_unusable) where two customers meet
  /// the value: `'1'` and `'01'` are both equal to a REAL 1.0.
  [[nodiscard]] std::optional<CustomerNumber> find(const Statement& row, int column) const;

  [[nodiscard]] const KeyComparison& comparison() const { return comparison_; }

 private:
  enum class LookUp {
    texts,      ///< every key is compared as a text
    plain,      ///< keys that are compared as numbers are integers, and no other key is written like one
    by_values,  ///< anything else
  };
  static LookUp look_up_for(const KeyComparison& comparison, const KeyForms& forms);
  void read_values();
  [[nodiscard]] std::optional<CustomerNumber> find_written(const Cell& cell) const;
  [[nodiscard]] std::optional<CustomerNumber> find_value(const Statement& row, int column) const;
  [[noreturn]] void refuse(std::string_view written, CustomerNumber one, CustomerNumber other) const;

  const DataSource& source_;
  std::string table_;
  std::string column_;
  KeyComparison comparison_;
  LookUp look_up_ = LookUp::by_values;
  IdTable values_;                                             ///< by value; the first who has it
  std::unordered_map<CustomerNumber, CustomerNumber> shared_;  ///< another who has the value of the first
};

}  // namespace audience
