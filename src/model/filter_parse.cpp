// Groups, filters, their connectors and their order.
#include "model/filter_parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "base/suggestion.hpp"
#include "json/json_fields.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

constexpr int max_group_depth = 16;

/// For who writes them beside the place they belong in.
const std::map<std::string, std::string> places_of_filter_keys{
    {"value_name", "filter_values"},
    {"value", "filter_values"},
    {"min_value", "filter_values"},
    {"max_value", "filter_values"},
    {"from_days", "filter_values"},
    {"to_days", "filter_values"},
    {"last_days", "filter_window"},
    {"from", "filter_window"},
    {"to", "filter_window"},
    {"from_days_ago", "filter_window"},
    {"to_days_ago", "filter_window"},
    {"calendar", "filter_window"},
    {"filter_group", "a group"},
    {"filter_group_order", "a group of the list filters"},
    {"next_group_connector", "a group of the list filters"},
    {"limit", "the document itself"},
    {"expect", "the document itself"},
    {"is_dynamic", "the document itself"},
    {"status", "the document itself"},
};

const std::map<std::string, std::string> places_of_group_keys{
    {"filter_name", "a filter, and filters in the values of a group"},
    {"filter_type", "a filter, and filters in the values of a group"},
    {"filter_entity", "a filter, and filters in the values of a group"},
    {"filter_values", "a filter, and filters in the values of a group"},
    {"filter_window", "a filter, and filters in the values of a group"},
    {"filter_where", "a filter, and filters in the values of a group"},
    {"limit", "the document itself"},
    {"expect", "the document itself"},
    {"is_dynamic", "the document itself"},
    {"status", "the document itself"},
};

const Keys group_keys{
    {"filter_group", "filter_group_order", "next_group_connector", "values"}, {}, &places_of_group_keys};
const Keys nested_group_keys{
    {"filter_group", "filter_order", "filter_value_connector", "values"}, {}, &places_of_group_keys};
const Keys filter_keys{
    {"filter_name", "filter_type", "filter_entity", "filter_value_connector", "filter_order", "filter_values",
     "filter_window", "filter_where"},
    {"count_before", "count_now", "filtered_percentage"},
    &places_of_filter_keys,
};

/// An entry of a list before the list is put in order.
template <typename Item>
struct Entry {
  Item item;
  JsonPlace place;
  std::optional<int> order;
  bool has_order = false;
  bool misspelt_order = false;
};

void set_order(FilterGroup& group, int order) { group.order = order; }
void set_order(FilterNode& node, int order) {
  std::visit([order](auto& item) { item.order = order; }, node.item);
}

template <typename Item>
void read_order(const JsonValue& object, std::string_view key, const Keys& keys, Entry<Item>& entry,
                Faults& faults) {
  const JsonValue* order = find_member(object, key);
  entry.misspelt_order = is_misspelt(object, key, keys, faults);
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
    if (ordered && !entry.has_order && !entry.misspelt_order) {
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
  std::replace(upper.begin(), upper.end(), '_', ' ');
  while (upper.ends_with(' ')) upper.pop_back();
  if (upper == "&&" || upper == "&") upper = "AND";
  if (upper == "||" || upper == "|") upper = "OR";
  const bool only_case = std::find(names.begin(), names.end(), upper) != names.end();
  std::string hint = only_case ? fmt::format("; write \"{}\"", upper)
                               : faults.hint(value->place, [&] { return did_you_mean(*text, names); });
  if (hint.empty()) hint = "; it must be AND, OR, AND NOT or OR NOT";
  faults.add(value->place, fmt::format("unknown connector {}{}", in_quotes(*text), hint));
  return Connector::and_;
}

/// What SQL and other tools write.
std::string_view type_of_other_tools(std::string_view name) {
  static const std::map<std::string_view, std::string_view> types{
      {"=", "EQUALS"},
      {"==", "EQUALS"},
      {"EQ", "EQUALS"},
      {"EQUAL", "EQUALS"},
      {"IS", "EQUALS"},
      {"!=", "NOT_EQUALS"},
      {"<>", "NOT_EQUALS"},
      {"NE", "NOT_EQUALS"},
      {"NEQ", "NOT_EQUALS"},
      {"IS_NOT", "NOT_EQUALS"},
      {">", "GREATER_THAN"},
      {"GT", "GREATER_THAN"},
      {">=", "GREATER_OR_EQUAL"},
      {"GTE", "GREATER_OR_EQUAL"},
      {"GE", "GREATER_OR_EQUAL"},
      {"<", "LESS_THAN"},
      {"LT", "LESS_THAN"},
      {"<=", "LESS_OR_EQUAL"},
      {"LTE", "LESS_OR_EQUAL"},
      {"LE", "LESS_OR_EQUAL"},
      {"LIKE", "CONTAINS"},
      {"INCLUDES", "CONTAINS"},
      {"BEGINS_WITH", "STARTS_WITH"},
      {"PREFIX", "STARTS_WITH"},
      {"SUFFIX", "ENDS_WITH"},
      {"RANGE", "BETWEEN"},
      {"ANY_OF", "IN"},
      {"ONE_OF", "IN"},
      {"IN_LIST", "IN"},
      {"ALL_OF", "ALL_IN"},
      {"NONE_OF", "NOT_IN"},
      {"NULL", "IS_NULL"},
      {"MISSING", "IS_NULL"},
      {"EMPTY", "IS_NULL"},
      {"IS_MISSING", "IS_NULL"},
      {"IS_EMPTY", "IS_NULL"},
      {"EXISTS", "IS_NOT_NULL"},
      {"NOT_NULL", "IS_NOT_NULL"},
      {"NOT_IS_NULL", "IS_NOT_NULL"},
      {"NOT_EMPTY", "IS_NOT_NULL"},
  };
  std::string word;
  for (const char c : name) {
    const bool parts = c == ' ' || c == '-';
    word += static_cast<char>(parts ? '_' : std::toupper(static_cast<unsigned char>(c)));
  }
  const auto type = types.find(word);
  return type == types.end() ? std::string_view() : type->second;
}

bool read_filter_type(const JsonValue& value, Filter& filter, Faults& faults) {
  filter.type_place = value.place;
  const auto name = read_text(value, "filter_type", faults);
  if (!name) return false;
  const auto type = parse_filter_type(*name);
  if (!type) {
    std::string hint = faults.hint(value.place, [&] { return did_you_mean(*name, filter_type_names()); });
    if (const std::string_view other = type_of_other_tools(*name); !other.empty())
      hint = fmt::format("; did you mean \"{}\"?", other);
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

void read_values(const JsonValue& object, const Keys& keys, Filter& filter, Faults& faults) {
  if (is_misspelt(object, "filter_values", keys, faults)) {
    filter.unreadable = true;
  } else {
    read_filter_values(find_member(object, "filter_values"), filter, faults);
  }
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
    if (const JsonValue* name = require_member(object, "filter_name", keys, faults)) {
      condition.name_place = name->place;
      condition.name = read_name(*name, "filter_name", faults).value_or("");
    }
    const JsonValue* type = require_member(object, "filter_type", keys, faults);
    if (type == nullptr || !read_filter_type(*type, condition, faults)) {
      condition.unreadable = true;
    } else {
      read_values(object, keys, condition, faults);
    }
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

Filter parse_filter(const JsonValue& object, Faults& faults) {
  Filter filter = filter_at(object.place);
  check_object(object, "a filter", filter_keys, faults);
  if (const JsonValue* name = require_member(object, "filter_name", filter_keys, faults)) {
    filter.name_place = name->place;
    filter.name = read_name(*name, "filter_name", faults).value_or("");
  }
  filter.entity = "customer";
  if (const JsonValue* entity = find_member(object, "filter_entity")) {
    filter.entity_place = entity->place;
    const auto text = read_name(*entity, "filter_entity", faults);
    filter.unreadable = !text;
    filter.entity = text.value_or("customer");
  } else {
    filter.unreadable = is_misspelt(object, "filter_entity", filter_keys, faults);
  }
  filter.connector = read_connector(object, "filter_value_connector", faults);
  if (const JsonValue* window = find_member(object, "filter_window")) {
    filter.window = parse_window(*window, faults);
  }
  if (const JsonValue* where = find_member(object, "filter_where")) {
    filter.where = parse_conditions(*where, faults);
  }
  const JsonValue* type = require_member(object, "filter_type", filter_keys, faults);
  if (type == nullptr || !read_filter_type(*type, filter, faults)) {
    filter.unreadable = true;
    return filter;
  }
  read_values(object, filter_keys, filter, faults);
  return filter;
}

std::vector<FilterNode> parse_values(const JsonValue& values, std::string_view key, int depth,
                                     Faults& faults);

/// A filter where a group is looked for.
bool is_filter(const JsonValue& object) {
  return find_member(object, "filter_name") != nullptr && find_member(object, "filter_type") != nullptr &&
         find_member(object, "filter_group") == nullptr && find_member(object, "values") == nullptr;
}

FilterGroup parse_group(const JsonValue& object, int depth, Faults& faults) {
  const bool nested = depth > 1;
  FilterGroup group;
  group.place = object.place;
  const Keys& keys = nested ? nested_group_keys : group_keys;
  if (is_filter(object)) {
    faults.add(
        object.place,
        "a filter stands in the values of a group: write {\"filter_group\": \"…\", \"values\": [ … ]} around "
        "it");
    return group;
  }
  if (!check_object(object, "a filter group", keys, faults)) return group;
  if (const JsonValue* name = require_member(object, "filter_group", keys, faults)) {
    group.name = read_name(*name, "filter_group", faults).value_or("");
  }
  group.connector =
      read_connector(object, nested ? "filter_value_connector" : "next_group_connector", faults);
  if (depth > max_group_depth) {
    faults.add(object.place, fmt::format("filter groups are nested deeper than {} levels", max_group_depth));
  } else if (const JsonValue* values = require_member(object, "values", keys, faults)) {
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
    Entry<FilterNode> entry{{}, element.place, {}};
    const bool is_group = is_nested_group(element);
    if (is_group) {
      entry.item.item = parse_group(element, depth + 1, faults);
    } else {
      entry.item.item = parse_filter(element, faults);
    }
    read_order(element, "filter_order", is_group ? nested_group_keys : filter_keys, entry, faults);
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
    Entry<FilterGroup> entry{parse_group(element, 1, faults), element.place, {}};
    if (element.kind != JsonValue::Kind::object) continue;
    read_order(element, "filter_group_order", group_keys, entry, faults);
    entries.push_back(std::move(entry));
  }
  return in_evaluation_order(std::move(entries), "filter_group_order", faults);
}

}  // namespace audience
