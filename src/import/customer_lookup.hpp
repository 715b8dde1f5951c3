// Whose rows a file brings.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/id_table.hpp"
#include "storage/database.hpp"
#include "storage/given_numbers.hpp"

namespace audience {

/// The numbers of customers who have a row. Of few ids each is looked up by the table's index; for more, all
/// are read first.
class CustomerLookup {
 public:
  /// `expected`: how many ids will be looked up, about.
  CustomerLookup(const Database& database, std::size_t expected);

  /// Whether several threads may ask at once; else only the database's.
  [[nodiscard]] bool is_for_threads() const { return !row_; }
  /// 0: nobody. Throws as GivenNumbers.
  [[nodiscard]] std::uint32_t find(std::string_view id) const;

 private:
  mutable GivenNumbers numbers_;
  mutable std::optional<Statement> row_;
  IdTable all_;
};

}  // namespace audience
