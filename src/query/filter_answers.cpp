// Engines answer positive filters; the rest is the same whoever answered.
#include "query/filter_answers.hpp"

#include "base/stopwatch.hpp"
#include "query/engines.hpp"
#include "storage/audience_members.hpp"
#include "storage/audiences.hpp"

namespace audience {
namespace {

bool is_missing_test(const BoundFilter& filter) {
  const auto* attribute = std::get_if<AttributeFilter>(&filter.what);
  const auto* measure = std::get_if<MeasureFilter>(&filter.what);
  return (attribute != nullptr && std::holds_alternative<MissingTest>(attribute->predicate)) ||
         (measure != nullptr && std::holds_alternative<MissingTest>(measure->predicate));
}

/// A NOT_ filter takes in whoever its twin leaves out, the missing among them; but IS_NOT_NULL leaves out
/// just those.
void settle_missing(const BoundFilter& filter, FilterAnswer& answer) {
  if (!answer.report.missing) return;
  if (is_missing_test(filter) != filter.negated) {
    answer.report.missing = 0;
  } else if (filter.negated) {
    answer.report.missing = static_cast<std::int64_t>(answer.customers.count());
  }
}

void negate(const CustomerSet& population, FilterAnswer& answer) {
  CustomerSet complement = population;
  complement -= answer.customers;
  answer.customers = std::move(complement);
}

CustomerSet members_of(const DataSource& source, const Question& question, const std::string& audience_id) {
  if (question.unstored != nullptr) {
    const auto unstored = question.unstored->find(audience_id);
    if (unstored != question.unstored->end()) return unstored->second;
  }
  const std::int64_t number = find_audience(source.own(), audience_id).number;
  return members_within(source.own(), number, source.capacity());
}

void read_audiences(const DataSource& source, const Question& question, const AudienceFilter& filter,
                    const CustomerSet& population, FilterAnswer& answer) {
  const Stopwatch watch;
  answer.customers = filter.all ? population : CustomerSet(source.capacity());
  for (const std::string& id : filter.audience_ids) {
    if (filter.all) {
      answer.customers &= members_of(source, question, id);
    } else {
      answer.customers |= members_of(source, question, id);
    }
  }
  answer.customers &= population;
  if (question.only)
    answer.report.value = answer.customers.contains(*question.only) ? "member" : "not a member";
  answer.report.method = "stored members";
  answer.report.took = watch.elapsed();
}

}  // namespace

Answers filter_answers(const DataSource& source, const Question& question) {
  Answers answers = ask(engines_of(source), question);
  for (std::size_t i = 0; i < answers.filters.size(); ++i) {
    const BoundFilter& filter = question.bound.filters[i];
    FilterAnswer& answer = answers.filters[i];
    if (const auto* audience = std::get_if<AudienceFilter>(&filter.what))
      read_audiences(source, question, *audience, answers.population, answer);
    settle_missing(filter, answer);
    if (filter.negated) negate(answers.population, answer);
  }
  return answers;
}

}  // namespace audience
