// The document: what is read, and each fault with its place.
#include "model/document.hpp"

#include <doctest/doctest.h>

#include "audience/error.hpp"
#include "support/sample_document.hpp"

using namespace audience;
using test::parsed;
using test::with_filters;

namespace {

std::vector<std::string> filter_names(const Document& document) {
  std::vector<std::string> names;
  for_each_filter(document.groups, [&](const Filter& filter) { names.push_back(filter.name); });
  return names;
}

std::string filter(std::string_view rest) {
  return with_filters(R"({"filter_name": "age", )" + std::string(rest) + "}");
}
std::string group(std::string_view rest) {
  return R"({"audience_name": "A", "filters": [{"filter_group": "g", )" + std::string(rest) + "}]}";
}
std::string top(std::string_view rest) {
  return R"({"audience_name": "A", "filters": [])" + std::string(rest) + "}";
}

std::string nested_groups(int depth) {
  std::string text = R"({"filter_name": "age", "filter_type": "IS_NULL"})";
  for (int i = 1; i < depth; ++i) text = R"({"filter_group": "n", "values": [)" + text + "]}";
  return with_filters(text);
}

const std::string ok_filter = R"({"filter_name": "x", "filter_type": "IS_NULL"})";

}  // namespace

TEST_CASE("a document is read as written") {
  const Document document = parsed(test::sample_document);
  CHECK(document.audience_name == "New Segmentation Audience 1409");
  CHECK(document.text->line_and_column(document.name_place).line == 2);
  CHECK(document.author == "Violeta");
  CHECK(document.status == Status::created);
  CHECK_FALSE(document.is_dynamic);
  CHECK(document.recommendations.number_of_recommendations == 10);
  REQUIRE(document.groups.size() == 3);
  const auto& age = std::get<Filter>(document.groups[0].values[0].item);
  CHECK(age.type == FilterType{Test::between, false});
  CHECK(std::get<Decimal>(age.min_value->value) == Decimal(37));
  CHECK(document.text->line_and_column(age.max_value->place).line == 27);
  CHECK(document.text->pointer(age.max_value->place) == "/filters/0/values/0/filter_values/max_value");
  const auto& purchases = std::get<Filter>(document.groups[2].values[0].item);
  CHECK(purchases.entity == "product_id");
  CHECK(purchases.connector == Connector::or_);
  CHECK(purchases.value_name.empty());
}

TEST_CASE("what is left out is inferred") {
  const Document document = parsed(with_filters(
      R"({"filter_name": "age", "filter_type": "EQUALS", "filter_values": {"value": 3}},
         {"filter_name": "city", "filter_type": "IN", "filter_values": ["x"]})"));
  CHECK_FALSE(document.author.has_value());
  CHECK(document.status == Status::created);
  CHECK(document.recommendations.number_of_recommendations == 0);
  const auto& age = std::get<Filter>(document.groups[0].values[0].item);
  CHECK(age.entity == "customer");
  CHECK(age.value_name == "age");
  CHECK(age.connector == Connector::and_);
  CHECK(std::get<Filter>(document.groups[0].values[1].item).order == 1);
  CHECK(parsed(top(R"(, "recommendations_export": {})")).recommendations.number_of_recommendations == 10);
}

TEST_CASE("orders rule over places") {
  const Document document = parsed(R"({"audience_name": "A", "filters": [
    {"filter_group": "b", "filter_group_order": 7, "values": [
      {"filter_name": "b2", "filter_type": "IS_NULL", "filter_order": 2},
      {"filter_name": "b1", "filter_type": "IS_NULL", "filter_order": -1}]},
    {"filter_group": "a", "filter_group_order": 3, "values": [{"filter_name": "a1", "filter_type": "IS_NULL"}]}]})");
  CHECK(filter_names(document) == std::vector<std::string>{"a1", "b1", "b2"});
  CHECK(document.groups[0].order == 3);
}

TEST_CASE("groups nest sixteen deep and no deeper") {
  CHECK(filter_names(parsed(nested_groups(16))).size() == 1);
  Faults faults;
  parse_document(nested_groups(17), faults);
  CHECK(faults.count() == 1);
  CHECK(faults.to_text("f").ends_with(": filter groups are nested deeper than 16 levels"));
}

TEST_CASE("computed keys of an answer are ignored") {
  parsed(
      R"({"audience_id": 1, "is_ready": "x", "audience_size": [], "date_created": {}, "date_modified": null,
             "is_uploaded": false, "$schema": "s", "audience_name": "A", "filters": [{"filter_group": "g", "values": [
             {"filter_name": "a", "filter_type": "IS_NULL", "filter_values": null, "count_before": "x",
              "count_now": 1, "filtered_percentage": 2}]}]})");
  parsed(top(R"(, "is_uploaded": null)"));
}

TEST_CASE("filter types and connectors read back from their names") {
  CHECK(filter_type_names().size() == 26);
  for (const std::string& name : filter_type_names()) {
    const auto type = parse_filter_type(name);
    REQUIRE(type);
    CHECK(name_of(*type) == name);
  }
  CHECK_FALSE(parse_filter_type("NOT_IS_NULL"));
  CHECK_FALSE(parse_filter_type("in"));
  CHECK(name_of(Connector::or_not) == "OR NOT");
}

TEST_CASE("every fault has its place and says what is right") {
  struct Case {
    std::string marked, fault;
    Remedy remedy = Remedy::none;
  };
  const std::string f0 = "/filters/0/values/0";
  const Case cases[] = {
      {"@[]", ": an audience document must be an object, not a list"},
      {"@{\"filters\": []}", ": the key \"audience_name\" is missing"},
      {"@{\"audience_name\": \"A\"}", ": the key \"filters\" is missing"},
      {R"({"audience_name": @"", "filters": []})", " /audience_name: audience_name must not be empty"},
      {R"({"audience_name": @"  ", "filters": []})", " /audience_name: audience_name must not be blank"},
      {R"({"audience_name": @"a\nb", "filters": []})",
       " /audience_name: audience_name must not hold control characters"},
      {R"({"audience_name": @"a\u0085b", "filters": []})",
       " /audience_name: audience_name must not hold control characters"},
      {R"({"audience_name": @7, "filters": []})", " /audience_name: audience_name must be a text, not 7"},
      {R"({"audience_name": @"audience-id-12", "filters": []})",
       " /audience_name: audience_name must not begin with \"audience-id-\": ids do"},
      {"{\"audience_name\": @\"" + std::string(201, 'a') + "\", \"filters\": []}",
       " /audience_name: audience_name has 201 characters; at most 200 are allowed"},
      {top(R"(, "author": @null)"), " /author: author must be a text, not null"},
      {top(R"(, @"auhtor": "me")"), " /auhtor: unknown key \"auhtor\"; did you mean \"author\"?"},
      {top(R"(, @"colour/x": 1)"),
       " /colour~1x: unknown key \"colour/x\"; an audience document has audience_name, author, status, "
       "is_dynamic, audience_type, "
       "recommendations_export, filters, limit, expect, description, is_uploaded, $schema"},
      {top(R"(, "status": @"ready")"), " /status: status must be \"draft\" or \"created\", not \"ready\""},
      {top(R"(, "is_dynamic": @"yes")"),
       " /is_dynamic: is_dynamic must be true or false, not \"yes\": write true"},
      {top(R"(, "audience_type": @"users")"),
       " /audience_type: audience_type must be \"customers\", not \"users\""},
      {top(R"(, "is_uploaded": @true)"),
       " /is_uploaded: is_uploaded must be false: an uploaded list has no filters to evaluate",
       Remedy::upload_list},
      {top(R"(, "limit": @{})"), " /limit: the key \"count\" is missing; a share is written \"percent\""},
      {top(R"(, "limit": {"count": 5, "percent": @10})"),
       " /limit/percent: two sizes: limit has a count already; leave out one of them"},
      {top(R"(, "limit": {"percent": @0})"),
       " /limit/percent: percent must be above 0 and at most 100, not 0"},
      {top(R"(, "limit": {"percent": @100.5})"),
       " /limit/percent: percent must be above 0 and at most 100, not 100.5"},
      {top(R"(, "limit": {"percent": 5, "filter_window": @{"last_days": 1, "from_days_ago": 2}})"),
       " /limit/filter_window: filter_window has one of four forms: {\"last_days\": 90}, {\"from\": "
       "\"2023-01-01\", \"to\": \"2023-07-01\"}, {\"from_days_ago\": 90, \"to_days_ago\": 30} or "
       "{\"calendar\": "
       "\"last_month\"}"},
      {top(R"(, "limit": @5)"), " /limit: limit must be an object, not 5"},
      {top(R"(, "limit": {"count": @0})"),
       " /limit/count: count must be a whole number from 1 to 2000000000, not 0"},
      {top(R"(, "limit": {"count": 5, "direction": @"down"})"),
       " /limit/direction: direction must be \"asc\" or \"desc\", not \"down\""},
      {top(R"(, "limit": {"count": 5, @"by": "age"})"),
       " /limit/by: unknown key \"by\"; limit has count, percent, order_by, filter_window, direction"},
      {top(R"(, "expect": {"min_size": @-1})"),
       " /expect/min_size: min_size must be a whole number from 0 to 2000000000, not -1"},
      {top(R"(, "expect": {"min_size": @9, "max_size": 8})"),
       " /expect/min_size: min_size 9 is over max_size 8"},
      {top(R"(, "expect": {"max_change_percent": @"20"})"),
       " /expect/max_change_percent: max_change_percent must be a number of 0 or more, not \"20\": write 20"},
      {top(R"(, "recommendations_export": @3)"),
       " /recommendations_export: recommendations_export must be an object, not 3"},
      {top(R"(, "recommendations_export": {"number_of_recommendations": @101})"),
       " /recommendations_export/number_of_recommendations: number_of_recommendations must be a whole number "
       "from 0 "
       "to 100, not 101"},
      {top(R"(, "recommendations_export": {"number_of_recommendations": @1.5})"),
       " /recommendations_export/number_of_recommendations: number_of_recommendations must be a whole number "
       "from 0 "
       "to 100, not 1.5"},
      {R"({"audience_name": "A", "filters": @{}})",
       " /filters: filters must be a list of filter groups, not an object"},
      {R"({"audience_name": "A", "filters": [@3]})", " /filters/0: a filter group must be an object, not 3"},
      {R"({"audience_name": "A", "filters": [@{"values": [)" + ok_filter + "]}]}",
       " /filters/0: the key \"filter_group\" is missing"},
      {R"({"audience_name": "A", "filters": [@{"filter_group": "g"}]})",
       " /filters/0: the key \"values\" is missing"},
      {group(R"("values": @[])"), " /filters/0/values: values is empty: a group needs at least one filter"},
      {group(R"("values": @{})"), " /filters/0/values: values must be a list of filters, not an object"},
      {group(R"("values": [@"x"])"), " " + f0 + ": a filter must be an object, not \"x\""},
      {group(R"("next_group_connector": @"and", "values": [)" + ok_filter + "]"),
       " /filters/0/next_group_connector: unknown connector \"and\"; write \"AND\""},
      {group(R"("next_group_connector": @"XOR", "values": [)" + ok_filter + "]"),
       " /filters/0/next_group_connector: unknown connector \"XOR\"; did you mean \"OR\"?"},
      {group(R"("next_group_connector": @"PLUS", "values": [)" + ok_filter + "]"),
       " /filters/0/next_group_connector: unknown connector \"PLUS\"; it must be AND, OR, AND NOT or OR NOT"},
      {group(R"("filter_group_order": @"1", "values": [)" + ok_filter + "]"),
       " /filters/0/filter_group_order: filter_group_order must be a whole number from -2147483648 to "
       "2147483647, not "
       "\"1\": write 1"},
      {with_filters(R"({"filter_name": "a", "filter_type": "IS_NULL", "filter_order": 0},
                       @{"filter_name": "b", "filter_type": "IS_NULL"})"),
       " /filters/0/values/1: filter_order is missing here, but other entries of the list have it"},
      {with_filters(R"({"filter_name": "a", "filter_type": "IS_NULL", "filter_order": 4},
                       {"filter_name": "b", "filter_type": "IS_NULL", "filter_order": @4})"),
       " /filters/0/values/1/filter_order: filter_order 4 is given twice in this list"},
      {with_filters(R"(@{"filter_type": "IS_NULL"})"), " " + f0 + ": the key \"filter_name\" is missing"},
      {with_filters(R"(@{"filter_name": "a"})"), " " + f0 + ": the key \"filter_type\" is missing"},
      {with_filters(R"(@{"filter_name": "a", "filter_type": "IN"})"),
       " " + f0 + ": the key \"filter_values\" is missing"},
      {filter(R"("filter_type": @"BETWEN", "filter_values": {})"),
       " " + f0 + "/filter_type: unknown type \"BETWEN\"; did you mean \"BETWEEN\"?"},
      {filter(R"("filter_type": @"in", "filter_values": [1])"),
       " " + f0 + "/filter_type: unknown type \"in\"; did you mean \"IN\"?"},
      {filter(R"("filter_type": "IS_NULL", "filter_window": @{})"),
       " " + f0 +
           "/filter_window: filter_window has one of four forms: {\"last_days\": 90}, {\"from\": "
           "\"2023-01-01\", "
           "\"to\": \"2023-07-01\"}, {\"from_days_ago\": 90, \"to_days_ago\": 30} or {\"calendar\": "
           "\"last_month\"}"},
      {filter(R"("filter_type": "IS_NULL", "filter_window": @{"from": "2023-07-01", "to": "2023-07-01"})"),
       " " + f0 +
           "/filter_window: the window is empty: from 2023-07-01 is not before to 2023-07-01, which is "
           "excluded"},
      {filter(R"("filter_type": "IS_NULL", "filter_window": {"from": @"1.7.2023"})"),
       " " + f0 + "/filter_window/from: \"1.7.2023\" is no date; from takes dates such as \"2023-09-14\""},
      {filter(R"("filter_type": "IS_NULL", "filter_window": @{"from_days_ago": 30, "to_days_ago": 30})"),
       " " + f0 + "/filter_window: the window is empty: 30 days ago is not before 30 days ago"},
      {filter(R"("filter_type": "IS_NULL", "filter_window": {"last_days": @0})"),
       " " + f0 + "/filter_window/last_days: last_days must be a whole number from 1 to 36500, not 0"},
      {filter(R"("filter_type": "IS_NULL", "filter_where": @[])"),
       " " + f0 + "/filter_where: filter_where is empty: give at least one condition"},
      {filter(R"("filter_type": "IS_NULL", "filter_where": @{})"),
       " " + f0 + "/filter_where: filter_where must be a list of conditions, not an object"},
      {filter(R"("filter_type": "IS_NULL", "filter_where": [@{"filter_type": "IS_NULL"}])"),
       " " + f0 + "/filter_where/0: the key \"filter_name\" is missing"},
      {filter(R"("filter_type": "IS_NULL", "filter_values": @[1])"),
       " " + f0 + "/filter_values: IS_NULL takes no filter_values"},
      {filter(R"("filter_type": "IN", "filter_values": @[])"),
       " " + f0 + "/filter_values: filter_values is empty: give at least one value"},
      {filter(R"("filter_type": "IN", "filter_values": [1, @null])"),
       " " + f0 + "/filter_values/1: null cannot stand in a list; IS_NULL finds missing values"},
      {filter(R"("filter_type": "IN", "filter_values": [@{"a": 1}])"),
       " " + f0 + "/filter_values/0: a value must be a text, a number or a boolean, not an object"},
      {filter(R"("filter_type": "IN", "filter_values": @"Paris")"),
       " " + f0 + "/filter_values: IN takes a list of values: [\"Paris\"]"},
      {filter(R"("filter_type": "EQUALS", "filter_values": @[1])"),
       " " + f0 + "/filter_values: EQUALS takes one value: {\"value_name\": \"age\", \"value\": 1}"},
      {filter(R"("filter_type": "EQUALS", "filter_values": @{})"),
       " " + f0 + "/filter_values: the key \"value\" is missing"},
      {filter(R"("filter_type": "EQUALS", "filter_values": {"value": @null})"),
       " " + f0 + "/filter_values/value: value must not be null; IS_NULL finds missing values"},
      {filter(R"("filter_type": "EQUALS", "filter_values": {"value": 1, @"valu_name": "age"})"),
       " " + f0 + "/filter_values/valu_name: unknown key \"valu_name\"; did you mean \"value_name\"?"},
      {filter(R"("filter_type": "BETWEEN", "filter_values": @[37, 74])"),
       " " + f0 +
           "/filter_values: BETWEEN takes two ends: {\"value_name\": \"age\", \"min_value\": 37, "
           "\"max_value\": 74}"},
      {filter(R"("filter_type": "BETWEEN", "filter_values": @{"min_value": null})"),
       " " + f0 + "/filter_values: BETWEEN needs min_value, max_value or both"},
      {filter(R"("filter_type": "BETWEEN", "filter_values": {"min_value": @[1]})"),
       " " + f0 + "/filter_values/min_value: min_value must be a text, a number or a boolean, not a list"},
      {filter(R"("filter_type": "IS_NULL", "filter_entity": @5)"),
       " " + f0 + "/filter_entity: filter_entity must be a text, not 5"},
      {with_filters(R"({"filter_group": "n", @"next_group_connector": "OR", "values": [)" + ok_filter + "]}"),
       " " + f0 +
           "/next_group_connector: unknown key \"next_group_connector\"; a filter group has filter_group, "
           "filter_order, "
           "filter_value_connector, values"},
      {top(",\n @\"audience_name\": \"B\""), " /audience_name: the key \"audience_name\" is given twice"},
      {"{\"audience_name\": \"A\",\n\"filters\": []@,\n}",
       ": this is not valid JSON: a comma stands before '}'"},
      {"", ": the file is empty"},
  };
  CHECK(std::size(cases) >= 40);
  for (const Case& one : cases) {
    CAPTURE(one.marked);
    const auto marked = test::find_mark(one.marked);
    Faults faults;
    parse_document(marked.text, faults);
    CHECK(faults.to_text("f") == "f:" + marked.place + one.fault);
    REQUIRE_FALSE(faults.empty());
    CHECK(faults.in_order().front().advice.remedy == one.remedy);
  }
}

TEST_CASE("five different faults are five messages in order of place") {
  Faults faults;
  parse_document(R"({
  "audience_name": "winter",
  "statu": "draft",
  "is_dynamic": 1,
  "filters": [
    {
      "filter_group": "g",
      "next_group_connector": "or",
      "values": [
        {
          "filter_name": "age",
          "filter_type": "BETWEN",
          "filter_values": {}
        },
        {
          "filter_name": "city",
          "filter_type": "IN",
          "filter_values": []
        }
      ]
    }
  ]
})",
                 faults);
  CHECK(faults.to_text("winter.json") ==
        R"(winter.json:3:3 /statu: unknown key "statu"; did you mean "status"?
winter.json:4:17 /is_dynamic: is_dynamic must be true or false, not 1
winter.json:8:31 /filters/0/next_group_connector: unknown connector "or"; write "OR"
winter.json:12:26 /filters/0/values/0/filter_type: unknown type "BETWEN"; did you mean "BETWEEN"?
winter.json:18:28 /filters/0/values/1/filter_values: filter_values is empty: give at least one value)");
}

TEST_CASE("twenty faults are told and the others counted") {
  Faults faults;
  CHECK_NOTHROW(faults.throw_if_any("f"));
  for (int line = 25; line > 0; --line) faults.add_located({line, 1, "/x"}, "wrong");
  const std::string text = faults.to_text("f");
  CHECK(text.starts_with("f:1:1 /x: wrong\nf:2:1 /x: wrong\n"));
  CHECK(text.ends_with("f:20:1 /x: wrong\n… and 5 more"));
  try {
    faults.throw_if_any("f");
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::invalid_input);
    CHECK(error.what() == text);
  }
}
