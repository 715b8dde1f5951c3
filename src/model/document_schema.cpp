// What does not depend on a catalog lies in two files as JSON; around it the names of the catalog with their
// types, a condition for each.
#include "model/document_schema.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "base/wording.hpp"
#include "model/date_part.hpp"
#include "model/measure_binding.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

/// The value of a first member, then whole members: of `name`, and of `$schema`.
constexpr std::string_view definitions =
#include "model/document_schema.inc"
    ;
constexpr std::string_view top_properties =
#include "model/document_schema_top.inc"
    ;

using Names = std::vector<std::string>;

/// A window's days, 1 to 36500.
constexpr std::string_view days_pattern =
    "0*([1-9][0-9]{0,3}|[12][0-9]{4}|3[0-5][0-9]{3}|36[0-4][0-9]{2}|36500)";

std::string in_pattern(std::string_view text) {
  constexpr std::string_view special = "\\^$.|?*+()[]{}/-";
  std::string pattern;
  for (const char c : text) {
    if (c != '-' && c != '/' && special.find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

/// The tests that a type of values takes, without their twins.
enum class Tests { of_texts, of_numbers, of_booleans, of_dates, of_lists };

Names with_twins(const Names& tests) {
  Names all;
  for (const std::string& test : tests) {
    all.push_back(test);
    all.push_back(test == "IS_NULL" ? "IS_NOT_NULL" : "NOT_" + test);
  }
  return all;
}

const Names list_tests{"IN"};
const Names text_tests{"CONTAINS", "STARTS_WITH", "ENDS_WITH"};
const Names order_tests{"GREATER_THAN", "GREATER_OR_EQUAL", "LESS_THAN", "LESS_OR_EQUAL"};

struct TestsOf {
  Names lists, values;
  bool bounds = false, days = false;
  [[nodiscard]] Names all() const {
    Names names = lists;
    names.insert(names.end(), values.begin(), values.end());
    if (bounds) names.emplace_back("BETWEEN");
    if (days) names.emplace_back("ANNIVERSARY");
    names.emplace_back("IS_NULL");
    return with_twins(names);
  }
};

Names joined(Names first, const Names& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
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

/// What the values of one name are.
struct Values {
  TestsOf tests;
  std::string_view definition;
  Names value_names;  ///< what a value_name may be; empty: what the filter is called
  Names offered{};
  bool of_measure = false;  ///< its value_name is needed, and a list stands under `values`
};

class SchemaWriter {
 public:
  SchemaWriter(JsonWriter& json, const Catalog& catalog, const OfferedNames& offered)
      : json_(json), catalog_(catalog), offered_(offered) {}

  void write() {
    object([&] {
      text("$schema", json_schema_dialect);
      text("title", "Audience document");
      text("description", "Whom an audience holds: filters on customers and their events.");
      text("type", "object");
      json_.texts_member("required", {"audience_name", "filters"});
      json_.boolean_member("additionalProperties", false);
      member("properties", [&] {
        json_.key("$schema");
        json_.raw(top_properties);
        member("limit", [&] { write_limit(); });
      });
      member("definitions", [&] {
        json_.key("name");
        json_.raw(definitions);
        member("filter", [&] { write_filter(); });
        for (const Event& event : catalog_.events)
          member("condition of " + event.name, [&] { write_condition(event); });
      });
    });
  }

 private:
  void object(const std::function<void()>& members) {
    json_.begin_object();
    members();
    json_.end_object();
  }
  void member(std::string_view name, const std::function<void()>& members) {
    json_.key(name);
    object(members);
  }
  void list(std::string_view name, const std::function<void()>& elements) {
    json_.key(name);
    json_.begin_array();
    elements();
    json_.end_array();
  }
  void text(std::string_view name, std::string_view value) { json_.text_member(name, value); }
  void reference(std::string_view definition) { text("$ref", fmt::format("#/definitions/{}", definition)); }
  void forbid(std::string_view name) { json_.boolean_member(name, false); }

  void constant(std::string_view name, std::string_view value) {
    member(name, [&] { text("const", value); });
  }
  void one_of(std::string_view name, const Names& values) {
    member(name, [&] { json_.texts_member("enum", values); });
  }

  /// `{"if": …, "then": …}`, where the key has one of the values.
  void where_one_of(std::string_view key, const Names& values, const std::function<void()>& then) {
    object([&] {
      member("if", [&] {
        json_.texts_member("required", {std::string(key)});
        member("properties", [&] { one_of(key, values); });
      });
      member("then", then);
    });
  }
  void where_matches(std::string_view key, const std::string& pattern, const std::function<void()>& then) {
    object([&] {
      member("if", [&] {
        json_.texts_member("required", {std::string(key)});
        member("properties", [&] { member(key, [&] { text("pattern", pattern); }); });
      });
      member("then", then);
    });
  }

  void write_value(const Values& values) {
    object([&] {
      if (values.offered.empty()) return reference(values.definition);
      list("anyOf", [&] {
        object([&] { json_.texts_member("enum", values.offered); });
        object([&] { reference(values.definition); });
      });
    });
  }

  void write_value_name(const Values& values) {
    json_.key("value_name");
    object([&] { json_.texts_member("enum", values.value_names); });
  }

  /// The `filter_values` of a type of test.
  void where_tests(const Names& tests, const std::function<void()>& filter_values, bool needed) {
    if (tests.empty()) return;
    where_one_of("filter_type", with_twins(tests), [&] {
      if (needed) json_.texts_member("required", {"filter_values"});
      member("properties", [&] { member("filter_values", filter_values); });
    });
  }

  void write_object(const Values& values, const Names& needed, const std::function<void()>& further) {
    text("type", "object");
    json_.boolean_member("additionalProperties", false);
    json_.texts_member("required", values.of_measure ? joined(needed, {"value_name"}) : needed);
    member("properties", [&] {
      write_value_name(values);
      further();
    });
  }

  void write_list(const Values& values) {
    text("type", "array");
    json_.integer_member("minItems", 1);
    json_.key("items");
    write_value(values);
  }

  void write_bounds(const Values& values) {
    write_object(values, {}, [&] {
      for (const char* end : {"min_value", "max_value"}) {
        member(end, [&] {
          list("anyOf", [&] {
            write_value(values);
            object([&] { text("type", "null"); });
          });
        });
      }
    });
    list("anyOf", [&] {
      for (const char* end : {"min_value", "max_value"}) {
        object([&] {
          json_.texts_member("required", {end});
          member("properties", [&] { member(end, [&] { member("not", [&] { text("type", "null"); }); }); });
        });
      }
    });
  }

  void write_days(const Values& values) {
    write_object(values, {"from_days", "to_days"}, [&] {
      for (const char* end : {"from_days", "to_days"}) {
        member(end, [&] {
          text("type", "integer");
          json_.integer_member("minimum", -366);
          json_.integer_member("maximum", 366);
        });
      }
    });
  }

  /// The types and shapes of tests that these values take: members of a schema of a filter.
  void write_tests(const Values& values) {
    member("properties", [&] { one_of("filter_type", values.tests.all()); });
    list("allOf", [&] {
      if (values.of_measure) {
        where_tests(
            values.tests.lists,
            [&] { write_object(values, {"values"}, [&] { member("values", [&] { write_list(values); }); }); },
            true);
      } else {
        where_tests(
            values.tests.lists, [&] { write_list(values); }, true);
      }
      where_tests(
          values.tests.values,
          [&] {
            write_object(values, {"value"}, [&] {
              json_.key("value");
              write_value(values);
            });
          },
          true);
      if (values.tests.bounds)
        where_tests(
            {"BETWEEN"}, [&] { write_bounds(values); }, true);
      if (values.tests.days)
        where_tests(
            {"ANNIVERSARY"}, [&] { write_days(values); }, true);
      where_tests(
          {"IS_NULL"},
          [&] {
            if (values.of_measure) {
              write_object(values, {}, [] {});
            } else {
              text("type", "null");
            }
          },
          values.of_measure);
    });
  }

  /// A schema that all of these must fit.
  void all_of(const std::vector<std::function<void()>>& schemas) {
    list("allOf", [&] {
      for (const auto& schema : schemas) object(schema);
    });
  }

  void write_filter() {
    text("type", "object");
    text("description", "Whom it finds: those for whom the test of the attribute or the events holds.");
    json_.texts_member("required", {"filter_name", "filter_type"});
    json_.boolean_member("additionalProperties", false);
    member("properties", [&] {
      member("filter_name", [&] { write_filter_names(); });
      member("filter_entity", [&] {
        text("description",
             "`customer` of attributes; of events a column, or the event itself for a measure.");
        reference_in_all("name");
      });
      member("filter_type", [&] {
        text("description",
             "The test. NOT_ before it finds everyone else, whose value is missing among them.");
        json_.texts_member("enum", filter_type_names());
      });
      member("filter_values", [&] { text("description", "What is compared with."); });
      member("filter_value_connector", [&] { reference("connector"); });
      member("filter_order", [&] { reference("order"); });
      member("filter_window", [&] { reference("window"); });
      member("filter_where", [&] {
        text("description", "Conditions on the events that count, all of them.");
        text("type", "array");
        json_.integer_member("minItems", 1);
      });
      for (const char* computed : {"count_before", "count_now", "filtered_percentage"})
        member(computed, [] {});
    });
    list("allOf", [&] {
      for (const Attribute& attribute : catalog_.attributes) write_attribute(attribute);
      for (const Event& event : catalog_.events) write_event(event);
      if (!means_data("audience")) write_audiences();
      if (!means_data("bucket")) write_buckets();
    });
  }

  void reference_in_all(std::string_view definition) {
    list("allOf", [&] { object([&] { reference(definition); }); });
  }

  [[nodiscard]] bool means_data(std::string_view name) const {
    return catalog_.find_attribute(name) != nullptr || catalog_.find_event(name) != nullptr;
  }

  /// What a filter may call the attribute.
  [[nodiscard]] Names names_of(const Attribute& attribute) const {
    Names names{attribute.name};
    if (attribute.column != attribute.name && catalog_.find_attribute(attribute.column) == &attribute)
      names.push_back(attribute.column);
    return names;
  }

  [[nodiscard]] std::string description_of(const Attribute& attribute) const {
    std::string words = fmt::format("{}, {}", attribute.group, audience::name_of(attribute.type));
    const auto range = offered_.ranges.find(attribute.name);
    if (range != offered_.ranges.end()) words += ": " + range->second;
    return words;
  }

  [[nodiscard]] static std::string pattern_of(const Event& event) {
    return fmt::format("^{}(-{}-days)?$", in_pattern(event.name), days_pattern);
  }

  [[nodiscard]] std::string parts_pattern(const Attribute& date) const {
    std::string dates;
    for (const std::string& name : names_of(date)) dates += (dates.empty() ? "" : "|") + in_pattern(name);
    return fmt::format("^({})\\.({})$", dates, fmt::join(date_part_names(), "|"));
  }

  void write_filter_names() {
    text("description",
         "An attribute, a part of a date (birthday.month), an event with or without its window "
         "(purchases-180-days), audience, or bucket.");
    Names names, descriptions;
    for (const Attribute& attribute : catalog_.attributes) {
      for (const std::string& name : names_of(attribute)) {
        names.push_back(name);
        descriptions.push_back(description_of(attribute));
      }
    }
    for (const Event& event : catalog_.events) {
      names.push_back(event.name);
      descriptions.push_back(event.group + ", event");
      names.push_back(event.name + "-90-days");
      descriptions.push_back(event.group + ", event of the last 90 days");
    }
    for (const char* name : {"audience", "bucket"}) {
      if (means_data(name)) continue;
      names.emplace_back(name);
      descriptions.emplace_back(std::string_view(name) == "audience" ? "members of other audiences"
                                                                     : "a share of the customers by chance");
    }
    list("anyOf", [&] {
      object([&] {
        json_.texts_member("enum", names);
        json_.texts_member("enumDescriptions", descriptions);
      });
      for (const Event& event : catalog_.events) object([&] { typed_pattern(pattern_of(event)); });
      for (const Attribute& attribute : catalog_.attributes) {
        if (attribute.type == ValueType::date) object([&] { typed_pattern(parts_pattern(attribute)); });
      }
    });
  }

  void typed_pattern(const std::string& pattern) {
    text("type", "string");
    text("pattern", pattern);
  }

  void of_customer() {
    member("properties", [&] {
      constant("filter_entity", "customer");
      forbid("filter_window");
      forbid("filter_where");
    });
  }

  void write_attribute(const Attribute& attribute) {
    Names value_names = attribute.value_names;
    const auto found = offered_.values.find(attribute.name);
    const Values values{tests_of(attribute.type), definition_of(attribute.type), value_names,
                        found == offered_.values.end() ? Names() : found->second};
    where_one_of("filter_name", names_of(attribute), [&] {
      all_of({[&] { of_customer(); }, [&] { write_tests(values); }});
    });
    if (attribute.type != ValueType::date) return;
    for (const std::string& name : names_of(attribute)) {
      for (const std::string& part : date_part_names()) {
        const std::string dotted = name + "." + part;
        where_one_of("filter_name", {dotted}, [&] {
          all_of({[&] { of_customer(); }, [&] { write_part(part, {dotted, part}); }});
        });
      }
    }
  }

  void write_part(const std::string& part, const Names& value_names) {
    write_tests({tests_of(ValueType::integer), definition_of(*parse_date_part(part)), value_names});
  }

  void write_event(const Event& event) {
    if (catalog_.find_attribute(event.name) != nullptr) return;
    Names entities{event.name};
    for (const EventColumn& column : event.columns) entities.push_back(column.name);
    where_matches("filter_name", pattern_of(event), [&] {
      json_.texts_member("required", {"filter_entity"});
      member("properties", [&] {
        one_of("filter_entity", entities);
        member("filter_where", [&] { member("items", [&] { reference("condition of " + event.name); }); });
      });
      list("allOf", [&] {
        where_matches("filter_name", "-days$",
                      [&] { member("properties", [&] { forbid("filter_window"); }); });
        for (const EventColumn& column : event.columns) write_entity(column, event);
        where_one_of("filter_entity", {event.name}, [&] { write_measures(event); });
      });
    });
  }

  void write_entity(const EventColumn& column, const Event& event) {
    if (column.name == event.name) return;
    const Values values{{}, definition_of(column.type), {}};
    where_one_of("filter_entity", {column.name}, [&] {
      json_.texts_member("required", {"filter_values"});
      member("properties", [&] {
        one_of("filter_type", with_twins({"IN", "ALL_IN"}));
        member("filter_values", [&] { write_list(values); });
      });
      list("allOf", [&] {
        where_one_of("filter_type", with_twins({"ALL_IN"}), [&] {
          member("properties",
                 [&] { member("filter_values", [&] { json_.integer_member("maxItems", 100); }); });
        });
      });
    });
  }

  void write_measures(const Event& event) {
    Names numbers, dates;
    for (const std::string& name : measure_names(event))
      (is_date(name, event) ? dates : numbers).push_back(name);
    const auto write = [&](const Names& names, ValueType type) {
      TestsOf tests = tests_of(type);
      tests.days = false;
      write_tests({tests, definition_of(type), names, {}, true});
    };
    if (dates.empty()) return write(numbers, ValueType::number);
    list("anyOf", [&] {
      object([&] { write(numbers, ValueType::number); });
      object([&] { write(dates, ValueType::date); });
    });
  }

  static bool is_date(const std::string& measure, const Event& event) {
    if (!measure.starts_with("min_") && !measure.starts_with("max_")) return false;
    const EventColumn* column = event.find_column(std::string_view(measure).substr(4));
    return column != nullptr && column->type == ValueType::date;
  }

  void write_condition(const Event& event) {
    text("type", "object");
    json_.texts_member("required", {"filter_name", "filter_type"});
    json_.boolean_member("additionalProperties", false);
    Names names;
    for (const EventColumn& column : event.columns) {
      names.push_back(column.name);
      if (column.type != ValueType::date) continue;
      for (const std::string& part : date_part_names()) names.push_back(column.name + "." + part);
    }
    member("properties", [&] {
      one_of("filter_name", names);
      one_of("filter_type", filter_type_names());
      member("filter_values", [] {});
    });
    list("allOf", [&] {
      for (const EventColumn& column : event.columns) {
        where_one_of("filter_name", {column.name}, [&] {
          write_tests({tests_of(column.type), definition_of(column.type), {column.name}});
        });
        if (column.type != ValueType::date) continue;
        for (const std::string& part : date_part_names()) {
          const std::string dotted = column.name + "." + part;
          where_one_of("filter_name", {dotted}, [&] { write_part(part, {dotted}); });
        }
      }
    });
  }

  void write_audiences() {
    where_one_of("filter_name", {"audience"}, [&] {
      json_.texts_member("required", {"filter_entity", "filter_values"});
      member("properties", [&] {
        constant("filter_entity", "audience_id");
        one_of("filter_type", with_twins({"IN", "ALL_IN"}));
        member("filter_values", [&] { write_list({{}, "text_value", {}, offered_.audiences}); });
        forbid("filter_window");
        forbid("filter_where");
      });
    });
  }

  void write_buckets() {
    where_one_of("filter_name", {"bucket"}, [&] {
      json_.texts_member("required", {"filter_entity"});
      member("properties", [&] {
        member("filter_entity", [&] {
          text("description", "A salt: another one splits the customers independently.");
          member("not", [&] { text("const", "customer"); });
        });
        forbid("filter_window");
        forbid("filter_where");
      });
      list("allOf", [&] {
        object([&] { write_tests({tests_of(ValueType::number), "number_value", {"bucket"}}); });
      });
    });
  }

  void write_limit() {
    text("description", "Keeps the first of an order.");
    text("type", "object");
    json_.boolean_member("additionalProperties", false);
    Names attributes, measures;
    for (const Attribute& attribute : catalog_.attributes) {
      for (const std::string& name : names_of(attribute)) attributes.push_back(name);
    }
    std::string events;
    for (const Event& event : catalog_.events) {
      std::string names;
      for (const std::string& measure : measure_names(event)) {
        names += (names.empty() ? "" : "|") + in_pattern(measure);
        measures.push_back(fmt::format("{}.{}", event.name, measure));
      }
      events += fmt::format("{}{}(-{}-days)?\\.({})", events.empty() ? "" : "|", in_pattern(event.name),
                            days_pattern, names);
    }
    const std::string of_measure = fmt::format("^({})$", events);
    member("properties", [&] {
      member("count", [&] {
        text("type", "integer");
        json_.integer_member("minimum", 1);
        json_.integer_member("maximum", 2'000'000'000);
      });
      member("percent", [&] {
        text("description", "Of those whom the filters leave, rounded up.");
        text("type", "number");
        json_.integer_member("exclusiveMinimum", 0);
        json_.integer_member("maximum", 100);
      });
      member("order_by", [&] {
        text("description", "An attribute, or a measure of an event; else the customer's id.");
        list("anyOf", [&] {
          object([&] { json_.texts_member("enum", joined(attributes, measures)); });
          object([&] { typed_pattern(of_measure); });
        });
      });
      one_of("direction", {"asc", "desc"});
      member("filter_window", [&] { reference("window"); });
    });
    list("oneOf", [&] {
      for (const char* size : {"count", "percent"}) object([&] { json_.texts_member("required", {size}); });
    });
    list("allOf", [&] {
      object([&] {
        member("if", [&] { json_.texts_member("required", {"filter_window"}); });
        member("then", [&] {
          json_.texts_member("required", {"order_by"});
          member("properties", [&] {
            member("order_by", [&] {
              text("pattern", of_measure);
              member("not", [&] { text("pattern", fmt::format("-{}-days\\.", days_pattern)); });
            });
          });
        });
      });
    });
  }

  JsonWriter& json_;
  const Catalog& catalog_;
  const OfferedNames& offered_;
};

}  // namespace

void write_document_schema(JsonWriter& json, const Catalog& catalog, const OfferedNames& offered) {
  SchemaWriter(json, catalog, offered).write();
}

}  // namespace audience
