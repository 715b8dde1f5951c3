// What users read of an error from below: options and verbs that the error itself does not name.
#include "cli/remedy_words.hpp"

#include <doctest/doctest.h>

#include <set>

#include "json/fault.hpp"

using namespace audience;

TEST_CASE("an error reads as its message and its remedy in options and verbs") {
  struct Case {
    Error error;
    std::string message, remedy;
  };
  const auto kind = ErrorKind::invalid_input;
  const Case cases[] = {
      {{kind, "it broke"}, "it broke", ""},
      {{kind, "it broke", "mend it"}, "it broke", "mend it"},
      {{kind, "files are left", Remedy::collect_copies},
       "files are left",
       "let it be done by whom they belong to, or mend what is in the way, and then: `audience gc`"},
      {{kind, "no column customer_id", {Remedy::map_key, {"customer_id"}}},
       "no column customer_id",
       "say which one it is: --map customer_id=HEADER"},
      {{kind, "none is customer_id", {Remedy::name_columns, {"customer_id"}}},
       "none is customer_id",
       "the first line must name the columns; say which one it is: --map customer_id=HEADER"},
      {{kind, "no such name", Remedy::map_column}, "no such name", "map it to another name with --map"},
      {{kind, "no such name", {Remedy::map_column, {"purchase_time", "time"}}},
       "no such name",
       "map it to another name: --map purchase_time=time"},
      {{kind, "nothing in common", Remedy::name_join_column},
       "nothing in common",
       "say by which column lines belong to orders: --on ORDERS_HEADER=ITEMS_HEADER"},
      {{kind, "nothing in common", {Remedy::name_join_column, {"id=order_id"}}},
       "nothing in common",
       "say by which column lines belong to orders: --on id=order_id"},
      {{kind, "final", {Remedy::replace_created, {"A", "a.json"}}},
       "final",
       "`audience create --if-exists replace a.json` replaces it"},
      {{kind, "final", {Remedy::replace_created, {"A", "stdin"}}},
       "final",
       "`audience create FILE --if-exists replace` replaces it"},
      {{kind, "a list of emails", {Remedy::match_as_stored, {"A", "email"}}},
       "a list of emails",
       "say --match email, or --replace"},
      {{kind, "a list of ids", {Remedy::match_as_stored, {"A"}}},
       "a list of ids",
       "leave --match out, or say --replace"},
      {{kind, "more than allowed", {Remedy::show_rejects, {"3", "10"}}},
       "3 of 10 rows are rejected, more than --max-rejects allows",
       "nothing was stored; --rejects FILE shows them"},
      {{kind, "2 of 5 would go", {Remedy::allow_removed, {"2", "5", "customers"}}},
       "2 of 5 would go",
       "nothing was stored; let them go with --max-removed 2 or --yes"},
      {{kind, "columns of purchases", {Remedy::import_as, {"purchases", "Ana's.csv"}}},
       "columns of purchases",
       "load it with `audience import purchases 'Ana'\\''s.csv'`"},
      {{kind, "purchases", {Remedy::import_as, {"purchases", "o.csv", "sku", "purchased_at=Order Date"}}},
       "purchases",
       "load it with `audience import --map 'purchased_at=Order Date' purchases o.csv`; where each row is a "
       "customer, say --type sku=text"},
      {{kind, "older than allowed", {Remedy::renew_data, {"2023-09-14 08:00"}}},
       "the newest event is of 2023-09-14 08:00, older than --max-age allows",
       "import newer data, or leave --max-age out"},
      {{kind, "no event", Remedy::renew_data},
       "there is no event at all, and --max-age asks for a recent one",
       "import newer data, or leave --max-age out"},
      {{kind, "in use", {Remedy::keep_used, {"A", "B"}}},
       "--prune would delete \"A\", which \"B\" uses; nothing was applied",
       "apply a document of \"A\" too, or take it out of the filters of \"B\""},
      {{kind, "final", {Remedy::replace_created, {"A", "Ana's audience.json"}}},
       "final",
       "`audience create --if-exists replace 'Ana'\\''s audience.json'` replaces it"},
      {Error(kind, "unknown direction \"up\"").about(Setting::sort), "--sort: unknown direction \"up\"", ""},
      {Error(kind, "the file has no such header").about(Setting::column_map, "age=Alter"),
       "--map age=Alter: the file has no such header", ""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.message);
    CHECK(message_words(one.error, {}) == one.message);
    CHECK(remedy_words(one.error.advice(), {}) == one.remedy);
    CHECK(in_one_line(one.error, {}) == one.message + (one.remedy.empty() ? "" : "; " + one.remedy));
  }
}

TEST_CASE("a command that is told goes to the database and the settings that were named on the line") {
  const Invocation by{.db = "my shop.db", .config = "s.toml"};
  const Advice back{Remedy::bring_back, {"Ana's", "-x"}};
  CHECK(remedy_words(back, by) ==
        "`audience --config s.toml --db 'my shop.db' undelete -- 'Ana'\\''s' -x` brings them back together");
  CHECK(remedy_words({Remedy::purge_together, {"A"}}, {}) == "`audience delete --purge A` forgets it too");
  // One that names its database itself is the same wherever it is given.
  CHECK(remedy_words({Remedy::share_database, {"/srv/a b.db"}}, {.db = "b.db", .config = std::nullopt}) ==
        "`audience --db '/srv/a b.db' init --shared` gives it to the group");
  Faults faults;
  faults.add_located({1, 9, "/a"}, "unknown audience \"X\"", Remedy::list_audiences);
  CHECK(message_words(FaultyDocument({faults.in_file("a.json")}), by) ==
        "a.json:1:9 /a: unknown audience \"X\"; `audience --config s.toml --db 'my shop.db' list` shows all");
}

TEST_CASE("every remedy has words, and they fit no other") {
  std::set<std::string> seen;
  for (int i = 1; i <= static_cast<int>(Remedy::listen_elsewhere); ++i) {
    const auto remedy = static_cast<Remedy>(i);
    CAPTURE(i);
    const std::string words = remedy_words({remedy, {"a", "b"}}, {});
    CHECK_FALSE(words.empty());
    CHECK(seen.insert(words).second);
  }
}

TEST_CASE("each fault of a document is followed by its remedy") {
  Faults faults;
  faults.add_located({1, 9, "/a"}, "unknown audience \"X\"", Remedy::list_audiences);
  faults.add_located({2, 3, "/b"}, "count must be a number");
  const FaultyDocument error({faults.in_file("a.json"), faults.in_file("b.json")});
  CHECK(error.what() == std::string("a.json:1:9 /a: unknown audience \"X\"\n"
                                    "a.json:2:3 /b: count must be a number\n"
                                    "b.json:1:9 /a: unknown audience \"X\"\n"
                                    "b.json:2:3 /b: count must be a number"));
  CHECK(message_words(error, {}) ==
        "a.json:1:9 /a: unknown audience \"X\"; `audience list` shows all\n"
        "a.json:2:3 /b: count must be a number\n"
        "b.json:1:9 /a: unknown audience \"X\"; `audience list` shows all\n"
        "b.json:2:3 /b: count must be a number");
}
