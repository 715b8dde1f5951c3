"""Explaining and checking: explain, why, validate; and delete, which asks who uses what."""
import hashlib
import json
import pty
import os
import subprocess
import unittest

from harness import BINARY, ShopTest, attribute, bought, measure

AS_OF = "2023-09-14T00:00:00"


class Explain(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()
        self.shop = self.document("shop", [
            {**attribute("city", "IN", ["Paris"]), "next_group_connector": "OR"},
            bought(["i_8732"]), measure("purchases", "LESS_THAN", "avg_unit_price", 9)])

    def test_a_document_is_one_line_and_each_filter_tells_its_part(self):
        told = self.ok("explain", self.shop, "--as-of", AS_OF).json()
        self.assertEqual(told["formula"], '(city in ("Paris") or purchases.product_id in ("i_8732") in the last 180 days) '
                                          "and purchases.avg_unit_price < 9")
        self.assertIsNone(told["stored"])
        filters = told["evaluation"]["filters"]
        self.assertEqual([(f["count_before"], f["count_now"], f["alone"], f["missing"]) for f in filters],
                         [(5, 3, 3, 1), (3, 4, 2, None), (4, 1, 1, 3)])
        self.assertEqual([f["answered_by"] for f in filters], ["customers columns", "purchases columns", "purchases columns"])
        scanned = self.ok("--engine", "scan", "explain", self.shop, "--as-of", AS_OF).json()["evaluation"]["filters"]
        self.assertEqual([f["answered_by"] for f in scanned], ["customers scan", "purchases scan", "purchases scan"])
        self.assertTrue(all(f["milliseconds"] >= 0 for f in filters))
        self.assertEqual(self.ok("list").json(), [])
        screen = self.ok("explain", self.shop, "--as-of", AS_OF, "--table").out
        self.assertIn("alone", screen)
        self.assertIn("1 of 5 customers", screen)

    def test_missing_values_count_only_where_they_keep_somebody_out(self):
        def missing(kind, values):
            document = self.document("m", [attribute("city", kind, values)])
            return self.ok("explain", document).json()["evaluation"]["filters"][0]["missing"]
        self.assertEqual([missing("IN", ["Paris"]), missing("NOT_IN", ["Paris"]), missing("IS_NULL", None),
                          missing("IS_NOT_NULL", None)], [1, 0, 0, 1])

    def test_a_stored_audience_is_told_as_stored_and_now_on_request(self):
        self.ok("create", self.shop, "--as-of", AS_OF)
        self.sql("DELETE FROM customers WHERE customer_id = 'c_4'")
        told = self.ok("explain", "shop").json()
        self.assertEqual((told["stored"]["as_of"], told["stored"]["customers"], told["evaluation"]), (AS_OF + "Z", 5, None))
        told = self.ok("explain", "shop", "--now").json()
        self.assertEqual((told["stored"]["customers"], told["evaluation"]["customers"]), (5, 4))
        self.fails(2, "explain", self.shop, "--now")
        self.fails(4, "explain", "nothing")
        self.fails(4, "explain", "nothing.json")

    def test_values_that_occur_nowhere_are_noted_with_the_nearest(self):
        notes = self.ok("explain", self.document("typo", [
            attribute("city", "IN", ["paris", "Paris"]), bought(["i_873"], "purchases"),
            attribute("email", "IN", ["ana@example.com"]), attribute("segment_id", "EQUALS", {"value": "9"})])).json()["notes"]
        self.assertEqual(notes, ['city "paris": 0 customers; "Paris": 3', 'purchases product_id "i_873": 0 events; "i_8732": 3',
                                 'email "ana@example.com": 0 customers', 'segment_id "9": 0 customers; "1": 2'])

    def test_a_window_without_any_event_is_noted(self):
        late = self.document("late", [measure("purchases-30-days", "EQUALS", "count", 0)])
        result = self.ok("explain", late, "--as-of", "2030-01-01")
        self.assertIn("purchases-30-days holds no event", result.err)

    def test_why_tells_each_value_and_the_verdict(self):
        self.ok("create", self.shop, "--as-of", AS_OF)
        why = self.ok("why", "shop", "c_2").json()
        self.assertEqual([(f["value"], f["yes"], f["so_far"]) for f in why["filters"]],
                         [("London", False, False), ("i_8732 on 2023-03-18", True, True), ("9.99", False, False)])
        self.assertEqual((why["selected"], why["member"], why["verdict"]), (False, False, "Out: stopped by filter 3."))
        why = self.ok("why", "shop", "c_1").json()
        self.assertEqual([(f["value"], f["yes"]) for f in why["filters"]],
                         [("Paris", True), ("i_8732 on 2023-09-01", True), ("7.495", True)])
        self.assertEqual(why["verdict"], "In.")
        why = self.ok("why", "shop", "c_3").json()
        self.assertEqual([f["value"] for f in why["filters"]], ["Paris", "none of 0 events", "-"])
        self.sql("UPDATE customers SET city = 'Oslo' WHERE customer_id = 'c_1'")
        self.sql("DELETE FROM audience_purchases")
        self.assertIn("the data has changed since", self.ok("why", "shop", "c_1").json()["verdict"])
        self.fails(4, "why", "shop", "c_99")
        self.assertIn("stopped by filter", self.ok("why", "shop", "c_4", "--table").out)

    def test_why_for_many_tells_where_they_fell_out(self):
        self.ok("create", self.shop, "--as-of", AS_OF)
        summary = self.ok("why", "shop", "-", stdin="c_1\n c_2\r\nc_3\nc_4\n\nc_5\nnobody\n").json()
        self.assertEqual((summary["customers"], summary["unknown"], summary["selected"]), (5, ["nobody"], 1))
        self.assertEqual([f["stopped_first"] for f in summary["filters"]], [1, 0, 3])
        self.assertIn("1 unknown", self.ok("why", "shop", "c_1", "nobody", "--table").out)

    def test_validate_tells_all_faults_of_all_files(self):
        good = self.document("good", [attribute("city", "IN", ["Paris"])])
        form = self.write("form.json", '{"audience_name": "x",\n "filters": [{}],\n "statu": 1}')
        names = self.document("names", [attribute("cty", "IN", [3])])
        self.db = self.folder / "absent.db"
        self.assertEqual([one["valid"] for one in self.ok("validate", good, names).json()], [True, True])
        result = self.fails(3, "validate", good, form, names)
        self.assertEqual([one["valid"] for one in result.json()], [True, False, True])
        self.assertRegex(result.err, r"form\.json:2:\d+: .*\n(.*\n)* {6}/filters/0\n")
        self.assertRegex(result.err, r"form\.json:3:\d+: .*\n(.*\n)* {6}/statu\n")
        self.assertEqual(result.json()[1]["faults"][-1]["line"], 3)
        result = self.fails(3, "--db", self.folder / "shop.db", "validate", good, form, names)
        self.assertIn('did you mean "city"?', result.err)
        self.ok("--db", self.folder / "shop.db", "validate", good, "-", stdin=json.dumps({
            "audience_name": "user", "filters": [attribute("audience", "IN", ["good"], filter_entity="audience_id")]}))
        self.assertIn("1 document, none with faults", self.ok("validate", good, "--table").out)
        result = self.fails(4, "validate", form, "absent.json")
        self.assertIn("      /statu\n", result.err)
        self.assertIn("absent.json", result.err)
        self.write("many.json", json.dumps({"audience_name": "m", "filters": [], **{f"x{i}": 1 for i in range(25)}}))
        self.assertEqual(self.fails(3, "validate", "many.json").json()[0]["more_faults"], 5)

    def test_validate_sees_what_several_documents_do_together(self):
        def using(name, *used):
            return self.document(name, [attribute("audience", "IN", list(used), filter_entity="audience_id")])
        for name, used in [("a", ["b"]), ("b", ["c"]), ("c", ["a"])]:
            using(name, *used)
        result = self.fails(3, "--db", self.db, "validate", "a.json", "b.json", "c.json")
        self.assertIn("a → b → c → a", result.err)
        self.write("twin.json", (self.folder / "b.json").read_text())
        self.assertIn("is the audience_name of", self.fails(3, "validate", "b.json", "twin.json").err)
        (self.folder / "all").mkdir()
        (self.folder / "b.json").rename(self.folder / "all" / "b.json")
        self.document("all/c", [])
        self.assertEqual(len(self.ok("validate", "all", variables={"AUDIENCE_DB": ""}).json()), 2)

    def test_delete_is_all_or_none_and_asks_first(self):
        self.ok("create", self.document("one", []))
        self.ok("create", self.document("two", [attribute("audience", "IN", ["one"], filter_entity="audience_id")]))
        self.ok("create", self.document("three", []))
        before = hashlib.sha256(self.db.read_bytes()).hexdigest()
        self.assertIn("--yes", self.fails(2, "delete", "three").err)
        self.assertIn('"two"', self.fails(5, "delete", "one", "--yes").err)
        self.fails(4, "delete", "three", "four", "--yes")
        digits = self.ok("show", "three").json()["audience_id"].removeprefix("audience-id-")
        self.assertIn('"three"', self.fails(2, "delete", digits[:8], "--yes").err)
        self.assertEqual(hashlib.sha256(self.db.read_bytes()).hexdigest(), before)
        self.ok("delete", "one", "two", "--yes")
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["three"])
        self.ok("delete", digits, "--yes")
        self.assertEqual(self.ok("list").json(), [])

    def test_delete_takes_a_name_before_an_id(self):
        first = self.ok("create", self.document("first", [])).json()["audience_id"].removeprefix("audience-id-")
        self.ok("create", self.document("second", []))
        # As no command names one any more.
        self.sql(f"UPDATE audience_audiences SET audience_name = '{first[:8]}' WHERE audience_name = 'second'")
        self.ok("delete", first[:8], "--yes")
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["first"])

    def test_no_audience_gets_a_name_that_is_a_whole_id(self):
        first = self.ok("create", self.document("first", [])).json()["audience_id"].removeprefix("audience-id-")
        told = "audience_name must not be 32 hex digits: an id can be written so"
        self.assertIn(f"1:19: {told}\n", self.fails(3, "create", self.document(first, [])).err)
        self.assertEqual(self.fails(2, "rename", "first", first).err, f"audience: {told}\n")
        self.assertIn(told, self.fails(2, "upload", first, self.write("ids.txt", "c_1\n")).err)
        for name in (first + "0", first.upper() + "A"):
            self.ok("rename", "first", name)
            self.ok("rename", name, "first")

    def test_delete_asks_on_a_terminal(self):
        self.ok("create", self.document("one", []))
        for answer, left in [(b"n\n", 1), (b"y\n", 0)]:
            leader, follower = pty.openpty()
            process = subprocess.Popen([BINARY, "--db", str(self.db), "delete", "one"], stdin=follower, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            os.close(follower)
            os.write(leader, answer)
            _, error = process.communicate(timeout=60)
            os.close(leader)
            self.assertIn(b'Delete "one"?', error)
            self.assertEqual(process.returncode, 2 if left else 0)
            self.assertEqual(len(self.ok("list").json()), left)


if __name__ == "__main__":
    unittest.main()
