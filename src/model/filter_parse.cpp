// Groups, filters, their connectors and their order.
#include "model/filter_parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <set>
#include <utility>

#include "base/suggestion.hpp"
#include "json/json_fields.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

constexpr int max_group_depth = 16;

const Keys group_keys{{"filter_group", "filter_group_order", "next_group_connector", "values"}, {}};
const Keys nested_group_keys{{"filter_group", "filter_order", "filter_value_connector", "values"}, {}};
const Keys filter_keys{
    {"filter_name", "filter_type", "filter_entity", "filter_value_connector", "filter_order", "filter_values",
     "filter_window", "filter_where"},
    {"count_before", "count_now", "filtered_percentage"},
};

/// An entry of a list before the list is put in order.
template <typename Item>
struct Entry {
  Item item;
  JsonPlace place;
  std::optional<int> order;
  bool has_order = false;
};

void set_order(FilterGroup& group, int order) { group.order = order; }
void set_order(FilterNode& node, int order) {
  std::visit([order](auto& item) { item.order = order; }, node.item);
}

template <typename Item>
void read_order(const JsonValue& object, std::string_view key, Entry<Item>& entry, Faults& faults) {
  const JsonValue* order = find_member(object, key);
  if (order == nullptr) return;
  entry.has_order = true;
  entry.place = order->place;
  entry.order =
      read_integer(*order, key, std::numeric_limits<int>::min(), std::numeric_limits<int>::max(), faults);
}

template <typename Item>
std::vector<Item> in_evaluation_order(std::vector<Entry<Item>> entries, std::string_view key,
                                      Faults& faults) {
  const bool ordered =
      std::any_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.has_order; });
  std::set<int> seen;
  int position = 0;
  for (auto& entry : entries) {
    if (ordered && !entry.has_order) {
      faults.add(entry.place, fmt::format("{} is missing here, but other entries of the list have it", key));
    } else if (entry.order && !seen.insert(*entry.order).second) {
      faults.add(entry.place, fmt::format("{} {} is given twice in this list", key, *entry.order));
    }
    set_order(entry.item, entry.order.value_or(position++));
  }
  if (ordered) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return a.order.value_or(0) < b.order.value_or(0); });
  }
  std::vector<Item> items;
  items.reserve(entries.size());
  for (auto& entry : entries) items.push_back(std::move(entry.item));
  return items;
}

Connector read_connector(const JsonValue& object, std::string_view key, Faults& faults) {
  static const std::vector<std::string> names{"AND", "OR", "AND NOT", "OR NOT"};
  const JsonValue* value = find_member(object, key);
  if (value == nullptr) return Connector::and_;
  const auto text = read_text(*value, key, faults);
  if (!text) return Connector::and_;
  for (const Connector connector : {Connector::and_, Connector::or_, Connector::and_not, Connector::or_not}) {
    if (*text == name_of(connector)) return connector;
  }
  std::string upper = *text;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const bool only_case = std::find(names.begin(), names.end(), upper) != names.end();
  std::string hint = only_case ? fmt::format("; write \"{}\"", upper)
                               : faults.hint(value->place, [&] { return did_you_mean(*text, names); });
  if (hint.empty()) hint = "; it must be AND, OR, AND NOT or OR NOT";
  faults.add(value->place, fmt::format("unknown connector {}{}", in_quotes(*text), hint));
  return Connector::and_;
}

bool read_filter_type(const JsonValue& value, Filter& filter, Faults& faults) {
  filter.type_place = value.place;
  const auto name = read_text(value, "filter_type", faults);
  if (!name) return false;
  const auto type = parse_filter_type(*name);
  if (!type) {
    std::string hint = faults.hint(value.place, [&] { return did_you_mean(*name, filter_type_names()); });
    if (*name == "NOT_IS_NULL") hint = "; did you mean \"IS_NOT_NULL\"?";
    if (hint.empty()) {
      hint =
          "; it must be BETWEEN, IN, ALL_IN, EQUALS, GREATER_THAN, GREATER_OR_EQUAL, LESS_THAN, "
          "LESS_OR_EQUAL, CONTAINS, "
          "STARTS_WITH, ENDS_WITH, ANNIVERSARY or IS_NULL, or one with NOT_ before it (IS_NOT_NULL)";
    }
    faults.add(value.place, fmt::format("unknown type {}{}", in_quotes(*name), hint));
    return false;
  }
  filter.type = *type;
  return true;
}

Filter filter_at(JsonPlace place) {
  Filter filter;
  filter.place = filter.name_place = filter.entity_place = filter.type_place = place;
  filter.value_name_place = filter.values_place = place;
  return filter;
}

std::vector<Filter> parse_conditions(const JsonValue& list, Faults& faults) {
  static const Keys keys{{"filter_name", "filter_type", "filter_values"}, {}};
  if (list.kind != JsonValue::Kind::list) {
    faults.add(list.place, fmt::format("filter_where must be a list of conditions, not {}", show(list)));
    return {};
  }
  if (list.elements().empty()) faults.add(list.place, "filter_where is empty: give at least one condition");
  std::vector<Filter> conditions;
  for (const JsonValue& object : list.elements()) {
    if (!check_object(object, "a condition of filter_where", keys, faults)) continue;
    Filter condition = filter_at(object.place);
    if (const JsonValue* name = require_member(object, "filter_name", faults)) {
      condition.name_place = name->place;
      condition.name = read_name(*name, "filter_name", faults).value_or("");
    }
    const JsonValue* type = require_member(object, "filter_type", faults);
    if (type == nullptr || !read_filter_type(*type, condition, faults)) {
      condition.unreadable = true;
      conditions.push_back(std::move(condition));
      continue;
    }
    read_filter_values(find_member(object, "filter_values"), condition, faults);
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

Filter parse_filter(const JsonValue& object, Faults& faults) {
  Filter filter = filter_at(object.place);
  check_object(object, "a filter", filter_keys, faults);
  if (const JsonValue* name = require_member(object, "filter_name", faults)) {
    filter.name_place = name->place;
    filter.name = read_name(*name, "filter_name", faults).value_or("");
  }
  filter.entity = "customer";
  if (const JsonValue* entity = find_member(object, "filter_entity")) {
    filter.entity_place = entity->place;
    const auto text = read_name(*entity, "filter_entity", faults);
    filter.unreadable = !text;
    filter.entity = text.value_or("customer");
  }
  filter.connector = read_connector(object, "filter_value_connector", faults);
  if (const JsonValue* window = find_member(object, "filter_window")) {
    filter.window = parse_window(*window, faults);
  }
  if (const JsonValue* where = find_member(object, "filter_where")) {
    filter.where = parse_conditions(*where, faults);
  }
  const JsonValue* type = require_member(object, "filter_type", faults);
  if (type == nullptr || !read_filter_type(*type, filter, faults)) {
    filter.unreadable = true;
    return filter;
  }
  read_filter_values(find_member(object, "filter_values"), filter, faults);
  return filter;
}

std::vector<FilterNode> parse_values(const JsonValue& values, std::string_view key, int depth,
                                     Faults& faults);

FilterGroup parse_group(const JsonValue& object, int depth, Faults& faults) {
  const bool nested = depth > 1;
  FilterGroup group;
  group.place = object.place;
  if (!check_object(object, "a filter group", nested ? nested_group_keys : group_keys, faults)) return group;
  if (const JsonValue* name = require_member(object, "filter_group", faults)) {
    group.name = read_name(*name, "filter_group", faults).value_or("");
  }
  group.connector =
      read_connector(object, nested ? "filter_value_connector" : "next_group_connector", faults);
  if (depth > max_group_depth) {
    faults.add(object.place, fmt::format("filter groups are nested deeper than {} levels", max_group_depth));
  } else if (const JsonValue* values = require_member(object, "values", faults)) {
    group.values = parse_values(*values, "values", depth, faults);
  }
  return group;
}

bool is_nested_group(const JsonValue& object) {
  return find_member(object, "filter_name") == nullptr &&
         (find_member(object, "filter_group") != nullptr || find_member(object, "values") != nullptr);
}

std::vector<FilterNode> parse_values(const JsonValue& values, std::string_view key, int depth,
                                     Faults& faults) {
  if (values.kind != JsonValue::Kind::list) {
    faults.add(values.place, fmt::format("{} must be a list of filters, not {}", key, show(values)));
    return {};
  }
  if (values.elements().empty())
    faults.add(values.place, fmt::format("{} is empty: a group needs at least one filter", key));
  std::vector<Entry<FilterNode>> entries;
  for (const JsonValue& element : values.elements()) {
    if (element.kind != JsonValue::Kind::object) {
      faults.add(element.place, fmt::format("a filter must be an object, not {}", show(element)));
      continue;
    }
    Entry<FilterNode> entry{{}, element.place, {}, false};
    if (is_nested_group(element)) {
      entry.item.item = parse_group(element, depth + 1, faults);
    } else {
      entry.item.item = parse_filter(element, faults);
    }
    read_order(element, "filter_order", entry, faults);
    entries.push_back(std::move(entry));
  }
  return in_evaluation_order(std::move(entries), "filter_order", faults);
}

}  // namespace

std::vector<FilterNode> parse_filter_list(const JsonValue& list, std::string_view key, Faults& faults) {
  return parse_values(list, key, 1, faults);
}

std::vector<FilterGroup> parse_filters(const JsonValue& filters, Faults& faults) {
  if (filters.kind != JsonValue::Kind::list) {
    faults.add(filters.place, fmt::format("filters must be a list of filter groups, not {}", show(filters)));
    return {};
  }
  std::vector<Entry<FilterGroup>> entries;
  for (const JsonValue& element : filters.elements()) {
    Entry<FilterGroup> entry{parse_group(element, 1, faults), element.place, {}, false};
    if (element.kind != JsonValue::Kind::object) continue;
    read_order(element, "filter_group_order", entry, faults);
    entries.push_back(std::move(entry));
  }
  return in_evaluation_order(std::move(entries), "filter_group_order", faults);
}

}  // namespace audience
