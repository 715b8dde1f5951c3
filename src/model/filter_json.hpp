// Filters as documents write them.
#pragma once

#include <functional>

#include "json/json_writer.hpp"
#include "model/filter.hpp"

namespace audience {

/// Writes filters with everything that may be left out in a document written out.
class FilterJson {
 public:
  /// `after_filter` adds members to each filter's object, if it is there.
  explicit FilterJson(JsonWriter& json, std::function<void()> after_filter = {})
      : json_(json), after_filter_(std::move(after_filter)) {}

  void groups(const std::vector<FilterGroup>& groups);  ///< as `filters` of a document
  void nodes(const std::vector<FilterNode>& nodes);     ///< as `values` of a group
  void window(const Window& window);                    ///< filter_window

 private:
  void text(std::string_view key, std::string_view value) { json_.text_member(key, value); }
  void integer(std::string_view key, std::int64_t value) { json_.integer_member(key, value); }
  void top_group(const FilterGroup& group);
  void nested_group(const FilterGroup& group);
  void filter(const Filter& filter);
  void filter_values(const Filter& filter);
  void where(const std::vector<Filter>& conditions);
  void list(const Filter& filter);
  void literal(const Literal* literal);
  JsonWriter& json_;
  std::function<void()> after_filter_;
};

}  // namespace audience
