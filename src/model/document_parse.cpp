// Reads the top of an audience document; its filters are read next door.
#include <fmt/format.h>

#include <map>

#include "base/utf8.hpp"
#include "json/json_fields.hpp"
#include "model/audience_id.hpp"
#include "model/document.hpp"
#include "model/filter_parse.hpp"

namespace audience {
namespace {

const std::map<std::string, std::string> places_of_other_keys{
    {"filter_group", "a group of the list filters"},
    {"filter_group_order", "a group of the list filters"},
    {"next_group_connector", "a group of the list filters"},
    {"values", "a group of the list filters"},
    {"filter_name", "a filter, and filters in the values of a group"},
    {"filter_type", "a filter, and filters in the values of a group"},
    {"filter_values", "a filter, and filters in the values of a group"},
    {"number_of_recommendations", "recommendations_export"},
    {"recommendations_type", "recommendations_export"},
    {"count", "limit"},
    {"percent", "limit"},
    {"order_by", "limit"},
    {"direction", "limit"},
    {"min_size", "expect"},
    {"max_size", "expect"},
    {"max_change_percent", "expect"},
};

const Keys document_keys{
    {"audience_name", "author", "status", "is_dynamic", "audience_type", "recommendations_export", "filters",
     "limit", "expect", "description", "is_uploaded", "$schema"},
    {"audience_id", "is_ready", "audience_size", "date_created", "date_modified"},
    &places_of_other_keys,
};

const Keys recommendations_keys{{"export_type", "recommendations_type", "number_of_recommendations"}, {}};
const Keys limit_keys{{"count", "percent", "order_by", "filter_window", "direction"}, {}};
const Keys expect_keys{{"min_size", "max_size", "max_change_percent"}, {}};

constexpr int largest_size = 2'000'000'000;

std::string read_audience_name(const JsonValue& value, Faults& faults) {
  const auto name = read_name(value, "audience_name", faults);
  if (name && name->starts_with(id_prefix)) {
    faults.add(value.place, fmt::format("audience_name must not begin with \"{}\": ids do", id_prefix));
  }
  return name.value_or("");
}

void read_audience_name(const JsonValue& root, Document& document, Faults& faults) {
  document.name_place = root.place;
  const JsonValue* value = require_member(root, "audience_name", document_keys, faults);
  if (value == nullptr) return;
  document.name_place = value->place;
  document.audience_name = read_audience_name(*value, faults);
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

void read_size(const JsonValue& value, Limit& limit, Faults& faults) {
  const JsonValue* count = find_member(value, "count");
  const JsonValue* percent = find_member(value, "percent");
  if (count != nullptr) {
    limit.count = read_integer(*count, "count", 1, largest_size, faults).value_or(1);
  } else if (percent == nullptr && !is_misspelt(value, "count", limit_keys, faults) &&
             !is_misspelt(value, "percent", limit_keys, faults)) {
    faults.add(value.place, "the key \"count\" is missing; a share is written \"percent\"");
  }
  if (percent == nullptr) return;
  if (count != nullptr)
    faults.add(percent->place, "two sizes: limit has a count already; leave out one of them");
  limit.percent = read_amount(*percent, "percent", faults);
  if (limit.percent && (*limit.percent == Decimal(0) || *limit.percent > Decimal(100))) {
    faults.add(percent->place,
               fmt::format("percent must be above 0 and at most 100, not {}", limit.percent->to_text()));
  }
}

Limit read_limit(const JsonValue& value, Faults& faults) {
  Limit limit;
  limit.order_by_place = value.place;
  if (!check_object(value, "limit", limit_keys, faults)) return limit;
  read_size(value, limit, faults);
  if (const JsonValue* order_by = find_member(value, "order_by")) {
    limit.order_by_place = order_by->place;
    limit.order_by = read_name(*order_by, "order_by", faults).value_or("");
  }
  if (const JsonValue* window = find_member(value, "filter_window"))
    limit.window = parse_window(*window, faults);
  if (const JsonValue* direction = find_member(value, "direction")) {
    limit.descending = read_choice(*direction, "direction", {"asc", "desc"}, faults) == "desc";
  }
  return limit;
}

Expect read_expect(const JsonValue& value, Faults& faults) {
  Expect expect;
  if (!check_object(value, "expect", expect_keys, faults)) return expect;
  const auto size = [&](std::string_view key) -> std::optional<std::int64_t> {
    const JsonValue* member = find_member(value, key);
    if (member == nullptr) return std::nullopt;
    return read_integer(*member, key, 0, largest_size, faults);
  };
  expect.min_size = size("min_size");
  expect.max_size = size("max_size");
  if (const JsonValue* change = find_member(value, "max_change_percent")) {
    expect.max_change_percent = read_amount(*change, "max_change_percent", faults);
  }
  if (expect.min_size && expect.max_size && *expect.min_size > *expect.max_size) {
    faults.add(find_member(value, "min_size")->place,
               fmt::format("min_size {} is over max_size {}", *expect.min_size, *expect.max_size));
  }
  return expect;
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
  if (const JsonValue* limit = find_member(root, "limit")) document.limit = read_limit(*limit, faults);
  if (const JsonValue* expect = find_member(root, "expect")) document.expect = read_expect(*expect, faults);
  if (const JsonValue* description = find_member(root, "description")) {
    document.description = read_text(*description, "description", faults);
  }
  if (const JsonValue* schema = find_member(root, "$schema")) read_text(*schema, "$schema", faults);
  const JsonValue* uploaded = find_member(root, "is_uploaded");
  if (uploaded == nullptr || uploaded->kind == JsonValue::Kind::null) return;
  document.is_uploaded = read_boolean(*uploaded, "is_uploaded", faults).value_or(false);
}

/// What is stored under such a name may go on so: only new names are held to it.
void refuse_digits_of_id(JsonPlace place, const std::string& name, Faults& faults) {
  if (is_whole_id(name) && !name.starts_with(id_prefix))
    faults.add(place, "audience_name must not be 32 hex digits: an id can be written so");
}

Document parse(const std::optional<JsonValue>& root, Faults& faults) {
  Document document;
  document.text = faults.text();
  if (!root || !check_object(*root, "an audience document", document_keys, faults)) return document;
  read_audience_name(*root, document, faults);
  read_settings(*root, document, faults);
  if (const JsonValue* filters = require_member(*root, "filters", document_keys, faults)) {
    document.groups = parse_filters(*filters, faults);
  }
  return document;
}

}  // namespace

Document parse_stored_document(std::string_view json, Faults& faults) {
  return parse(parse_json(json, faults), faults);
}

Document parse_document(std::string_view json, Faults& faults) {
  const auto root = parse_json(json, faults);
  Document document = parse(root, faults);
  if (document.is_uploaded) {
    faults.add(find_member(*root, "is_uploaded")->place,
               "is_uploaded must be false: an uploaded list has no filters to evaluate", Remedy::upload_list);
  }
  document.is_uploaded = false;
  refuse_digits_of_id(document.name_place, document.audience_name, faults);
  return document;
}

std::optional<std::string> fault_of_name(const std::string& name) {
  if (!is_utf8(name)) return "audience_name is not UTF-8";
  JsonValue value;
  value.kind = JsonValue::Kind::text;
  value.text = name;
  Faults faults;
  refuse_digits_of_id(value.place, read_audience_name(value, faults), faults);
  return faults.empty() ? std::nullopt : std::optional(faults.in_order().front().message);
}

}  // namespace audience
