// Binding: typed predicates, windows, faults against a catalog, and readable phrases.
#include "model/binding.hpp"

#include <doctest/doctest.h>

#include "model/audience_uses.hpp"
#include "model/catalog.hpp"
#include "model/describe.hpp"
#include "model/document.hpp"
#include "model/formula.hpp"
#include "support/sample_document.hpp"

using namespace audience;
using test::with_filters;

namespace {

const Catalog& catalog() {
  static const Catalog built = builtin_catalog({{"customer_id", ValueType::text},
                                                {"age", ValueType::integer},
                                                {"city", ValueType::text},
                                                {"segment_id", ValueType::text},
                                                {"clv_value", ValueType::number},
                                                {"email_consent", ValueType::boolean},
                                                {"born", ValueType::date}},
                                               {{"customer_id", ValueType::text},
                                                {"product_id", ValueType::text},
                                                {"purchased_at", ValueType::date},
                                                {"quantity", ValueType::integer},
                                                {"unit_price", ValueType::number},
                                                {"store", ValueType::text}});
  return built;
}

std::vector<BoundFilter> bound(std::string_view document_text) {
  Faults faults;
  const Document document = parse_document(document_text, faults);
  auto result = bind_document(document, catalog(), faults);
  CHECK(faults.to_text("f") == "");
  return result.filters;
}

std::string filter(std::string_view name, std::string_view type, std::string_view values) {
  return with_filters(R"({"filter_name": ")" + std::string(name) + R"(", "filter_type": ")" +
                      std::string(type) + R"(", "filter_values": )" + std::string(values) + "}");
}

template <typename Wanted>
Wanted predicate(std::string_view name, std::string_view type, std::string_view values) {
  const auto filters = bound(filter(name, type, values));
  REQUIRE(filters.size() == 1);
  return std::get<Wanted>(std::get<AttributeFilter>(filters[0].what).predicate);
}

TimePoint at(std::string_view text) { return parse_time(text)->start; }

std::string phrase(std::string_view text) {
  Faults faults;
  const Document document = parse_document(text, faults);
  CHECK(faults.to_text("f") == "");
  return describe(std::get<Filter>(document.groups.at(0).values.at(0).item));
}

std::string purchases(std::string_view name, std::string_view type, std::string_view entity) {
  return with_filters(R"({"filter_name": ")" + std::string(name) + R"(", "filter_type": ")" +
                      std::string(type) + R"(", "filter_entity": ")" + std::string(entity) +
                      R"(", "filter_values": ["i_8732"]})");
}

std::string measure(std::string_view type, std::string_view values) {
  return with_filters(R"({"filter_name": "purchases", "filter_entity": "purchases", "filter_type": ")" +
                      std::string(type) + R"(", "filter_values": )" + std::string(values) + "}");
}

std::string formula_of(std::string_view text) {
  Faults faults;
  const Document document = parse_document(text, faults);
  CHECK(faults.to_text("f") == "");
  return formula(document);
}

KnownAudience known(char digit, std::string name, std::vector<std::string> uses = {}) {
  return {"audience-id-" + std::string(32, digit), std::move(name), std::move(uses)};
}

std::string in_audiences(std::string_view name, std::string_view values) {
  return R"({"audience_name": ")" + std::string(name) +
         R"(", "filters": [{"filter_group": "g", "values": [{"filter_name": "audience", "filter_entity": "audience_id",
            "filter_type": "IN", "filter_values": )" +
         std::string(values) + "}]}]}";
}

}  // namespace

TEST_CASE("a document binds to attributes and events") {
  const auto filters = bound(test::sample_document);
  REQUIRE(filters.size() == 4);
  const auto& age = std::get<AttributeFilter>(filters[0].what);
  CHECK(age.column == "age");
  CHECK(age.type == ValueType::integer);
  CHECK(std::get<BooleanTest>(std::get<AttributeFilter>(filters[1].what).predicate).accepts_true);
  CHECK_FALSE(std::get<BooleanTest>(std::get<AttributeFilter>(filters[1].what).predicate).accepts_false);
  CHECK(std::get<AttributeFilter>(filters[2].what).column == "clv_value");
  const auto& event = std::get<EventFilter>(filters[3].what);
  CHECK(event.scope.event == "purchases");
  CHECK(event.column == "product_id");
  CHECK(event.scope.window->last_days == 180);
  REQUIRE(event.predicates.size() == 1);
  CHECK(std::get<TextTest>(event.predicates[0]).texts == std::vector<std::string>{"i_8732"});
}

TEST_CASE("numbers become ranges") {
  const auto between =
      predicate<NumberTest>("age", "BETWEEN", R"({"min_value": 37.5, "max_value": 74})").ranges.at(0);
  CHECK(between.low == Decimal(375, -1));
  CHECK(between.high == Decimal(74));
  CHECK((between.low_included && between.high_included));
  const auto open =
      predicate<NumberTest>("clv_value", "BETWEEN", R"({"value_name": "clv", "max_value": 5})").ranges.at(0);
  CHECK_FALSE(open.low);
  const auto above = predicate<NumberTest>("age", "GREATER_THAN", R"({"value": 3})").ranges.at(0);
  CHECK(above.low == Decimal(3));
  CHECK_FALSE(above.low_included);
  CHECK_FALSE(above.high);
  const auto least = predicate<NumberTest>("age", "GREATER_OR_EQUAL", R"({"value": 3})").ranges.at(0);
  CHECK(least.low_included);
  const auto below = predicate<NumberTest>("age", "LESS_THAN", R"({"value": 3})").ranges.at(0);
  CHECK(below.high == Decimal(3));
  CHECK_FALSE(below.high_included);
  CHECK_FALSE(below.low);
  CHECK(predicate<NumberTest>("age", "LESS_OR_EQUAL", R"({"value": 3})").ranges.at(0).high_included);
  CHECK(predicate<NumberTest>("age", "IN", "[1, 2.5]").ranges.size() == 2);
  CHECK(predicate<NumberTest>("age", "EQUALS", R"({"value": 7})").ranges.at(0).low == Decimal(7));
}

TEST_CASE("texts booleans and missing values have their tests") {
  CHECK(predicate<TextTest>("city", "STARTS_WITH", R"(["P", "L"])").match == TextMatch::starts_with);
  CHECK(predicate<TextTest>("city", "ENDS_WITH", R"(["s"])").match == TextMatch::ends_with);
  CHECK(predicate<TextTest>("city", "CONTAINS", R"(["ari"])").match == TextMatch::contains);
  CHECK(predicate<TextTest>("city", "EQUALS", R"({"value": "Paris"})").match == TextMatch::exact);
  for (const char* word : {"true", "1", "\"TRUE\"", "\"1\""}) {
    const auto test =
        predicate<BooleanTest>("email_consent", "EQUALS", R"({"value": )" + std::string(word) + "}");
    CHECK(test.accepts_true);
    CHECK_FALSE(test.accepts_false);
  }
  const auto both = predicate<BooleanTest>("email_consent", "IN", R"([0, "False", true])");
  CHECK((both.accepts_true && both.accepts_false));
  predicate<MissingTest>("born", "IS_NULL", "null");
}

TEST_CASE("a NOT twin is the same test negated") {
  for (const char* type : {"IN", "NOT_IN"}) {
    const auto filters = bound(filter("city", type, R"(["Paris"])"));
    CHECK(filters[0].negated == (std::string(type) == "NOT_IN"));
  }
  CHECK(bound(filter("city", "IS_NOT_NULL", "null"))[0].negated);
  CHECK(bound(purchases("purchases", "NOT_IN", "product_id"))[0].negated);
}

TEST_CASE("a date without time is its whole day") {
  const TimePoint day = at("2023-01-31");
  const TimePoint next = at("2023-02-01");
  const auto range = [](std::string_view type) {
    return predicate<DateTest>("born", type, R"({"value": "2023-01-31"})").ranges.at(0);
  };
  CHECK(range("EQUALS").from->at == day);
  CHECK(range("EQUALS").to->at == next);
  CHECK(range("GREATER_THAN").from->at == next);
  CHECK_FALSE(range("GREATER_THAN").to);
  CHECK(range("GREATER_OR_EQUAL").from->at == day);
  CHECK(range("LESS_THAN").to->at == day);
  CHECK_FALSE(range("LESS_THAN").from);
  CHECK(range("LESS_OR_EQUAL").to->at == next);
  const auto between =
      predicate<DateTest>("born", "BETWEEN", R"({"min_value": "2023-01-31", "max_value": "2023-01-31"})")
          .ranges.at(0);
  CHECK(between.from->at == day);
  CHECK(between.to->at == next);
}

TEST_CASE("a relative date counts from as_of") {
  const TimePoint as_of = at("2023-09-14T08:00:00");
  const auto since = [](const char* text) {
    return *predicate<DateTest>("born", "GREATER_OR_EQUAL", R"({"value": ")" + std::string(text) + "\"}")
                .ranges.at(0)
                .from;
  };
  CHECK(since("now").resolve(as_of) == as_of);
  CHECK(since("now-30d").resolve(as_of) == at("2023-08-15T08:00:00"));
  CHECK(since("now+2h").resolve(as_of) == at("2023-09-14T10:00:00"));
  CHECK(since("now-1w").resolve(as_of) == at("2023-09-07T08:00:00"));
}

TEST_CASE("a window ends at as_of and begins whole days before") {
  const TimePoint as_of = at("2023-09-14T08:00:00");
  Window window;
  window.last_days = 2;
  CHECK(resolve(window, as_of).from == at("2023-09-12T08:00:00"));
  CHECK(resolve(window, as_of).to == as_of);
  CHECK(resolve(std::nullopt, as_of).from == at("0001-01-01"));
  CHECK(resolve(std::nullopt, as_of).to == as_of);
  Window ahead;
  ahead.form = Window::Form::from_to;
  ahead.from = "2023-01-01";
  ahead.to = "2024-01-01";
  CHECK(resolve(ahead, as_of).from == at("2023-01-01"));
  CHECK(resolve(ahead, as_of).to == as_of);
  Window ago;
  ago.form = Window::Form::days_ago;
  ago.from_days_ago = 3;
  ago.to_days_ago = 1;
  CHECK(resolve(ago, as_of).from == at("2023-09-11T08:00:00"));
  CHECK(resolve(ago, as_of).to == at("2023-09-13T08:00:00"));
}

TEST_CASE("a calendar window is the unit of as_of's day or the one before") {
  const auto span = [](std::string_view name, std::string_view as_of) {
    Window window;
    set_calendar(window, name);
    CHECK(calendar_name(window) == name);
    const TimeSpan found = resolve(window, AsOf(*parse_time(as_of)));
    return format_time(found.from) + " " + format_time(found.to);
  };
  CHECK(span("this_month", "2023-12-31") == "2023-12-01T00:00:00 2024-01-01T00:00:00");
  CHECK(span("last_month", "2023-12-31") == "2023-11-01T00:00:00 2023-12-01T00:00:00");
  CHECK(span("this_month", "2024-01-01T00:00:00") == "2024-01-01T00:00:00 2024-01-01T00:00:00");
  CHECK(span("last_month", "2024-01-01T00:00:00") == "2023-12-01T00:00:00 2024-01-01T00:00:00");
  CHECK(span("this_week", "2024-03-03T08:00:00") == "2024-02-26T00:00:00 2024-03-03T08:00:00");
  CHECK(span("last_week", "2024-03-04T08:00:00") == "2024-02-26T00:00:00 2024-03-04T00:00:00");
  CHECK(span("this_day", "2024-03-03T08:00:00") == "2024-03-03T00:00:00 2024-03-03T08:00:00");
  CHECK(span("last_day", "2024-03-01") == "2024-02-29T00:00:00 2024-03-01T00:00:00");
  CHECK(span("last_quarter", "2024-01-15") == "2023-10-01T00:00:00 2024-01-01T00:00:00");
  CHECK(span("this_quarter", "2024-05-15T00:00:01") == "2024-04-01T00:00:00 2024-05-15T00:00:01");
  CHECK(span("this_year", "2024-12-31") == "2024-01-01T00:00:00 2025-01-01T00:00:00");
  CHECK(span("last_year", "2024-02-29") == "2023-01-01T00:00:00 2024-01-01T00:00:00");
}

TEST_CASE("in a zone a calendar window begins and ends at midnight there") {
  const auto span = [](std::string_view name, std::string_view as_of) {
    Window window;
    set_calendar(window, name);
    window.zone = TimeZone::find("Europe/Belgrade");
    REQUIRE(window.zone != nullptr);
    const TimeSpan found = resolve(window, AsOf(*parse_time(as_of)));
    return format_time(found.from) + " " + format_time(found.to);
  };
  // Clocks are set forward on 26 March, and back on 29 October.
  CHECK(span("last_month", "2023-04-15") == "2023-02-28T23:00:00 2023-03-31T22:00:00");
  CHECK(span("last_day", "2023-03-27") == "2023-03-25T23:00:00 2023-03-26T22:00:00");
  CHECK(span("last_week", "2023-11-01") == "2023-10-22T22:00:00 2023-10-29T23:00:00");
  CHECK(span("this_year", "2023-12-31T22:59:59") == "2022-12-31T23:00:00 2023-12-31T22:59:59");
  CHECK(span("this_year", "2023-12-31T23:00:01") == "2023-12-31T23:00:00 2023-12-31T23:00:01");
  CHECK(span("this_day", "2023-12-31") == "2023-12-30T23:00:00 2023-12-31T23:00:00");
}

TEST_CASE("parts of a date are numbers, days of the year in its order") {
  const auto of_month = predicate<DatePartTest>("born.month", "IN", "[12, 1]");
  CHECK(of_month.part == DatePart::month);
  CHECK(of_month.test.ranges.size() == 2);
  const auto days =
      predicate<DatePartTest>("born.month_day", "BETWEEN", R"({"min_value": "02-29", "max_value": "12-24"})");
  CHECK(days.part == DatePart::month_day);
  CHECK(*days.test.ranges.at(0).low == Decimal(229));
  CHECK(*days.test.ranges.at(0).high == Decimal(1224));
  predicate<DatePartTest>("born.age_years", "GREATER_OR_EQUAL",
                          R"({"value_name": "age_years", "value": 18})");
  predicate<MissingTest>("born.weekday", "IS_NULL", "null");
  const auto around =
      predicate<AnniversaryTest>("born", "ANNIVERSARY", R"({"from_days": -3, "to_days": 14})");
  CHECK(around.from_days == -3);
  CHECK(around.to_days == 14);
}

TEST_CASE("every name and value that does not fit is a located fault") {
  struct Case {
    std::string marked, fault;
    Remedy remedy = Remedy::none;
  };
  const std::string f0 = " /filters/0/values/0/";
  const auto name = [](std::string_view wrong) {
    return with_filters(R"({"filter_name": @")" + std::string(wrong) +
                        R"(", "filter_entity": "product_id", "filter_type": "IN", "filter_values": ["x"]})");
  };
  const Case cases[] = {
      {name("agee"), f0 + "filter_name: unknown filter_name \"agee\"; did you mean \"age\"?"},
      {name("zzzzzzzz"), f0 + "filter_name: unknown filter_name \"zzzzzzzz\"", Remedy::list_fields},
      {name("purchase-90-days"),
       f0 + "filter_name: unknown filter_name \"purchase-90-days\"; did you mean \"purchases-90-days\"?"},
      {with_filters(
           R"({"filter_name": "audience", "filter_entity": @"id", "filter_type": "IN", "filter_values": ["x"]})"),
       f0 + "filter_entity: filter_entity of an audience is \"audience_id\", not \"id\""},
      {with_filters(R"({"filter_name": "audience", "filter_entity": "audience_id", "filter_type": @"CONTAINS",
                        "filter_values": ["x"]})"),
       f0 + "filter_type: an audience is filtered by IN, ALL_IN and their NOT_ twins, not by CONTAINS"},
      {with_filters(R"({"filter_name": "audience", "filter_entity": "audience_id", "filter_type": "IN",
                        "filter_values": [@3]})"),
       f0 + "filter_values/0: 3 is no audience: write its name or id as a text"},
      {name("purchases-0-days"), f0 + "filter_name: a window has 1 to 36500 days, not 0"},
      {name("purchases-36501-days"), f0 + "filter_name: a window has 1 to 36500 days, not 36501"},
      {name("purchases-99999999999999999999-days"),
       f0 + "filter_name: a window has 1 to 36500 days, not 99999999999999999999"},
      {with_filters(R"({"filter_name": "city", "filter_entity": @"product_id", "filter_type": "IS_NULL"})"),
       f0 + "filter_entity: city is an attribute: its filter_entity is \"customer\", not \"product_id\""},
      {with_filters(R"({"filter_name": "purchases", "filter_entity": @"basket", "filter_type": "IN",
                        "filter_values": ["x"]})"),
       f0 + "filter_entity: unknown filter_entity \"basket\" of purchases; it is \"purchases\" for a "
            "measure, or one of "
            "product_id, quantity, unit_price, store"},
      {with_filters(R"({"filter_name": "purchases", "filter_entity": @"product-id", "filter_type": "IN",
                        "filter_values": ["x"]})"),
       f0 + "filter_entity: unknown filter_entity \"product-id\" of purchases; did you mean \"product_id\"?"},
      {with_filters(R"(@{"filter_name": "purchases", "filter_type": "IN", "filter_values": ["x"]})"),
       " /filters/0/values/0: purchases is an event and needs another filter_entity than customer; it is "
       "\"purchases\" "
       "for a measure, or one of product_id, quantity, unit_price, store"},
      {with_filters(R"({"filter_name": "purchases", "filter_entity": "product_id", "filter_type": @"CONTAINS",
                        "filter_values": ["x"]})"),
       f0 + "filter_type: purchases can be filtered by IN, ALL_IN and their NOT_ twins, not by CONTAINS; "
            "conditions on "
            "the events themselves go into filter_where"},
      {measure("EQUALS", R"({"value_name": @"sum_amont", "value": 1})"),
       f0 + "filter_values/value_name: unknown measure \"sum_amont\" of purchases; did you mean "
            "\"sum_amount\"?"},
      {measure("EQUALS", R"({"value_name": @"sum_store", "value": 1})"),
       f0 + "filter_values/value_name: sum_store cannot be measured: store is a text"},
      {measure("EQUALS", R"(@{"value": 1})"),
       f0 + "filter_values: which measure of purchases is meant? Write filter_values as {\"value_name\": "
            "\"count\", …}; "
            "it has count, distinct_days, days_since_last, days_since_first, sum_amount, avg_amount, "
            "min_amount, "
            "max_amount, distinct_amount, distinct_product_id and 11 more"},
      {measure("EQUALS", R"({"value_name": "count", "value": @"1"})"),
       f0 + "filter_values/value: \"1\" is a text; count takes numbers: write 1"},
      {with_filters(R"({"filter_name": "purchases-5-days", "filter_entity": "product_id", "filter_type": "IN",
                        "filter_window": @{"last_days": 5}, "filter_values": ["x"]})"),
       f0 + "filter_window: two windows: purchases-5-days has one in its name; leave out one of them"},
      {with_filters(R"({"filter_name": "purchases", "filter_entity": "product_id", "filter_type": "IN",
                        "filter_where": [{"filter_name": @"stor", "filter_type": "IN", "filter_values": ["x"]}],
                        "filter_values": ["x"]})"),
       f0 + "filter_where/0/filter_name: unknown column \"stor\" of purchases; did you mean \"store\"?"},
      {with_filters(R"({"filter_name": "purchases", "filter_entity": "product_id", "filter_type": "IN",
                        "filter_where": [{"filter_name": "quantity", "filter_type": "IN", "filter_values": [@"2"]}],
                        "filter_values": ["x"]})"),
       f0 + "filter_where/0/filter_values/0: \"2\" is a text; quantity takes numbers: write 2"},
      {with_filters(
           R"({"filter_name": "age", "filter_type": "IS_NULL", "filter_window": @{"last_days": 5}})"),
       f0 + "filter_window: filter_window is for events; \"age\" is none"},
      {with_filters(R"({"filter_name": "age", "filter_type": @"ALL_IN", "filter_values": [5]})"),
       f0 + "filter_type: a customer has one value of an attribute: write IN"},
      {filter("customer-lifetime-value", "EQUALS", R"({"value_name": @"clw", "value": 1})"),
       f0 + "filter_values/value_name: unknown value_name \"clw\" of customer-lifetime-value; did you mean "
            "\"clv\"?"},
      {filter("age", "EQUALS", R"({"value_name": @"height", "value": 1})"),
       f0 + "filter_values/value_name: unknown value_name \"height\" of age; it has age"},
      {filter("age", "EQUALS", R"({"value": @"37"})"),
       f0 + "filter_values/value: \"37\" is a text; age takes numbers: write 37"},
      {filter("age", "IN", R"([1, @"old"])"), f0 + "filter_values/1: \"old\" is a text; age takes numbers"},
      {filter("age", "IN", "[@true]"), f0 + "filter_values/0: true is a boolean; age takes numbers"},
      {filter("segment_id", "IN", "[@3]"),
       f0 + "filter_values/0: 3 is a number; segment_id takes texts: write \"3\""},
      {filter("city", "CONTAINS", "[@false]"),
       f0 + "filter_values/0: false is a boolean; city takes texts: write \"false\""},
      {filter("email_consent", "IN", R"([@"yes"])"),
       f0 + "filter_values/0: \"yes\" is no boolean; write true or false"},
      {filter("email_consent", "IN", "[@2]"), f0 + "filter_values/0: 2 is no boolean; write true or false"},
      {filter("age", "BETWEEN", R"({"min_value": @74, "max_value": 37})"),
       f0 + "filter_values/min_value: min_value 74 is over max_value 37"},
      {filter("born", "BETWEEN", R"({"min_value": @"2023-02-01", "max_value": "2023-01-31"})"),
       f0 + "filter_values/min_value: min_value \"2023-02-01\" is over max_value \"2023-01-31\""},
      {filter("born", "BETWEEN", R"({"min_value": @"now", "max_value": "now-1d"})"),
       f0 + "filter_values/min_value: min_value \"now\" is over max_value \"now-1d\""},
      {with_filters(R"({"filter_name": @"born.moth", "filter_type": "IN", "filter_values": [1]})"),
       f0 + "filter_name: unknown part \"moth\" of born; did you mean \"month\"?"},
      {with_filters(R"({"filter_name": @"born.hour", "filter_type": "IN", "filter_values": [1]})"),
       f0 + "filter_name: unknown part \"hour\" of born; a date has year, month, day, month_day, weekday, "
            "age_years"},
      {with_filters(R"({"filter_name": @"city.month", "filter_type": "IN", "filter_values": [1]})"),
       f0 + "filter_name: city is a text; only dates have parts"},
      {with_filters(R"({"filter_name": @"borm.month", "filter_type": "IN", "filter_values": [1]})"),
       f0 + "filter_name: unknown filter_name \"borm.month\"; did you mean \"born.month\"?"},
      {filter("born.month", "EQUALS", R"({"value": @13})"),
       f0 + "filter_values/value: 13 is no month; born.month goes from 1 to 12"},
      {filter("born.weekday", "IN", "[1, @0]"),
       f0 + "filter_values/1: 0 is no weekday; born.weekday goes from 1 to 7, Monday is 1"},
      {filter("born.month_day", "IN", R"([@"02-30"])"),
       f0 + "filter_values/0: \"02-30\" is no day of a year; born.month_day takes month and day such as "
            "\"12-24\""},
      {filter("born.month_day", "BETWEEN", R"({"min_value": @"12-20", "max_value": "01-06"})"),
       f0 + "filter_values/min_value: min_value \"12-20\" is over max_value \"01-06\"; over the turn of the "
            "year join two filters by OR"},
      {filter("born", "IN", R"([@"14.09.2023"])"), f0 + "filter_values/0: \"14.09.2023\" is no date; born "
                                                        "takes dates such as \"2023-09-14\" or \"now-30d\""},
      {filter("born", "IN", R"([@"now-30m"])"),
       f0 +
           "filter_values/0: \"now-30m\" is no date; born takes dates such as \"2023-09-14\" or \"now-30d\""},
      {filter("born", "IN", "[@20230914]"),
       f0 + "filter_values/0: 20230914 is a number; born takes dates such as \"2023-09-14\" or \"now-30d\""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.marked);
    const auto marked = test::find_mark(one.marked);
    Faults faults;
    const Document document = parse_document(marked.text, faults);
    CHECK(faults.empty());
    CHECK(bind_document(document, catalog(), faults).filters.size() == 1);
    CHECK(faults.to_text("f") == "f:" + marked.place + one.fault);
    REQUIRE_FALSE(faults.empty());
    CHECK(faults.in_order().front().advice.remedy == one.remedy);
  }
}

TEST_CASE("a test that a type does not have is a fault at the type") {
  struct Case {
    std::string name, type, values, fault;
  };
  const Case cases[] = {
      {"city", "GREATER_THAN", R"({"value": "a"})",
       "GREATER_THAN compares numbers and dates; city is a text"},
      {"city", "BETWEEN", R"({"min_value": "a"})", "BETWEEN compares numbers and dates; city is a text"},
      {"email_consent", "NOT_LESS_THAN", R"({"value": true})",
       "NOT_LESS_THAN compares numbers and dates; email_consent is a boolean"},
      {"age", "CONTAINS", R"(["3"])", "CONTAINS searches texts; age is a number"},
      {"city", "ANNIVERSARY", R"({"from_days": 0, "to_days": 1})",
       "ANNIVERSARY asks for dates; city is a text"},
      {"born.month", "NOT_ANNIVERSARY", R"({"from_days": 0, "to_days": 1})",
       "NOT_ANNIVERSARY asks for dates; born.month is a number"},
      {"born.month_day", "CONTAINS", R"(["12"])",
       "CONTAINS searches texts; born.month_day is a day of the year such as \"12-24\""},
      {"born", "STARTS_WITH", R"(["2023"])", "STARTS_WITH searches texts; born is a date"},
  };
  for (const Case& one : cases) {
    Faults faults;
    bind_document(parse_document(filter(one.name, one.type, one.values), faults), catalog(), faults);
    CHECK(faults.count() == 1);
    CHECK(faults.to_text("f").ends_with("/filters/0/values/0/filter_type: " + one.fault));
  }
}

TEST_CASE("a filter reads as a phrase") {
  CHECK(phrase(filter("age", "BETWEEN", R"({"min_value": 37, "max_value": 74})")) == "age 37..74");
  CHECK(phrase(filter("age", "BETWEEN", R"({"min_value": 37})")) == "age from 37");
  CHECK(phrase(filter("age", "BETWEEN", R"({"max_value": 74})")) == "age to 74");
  CHECK(phrase(filter("age", "NOT_BETWEEN", R"({"max_value": 74})")) == "not age to 74");
  CHECK(phrase(filter("age", "GREATER_THAN", R"({"value": 37})")) == "age > 37");
  CHECK(phrase(filter("customer-lifetime-value", "BETWEEN",
                      R"({"value_name": "clv", "min_value": 0, "max_value": 1193})")) == "clv 0..1193");
  CHECK(phrase(filter("email_consent", "IN", "[true]")) == "email_consent");
  CHECK(phrase(filter("email_consent", "IN", R"(["False"])")) == "not email_consent");
  CHECK(phrase(filter("email_consent", "NOT_IN", "[true]")) == "email_consent is not true");
  CHECK(phrase(filter("country", "IN", R"(["United Kingdom"])")) == "country United Kingdom");
  CHECK(phrase(filter("city", "IN", R"(["Paris", "London"])")) == "city Paris, London");
  CHECK(phrase(filter("city", "IN", R"(["Paris", "London", "c", "d", "e"])")) == "city Paris, London +3");
  CHECK(phrase(filter("city", "NOT_IN", R"(["Paris"])")) == "not city Paris");
  CHECK(phrase(filter("city", "CONTAINS", R"(["ar"])")) == "city contains ar");
  CHECK(phrase(filter("born.month", "IN", "[12]")) == "born.month 12");
  CHECK(phrase(filter("born", "ANNIVERSARY", R"({"from_days": 0, "to_days": 14})")) ==
        "born anniversary in 0 to 14 days");
  CHECK(phrase(filter("born", "NOT_ANNIVERSARY", R"({"from_days": 7, "to_days": 7})")) ==
        "not born anniversary in 7 days");
  CHECK(phrase(filter("city", "IS_NULL", "null")) == "city missing");
  CHECK(phrase(filter("city", "IS_NOT_NULL", "null")) == "city known");
  CHECK(phrase(purchases("purchases-180-days", "IN", "product_id")) == "bought i_8732 in 180 days");
  CHECK(phrase(purchases("purchases", "NOT_IN", "product_id")) == "not bought i_8732");
  CHECK(phrase(purchases("purchases", "IN", "store")) == "bought store i_8732");
}

TEST_CASE("events and audiences read as phrases") {
  CHECK(phrase(measure("EQUALS", R"({"value_name": "count", "value": 0})")) == "purchases count = 0");
  CHECK(phrase(measure("IS_NULL", R"({"value_name": "days_since_last"})")) ==
        "purchases days_since_last missing");
  CHECK(phrase(with_filters(
            R"({"filter_name": "purchases", "filter_entity": "store", "filter_type": "NOT_ALL_IN",
                                "filter_values": ["a", "b"], "filter_window": {"from_days_ago": 90, "to_days_ago": 30},
                                "filter_where": [{"filter_name": "quantity", "filter_type": "GREATER_THAN",
                                                  "filter_values": {"value": 1}}]})")) ==
        "not bought store all of a, b from 90 to 30 days ago where quantity > 1");
  CHECK(phrase(in_audiences("A", R"(["Winter"])")) == "in audience Winter");
}

TEST_CASE("measures are named after what they measure") {
  const auto one = [](std::string_view name) {
    const auto filters =
        bound(measure("GREATER_THAN", R"({"value_name": ")" + std::string(name) + R"(", "value": 1})"));
    return std::get<MeasureFilter>(filters.at(0).what).measure;
  };
  CHECK(one("distinct_days").kind == Measure::Kind::distinct_days);
  CHECK(one("days_since_first").kind == Measure::Kind::days_since_first);
  CHECK(one("avg_amount").amount);
  CHECK(one("max_unit_price").column == "unit_price");
  CHECK(one("distinct_product_id").column_type == ValueType::text);
}

TEST_CASE("all of a list is a predicate for each value") {
  const auto filters = bound(with_filters(R"({"filter_name": "purchases", "filter_entity": "product_id",
                                              "filter_type": "NOT_ALL_IN", "filter_values": ["a", "b"]})"));
  CHECK(std::get<EventFilter>(filters.at(0).what).predicates.size() == 2);
  CHECK(filters.at(0).negated);
}

TEST_CASE("a limit is by an attribute or its column") {
  for (const std::string name : {"clv_value", "customer-lifetime-value"}) {
    Faults faults;
    const auto document = parse_document(
        R"({"audience_name": "A", "filters": [], "limit": {"count": 5, "order_by": ")" + name + "\"}}",
        faults);
    CHECK(bind_document(document, catalog(), faults).limit->column == "clv_value");
    CHECK(faults.empty());
  }
  Faults faults;
  const auto document = parse_document(
      R"({"audience_name": "A", "filters": [], "limit": {"count": 5, "order_by": "agee"}})", faults);
  bind_document(document, catalog(), faults);
  CHECK(faults.to_text("f") == "f:1:73 /limit/order_by: unknown attribute \"agee\"; did you mean \"age\"?");
}

TEST_CASE("a limit is by a measure of events in a window") {
  const auto limited = [](const std::string& limit, Faults& faults) {
    const auto document = parse_document(
        R"({"audience_name": "A", "filters": [], "limit": {"count": 5, )" + limit + "}}", faults);
    return bind_document(document, catalog(), faults).limit.value();
  };
  Faults none;
  const auto ordered =
      limited(R"("order_by": "purchases.sum_amount", "filter_window": {"last_days": 90})", none);
  REQUIRE(ordered.measure);
  CHECK(ordered.measure->scope.event == "purchases");
  CHECK(ordered.measure->scope.window->last_days == 90);
  CHECK(ordered.measure->measure.kind == Measure::Kind::sum);
  CHECK(ordered.measure->measure.amount);
  CHECK(limited(R"("order_by": "purchases-30-days.count")", none).measure->scope.window->last_days == 30);
  CHECK(none.empty());
  const std::pair<const char*, const char*> faulty[] = {
      {R"("order_by": "purchases.sum_amout")",
       "/limit/order_by: unknown measure \"sum_amout\" of purchases; did "
       "you mean \"sum_amount\"?"},
      {R"("order_by": "purchase.sum_amount")",
       "/limit/order_by: unknown attribute \"purchase.sum_amount\"; did "
       "you mean \"purchases.sum_amount\"?"},
      {R"("order_by": "purchases")",
       "/limit/order_by: purchases is an event: order by a measure of it, such as "
       "\"purchases.count\""},
      {R"("order_by": "purchases-30-days.count", "filter_window": {"last_days": 3})",
       "/limit/filter_window: two windows: purchases-30-days has one in its name; leave out one of them"},
      {R"("order_by": "age", "filter_window": {"last_days": 3})",
       "/limit/filter_window: filter_window in a limit is for a measure, such as \"order_by\": "
       "\"purchases.count\""},
  };
  for (const auto& [limit, fault] : faulty) {
    Faults faults;
    limited(limit, faults);
    CHECK(faults.to_text("f").find(fault) != std::string::npos);
    CHECK(faults.in_order().size() == 1);
  }
}

TEST_CASE("a percentage cuts to its exact share, rounded up") {
  const auto share = [](const char* percent, std::int64_t members) {
    return size_within({.percent = Decimal::parse(percent)}, members);
  };
  CHECK(share("10", 0) == 0);
  CHECK(share("10", 1) == 1);
  CHECK(share("10", 10) == 1);
  CHECK(share("10", 11) == 2);
  CHECK(share("100", 7) == 7);
  CHECK(share("33.3", 1000) == 333);
  CHECK(share("33.3", 1001) == 334);
  CHECK(share("7", 100) == 7);  // By doubles 7 x 0.01 x 100 is above 7.
  CHECK(share("1e-300", 2'000'000'000) == 1);
  CHECK(share("99.9999999999999999", 2'000'000'000) == 2'000'000'000);
  CHECK(share("12.5", 2'000'000'000) == 250'000'000);
  CHECK(size_within({.count = 5}, 3) == 3);
  CHECK(size_within({.count = 5}, 7) == 5);
}

TEST_CASE("a bucket has a salt, and a column of that name is meant without one") {
  const std::string ten = R"("filter_type": "NOT_LESS_THAN", "filter_values": {"value": 10})";
  const auto of_salt =
      bound(with_filters(R"({"filter_name": "bucket", "filter_entity": "autumn", )" + ten + "}"));
  CHECK(std::get<BucketFilter>(of_salt.at(0).what).salt == "autumn");
  CHECK(of_salt.at(0).negated);
  const auto document = [&](const std::string& entity) {
    Faults faults;
    return parse_document(with_filters(R"({"filter_name": "bucket", )" + entity + ten + "}"), faults);
  };
  Faults faults;
  bind_document(document(""), catalog(), faults);
  CHECK(faults.to_text("f").find(
            "/filters/0/values/0: a bucket needs a salt, a text that tells this split of "
            "customers from others: write \"filter_entity\": \"autumn\"") != std::string::npos);
  const Catalog with_column = builtin_catalog({{"customer_id"}, {"bucket", ValueType::integer}}, {});
  Faults none;
  const auto of_column = bind_document(document(""), with_column, none);
  CHECK(std::get<AttributeFilter>(of_column.filters.at(0).what).column == "bucket");
  const auto still_salted = bind_document(document(R"("filter_entity": "autumn", )"), with_column, none);
  CHECK(std::holds_alternative<BucketFilter>(still_salted.filters.at(0).what));
  CHECK(none.empty());
}

TEST_CASE("names of audiences become ids and unknown ones are faults") {
  const std::vector<KnownAudience> all{known('a', "Winter"), known('b', "Summer"), known('c', "b1b1")};
  Faults faults;
  Document document = parse_document(in_audiences("A", R"(["Winter", "bbbb", "b1b1"])"), faults);
  bind_audiences(document, all, faults);
  CHECK(faults.empty());
  CHECK(used_audiences(document) ==
        std::vector<std::string>{all[0].audience_id, all[1].audience_id, all[2].audience_id});
  Document wrong = parse_document(in_audiences("A", R"(["Wintr"])"), faults);
  bind_audiences(wrong, all, faults);
  CHECK(faults.to_text("f").ends_with("unknown audience \"Wintr\"; did you mean \"Winter\"?"));
}

TEST_CASE("what became of an audience is told in place of the nearest name") {
  const AbsenceOf absence_of = [](const std::string& reference) -> std::optional<Absence> {
    if (reference != "Wintr") return std::nullopt;
    return Absence{"it melted", {Remedy::bring_back, {"Wintr"}}};
  };
  Faults faults;
  Document document = parse_document(in_audiences("A", R"(["Wintr", "Sumer", "Winter"])"), faults);
  bind_audiences(document, {known('a', "Winter"), known('b', "Summer")}, faults, {}, absence_of);
  const std::vector<Fault> told = faults.in_order();
  REQUIRE(told.size() == 2);
  CHECK(told[0].message == "it melted");
  CHECK(told[0].advice.remedy == Remedy::bring_back);
  CHECK(told[0].advice.subjects == std::vector<std::string>{"Wintr"});
  CHECK(told[1].message == "unknown audience \"Sumer\"; did you mean \"Summer\"?");
}

TEST_CASE("a cycle of audiences is a fault and a diamond is none") {
  const auto fault_of = [](std::string_view name, const std::vector<KnownAudience>& all,
                           std::string_view values) {
    Faults faults;
    Document document = parse_document(in_audiences(name, values), faults);
    bind_audiences(document, all, faults);
    return faults.to_text("f");
  };
  const auto bottom = known('a', "Bottom");
  const auto left = known('b', "Left", {bottom.audience_id});
  const auto right = known('c', "Right", {bottom.audience_id});
  CHECK(fault_of("Top", {bottom, left, right}, R"(["Left", "Right"])").empty());
  CHECK(fault_of("Bottom", {bottom, left, right}, R"(["Left"])")
            .ends_with("a cycle: Bottom → Left → Bottom; an audience cannot depend on itself"));
  CHECK(fault_of("Bottom", {bottom}, R"(["Bottom"])")
            .ends_with("a cycle: Bottom → Bottom; an audience cannot depend on itself"));
}

TEST_CASE("a formula says every bracket") {
  struct Case {
    std::string filters, formula;
  };
  const auto age = [](int value, std::string_view connector) {
    return R"({"filter_name": "age", "filter_type": "EQUALS", "filter_values": {"value": )" +
           std::to_string(value) + R"(}, "filter_value_connector": ")" + std::string(connector) + "\"}";
  };
  const Case cases[] = {
      {age(1, "AND") + "," + age(2, "AND NOT") + "," + age(3, "AND"), "age = 1 and age = 2 and not age = 3"},
      {age(1, "OR") + "," + age(2, "AND") + "," + age(3, "AND"), "(age = 1 or age = 2) and age = 3"},
      {age(1, "AND") + "," + age(2, "OR NOT") + "," + age(3, "AND") + "," + age(4, "AND"),
       "((age = 1 and age = 2) or not age = 3) and age = 4"},
      {age(1, "OR") + R"(, {"filter_group": "h", "values": [)" + age(2, "OR") + "," + age(3, "AND") + "]}",
       "age = 1 or (age = 2 or age = 3)"},
      {R"({"filter_name": "city", "filter_type": "NOT_STARTS_WITH", "filter_values": ["a\"b", "c"]})",
       R"(city not starts with ("a\"b", "c"))"},
      {R"({"filter_name": "born", "filter_type": "NOT_ANNIVERSARY", "filter_values": {"from_days": 0, "to_days": 0}},
          {"filter_name": "born.month_day", "filter_type": "IN", "filter_values": ["12-24"]},
          {"filter_name": "purchases", "filter_entity": "purchases", "filter_type": "EQUALS",
           "filter_values": {"value_name": "count", "value": 0}, "filter_window": {"calendar": "last_month"}})",
       R"(born not anniversary on the day and born.month_day in ("12-24") and purchases.count = 0 last month)"},
      {R"({"filter_name": "odd name", "filter_type": "BETWEEN", "filter_values": {"max_value": 3}})",
       R"("odd name" between * and 3)"},
      {R"({"filter_name": "purchases-180-days", "filter_entity": "purchases", "filter_type": "IS_NOT_NULL",
           "filter_values": {"value_name": "avg_amount"},
           "filter_where": [{"filter_name": "store", "filter_type": "NOT_IN", "filter_values": ["web"]}]})",
       R"(purchases.avg_amount is known in the last 180 days where (store not in ("web")))"},
      {R"({"filter_name": "bucket", "filter_entity": "autumn", "filter_type": "LESS_THAN",
           "filter_values": {"value": 10}})",
       "bucket.autumn < 10"},
  };
  for (const Case& one : cases) CHECK(formula_of(with_filters(one.filters)) == one.formula);
  CHECK(
      formula_of(
          R"({"audience_name": "A", "filters": [], "limit": {"count": 5, "order_by": "age", "direction": "desc"}})") ==
      "everyone limit 5 by age desc");
  CHECK(formula_of(R"({"audience_name": "A", "filters": [], "limit": {"percent": 2.5, "direction": "desc",
                       "order_by": "purchases.sum_amount", "filter_window": {"last_days": 90}}})") ==
        "everyone limit 2.5% by purchases.sum_amount in the last 90 days desc");
}
