// The document most model tests begin with: three groups, four filters.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "model/document.hpp"

namespace audience::test {

inline constexpr std::string_view sample_document = R"json({
  "audience_name": "New Segmentation Audience 1409",
  "author": "Violeta",
  "status": "created",
  "is_dynamic": false,
  "audience_type": "customers",
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
          "filter_entity": "customer",
          "filter_type": "BETWEEN",
          "filter_order": 0,
          "filter_value_connector": "AND",
          "filter_values": {
            "value_name": "age",
            "min_value": 37,
            "max_value": 74
          }
        },
        {
          "filter_name": "email_consent",
          "filter_entity": "customer",
          "filter_type": "IN",
          "filter_order": 1,
          "filter_value_connector": "AND",
          "filter_values": [
            "True"
          ]
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
          "filter_entity": "customer",
          "filter_type": "BETWEEN",
          "filter_order": 0,
          "filter_value_connector": "AND",
          "filter_values": {
            "value_name": "clv",
            "min_value": 0,
            "max_value": 1193
          }
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
          "filter_entity": "product_id",
          "filter_type": "IN",
          "filter_order": 0,
          "filter_value_connector": "OR",
          "filter_values": [
            "i_8732"
          ]
        }
      ]
    }
  ]
})json";

/// Of a text without faults.
inline Document parsed(std::string_view text) {
  Faults faults;
  Document document = parse_document(text, faults);
  CHECK(faults.to_text("f") == "");
  return document;
}

/// A document with these filters in one group.
inline std::string with_filters(std::string_view filters) {
  return R"({"audience_name": "A", "filters": [{"filter_group": "g", "values": [)" + std::string(filters) +
         "]}]}";
}

/// A text in which `@` marks the place of its fault, and that place as `line:column`.
struct Marked {
  std::string text;
  std::string place;
};

inline Marked find_mark(std::string_view marked) {
  const std::size_t at = marked.find('@');
  if (at == std::string_view::npos) return {std::string(marked), "1:1"};
  int line = 1;
  std::size_t column = 1;
  for (std::size_t i = 0; i < at; ++i, ++column) {
    if (marked[i] != '\n') continue;
    ++line;
    column = 0;
  }
  return {std::string(marked.substr(0, at)) + std::string(marked.substr(at + 1)),
          std::to_string(line) + ":" + std::to_string(column)};
}

}  // namespace audience::test
