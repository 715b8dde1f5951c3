// Sums of numbers, or of products of two, in whole units of a power of ten.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/huge_pages.hpp"
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
    bool counted = false;  ///< how many there are, too
  };
  /// None where values do not fit.
  static std::optional<UnitSums> over(const EventColumnStore& store, const Terms& terms,
                                      std::size_t capacity);

  /// `choice`: rows of that segment.
  void add(std::size_t segment, const RowChoice& choice);
  [[nodiscard]] int exponent() const { return exponent_; }
  [[nodiscard]] std::span<const std::int64_t> sums() const { return sums_; }  ///< by customer
  /// How many terms each has; nothing unless they were to be counted.
  [[nodiscard]] std::span<const std::uint32_t> terms() const { return counts_; }

 private:
  UnitSums(const EventColumnStore& store, Terms terms, int exponent, int factor_exponent,
           std::size_t capacity)
      : store_(store),
        terms_(terms),
        exponent_(exponent + factor_exponent),
        factor_exponent_(factor_exponent),
        sums_(capacity),
        counts_(terms.counted ? capacity : 0) {}
  [[nodiscard]] std::vector<std::int64_t> units_by_code(std::size_t segment, std::size_t column,
                                                        int exponent) const;
  const EventColumnStore& store_;
  Terms terms_;
  int exponent_;  ///< of the sums
  int factor_exponent_;
  HugeVector<std::int64_t> sums_;
  HugeVector<std::uint32_t> counts_;
};

}  // namespace audience
