// The names of filter types and connectors.
#include "model/filter.hpp"

#include <array>
#include <utility>

namespace audience {
namespace {

constexpr std::array<std::pair<Test, std::string_view>, 13> test_names{{
    {Test::between, "BETWEEN"},
    {Test::in, "IN"},
    {Test::all_in, "ALL_IN"},
    {Test::equals, "EQUALS"},
    {Test::greater_than, "GREATER_THAN"},
    {Test::greater_or_equal, "GREATER_OR_EQUAL"},
    {Test::less_than, "LESS_THAN"},
    {Test::less_or_equal, "LESS_OR_EQUAL"},
    {Test::contains, "CONTAINS"},
    {Test::starts_with, "STARTS_WITH"},
    {Test::ends_with, "ENDS_WITH"},
    {Test::is_null, "IS_NULL"},
    {Test::anniversary, "ANNIVERSARY"},
}};

}  // namespace

std::string name_of(FilterType type) {
  if (type == FilterType{Test::is_null, true}) return "IS_NOT_NULL";
  for (const auto& [test, name] : test_names) {
    if (test == type.test) return (type.negated ? "NOT_" : "") + std::string(name);
  }
  return "";
}

bool is_text_match(Test test) {
  return test == Test::contains || test == Test::starts_with || test == Test::ends_with;
}

std::optional<FilterType> parse_filter_type(std::string_view name) {
  for (const auto& entry : test_names) {
    for (const bool negated : {false, true}) {
      const FilterType type{entry.first, negated};
      if (name_of(type) == name) return type;
    }
  }
  return std::nullopt;
}

const std::vector<std::string>& filter_type_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& entry : test_names) {
      all.push_back(name_of(FilterType{entry.first, false}));
      all.push_back(name_of(FilterType{entry.first, true}));
    }
    return all;
  }();
  return names;
}

bool is_measure(const Filter& filter) {
  if (filter.entity == "customer") return false;
  if (filter.entity == filter.name) return true;
  const auto windowed = split_window(filter.name);
  return windowed && windowed->event == filter.entity;
}

bool is_bucket(const Filter& filter) { return filter.name == "bucket" && filter.entity != "customer"; }

bool is_audience(const Filter& filter) { return filter.name == "audience" && filter.entity == "audience_id"; }

std::string_view name_of(Connector connector) {
  switch (connector) {
    case Connector::and_:
      return "AND";
    case Connector::or_:
      return "OR";
    case Connector::and_not:
      return "AND NOT";
    case Connector::or_not:
      return "OR NOT";
  }
  return "AND";
}

}  // namespace audience
