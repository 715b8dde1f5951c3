// The shapes of filters, groups, windows and values.
#include "model/filter_json.hpp"

namespace audience {

void FilterJson::groups(const std::vector<FilterGroup>& groups) {
  json_.begin_array();
  for (const FilterGroup& group : groups) top_group(group);
  json_.end_array();
}

void FilterJson::nodes(const std::vector<FilterNode>& nodes) {
  json_.begin_array();
  for (const FilterNode& node : nodes) {
    if (const auto* one = std::get_if<Filter>(&node.item)) {
      filter(*one);
    } else {
      nested_group(std::get<FilterGroup>(node.item));
    }
  }
  json_.end_array();
}

void FilterJson::top_group(const FilterGroup& group) {
  json_.begin_object();
  text("filter_group", group.name);
  integer("filter_group_order", group.order);
  text("next_group_connector", name_of(group.connector));
  json_.key("values");
  nodes(group.values);
  json_.end_object();
}

void FilterJson::nested_group(const FilterGroup& group) {
  json_.begin_object();
  text("filter_group", group.name);
  integer("filter_order", group.order);
  text("filter_value_connector", name_of(group.connector));
  json_.key("values");
  nodes(group.values);
  json_.end_object();
}

void FilterJson::filter(const Filter& filter) {
  json_.begin_object();
  text("filter_name", filter.name);
  text("filter_type", name_of(filter.type));
  text("filter_entity", filter.entity);
  text("filter_value_connector", name_of(filter.connector));
  integer("filter_order", filter.order);
  filter_values(filter);
  if (filter.window) window(*filter.window);
  if (!filter.where.empty()) where(filter.where);
  if (after_filter_) after_filter_();
  json_.end_object();
}

void FilterJson::where(const std::vector<Filter>& conditions) {
  json_.key("filter_where");
  json_.begin_array();
  for (const Filter& condition : conditions) {
    json_.begin_object();
    text("filter_name", condition.name);
    text("filter_type", name_of(condition.type));
    filter_values(condition);
    json_.end_object();
  }
  json_.end_array();
}

void FilterJson::window(const Window& window) {
  json_.key("filter_window");
  json_.begin_object();
  switch (window.form) {
    case Window::Form::last_days:
      integer("last_days", window.last_days);
      break;
    case Window::Form::from_to:
      if (window.from) text("from", *window.from);
      if (window.to) text("to", *window.to);
      break;
    case Window::Form::calendar:
      text("calendar", calendar_name(window));
      break;
    case Window::Form::days_ago:
      integer("from_days_ago", window.from_days_ago);
      integer("to_days_ago", window.to_days_ago);
      break;
  }
  json_.end_object();
}

void FilterJson::list(const Filter& filter) {
  json_.begin_array();
  for (const Literal& value : filter.values) literal(&value);
  json_.end_array();
}

/// The list of a measure stands beside the measure's name, every other list alone.
void FilterJson::filter_values(const Filter& filter) {
  const bool named = !filter.value_name.empty();
  if (filter.type.test == Test::is_null && !named) return;
  json_.key("filter_values");
  const bool is_list =
      !filter.value && !filter.days && filter.type.test != Test::between && filter.type.test != Test::is_null;
  if (is_list && !named) return list(filter);
  json_.begin_object();
  if (named || !filter.days) text("value_name", named ? filter.value_name : filter.name);
  if (is_list) {
    json_.key("values");
    list(filter);
  } else if (filter.value) {
    json_.key("value");
    literal(&*filter.value);
  } else if (filter.days) {
    integer("from_days", filter.days->from);
    integer("to_days", filter.days->to);
  } else if (filter.type.test == Test::between) {
    json_.key("min_value");
    literal(filter.min_value ? &*filter.min_value : nullptr);
    json_.key("max_value");
    literal(filter.max_value ? &*filter.max_value : nullptr);
  }
  json_.end_object();
}

void FilterJson::literal(const Literal* literal) {
  if (literal == nullptr || std::holds_alternative<std::monostate>(literal->value)) {
    json_.null();
  } else if (const auto* boolean = std::get_if<bool>(&literal->value)) {
    json_.boolean(*boolean);
  } else if (const auto* number = std::get_if<Decimal>(&literal->value)) {
    json_.raw(number->to_text());
  } else {
    json_.text(std::get<std::string>(literal->value));
  }
}

}  // namespace audience
