// The shapes of filter_values: a list, one value, two ends, days around a day.
#include <fmt/format.h>

#include "json/json_fields.hpp"
#include "model/filter_parse.hpp"

namespace audience {
namespace {

enum class Shape { list, value, bounds, days, none };

Shape shape_of(Test test) {
  switch (test) {
    case Test::in:
    case Test::all_in:
    case Test::contains:
    case Test::starts_with:
    case Test::ends_with:
      return Shape::list;
    case Test::equals:
    case Test::greater_than:
    case Test::greater_or_equal:
    case Test::less_than:
    case Test::less_or_equal:
      return Shape::value;
    case Test::between:
      return Shape::bounds;
    case Test::anniversary:
      return Shape::days;
    case Test::is_null:
      return Shape::none;
  }
  return Shape::none;
}

bool is_plain(const JsonValue& value) {
  return value.kind != JsonValue::Kind::list && value.kind != JsonValue::Kind::object;
}

Literal to_literal(const JsonValue& value) {
  Literal literal;
  literal.place = value.place;
  if (value.kind == JsonValue::Kind::boolean) literal.value = value.boolean;
  if (value.kind == JsonValue::Kind::number) literal.value = value.number();
  if (value.kind == JsonValue::Kind::text) literal.value = value.text;
  return literal;
}

std::string example_value(const Filter& filter) { return is_measure(filter) ? "3" : R"("…")"; }

std::string example_name(const Filter& filter) { return is_measure(filter) ? "count" : filter.name; }

/// A list's first plain values, shown as they could be written.
std::vector<std::string> plain_elements(const JsonValue& values) {
  std::vector<std::string> shown;
  for (const JsonValue& element : values.elements()) {
    if (is_plain(element) && element.kind != JsonValue::Kind::null) shown.push_back(show(element));
  }
  return shown;
}

std::string list_example(const JsonValue& values) {
  const JsonValue* value = values.kind == JsonValue::Kind::object ? find_member(values, "value") : &values;
  const bool shown = value != nullptr && is_plain(*value) && value->kind != JsonValue::Kind::null;
  return shown ? "[" + show(*value) + "]" : R"(["one", "two"])";
}

std::string value_example(const JsonValue& values, const Filter& filter) {
  std::string value = example_value(filter);
  if (is_plain(values) && values.kind != JsonValue::Kind::null) value = show(values);
  if (const auto elements = plain_elements(values); !elements.empty()) value = elements.front();
  return fmt::format(R"({{"value_name": "{}", "value": {}}})", example_name(filter), value);
}

std::string bounds_example(const JsonValue& values, const Filter& filter) {
  std::vector<std::string> ends = plain_elements(values);
  if (ends.size() != 2) ends = {"37", "74"};
  return fmt::format(R"({{"value_name": "{}", "min_value": {}, "max_value": {}}})", example_name(filter),
                     ends[0], ends[1]);
}

void wrong_shape(const JsonValue& values, Filter& filter, Faults& faults) {
  const std::string type = name_of(filter.type);
  filter.unreadable = true;
  switch (shape_of(filter.type.test)) {
    case Shape::list:
      return faults.add(values.place,
                        fmt::format("{} takes a list of values: {}", type, list_example(values)));
    case Shape::value:
      return faults.add(values.place,
                        fmt::format("{} takes one value: {}", type, value_example(values, filter)));
    case Shape::bounds:
      return faults.add(values.place,
                        fmt::format("{} takes two ends: {}", type, bounds_example(values, filter)));
    case Shape::days:
      return faults.add(
          values.place,
          fmt::format(R"({} takes days around that of as_of: {{"from_days": 0, "to_days": 14}})", type));
    case Shape::none:
      return faults.add(values.place, is_measure(filter)
                                          ? type + R"( of a measure takes {"value_name": "count"})"
                                          : type + " takes no filter_values");
  }
}

void read_elements(const JsonValue& values, std::string_view key, Filter& filter, Faults& faults) {
  if (values.elements().empty())
    faults.add(values.place, fmt::format("{} is empty: give at least one value", key));
  filter.values.reserve(values.elements().size());
  for (const JsonValue& element : values.elements()) {
    if (element.kind == JsonValue::Kind::null) {
      faults.add(element.place, "null cannot stand in a list; IS_NULL finds missing values");
    } else if (!is_plain(element)) {
      faults.add(element.place,
                 fmt::format("a value must be a text, a number or a boolean, not {}", show(element)));
    } else if (!element.faulty) {
      filter.values.push_back(to_literal(element));
    }
  }
}

/// A plain value under a key; null and a missing key are nothing.
std::optional<Literal> read_literal(const JsonValue& object, std::string_view key, Faults& faults) {
  const JsonValue* value = find_member(object, key);
  if (value == nullptr || value->kind == JsonValue::Kind::null) return std::nullopt;
  if (value->faulty) return std::nullopt;
  if (is_plain(*value)) return to_literal(*value);
  faults.add(value->place,
             fmt::format("{} must be a text, a number or a boolean, not {}", key, show(*value)));
  return std::nullopt;
}

/// Left out it is the attribute's own name; which measure is meant cannot be inferred.
void read_value_name(const JsonValue& object, const Keys& keys, Filter& filter, Faults& faults) {
  if (!is_measure(filter)) filter.value_name = filter.name;
  filter.unreadable = filter.unreadable || is_misspelt(object, "value_name", keys, faults);
  const JsonValue* name = find_member(object, "value_name");
  if (name == nullptr) return;
  filter.value_name_place = name->place;
  const auto text = read_name(*name, "value_name", faults);
  filter.unreadable = filter.unreadable || !text;
  filter.value_name = text.value_or(filter.value_name);
}

/// A list, or of a measure `{"value_name": "count", "values": [1, 2]}`.
void read_list(const JsonValue& values, Filter& filter, Faults& faults) {
  if (values.kind == JsonValue::Kind::list) {
    read_elements(values, "filter_values", filter, faults);
    return;
  }
  static const Keys keys{{"value_name", "values"}, {}};
  check_object(values, "filter_values", keys, faults);
  read_value_name(values, keys, filter, faults);
  const JsonValue* list = require_member(values, "values", keys, faults);
  if (list == nullptr) return;
  filter.values_place = list->place;
  if (list->kind == JsonValue::Kind::list) {
    read_elements(*list, "values", filter, faults);
  } else {
    faults.add(list->place, fmt::format("values must be a list, not {}", show(*list)));
  }
}

void read_value(const JsonValue& values, Filter& filter, Faults& faults) {
  static const Keys keys{{"value_name", "value"}, {}};
  check_object(values, "filter_values", keys, faults);
  read_value_name(values, keys, filter, faults);
  filter.value = read_literal(values, "value", faults);
  if (filter.value) return;
  const JsonValue* written = find_member(values, "value");
  if (written == nullptr) {
    // Another key is told to be none of these, and was written in its place.
    const std::size_t known = filter.value_name_place > values.place ? 1 : 0;
    if (values.members().size() <= known) faults.add(values.place, "the key \"value\" is missing");
    filter.unreadable = true;
  } else if (written->kind == JsonValue::Kind::null) {
    faults.add(written->place, "value must not be null; IS_NULL finds missing values");
  }
}

void read_bounds(const JsonValue& values, Filter& filter, Faults& faults) {
  static const Keys keys{{"value_name", "min_value", "max_value"}, {}};
  check_object(values, "filter_values", keys, faults);
  read_value_name(values, keys, filter, faults);
  filter.min_value = read_literal(values, "min_value", faults);
  filter.max_value = read_literal(values, "max_value", faults);
  const auto is_left_out = [&](std::string_view key) {
    const JsonValue* end = find_member(values, key);
    return end == nullptr ? !is_misspelt(values, key, keys, faults) : end->kind == JsonValue::Kind::null;
  };
  if (is_left_out("min_value") && is_left_out("max_value")) {
    faults.add(values.place, name_of(filter.type) + " needs min_value, max_value or both");
  }
}

std::optional<int> read_days(const JsonValue& values, std::string_view key, const Keys& keys,
                             Faults& faults) {
  constexpr int most = 366;
  const JsonValue* days = require_member(values, key, keys, faults);
  return days == nullptr ? std::nullopt : read_integer(*days, key, -most, most, faults);
}

void read_day_range(const JsonValue& values, Filter& filter, Faults& faults) {
  static const Keys keys{{"value_name", "from_days", "to_days"}, {}};
  check_object(values, "filter_values", keys, faults);
  read_value_name(values, keys, filter, faults);
  const auto from = read_days(values, "from_days", keys, faults);
  const auto to = read_days(values, "to_days", keys, faults);
  filter.unreadable = filter.unreadable || !from || !to;
  if (!from || !to) return;
  filter.days = DayRange{*from, *to};
  if (*from > *to) faults.add(values.place, fmt::format("from_days {} is over to_days {}", *from, *to));
}

}  // namespace

void read_filter_values(const JsonValue* values, Filter& filter, Faults& faults) {
  const Shape shape = shape_of(filter.type.test);
  const bool measure = is_measure(filter);
  if (shape == Shape::none) {
    if (values == nullptr || values->kind == JsonValue::Kind::null) return;
    if (!measure || values->kind != JsonValue::Kind::object) return wrong_shape(*values, filter, faults);
    static const Keys keys{{"value_name"}, {}};
    check_object(*values, "filter_values", keys, faults);
    filter.value_name_place = values->place;
    read_value_name(*values, keys, filter, faults);
    return;
  }
  if (values == nullptr) {
    faults.add(filter.place, "the key \"filter_values\" is missing");
    filter.unreadable = true;
    return;
  }
  filter.values_place = filter.value_name_place = values->place;
  const bool object = values->kind == JsonValue::Kind::object;
  const bool list = values->kind == JsonValue::Kind::list;
  if (shape == Shape::list ? !list && !(measure && object) : !object) {
    wrong_shape(*values, filter, faults);
  } else if (shape == Shape::list) {
    read_list(*values, filter, faults);
  } else if (shape == Shape::value) {
    read_value(*values, filter, faults);
  } else if (shape == Shape::days) {
    read_day_range(*values, filter, faults);
  } else {
    read_bounds(*values, filter, faults);
  }
}

}  // namespace audience
