// One matcher for each type of value.
#include "query/value_matcher.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/calendar.hpp"
#include "query/cell_reading.hpp"
#include "query/native_range.hpp"

namespace audience {
namespace {

bool holds(const NumberRange& range, const Decimal& value) {
  if (range.low && (range.low_included ? value < *range.low : value <= *range.low)) return false;
  return !range.high || (range.high_included ? value <= *range.high : value < *range.high);
}

Match yes_if(bool condition) { return condition ? Match::yes : Match::no; }

class NumberMatcher : public ValueMatcher {
 public:
  explicit NumberMatcher(const NumberTest& test) : exact_(test.ranges) {
    for (const NumberRange& range : exact_) native_.emplace_back(range);
  }
  Match test(const Cell& cell) const override {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) return any(*integer);
    if (const auto* real = std::get_if<double>(&cell)) return any(*real);
    if (const auto* text = std::get_if<std::string_view>(&cell)) return any_exact(*text);
    return Match::missing;
  }

 private:
  template <typename Native>
  [[nodiscard]] Match any(Native value) const {
    return yes_if(std::any_of(native_.begin(), native_.end(),
                              [value](const NativeRange& range) { return range.holds(value); }));
  }
  [[nodiscard]] Match any_exact(std::string_view text) const {
    const auto value = Decimal::parse(text);
    if (!value) return Match::missing;
    return yes_if(std::any_of(exact_.begin(), exact_.end(),
                              [&](const NumberRange& range) { return holds(range, *value); }));
  }
  std::vector<NumberRange> exact_;
  std::vector<NativeRange> native_;
};

/// A long list of single numbers, looked up instead of tried one by one.
class NumberSetMatcher : public ValueMatcher {
 public:
  explicit NumberSetMatcher(const NumberTest& test) {
    for (const NumberRange& range : test.ranges) numbers_.insert(*range.low);
  }
  static bool fits(const NumberTest& test) {
    constexpr std::size_t worth_a_set = 16;
    return test.ranges.size() > worth_a_set &&
           std::all_of(test.ranges.begin(), test.ranges.end(), [](const NumberRange& range) {
             return range.low && range.high && *range.low == *range.high && range.low_included &&
                    range.high_included;
           });
  }
  Match test(const Cell& cell) const override {
    const auto value = read_number(cell);
    return value ? yes_if(numbers_.contains(*value)) : Match::missing;
  }

 private:
  struct Hash {
    std::size_t operator()(const Decimal& number) const {
      return std::hash<std::int64_t>{}(number.coefficient() * 31 + number.exponent());
    }
  };
  std::unordered_set<Decimal, Hash> numbers_;
};

class DateMatcher : public ValueMatcher {
 public:
  DateMatcher(const DateTest& test, AsOf as_of) {
    for (const TimeRange& range : test.ranges) {
      ranges_.push_back({range.from ? range.from->resolve(as_of.at) : TimePoint::min(),
                         range.to ? range.to->resolve(as_of.at) : TimePoint::max()});
    }
  }
  Match test(const Cell& cell) const override {
    const auto value = read_time(cell);
    if (!value) return Match::missing;
    return yes_if(std::any_of(ranges_.begin(), ranges_.end(),
                              [&](const TimeSpan& span) { return span.holds(*value); }));
  }

 private:
  std::vector<TimeSpan> ranges_;
};

class DatePartMatcher : public ValueMatcher {
 public:
  DatePartMatcher(const DatePartTest& test, AsOf as_of)
      : part_(test.part), numbers_(test.test), today_(as_of.day(test.zone.get())) {}
  Match test(const Cell& cell) const override {
    const auto value = read_time(cell);
    if (!value) return Match::missing;
    const auto day = std::chrono::floor<std::chrono::days>(*value);
    return numbers_.test(Cell(part_of(day, part_, today_)));
  }

 private:
  DatePart part_;
  NumberMatcher numbers_;
  std::chrono::sys_days today_;
};

class AnniversaryMatcher : public ValueMatcher {
 public:
  AnniversaryMatcher(const AnniversaryTest& test, AsOf as_of)
      : days_(as_of.day(test.zone.get()) + std::chrono::days{test.from_days},
              as_of.day(test.zone.get()) + std::chrono::days{test.to_days}) {}
  Match test(const Cell& cell) const override {
    const auto value = read_time(cell);
    if (!value) return Match::missing;
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(*value)};
    return yes_if(days_.holds(date.month() / date.day()));
  }

 private:
  DaysOfYear days_;
};

char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); }

class ExactTextMatcher : public ValueMatcher {
 public:
  explicit ExactTextMatcher(const std::vector<std::string>& texts) : texts_(texts.begin(), texts.end()) {
    views_.reserve(texts_.size());
    for (const std::string& text : texts_) views_.insert(text);
  }
  Match test(const Cell& cell) const override {
    NumberText room;
    const auto text = read_text(cell, room);
    return text ? yes_if(views_.contains(*text)) : Match::missing;
  }

 private:
  std::vector<std::string> texts_;
  std::unordered_set<std::string_view> views_;
};

class PartialTextMatcher : public ValueMatcher {
 public:
  explicit PartialTextMatcher(const TextTest& test) : match_(test.match) {
    for (const std::string& text : test.texts) {
      parts_.emplace_back();
      std::transform(text.begin(), text.end(), std::back_inserter(parts_.back()), lower);
    }
  }
  Match test(const Cell& cell) const override {
    NumberText room;
    const auto text = read_text(cell, room);
    if (!text) return Match::missing;
    std::string value(*text);
    std::transform(value.begin(), value.end(), value.begin(), lower);
    return yes_if(std::any_of(parts_.begin(), parts_.end(),
                              [&](const std::string& part) { return fits(value, part); }));
  }

 private:
  [[nodiscard]] bool fits(std::string_view value, std::string_view part) const {
    if (match_ == TextMatch::starts_with) return value.starts_with(part);
    if (match_ == TextMatch::ends_with) return value.ends_with(part);
    return value.find(part) != std::string_view::npos;
  }
  TextMatch match_;
  std::vector<std::string> parts_;
};

class BooleanMatcher : public ValueMatcher {
 public:
  explicit BooleanMatcher(BooleanTest test) : test_(test) {}
  Match test(const Cell& cell) const override {
    const auto value = read_boolean(cell);
    if (!value) return Match::missing;
    return yes_if(*value ? test_.accepts_true : test_.accepts_false);
  }

 private:
  BooleanTest test_;
};

/// IS_NULL: a missing value is the answer sought. What counts as missing depends on the type.
class MissingMatcher : public ValueMatcher {
 public:
  explicit MissingMatcher(std::unique_ptr<ValueMatcher> reader) : reader_(std::move(reader)) {}
  Match test(const Cell& cell) const override { return yes_if(reader_->test(cell) == Match::missing); }

 private:
  std::unique_ptr<ValueMatcher> reader_;
};

/// A test of the type that accepts nothing: only its reading of the cell is wanted.
Predicate reading_of(ValueType type) {
  switch (type) {
    case ValueType::text:
      return TextTest{};
    case ValueType::integer:
    case ValueType::number:
      return NumberTest{};
    case ValueType::boolean:
      return BooleanTest{};
    case ValueType::date:
      return DateTest{};
  }
  return TextTest{};
}

}  // namespace

std::unique_ptr<ValueMatcher> make_matcher(const Predicate& predicate, ValueType type, AsOf as_of) {
  if (const auto* number = std::get_if<NumberTest>(&predicate)) {
    if (NumberSetMatcher::fits(*number)) return std::make_unique<NumberSetMatcher>(*number);
    return std::make_unique<NumberMatcher>(*number);
  }
  if (const auto* date = std::get_if<DateTest>(&predicate))
    return std::make_unique<DateMatcher>(*date, as_of);
  if (const auto* part = std::get_if<DatePartTest>(&predicate))
    return std::make_unique<DatePartMatcher>(*part, as_of);
  if (const auto* anniversary = std::get_if<AnniversaryTest>(&predicate))
    return std::make_unique<AnniversaryMatcher>(*anniversary, as_of);
  if (const auto* boolean = std::get_if<BooleanTest>(&predicate))
    return std::make_unique<BooleanMatcher>(*boolean);
  if (const auto* text = std::get_if<TextTest>(&predicate)) {
    if (text->match == TextMatch::exact) return std::make_unique<ExactTextMatcher>(text->texts);
    return std::make_unique<PartialTextMatcher>(*text);
  }
  return std::make_unique<MissingMatcher>(make_matcher(reading_of(type), type, as_of));
}

}  // namespace audience
