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

/// Every key ever stored and every key present in the other file. Erased customers are in neither, wherever
/// their rows still lie. However it is had, the same file has the same numbers: permanent ones, and beyond
/// them, by row, provisional ones.
class CustomerDirectory {
 public:
  virtual ~CustomerDirectory() = default;
  [[nodiscard]] virtual std::optional<CustomerNumber> find(std::string_view key) const = 0;
  [[nodiscard]] virtual std::string key_of(CustomerNumber number) const = 0;  ///< empty where nobody has it
  [[nodiscard]] virtual const CustomerSet& population() const { return population_; }
  /// By row, as they are read; 0: nobody.
  [[nodiscard]] const std::vector<CustomerNumber>& rows() const { return rows_; }
  /// Over the keys of all rows in that order, and who of them is nobody: the same for the same list alone.
  [[nodiscard]] const std::string& fingerprint_of_rows() const { return fingerprint_of_rows_; }
  [[nodiscard]] virtual std::size_t capacity() const { return capacity_; }
  [[nodiscard]] bool is_permanent(CustomerNumber number) const { return number < permanent_; }
  [[nodiscard]] const KeyForms& forms() const { return forms_; }  ///< of those present

 protected:
  void take_population();  ///< of the rows
  CustomerSet population_;
  std::vector<CustomerNumber> rows_;
  std::string fingerprint_of_rows_;
  std::size_t permanent_ = 0, capacity_ = 0;
  KeyForms forms_;
};

/// As the tables have them, in memory.
class ReadDirectory : public CustomerDirectory {
 public:
  /// Reads every key. Throws Error(database_unusable) where rows share one, or hold bytes.
  ReadDirectory(const Database& own, const Database& foreign, const Catalog& catalog);

  [[nodiscard]] std::optional<CustomerNumber> find(std::string_view key) const override {
    const CustomerNumber number = table_.find(key);
    return number == 0 ? std::nullopt : std::optional(number);
  }
  [[nodiscard]] std::string key_of(CustomerNumber number) const override {
    return std::string(keys_[number]);
  }

 private:
  void add(std::string_view key, CustomerNumber number);

  IdTable table_;
  std::vector<std::string_view> keys_;  ///< by number; their texts live in the table
};

}  // namespace audience
