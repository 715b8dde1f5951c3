// The part of a document's schema that says which tests a value takes, and in which shapes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audience/column.hpp"
#include "json/schema_writer.hpp"
#include "model/date_part.hpp"

namespace audience {

/// The tests of a type by the shapes of their filter_values, without their twins.
struct TestsOf {
  std::vector<std::string> lists, values;
  bool bounds = false, days = false;
  [[nodiscard]] std::vector<std::string> all() const;  ///< with twins, IS_NULL among them
};
TestsOf tests_of(ValueType type);
/// Each with its NOT_ behind it.
std::vector<std::string> with_twins(const std::vector<std::string>& tests);

/// The definition of a value's schema.
std::string_view definition_of(ValueType type);
std::string_view definition_of(DatePart part);

/// What the values of one name are.
struct Values {
  TestsOf tests;
  std::string_view definition;
  std::vector<std::string> value_names;
  std::vector<std::string> offered{};
  bool of_measure = false;  ///< its value_name is needed, and a list stands under `values`
};

/// Members of a filter's schema: its filter_type, and for each the filter_values.
void write_tests(SchemaWriter& schema, const Values& values);
/// Members of the schema of a list of such values.
void write_list(SchemaWriter& schema, const Values& values);

}  // namespace audience
