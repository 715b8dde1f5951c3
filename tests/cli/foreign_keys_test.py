"""Columns that refer to customers of another program meet whom SQL's join meets, whatever their types."""
import itertools
import json
import sqlite3
import unittest

from harness import ShopTest

TYPES = ["INTEGER", "REAL", "NUMERIC", "TEXT", "VARCHAR(20)", ""]
# As data tools write keys: a column of integers, one that became REAL, ids as texts, and what is left of years of all that.
KEYS = {
    "integers": [1, 2, 3, 17],
    "reals": [1.0, 2.0, 3.0, 17.5],
    "texts": ["1", "2", "a1", "-7"],
    "mixed": [1, 2.0, "03", " 17", "4.50", "1e3", "x", 0.1 + 0.2, 2**53 + 1, 1e19, "٣"],
}
REFERENCES = [1, 1, 1.0, "1", "1.0", "01", 2, 2.0, "2.0", "3", 3, "03", 17, "17", " 17", "17.5", 17.5, 4.5, "4.5", "4.50", 1000, "1e3", "a1",
              "x", "X", -7, "-7", "-7.0", 0.1 + 0.2, 0.3, "0.3", 2**53, 2**53 + 1, float(2**53), 1e19, "10000000000000000000", "٣", b"1",
              b"x", None, "", "nobody", 99]


def with_count(table, count):
    return {"filter_name": table, "filter_entity": table, "filter_type": "EQUALS", "filter_values": {"value_name": "count", "value": count}}


class ForeignKeys(ShopTest):
    def setUp(self):
        super().setUp()
        self.crm = self.folder / "crm.sqlite"
        self.connection = sqlite3.connect(self.crm)
        self.addCleanup(self.connection.close)

    def make_table(self, name, declared, values, index=False):
        """A table with `person` and what events and recommendations need, a row for each value."""
        self.connection.execute(f"CREATE TABLE {name}(person {declared}, at INTEGER, sku TEXT, place INTEGER)")
        self.connection.executemany(f"INSERT INTO {name} VALUES(?, 1694000000, ?, ?)",
                                    [(value, f"p{i}", i) for i, value in enumerate(values, 1)])
        if index:
            self.connection.execute(f"CREATE INDEX {name}_by_person ON {name}(person)")

    def make_customers(self, declared, keys):
        self.connection.execute("DROP TABLE IF EXISTS people")
        self.connection.execute(f"CREATE TABLE people(id {declared})")
        self.connection.executemany("INSERT INTO people VALUES(?)", [(key,) for key in keys])
        self.connection.commit()

    def init(self, events, recommendations=None, customers="people"):
        self.connection.commit()
        catalog = {"database": "crm.sqlite", "customers": {"table": customers, "key": "id", "listing": ["id"]},
                   "events": [{"name": name, "table": name, "customer": "person", "time": "at", "time_format": "unix", "entity": "sku"}
                              for name in events]}
        if recommendations:
            catalog["recommendations"] = {"table": recommendations, "customer": "person", "product": "sku", "rank": "place"}
        self.db.unlink(missing_ok=True)
        self.ok("init", "--catalog", self.write("crm.json", json.dumps(catalog)))

    def joined(self, table, customers="people"):
        """By SQL: the texts of keys with the number of their events."""
        return dict(self.connection.execute(
            f"SELECT CAST(id AS TEXT), count(person) FROM {customers} LEFT JOIN {table} ON id = person GROUP BY CAST(id AS TEXT)"))

    def counts_alone(self, filters):
        explained = self.ok("explain", self.document("counts", [{"filter_group": "g", "values": filters}]))
        return [one["alone"] for one in explained.json()["evaluation"]["filters"]]

    def test_events_are_counted_as_by_a_join(self):
        tables = [f"e{i}" for i in range(len(TYPES))]
        for table, declared in zip(tables, TYPES):
            self.make_table(table, declared, REFERENCES, index=declared == "INTEGER")
        for declared, (kind, keys) in itertools.product(TYPES, KEYS.items()):
            with self.subTest(key=declared, kind=kind):
                self.make_customers(declared, [])
                self.init(tables)
                self.make_customers(declared, keys)
                joined = {table: self.joined(table) for table in tables}
                asked = [(table, count) for table in tables for count in range(max(joined[table].values()) + 2)]
                self.assertEqual(dict(zip(asked, self.counts_alone([with_count(*one) for one in asked]))),
                                 {(table, count): list(joined[table].values()).count(count) for table, count in asked})

    def test_why_sees_the_events_that_a_join_finds(self):
        tables = [f"e{i}" for i in range(len(TYPES))]
        for table, declared in zip(tables, TYPES):
            self.make_table(table, declared, REFERENCES, index=declared == "REAL")
        for declared in TYPES:
            with self.subTest(key=declared):
                self.make_customers(declared, [])
                self.init(tables)
                self.make_customers(declared, KEYS["mixed"])
                self.ok("create", self.document("all", [{"filter_group": "g", "values": [with_count(table, 0) for table in tables]}]))
                joined = [self.joined(table) for table in tables]
                for key in joined[0]:
                    seen = self.ok("why", "all", "--", key).json()["filters"]
                    self.assertEqual([one["value"] for one in seen], [str(of_table[key]) for of_table in joined], key)

    def test_recommendations_are_those_of_a_join(self):
        for declared, index in itertools.product(TYPES, [False, True]):
            self.connection.execute("DROP TABLE IF EXISTS recommended")
            self.make_table("recommended", declared, REFERENCES, index)
            for key in TYPES:
                with self.subTest(key=key, recommended=declared, index=index):
                    self.make_customers(key, [])
                    self.init([], "recommended")
                    self.make_customers(key, KEYS["mixed"])
                    self.ok("create", self.document("all", [], recommendations_export={"number_of_recommendations": len(REFERENCES)}))
                    listed = self.ok("list-customers", "all", "--all", "--json").json()["customers"]
                    found = {(row["id"], product) for row in listed for name, product in row.items() if name != "id" and product}
                    self.assertEqual(found, set(self.connection.execute("SELECT id, sku FROM people JOIN recommended ON id = person")))
                    self.assertEqual(len(listed), len(KEYS["mixed"]))

    def test_casts_and_expressions_of_views_are_compared_as_what_they_are(self):
        self.make_table("plain", "", REFERENCES)
        views = {"as_text": "CAST(person AS TEXT)", "as_real": "CAST(person AS REAL)", "as_number": "person + 0", "as_is": "person",
                 "as_words": "person || ''", "as_either": "coalesce(person, 0)"}
        for name, expression in views.items():
            self.connection.execute(f"CREATE VIEW {name} AS SELECT {expression} AS person, at, sku, place FROM plain")
        keys = {"k_text": "CAST(id AS TEXT)", "k_either": "coalesce(id, '')", "k_typed": "id"}
        for name, expression in keys.items():
            self.connection.execute(f"CREATE VIEW {name} AS SELECT {expression} AS id FROM typed")
        for declared, customers in itertools.product(["INTEGER", "TEXT", ""], keys):
            with self.subTest(key=declared, customers=customers):
                self.connection.executescript(f"DROP TABLE IF EXISTS typed; CREATE TABLE typed(id {declared})")
                self.init(views, customers=customers)
                self.connection.executemany("INSERT INTO typed VALUES(?)", [(key,) for key in [1, "02", "a1", 17, "-7.0"]])
                self.connection.commit()
                joined = {view: self.joined(view, customers) for view in views}
                asked = [(view, count) for view in views for count in range(max(joined[view].values()) + 2)]
                self.assertEqual(dict(zip(asked, self.counts_alone([with_count(*one) for one in asked]))),
                                 {(view, count): list(joined[view].values()).count(count) for view, count in asked})

    def test_a_key_that_meets_two_customers_is_refused(self):
        self.make_customers("TEXT", ["1", "01", "2"])
        self.make_table("visits", "REAL", [1, 2])
        self.make_table("calls", "TEXT", ["1", "2"])
        self.make_table("recommended", "REAL", [2, 1])
        self.init(["visits", "calls"], "recommended")
        several = self.document("several", [{"filter_group": "g", "values": [with_count("visits", 1)]}])
        fault = r'person of visits is "1\.0", which meets two customers: id of people is "1" and "01"'
        self.assertRegex(self.fails(8, "create", several).err, fault)
        # Only visits are in doubt.
        self.assertEqual(self.counts_alone([with_count("calls", 1)]), [2])
        self.ok("create", self.document("plain", [{"filter_group": "g", "values": [with_count("calls", 1)]}],
                                        recommendations_export={"number_of_recommendations": 2}))
        self.assertIn("person of recommended is", self.fails(8, "list-customers", "plain").err)
        self.assertIn("person of recommended is", self.fails(8, "export", "plain", "-o", "plain.csv").err)
        self.assertFalse((self.folder / "plain.csv").exists())
        self.connection.execute("CREATE INDEX by_person ON recommended(person)")
        self.connection.commit()
        self.assertIn("person of recommended is", self.fails(8, "list-customers", "plain").err)
        self.connection.execute("DELETE FROM people WHERE id = '01'")
        self.connection.commit()
        self.assertEqual(self.ok("create", several).json()["audience_size"], 2)
        self.ok("why", "several", "1")
        self.connection.execute("INSERT INTO people VALUES('1e0')")
        self.connection.commit()
        self.assertIn("visits", self.fails(8, "why", "several", "1").err)
        self.assertEqual(self.ok("why", "several", "2").json()["filters"][0]["value"], "1")

    def test_tables_of_the_own_database_are_joined_alike(self):
        self.ok("init")
        self.ok("import", "customers", self.write("c.csv", "customer_id\n1\n02\nx\n03\n"))
        tables = [f"e{i}" for i in range(len(TYPES))]
        self.connection.close()
        self.connection = sqlite3.connect(self.db)
        self.addCleanup(self.connection.close)
        for table, declared in zip(tables, TYPES):
            self.make_table(table, declared, [value for value in REFERENCES if value != "X"])
        self.connection.execute("CREATE VIEW people AS SELECT customer_id AS id FROM customers")
        self.connection.commit()
        catalog = self.ok("catalog").json()
        catalog["events"] += [{"name": name, "table": name, "customer": "person", "time": "at", "time_format": "unix", "entity": "sku"}
                              for name in tables]
        self.ok("init", "--catalog", self.write("own.json", json.dumps(catalog)))
        joined = [self.joined(table) for table in tables]
        asked = [(table, count) for table in tables for count in range(5)]
        self.assertEqual(self.counts_alone([with_count(*one) for one in asked]),
                         [list(of_table.values()).count(count) for of_table in joined for count in range(5)])
        self.ok("create", self.document("all", [{"filter_group": "g", "values": [with_count(table, 0) for table in tables]}]))
        for key in joined[0]:
            seen = self.ok("why", "all", key).json()["filters"]
            self.assertEqual([one["value"] for one in seen], [str(of_table[key]) for of_table in joined], key)
        self.connection.execute("INSERT INTO customers(customer_id) VALUES('2')")
        self.connection.commit()
        self.assertIn("which meets two customers", self.fails(8, "explain", "all", "--now").err)


if __name__ == "__main__":
    unittest.main()
