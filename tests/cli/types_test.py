"""Types that can be mended: of new columns, and of those that an earlier import brought."""
import json
import unittest

from harness import CUSTOMERS, PURCHASES, ShopTest, attribute

ROWS = """customer_id,years,visits,joined,member,zip,score
c_1,34,1.5,31.12.2023,ja,01067,7
c_2,unknown,"2,500",1.2.2024,nein,10115,8
c_3, 41 ,x,soon,,2,9
c_4,,,,weiß nicht,,
"""
TYPES = ["years=integer", "visits=number", "joined=date", "member=boolean", "score=text"]
RIGHT = [arg for one in TYPES for arg in ("--type", one)]


def missing(name, kind):
    return {"filter_group": "g", "values": [{"filter_name": name, "filter_type": kind}]}


class Types(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")

    def import_rows(self, *more):
        return self.ok("import", "customers", self.write("r.csv", ROWS), "--null", "none", *more)

    def types(self):
        columns = self.ok("fields", "--table").out
        return {name: next(line for line in columns.splitlines() if line.split()[:1] == [name]) for name in ["years", "visits", "joined", "member", "score"]}

    def mend(self, *more):
        path = self.write("n.csv", "customer_id\nc_5\n")
        return self.ok("import", "customers", path, *RIGHT, "--booleans", "ja,nein", *more)

    def test_a_new_column_is_of_the_type_that_is_said(self):
        path = self.write("c.csv", "customer_id,zip,age_group\nc_1,1067,3\nc_2,2,x\n")
        said = self.ok("import", "customers", path, "--type", "zip=text", "--type", "age_group=integer").json()
        self.assertEqual(said["new_columns"], {"zip": "text", "age_group": "integer"})
        self.assertEqual(said["rejected"], {"age_group is not a whole number": 1})
        self.assertEqual(self.sql("SELECT zip, typeof(zip) FROM customers"), [("1067", "text")])
        preview = self.ok("import", "customers", path, "--type", "zip=integer", "--dry-run").json()
        self.assertIn("as was said", next(one["reason"] for one in preview["columns"] if one["name"] == "zip"))

    def test_columns_that_are_there_are_mended_and_what_does_not_fit_stays(self):
        self.import_rows()
        self.assertEqual(self.mend("--dry-run").json()["retyped_columns"], self.mend().json()["retyped_columns"])
        self.assertEqual(self.sql("SELECT customer_id, years, visits, joined, member, score FROM customers ORDER BY 1"),
                         [("c_1", 34, 1.5, "2023-12-31", 1, "7"), ("c_2", "unknown", 2500.0, "2024-02-01", 0, "8"), ("c_3", 41, "x", "soon", None, "9"),
                          ("c_4", None, None, None, "weiß nicht", None), ("c_5", None, None, None, None, None)])
        self.assertEqual([column[1] for column in self.sql("PRAGMA table_info(customers)")][-6:], ["years", "visits", "joined", "member", "zip", "score"])
        self.assertEqual(self.sql("PRAGMA integrity_check"), [("ok",)])
        self.ok("doctor", "--deep")
        again = self.mend("--table").out
        self.assertNotIn("new type", again)

    def test_the_report_says_what_does_not_fit(self):
        self.import_rows()
        path = self.write("n.csv", "customer_id\nc_5\n")
        said = self.ok("import", "customers", path, "--type", "years=integer", "--table").out
        self.assertIn("new type      years (integer, was text)", said)
        self.assertIn("1  values of years stay that are none of that type: filters take them for missing", said)
        self.assertEqual(self.ok("import", "customers", path, "--type", "joined=date").json()["retyped_columns"],
                         {"joined": {"type": "date", "before": "text", "not_of_that_type": 1}})

    def test_mended_columns_answer_the_same_by_columns_and_by_a_scan(self):
        self.import_rows()
        self.mend()
        asked = {
            "years_over": attribute("years", "GREATER_THAN", {"value_name": "years", "value": 20}),
            "years_missing": missing("years", "IS_NULL"),
            "years_there": missing("years", "IS_NOT_NULL"),
            "visits_in": attribute("visits", "BETWEEN", {"value_name": "visits", "min_value": 1, "max_value": 3000}),
            "visits_missing": missing("visits", "IS_NULL"),
            "joined_after": attribute("joined", "GREATER_THAN", {"value_name": "joined", "value": "2024-01-01"}),
            "joined_missing": missing("joined", "IS_NULL"),
            "member": attribute("member", "EQUALS", {"value_name": "member", "value": True}),
            "member_missing": missing("member", "IS_NULL"),
            "score": attribute("score", "STARTS_WITH", ["7"]),
        }
        members = {"years_over": ["c_1", "c_3"], "years_missing": ["c_2", "c_4", "c_5"], "years_there": ["c_1", "c_3"], "visits_in": ["c_1", "c_2"],
                   "visits_missing": ["c_3", "c_4", "c_5"], "joined_after": ["c_2"], "joined_missing": ["c_3", "c_4", "c_5"], "member": ["c_1"],
                   "member_missing": ["c_3", "c_4", "c_5"], "score": ["c_1"]}
        self.ok("index")
        for name, filters in asked.items():
            with self.subTest(name):
                document = self.document(name, [filters])
                self.ok("create", document)
                self.assertEqual(self.members(name), members[name])
                told = {self.ok("--engine", engine, "create", "--dry-run", document, "--as-of", "2024-06-01").out for engine in ["columns", "scan"]}
                self.assertEqual(len(told), 1)
        self.assertEqual(self.ok("--engine", "scan", "fields").out, self.ok("fields").out)

    def test_a_column_that_an_audience_filters_keeps_its_type(self):
        self.import_rows()
        self.ok("create", self.document("Young", [attribute("years", "IN", ["34"])]))
        self.ok("create", self.document("Sorted", [], limit={"count": 2, "order_by": "years"}))
        path = self.write("n.csv", "customer_id\nc_5\n")
        err = self.fails(5, "import", "customers", path, "--type", "years=integer").err
        self.assertIn("--type years: years cannot get another type: Sorted, Young filter by it", err)
        self.assertEqual(self.sql("SELECT count(*) FROM customers WHERE customer_id = 'c_5'"), [(0,)])
        self.fails(5, "import", "customers", path, "--type", "years=integer", "--dry-run")
        self.ok("import", "customers", path, "--type", "years=text", "--type", "score=text")
        self.ok("delete", "Young", "Sorted", "--yes")
        self.ok("import", "customers", path, "--type", "years=integer")

    def test_columns_of_purchases_are_mended_too(self):
        self.ok("import", "customers", self.write("c.csv", CUSTOMERS))
        lines = PURCHASES.splitlines()
        rows = [lines[0] + ",shelf"] + [f"{line},{i if i != 2 else 'A'}" for i, line in enumerate(lines[1:], 1)]
        self.ok("import", "purchases", self.write("p.csv", "\n".join(rows) + "\n"))
        path = self.write("q.csv", lines[0] + "\n" + lines[1] + "\n")
        before = self.sql("SELECT count(*) FROM purchases")[0][0]
        said = self.ok("import", "purchases", path, "--type", "shelf=integer").json()
        self.assertEqual(said["retyped_columns"], {"shelf": {"type": "integer", "before": "text", "not_of_that_type": 1}})
        self.assertEqual(self.sql("SELECT count(*), sum(typeof(shelf) = 'integer'), sum(typeof(shelf) = 'text') FROM purchases"), [(before + 1, before - 1, 1)])
        for words in ["quantity=text", "product_id=integer"]:
            self.assertIn("always has the same type", self.fails(2, "import", "purchases", path, "--again", "--type", words).err)
        self.ok("create", self.document("Shelf", [attribute("purchases", "IN", [1], filter_entity="shelf")]))
        self.assertIn("Shelf filters by it", self.fails(5, "import", "purchases", path, "--again", "--type", "shelf=text").err)

    def test_an_import_taken_back_leaves_the_type(self):
        self.import_rows()
        before = self.sql("SELECT customer_id, zip FROM customers ORDER BY 1")
        self.mend()
        self.ok("import", "--undo")
        self.assertEqual(self.sql("SELECT customer_id, zip FROM customers ORDER BY 1"), before)
        self.assertEqual(self.sql("SELECT typeof(years) FROM customers WHERE customer_id = 'c_1'"), [("integer",)])

    def test_what_cannot_be_a_type_is_told(self):
        path = self.write("c.csv", "customer_id,day\nc_1,3/4/2023\n")
        self.assertIn('did you mean "integer"?', self.fails(2, "import", "customers", path, "--type", "day=intger").err)
        self.assertIn('--type dya: there is no such column; did you mean "day"?', self.fails(2, "import", "customers", path, "--type", "dya=text").err)
        self.fails(2, "import", "customers", path, "--type", "=text")
        self.fails(2, "import", "customers", path, "--type", "customer_id=integer")
        self.ok("import", "customers", path, "--type", "day=text")
        err = self.fails(3, "import", "customers", path, "--type", "day=date").err
        self.assertIn("with the day or with the month first", err)
        self.ok("import", "customers", self.write("d.csv", "customer_id\nc_1\n"), "--type", "day=date", "--dates", "dmy")
        self.assertEqual(self.sql("SELECT day FROM customers"), [("2023-04-03",)])
        self.assertEqual(json.loads(self.ok("import", "customers", path, "--type", "day=date", "--dates", "mdy").out)["stored"], 1)


if __name__ == "__main__":
    unittest.main()
