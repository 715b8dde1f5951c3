// The answer: its keys, its percentages, and that it can be fed back.
#include <doctest/doctest.h>

#include "support/sample_document.hpp"

using namespace audience;
using test::parsed;

namespace {

Evaluated evaluated(const Document& document) {
  Evaluated result;
  result.author = document.author.value_or("login");
  return result;
}

constexpr std::string_view hosted_answer = R"json({
  "audience_id": "audience-id-ed48b0196ab743dbbccd3b172d7ba638",
  "audience_name": "New Segmentation Audience 1409",
  "audience_type": "customers",
  "author": "Violeta",
  "status": "created",
  "is_dynamic": false,
  "recommendations_export": {
    "export_type": "recommender",
    "recommendations_type": "default",
    "number_of_recommendations": 10
  },
  "filters": [
    {
      "filter_group": "demographics",
      "filter_group_order": 0,
      "next_group_connector": "AND",
      "values": [
        {
          "filter_name": "age",
          "filter_type": "BETWEEN",
          "filter_entity": "customer",
          "filter_value_connector": "AND",
          "filter_order": 0,
          "filter_values": {
            "value_name": "age",
            "min_value": 37,
            "max_value": 74
          },
          "count_before": 1000000,
          "count_now": 719303,
          "filtered_percentage": "28.06"
        },
        {
          "filter_name": "email_consent",
          "filter_type": "IN",
          "filter_entity": "customer",
          "filter_value_connector": "AND",
          "filter_order": 1,
          "filter_values": [
            "True"
          ],
          "count_before": 719303,
          "count_now": 165496,
          "filtered_percentage": "76.99"
        }
      ]
    },
    {
      "filter_group": "customer-lifetime-value",
      "filter_group_order": 1,
      "next_group_connector": "AND",
      "values": [
        {
          "filter_name": "customer-lifetime-value",
          "filter_type": "BETWEEN",
          "filter_entity": "customer",
          "filter_value_connector": "AND",
          "filter_order": 0,
          "filter_values": {
            "value_name": "clv",
            "min_value": 0,
            "max_value": 1193
          },
          "count_before": 165496,
          "count_now": 164136,
          "filtered_percentage": "0.82"
        }
      ]
    },
    {
      "filter_group": "product-focused-filters",
      "filter_group_order": 2,
      "next_group_connector": "AND",
      "values": [
        {
          "filter_name": "purchases-180-days",
          "filter_type": "IN",
          "filter_entity": "product_id",
          "filter_value_connector": "OR",
          "filter_order": 0,
          "filter_values": [
            "i_8732"
          ],
          "count_before": 164136,
          "count_now": 2,
          "filtered_percentage": "99.99"
        }
      ]
    }
  ],
  "is_uploaded": false,
  "is_ready": null,
  "audience_size": 2,
  "date_created": "2023-09-14T08:04:51",
  "date_modified": "2023-09-14T08:05:04"
}
)json";

}  // namespace

TEST_CASE("the answer has the keys of the hosted service in its order") {
  Evaluated result;
  result.audience_id = "audience-id-ed48b0196ab743dbbccd3b172d7ba638";
  result.author = "Violeta";
  result.funnel = {{1000000, 719303}, {719303, 165496}, {165496, 164136}, {164136, 2}};
  result.audience_size = 2;
  result.date_created = "2023-09-14T08:04:51";
  result.date_modified = "2023-09-14T08:05:04";
  CHECK(to_answer(parsed(test::sample_document), result) == hosted_answer);
}

TEST_CASE("an answer fed back is the same document") {
  const std::string documents[] = {
      std::string(test::sample_document),
      std::string(hosted_answer),
      R"({"audience_name": "Everyone", "description": "all of them", "filters": []})",
      R"({"audience_name": "É \"q\" \\", "author": "me", "status": "draft", "is_dynamic": true,
          "recommendations_export": {"recommendations_type": "similar"}, "filters": []})",
      test::with_filters(R"({"filter_name": "a", "filter_type": "IS_NULL"},
          {"filter_name": "b", "filter_type": "IS_NOT_NULL", "filter_value_connector": "OR NOT"},
          {"filter_name": "c", "filter_type": "NOT_BETWEEN", "filter_values": {"min_value": 0.50}},
          {"filter_name": "d", "filter_type": "BETWEEN", "filter_values": {"max_value": "now-30d"}},
          {"filter_name": "e", "filter_type": "EQUALS", "filter_values": {"value": false}},
          {"filter_group": "n", "filter_value_connector": "OR", "values": [
            {"filter_name": "f", "filter_type": "IN", "filter_values": [1, 1e30, -0.000000001, true, "x"]},
            {"filter_name": "g", "filter_type": "NOT_CONTAINS", "filter_values": ["é\n"]}]},
          {"filter_name": "h", "filter_type": "LESS_THAN", "filter_values": {"value": 9223372036854775807}})"),
  };
  for (const std::string& text : documents) {
    const Document first = parsed(text);
    const std::string answer = to_answer(first, evaluated(first));
    CAPTURE(answer);
    const Document second = parsed(answer);
    CHECK(to_answer(second, evaluated(second)) == answer);
    CHECK(second.groups.size() == first.groups.size());
    CHECK(second.status == first.status);
    CHECK(second.is_dynamic == first.is_dynamic);
    CHECK(second.description == first.description);
    CHECK(second.recommendations.number_of_recommendations ==
          first.recommendations.number_of_recommendations);
  }
}

TEST_CASE("inferred keys are written out") {
  const Document document = parsed(test::with_filters(
      R"({"filter_name": "age", "filter_type": "BETWEEN", "filter_values": {"min_value": 37.0}},
                            {"filter_name": "city", "filter_type": "IS_NULL"})"));
  const std::string answer = to_answer(document, evaluated(document));
  CHECK(answer.find(R"("filter_entity": "customer",
          "filter_value_connector": "AND",
          "filter_order": 0,
          "filter_values": {
            "value_name": "age",
            "min_value": 37,
            "max_value": null
          },)") != std::string::npos);
  CHECK(answer.find(R"("filter_order": 1,
          "count_before": null)") != std::string::npos);
  CHECK(answer.find(R"("number_of_recommendations": 0)") != std::string::npos);
}

TEST_CASE("a nested group is written with the keys of a filter") {
  const Document document = parsed(test::with_filters(
      R"({"filter_group": "n", "filter_value_connector": "OR NOT", "values": [
          {"filter_name": "city", "filter_type": "IN", "filter_values": ["Paris"]}]})"));
  CHECK(to_answer(document, evaluated(document)).find(R"({
          "filter_group": "n",
          "filter_order": 0,
          "filter_value_connector": "OR NOT",
          "values": [)") != std::string::npos);
}

TEST_CASE("a description stands after the name") {
  const Document document = parsed(R"({"description": "why", "audience_name": "A", "filters": []})");
  CHECK(to_answer(document, evaluated(document))
            .find("\"audience_name\": \"A\",\n  \"description\": \"why\",") != std::string::npos);
}

TEST_CASE("a percentage is cut to two decimals") {
  CHECK(filtered_percentage({164136, 2}) == "99.99");
  CHECK(filtered_percentage({4372, 3950}) == "9.65");
  CHECK(filtered_percentage({3950, 516}) == "86.93");
  CHECK(filtered_percentage({422, 1029}) == "-143.83");
  CHECK(filtered_percentage({0, 0}) == "0.00");
  CHECK(filtered_percentage({0, 7}) == "0.00");
  CHECK(filtered_percentage({100000, 100001}) == "0.00");
  CHECK(filtered_percentage({1000, 1001}) == "-0.10");
  CHECK(filtered_percentage({5, 0}) == "100.00");
}
