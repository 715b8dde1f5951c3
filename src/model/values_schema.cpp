// Shapes by types of tests.
#include "model/values_schema.hpp"

namespace audience {
namespace {

using Names = std::vector<std::string>;

const Names list_tests{"IN"};
const Names text_tests{"CONTAINS", "STARTS_WITH", "ENDS_WITH"};
const Names order_tests{"GREATER_THAN", "GREATER_OR_EQUAL", "LESS_THAN", "LESS_OR_EQUAL"};

Names joined(Names first, const Names& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

class ValuesWriter {
 public:
  ValuesWriter(SchemaWriter& schema, const Values& values) : schema_(schema), values_(values) {}

  void write_tests() {
    const TestsOf& tests = values_.tests;
    schema_.member("properties", [&] { schema_.one_of("filter_type", tests.all()); });
    schema_.list("allOf", [&] {
      where_tests(tests.lists, &ValuesWriter::write_lists);
      where_tests(tests.values, &ValuesWriter::write_single);
      if (tests.bounds) where_tests({"BETWEEN"}, &ValuesWriter::write_bounds);
      if (tests.days) where_tests({"ANNIVERSARY"}, &ValuesWriter::write_days);
      where_tests({"IS_NULL"}, &ValuesWriter::write_nothing, values_.of_measure);
    });
  }

  void write_list() {
    schema_.text("type", "array");
    schema_.integer("minItems", 1);
    schema_.key("items");
    write_value();
  }

 private:
  void where_tests(const Names& tests, void (ValuesWriter::*filter_values)(), bool needed = true) {
    if (tests.empty()) return;
    schema_.where_one_of("filter_type", with_twins(tests), [&] {
      if (needed) schema_.texts("required", {"filter_values"});
      schema_.member("properties",
                     [&] { schema_.member("filter_values", [&] { (this->*filter_values)(); }); });
    });
  }

  void write_value() {
    schema_.object([&] {
      if (values_.offered.empty()) return schema_.reference(values_.definition);
      schema_.list("anyOf", [&] {
        schema_.object([&] { schema_.texts("enum", values_.offered); });
        schema_.object([&] { schema_.reference(values_.definition); });
      });
    });
  }

  void write_object(const Names& needed, const SchemaWriter::Content& further) {
    schema_.text("type", "object");
    schema_.boolean("additionalProperties", false);
    schema_.texts("required", values_.of_measure ? joined(needed, {"value_name"}) : needed);
    schema_.member("properties", [&] {
      schema_.one_of("value_name", values_.value_names);
      further();
    });
  }

  void write_lists() {
    if (!values_.of_measure) return write_list();
    write_object({"values"}, [&] { schema_.member("values", [&] { write_list(); }); });
  }

  void write_single() {
    write_object({"value"}, [&] {
      schema_.key("value");
      write_value();
    });
  }

  void write_bounds() {
    write_object({}, [&] {
      for (const char* end : {"min_value", "max_value"}) {
        schema_.member(end, [&] {
          schema_.list("anyOf", [&] {
            write_value();
            schema_.object([&] { schema_.text("type", "null"); });
          });
        });
      }
    });
    schema_.list("anyOf", [&] {
      for (const char* end : {"min_value", "max_value"}) schema_.object([&] { need(end); });
    });
  }

  /// Neither left out nor null.
  void need(const char* end) {
    schema_.texts("required", {end});
    schema_.member("properties", [&] {
      schema_.member(end, [&] { schema_.member("not", [&] { schema_.text("type", "null"); }); });
    });
  }

  void write_days() {
    write_object({"from_days", "to_days"}, [&] {
      for (const char* end : {"from_days", "to_days"}) {
        schema_.member(end, [&] {
          schema_.text("type", "integer");
          schema_.integer("minimum", -366);
          schema_.integer("maximum", 366);
        });
      }
    });
  }

  void write_nothing() {
    if (values_.of_measure) return write_object({}, [] {});
    schema_.text("type", "null");
  }

  SchemaWriter& schema_;
  const Values& values_;
};

}  // namespace

std::vector<std::string> with_twins(const std::vector<std::string>& tests) {
  std::vector<std::string> all;
  for (const std::string& test : tests) {
    all.push_back(test);
    all.push_back(test == "IS_NULL" ? "IS_NOT_NULL" : "NOT_" + test);
  }
  return all;
}

std::vector<std::string> TestsOf::all() const {
  std::vector<std::string> names = joined(lists, values);
  if (bounds) names.emplace_back("BETWEEN");
  if (days) names.emplace_back("ANNIVERSARY");
  names.emplace_back("IS_NULL");
  return with_twins(names);
}

TestsOf tests_of(ValueType type) {
  switch (type) {
    case ValueType::text:
      return {joined(list_tests, text_tests), {"EQUALS"}};
    case ValueType::boolean:
      return {list_tests, {"EQUALS"}};
    case ValueType::date:
      return {list_tests, joined({"EQUALS"}, order_tests), true, true};
    case ValueType::integer:
    case ValueType::number:
      return {list_tests, joined({"EQUALS"}, order_tests), true};
  }
  return {};
}

std::string_view definition_of(ValueType type) {
  switch (type) {
    case ValueType::text:
      return "text_value";
    case ValueType::boolean:
      return "boolean_value";
    case ValueType::date:
      return "date_value";
    case ValueType::integer:
    case ValueType::number:
      return "number_value";
  }
  return "text_value";
}

std::string_view definition_of(DatePart part) {
  switch (part) {
    case DatePart::month:
      return "month_value";
    case DatePart::day:
      return "day_value";
    case DatePart::weekday:
      return "weekday_value";
    case DatePart::month_day:
      return "month_day_value";
    default:
      return "number_value";
  }
}

void write_tests(SchemaWriter& schema, const Values& values) { ValuesWriter(schema, values).write_tests(); }
void write_list(SchemaWriter& schema, const Values& values) { ValuesWriter(schema, values).write_list(); }

}  // namespace audience
