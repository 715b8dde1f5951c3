// The one place that names engines.
#include "query/engines.hpp"

#include <algorithm>
#include <cassert>

#include "query/bucket_engine.hpp"
#include "query/columns/columns_engine.hpp"
#include "query/sqlite/scan.hpp"

namespace audience {
namespace {

/// Takes out of `left` what the engine can answer.
std::vector<std::size_t> share_of(const FilterEngine& engine, const Question& question,
                                  std::vector<std::size_t>& left) {
  const auto others = std::stable_partition(left.begin(), left.end(), [&](std::size_t filter) {
    return !engine.can_answer(question, question.bound.filters[filter]);
  });
  std::vector<std::size_t> share(others, left.end());
  left.erase(others, left.end());
  return share;
}

}  // namespace

Engines engines_of(const DataSource& source) {
  Engines engines;
  if (source.uses_columns()) engines.push_back(std::make_unique<ColumnsEngine>(source));
  engines.push_back(std::make_unique<BucketEngine>(source));
  engines.push_back(std::make_unique<SqliteScan>(source));
  return engines;
}

Answers ask(const Engines& engines, const Question& question) {
  const std::vector<BoundFilter>& filters = question.bound.filters;
  Answers answers;
  answers.filters.resize(filters.size());
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    if (!std::holds_alternative<AudienceFilter>(filters[i].what)) left.push_back(i);
  }
  for (const auto& engine : engines) {
    const std::vector<std::size_t> share = share_of(*engine, question, left);
    const bool is_last = engine == engines.back();
    if (share.empty() && (!is_last || answers.knows_population())) continue;
    for (const std::size_t filter : engine->answer(question, share, answers)) left.push_back(filter);
  }
  assert(left.empty());
  return answers;
}

std::unique_ptr<MeasuredValues> measure(const Engines& engines, const Question& question,
                                        const MeasureFilter& filter) {
  for (const auto& engine : engines) {
    if (auto values = engine->measure(question, filter)) return values;
  }
  assert(false);
  return nullptr;
}

}  // namespace audience
