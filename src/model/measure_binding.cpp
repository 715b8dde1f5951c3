// Measures by their names: `count`, `sum_amount`, `distinct_product_id`.
#include "model/measure_binding.hpp"

#include <fmt/format.h>

#include <array>

#include "base/suggestion.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

using Kind = Measure::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 4> whole_measures{{
    {"count", Kind::count},
    {"distinct_days", Kind::distinct_days},
    {"days_since_last", Kind::days_since_last},
    {"days_since_first", Kind::days_since_first},
}};

constexpr std::array<std::pair<std::string_view, Kind>, 5> column_measures{{
    {"sum_", Kind::sum},
    {"avg_", Kind::avg},
    {"min_", Kind::min},
    {"max_", Kind::max},
    {"distinct_", Kind::distinct},
}};

bool is_number(ValueType type) { return type == ValueType::integer || type == ValueType::number; }

bool has_amount(const Event& event) {
  const EventColumn* quantity = event.find_column("quantity");
  const EventColumn* price = event.find_column("unit_price");
  return quantity != nullptr && price != nullptr && is_number(quantity->type) && is_number(price->type);
}

bool takes(Kind kind, ValueType type) {
  switch (kind) {
    case Kind::sum:
    case Kind::avg:
      return is_number(type);
    case Kind::min:
    case Kind::max:
      return is_number(type) || type == ValueType::date;
    default:
      return true;
  }
}

/// Nothing where the column is none of the event's or of a type that cannot be measured so.
std::optional<Measure> of_column(Kind kind, std::string_view name, const Event& event) {
  Measure measure{.kind = kind, .column = std::string(name)};
  if (const EventColumn* column = event.find_column(name)) {
    measure.column_type = column->type;
  } else if (name == "amount" && has_amount(event)) {
    measure.amount = true;
  } else {
    return std::nullopt;
  }
  if (!takes(kind, measure.column_type)) return std::nullopt;
  const bool of_dates = (kind == Kind::min || kind == Kind::max) && measure.column_type == ValueType::date;
  measure.type = of_dates ? ValueType::date : ValueType::number;
  return measure;
}

/// Why a name is none, where more than its spelling is wrong.
std::string reason(const std::string& name, const Event& event) {
  for (const auto& [prefix, kind] : column_measures) {
    if (!name.starts_with(prefix)) continue;
    const std::string column_name = name.substr(prefix.size());
    const EventColumn* column = event.find_column(column_name);
    if (column != nullptr && !takes(kind, column->type)) {
      return fmt::format("{} cannot be measured: {} is {}", name, column->name, kind_of(column->type));
    }
    if (column_name == "amount" && column == nullptr) {
      return fmt::format("{} has no amount: that is quantity x unit_price, numbers both", event.name);
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> measure_names(const Event& event) {
  std::vector<std::string> names;
  for (const auto& [name, kind] : whole_measures) names.emplace_back(name);
  const auto add = [&](std::string_view column, ValueType type) {
    for (const auto& [prefix, kind] : column_measures) {
      if (takes(kind, type)) names.push_back(fmt::format("{}{}", prefix, column));
    }
  };
  if (event.find_column("amount") == nullptr && has_amount(event)) add("amount", ValueType::number);
  for (const EventColumn& column : event.columns) add(column.name, column.type);
  return names;
}

std::optional<Measure> bind_measure(const Filter& filter, const Event& event, Faults& faults) {
  if (filter.value_name.empty()) {
    faults.add(filter.values_place, fmt::format("which measure of {} is meant? Write filter_values as "
                                                "{{\"value_name\": \"count\", …}}; it has {}",
                                                event.name, enumerate(measure_names(event))));
    return std::nullopt;
  }
  for (const auto& [name, kind] : whole_measures) {
    if (filter.value_name == name) return Measure{.kind = kind};
  }
  for (const auto& [prefix, kind] : column_measures) {
    if (!filter.value_name.starts_with(prefix)) continue;
    if (auto measure = of_column(kind, std::string_view(filter.value_name).substr(prefix.size()), event))
      return measure;
  }
  const std::vector<std::string> names = measure_names(event);
  std::string message = reason(filter.value_name, event);
  if (message.empty()) {
    const std::string hint =
        faults.hint(filter.value_name_place, [&] { return did_you_mean(filter.value_name, names); });
    message = fmt::format("unknown measure {} of {}{}", in_quotes(filter.value_name), event.name,
                          hint.empty() ? "; it has " + enumerate(names) : hint);
  }
  faults.add(filter.value_name_place, message);
  return std::nullopt;
}

}  // namespace audience
