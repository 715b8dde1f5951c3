// Random documents as a user would write them.
#include <fmt/format.h>

#include <algorithm>

#include "random_document.hpp"

namespace audience::oracle {
namespace {

std::string member(const std::string& key, const std::string& json) {
  return fmt::format("\"{}\": {}", key, json);
}
std::string text_member(const std::string& key, const std::string& text) {
  return fmt::format("\"{}\": \"{}\"", key, text);
}
std::string object(const std::vector<std::string>& members) {
  return fmt::format("{{{}}}", fmt::join(members, ", "));
}

std::string type_name(const Filter& filter, const Condition& condition) {
  static const std::vector<std::string> names{
      "BETWEEN",       "IN",       "EQUALS",      "GREATER_THAN", "GREATER_OR_EQUAL", "LESS_THAN",
      "LESS_OR_EQUAL", "CONTAINS", "STARTS_WITH", "ENDS_WITH",    "IS_NULL",          "ANNIVERSARY"};
  if (condition.test == Test::is_null) return condition.negated ? "IS_NOT_NULL" : "IS_NULL";
  const std::string name = filter.all ? "ALL_IN" : names[static_cast<std::size_t>(condition.test)];
  return condition.negated ? "NOT_" + name : name;
}

bool takes_list(Test test) {
  return test == Test::in || test == Test::contains || test == Test::starts_with || test == Test::ends_with;
}

std::string list_json(const Condition& condition) {
  std::vector<std::string> values;
  for (const Literal& literal : condition.values) values.push_back(literal.json);
  return fmt::format("[{}]", fmt::join(values, ", "));
}

/// The two shapes with names: `{value_name, value}` and `{value_name, min_value, max_value}`.
std::vector<std::string> named_values(const Condition& condition, Random& random) {
  if (condition.test == Test::anniversary) {
    return {member("from_days", std::to_string(condition.from_days)),
            member("to_days", std::to_string(condition.to_days))};
  }
  if (condition.test != Test::between) return {member("value", condition.values.front().json)};
  std::vector<std::string> ends;
  const auto add = [&](const char* key, const std::optional<Literal>& end) {
    if (end || chance(random, 50)) ends.push_back(member(key, end ? end->json : "null"));
  };
  add("min_value", condition.low);
  add("max_value", condition.high);
  return ends;
}

/// Appends filter_values where the condition takes any.
void add_values(std::vector<std::string>& members, const Condition& condition, const std::string& value_name,
                Random& random) {
  if (condition.test == Test::is_null) return;
  if (takes_list(condition.test)) {
    members.push_back(member("filter_values", list_json(condition)));
    return;
  }
  std::vector<std::string> values = named_values(condition, random);
  if (chance(random, 50)) values.push_back(text_member("value_name", value_name));
  members.push_back(member("filter_values", object(values)));
}

std::string with_part(const std::string& column, std::optional<Part> part) {
  static const std::vector<std::string> names{"year", "month", "day", "month_day", "weekday", "age_years"};
  return part ? column + "." + names[static_cast<std::size_t>(*part)] : column;
}

std::string measure_name(const Measure& measure) {
  static const std::vector<std::string> names{
      "count", "distinct_days", "days_since_last", "days_since_first", "sum_", "avg_",
      "min_",  "max_",          "distinct_"};
  const std::string& name = names[static_cast<std::size_t>(measure.kind)];
  if (measure.kind < Measure::Kind::sum) return name;
  return name + (measure.column < purchase_columns.size() ? purchase_columns[measure.column].name : "amount");
}

void add_measure_values(std::vector<std::string>& members, const Filter& filter, Random& random) {
  std::vector<std::string> values{text_member("value_name", measure_name(filter.measure))};
  if (takes_list(filter.condition.test)) {
    values.push_back(member("values", list_json(filter.condition)));
  } else if (filter.condition.test != Test::is_null) {
    for (const std::string& value : named_values(filter.condition, random)) values.push_back(value);
  }
  members.push_back(member("filter_values", object(values)));
}

void add_scope(std::vector<std::string>& members, const Scope& scope, Random& random) {
  if (!scope.window_json.empty()) members.push_back(member("filter_window", scope.window_json));
  if (scope.where.empty()) return;
  std::vector<std::string> conditions;
  for (const Where& where : scope.where) {
    const std::string column = with_part(purchase_columns[where.column].name, where.part);
    std::vector<std::string> condition{text_member("filter_name", column),
                                       text_member("filter_type", type_name({}, where.condition))};
    add_values(condition, where.condition, column, random);
    conditions.push_back(object(condition));
  }
  members.push_back(member("filter_where", fmt::format("[{}]", fmt::join(conditions, ", "))));
}

std::vector<std::string> filter_members(const Filter& filter, Random& random) {
  std::vector<std::string> members{text_member("filter_type", type_name(filter, filter.condition))};
  const auto add_name = [&](const std::string& name, const std::string& entity) {
    members.push_back(text_member("filter_name", name));
    members.push_back(text_member("filter_entity", entity));
  };
  switch (filter.kind) {
    case Filter::Kind::attribute: {
      const std::string column = with_part(attributes[filter.column].name, filter.part);
      const bool by_name = column == "clv_value" && chance(random, 50);
      members.push_back(text_member("filter_name", by_name ? "customer-lifetime-value" : column));
      if (chance(random, 50)) members.push_back(text_member("filter_entity", "customer"));
      add_values(members, filter.condition, by_name && chance(random, 50) ? "clv" : column, random);
      break;
    }
    case Filter::Kind::entity:
      add_name("purchases" + filter.scope.name_ending, purchase_columns[filter.column].name);
      add_values(members, filter.condition, "", random);
      break;
    case Filter::Kind::measure:
      add_name("purchases" + filter.scope.name_ending, "purchases");
      add_measure_values(members, filter, random);
      break;
    case Filter::Kind::bucket:
      add_name("bucket", filter.salt);
      add_values(members, filter.condition, "bucket", random);
      break;
    case Filter::Kind::audience:
      add_name("audience", "audience_id");
      add_values(members, filter.condition, "", random);
      break;
  }
  add_scope(members, filter.scope, random);
  return members;
}

/// The keys of a list's entries for their order and connector.
struct ListKeys {
  const char* order;
  const char* connector;
};

std::string list_of(const std::vector<Item>& items, const ListKeys& keys, Random& random) {
  static const std::vector<std::string> connectors{"AND", "OR", "AND NOT", "OR NOT"};
  std::vector<std::string> entries;
  const bool ordered = chance(random, 70);
  int order = pick(random, 0, 2);
  for (const Item& item : items) {
    std::vector<std::string> members;
    if (item.inner.empty()) {
      members = filter_members(item.filter, random);
    } else {
      members = {text_member("filter_group", "g"),
                 member("values", list_of(item.inner, {"filter_order", "filter_value_connector"}, random))};
    }
    if (ordered) members.push_back(member(keys.order, std::to_string(order)));
    order += pick(random, 1, 3);
    if (item.connector != Connector::and_ || chance(random, 50)) {
      members.push_back(text_member(keys.connector, connectors[static_cast<std::size_t>(item.connector)]));
    }
    std::shuffle(members.begin(), members.end(), random);
    entries.push_back(object(members));
  }
  if (ordered) std::shuffle(entries.begin(), entries.end(), random);
  return fmt::format("[{}]", fmt::join(entries, ",\n"));
}

std::string limit_json(const Limit& limit) {
  std::vector<std::string> members{
      limit.percent ? member("percent", fmt::format("{}.{:03}", *limit.percent / 1000, *limit.percent % 1000))
                    : member("count", std::to_string(limit.count))};
  if (limit.measure) {
    const Scope& scope = limit.measure->scope;
    members.push_back(text_member(
        "order_by", fmt::format("purchases{}.{}", scope.name_ending, measure_name(limit.measure->measure))));
    if (!scope.window_json.empty()) members.push_back(member("filter_window", scope.window_json));
  }
  if (limit.order_by) members.push_back(text_member("order_by", attributes[*limit.order_by].name));
  if (limit.descending) members.push_back(text_member("direction", *limit.descending ? "desc" : "asc"));
  return object(members);
}

}  // namespace

std::string to_json(const Document& document, Random& random) {
  std::vector<std::string> members{
      text_member("audience_name", "random"),
      member("filters", list_of(document.groups, {"filter_group_order", "next_group_connector"}, random))};
  if (document.limit) members.push_back(member("limit", limit_json(*document.limit)));
  return object(members);
}

std::size_t count_filters(const std::vector<Item>& items) {
  std::size_t count = 0;
  for (const Item& item : items) count += item.inner.empty() ? 1 : count_filters(item.inner);
  return count;
}

}  // namespace audience::oracle
