// One collector for each kind of measure.
#include "query/measure_collector.hpp"

#include <algorithm>
#include <compare>
#include <limits>
#include <unordered_map>

#include "audience/error.hpp"
#include "query/cell_reading.hpp"

namespace audience {
namespace {

constexpr std::int64_t seconds_per_day = 86400;

std::int64_t day_of(TimePoint time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

std::optional<ExactNumber> read_amount(const EventRow& row, const MeasuredColumns& columns) {
  const auto quantity = read_number(row.cells[columns.value]);
  const auto price = quantity ? read_number(row.cells[columns.unit_price]) : std::nullopt;
  if (!price) return std::nullopt;
  return product(*quantity, *price);
}

/// The measured value of one event; dates as unix seconds.
class EventValue {
 public:
  EventValue(const Measure& measure, const MeasuredColumns& columns) : measure_(measure), columns_(columns) {}
  [[nodiscard]] std::optional<ExactNumber> read(const EventRow& row) const {
    if (measure_.amount) return read_amount(row, columns_);
    if (measure_.column_type == ValueType::date) {
      const auto time = read_time(row.cells[columns_.value]);
      return time ? std::optional(ExactNumber(to_unix(*time))) : std::nullopt;
    }
    const auto number = read_number(row.cells[columns_.value]);
    return number ? std::optional(ExactNumber(*number)) : std::nullopt;
  }

 private:
  Measure measure_;
  MeasuredColumns columns_;
};

class CountCollector : public MeasureCollector {
 public:
  explicit CountCollector(std::size_t capacity) : counts_(capacity) {}
  void take(const EventRow& row) override { ++counts_[row.customer]; }
  [[nodiscard]] std::optional<ExactNumber> value(CustomerNumber customer) const override {
    return ExactNumber(std::int64_t{counts_[customer]});
  }

 private:
  std::vector<std::uint32_t> counts_;
};

/// Whole days from the first or the last event to as_of.
class DaysSinceCollector : public MeasureCollector {
 public:
  DaysSinceCollector(bool last, std::size_t capacity, AsOf as_of)
      : last_(last), as_of_(as_of.at), times_(capacity, none) {}
  void take(const EventRow& row) override {
    std::int64_t& kept = times_[row.customer];
    const std::int64_t seconds = to_unix(row.time);
    if (kept == none || (last_ ? seconds > kept : seconds < kept)) kept = seconds;
  }
  [[nodiscard]] std::optional<ExactNumber> value(CustomerNumber customer) const override {
    if (times_[customer] == none) return std::nullopt;
    return ExactNumber((to_unix(as_of_) - times_[customer]) / seconds_per_day);
  }

 private:
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();
  bool last_;
  TimePoint as_of_;
  std::vector<std::int64_t> times_;
};

/// Sums, and averages as a sum over a count.
class SumCollector : public MeasureCollector {
 public:
  SumCollector(const Measure& measure, const MeasuredColumns& columns, std::size_t capacity)
      : name_(measure.amount ? "amount" : measure.column),
        average_(measure.kind == Measure::Kind::avg),
        value_(measure, columns),
        sums_(capacity),
        counts_(average_ ? capacity : 0) {}
  void take(const EventRow& row) override {
    const auto term = value_.read(row);
    if (!term) return;
    if (!sums_.add(row.customer, *term)) {
      throw Error(ErrorKind::invalid_input,
                  "the sum of " + name_ + " overflows: it needs more than 38 digits",
                  "narrow the events by a window or filter_where");
    }
    if (average_) ++counts_[row.customer];
  }
  [[nodiscard]] std::optional<ExactNumber> value(CustomerNumber customer) const override {
    if (!average_) return sums_.sum(customer);
    if (counts_[customer] == 0) return std::nullopt;
    return sums_.sum(customer, counts_[customer]);
  }

 private:
  std::string name_;
  bool average_;
  EventValue value_;
  ExactSums sums_;
  std::vector<std::uint32_t> counts_;
};

class ExtremeCollector : public MeasureCollector {
 public:
  ExtremeCollector(const Measure& measure, const MeasuredColumns& columns, std::size_t capacity)
      : greatest_(measure.kind == Measure::Kind::max),
        value_(measure, columns),
        seen_(capacity),
        values_(capacity) {}
  void take(const EventRow& row) override {
    const auto value = value_.read(row);
    if (!value) return;
    if (seen_.contains(row.customer)) {
      const auto order = compare(*value, values_[row.customer]);
      if (greatest_ ? std::is_lteq(order) : std::is_gteq(order)) return;
    }
    seen_.insert(row.customer);
    values_[row.customer] = *value;
  }
  [[nodiscard]] std::optional<ExactNumber> value(CustomerNumber customer) const override {
    return seen_.contains(customer) ? std::optional(values_[customer]) : std::nullopt;
  }

 private:
  bool greatest_;
  EventValue value_;
  CustomerSet seen_;
  std::vector<ExactNumber> values_;
};

/// Codes for values, equal for equal ones, in order of appearance.
class ValueCodes {
 public:
  ValueCodes(const Measure& measure, const MeasuredColumns& columns)
      : measure_(measure), columns_(columns), value_(measure, columns) {}

  std::optional<std::uint32_t> code(const EventRow& row) {
    const Cell& cell = row.cells[columns_.value];
    if (columns_.is_code) {
      const auto* code = std::get_if<std::int64_t>(&cell);
      if (code == nullptr) return std::nullopt;
      return static_cast<std::uint32_t>(*code);
    }
    auto key = measure_.amount ? amount_key(row) : value_key(cell, measure_.column_type);
    if (!key) return std::nullopt;
    return codes_.try_emplace(*std::move(key), static_cast<std::uint32_t>(codes_.size())).first->second;
  }

 private:
  std::optional<std::string> amount_key(const EventRow& row) {
    const auto amount = value_.read(row);
    return amount ? std::optional(to_text(*amount)) : std::nullopt;
  }
  Measure measure_;
  MeasuredColumns columns_;
  EventValue value_;
  std::unordered_map<std::string, std::uint32_t> codes_;
};

/// Keeps a pair of customer and code for each event, and drops repetitions whenever they have doubled.
class DistinctCollector : public MeasureCollector {
 public:
  DistinctCollector(const Measure& measure, const MeasuredColumns& columns, std::size_t capacity)
      : days_(measure.kind == Measure::Kind::distinct_days), codes_(measure, columns), counts_(capacity) {}
  void take(const EventRow& row) override {
    const auto code = days_ ? std::optional(static_cast<std::uint32_t>(day_of(row.time))) : codes_.code(row);
    if (!code) return;
    pairs_.push_back(std::uint64_t{row.customer} << 32U | *code);
    if (pairs_.size() >= room_) shrink();
  }
  void finish() override {
    shrink();
    for (const std::uint64_t pair : pairs_) ++counts_[pair >> 32U];
    pairs_ = {};
  }
  [[nodiscard]] std::optional<ExactNumber> value(CustomerNumber customer) const override {
    return ExactNumber(std::int64_t{counts_[customer]});
  }

 private:
  void shrink() {
    std::sort(pairs_.begin(), pairs_.end());
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    room_ = std::max<std::size_t>(std::size_t{1} << 22U, pairs_.size() * 2);
  }
  bool days_;
  ValueCodes codes_;
  std::vector<std::uint64_t> pairs_;
  std::size_t room_ = std::size_t{1} << 22U;
  std::vector<std::uint32_t> counts_;
};

}  // namespace

std::unique_ptr<MeasureCollector> make_collector(const Measure& measure, const MeasuredColumns& columns,
                                                 std::size_t capacity, AsOf as_of) {
  switch (measure.kind) {
    case Measure::Kind::count:
      return std::make_unique<CountCollector>(capacity);
    case Measure::Kind::days_since_last:
    case Measure::Kind::days_since_first:
      return std::make_unique<DaysSinceCollector>(measure.kind == Measure::Kind::days_since_last, capacity,
                                                  as_of);
    case Measure::Kind::sum:
    case Measure::Kind::avg:
      return std::make_unique<SumCollector>(measure, columns, capacity);
    case Measure::Kind::min:
    case Measure::Kind::max:
      return std::make_unique<ExtremeCollector>(measure, columns, capacity);
    case Measure::Kind::distinct:
    case Measure::Kind::distinct_days:
      break;
  }
  return std::make_unique<DistinctCollector>(measure, columns, capacity);
}

}  // namespace audience
