"""Sizes shown against sizes counted by plain SQL, whatever happened to the customers since they were kept."""
import json
import sqlite3
import subprocess
import sys
import unittest

from harness import CUSTOMERS, ShopTest, attribute, bought

PARIS = CUSTOMERS.splitlines()[0] + "\nc_1,Ana,,,,,41,Paris,,,,\nc_9,New,,,,,20,Paris,,,,\n"


class Sizes(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()
        self.ok("create", self.document("everyone", [], is_dynamic=True))
        self.ok("create", self.document("paris", [attribute("city", "IN", ["Paris"])]))
        self.ok("create", self.document("buyers", [bought(["i_8732"], "purchases")], is_dynamic=True))
        self.ok("upload", "listed", "-", stdin="c_1\nc_2\nc_5\n")
        self.names = ["buyers", "everyone", "listed", "paris"]
        self.stored = {name: set(self.members(name)) for name in self.names}

    def hold(self, what):
        """Every size shown is that of the members it was stored with, as far as SQL finds them in the table."""
        present = {row[0] for row in self.sql("SELECT customer_id FROM customers")}
        expected = {name: len(self.stored[name] & present) for name in self.names}
        shown = {one["audience_name"]: one["audience_size"] for one in self.ok("list").json()}
        self.assertEqual(shown, expected, what)
        for name in self.names:
            self.assertEqual(self.ok("show", name).json()["audience_size"], expected[name], (what, name))
            self.assertEqual(set(self.members(name)), self.stored[name] & present, (what, name))

    def refresh(self):
        self.ok("refresh", "--all")
        for name in ("everyone", "buyers", "listed"):
            self.stored[name] = set(self.members(name))

    def test_sizes_are_right_after_every_statement_of_plain_sql(self):
        self.hold("new")
        for statement in ("INSERT INTO customers(customer_id, city) VALUES('c_7', 'Paris')",
                          "DELETE FROM customers WHERE customer_id = 'c_1'",
                          "INSERT INTO customers(customer_id, city) VALUES('c_1', 'Nice')",
                          "UPDATE customers SET city = 'Nice'",
                          "UPDATE customers SET customer_id = 'c_8' WHERE customer_id = 'c_2'",
                          "REPLACE INTO customers(customer_id, city) VALUES('c_5', 'Bonn')",
                          "REPLACE INTO customers(customer_id) SELECT customer_id FROM customers",
                          "UPDATE OR REPLACE customers SET customer_id = 'c_3' WHERE customer_id = 'c_4'",
                          "VACUUM",
                          "DELETE FROM customers WHERE city IS NULL",
                          "DELETE FROM customers",
                          "INSERT INTO customers(customer_id) VALUES('c_3'), ('c_5')"):
            self.sql(statement)
            self.hold(statement)
            self.ok("refresh", "everyone")
            self.stored["everyone"] = set(self.members("everyone"))
            self.hold("everyone refreshed after " + statement)

    def test_sizes_are_right_after_every_command_that_writes(self):
        self.ok("import", "customers", self.write("more.csv", PARIS))
        self.hold("import")
        self.refresh()
        self.hold("refresh --all")
        self.ok("import", "customers", self.write("more.csv", PARIS), "--replace", "--yes")
        self.hold("import --replace")
        self.ok("import", "customers", self.write("customers.csv", CUSTOMERS))
        self.hold("import of those who were gone")
        self.ok("import", "purchases", self.folder / "purchases.csv", "--again")
        self.hold("import purchases")
        self.ok("erase-customer", "c_5", "--yes")
        for name in self.names:
            self.stored[name].discard("c_5")
        self.hold("erase-customer")
        self.sql("INSERT INTO customers(customer_id) VALUES('c_5')")
        self.ok("refresh", "everyone")
        self.assertEqual(self.ok("list").json()[1]["audience_size"], 5)
        self.assertIn(" 5 customers ", self.ok().out)
        for report in (self.ok("import", "purchases", self.folder / "purchases.csv", "--again"),
                       self.ok("import", "customers", self.write("c_1.csv", "customer_id\nc_1\n"), "--dry-run"),
                       self.ok("import", "customers", self.folder / "c_1.csv")):
            self.assertEqual(report.json()["customers"], 5)
        self.sql("DELETE FROM customers WHERE customer_id = 'c_5'")
        self.stored["everyone"] = set(self.members("everyone"))
        self.hold("an erased person written again, and gone again")
        self.ok("upload", "listed", "-", "--append", stdin="c_3\n")
        self.stored["listed"].add("c_3")
        self.hold("upload --append")
        self.ok("rename", "paris", "lutetia")
        self.stored["lutetia"] = self.stored.pop("paris")
        self.names = ["buyers", "everyone", "listed", "lutetia"]
        self.hold("rename")

    def test_a_transaction_rolled_back_leaves_the_sizes_that_were_kept(self):
        self.hold("new")
        connection = sqlite3.connect(self.db)
        connection.execute("DELETE FROM customers")
        self.hold("not committed")
        connection.rollback()
        connection.close()
        self.hold("rolled back")

    def test_a_program_that_dies_leaves_rows_and_sizes_of_one_transaction(self):
        for end in ("", "connection.commit();"):
            killed = subprocess.run([sys.executable, "-c", "import os, sqlite3, sys; connection = sqlite3.connect(sys.argv[1]);"
                                     f"connection.execute(\"DELETE FROM customers WHERE customer_id = 'c_1'\"); {end} os.kill(os.getpid(), 9)",
                                     str(self.db)], check=False)
            self.assertEqual(killed.returncode, -9)
            self.hold(end or "killed before the commit")

    def test_a_kept_size_is_not_counted_again_while_no_customer_is_written(self):
        # Sizes of no sense show which ones are taken.
        self.sql("UPDATE audience_audiences SET size = 77, population = 99")
        self.assertEqual([one["audience_size"] for one in self.ok("list").json()], [77] * 4)
        self.assertEqual(self.ok("show", "paris").json()["audience_size"], 77)
        self.assertIn("77 of 99 customers", self.ok("show", "listed", "--table").out)
        self.sql("UPDATE audience_purchases SET quantity = 3")
        self.assertEqual(self.ok("show", "paris").json()["audience_size"], 77)
        self.sql("UPDATE customers SET city = city WHERE customer_id = 'c_1'")
        self.hold("a customer written")
        self.assertEqual(self.sql("SELECT DISTINCT size FROM audience_audiences"), [(77,)])
        self.ok("refresh", "--all")
        self.assertNotIn((77,), self.sql("SELECT size FROM audience_audiences"))
        self.sql("UPDATE audience_audiences SET size = 77")
        self.ok("import", "customers", self.folder / "customers.csv")
        self.assertNotIn((77,), self.sql("SELECT size FROM audience_audiences"))

    def test_a_table_made_anew_is_counted_anew(self):
        schema = self.sql("SELECT sql FROM sqlite_schema WHERE tbl_name = 'customers' AND sql IS NOT NULL AND type = 'trigger'")
        made = self.sql("SELECT sql FROM sqlite_schema WHERE tbl_name = 'customers' AND sql IS NOT NULL AND type <> 'trigger' ORDER BY type DESC")
        self.sql("CREATE TABLE kept AS SELECT * FROM customers WHERE customer_id <> 'c_1'")
        self.sql("DROP TABLE customers")
        for (statement,) in made:
            self.sql(statement)
        self.sql("INSERT INTO customers SELECT * FROM kept")
        self.hold("a table without triggers")
        self.ok("refresh", "--all")
        self.stored["everyone"] = set(self.members("everyone"))
        self.sql("DELETE FROM customers WHERE customer_id = 'c_2'")
        self.hold("and a row gone in silence")
        for (statement,) in schema:
            self.sql(statement)
        self.hold("the triggers again")

    def test_a_trigger_that_ends_the_statement_of_others_hides_no_row(self):
        for kind, customer in (("TEMP TRIGGER", "c_1"), ("TRIGGER", "c_2")):
            connection = sqlite3.connect(self.db)
            connection.execute(f"CREATE {kind} theirs AFTER DELETE ON customers BEGIN SELECT RAISE(IGNORE); END")
            connection.commit()
            self.ok("refresh", "--all")
            self.stored["everyone"] = set(self.members("everyone"))
            connection.execute("DELETE FROM customers WHERE customer_id = ?", [customer])
            connection.commit()
            self.hold(kind)
            connection.close()

    def load(self, statements):
        """A database made of a dump, as ours as the pragmas make it."""
        self.db = self.folder / f"loaded{len(list(self.folder.glob('loaded*.db')))}.db"
        connection = sqlite3.connect(self.db)
        connection.executescript("\n".join(statements) + "PRAGMA application_id = 1635083369; PRAGMA user_version = 7;")
        connection.close()

    def dump(self):
        connection = sqlite3.connect(self.db)
        statements = list(connection.iterdump())
        connection.close()
        return statements

    def test_a_dump_that_was_edited_is_counted_anew(self):
        self.load(self.dump())
        self.hold("loaded")
        self.ok("refresh", "--all")
        self.stored["everyone"] = set(self.members("everyone"))
        whole = self.dump()
        edited = [one for one in whole if not (one.startswith('INSERT INTO "customers"') and "'c_1'" in one)]
        self.assertEqual(len(edited), len(whole) - 1)
        self.load(edited)
        self.hold("a row taken out of the dump")

    def test_a_copy_counts_for_itself(self):
        copied = self.folder / "copy.db"
        self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        copied.write_bytes(self.db.read_bytes())
        kept, self.db = self.db, copied
        self.hold("the copy")
        self.sql("DELETE FROM customers WHERE customer_id = 'c_1'")
        self.hold("the copy, changed")
        self.db = kept
        self.hold("what was copied")

    def test_another_programs_file_is_counted_each_time(self):
        other = sqlite3.connect(self.folder / "other.db")
        other.executescript("CREATE TABLE people(id TEXT PRIMARY KEY, age); INSERT INTO people VALUES('a', 1), ('b', 2), ('c', 3);")
        self.db = self.folder / "own.db"
        self.ok("init", "--catalog", self.write("catalog.json", json.dumps({"database": "other.db", "customers": {"table": "people", "key": "id"}})))
        self.ok("create", self.document("all", []))
        for statement, size in (("DELETE FROM people WHERE id = 'a'", 2), ("DELETE FROM people", 0), ("INSERT INTO people VALUES('a', 1)", 1)):
            other.execute(statement)
            other.commit()
            self.assertEqual(self.ok("list").json()[0]["audience_size"], size)
            self.assertEqual(self.ok("show", "all").json()["audience_size"], size)
        other.execute("INSERT INTO people VALUES('', 1), (NULL, 1), ('d', 1)")
        other.commit()
        self.assertEqual(self.ok("create", self.document("now", [])).json()["audience_size"], 2)
        self.assertIn(" 2 customers in ", self.ok().out)
        other.close()


if __name__ == "__main__":
    unittest.main()
