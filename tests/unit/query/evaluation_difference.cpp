// Filter by filter, then member by member.
#include "evaluation_difference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace audience::oracle {

std::string difference(const Expected& expected, const Evaluation& found, const Shop& shop,
                       const std::vector<CustomerNumber>& numbers) {
  const auto population = static_cast<std::int64_t>(shop.customers.size());
  if (found.population != population)
    return fmt::format("population {}, found {}", population, found.population);
  if (found.funnel.size() != expected.now.size() || found.filters.size() != expected.now.size()) {
    return fmt::format("{} filters, found {} steps and {} reports", expected.now.size(), found.funnel.size(),
                       found.filters.size());
  }
  std::int64_t before = population;
  for (std::size_t i = 0; i < expected.now.size(); ++i) {
    const FunnelStep& step = found.funnel[i];
    if (step.before != before || step.now != expected.now[i] || found.filters[i].alone != expected.alone[i]) {
      return fmt::format("filter {}: before {} now {} alone {}, found before {} now {} alone {}", i, before,
                         expected.now[i], expected.alone[i], step.before, step.now, found.filters[i].alone);
    }
    before = expected.now[i];
  }
  std::size_t members = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (expected.members[i]) ++members;
    if (found.members.contains(numbers[i]) != expected.members[i]) {
      return fmt::format("customer {} should {}be in", shop.customers[i].id(),
                         expected.members[i] ? "" : "not ");
    }
  }
  return found.members.count() == members
             ? ""
             : fmt::format("{} members, found {}", members, found.members.count());
}

std::string difference(const Evaluation& scanned, const Evaluation& quick) {
  for (std::size_t i = 0; i < scanned.filters.size(); ++i) {
    const FilterReport& one = scanned.filters[i];
    const FilterReport& other = quick.filters[i];
    if (one.missing != other.missing)
      return fmt::format("filter {}: {} missing by {}, {} by {}", i, one.missing.value_or(-1), one.method,
                         other.missing.value_or(-1), other.method);
    if (one.value != other.value)
      return fmt::format("filter {}: \"{}\", by columns \"{}\"", i, one.value, other.value);
    // A scan of some products looks at those alone.
    if (one.saw_events && !other.saw_events) return fmt::format("filter {}: no events by columns", i);
  }
  return scanned.members == quick.members ? "" : "other members by columns";
}

std::int64_t answered_by_columns(const Evaluation& evaluation) {
  return std::count_if(evaluation.filters.begin(), evaluation.filters.end(), [](const FilterReport& report) {
    return report.method.find("column") != std::string::npos;
  });
}

}  // namespace audience::oracle
