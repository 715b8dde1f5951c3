// Filters bound to a catalog: names resolved, values typed, windows their spans; ready for any engine to
// answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "audience/column.hpp"
#include "base/decimal.hpp"
#include "base/time.hpp"
#include "base/time_zone.hpp"
#include "model/date_part.hpp"
#include "model/window.hpp"

namespace audience {

struct NumberRange {
  std::optional<Decimal> low, high;  ///< none: without end
  bool low_included = true, high_included = true;
};

/// A point in time, or one relative to as_of (`now-30d`).
struct TimeBound {
  bool relative = false;
  TimePoint at{};                 ///< absolute
  std::chrono::seconds offset{};  ///< relative: as_of + offset
  [[nodiscard]] TimePoint resolve(TimePoint as_of) const { return relative ? as_of + offset : at; }
};

/// [from, to); none: without end.
struct TimeRange {
  std::optional<TimeBound> from, to;
};

enum class TextMatch { exact, contains, starts_with, ends_with };

struct NumberTest {
  std::vector<NumberRange> ranges;
};  ///< in any of them; both integer and number columns
struct DateTest {
  std::vector<TimeRange> ranges;
};  ///< in any of them
/// Of the date's day, by UTC.
struct DatePartTest {
  DatePart part = DatePart::year;
  NumberTest test;
  std::shared_ptr<const TimeZone> zone{};  ///< of as_of's day; null: UTC
};
/// Whose day of the year comes again from `from_days` to `to_days` after the day of as_of, both included.
struct AnniversaryTest {
  int from_days = 0, to_days = 0;
  std::shared_ptr<const TimeZone> zone{};  ///< of as_of's day; null: UTC
};
struct TextTest {
  TextMatch match = TextMatch::exact;
  std::vector<std::string> texts;
};  ///< any; non-exact: no ASCII case
struct BooleanTest {
  bool accepts_true = false, accepts_false = false;
};
struct MissingTest {};  ///< IS_NULL
using Predicate =
    std::variant<NumberTest, DateTest, DatePartTest, AnniversaryTest, TextTest, BooleanTest, MissingTest>;

/// A test of one attribute's value.
struct AttributeFilter {
  std::string column;
  ValueType type = ValueType::text;
  Predicate predicate;
};

/// A condition on one column of an event.
struct EventCondition {
  std::string column;  ///< EventColumn::name
  ValueType type = ValueType::text;
  Predicate predicate;
  bool negated = false;
};

/// Which events count.
struct EventScope {
  std::string event;
  std::optional<Window> window;       ///< none: all time before as_of
  std::vector<EventCondition> where;  ///< all of them
};

/// Customers who have, for each of the predicates, an event whose column satisfies it: one for IN, one a
/// value for ALL_IN.
struct EventFilter {
  EventScope scope;
  std::string column;  ///< EventColumn::name
  ValueType type = ValueType::text;
  std::vector<Predicate> predicates;
};

/// What is measured over a customer's events. Of `sum` to `distinct` rows without the value are skipped.
struct Measure {
  enum class Kind {
    count,
    distinct_days,
    days_since_last,
    days_since_first,
    sum,
    avg,
    min,
    max,
    distinct
  } kind = Kind::count;
  std::string column{};                ///< EventColumn::name for `sum` to `distinct`
  bool amount = false;                 ///< instead of a column: quantity x unit_price
  ValueType type = ValueType::number;  ///< of what is measured: number, or date for min and max of dates
  ValueType column_type = ValueType::number;
};

/// Customers whose measure satisfies the predicate. Without events count, distinct and sum are 0, the others
/// missing.
struct MeasureFilter {
  EventScope scope;
  Measure measure;
  Predicate predicate;
};

/// Customers whose bucket (base/bucket.hpp) under the salt satisfies the predicate. It is never missing.
struct BucketFilter {
  std::string salt;
  Predicate predicate;
};

/// Members, stored and present, of any (IN) or all (ALL_IN) of these audiences.
struct AudienceFilter {
  std::vector<std::string> audience_ids;
  bool all = false;
};

/// The positive filter and whether its complement (within all customers) is meant.
struct BoundFilter {
  std::variant<AttributeFilter, EventFilter, MeasureFilter, AudienceFilter, BucketFilter> what;
  bool negated = false;
};

/// The scope of an event or a measure filter; null for the others.
const EventScope* scope_of(const BoundFilter& filter);

/// A limit with its column or its measure; without both: by customer_id alone.
struct BoundLimit {
  std::int64_t count = 0;
  std::optional<Decimal> percent{};  ///< instead of a count
  std::string column{};
  ValueType type = ValueType::text;
  std::optional<MeasureFilter> measure{};  ///< its predicate is asked of nobody
  bool descending = false;
};

/// To how many it cuts so many members: at most as many; of a percentage the exact share, rounded up.
std::int64_t size_within(const BoundLimit& limit, std::int64_t members);

struct BoundDocument {
  std::vector<BoundFilter> filters;  ///< one for each filter in document order
  std::optional<BoundLimit> limit;
};

}  // namespace audience
