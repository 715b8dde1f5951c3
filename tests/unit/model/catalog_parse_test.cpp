// Catalog files: what is read, what is supplied, every fault with its place, and the way back to a file.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "model/catalog.hpp"
#include "support/sample_document.hpp"

using namespace audience;
using test::find_mark;

namespace {

using enum ValueType;

const Schema crm{
    {"people",
     {{"person_id", text, true}, {"town", text}, {"Email", text}, {"age", integer}, {"views", integer}}},
    {"views",
     {{"view_id", text, true},
      {"person", text, false, "people"},
      {"page_url", text},
      {"seconds", number},
      {"seen_at", date}}},
    {"clicks", {{"person", text}, {"product_id", integer}, {"label", text}, {"at", integer}}},
    {"recs", {{"person", text}, {"sku", text}, {"position", integer}, {"kind", text}}},
};

constexpr std::string_view full = R"json({
  "$schema": "https://example.org/catalog.json",
  "description": "the shop's CRM",
  "database": "crm.sqlite",
  "customers": {
    "table": "people",
    "key": "person_id",
    "attributes": [
      {"name": "city", "column": "town", "group": "demographics", "value_names": ["place"]},
      {"column": "Email", "group": "identity", "type": "text", "personal": true},
      {"name": "age", "type": "number"}
    ],
    "further_group": "more",
    "listing": ["person_id", "city", "age"]
  },
  "events": [
    {"name": "page_views", "table": "views", "customer": "person", "time": "seen_at", "time_format": "unix_ms",
     "entity": "url", "group": "behaviour", "columns": [{"name": "url", "column": "page_url", "type": "text"}]}
  ],
  "recommendations": {"table": "recs", "customer": "person", "product": "sku", "rank": "position", "type": "kind"}
})json";

Catalog parsed(std::string_view json, const Schema* schema = &crm) {
  Faults faults;
  Catalog catalog = parse_catalog(json, schema, faults);
  CHECK(faults.to_text("c") == "");
  return catalog;
}

/// A catalog of people with these further members of customers, and of the whole.
std::string people(std::string_view members, std::string_view rest = "") {
  std::string json = R"({"customers": {"table": "people", "key": "person_id")";
  if (!members.empty()) json += ", " + std::string(members);
  json += "}";
  if (!rest.empty()) json += ", " + std::string(rest);
  return json + "}";
}
std::string attributes(std::string_view list) {
  return people(R"("attributes": [)" + std::string(list) + "]");
}
std::string events(std::string_view list) { return people("", R"("events": [)" + std::string(list) + "]"); }
std::string views(std::string_view members) {
  return events(R"({"name": "page_views", "table": "views", "customer": "person", "time": "seen_at", )" +
                std::string(members) + "}");
}

std::vector<std::string> names_of(const std::vector<EventColumn>& columns) {
  std::vector<std::string> names;
  for (const EventColumn& column : columns) names.push_back(column.name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a catalog is read as written") {
  const Catalog catalog = parsed(full);
  CHECK(catalog.database == "crm.sqlite");
  CHECK(catalog.customers_table == "people");
  CHECK(catalog.key == "person_id");
  CHECK(catalog.further_group == "more");
  const Attribute* city = catalog.find_attribute("city");
  REQUIRE(city != nullptr);
  CHECK(city->column == "town");
  CHECK(city->group == "demographics");
  CHECK(city->value_names == Names{"place", "city", "town"});
  CHECK_FALSE(city->personal);
  CHECK(catalog.find_attribute("town") == city);
  CHECK(catalog.find_attribute("Email")->personal);
  CHECK(catalog.listing == Names{"person_id", "city", "age"});
  REQUIRE(catalog.events.size() == 1);
  const Event& views = catalog.events[0];
  CHECK(views.name == "page_views");
  CHECK(views.table == "views");
  CHECK(views.customer == "person");
  CHECK(views.time == "seen_at");
  CHECK(views.time_format == TimeFormat::unix_milliseconds);
  CHECK(views.entity == "url");
  CHECK(views.group == "behaviour");
  CHECK(views.find_column("url")->column == "page_url");
  REQUIRE(catalog.recommendations);
  CHECK(catalog.recommendations->table == "recs");
  CHECK(catalog.recommendations->customer == "person");
  CHECK(catalog.recommendations->product == "sku");
  CHECK(catalog.recommendations->rank == "position");
  CHECK(catalog.recommendations->type == "kind");
}

TEST_CASE("types left out follow the columns, and further columns come under their own names") {
  const Catalog catalog = parsed(full);
  CHECK(catalog.find_attribute("age")->type == number);
  CHECK(catalog.find_attribute("city")->type == text);
  REQUIRE(catalog.attributes.size() == 5);
  CHECK(catalog.attributes[0].name == "city");
  CHECK(catalog.attributes[3].name == "person_id");
  CHECK(catalog.attributes[4].name == "views");
  CHECK(catalog.attributes[4].type == integer);
  CHECK(catalog.attributes[4].group == "more");
  CHECK(catalog.attributes[4].value_names == Names{"views"});
  CHECK(names_of(catalog.events[0].columns) == Names{"url", "view_id", "seconds"});
  CHECK(catalog.events[0].columns[2].type == number);
  CHECK(catalog.events[0].columns[2].column == "seconds");
}

TEST_CASE("what is left out is supplied") {
  const Catalog catalog = parsed(people("", R"("events": [
      {"name": "views2", "table": "views", "customer": "person", "time": "seen_at"},
      {"name": "clicks", "table": "clicks", "customer": "person", "time": "at"}],
      "recommendations": {"table": "recs", "customer": "person", "product": "sku", "rank": "position"})"));
  CHECK(catalog.database.empty());
  CHECK(catalog.find_attribute("town")->group == "customer");
  CHECK(catalog.listing == Names{"person_id", "town", "Email", "age", "views"});
  CHECK(catalog.events[0].group == "views2");
  CHECK(catalog.events[0].entity == "view_id");
  CHECK(catalog.events[0].time_format == TimeFormat::iso8601);
  CHECK(catalog.events[1].entity == "product_id");
  CHECK(catalog.events[1].time_format == TimeFormat::unix_seconds);
  CHECK_FALSE(catalog.recommendations->type.has_value());
  CHECK_FALSE(parsed(people("")).recommendations.has_value());
  CHECK(parsed(people("", R"("events": [])")).events.empty());
}

TEST_CASE("the default format of times follows the time's type") {
  const struct {
    ValueType type;
    TimeFormat format;
  } cases[] = {{text, TimeFormat::iso8601},
               {date, TimeFormat::iso8601},
               {integer, TimeFormat::unix_seconds},
               {number, TimeFormat::unix_seconds}};
  for (const auto& one : cases) {
    Schema schema = crm;
    schema["views"].back().type = one.type;
    CHECK(parsed(views(R"("group": "g")"), &schema).events[0].time_format == one.format);
    CHECK(parsed(views(R"("time_format": "unix")"), &schema).events[0].time_format ==
          TimeFormat::unix_seconds);
  }
}

TEST_CASE("without a schema nothing is held against tables and nothing is added") {
  const Catalog catalog = parsed(
      R"({"customers": {"table": "t", "key": "k", "attributes": [{"name": "a"}, {"name": "n", "column": "c", "type": "date"}]},
          "events": [{"name": "e", "table": "u", "customer": "x", "time": "y", "columns": [{"name": "z"}, {"name": "w"}]},
                     {"name": "f", "table": "u", "customer": "x", "time": "y"},
                     {"name": "g", "table": "u", "customer": "x", "time": "y", "entity": "q"},
                     {"name": "h", "table": "u", "customer": "x", "time": "y",
                      "columns": [{"name": "z"}, {"name": "product_id"}]}]})",
      nullptr);
  REQUIRE(catalog.attributes.size() == 2);
  CHECK(catalog.attributes[0].column == "a");
  CHECK(catalog.attributes[0].type == text);
  CHECK(catalog.attributes[1].type == date);
  CHECK(catalog.listing == Names{"k", "a", "n"});
  CHECK(names_of(catalog.events[0].columns) == Names{"z", "w"});
  CHECK(catalog.events[0].entity == "z");
  CHECK(catalog.events[0].time_format == TimeFormat::iso8601);
  CHECK(catalog.events[1].entity == "");
  CHECK(catalog.events[2].entity == "q");
  CHECK(catalog.events[3].entity == "product_id");
}

TEST_CASE("names that differ in letter case alone are SQLite's same, and take the schema's spelling") {
  const Catalog catalog = parsed(
      R"({"customers": {"table": "PEOPLE", "key": "Person_ID", "attributes": [{"name": "Town"}, {"column": "EMAIL"}],
                        "listing": ["AGE", "Town"]},
          "events": [{"name": "v", "table": "Views", "customer": "PERSON", "time": "Seen_At", "entity": "PAGE_URL",
                      "columns": [{"name": "URL", "column": "Page_Url"}]}],
          "recommendations": {"table": "Recs", "customer": "Person", "product": "SKU", "rank": "Position"}})");
  CHECK(catalog.customers_table == "people");
  CHECK(catalog.key == "person_id");
  CHECK(catalog.attributes[0].name == "Town");
  CHECK(catalog.attributes[0].column == "town");
  CHECK(catalog.attributes[1].name == "Email");
  CHECK(catalog.attributes[1].column == "Email");
  CHECK(catalog.listing == Names{"age", "Town"});
  CHECK(catalog.events[0].table == "views");
  CHECK(catalog.events[0].customer == "person");
  CHECK(catalog.events[0].time == "seen_at");
  CHECK(catalog.events[0].entity == "URL");
  CHECK(catalog.events[0].columns[0].column == "page_url");
  CHECK(catalog.recommendations->table == "recs");
  CHECK(catalog.recommendations->product == "sku");
}

TEST_CASE("a further column whose name is taken waits for an entry of its own") {
  const std::string event =
      R"("events": [{"name": "views", "table": "views", "customer": "person", "time": "seen_at"}])";
  CHECK(parsed(people("", event)).find_attribute("views") == nullptr);
  const Catalog renamed =
      parsed(people(R"("attributes": [{"name": "view_count", "column": "views"}])", event));
  CHECK(renamed.find_attribute("view_count")->column == "views");
  CHECK(renamed.find_attribute("views") == nullptr);
  const Catalog shadowed = parsed(attributes(R"({"name": "age", "column": "town"})"));
  CHECK(shadowed.find_attribute("age")->column == "town");
  CHECK(shadowed.attributes.size() == 4);
  const Catalog column = parsed(views(R"("columns": [{"name": "seconds", "column": "page_url"}])"));
  CHECK(names_of(column.events[0].columns) == Names{"seconds", "view_id"});
  Schema schema = crm;
  schema["people"].push_back({"audience", text});
  schema["people"].push_back({" ", text});
  CHECK(parsed(people(""), &schema).attributes.size() == 5);
}

TEST_CASE("a catalog is written in the order of its keys") {
  CHECK(to_json(parsed(
            R"({"database": "crm.sqlite",
                "customers": {"table": "t", "key": "k", "attributes": [
                  {"name": "a", "column": "b", "value_names": ["x"], "personal": true}, {"name": "c", "type": "boolean"}]},
                "events": [{"name": "e", "table": "u", "customer": "v", "time": "w", "columns": [{"name": "z"}]}],
                "recommendations": {"type": "s", "rank": "r", "product": "q", "customer": "p", "table": "o"}})",
            nullptr)) == R"json({
  "database": "crm.sqlite",
  "customers": {
    "table": "t",
    "key": "k",
    "attributes": [
      {
        "name": "a",
        "column": "b",
        "group": "customer",
        "type": "text",
        "value_names": [
          "x",
          "a",
          "b"
        ],
        "personal": true
      },
      {
        "name": "c",
        "column": "c",
        "group": "customer",
        "type": "boolean"
      }
    ],
    "further_group": "customer",
    "listing": [
      "k",
      "a",
      "c"
    ]
  },
  "events": [
    {
      "name": "e",
      "table": "u",
      "customer": "v",
      "time": "w",
      "time_format": "iso8601",
      "entity": "z",
      "group": "e",
      "columns": [
        {
          "name": "z",
          "column": "z",
          "type": "text"
        }
      ]
    }
  ],
  "recommendations": {
    "table": "o",
    "customer": "p",
    "product": "q",
    "rank": "r",
    "type": "s"
  }
}
)json");
}

TEST_CASE("a written catalog reads back as itself, with and without the schema") {
  const std::string swapped = people(
      R"("attributes": [{"name": "town", "column": "Email"}, {"name": "Email", "column": "town"},
                        {"name": "years", "column": "age"}], "listing": ["town", "Email", "years"])");
  const std::string named_like_key =
      attributes(R"({"name": "person_id", "column": "town"}, {"name": "x", "column": "age"})");
  for (const std::string& source :
       {std::string(full), people(""), swapped, named_like_key, people(R"("listing": [])"),
        views(R"("entity": "seconds")"), views(R"("time_format": "unix")")}) {
    for (const Schema* schema : {&crm, static_cast<const Schema*>(nullptr)}) {
      CAPTURE(source);
      const std::string text = to_json(parsed(source, schema));
      CHECK(to_json(parsed(text, schema)) == text);
      CHECK(to_json(parsed(text, nullptr)) == text);
    }
  }
}

TEST_CASE("every fault of form is told with its place") {
  const struct {
    std::string json;
    std::string fault;
  } cases[] = {
      {"@[]", ": a catalog must be an object, not a list"},
      {"@{}", R"(: the key "customers" is missing)"},
      {R"({"customers": @3})", " /customers: customers must be an object, not 3"},
      {R"({"customers": @{"key": "k"}})", R"( /customers: the key "table" is missing)"},
      {R"({"customers": @{"table": "people"}})", R"( /customers: the key "key" is missing)"},
      {R"({"customers": {"table": @7, "key": "k"}})", " /customers/table: table must be a text, not 7"},
      {R"({"customers": {"table": "people", "key": @""}})", " /customers/key: key must not be empty"},
      {people("", R"(@"evens": [])"), R"( /evens: unknown key "evens"; did you mean "events"?)"},
      {people("", R"("database": @false)"), " /database: database must be a text, not false"},
      {people("", R"("events": @{})"), " /events: events must be a list, not an object"},
      {people("", R"("events": [@"views"])"), R"( /events/0: an event must be an object, not "views")"},
      {people("", R"("recommendations": @null)"),
       " /recommendations: recommendations must be an object, not null"},
      {people(R"(@"atributes": [])"),
       R"( /customers/atributes: unknown key "atributes"; did you mean "attributes"?)"},
      {people(R"("attributes": @"town")"),
       R"( /customers/attributes: attributes must be a list, not "town")"},
      {people(R"("further_group": @" ")"), " /customers/further_group: further_group must not be blank"},
      {people(R"("listing": @"town")"), R"( /customers/listing: listing must be a list, not "town")"},
      {people(R"("listing": ["town", @4])"), " /customers/listing/1: listing must be a text, not 4"},
      {people(R"("listing": ["town", @"town"])"), R"( /customers/listing/1: "town" is listed twice)"},
      {attributes("@3"), " /customers/attributes/0: an attribute must be an object, not 3"},
      {attributes(R"(@{"group": "g"})"),
       R"( /customers/attributes/0: one of the keys "name" and "column" is needed)"},
      {attributes(R"({"name": @3})"), " /customers/attributes/0/name: name must be a text, not 3"},
      {attributes(R"({"name": "a", "column": @[]})"),
       " /customers/attributes/0/column: column must be a text, not a list"},
      {attributes(R"({"name": "town", @"kind": "text"})"),
       R"( /customers/attributes/0/kind: unknown key "kind"; an attribute has name, column, group, type, value_names, personal)"},
      {attributes(R"({"name": "town", "type": @"txt"})"),
       R"( /customers/attributes/0/type: unknown type "txt"; did you mean "text"?)"},
      {attributes(R"({"name": "town", "type": @"blob"})"),
       R"( /customers/attributes/0/type: unknown type "blob"; it is one of text, integer, number, boolean, date)"},
      {attributes(R"({"name": "town", "type": @1})"),
       " /customers/attributes/0/type: type must be a text, not 1"},
      {attributes(R"({"name": "town", "personal": @"yes"})"),
       R"( /customers/attributes/0/personal: personal must be true or false, not "yes": write true)"},
      {attributes(R"({"name": "town", "value_names": @"city"})"),
       R"( /customers/attributes/0/value_names: value_names must be a list, not "city")"},
      {attributes(R"({"name": "town", "value_names": [@""]})"),
       " /customers/attributes/0/value_names/0: value_names must not be empty"},
      {attributes(R"({"name": "town"}, {"column": @"town"})"),
       R"( /customers/attributes/1/column: the attribute "town" is given twice)"},
      {attributes(R"({"name": @"audience", "column": "town"})"),
       R"( /customers/attributes/0/name: an attribute must not be called "audience": so filters call other audiences)"},
      {events("@{}"), R"( /events/0: the key "name" is missing)"},
      {views(R"(@"tables": "x")"), R"( /events/0/tables: unknown key "tables"; did you mean "table"?)"},
      {views(R"("time_format": @"unix_s")"),
       R"( /events/0/time_format: unknown time_format "unix_s"; did you mean "unix_ms"?)"},
      {views(R"("time_format": @"iso")"),
       R"( /events/0/time_format: unknown time_format "iso"; did you mean "iso8601"?)"},
      {views(R"("time_format": @"rfc")"),
       R"( /events/0/time_format: unknown time_format "rfc"; it is one of iso8601, unix, unix_ms)"},
      {views(R"("group": @1)"), " /events/0/group: group must be a text, not 1"},
      {views(R"("columns": [@{}])"),
       R"( /events/0/columns/0: one of the keys "name" and "column" is needed)"},
      {views(R"("columns": [{"name": "seconds", @"group": "g"}])"),
       R"( /events/0/columns/0/group: unknown key "group"; a column has name, column, type)"},
      {views(R"("columns": [{"name": "a", "column": "seconds"}, {"name": @"a", "column": "page_url"}])"),
       R"( /events/0/columns/1/name: the column "a" is given twice)"},
      {events(R"({"name": "a", "table": "views", "customer": "person", "time": "seen_at"},
                 {"name": @"a", "table": "views", "customer": "person", "time": "seen_at"})"),
       R"( /events/1/name: the event "a" is given twice)"},
      {people(R"("attributes": [{"name": "town"}])",
              R"("events": [{"name": @"town", "table": "views", "customer": "person", "time": "seen_at"}])"),
       R"( /events/0/name: "town" is the name of an attribute already)"},
      {events(R"({"name": @"audience", "table": "views", "customer": "person", "time": "seen_at"})"),
       R"( /events/0/name: an event must not be called "audience": so filters call other audiences)"},
      {events(R"({"name": @"customer", "table": "views", "customer": "person", "time": "seen_at"})"),
       R"( /events/0/name: an event must not be called "customer": so filters call the attributes)"},
      {events(R"({"name": @"views-30-days", "table": "views", "customer": "person", "time": "seen_at"})"),
       R"( /events/0/name: an event must not be called "views-30-days": so filters call the last 30 days of "views")"},
      {people("", R"("recommendations": @{"table": "recs", "customer": "person", "product": "sku"})"),
       R"( /recommendations: the key "rank" is missing)"},
      {people(
           "",
           R"("recommendations": {"table": "recs", "customer": "person", "product": "sku", "rank": "position",
                                         @"count": 3})"),
       R"( /recommendations/count: unknown key "count"; recommendations has table, customer, product, rank, type)"},
  };
  for (const auto& one : cases) {
    const auto [json, place] = find_mark(one.json);
    CAPTURE(json);
    for (const Schema* schema : {&crm, static_cast<const Schema*>(nullptr)}) {
      Faults faults;
      parse_catalog(json, schema, faults);
      const std::string found = faults.to_text("c");
      CHECK(found.substr(0, found.find('\n')) == "c:" + place + one.fault);
    }
  }
}

TEST_CASE("a faulty catalog has only the fault it has") {
  for (const char* marked : {R"({"name": 3})", R"({"name": "x", "column": 3})", R"({"column": 3})",
                             R"({"name": "town", "type": "t"})"}) {
    Faults faults;
    parse_catalog(attributes(marked), &crm, faults);
    CAPTURE(marked);
    CHECK(faults.count() == 1);
  }
}

TEST_CASE("a name that the database lacks is told with the nearest one that it has") {
  const struct {
    std::string json;
    std::string fault;
  } cases[] = {
      {R"({"customers": {"table": @"poeple", "key": "k", "attributes": [{"name": "x"}], "listing": ["y"]}})",
       R"( /customers/table: unknown table "poeple"; did you mean "people"?)"},
      {R"({"customers": {"table": @"customers", "key": "k"}})",
       R"( /customers/table: unknown table "customers"; the database has clicks, people, recs, views)"},
      {R"({"customers": {"table": "people", "key": @"persn_id"}})",
       R"( /customers/key: unknown column "persn_id" of people; did you mean "person_id"?)"},
      {attributes(R"({"name": @"twon"})"),
       R"( /customers/attributes/0/name: unknown column "twon" of people; did you mean "town"?)"},
      {attributes(R"({"name": "city", "column": @"place"})"),
       R"( /customers/attributes/0/column: unknown column "place" of people; its columns are person_id, town, Email, age, views)"},
      {people(R"("attributes": [{"name": "city", "column": "town"}], "listing": [@"citi"])"),
       R"( /customers/listing/0: unknown column or attribute "citi" of people; did you mean "city"?)"},
      {events(
           R"({"name": "v", "table": @"viws", "customer": "a", "time": "b", "entity": "c", "columns": [{"name": "d"}]})"),
       R"( /events/0/table: unknown table "viws"; did you mean "views"?)"},
      {events(R"({"name": "v", "table": "views", "customer": @"persons", "time": "seen_at"})"),
       R"( /events/0/customer: unknown column "persons" of views; did you mean "person"?)"},
      {events(R"({"name": "v", "table": "views", "customer": "person", "time": @"seenat"})"),
       R"( /events/0/time: unknown column "seenat" of views; did you mean "seen_at"?)"},
      {views(R"("columns": [{"name": "url", "column": @"page_ulr"}])"),
       R"( /events/0/columns/0/column: unknown column "page_ulr" of views; did you mean "page_url"?)"},
      {views(R"("entity": @"pageurl")"),
       R"( /events/0/entity: unknown column "pageurl" of the event "page_views"; did you mean "page_url"?)"},
      {views(R"("entity": @"person")"),
       R"( /events/0/entity: unknown column "person" of the event "page_views"; its columns are view_id, page_url, seconds)"},
      {people(
           "",
           R"("recommendations": {"table": @"rec", "customer": "a", "product": "b", "rank": "c", "type": "d"})"),
       R"( /recommendations/table: unknown table "rec"; did you mean "recs"?)"},
      {people(
           "",
           R"("recommendations": {"table": "recs", "customer": "person", "product": @"skus", "rank": "position"})"),
       R"( /recommendations/product: unknown column "skus" of recs; did you mean "sku"?)"},
      {people(
           "",
           R"("recommendations": {"table": "recs", "customer": "person", "product": "sku", "rank": "position",
                                         "type": @"kin"})"),
       R"( /recommendations/type: unknown column "kin" of recs; did you mean "kind"?)"},
  };
  for (const auto& one : cases) {
    const auto [json, place] = find_mark(one.json);
    CAPTURE(json);
    Faults faults;
    parse_catalog(json, &crm, faults);
    CHECK(faults.to_text("c") == "c:" + place + one.fault);
    Faults of_form;
    parse_catalog(json, nullptr, of_form);
    CHECK(of_form.to_text("c") == "");
  }
}

TEST_CASE("all faults are told at once, and what could be read is returned") {
  Faults faults;
  const Catalog catalog = parse_catalog(
      R"({"customers": {"table": "people", "key": "id", "attributes": [{"name": "city"}, {"name": "town"}]}, "evens": []})",
      &crm, faults);
  CHECK(faults.count() == 3);
  CHECK(catalog.customers_table == "people");
  CHECK(catalog.find_attribute("town") != nullptr);
  Faults of_text;
  CHECK(parse_catalog("{", nullptr, of_text).attributes.empty());
  CHECK(of_text.count() == 1);
  const Schema none;
  Faults of_nothing;
  parse_catalog(people(""), &none, of_nothing);
  CHECK(of_nothing.to_text("c") == R"(c:1:25 /customers/table: unknown table "people")");
}

TEST_CASE("a catalog may name a server, but no password, and nothing but a server it could ask") {
  const auto of = [](std::string_view database) {
    return R"({"database": ")" + std::string(database) + R"(", )" + people("").substr(1);
  };
  const std::string address = "postgresql://crm.example.org/shop?sslmode=verify-full";
  CHECK(parsed(of(address)).database == address);
  CHECK(parsed(to_json(parsed(of(address)))).database == address);
  CHECK(database_of_catalog(of(address)) == address);
  const auto fault = [&](std::string_view database) {
    Faults faults;
    parse_catalog(of(database), nullptr, faults);
    return faults.to_text("c");
  };
  CHECK(fault("postgresql://ana:sesame@crm.example.org/shop") ==
        "c:1:14 /database: an address holds no password; keep it in a password file (~/.pgpass) or a service "
        "file, readable by its owner alone");
  CHECK(fault("mysql://crm.example.org/shop") ==
        "c:1:14 /database: \"mysql\" names no kind of server that can be asked; an address begins with "
        "postgresql://");
}

TEST_CASE("a name is first looked for as it is written, for servers tell cases apart") {
  const Schema schema{{"People", {{"id", text, true}, {"Town", integer}, {"town", text}}},
                      {"people", {{"ID", text, true}, {"town", text}}}};
  const Catalog lower = parsed(R"({"customers": {"table": "people", "key": "id"}})", &schema);
  CHECK(lower.customers_table == "people");
  CHECK(lower.key == "ID");
  const Catalog upper = parsed(
      R"({"customers": {"table": "People", "key": "id", "attributes": [{"name": "city", "column": "town"}]}})",
      &schema);
  CHECK(upper.customers_table == "People");
  CHECK(upper.find_attribute("city")->column == "town");
}

TEST_CASE("what no filter can test is no attribute, and where a catalog names it, a fault") {
  const Schema schema{
      {"people", {{"id", text, true}, {"tags", text, false, "", "text[]"}, {"city", text}}},
      {"clicks", {{"person", text}, {"at", date}, {"payload", text, false, "", "jsonb"}, {"sku", text}}}};
  const Catalog catalog = parsed(
      R"({"customers": {"table": "people", "key": "id"}, "events": [{"name": "clicks", "table": "clicks", "customer": "person", "time": "at"}]})",
      &schema);
  CHECK(catalog.find_attribute("city") != nullptr);
  CHECK(catalog.find_attribute("tags") == nullptr);
  CHECK(catalog.find_event("clicks")->columns.size() == 1);
  CHECK(catalog.listing == std::vector<std::string>{"id", "city"});
  for (const char* entry : {R"("attributes": [{"column": "tags"}])", R"("listing": ["id", "tags"])"}) {
    Faults faults;
    parse_catalog(fmt::format(R"({{"customers": {{"table": "people", "key": "id", {}}}}})", entry), &schema,
                  faults);
    CHECK(faults.to_text("c").find("\"tags\" of people is text[], which no filter can test; name a view that "
                                   "converts it") != std::string::npos);
  }
}
