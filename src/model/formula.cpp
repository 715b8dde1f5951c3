// A document as one line that says every bracket.
#include "model/formula.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "json/json_writer.hpp"
#include "model/date_part.hpp"
#include "model/describe.hpp"
#include "model/document.hpp"

namespace audience {
namespace {

constexpr std::array<std::string_view, 13> words{"and",     "or",    "not",        "in",     "all",
                                                 "between", "is",    "contains",   "starts", "ends",
                                                 "where",   "limit", "anniversary"};

std::string quoted(std::string_view text) {
  std::string json;
  append_json_text(json, text);
  return json;
}

/// As it is where no reader could take it for anything else, else in quotes.
std::string name_text(std::string_view name) {
  bool plain = !name.empty() && std::find(words.begin(), words.end(), name) == words.end();
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool further = (c >= '0' && c <= '9') || c == '-';
    plain = plain && (letter || (i > 0 && further));
  }
  return plain ? std::string(name) : quoted(name);
}

/// A part of a date as that: `birthday.month`.
std::string attribute_text(std::string_view name) {
  const auto dotted = split_dotted(name);
  if (!dotted || !parse_date_part(dotted->part)) return name_text(name);
  return fmt::format("{}.{}", name_text(dotted->date), dotted->part);
}

std::string value_text(const Literal& literal) {
  if (const auto* boolean = std::get_if<bool>(&literal.value)) return *boolean ? "true" : "false";
  if (const auto* number = std::get_if<Decimal>(&literal.value)) return number->to_text();
  if (const auto* text = std::get_if<std::string>(&literal.value)) return quoted(*text);
  return "null";
}

std::string list_text(const Filter& filter) {
  std::string text;
  for (const Literal& literal : filter.values) text += (text.empty() ? "(" : ", ") + value_text(literal);
  return text + ")";
}

std::string end_text(const std::optional<Literal>& end) { return end ? value_text(*end) : "*"; }

std::string condition(const Filter& filter) {
  const std::string negation = filter.type.negated ? "not " : "";
  const std::string value = filter.value ? value_text(*filter.value) : "";
  switch (filter.type.test) {
    case Test::between:
      return fmt::format("{}between {} and {}", negation, end_text(filter.min_value),
                         end_text(filter.max_value));
    case Test::in:
      return negation + "in " + list_text(filter);
    case Test::all_in:
      return negation + "all in " + list_text(filter);
    case Test::equals:
      return negation + "= " + value;
    case Test::greater_than:
      return negation + "> " + value;
    case Test::greater_or_equal:
      return negation + ">= " + value;
    case Test::less_than:
      return negation + "< " + value;
    case Test::less_or_equal:
      return negation + "<= " + value;
    case Test::contains:
      return negation + "contains " + list_text(filter);
    case Test::starts_with:
      return negation + "starts with " + list_text(filter);
    case Test::ends_with:
      return negation + "ends with " + list_text(filter);
    case Test::anniversary:
      return negation + anniversary_text(filter.days.value_or(DayRange{}));
    case Test::is_null:
      return filter.type.negated ? "is known" : "is missing";
  }
  return "";
}

std::string filter_text(const Filter& filter) {
  if (is_audience(filter)) return "audience " + condition(filter);
  if (filter.entity == "customer") return attribute_text(filter.name) + " " + condition(filter);
  const auto named = split_window(filter.name);
  const std::string_view event = named ? named->event : std::string_view(filter.name);
  std::string text = fmt::format(
      "{}.{} {}", name_text(event),
      name_text(is_measure(filter) && !filter.value_name.empty() ? filter.value_name : filter.entity),
      condition(filter));
  if (named) text += fmt::format(" in the last {} days", named->days);
  if (filter.window) text += " " + describe(*filter.window);
  std::string where;
  for (const Filter& one : filter.where)
    where += (where.empty() ? "" : " and ") + attribute_text(one.name) + " " + condition(one);
  return where.empty() ? text : text + " where (" + where + ")";
}

std::string_view connector_text(Connector connector) {
  switch (connector) {
    case Connector::and_:
      return " and ";
    case Connector::or_:
      return " or ";
    case Connector::and_not:
      return " and not ";
    case Connector::or_not:
      return " or not ";
  }
  return " and ";
}

bool is_and(Connector connector) { return connector == Connector::and_ || connector == Connector::and_not; }

/// Joins from left to right; what stands to the left goes into brackets where `and` turns into `or` or back.
class Chain {
 public:
  void add(const std::string& item, Connector next) {
    if (count_++ == 0) {
      text_ = item;
    } else {
      if (count_ > 2 && is_and(last_) != is_and(connector_)) text_ = "(" + text_ + ")";
      text_ += std::string(connector_text(connector_)) + item;
      last_ = connector_;
    }
    connector_ = next;
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool is_joined() const { return count_ > 1; }

 private:
  std::string text_;
  int count_ = 0;
  Connector connector_ = Connector::and_, last_ = Connector::and_;
};

std::string group_text(const FilterGroup& group, bool alone) {
  Chain chain;
  for (const FilterNode& node : group.values) {
    if (const auto* filter = std::get_if<Filter>(&node.item)) {
      chain.add(filter_text(*filter), filter->connector);
    } else {
      const auto& nested = std::get<FilterGroup>(node.item);
      chain.add(group_text(nested, group.values.size() == 1), nested.connector);
    }
  }
  return chain.is_joined() && !alone ? "(" + chain.text() + ")" : chain.text();
}

/// A measure as among the filters: `purchases.sum_amount`.
std::string order_text(const std::string& order_by) {
  const std::size_t point = order_by.find('.');
  if (point == std::string::npos) return name_text(order_by);
  const std::string event = name_text(std::string_view(order_by).substr(0, point));
  const std::string measure = name_text(std::string_view(order_by).substr(point + 1));
  const bool plain = event.front() != '"' && measure.front() != '"';
  return plain ? event + "." + measure : quoted(order_by);
}

std::string limit_text(const Limit& limit) {
  std::string text = limit.percent ? fmt::format(" limit {}%", limit.percent->to_text())
                                   : fmt::format(" limit {}", limit.count);
  if (!limit.order_by.empty()) text += " by " + order_text(limit.order_by);
  if (limit.window) text += " " + describe(*limit.window);
  return text + (limit.descending ? " desc" : "");
}

}  // namespace

std::string formula(const Document& document) {
  if (document.is_uploaded) return "uploaded list";
  Chain chain;
  for (const FilterGroup& group : document.groups)
    chain.add(group_text(group, document.groups.size() == 1), group.connector);
  std::string text = document.groups.empty() ? "everyone" : chain.text();
  if (!document.limit) return text;
  return text + limit_text(*document.limit);
}

}  // namespace audience
