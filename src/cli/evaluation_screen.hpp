// What a person sees of an evaluated audience: head line, funnel, state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/document.hpp"

namespace audience {

struct EvaluationView {
  std::int64_t size = 0, population = 0;
  TimePoint as_of{};
  std::optional<TimePoint> newest_purchase;
  std::vector<FunnelStep> funnel;
  std::vector<std::optional<std::int64_t>> missing;  ///< empty: not known
};

std::string evaluation_screen(const Document& document, const EvaluationView& view);

}  // namespace audience
