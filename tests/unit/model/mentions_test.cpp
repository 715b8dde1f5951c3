// Names in stored texts: what counts as one, and the text without it.
#include "model/mentions.hpp"

#include <doctest/doctest.h>

#include <set>

namespace audience {
namespace {

/// Says yes to one text, and keeps which attributes were asked about.
struct OneName : NameTest {
  std::string name;
  std::set<std::string> asked;
  explicit OneName(std::string one) : name(std::move(one)) {}
  bool names_someone(const Attribute* attribute, std::string_view text) override {
    if (attribute != nullptr) asked.insert(attribute->name);
    return text == name;
  }
};

const Catalog& catalog() {
  static const Catalog built_in =
      builtin_catalog({{"customer_id"}, {"email"}, {"age", ValueType::integer}}, {{"product_id"}});
  return built_in;
}

std::string without(const std::string& json, const std::string& name) {
  OneName test(name);
  return document_without_names(json, catalog(), test).value_or("-");
}

}  // namespace

TEST_CASE("a telling text stands for one person wherever it is found") {
  for (const char* text : {"c_46120", "ana@example.org", "+381 64 123", "a@b.c"}) CHECK(is_telling(text));
  for (const char* text : {"", "Paris", "12347", "c_12", "O'Neill", "premium customers"}) {
    CAPTURE(text);
    CHECK_FALSE(is_telling(text));
  }
}

TEST_CASE("words that name someone become erased and all else stays") {
  OneName test("c_46120");
  const auto of = [&](std::string_view text) { return text_without_names(text, test).value_or("-"); };
  CHECK(of("c_46120") == "erased");
  CHECK(of("for c_46120, 'c_46120'!  and (c_46120)") == "for erased, 'erased'!  and (erased)");
  CHECK(of("See c_46120.") == "See erased.");
  CHECK(of("c_461200 xc_46120 c_46120x") == "-");
  CHECK(of("") == "-");
  OneName phone("+381 64 123");
  CHECK(text_without_names("+381 64 123", phone) == "erased");
  OneName mail("o'neill@example.org");
  CHECK(text_without_names("ask o'neill@example.org", mail) == "ask erased");
}

TEST_CASE("literals of a document are replaced as whole tokens wherever filters have them") {
  const std::string head = R"({"audience_name": "x", "filters": [{"filter_group": "g", "values": [)";
  const auto filter = [&](const std::string& rest) {
    return head + R"({"filter_name": "email", "filter_type": "IN", )" + rest + "}]}]}";
  };
  CHECK(without(filter(R"("filter_values": ["a\"b", "x", "x\u0041"])"), "a\"b") ==
        filter(R"("filter_values": ["erased", "x", "x\u0041"])"));
  CHECK(without(filter(R"("filter_values": ["\u0061na", "b"])"), "ana") ==
        filter(R"("filter_values": ["erased", "b"])"));
  CHECK(without(filter(R"("filter_values": {"value_name": "ana", "value": "ana"})"), "ana") ==
        filter(R"("filter_values": {"value_name": "ana", "value": "erased"})"));
  CHECK(without(filter(R"("filter_values": {"min_value": "ana", "max_value": null})"), "ana") ==
        filter(R"("filter_values": {"min_value": "erased", "max_value": null})"));
  CHECK(without(
            filter(
                R"("filter_where": [{"filter_name": "who", "filter_type": "IN", "filter_values": ["ana"]}])"),
            "ana") ==
        filter(
            R"("filter_where": [{"filter_name": "who", "filter_type": "IN", "filter_values": ["erased"]}])"));
  CHECK(without(filter(R"("filter_values": ["b"])"), "ana") == "-");
  CHECK(without("no document", "ana") == "-");
}

TEST_CASE("numbers are names too however they are written") {
  const auto of = [](const std::string& number) {
    return without(
        R"({"filters": [{"filter_group": "g", "values": [{"filter_name": "age", "filter_type": "IN",)"
        "\n  \"filter_values\": [7, " +
            number + ", 8]}]}]}",
        "1200");
  };
  for (const char* number : {"1200", "1.2e3", "1200.0"}) {
    CAPTURE(number);
    CHECK(of(number).find("[7, \"erased\", 8]") != std::string::npos);
  }
  CHECK(of("12") == "-");
}

TEST_CASE("the attribute of a filter is told and that of an event is not") {
  OneName test("nobody");
  document_without_names(
      R"({"audience_name": "x", "description": "y", "filters": [{"filter_group": "g", "values": [
      {"filter_name": "email", "filter_values": ["a"]},
      {"filter_group": "h", "values": [{"filter_name": "customer_id", "filter_values": ["a"]}]},
      {"filter_name": "purchases", "filter_entity": "product_id", "filter_values": ["a"],
       "filter_where": [{"filter_name": "age", "filter_values": [3]}]}]}]})",
      catalog(), test);
  CHECK(test.asked == std::set<std::string>{"email", "customer_id"});
}

TEST_CASE("free texts of a document lose the word alone") {
  CHECK(without(R"({"audience_name": "c_46120", "description": "a \"friend\" of c_46120", "filters": []})",
                "c_46120") ==
        R"({"audience_name": "erased", "description": "a \"friend\" of erased", "filters": []})");
}

}  // namespace audience
