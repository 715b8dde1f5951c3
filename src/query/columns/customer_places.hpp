// Where columns have each customer.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/customer_set.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Own customers have the place of their permanent number. Those of another program's file have that of their
/// row, for their numbers change while they come into audiences. Sets of places and of numbers are both
/// CustomerSets. Inside the caller's snapshot.
class CustomerPlaces {
 public:
  /// The source must outlive it.
  explicit CustomerPlaces(const DataSource& source);

  [[nodiscard]] std::size_t capacity() const;  ///< of sets of places
  [[nodiscard]] std::optional<CustomerNumber> place_of(CustomerNumber number) const;
  [[nodiscard]] CustomerNumber number_at(CustomerNumber place) const;  ///< 0: nobody
  [[nodiscard]] CustomerSet places_of(const CustomerSet& numbers) const;
  [[nodiscard]] CustomerSet numbers_at(const CustomerSet& places) const;

 private:
  const DataSource& source_;
  bool are_rows_;
  std::span<const CustomerNumber> numbers_{};  ///< by row
  std::vector<CustomerNumber> row_by_number_{};
};

}  // namespace audience
