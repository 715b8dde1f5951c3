// Whose rows a file brings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  struct Slot {
    std::uint32_t tag = 0;     ///< of the id's checksum
    std::uint32_t number = 0;  ///< 0: free
  };
  void read_all(const Database& database);
  [[nodiscard]] std::string_view id_of(std::uint32_t number) const {
    return std::string_view(ids_).substr(begins_[number], begins_[number + 1] - begins_[number]);
  }
  /// Of the id, or the free one where it would be.
  [[nodiscard]] std::size_t place_of(std::string_view id, std::uint64_t hash) const;

  mutable GivenNumbers numbers_;
  mutable std::optional<Statement> row_;
  // Of millions of customers: 16 to 24 bytes each beside its id.
  std::vector<Slot> slots_;
  std::string ids_;                  ///< in the order of numbers
  std::vector<std::size_t> begins_;  ///< by number, where its id begins, and one more
};

}  // namespace audience
