// Windows, conditions, entities and measures of events.
#include "model/event_binding.hpp"

#include <fmt/format.h>

#include "base/suggestion.hpp"
#include "model/measure_binding.hpp"
#include "model/value_binding.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

/// Each value of ALL_IN is a set of customers while it is looked for.
constexpr std::size_t most_in_all = 100;

std::vector<std::string> column_names(const Event& event) {
  std::vector<std::string> names;
  for (const EventColumn& column : event.columns) names.push_back(column.name);
  return names;
}

/// `; did you mean "X"?`, or the columns there are.
std::string column_hint(const std::string& wrong, const Event& event) {
  const std::vector<std::string> names = column_names(event);
  const std::string hint = did_you_mean(wrong, names);
  return hint.empty() ? fmt::format("; {} has {}", event.name, enumerate(names)) : hint;
}

/// `; did you mean "X"?`, or what there is.
std::string entity_hint(const std::string& wrong, const Event& event) {
  const std::vector<std::string> columns = column_names(event);
  std::vector<std::string> names = columns;
  names.push_back(event.name);
  const std::string hint = did_you_mean(wrong, names);
  return hint.empty()
             ? fmt::format("; it is \"{}\" for a measure, or one of {}", event.name, enumerate(columns))
             : hint;
}

std::optional<Window> bind_window(const Filter& filter, const Event& event, Faults& faults) {
  if (filter.name == event.name) return filter.window;
  const auto named = split_window(filter.name);
  const auto days = named ? window_days(named->days) : std::nullopt;
  if (!days) {
    faults.add(filter.name_place,
               fmt::format("a window has 1 to {} days, not {}", max_window_days, named ? named->days : "0"));
  }
  if (filter.window) {
    faults.add(filter.window->place,
               fmt::format("two windows: {} has one in its name; leave out one of them", filter.name));
  }
  Window window;
  window.last_days = days.value_or(1);
  return window;
}

std::vector<EventCondition> bind_conditions(const Filter& filter, const Event& event, Faults& faults) {
  std::vector<EventCondition> conditions;
  for (const Filter& condition : filter.where) {
    const EventColumn* column = event.find_column(condition.name);
    const auto dotted = column == nullptr ? split_dotted(condition.name) : std::nullopt;
    if (dotted) column = event.find_column(dotted->date);
    if (column == nullptr) {
      if (condition.name.empty()) continue;
      const std::string hint =
          faults.hint(condition.name_place, [&] { return column_hint(condition.name, event); });
      faults.add(condition.name_place,
                 fmt::format("unknown column {} of {}{}", in_quotes(condition.name), event.name, hint));
      continue;
    }
    if (condition.unreadable) continue;
    if (condition.type.test == Test::all_in) {
      faults.add(condition.type_place,
                 fmt::format("a condition looks at one event, which has one value: write {}",
                             name_of(FilterType{Test::in, condition.type.negated})));
      continue;
    }
    if (!condition.value_name.empty() && condition.value_name != condition.name) {
      faults.add(condition.value_name_place,
                 fmt::format("unknown value_name {} of {}; write \"{}\" or leave it out",
                             in_quotes(condition.value_name), condition.name, condition.name));
    }
    std::optional<DatePart> part;
    if (dotted) {
      part = checked_part({column->name, column->type}, dotted->part, condition.name_place, faults);
      if (!part) continue;
    }
    if (auto predicate = part ? bind_date_part(condition, *part, faults)
                              : bind_values(condition, {condition.name, column->type}, faults)) {
      conditions.push_back({column->name, column->type, std::move(*predicate), condition.type.negated});
    }
  }
  return conditions;
}

EventFilter bind_entity(const Filter& filter, const Event& event, Faults& faults) {
  EventFilter bound;
  const EventColumn* column = event.find_column(filter.entity);
  if (column == nullptr) {
    const std::string hint =
        faults.hint(filter.entity_place, [&] { return entity_hint(filter.entity, event); });
    const std::string wrong =
        filter.entity == "customer"
            ? event.name + " is an event and needs another filter_entity than customer"
            : fmt::format("unknown filter_entity {} of {}", in_quotes(filter.entity), event.name);
    faults.add(filter.entity_place, wrong + hint);
    return bound;
  }
  bound.column = column->name;
  bound.type = column->type;
  const ValueTarget target{column->name, column->type};
  if (filter.type.test == Test::in) {
    if (auto predicate = bind_values(filter, target, faults))
      bound.predicates.push_back(std::move(*predicate));
  } else if (filter.type.test == Test::all_in) {
    if (filter.values.size() > most_in_all) {
      faults.add(filter.values_place,
                 fmt::format("ALL_IN takes at most {} values, not {}", most_in_all, filter.values.size()));
    } else {
      bound.predicates = bind_each_value(filter, target, faults);
    }
  } else {
    faults.add(
        filter.type_place,
        fmt::format(
            "{} can be filtered by IN, ALL_IN and their NOT_ twins, not by {}; conditions on the events "
            "themselves go into filter_where",
            event.name, name_of(filter.type)));
  }
  return bound;
}

}  // namespace

BoundFilter bind_event(const Filter& filter, const Event& event, Faults& faults) {
  EventScope scope{event.name, bind_window(filter, event, faults), bind_conditions(filter, event, faults)};
  BoundFilter bound;
  bound.negated = filter.type.negated;
  if (filter.entity != event.name) {
    EventFilter entity = bind_entity(filter, event, faults);
    entity.scope = std::move(scope);
    bound.what = std::move(entity);
    return bound;
  }
  MeasureFilter measured{std::move(scope), {}, {}};
  if (auto measure = bind_measure(filter, event, faults)) {
    measured.measure = *measure;
    if (filter.type.test == Test::all_in) {
      faults.add(filter.type_place, fmt::format("a measure has one value: write {}",
                                                name_of(FilterType{Test::in, filter.type.negated})));
    } else if (filter.type.test == Test::anniversary) {
      faults.add(filter.type_place,
                 fmt::format("{} asks for dates of customers and of filter_where; {} is a measure",
                             name_of(filter.type), filter.value_name));
    } else if (auto predicate = bind_values(filter, {filter.value_name, measure->type}, faults)) {
      measured.predicate = std::move(*predicate);
    }
  }
  bound.what = std::move(measured);
  return bound;
}

}  // namespace audience
