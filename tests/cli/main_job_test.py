"""The main job: init, import, create, show, list, list-customers, fields."""
import json
import unittest

from harness import ROOT, GENERATE_SHOP, ShopTest, attribute, bought
import subprocess

ANSWER_KEYS = ["audience_id", "audience_name", "audience_type", "author", "status", "is_dynamic", "recommendations_export",
               "filters", "is_uploaded", "is_ready", "audience_size", "date_created", "date_modified"]
FILTER_KEYS = ["filter_name", "filter_type", "filter_entity", "filter_value_connector", "filter_order", "filter_values",
               "count_before", "count_now", "filtered_percentage"]
CUSTOMER_KEYS = ["customer_id", "first_name", "last_name", "phone_number", "email", "gender", "age", "city", "segment_id",
                 "segment_name", "clv_value"] + [f"product_{rank}" for rank in range(1, 11)]


class MainJob(ShopTest):
    def winter(self, **more):
        text = json.loads((ROOT / "examples/audiences/winter.json").read_text())
        text.pop("description", None)
        return self.write("winter.json", json.dumps({**text, **more}))

    def test_the_answer_has_the_keys_of_the_hosted_service_in_order(self):
        self.make_shop()
        answer = self.ok("create", self.winter(), "--as-of", "2023-09-14").json()
        self.assertEqual(list(answer), ANSWER_KEYS)
        self.assertEqual(list(answer["filters"][0]),
                         ["filter_group", "filter_group_order", "next_group_connector", "values"])
        self.assertEqual(list(answer["filters"][0]["values"][0]), FILTER_KEYS)
        self.assertRegex(answer["audience_id"], r"^audience-id-[0-9a-f]{32}$")
        self.assertRegex(answer["date_created"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")

    def test_the_funnel_counts_what_each_filter_leaves(self):
        self.make_shop()
        answer = self.ok("create", self.winter(), "--as-of", "2023-09-14T00:00:00").json()
        steps = [(f["count_before"], f["count_now"], f["filtered_percentage"])
                 for group in answer["filters"] for f in group["values"]]
        # age 37..74: c_1 c_2 c_4; consent: c_1 c_2; clv: both; bought within [as_of - 180 days, as_of): both
        self.assertEqual(steps, [(5, 3, "40.00"), (3, 2, "33.33"), (2, 2, "0.00"), (2, 2, "0.00")])
        self.assertEqual(self.members("Winter"), ["c_1", "c_2"])

    def test_windows_are_half_open(self):
        self.make_shop()
        path = self.document("edge", [bought(["i_8732", "i_1"])])
        # [2023-03-18T00:00:00, 2023-09-14T00:00:00): c_2 bought in the first second, one second before does not count
        for as_of, members in [("2023-09-14T00:00:00", ["c_1", "c_2"]), ("2023-09-14T00:00:01", ["c_1"]),
                               ("2023-09-14T23:59:59", ["c_1"]), ("2023-09-14", ["c_1", "c_5"])]:
            name = f"edge {as_of}"
            self.ok("create", self.document(name.replace(":", "_"), [bought(["i_8732"])]), "--as-of", as_of)
            self.assertEqual(self.members(name.replace(":", "_")), members, as_of)
        self.assertTrue(path.exists())

    def test_or_and_not_and_brackets_fold_left_to_right(self):
        self.make_shop()
        nested = {"filter_group": "g", "next_group_connector": "OR", "values": [
            {"filter_name": "city", "filter_type": "IN", "filter_values": ["London"], "filter_value_connector": "OR"},
            {"filter_group": "inner", "values": [
                {"filter_name": "city", "filter_type": "IN", "filter_values": ["Paris"], "filter_value_connector": "AND NOT"},
                {"filter_name": "age", "filter_type": "BETWEEN", "filter_values": {"min_value": 75}}]}]}
        answer = self.ok("create", self.document("nested", [nested])).json()
        self.assertEqual(self.members("nested"), ["c_1", "c_2", "c_3"])
        self.assertEqual(answer["audience_size"], 3)
        outer, inner = answer["filters"][0]["values"]
        self.assertEqual([outer["count_now"], inner["values"][0]["count_now"], inner["values"][1]["count_now"]], [1, 4, 3])

    def test_a_not_filter_selects_exactly_those_its_twin_does_not(self):
        self.make_shop()
        self.ok("create", self.document("in", [attribute("city", "IN", ["Paris"])]))
        self.ok("create", self.document("not", [attribute("city", "NOT_IN", ["Paris"])]))
        self.assertEqual(self.members("in"), ["c_1", "c_3", "c_5"])
        self.assertEqual(self.members("not"), ["c_2", "c_4"])

    def test_a_dry_run_stores_nothing_and_an_answer_can_be_fed_back(self):
        self.make_shop()
        dry = self.ok("create", self.winter(), "--dry-run", "--as-of", "2023-09-14").json()
        self.assertEqual([dry["audience_id"], dry["date_created"], dry["date_modified"]], [None, None, None])
        self.assertEqual(self.ok("list").json(), [])
        again = self.ok("create", "-", "--dry-run", "--as-of", "2023-09-14", stdin=json.dumps(dry)).json()
        self.assertEqual(dry, again)

    def test_a_name_is_taken_once_and_ids_may_be_shortened(self):
        self.make_shop()
        answer = self.ok("create", self.winter()).json()
        self.assertIn("exists already", self.fails(5, "create", self.winter()).err)
        digits = answer["audience_id"].removeprefix("audience-id-")
        for reference in ["Winter", answer["audience_id"], digits, digits[:6], "audience-id-" + digits[:4]]:
            self.assertEqual(self.ok("show", reference).json(), answer)
        self.assertIn('did you mean "Winter"?', self.fails(4, "show", "Wintr").err)

    def test_a_page_has_the_keys_of_the_hosted_service_in_order(self):
        self.make_shop()
        self.ok("create", self.winter(filters=[]))
        page = self.ok("list-customers", "Winter", "--offset", "0", "--limit", "2").json()
        self.assertEqual(list(page), ["offset", "limit", "count", "customers"])
        self.assertEqual((page["offset"], page["limit"], page["count"]), (0, 2, 5))
        self.assertEqual(list(page["customers"][0]), CUSTOMER_KEYS)
        first, second = page["customers"]
        self.assertEqual((first["age"], first["clv_value"], first["product_1"], first["product_2"], first["product_3"]),
                         (40, 111.992, "i_5", "i_6", None))
        self.assertEqual((second["product_1"], second["product_2"], second["phone_number"]), (None, "i_7", None))

    def test_pages_join_to_the_whole_in_a_stable_order(self):
        self.make_shop()
        self.ok("create", self.document("all", []))
        pages = []
        for offset in range(0, 7, 2):
            pages += [c["customer_id"] for c in
                      self.ok("list-customers", "all", "--offset", offset, "--limit", 2).json()["customers"]]
        self.assertEqual(pages, ["c_1", "c_2", "c_3", "c_4", "c_5"])
        by_age = self.ok("list-customers", "all", "--all", "--jsonl", "--sort", "age:desc", "--columns", "customer_id").out
        self.assertEqual([json.loads(line)["customer_id"] for line in by_age.splitlines()],
                         ["c_5", "c_4", "c_1", "c_2", "c_3"])

    def test_a_table_is_for_people(self):
        self.make_shop()
        screen = self.ok("--table", "create", self.winter(), "--as-of", "2023-09-14T00:00:00").out
        self.assertIn("Winter · static · 2 of 5 customers", screen)
        self.assertIn("as of 2023-09-14 00:00 UTC · newest purchase 2023-09-01 10:00\n", screen)
        self.assertTrue(all(len(line) <= 80 for line in screen.splitlines()), screen)
        self.assertIn("1..2 of 2 customers", self.ok("list-customers", "Winter", "--table").out)

    def test_an_empty_window_is_noted(self):
        self.make_shop()
        result = self.ok("create", self.document("late", [bought(["i_8732"])]), "--as-of", "2030-01-01")
        self.assertIn("holds no event", result.err)
        self.assertEqual(result.json()["audience_size"], 0)

    def test_fields_never_tell_personal_values(self):
        self.make_shop()
        fields = {f["filter_name"]: f for f in self.ok("fields").json()}
        self.assertEqual(fields["age"]["type"], "integer")
        self.assertEqual(fields["customer-lifetime-value"]["value_name"], "clv")
        self.assertIn("purchases", fields)
        self.assertTrue(all(f["values"] is None for f in fields.values()), "fewer than ten customers hold any value")

    def test_the_example_audiences_select_somebody(self):
        subprocess.run([GENERATE_SHOP, "--customers", "2000", "--purchases", "28000", "--output", str(self.folder)], check=True,
                       capture_output=True)
        self.ok("init")
        for kind in ["customers", "purchases", "recommendations"]:
            self.ok("import", kind, self.folder / f"{kind}.csv")
        for path in sorted((ROOT / "examples/audiences").glob("*.json")):
            answer = self.ok("create", path, "--as-of", "2023-09-14").json()
            self.assertGreater(answer["audience_size"], 0, path.name)
            self.assertEqual(len(self.members(answer["audience_name"])), answer["audience_size"])
        counts = self.ok("show", "Winter").json()["filters"]
        self.assertEqual(counts[1]["values"][0]["count_now"], self.sql(
            "SELECT count(*) FROM customers WHERE age BETWEEN 37 AND 74 AND email_consent = 1 "
            "AND clv_value BETWEEN 0 AND 1193")[0][0])

    def test_a_missing_database_says_how_to_make_one(self):
        result = self.fails(8, "list")
        self.assertIn("audience init", result.err)
        self.assertFalse(self.db.exists())
        self.write("shop.db", "this is no database, only a long enough text to be read as one" * 20)
        self.fails(8, "list")

    def test_usage_faults_name_the_nearest_word(self):
        self.assertIn('did you mean "create"?', self.fails(2, "craete", "x.json").err)
        self.fails(2, "create")
        self.assertIn("database ", self.fails(8, "list", "-v").err)
        self.fails(2, "list", "--nonsense")
        self.ok("create", "--help")
        self.assertIn("Next      audience init", self.ok().out)


if __name__ == "__main__":
    unittest.main()
