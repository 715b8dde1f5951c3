// Counts and sums by numbers alone; what is rarer by the collectors that serve the scan too.
#include "query/columns/event_answers.hpp"

#include "query/columns/measure_bounds.hpp"

namespace audience {
namespace {

bool is_sum(const Measure& measure) {
  return measure.kind == Measure::Kind::sum || measure.kind == Measure::Kind::avg;
}

/// The column whose values are told apart by codes.
std::string coded_column(const Measure& measure) {
  return measure.kind == Measure::Kind::distinct ? measure.column : std::string{};
}

class CountedRows : public MeasuredValues {
 public:
  explicit CountedRows(HugeVector<std::uint32_t> counts) : counts_(std::move(counts)) {}
  [[nodiscard]] std::optional<ExactNumber> value(CustomerNumber customer) const override {
    return ExactNumber(std::int64_t{counts_[customer]});
  }

 private:
  HugeVector<std::uint32_t> counts_;
};

class SummedUnits : public MeasuredValues {
 public:
  explicit SummedUnits(UnitSums sums) : sums_(std::move(sums)) {}
  [[nodiscard]] std::optional<ExactNumber> value(CustomerNumber customer) const override {
    std::int64_t divisor = 1;
    if (!sums_.terms().empty()) divisor = sums_.terms()[customer];
    if (divisor == 0) return std::nullopt;
    return ExactNumber(sums_.sums()[customer], sums_.exponent(), divisor);
  }

 private:
  UnitSums sums_;
};

/// Whether those who have such a code are found sooner in its lists than among `rows`.
bool is_in_short_lists(const EventSegment& segment, std::size_t column, const CodeRanges& meant,
                       RowRange rows) {
  constexpr std::size_t passed_by = 2;  // rows for the price of one in a list
  return segment.has_postings(column) && !meant.contains(0) &&
         segment.count(column, meant) < rows.size() / passed_by;
}

/// Who has a row within `rows` whose code is meant.
void insert_listed(const EventSegment& segment, std::size_t column, const CodeRanges& meant, RowRange rows,
                   CustomerSet& found) {
  for (const CodeRange& range : meant.ranges()) {
    const Postings postings = segment.postings(column, range);
    for (std::size_t i = 0; i < postings.rows.size(); ++i) {
      if (postings.rows[i] >= rows.first && postings.rows[i] < rows.end) found.insert(postings.customers[i]);
    }
  }
}

}  // namespace

RowRange EventAnswers::rows_in(const EventSegment& segment, const EventScope& scope) const {
  if (segment.capacity() > population_.capacity()) throw ColumnsUnusable();
  return segment.rows_in(resolve(scope.window, question_.as_of));
}

RowChoice EventAnswers::choose(const EventSegment& segment, const EventScope& scope) const {
  RowChoice choice(rows_in(segment, scope));
  for (const EventCondition& condition : scope.where) {
    const std::size_t column = store_.position(event_, condition.column);
    const CodeMatches matches =
        segment.dictionary(column).matches(condition.predicate, condition.type, question_.as_of);
    choice.narrow(segment.codes(column, choice.rows()), matches.yes, condition.negated);
  }
  return choice;
}

CustomerSet EventAnswers::who_has(const EventFilter& filter, const Predicate& predicate) const {
  const std::size_t column = store_.position(event_, filter.column);
  CustomerSet found(population_.capacity());
  for (const auto& segment : store_.segments()) {
    const CodeMatches matches = segment->dictionary(column).matches(predicate, filter.type, question_.as_of);
    if (matches.yes.is_empty()) continue;
    const RowRange rows = rows_in(*segment, filter.scope);
    if (filter.scope.where.empty() && is_in_short_lists(*segment, column, matches.yes, rows)) {
      insert_listed(*segment, column, matches.yes, rows, found);
      continue;
    }
    RowChoice choice = choose(*segment, filter.scope);
    choice.narrow(segment->codes(column, choice.rows()), matches.yes, false);
    const auto customers = segment->customers(choice.rows());
    choice.for_each([&](std::size_t row) { found.insert(customers[row]); });
  }
  return found;
}

void EventAnswers::answer_entities(const EventFilter& filter, FilterAnswer& answer) const {
  answer.customers = population_;
  for (const Predicate& predicate : filter.predicates) answer.customers &= who_has(filter, predicate);
}

HugeVector<std::uint32_t> EventAnswers::counts_of(const EventScope& scope) const {
  HugeVector<std::uint32_t> counts(population_.capacity());
  for (const auto& segment : store_.segments()) {
    const RowChoice choice = choose(*segment, scope);
    const auto customers = segment->customers(choice.rows());
    choice.for_each([&](std::size_t row) {
      prefetch_ahead(counts, customers, row);
      ++counts[customers[row]];
    });
  }
  return counts;
}

void EventAnswers::answer_count(const MeasureFilter& filter, FilterAnswer& answer) const {
  select_values(counts_of(filter.scope), MeasureBounds(std::get<NumberTest>(filter.predicate), 0),
                answer.customers.words());
  answer.customers &= population_;
  answer.report.missing = 0;
}

std::optional<UnitSums> EventAnswers::sums_of(const MeasureFilter& filter) const {
  UnitSums::Terms terms;
  if (filter.measure.amount) {
    terms.column = store_.position(event_, "quantity");
    terms.factor = store_.position(event_, "unit_price");
  } else {
    terms.column = store_.position(event_, filter.measure.column);
  }
  terms.counted = filter.measure.kind == Measure::Kind::avg;
  auto sums = UnitSums::over(store_, terms, population_.capacity());
  if (!sums) return std::nullopt;
  for (std::size_t i = 0; i < store_.segments().size(); ++i)
    sums->add(i, choose(*store_.segments()[i], filter.scope));
  return sums;
}

bool EventAnswers::answer_sum(const MeasureFilter& filter, FilterAnswer& answer) const {
  const auto sums = sums_of(filter);
  if (!sums) return false;
  if (filter.measure.kind == Measure::Kind::sum) {
    const MeasureBounds bounds(std::get<NumberTest>(filter.predicate), sums->exponent());
    select_values(sums->sums(), bounds, answer.customers.words());
    answer.customers &= population_;
    answer.report.missing = 0;
    return true;
  }
  const MeasureMatcher matcher(filter.predicate, question_.as_of);
  std::int64_t missing = 0;
  population_.for_each([&](CustomerNumber customer) {
    if (sums->terms()[customer] == 0) {
      ++missing;
    } else if (matcher.test(ExactNumber(sums->sums()[customer], sums->exponent(), sums->terms()[customer])) ==
               Match::yes) {
      answer.customers.insert(customer);
    }
  });
  answer.report.missing = missing;
  return true;
}

void EventAnswers::take_rows(const MeasureFilter& filter, ColumnRows& rows, EventQuestion& asked) const {
  for (const auto& segment : store_.segments()) {
    const RowChoice choice = choose(*segment, filter.scope);
    if (choice.rows().size() == 0) continue;
    rows.enter(*segment);
    const auto customers = segment->customers(choice.rows());
    choice.for_each(
        [&](std::size_t row) { asked.take_counted(rows.row(choice.rows().first + row, customers[row])); });
  }
  asked.finish();
}

void EventAnswers::answer_by_rows(const BoundFilter& filter, FilterAnswer& answer) const {
  const auto& measure = std::get<MeasureFilter>(filter.what);
  ColumnRows rows(store_, event_, coded_column(measure.measure));
  EventQuestion asked(rows, filter, question_.as_of, population_.capacity());
  take_rows(measure, rows, asked);
  asked.answer(population_, answer);
}

std::unique_ptr<MeasuredValues> EventAnswers::measure(const BoundFilter& filter) const {
  const auto& measure = std::get<MeasureFilter>(filter.what);
  if (measure.measure.kind == Measure::Kind::count)
    return std::make_unique<CountedRows>(counts_of(measure.scope));
  if (is_sum(measure.measure)) {
    if (auto sums = sums_of(measure)) return std::make_unique<SummedUnits>(std::move(*sums));
  }
  ColumnRows rows(store_, event_, coded_column(measure.measure));
  EventQuestion asked(rows, filter, question_.as_of, population_.capacity());
  take_rows(measure, rows, asked);
  return asked.take_values();
}

void EventAnswers::answer(const BoundFilter& filter, FilterAnswer& answer) const {
  answer.customers = CustomerSet(population_.capacity());
  if (const auto* event = std::get_if<EventFilter>(&filter.what)) {
    answer_entities(*event, answer);
  } else {
    const auto& measure = std::get<MeasureFilter>(filter.what);
    const auto kind = measure.measure.kind;
    const bool is_numbers = std::holds_alternative<NumberTest>(measure.predicate);
    if (is_numbers && kind == Measure::Kind::count) {
      answer_count(measure, answer);
    } else if (!is_numbers || !is_sum(measure.measure) || !answer_sum(measure, answer)) {
      answer_by_rows(filter, answer);
    }
  }
  bool saw_events = false;
  for (const auto& segment : store_.segments())
    saw_events =
        saw_events || segment->rows_in(resolve(scope_of(filter)->window, question_.as_of)).size() > 0;
  answer.report.saw_events = saw_events;
  answer.report.events_without_time = store_.without_time();
  // One of them may have been a customer's once: who is left to the scan knows that.
  const EventSegment* strangers = store_.strangers();
  if (!saw_events && strangers != nullptr &&
      strangers->rows_in(resolve(scope_of(filter)->window, question_.as_of)).size() > 0)
    throw ColumnsUnusable();
}

void EventAnswers::show(const BoundFilter& filter, FilterAnswer& answer) const {
  if (store_.without_time() > 0) throw ColumnsUnusable();  // Whose they are only the scan knows.
  ColumnRows rows(store_, event_);
  EventQuestion asked(rows, filter, question_.as_of, population_.capacity());
  asked.keep_examples();
  for (const auto& segment : store_.segments()) {
    const auto own = segment->rows_of(*question_.only);
    if (own.empty()) continue;
    rows.enter(*segment);
    for (const std::uint32_t row : own) asked.take(rows.row(row, *question_.only));
  }
  asked.finish();
  answer.customers = CustomerSet(population_.capacity());
  asked.answer(population_, answer);
  answer.report.value = asked.value_of(*question_.only);
}

}  // namespace audience
