// Which right name a wrong one is taken for.
#include "base/suggestion.hpp"

#include <doctest/doctest.h>

namespace audience {
namespace {

TEST_CASE("the nearest name is suggested if it is near enough") {
  const std::vector<std::string> names{"BETWEEN", "IN", "EQUALS", "GREATER_THAN", "email_consent", "age"};
  struct Row {
    const char* wrong;
    const char* expected;  ///< null: none
  };
  const Row rows[] = {{"BETWEN", "BETWEEN"},
                      {"between", "BETWEEN"},
                      {"BETWEENS", "BETWEEN"},
                      {"BTEWEEN", "BETWEEN"},
                      {"EQALS", "EQUALS"},
                      {"email_consnet", "email_consent"},
                      {"e_mail_concent", "email_consent"},
                      {"aeg", "age"},
                      {"ag", "age"},
                      {"ax", nullptr},
                      {"city", nullptr},
                      {"", nullptr},
                      {"GREATER", nullptr}};
  for (const Row& row : rows) {
    CAPTURE(row.wrong);
    const auto found = nearest(row.wrong, names);
    REQUIRE(found.has_value() == (row.expected != nullptr));
    if (found) CHECK(*found == row.expected);
  }
}

TEST_CASE("fewer edits win over an earlier place in the list") {
  CHECK(nearest("customr", {"customs_", "customer"}) == "customer");
  CHECK(nearest("cat", {"car", "cat"}) == "cat");
}

TEST_CASE("the question is asked only with an answer at hand") {
  CHECK(did_you_mean("BETWEN", {"BETWEEN"}) == "; did you mean \"BETWEEN\"?");
  CHECK(did_you_mean("BETWEN", {}).empty());
  CHECK(did_you_mean(std::string(5000, 'x'), {"BETWEEN"}).empty());
  CHECK(did_you_mean("winter", {"Winter 2024", "Summer 2024"}) == "; did you mean \"Winter 2024\"?");
  CHECK(did_you_mean("2024", {"Winter 2024", "Summer 2024"}).empty());
  CHECK(did_you_mean("er", {"Winter 2024"}).empty());
}

}  // namespace
}  // namespace audience
