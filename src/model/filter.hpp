// The filter tree of an audience: what a document says, free of JSON, of SQL and of any catalog.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/decimal.hpp"
#include "json/fault.hpp"
#include "model/window.hpp"

namespace audience {

/// A value as the document wrote it.
struct Literal {
  std::variant<std::monostate, bool, Decimal, std::string> value;  ///< monostate is null
  JsonPlace place;
};

enum class Test {
  between,
  in,
  all_in,
  equals,
  greater_than,
  greater_or_equal,
  less_than,
  less_or_equal,
  contains,
  starts_with,
  ends_with,
  is_null,
  anniversary,
};

/// `NOT_IN` is {in, negated}; `IS_NOT_NULL` is {is_null, negated}.
struct FilterType {
  Test test = Test::in;
  bool negated = false;
  friend bool operator==(const FilterType&, const FilterType&) = default;
};

/// Whether it looks for a part of a text.
bool is_text_match(Test test);

std::optional<FilterType> parse_filter_type(std::string_view name);
std::string name_of(FilterType type);
const std::vector<std::string>& filter_type_names();  ///< all of them, for suggestions

enum class Connector { and_, or_, and_not, or_not };
std::string_view name_of(Connector connector);  ///< `AND`, `OR`, `AND NOT`, `OR NOT`

/// Days after that of as_of, both ends included; before it they are negative.
struct DayRange {
  int from = 0, to = 0;
};

/// One filter. Which of `values`, `value`, the bounds and `days` it has follows from its type.
struct Filter {
  std::string
      name;  ///< filter_name as written: an attribute, or an event with its window (`purchases-180-days`)
  std::string entity;  ///< filter_entity, `customer` where it was left out
  FilterType type;
  std::string value_name;        ///< as written or inferred; empty for lists, but for those of a measure
  std::vector<Literal> values;   ///< IN, ALL_IN, text types
  std::optional<Literal> value;  ///< comparisons
  std::optional<Literal> min_value, max_value;  ///< BETWEEN; null counts as left out
  std::optional<DayRange> days;                 ///< ANNIVERSARY
  std::optional<Window> window;                 ///< filter_window
  std::vector<Filter> where;  ///< filter_where: conditions on columns of the event, all of them; their
                              ///< name is the column, and they have no entity, order or connector
  int order = 0;
  Connector connector = Connector::and_;  ///< joins it to the next item of its group
  bool unreadable = false;  ///< its form is at fault, so that its values cannot be held against anything
  JsonPlace place, name_place, entity_place, type_place, value_name_place, values_place;
};

/// Whether it asks for a measure: its entity is the event itself (`purchases` of `purchases-180-days`).
bool is_measure(const Filter& filter);
/// Whether it asks for a bucket: its entity is the salt. Without one an attribute of that name is meant, and
/// where the catalog has an event of that name, the event.
bool is_bucket(const Filter& filter);
/// Whether it asks for members of other audiences.
bool is_audience(const Filter& filter);

struct FilterNode;

/// Filters in brackets. At the top level filter_group_order and next_group_connector; nested, filter_order
/// and filter_value_connector: both are `order` and `connector` here. `values` stand in evaluation order.
struct FilterGroup {
  std::string name;
  int order = 0;
  Connector connector = Connector::and_;
  std::vector<FilterNode> values;
  JsonPlace place;
};

struct FilterNode {
  std::variant<Filter, FilterGroup> item;
};

/// Calls `visit(filter)` for every filter of the groups, in document (evaluation) order.
template <typename Groups, typename Visit>
void for_each_filter(Groups& groups, Visit&& visit);

template <typename Group, typename Visit>
void for_each_filter_in(Group& group, Visit&& visit) {
  for (auto& node : group.values) {
    if (auto* filter = std::get_if<Filter>(&node.item)) {
      visit(*filter);
    } else {
      for_each_filter_in(std::get<FilterGroup>(node.item), visit);
    }
  }
}

template <typename Groups, typename Visit>
void for_each_filter(Groups& groups, Visit&& visit) {
  for (auto& group : groups) for_each_filter_in(group, visit);
}

}  // namespace audience
