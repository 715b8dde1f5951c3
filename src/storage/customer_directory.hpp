// The customers of another program's file by their keys.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/customer_set.hpp"
#include "base/id_table.hpp"
#include "model/catalog.hpp"
#include "storage/database.hpp"
#include "storage/key_comparison.hpp"

namespace audience {

/// Every key ever stored and every key present in the other file, in one table. Erased customers are in
/// neither, wherever their rows still lie.
class CustomerDirectory {
 public:
  /// Reads every key. Throws Error(database_unusable) where rows share one, or hold bytes.
  CustomerDirectory(const Database& own, const Database& foreign, const Catalog& catalog);

  [[nodiscard]] std::optional<CustomerNumber> find(std::string_view key) const {
    const CustomerNumber number = table_.find(key);
    return number == 0 ? std::nullopt : std::optional(number);
  }
  [[nodiscard]] std::string_view key_of(CustomerNumber number) const { return keys_[number]; }
  [[nodiscard]] const CustomerSet& population() const { return population_; }
  /// By row, as they were read; 0: nobody.
  [[nodiscard]] const std::vector<CustomerNumber>& rows() const { return rows_; }
  /// Over the keys of all rows in that order, and who of them is nobody: the same for the same list alone.
  [[nodiscard]] const std::string& fingerprint_of_rows() const { return fingerprint_of_rows_; }
  [[nodiscard]] std::size_t capacity() const { return keys_.size(); }
  [[nodiscard]] bool is_permanent(CustomerNumber number) const { return number < permanent_; }
  [[nodiscard]] const KeyForms& forms() const { return forms_; }  ///< of those present

 private:
  void add(std::string_view key, CustomerNumber number);

  IdTable table_;
  std::vector<std::string_view> keys_;  ///< by number; their texts live in the table
  CustomerSet population_;
  std::vector<CustomerNumber> rows_;
  std::string fingerprint_of_rows_;
  std::size_t permanent_ = 0;
  KeyForms forms_;
};

}  // namespace audience
