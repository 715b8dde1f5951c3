"""Data that stopped coming must not empty audiences in silence: refresh with windows that hold no event at all."""
import json
import unittest

from harness import ShopTest, attribute, bought, measure

AS_OF = "2023-09-14T00:00:00"
LATER = "2024-06-01"  # the newest purchase is of 2023-09-14T23:59:59


class StaleData(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()

    def recent(self, name="recent", window="purchases-30-days", **more):
        self.ok("create", self.document(name, [bought(["i_8732"], window)], is_dynamic=True, **more), "--as-of", AS_OF)

    def test_an_audience_keeps_its_members_where_its_window_holds_no_event(self):
        self.recent()
        shown = self.ok("show", "recent").json()
        result = self.fails(11, "refresh", "recent", "--as-of", LATER)
        self.assertIn('"recent" would become empty, and purchases-30-days holds no event at all', result.err)
        self.assertIn("2023-09-14 23:59", result.err)
        self.assertIn("--allow-empty-windows", result.err)
        self.assertEqual(self.members("recent"), ["c_1"])
        self.assertEqual(self.ok("show", "recent").json(), shown)
        [refused] = result.json()
        self.assertEqual((refused["audience_name"], refused["run"], refused["audience_size"], refused["entered"], refused["left"]),
                         ("recent", None, 1, 0, 0))
        self.assertEqual(refused["refused"], {
            "reason": "empty_window", "filter_name": "purchases-30-days", "event": "purchases",
            "from": "2024-05-03T00:00:00Z", "to": "2024-06-02T00:00:00Z", "newest_event": "2023-09-14T23:59:59Z"})
        self.assertIn("refused: purchases-30-days holds no event", self.fails(11, "refresh", "recent", "--as-of", LATER, "--table").out)

    def test_refused_refreshes_stand_in_the_history_and_disturb_nothing_in_it(self):
        self.recent()
        self.fails(11, "refresh", "recent", "--as-of", LATER)
        self.write("new.csv", "customer_id,product_id,purchased_at\nc_3,i_8732,2024-05-30T00:00:00\n")
        self.ok("import", "purchases", "new.csv")
        self.assertEqual(self.ok("refresh", "recent", "--as-of", LATER).json()[0]["run"], 2)
        self.fails(11, "refresh", "recent", "--as-of", "2025-01-01")
        history = self.ok("history", "recent").json()
        self.assertEqual([(one["run"], one["audience_size"], one["entered"], one["left"], "refused" in one) for one in history],
                         [(None, 1, 0, 0, True), (2, 1, 1, 1, False), (None, 1, 0, 0, True), (1, 1, 1, 0, False)])
        self.assertEqual({one["verb"] for one in history}, {"refresh", "create"})
        self.assertEqual(len({one["formula"] for one in history}), 1)
        self.assertEqual(history[0]["funnel"], [{"count_before": 5, "count_now": 0}])
        self.assertRegex(self.ok("history", "recent", "--table").out, r"(?m)^refused .* refresh .* 1 +0 +0 ")
        self.assertEqual(self.ok("changes", "recent").json()["entered"], ["c_3"])
        self.assertEqual(self.ok("changes", "recent", "--since", 0, "--until", 1).json()["entered"], ["c_1"])

    def test_it_may_become_empty_where_that_is_said(self):
        self.recent()
        [refreshed] = self.ok("refresh", "recent", "--as-of", LATER, "--allow-empty-windows").json()
        self.assertEqual((refreshed["audience_size"], refreshed["left"]), (0, 1))
        self.assertNotIn("refused", refreshed)
        # What is empty already can lose nobody.
        self.ok("refresh", "recent", "--as-of", "2025-01-01")

    def test_what_no_missing_event_emptied_becomes_empty(self):
        self.recent("bought", "purchases-200-days")
        self.ok("create", self.document("paris", [attribute("city", "IN", ["Paris"])], is_dynamic=True))
        self.sql("UPDATE customers SET city = 'Oslo'")
        self.assertEqual(self.ok("refresh", "paris").json()[0]["audience_size"], 0)
        # Another product was bought in the window: the data goes on, and nobody wants this one any more.
        self.write("new.csv", "customer_id,product_id,purchased_at\nc_3,i_1,2024-05-30T00:00:00\n")
        self.ok("import", "purchases", "new.csv")
        self.assertEqual(self.ok("refresh", "bought", "--as-of", LATER).json()[0]["audience_size"], 0)

    def test_one_empty_window_among_several_filters_is_enough(self):
        document = self.document("both", [attribute("city", "IN", ["Paris"]), bought(["i_8732"], "purchases-30-days")], is_dynamic=True)
        self.ok("create", document, "--as-of", AS_OF)
        self.sql("UPDATE customers SET city = 'Oslo'")
        self.fails(11, "refresh", "both", "--as-of", LATER)
        counted = self.document("counted", [measure("purchases-30-days", "GREATER_THAN", "count", 0)], is_dynamic=True)
        self.ok("create", counted, "--as-of", AS_OF)
        self.fails(11, "refresh", "counted", "--as-of", LATER)

    def test_all_goes_on_with_the_others(self):
        self.recent("a stale")
        self.ok("create", self.document("b paris", [attribute("city", "IN", ["Paris"])], is_dynamic=True))
        self.ok("create", self.document("c user", [attribute("audience", "IN", ["a stale"], filter_entity="audience_id")], is_dynamic=True))
        result = self.fails(11, "refresh", "--all", "--as-of", LATER)
        self.assertEqual([(one["audience_name"], one["audience_size"], "refused" in one) for one in result.json()],
                         [("b paris", 3, False), ("c user", 1, False), ("a stale", 1, True)])
        self.assertIn('"a stale" was not refreshed', result.err)
        self.assertIn("1 of 3 audiences kept their old members", result.err)
        self.ok("refresh", "--all", "--as-of", LATER, "--allow-empty-windows")

    def test_cron_is_told_only_what_is_wrong(self):
        self.recent()
        quiet = self.ok("-q", "refresh", "--all", "--as-of", AS_OF)
        self.assertEqual((quiet.out, quiet.err), ("", ""))
        self.assertEqual(len(self.ok("-q", "refresh", "--all", "--as-of", AS_OF, "--json").json()), 1)
        wrong = self.fails(11, "-q", "refresh", "--all", "--as-of", LATER)
        self.assertIn("purchases-30-days holds no event", wrong.err)
        self.assertEqual(len(json.loads(wrong.out)), 1)

    def test_history_forgets_refusals_with_the_runs_before_them(self):
        self.recent()
        self.fails(11, "refresh", "recent", "--as-of", LATER)
        self.ok("refresh", "recent", "--as-of", AS_OF, "--keep", 1)
        self.assertEqual([one["run"] for one in self.ok("history", "recent").json()], [2])
        for _ in range(3):
            self.fails(11, "refresh", "recent", "--as-of", LATER, "--keep", 2)
        self.assertEqual([one["run"] for one in self.ok("history", "recent").json()], [None, None, 2])
        self.ok("delete", "recent", "--yes", "--purge")
        self.assertEqual(self.sql("SELECT count(*) FROM audience_refusals"), [(0,)])

    def test_another_programs_events_are_looked_at_whatever_the_customer(self):
        other = self.folder / "crm.db"
        self.db, own = other, self.db
        self.sql("CREATE TABLE people(id TEXT PRIMARY KEY, city TEXT)")
        self.sql("CREATE TABLE visits(person TEXT, at TEXT)")
        self.sql("INSERT INTO people VALUES('p_1', 'Paris')")
        self.sql("INSERT INTO visits VALUES('p_1', '2023-09-10T00:00:00')")
        self.db = own.with_name("crm-audiences.db")
        catalog = {"database": str(other), "customers": {"table": "people", "key": "id"},
                   "events": [{"name": "visits", "table": "visits", "customer": "person", "time": "at"}]}
        self.ok("init", "--catalog", self.write("crm.json", json.dumps(catalog)))
        document = self.document("visitors", [measure("visits-30-days", "GREATER_THAN", "count", 0)], is_dynamic=True)
        self.ok("create", document, "--as-of", AS_OF)
        self.fails(11, "refresh", "visitors", "--as-of", LATER)
        self.db, own = other, self.db
        self.sql("INSERT INTO visits VALUES('a stranger', '2024-05-30T00:00:00')")
        self.db = own
        self.assertEqual(self.ok("refresh", "visitors", "--as-of", LATER).json()[0]["audience_size"], 0)


if __name__ == "__main__":
    unittest.main()
