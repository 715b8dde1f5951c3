// Sums of numbers, or of products of two, in whole units of a power of ten.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "query/columns/column_store.hpp"
#include "query/columns/row_choice.hpp"

namespace audience {

/// For each customer the sum over rows, and of how many. Only where no sum can leave 64 bits.
class UnitSums {
 public:
  /// What is summed up: a column, or one times another.
  struct Terms {
    std::size_t column = 0;
    std::optional<std::size_t> factor{};
  };
  /// None where values do not fit.
  static std::optional<UnitSums> over(const EventColumnStore& store, const Terms& terms,
                                      std::size_t capacity);

  /// `choice`: rows of that segment.
  void add(std::size_t segment, const RowChoice& choice);
  [[nodiscard]] int exponent() const { return exponent_; }
  [[nodiscard]] std::int64_t sum(CustomerNumber customer) const { return sums_[customer].units; }
  [[nodiscard]] std::uint32_t rows(CustomerNumber customer) const { return sums_[customer].rows; }

 private:
  struct Sum {
    std::int64_t units = 0;
    std::uint32_t rows = 0;
  };
  UnitSums(const EventColumnStore& store, Terms terms, int exponent, std::size_t capacity)
      : store_(store), terms_(terms), exponent_(exponent), sums_(capacity) {}
  [[nodiscard]] std::vector<std::int64_t> units_by_code(std::size_t segment, std::size_t column,
                                                        int exponent) const;
  const EventColumnStore& store_;
  Terms terms_;
  int exponent_;  ///< of the sums
  std::vector<Sum> sums_;
};

}  // namespace audience
