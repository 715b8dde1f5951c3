// Attributes by codes, events by segments.
#include "query/columns/columns_engine.hpp"

#include "base/stopwatch.hpp"
#include "query/cell_reading.hpp"
#include "query/columns/event_answers.hpp"
#include "query/value_matcher.hpp"

namespace audience {
namespace {

bool asks_for_presence(const AttributeFilter& filter) {
  return filter.type == ValueType::text && std::holds_alternative<MissingTest>(filter.predicate);
}

/// By number, of values by place. The places must outlive it.
class PlacedValues : public MeasuredValues {
 public:
  PlacedValues(const CustomerPlaces& places, std::unique_ptr<MeasuredValues> values)
      : places_(places), values_(std::move(values)) {}
  [[nodiscard]] std::optional<ExactNumber> value(CustomerNumber customer) const override {
    const auto place = places_.place_of(customer);
    return place ? values_->value(*place) : std::nullopt;
  }

 private:
  const CustomerPlaces& places_;
  std::unique_ptr<MeasuredValues> values_;
};

/// Those of the population whose code is meant. Numbers given since the column was made have no value.
CustomerSet who_has(const CustomerColumn& column, const CodeRanges& meant, const CustomerSet& population) {
  CustomerSet found(population.capacity());
  const auto select = [&](const auto& codes) {
    const std::size_t known = std::min(codes.size(), found.capacity());
    select_codes(codes.first(known), meant, found.words());
    if (!meant.contains(0)) return;
    for (std::size_t number = known; number < found.capacity(); ++number)
      found.insert(static_cast<CustomerNumber>(number));
  };
  std::visit(select, column.codes());
  found &= population;
  return found;
}

}  // namespace

ColumnsEngine::ColumnsEngine(const DataSource& source) : source_(source) {
  try {
    store_.emplace(source);
  } catch (const ColumnsUnusable&) {
    store_.reset();
  }
}

bool ColumnsEngine::can_answer(const Question& question, const BoundFilter& filter) const {
  if (!store_ || std::holds_alternative<BucketFilter>(filter.what)) return false;
  try {
    if (const EventScope* scope = scope_of(filter))
      return store_->has_events(*source_.catalog().find_event(scope->event));
    const auto& attribute = std::get<AttributeFilter>(filter.what);
    const CustomerColumn* column = store_->column(attribute.column);
    return column != nullptr && (column->has_values() || (asks_for_presence(attribute) && !question.only));
  } catch (const ColumnsUnusable&) {
    return false;
  }
}

void ColumnsEngine::find_population(const Question& question, Answers& answers) const {
  if (answers.knows_population()) return;
  CustomerSet present = store_->has_customers() && !source_.is_foreign()
                            ? store_->population().population(source_.capacity())
                            : source_.population();
  store_->check_whole();
  answers.population = population_of(question, std::move(present));
}

void ColumnsEngine::answer_attribute(const Question& question, const AttributeFilter& filter,
                                     const CustomerSet& population, FilterAnswer& answer) const {
  const Stopwatch watch;
  const CustomerColumn& column = *store_->column(filter.column);
  answer.report.missing = 0;
  if (!column.has_values()) {
    answer.customers = population;
    answer.customers -= column.present(population.capacity());
  } else {
    const CodeMatches matches = column.dictionary().matches(filter.predicate, filter.type, question.as_of);
    answer.customers = who_has(column, matches.yes, population);
    answer.report.missing = static_cast<std::int64_t>(who_has(column, matches.missing, population).count());
    if (question.only)
      answer.report.value = shown_text(column.dictionary().cell(column.code_of(*question.only)), filter.type);
  }
  answer.report.method = "customers columns";
  answer.report.took = watch.elapsed();
}

void ColumnsEngine::answer_event(const Question& question, const BoundFilter& filter,
                                 const CustomerSet& population, FilterAnswer& answer) const {
  const Stopwatch watch;
  const Event& event = *source_.catalog().find_event(scope_of(filter)->event);
  const EventAnswers answers(*store_->events(event), event, question, population);
  if (question.only) {
    answers.show(filter, answer);
  } else {
    answers.answer(filter, answer);
  }
  answer.report.method = event.name + " columns";
  answer.report.took = watch.elapsed();
}

std::unique_ptr<MeasuredValues> ColumnsEngine::measure(const Question& question,
                                                       const MeasureFilter& filter) {
  const BoundFilter asked{filter};
  if (!can_answer(question, asked)) return nullptr;
  try {
    const Event& event = *source_.catalog().find_event(filter.scope.event);
    const CustomerPlaces& places = store_->places();
    const CustomerSet anyone(places.capacity());
    auto values = EventAnswers(*store_->events(event), event, question, anyone).measure(asked);
    store_->check_whole();
    if (source_.is_foreign()) return std::make_unique<PlacedValues>(places, std::move(values));
    return values;
  } catch (const ColumnsUnusable&) {
    return nullptr;
  }
}

void ColumnsEngine::answer_placed(const Question& question, const BoundFilter& filter,
                                  const CustomerSet& population, FilterAnswer& answer) const {
  if (const auto* attribute = std::get_if<AttributeFilter>(&filter.what)) {
    answer_attribute(question, *attribute, population, answer);
  } else {
    answer_event(question, filter, population, answer);
  }
}

FilterAnswer ColumnsEngine::answer_by_rows(const Question& question, const BoundFilter& filter,
                                           const CustomerSet& population) const {
  const CustomerPlaces& places = store_->places();
  Question placed{question.document, question.bound, question.as_of};
  if (question.only) placed.only = places.place_of(*question.only);
  if (question.only && !placed.only) throw ColumnsUnusable();  // Who has no row is the scan's to tell.
  FilterAnswer answer;
  answer_placed(placed, filter, population, answer);
  answer.customers = places.numbers_at(answer.customers);
  return answer;
}

std::vector<std::size_t> ColumnsEngine::answer(const Question& question,
                                               const std::vector<std::size_t>& asked, Answers& answers) {
  std::vector<std::size_t> left;
  std::optional<CustomerSet> population_by_row;
  for (const std::size_t i : asked) {
    const BoundFilter& filter = question.bound.filters[i];
    FilterAnswer answer;
    try {
      // First: where rows are other people's now, the source does not know who is there either.
      const CustomerPlaces& places = store_->places();
      find_population(question, answers);
      if (source_.is_foreign()) {
        if (!population_by_row) population_by_row = places.places_of(answers.population);
        answer = answer_by_rows(question, filter, *population_by_row);
      } else {
        answer_placed(question, filter, answers.population, answer);
      }
      store_->check_whole();
      answers.filters[i] = std::move(answer);
    } catch (const ColumnsUnusable&) {
      left.push_back(i);
    }
  }
  return left;
}

}  // namespace audience
