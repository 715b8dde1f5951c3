// The left-to-right fold.
#include "query/evaluation.hpp"

#include <cassert>

#include "query/filter_answers.hpp"
#include "query/member_order.hpp"
#include "query/postgresql/server_engine.hpp"

namespace audience {
namespace {

/// What stands to the left inside one open bracket, and how the next item joins it.
struct Bracket {
  std::optional<CustomerSet> left;
  Connector connector = Connector::and_;
};

class Fold {
 public:
  Fold(Answers& answers, Evaluation& result, const StepVisitor& visit)
      : answers_(answers), result_(result), visit_(visit) {
    before_ = static_cast<std::int64_t>(answers.population.count());
    result.population = before_;
  }

  CustomerSet groups(const std::vector<FilterGroup>& groups) {
    if (groups.empty()) return answers_.population;
    open_.emplace_back();
    for (const FilterGroup& group : groups) take(items(group), group.connector);
    return close();
  }

 private:
  CustomerSet items(const FilterGroup& group) {
    open_.emplace_back();
    for (const FilterNode& node : group.values) {
      if (const auto* filter = std::get_if<Filter>(&node.item)) {
        take(leaf(), filter->connector);
      } else {
        const auto& nested = std::get<FilterGroup>(node.item);
        take(items(nested), nested.connector);
      }
    }
    return close();
  }

  CustomerSet leaf() {
    const std::size_t filter = next_++;
    FilterAnswer& answer = answers_.filters[filter];
    result_.filters.push_back(std::move(answer.report));
    result_.filters.back().alone = static_cast<std::int64_t>(answer.customers.count());
    CustomerSet prefix = answer.customers;
    for (auto bracket = open_.rbegin(); bracket != open_.rend(); ++bracket) {
      if (bracket->left) prefix = joined(*bracket->left, bracket->connector, prefix);
    }
    const auto now = static_cast<std::int64_t>(prefix.count());
    result_.funnel.push_back({before_, now});
    before_ = now;
    if (visit_) visit_(filter, answer.customers, prefix);
    return std::move(answer.customers);
  }

  void take(CustomerSet&& set, Connector next) {
    Bracket& bracket = open_.back();
    bracket.left = bracket.left ? joined(*bracket.left, bracket.connector, set) : std::move(set);
    bracket.connector = next;
  }

  CustomerSet close() {
    assert(open_.back().left);
    CustomerSet set = std::move(*open_.back().left);
    open_.pop_back();
    return set;
  }

  [[nodiscard]] CustomerSet joined(CustomerSet left, Connector connector, const CustomerSet& right) const {
    switch (connector) {
      case Connector::and_:
        return left &= right;
      case Connector::or_:
        return left |= right;
      case Connector::and_not:
        return left -= right;
      case Connector::or_not:
        break;
    }
    CustomerSet others = answers_.population;
    others -= right;
    return left |= others;
  }

  Answers& answers_;
  Evaluation& result_;
  const StepVisitor& visit_;
  std::vector<Bracket> open_;
  std::size_t next_ = 0;
  std::int64_t before_ = 0;
};

}  // namespace

Evaluation evaluate(const DataSource& source, const Question& question, const StepVisitor& visit) {
  if (source.is_on_server()) return evaluate_there(source, question);
  Answers answers = filter_answers(source, question);
  Evaluation result;
  Fold fold(answers, result, visit);
  result.members = fold.groups(question.document.groups);
  if (question.bound.limit) result.members = first_members(source, question, result.members);
  return result;
}

}  // namespace audience
