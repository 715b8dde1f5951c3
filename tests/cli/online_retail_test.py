"""The main job on the Online Retail data, where it is at hand (AUDIENCE_TEST_DATA names the folder)."""
import csv
import os
import pathlib
import unittest

from harness import ROOT, ShopTest, attribute, bought, measure

DATA = pathlib.Path(os.environ.get("AUDIENCE_TEST_DATA", ROOT / "../shared/data")) / "online-retail"


@unittest.skipUnless(DATA.is_dir(), f"no data in {DATA}")
class OnlineRetail(ShopTest):
    def test_import_and_funnel(self):
        self.ok("init")
        self.assertEqual(self.ok("import", "customers", DATA / "customers.csv").json()["customers"], 4372)
        report = self.ok("import", "purchases", DATA / "purchases.csv.gz", "--rejects", "rejects.csv").json()
        self.assertEqual((report["rows_read"], report["stored"], report["rejected"]),
                         (541909, 541909 - 135080, {"no customer": 135080}))
        self.assertGreater(self.sql("SELECT count(*) FROM purchases WHERE quantity < 0")[0][0], 8000)
        with open(self.folder / "rejects.csv", newline="", encoding="utf-8") as file:
            lines = [int(row["reject_line"]) for row in csv.DictReader(file)]
        self.assertEqual(len(lines), 135080)
        self.assertEqual(lines, sorted(set(lines)))
        self.fails(5, "import", "purchases", DATA / "purchases.csv.gz")

        document = self.document("hearts", [attribute("country", "IN", ["United Kingdom"]), bought(["85123A"])])
        answer = self.ok("create", document, "--as-of", "2011-12-09").json()
        steps = [(f["count_before"], f["count_now"], f["filtered_percentage"])
                 for group in answer["filters"] for f in group["values"]]
        self.assertEqual(steps, [(4372, 3950, "9.65"), (3950, 516, "86.93")])
        expected = self.sql(
            "SELECT DISTINCT customer_id FROM purchases JOIN customers USING(customer_id) WHERE country = 'United Kingdom' "
            "AND product_id = '85123A' AND purchased_at >= '2011-06-13' AND purchased_at < '2011-12-10' ORDER BY 1")
        self.assertEqual([(member,) for member in self.members("hearts")], expected)

        lapsed = self.document("lapsed", [measure("purchases-180-days", "EQUALS", "count", 0)])
        self.assertEqual(self.ok("create", lapsed, "--as-of", "2011-12-09").json()["audience_size"], 865)
        abroad = [attribute("country", "NOT_IN", ["United Kingdom"], filter_value_connector="OR")]
        abroad[0]["values"] += measure("purchases-90-days", "GREATER_OR_EQUAL", "sum_amount", 1000)["values"]
        answer = self.ok("create", self.document("abroad", abroad), "--as-of", "2011-12-09").json()
        self.assertEqual([(f["count_now"], f["filtered_percentage"]) for f in answer["filters"][0]["values"]],
                         [(422, "90.34"), (1029, "-143.83")])


if __name__ == "__main__":
    unittest.main()
