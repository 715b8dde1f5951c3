// The small parts of a document: the names of its states, and the share a filter takes away.
#include "model/document.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace audience {

std::string_view name_of(Status status) { return status == Status::draft ? "draft" : "created"; }

std::string filtered_percentage(const FunnelStep& step) {
  if (step.before == 0) return "0.00";
  const std::int64_t hundredths = (step.before - step.now) * 10000 / step.before;
  const std::int64_t size = std::abs(hundredths);
  return fmt::format("{}{}.{:02}", hundredths < 0 ? "-" : "", size / 100, size % 100);
}

}  // namespace audience
