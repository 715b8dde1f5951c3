// A condition for each name of the catalog.
#include "model/filter_schema.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/measure_binding.hpp"
#include "model/values_schema.hpp"

namespace audience {
namespace {

using Names = std::vector<std::string>;

class FilterWriter {
 public:
  FilterWriter(SchemaWriter& schema, const Catalog& catalog, const OfferedNames& offered)
      : schema_(schema), catalog_(catalog), offered_(offered) {}

  void write() {
    schema_.member("filter", [&] { write_filter(); });
    for (const Event& event : catalog_.events)
      schema_.member(condition_of(event), [&] { write_condition(event); });
  }

 private:
  /// By position: an event's name may hold what a reference must not.
  [[nodiscard]] std::string condition_of(const Event& event) const {
    return fmt::format("condition_{}", &event - catalog_.events.data() + 1);
  }
  void write_filter() {
    schema_.text("type", "object");
    schema_.text("description",
                 "Whom it finds: those for whom the test of the attribute or the events holds.");
    schema_.texts("required", {"filter_name", "filter_type"});
    schema_.boolean("additionalProperties", false);
    schema_.member("properties", [&] {
      schema_.member("filter_name", [&] { write_filter_names(); });
      schema_.member("filter_entity", [&] {
        schema_.text("description",
                     "`customer` of attributes; of events a column, or the event itself for a measure.");
        reference_in_all("name");
      });
      schema_.member("filter_type", [&] {
        schema_.text("description",
                     "The test. NOT_ before it finds everyone else, whose value is missing among them.");
        schema_.texts("enum", filter_type_names());
      });
      schema_.member("filter_values", [&] { schema_.text("description", "What is compared with."); });
      schema_.member("filter_value_connector", [&] { schema_.reference("connector"); });
      schema_.member("filter_order", [&] { schema_.reference("order"); });
      schema_.member("filter_window", [&] { schema_.reference("window"); });
      schema_.member("filter_where", [&] {
        schema_.text("description", "Conditions on the events that count, all of them.");
        schema_.text("type", "array");
        schema_.integer("minItems", 1);
      });
      for (const char* computed : {"count_before", "count_now", "filtered_percentage"})
        schema_.member(computed, [] {});
    });
    schema_.list("allOf", [&] {
      for (const Attribute& attribute : catalog_.attributes) write_attribute(attribute);
      for (const Event& event : catalog_.events) write_event(event);
      if (!means_data("audience")) write_audiences();
      if (!means_data("bucket")) write_buckets();
    });
  }

  void reference_in_all(std::string_view definition) {
    schema_.list("allOf", [&] { schema_.object([&] { schema_.reference(definition); }); });
  }

  [[nodiscard]] bool means_data(std::string_view name) const {
    return catalog_.find_attribute(name) != nullptr || catalog_.find_event(name) != nullptr;
  }

  [[nodiscard]] std::string description_of(const Attribute& attribute) const {
    std::string words = fmt::format("{}, {}", attribute.group, audience::name_of(attribute.type));
    const auto range = offered_.ranges.find(attribute.name);
    if (range != offered_.ranges.end()) words += ": " + range->second;
    return words;
  }

  [[nodiscard]] static std::string pattern_of(const Event& event) {
    return fmt::format("^{}(-{}-days)?$", in_pattern(event.name), window_days_pattern);
  }

  [[nodiscard]] std::string parts_pattern(const Attribute& date) const {
    std::string dates;
    for (const std::string& name : filter_names_of(date, catalog_))
      dates += (dates.empty() ? "" : "|") + in_pattern(name);
    return fmt::format("^({})\\.({})$", dates, fmt::join(date_part_names(), "|"));
  }

  void write_filter_names() {
    schema_.text("description",
                 "An attribute, a part of a date (birthday.month), an event with or without its window "
                 "(purchases-180-days), audience, or bucket.");
    Names names, descriptions;
    for (const Attribute& attribute : catalog_.attributes) {
      for (const std::string& name : filter_names_of(attribute, catalog_)) {
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
    schema_.list("anyOf", [&] {
      schema_.object([&] {
        schema_.texts("enum", names);
        schema_.texts("enumDescriptions", descriptions);
      });
      for (const Event& event : catalog_.events)
        schema_.object([&] { schema_.typed_pattern(pattern_of(event)); });
      for (const Attribute& attribute : catalog_.attributes) {
        if (attribute.type == ValueType::date)
          schema_.object([&] { schema_.typed_pattern(parts_pattern(attribute)); });
      }
    });
  }

  void of_customer() {
    schema_.member("properties", [&] {
      schema_.constant("filter_entity", "customer");
      schema_.forbid("filter_window");
      schema_.forbid("filter_where");
    });
  }

  void write_attribute(const Attribute& attribute) {
    Names value_names = attribute.value_names;
    const auto found = offered_.values.find(attribute.name);
    const Values values{tests_of(attribute.type), definition_of(attribute.type), value_names,
                        found == offered_.values.end() ? Names() : found->second};
    schema_.where_one_of("filter_name", filter_names_of(attribute, catalog_), [&] {
      schema_.all_of({[&] { of_customer(); }, [&] { audience::write_tests(schema_, values); }});
    });
    if (attribute.type != ValueType::date) return;
    for (const std::string& name : filter_names_of(attribute, catalog_)) {
      for (const std::string& part : date_part_names()) {
        const std::string dotted = name + "." + part;
        schema_.where_one_of("filter_name", {dotted}, [&] {
          schema_.all_of({[&] { of_customer(); }, [&] { write_part(part, {dotted, part}); }});
        });
      }
    }
  }

  void write_part(const std::string& part, const Names& value_names) {
    audience::write_tests(schema_,
                          {tests_of(ValueType::integer), definition_of(*parse_date_part(part)), value_names});
  }

  void write_event(const Event& event) {
    if (catalog_.find_attribute(event.name) != nullptr) return;
    Names entities{event.name};
    for (const EventColumn& column : event.columns) entities.push_back(column.name);
    schema_.where_matches("filter_name", pattern_of(event), [&] {
      schema_.texts("required", {"filter_entity"});
      schema_.member("properties", [&] {
        schema_.one_of("filter_entity", entities);
        schema_.member("filter_where",
                       [&] { schema_.member("items", [&] { schema_.reference(condition_of(event)); }); });
      });
      schema_.list("allOf", [&] {
        schema_.where_matches("filter_name", "-days$", [&] {
          schema_.member("properties", [&] { schema_.forbid("filter_window"); });
        });
        for (const EventColumn& column : event.columns) write_entity(column, event);
        schema_.where_one_of("filter_entity", {event.name}, [&] { write_measures(event); });
      });
    });
  }

  void write_entity(const EventColumn& column, const Event& event) {
    if (column.name == event.name) return;
    const Values values{{}, definition_of(column.type), {}};
    schema_.where_one_of("filter_entity", {column.name}, [&] {
      schema_.texts("required", {"filter_values"});
      schema_.member("properties", [&] {
        schema_.one_of("filter_type", with_twins({"IN", "ALL_IN"}));
        schema_.member("filter_values", [&] { audience::write_list(schema_, values); });
      });
      schema_.list("allOf", [&] {
        schema_.where_one_of("filter_type", with_twins({"ALL_IN"}), [&] {
          schema_.member("properties",
                         [&] { schema_.member("filter_values", [&] { schema_.integer("maxItems", 100); }); });
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
      audience::write_tests(schema_, {tests, definition_of(type), names, {}, true});
    };
    if (dates.empty()) return write(numbers, ValueType::number);
    schema_.list("anyOf", [&] {
      schema_.object([&] { write(numbers, ValueType::number); });
      schema_.object([&] { write(dates, ValueType::date); });
    });
  }

  static bool is_date(const std::string& measure, const Event& event) {
    if (!measure.starts_with("min_") && !measure.starts_with("max_")) return false;
    const EventColumn* column = event.find_column(std::string_view(measure).substr(4));
    return column != nullptr && column->type == ValueType::date;
  }

  void write_condition(const Event& event) {
    schema_.text("type", "object");
    schema_.texts("required", {"filter_name", "filter_type"});
    schema_.boolean("additionalProperties", false);
    Names names;
    for (const EventColumn& column : event.columns) {
      names.push_back(column.name);
      if (column.type != ValueType::date) continue;
      for (const std::string& part : date_part_names()) names.push_back(column.name + "." + part);
    }
    schema_.member("properties", [&] {
      schema_.one_of("filter_name", names);
      schema_.one_of("filter_type", filter_type_names());
      schema_.member("filter_values", [] {});
    });
    schema_.list("allOf", [&] {
      for (const EventColumn& column : event.columns) {
        schema_.where_one_of("filter_name", {column.name}, [&] {
          audience::write_tests(schema_, {tests_of(column.type), definition_of(column.type), {column.name}});
        });
        if (column.type != ValueType::date) continue;
        for (const std::string& part : date_part_names()) {
          const std::string dotted = column.name + "." + part;
          schema_.where_one_of("filter_name", {dotted}, [&] { write_part(part, {dotted}); });
        }
      }
    });
  }

  void write_audiences() {
    schema_.where_one_of("filter_name", {"audience"}, [&] {
      schema_.texts("required", {"filter_entity", "filter_values"});
      schema_.member("properties", [&] {
        schema_.constant("filter_entity", "audience_id");
        schema_.one_of("filter_type", with_twins({"IN", "ALL_IN"}));
        schema_.member("filter_values", [&] {
          audience::write_list(schema_, {{}, "text_value", {}, offered_.audiences});
        });
        schema_.forbid("filter_window");
        schema_.forbid("filter_where");
      });
    });
  }

  void write_buckets() {
    schema_.where_one_of("filter_name", {"bucket"}, [&] {
      schema_.texts("required", {"filter_entity"});
      schema_.member("properties", [&] {
        schema_.member("filter_entity", [&] {
          schema_.text("description", "A salt: another one splits the customers independently.");
          schema_.member("not", [&] { schema_.text("const", "customer"); });
        });
        schema_.forbid("filter_window");
        schema_.forbid("filter_where");
      });
      schema_.list("allOf", [&] {
        schema_.object([&] {
          audience::write_tests(schema_, {tests_of(ValueType::number), "number_value", {"bucket"}});
        });
      });
    });
  }

  SchemaWriter& schema_;
  const Catalog& catalog_;
  const OfferedNames& offered_;
};

}  // namespace

std::vector<std::string> filter_names_of(const Attribute& attribute, const Catalog& catalog) {
  Names names{attribute.name};
  if (attribute.column != attribute.name && catalog.find_attribute(attribute.column) == &attribute)
    names.push_back(attribute.column);
  return names;
}

void write_filter_definitions(SchemaWriter& schema, const Catalog& catalog, const OfferedNames& offered) {
  FilterWriter(schema, catalog, offered).write();
}

}  // namespace audience
