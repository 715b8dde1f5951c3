// The one place that names engines.
#include "query/engines.hpp"

#include <algorithm>
#include <cassert>

#include "query/sqlite/scan.hpp"

namespace audience {
namespace {

/// Positions of filters, for each engine.
std::vector<std::vector<std::size_t>> shares_of(const Engines& engines, const Question& question) {
  std::vector<std::vector<std::size_t>> shares(engines.size());
  const std::vector<BoundFilter>& filters = question.bound.filters;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    if (std::holds_alternative<AudienceFilter>(filters[i].what)) continue;
    const auto able = std::find_if(engines.begin(), engines.end(), [&](const auto& engine) {
      return engine->can_answer(question, filters[i]);
    });
    assert(able != engines.end());
    shares[static_cast<std::size_t>(able - engines.begin())].push_back(i);
  }
  return shares;
}

}  // namespace

Engines engines_of(const DataSource& source) {
  Engines engines;
  engines.push_back(std::make_unique<SqliteScan>(source));
  return engines;
}

Answers ask(const Engines& engines, const Question& question) {
  const auto shares = shares_of(engines, question);
  Answers answers;
  answers.filters.resize(question.bound.filters.size());
  for (std::size_t i = 0; i < engines.size(); ++i) {
    const bool is_last = i + 1 == engines.size();
    if (!shares[i].empty() || (is_last && !answers.knows_population()))
      engines[i]->answer(question, shares[i], answers);
  }
  return answers;
}

}  // namespace audience
