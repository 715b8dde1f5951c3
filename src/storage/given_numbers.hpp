// Numbers that a table gave to customers or products, as rows hold them: read so that damage cannot pass.
#pragma once

#include <cstdint>
#include <string>

#include "audience/error.hpp"
#include "storage/database.hpp"

namespace audience {

/// What is stored is not what was written: `what` says where and how.
Error damaged(const std::string& what);

/// The highest number that a file of this size can have given: one for each of its bytes, and some millions
/// in any. Sets of customers and tables by number stay in proportion to the file.
std::int64_t highest_possible_number(const Database& own);

/// One more than the highest permanent number ever given to a customer. Throws Error(database_unusable) where
/// that cannot be.
std::size_t customer_capacity(const Database& own);

/// The number in a row of audience_customers, which is given for being there. Throws
/// Error(database_unusable) where it is none of 32 bits.
std::uint32_t number_in_directory(const Statement& row, int column);

/// Reads the permanent numbers of customers out of rows of other tables.
class GivenNumbers {
 public:
  /// Throws as customer_capacity.
  explicit GivenNumbers(const Database& own) : own_(own), capacity_(customer_capacity(own)) {}

  /// Throws Error(database_unusable) for a number that nobody was ever given.
  [[nodiscard]] std::uint32_t read(const Statement& row, int column) {
    const std::int64_t number = row.integer(column);
    if (number <= 0 || number >= static_cast<std::int64_t>(capacity_)) look_again(number);
    return static_cast<std::uint32_t>(number);
  }
  /// Over every number read so far.
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

 private:
  void look_again(std::int64_t number);
  const Database& own_;
  std::size_t capacity_;
};

/// The number in a row of audience_products. Throws as above for one above `highest`.
std::uint32_t product_number(const Statement& row, int column, std::int64_t highest);

}  // namespace audience
