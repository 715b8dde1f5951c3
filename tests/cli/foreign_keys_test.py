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

    def joined(self, table):
        """By SQL: the texts of keys with the number of their events."""
        return {key: count for key, count in self.connection.execute(
            f'SELECT CAST(id AS TEXT), count(person) FROM people LEFT JOIN "{table}" ON people.id = person GROUP BY id')}

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


if __name__ == "__main__":
    unittest.main()
