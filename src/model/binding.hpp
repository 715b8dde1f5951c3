// A document's filters held against a catalog: names resolved, values typed, ready for any engine to answer.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/decimal.hpp"
#include "base/time.hpp"
#include "model/catalog.hpp"
#include "model/document.hpp"

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

struct NumberTest { std::vector<NumberRange> ranges; };  ///< in any of them; both integer and number columns
struct DateTest { std::vector<TimeRange> ranges; };      ///< in any of them
struct TextTest { TextMatch match = TextMatch::exact; std::vector<std::string> texts; };  ///< any; non-exact: no ASCII case
struct BooleanTest { bool accepts_true = false, accepts_false = false; };
struct MissingTest {};                                   ///< IS_NULL
using Predicate = std::variant<NumberTest, DateTest, TextTest, BooleanTest, MissingTest>;

/// A test of one attribute's value.
struct AttributeFilter {
  std::string column;
  ValueType type = ValueType::text;
  Predicate predicate;
};

/// Customers with an event in the window whose column satisfies the predicate.
struct EventFilter {
  std::string event;
  std::string column;
  ValueType type = ValueType::text;
  Predicate predicate;
  std::optional<Window> window;  ///< none: all time before as_of
};

/// The positive filter and whether its complement (within all customers) is meant.
struct BoundFilter {
  std::variant<AttributeFilter, EventFilter> what;
  bool negated = false;
};

/// One BoundFilter for each filter in document order; names that do not resolve and values that do not fit go to
/// `faults`. Names the filter's own window (`purchases-180-days`) into EventFilter::window.
std::vector<BoundFilter> bind_filters(const Document& document, const Catalog& catalog, Faults& faults);

/// The half-open span [from, to) of a window at a given as_of; never reaches as_of or beyond.
struct TimeSpan {
  TimePoint from, to;
};
TimeSpan resolve(const std::optional<Window>& window, TimePoint as_of);

/// One readable phrase: `age 37..74`, `email_consent`, `bought i_8732 in 180 days`, `city Paris, London`.
std::string describe(const Filter& filter);

}  // namespace audience
