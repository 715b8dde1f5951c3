// What does not depend on a catalog lies in two files as JSON; around it the names of the catalog.
#include "model/document_schema.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/filter_schema.hpp"
#include "model/measure_binding.hpp"

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

class DocumentWriter {
 public:
  DocumentWriter(JsonWriter& json, const Catalog& catalog, const OfferedNames& offered)
      : schema_(json), catalog_(catalog), offered_(offered) {}

  void write() {
    schema_.object([&] {
      schema_.text("$schema", json_schema_dialect);
      schema_.text("title", "Audience document");
      schema_.text("description", "Whom an audience holds: filters on customers and their events.");
      schema_.text("type", "object");
      schema_.texts("required", {"audience_name", "filters"});
      schema_.boolean("additionalProperties", false);
      schema_.member("properties", [&] {
        schema_.key("$schema");
        schema_.raw(top_properties);
        schema_.member("limit", [&] { write_limit(); });
      });
      schema_.member("definitions", [&] {
        schema_.key("name");
        schema_.raw(definitions);
        write_filter_definitions(schema_, catalog_, offered_);
      });
    });
  }

 private:
  void write_limit() {
    schema_.text("description", "Keeps the first of an order.");
    schema_.text("type", "object");
    schema_.boolean("additionalProperties", false);
    Names names, measures;
    for (const Attribute& attribute : catalog_.attributes) {
      for (const std::string& name : filter_names_of(attribute, catalog_)) names.push_back(name);
    }
    for (const Event& event : catalog_.events) {
      Names its_measures;
      for (const std::string& measure : measure_names(event)) {
        its_measures.push_back(in_pattern(measure));
        names.push_back(fmt::format("{}.{}", event.name, measure));
      }
      measures.push_back(fmt::format("{}(-{}-days)?\\.({})", in_pattern(event.name), window_days_pattern,
                                     fmt::join(its_measures, "|")));
    }
    const std::string of_measure = fmt::format("^({})$", fmt::join(measures, "|"));
    schema_.member("properties", [&] {
      schema_.member("count", [&] {
        schema_.text("type", "integer");
        schema_.integer("minimum", 1);
        schema_.integer("maximum", 2'000'000'000);
      });
      schema_.member("percent", [&] {
        schema_.text("description", "Of those whom the filters leave, rounded up.");
        schema_.text("type", "number");
        schema_.integer("exclusiveMinimum", 0);
        schema_.integer("maximum", 100);
      });
      schema_.member("order_by", [&] {
        schema_.text("description", "An attribute, or a measure of an event; else the customer's id.");
        schema_.list("anyOf", [&] {
          schema_.object([&] { schema_.texts("enum", names); });
          schema_.object([&] { schema_.typed_pattern(of_measure); });
        });
      });
      schema_.one_of("direction", {"asc", "desc"});
      schema_.member("filter_window", [&] { schema_.reference("window"); });
    });
    schema_.list("oneOf", [&] {
      for (const char* size : {"count", "percent"})
        schema_.object([&] { schema_.texts("required", {size}); });
    });
    schema_.list("allOf", [&] {
      schema_.object([&] {
        schema_.member("if", [&] { schema_.texts("required", {"filter_window"}); });
        schema_.member("then", [&] {
          schema_.texts("required", {"order_by"});
          schema_.member("properties", [&] {
            schema_.member("order_by", [&] {
              schema_.text("pattern", of_measure);
              schema_.member(
                  "not", [&] { schema_.text("pattern", fmt::format("-{}-days\\.", window_days_pattern)); });
            });
          });
        });
      });
    });
  }

  SchemaWriter schema_;
  const Catalog& catalog_;
  const OfferedNames& offered_;
};

}  // namespace

void write_document_schema(JsonWriter& json, const Catalog& catalog, const OfferedNames& offered) {
  DocumentWriter(json, catalog, offered).write();
}

}  // namespace audience
