// Reads the top of an audience document; its filters are read next door.
#include <fmt/format.h>

#include "model/document.hpp"
#include "model/filter_parse.hpp"
#include "model/json_fields.hpp"

namespace audience {
namespace {

const Keys document_keys{
    {"audience_name", "author", "status", "is_dynamic", "audience_type", "recommendations_export", "filters",
     "description", "is_uploaded", "$schema"},
    {"audience_id", "is_ready", "audience_size", "date_created", "date_modified"},
    {"limit", "expect"},
};

const Keys recommendations_keys{{"export_type", "recommendations_type", "number_of_recommendations"}, {}, {}};

void read_audience_name(const JsonValue& root, Document& document, Faults& faults) {
  document.name_place = root.place;
  const JsonValue* value = require_member(root, "audience_name", faults);
  if (value == nullptr) return;
  document.name_place = value->place;
  const auto name = read_name(*value, "audience_name", faults);
  if (!name) return;
  if (name->starts_with("audience-id-")) {
    faults.add(value->place, "audience_name must not begin with \"audience-id-\": ids do");
  }
  document.audience_name = *name;
}

void read_recommendations(const JsonValue& value, RecommendationsExport& recommendations, Faults& faults) {
  recommendations = {};
  if (!check_object(value, "recommendations_export", recommendations_keys, faults)) return;
  if (const JsonValue* type = find_member(value, "export_type")) {
    read_choice(*type, "export_type", {"recommender"}, faults);
  }
  if (const JsonValue* type = find_member(value, "recommendations_type")) {
    recommendations.recommendations_type =
        read_name(*type, "recommendations_type", faults).value_or("default");
  }
  if (const JsonValue* number = find_member(value, "number_of_recommendations")) {
    recommendations.number_of_recommendations =
        read_integer(*number, "number_of_recommendations", 0, 100, faults).value_or(0);
  }
}

void read_settings(const JsonValue& root, Document& document, Faults& faults) {
  if (const JsonValue* author = find_member(root, "author"))
    document.author = read_name(*author, "author", faults);
  if (const JsonValue* status = find_member(root, "status")) {
    const auto name = read_choice(*status, "status", {"draft", "created"}, faults);
    document.status = name == "draft" ? Status::draft : Status::created;
  }
  if (const JsonValue* dynamic = find_member(root, "is_dynamic")) {
    document.is_dynamic = read_boolean(*dynamic, "is_dynamic", faults).value_or(false);
  }
  if (const JsonValue* type = find_member(root, "audience_type")) {
    read_choice(*type, "audience_type", {"customers"}, faults);
  }
  if (const JsonValue* recommendations = find_member(root, "recommendations_export")) {
    read_recommendations(*recommendations, document.recommendations, faults);
  }
  if (const JsonValue* description = find_member(root, "description")) {
    document.description = read_text(*description, "description", faults);
  }
  if (const JsonValue* schema = find_member(root, "$schema")) read_text(*schema, "$schema", faults);
  const JsonValue* uploaded = find_member(root, "is_uploaded");
  if (uploaded == nullptr || uploaded->kind == JsonValue::Kind::null) return;
  if (read_boolean(*uploaded, "is_uploaded", faults).value_or(false)) {
    faults.add(uploaded->place, "is_uploaded must be false: an uploaded audience has no document");
  }
}

}  // namespace

Document parse_document(std::string_view json, Faults& faults) {
  Document document;
  const auto root = parse_json(json, faults);
  if (!root || !check_object(*root, "an audience document", document_keys, faults)) return document;
  read_audience_name(*root, document, faults);
  read_settings(*root, document, faults);
  if (const JsonValue* filters = require_member(*root, "filters", faults)) {
    document.groups = parse_filters(*filters, faults);
  }
  return document;
}

}  // namespace audience
