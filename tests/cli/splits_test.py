"""Buckets and cuts: who is in a test and who in its holdout, and the first of an order."""
import contextlib
import hashlib
import math
import random
import sqlite3
import unittest

from harness import ShopTest, attribute

CUSTOMERS = [f"{number}" for number in range(12000, 13000)]


def bucket(kind, value, salt="autumn"):
    values = value if isinstance(value, dict) else {"value": value}
    return attribute("bucket", kind, values, filter_entity=salt)


def part_of(salt, customer):
    """The bucket as a whole number over 2^52 / 100."""
    return int(hashlib.md5(f"{salt}:{customer}".encode()).hexdigest()[:13], 16)


class Splits(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")

    def import_customers(self, seed, *options):
        shuffled = random.Random(seed).sample(CUSTOMERS, len(CUSTOMERS))
        self.ok("import", "customers", self.write("customers.csv", "\n".join(["customer_id,age", *(f"{c},{int(c) % 7}" for c in shuffled)])), *options)

    def import_purchases(self, rows):
        lines = [f"{customer},p,{day}T10:00:00,1,{price}" for customer, day, price in rows]
        self.ok("import", "purchases", self.write("purchases.csv", "\n".join(["customer_id,product_id,purchased_at,quantity,unit_price", *lines])))

    def ids(self, name):
        return [row["customer_id"] for row in self.ok("list-customers", name, "--all", "--columns", "customer_id").json()["customers"]]

    def create(self, name, filters, **more):
        self.ok("create", self.document(name, filters, **more), "--as-of", "2023-09-14", "--if-exists", "replace")
        return self.ids(name)

    def test_a_holdout_and_its_rest_are_what_the_hash_says_before_and_after_a_shuffled_import(self):
        expected = [c for c in CUSTOMERS if part_of("autumn", c) * 10 < 2 ** 52]
        self.import_customers(1)
        for engine in ("columns", "scan"):
            self.assertEqual(self.ok("--engine", engine, "create", self.document("h", [bucket("LESS_THAN", 10)]), "--dry-run").json()["audience_size"],
                             len(expected))
        self.assertEqual(self.create("holdout", [bucket("LESS_THAN", 10)], is_dynamic=True), expected)
        rest = self.create("rest", [bucket("NOT_LESS_THAN", 10)])
        self.assertEqual(sorted(expected + rest), CUSTOMERS)
        self.assertEqual(self.create("same rest", [bucket("GREATER_OR_EQUAL", 10)]), rest)
        self.import_customers(2, "--replace")
        self.ok("refresh", "holdout")
        self.assertEqual(self.ids("holdout"), expected)
        self.db = self.folder / "other.db"
        self.ok("init")
        self.import_customers(3)
        self.assertEqual(self.create("holdout", [bucket("LESS_THAN", 10)]), expected)

    def test_every_type_of_comparison_is_answered(self):
        self.import_customers(1)
        for kind, values, is_in in [("BETWEEN", {"min_value": 25, "max_value": 50}, lambda b: 25 <= b <= 50),
                                    ("GREATER_THAN", 99.5, lambda b: b > 99.5), ("LESS_OR_EQUAL", 3.25, lambda b: b <= 3.25),
                                    ("EQUALS", 10, lambda b: b == 10), ("LESS_THAN", 0, lambda b: False), ("GREATER_OR_EQUAL", 0, lambda b: True)]:
            with self.subTest(kind):
                expected = [c for c in CUSTOMERS if is_in(part_of("s", c) * 100 / 2 ** 52)]
                self.assertEqual(self.create("some", [bucket(kind, values, "s")]), expected)
                self.assertEqual(self.create("others", [bucket("NOT_" + kind, values, "s")]), [c for c in CUSTOMERS if c not in expected])
        self.assertEqual(self.create("some", [attribute("bucket", "IS_NULL", None, filter_entity="s")]), [])

    def test_a_bucket_is_explained_and_told_of_one_customer(self):
        self.import_customers(1)
        self.create("holdout", [bucket("LESS_THAN", 10)])
        told = self.ok("explain", "holdout", "--now").json()
        self.assertEqual(told["formula"], "bucket.autumn < 10")
        self.assertEqual(told["evaluation"]["filters"][0]["answered_by"], "customer ids hashed")
        self.assertIn("bucket autumn < 10", self.ok("show", "holdout", "--table").out)
        why = self.ok("why", "holdout", "12345").json()["filters"][0]
        value = math.floor(part_of("autumn", "12345") * 100 / 2 ** 52 * 10 ** 6) / 10 ** 6
        self.assertEqual((why["value"], why["yes"]), (f"{value:.6f}…", value < 10))
        field = next(f for f in self.ok("fields").json() if f["filter_name"] == "bucket")
        self.assertEqual((field["filter_entity"], field["type"]), ("SALT", "number"))
        stored = self.ok("show", "holdout").json()["filters"][0]["values"][0]
        self.assertEqual((stored["filter_entity"], stored["filter_values"]), ("autumn", {"value_name": "bucket", "value": 10}))
        self.assertEqual([one["action"] for one in self.ok("apply", "holdout.json").json()], ["unchanged"])

    def test_customers_of_another_file_are_split_by_their_keys_as_text(self):
        with contextlib.closing(sqlite3.connect(self.folder / "crm.sqlite")) as crm, crm:
            crm.execute("CREATE TABLE people(id INTEGER PRIMARY KEY)")
            crm.executemany("INSERT INTO people VALUES(?)", [(int(c),) for c in CUSTOMERS])
        self.db = self.folder / "of_crm.db"
        self.ok("init", "--catalog", self.write("catalog.json", '{"database": "crm.sqlite", "customers": {"table": "people", "key": "id"}}'))
        self.ok("create", self.document("holdout", [bucket("LESS_THAN", 10)]))
        self.assertEqual([str(row["id"]) for row in self.ok("list-customers", "holdout", "--all").json()["customers"]],
                         [c for c in CUSTOMERS if part_of("autumn", c) * 10 < 2 ** 52])

    def test_a_column_of_that_name_is_meant_without_a_salt(self):
        self.ok("import", "customers", self.write("c.csv", "customer_id,bucket\na,5\nb,50\n"))
        self.assertEqual(self.create("by column", [attribute("bucket", "LESS_THAN", {"value": 10})]), ["a"])
        self.assertEqual(self.create("by salt", [bucket("GREATER_OR_EQUAL", 0)]), ["a", "b"])

    def test_a_percentage_keeps_exactly_its_share_with_ties_by_id(self):
        self.import_customers(1)
        of_six = [c for c in CUSTOMERS if int(c) % 7 == 6]
        self.assertEqual(self.create("tenth", [attribute("age", "EQUALS", {"value": 6})], limit={"percent": 10}),
                         of_six[:math.ceil(len(of_six) / 10)])
        eldest = self.create("eldest", [], limit={"percent": 20, "order_by": "age", "direction": "desc"})
        self.assertEqual(eldest, sorted(sorted(CUSTOMERS, key=lambda c: (-(int(c) % 7), c))[:200]))
        self.assertEqual(len(self.create("least", [], limit={"percent": 0.001})), 1)
        self.assertEqual(len(self.create("all", [], limit={"percent": 100})), len(CUSTOMERS))
        self.assertEqual(len(self.create("odd", [], limit={"percent": 33.31})), 334)
        self.assertEqual(self.ok("show", "odd").json()["limit"], {"percent": 33.31, "direction": "asc"})
        self.assertIn("cut to the first 33.31% by customer_id", self.ok("show", "odd", "--table").out)

    def test_an_order_is_by_a_measure_in_a_window_missing_last(self):
        self.import_customers(1)
        rows = [("12001", "2023-09-01", 5), ("12001", "2023-01-01", 500), ("12002", "2023-09-02", 7), ("12003", "2023-09-02", 7),
                ("12004", "2023-08-01", 100), ("12005", "2023-09-03", -1)]
        self.import_purchases(rows)
        by_sum = {"count": 3, "order_by": "purchases.sum_amount", "direction": "desc"}
        self.assertEqual(self.create("ever", [], limit=by_sum), ["12001", "12002", "12004"])
        lately = {**by_sum, "filter_window": {"last_days": 30}}
        self.assertEqual(self.create("lately", [], limit=lately), ["12001", "12002", "12003"])
        self.assertEqual(self.create("by name", [], limit={**by_sum, "order_by": "purchases-30-days.sum_amount"}), ["12001", "12002", "12003"])
        for direction, first in (("asc", ["12005", "12001", "12002", "12003", "12004", "12000"]), ("desc", ["12004", "12002", "12003", "12001", "12005", "12000"])):
            limit = {"order_by": "purchases.max_amount", "direction": direction, "filter_window": {"from": "2023-02-01"}}
            for count in range(1, 7):
                self.assertEqual(self.create("greatest", [], limit={**limit, "count": count}), sorted(first[:count]))
        self.assertEqual(self.ok("explain", "lately").json()["formula"],
                         "everyone limit 3 by purchases.sum_amount in the last 30 days desc")
        self.assertIn("cut to the first 3 by purchases.sum_amount in the last 30 days, highest first", self.ok("show", "lately", "--table").out)
        self.assertEqual(self.ok("show", "lately").json()["limit"],
                         {"count": 3, "order_by": "purchases.sum_amount", "filter_window": {"last_days": 30}, "direction": "desc"})
        self.assertEqual([one["action"] for one in self.ok("apply", "lately.json").json()], ["unchanged"])
        self.assertIn("the limit does not", self.ok("why", "lately", "12004").json()["verdict"])
        late = self.document("late", [], limit={"count": 3, "order_by": "purchases-30-days.count"})
        self.assertIn("purchases-30-days.count holds no event", self.ok("create", late, "--dry-run", "--as-of", "2030-01-01").err)


if __name__ == "__main__":
    unittest.main()
