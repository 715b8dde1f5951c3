// The small parts of a document: the names of its states, and the share a filter takes away.
#include "model/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <cstdlib>

#include "base/counted.hpp"
#include "base/exact_number.hpp"

namespace audience {

std::string_view name_of(Status status) { return status == Status::draft ? "draft" : "created"; }

std::string filtered_percentage(const FunnelStep& step) {
  if (step.before == 0) return "0.00";
  const std::int64_t hundredths = (step.before - step.now) * 10000 / step.before;
  const std::int64_t size = std::abs(hundredths);
  return fmt::format("{}{}.{:02}", hundredths < 0 ? "-" : "", size / 100, size % 100);
}

std::optional<std::string> breach_of(const Expect& expect, std::int64_t size,
                                     std::optional<std::int64_t> before) {
  if (expect.min_size && size < *expect.min_size) {
    return fmt::format("{} fewer than the expected min_size {}",
                       counted(size, "customer is", "customers are"), *expect.min_size);
  }
  if (expect.max_size && size > *expect.max_size) {
    return fmt::format("{} more than the expected max_size {}", counted(size, "customer is", "customers are"),
                       *expect.max_size);
  }
  if (!expect.max_change_percent || !before || size == *before) return std::nullopt;
  const ExactNumber change(static_cast<WideInteger>(std::abs(size - *before)) * 100, 0,
                           std::max<std::int64_t>(*before, 1));
  if (*before > 0 && std::is_lteq(compare(change, *expect.max_change_percent))) return std::nullopt;
  return fmt::format("{} a change of more than max_change_percent {}",
                     counted(size, fmt::format("customer after {} is", *before),
                             fmt::format("customers after {} are", *before)),
                     expect.max_change_percent->to_text());
}

}  // namespace audience
