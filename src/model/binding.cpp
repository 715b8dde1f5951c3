// Names resolved against the catalog: attributes, and events with the window in their name.
#include "model/binding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/suggestion.hpp"
#include "model/value_binding.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

constexpr std::int64_t max_window_days = 36500;
constexpr std::string_view days_ending = "-days";

/// `purchases-180-days` in its parts.
struct WindowedName {
  std::string_view event;
  std::string_view days;
};

std::optional<WindowedName> split_window(std::string_view name) {
  if (!name.ends_with(days_ending)) return std::nullopt;
  name.remove_suffix(days_ending.size());
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || dash + 1 == name.size()) return std::nullopt;
  const std::string_view days = name.substr(dash + 1);
  if (days.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return WindowedName{name.substr(0, dash), days};
}

std::optional<std::int64_t> window_days(std::string_view digits) {
  std::int64_t days = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), days);
  if (fault != std::errc{} || days < 1 || days > max_window_days) return std::nullopt;
  return days;
}

class Binder {
 public:
  Binder(const Catalog& catalog, Faults& faults) : catalog_(catalog), faults_(faults) {}

  BoundFilter bind(const Filter& filter) {
    BoundFilter bound;
    bound.negated = filter.type.negated;
    if (const Attribute* attribute = catalog_.find_attribute(filter.name)) {
      bound.what = bind_attribute(filter, *attribute);
    } else if (const Event* event = catalog_.find_event(filter.name)) {
      bound.what = bind_event(filter, *event);
    } else if (const auto windowed = split_window(filter.name);
               windowed && catalog_.find_event(windowed->event) != nullptr) {
      bound.what = bind_windowed_event(filter, *windowed);
    } else {
      unknown_name(filter);
    }
    return bound;
  }

 private:
  AttributeFilter bind_attribute(const Filter& filter, const Attribute& attribute) {
    AttributeFilter bound{attribute.column, attribute.type, {}};
    if (filter.entity != "customer") {
      faults_.add(filter.entity_place,
                  fmt::format("{} is an attribute: its filter_entity is \"customer\", not {}", filter.name,
                              in_quotes(filter.entity)));
    }
    check_value_name(filter, attribute);
    if (auto predicate = bind_values(filter, {filter.name, attribute.type}, faults_)) {
      bound.predicate = std::move(*predicate);
    }
    return bound;
  }

  void check_value_name(const Filter& filter, const Attribute& attribute) {
    const auto& names = attribute.value_names;
    if (filter.value_name.empty() || filter.value_name == filter.name) return;
    if (std::find(names.begin(), names.end(), filter.value_name) != names.end()) return;
    std::string hint = did_you_mean(filter.value_name, names);
    if (hint.empty()) hint = "; it has " + enumerate(names);
    faults_.add(filter.value_name_place, fmt::format("unknown value_name {} of {}{}",
                                                     in_quotes(filter.value_name), filter.name, hint));
  }

  EventFilter bind_windowed_event(const Filter& filter, const WindowedName& windowed) {
    EventFilter bound = bind_event(filter, *catalog_.find_event(windowed.event));
    if (const auto days = window_days(windowed.days)) {
      bound.window = Window{};
      bound.window->last_days = *days;
    } else {
      faults_.add(filter.name_place,
                  fmt::format("a window has 1 to {} days, not {}", max_window_days, windowed.days));
    }
    return bound;
  }

  EventFilter bind_event(const Filter& filter, const Event& event) {
    EventFilter bound;
    bound.event = event.name;
    const EventColumn* column = find_entity(filter, event);
    if (column != nullptr) {
      bound.column = column->name;
      bound.type = column->type;
    }
    if (filter.type.test != Test::in) {
      faults_.add(filter.type_place, fmt::format("{} can be filtered by IN and NOT_IN, not by {}", event.name,
                                                 name_of(filter.type)));
    } else if (column != nullptr) {
      if (auto predicate = bind_values(filter, {column->name, column->type}, faults_)) {
        bound.predicate = std::move(*predicate);
      }
    }
    return bound;
  }

  const EventColumn* find_entity(const Filter& filter, const Event& event) {
    std::vector<std::string> texts;
    for (const EventColumn& column : event.columns) {
      if (column.type == ValueType::text) texts.push_back(column.name);
    }
    const std::string list = enumerate(texts);
    for (const EventColumn& column : event.columns) {
      if (column.name != filter.entity) continue;
      if (column.type == ValueType::text) return &column;
      faults_.add(filter.entity_place, fmt::format("{} of {} is {}; this version filters events by {}",
                                                   column.name, event.name, kind_of(column.type), list));
      return nullptr;
    }
    if (filter.entity == event.name) {
      faults_.add(
          filter.entity_place,
          fmt::format("measures of {} are not supported by this version; filter by {}", event.name, list));
    } else {
      faults_.add(filter.entity_place,
                  fmt::format("unknown filter_entity {} of {}{} It has: {}", in_quotes(filter.entity),
                              event.name, suggestion_sentence(filter.entity, texts), list));
    }
    return nullptr;
  }

  static std::string suggestion_sentence(const std::string& wrong, const std::vector<std::string>& names) {
    const std::string hint = did_you_mean(wrong, names);
    return hint.empty() ? "." : hint;
  }

  void unknown_name(const Filter& filter) {
    if (filter.name.empty()) return;
    if (filter.name == "audience") {
      faults_.add(filter.name_place, "an audience as a filter is not supported by this version");
      return;
    }
    const auto windowed = split_window(filter.name);
    std::vector<std::string> names;
    for (const Attribute& attribute : catalog_.attributes) {
      names.insert(names.end(), attribute.value_names.begin(), attribute.value_names.end());
    }
    // A value_name such as clv finds nothing as a filter_name: the attribute itself is what can be meant.
    std::erase_if(names, [&](const std::string& name) { return catalog_.find_attribute(name) == nullptr; });
    for (const Event& event : catalog_.events) {
      names.push_back(windowed ? fmt::format("{}-{}-days", event.name, windowed->days) : event.name);
    }
    std::string hint = did_you_mean(filter.name, names);
    if (hint.empty()) hint = "; `audience fields` lists what can be filtered";
    faults_.add(filter.name_place, fmt::format("unknown filter_name {}{}", in_quotes(filter.name), hint));
  }

  const Catalog& catalog_;
  Faults& faults_;
};

}  // namespace

std::vector<BoundFilter> bind_filters(const Document& document, const Catalog& catalog, Faults& faults) {
  std::vector<BoundFilter> bound;
  Binder binder(catalog, faults);
  for_each_filter(document.groups, [&](const Filter& filter) { bound.push_back(binder.bind(filter)); });
  return bound;
}

TimeSpan resolve(const std::optional<Window>& window, TimePoint as_of) {
  constexpr std::int64_t first_second_of_year_1 = -62135596800;
  TimeSpan span{from_unix(first_second_of_year_1), as_of};
  if (!window) return span;
  const auto days_before = [&](std::int64_t days) { return as_of - std::chrono::hours{24} * days; };
  switch (window->form) {
    case Window::Form::last_days:
      span.from = days_before(window->last_days);
      break;
    case Window::Form::days_ago:
      span = {days_before(window->from_days_ago), days_before(window->to_days_ago)};
      break;
    case Window::Form::from_to:
      if (const auto from = window->from ? parse_time(*window->from) : std::nullopt) span.from = from->start;
      if (const auto to = window->to ? parse_time(*window->to) : std::nullopt) span.to = to->start;
      break;
  }
  span.to = std::min(span.to, as_of);
  span.from = std::min(span.from, span.to);
  return span;
}

}  // namespace audience
