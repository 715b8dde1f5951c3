"""`import --undo`: every row as it was before the import, or nothing changed where someone wrote to the same rows since."""
import contextlib
import random
import signal
import sqlite3
import subprocess
import time
import unittest
import zlib

from harness import BINARY, CUSTOMERS, PURCHASES, RECOMMENDATIONS, ShopTest, attribute

HEADER = "customer_id,product_id,purchased_at,quantity,unit_price\n"

# What an undo leaves behind: the log says that there was an import and that it was taken back; numbers are given for ever; and states
# under which sizes were counted are drawn anew.
LEFT_BEHIND = ("audience_imports", "audience_customers", "sqlite_sequence", "audience_generations", "audience_kept_imports",
               "audience_kept_rows", "audience_digests")
UNDER_WHICH = ("counted_under",)


class UndoTest(ShopTest):
    """A small shop, and what is really in it."""

    def setUp(self):
        super().setUp()
        self.make_shop()

    def rows(self):
        """Every row of every table and view, with the types of its values and the columns that it has; and the tables' own texts."""
        found = {}
        with contextlib.closing(sqlite3.connect(self.db)) as connection:
            connection.text_factory = bytes
            for name, kind, sql in connection.execute("SELECT CAST(name AS BLOB), type, sql FROM sqlite_master WHERE type IN ('table', 'view')"):
                name = name.decode()
                if name in LEFT_BEHIND:
                    continue
                cursor = connection.execute(f'SELECT * FROM "{name}"')
                columns = [column[0] for column in cursor.description]
                seen = [index for index, column in enumerate(columns) if column not in UNDER_WHICH]
                found[name] = (columns, sorted(([row[index] for index in seen] for row in cursor), key=repr))
                if kind == b"table":
                    found[name + " as made"] = sql
        self.assertEqual(self.sql("PRAGMA integrity_check"), [("ok",)])
        return found

    def undone(self, *arguments, before=None, **more):
        """The report of an import and that of taking it back; all is as it was."""
        before = before or self.rows()
        report = self.ok("import", *arguments, **more).json()
        self.assertNotEqual(self.rows(), before, "the import did nothing")
        done = self.rows()
        planned = self.ok("import", "--undo", "--dry-run").json()
        self.assertEqual(self.rows(), done)
        taken_back = self.ok("import", "--undo").json()
        self.assertEqual(self.rows(), before)
        self.ok("index", "--check")
        columns = ("dropped_columns", "columns_in_use")
        self.assertEqual({**planned, "dry_run": False, **{key: taken_back[key] for key in columns}}, taken_back)
        self.assertEqual((taken_back["kind"], taken_back["removed"], taken_back["changed"], taken_back["inserted"]),
                         (report["kind"], report["inserted"], report["changed"], report["removed"]))
        return report, taken_back


class Undo(UndoTest):
    def test_customers_that_were_changed_and_added(self):
        self.write("c.csv", "customer_id,city,age,email\nc_1,Oslo,40,new@example.org\nc_2,London,,\nc_9,Paris,3,\nc_4,,74,\n")
        report, undone = self.undone("customers", "c.csv")
        self.assertEqual([report[key] for key in ("new", "changed", "unchanged")], [1, 2, 1])
        self.assertEqual((undone["file"], undone["customers"]), ("c.csv", 5))
        self.ok("import", "customers", "c.csv")
        screen = self.ok("import", "--undo", "--table").out
        self.assertRegex(screen, r"^Took back the import of customers from c\.csv, of .*\n +1  removed, that it had brought\n +2  changed back\n"
                                 r" +0  put back, that it had removed\n$")

    def test_the_whole_table_of_customers(self):
        self.sql("UPDATE customers SET phone_number = x'00ff', age = 'unknown', clv_value = 9007199254740993 WHERE customer_id = 'c_3'")
        few = self.write("few.csv", "customer_id,first_name,city\nc_1,Ana,Oslo\nc_8,New,Rome\n")
        report, _ = self.undone("customers", few, "--replace", "--yes")
        self.assertEqual((report["removed"], report["inserted"], report["changed"]), (4, 1, 1))

    def test_purchases_that_were_appended(self):
        more = HEADER + "c_1,i_8732,2023-09-01T10:00:00,1,9.99\nc_1,i_8732,2023-09-01T10:00:00,1,9.99\nc_3,new,2022-01-01,,\nc_2,new,1969-01-01,2,0.5\n"
        _, undone = self.undone("purchases", self.write("p.csv", more))
        self.assertEqual(undone["removed"], 4)
        self.ok("import", "purchases", "p.csv")  # The same file again: it does not stand any more.

    def test_purchases_since_a_day(self):
        self.sql("UPDATE audience_purchases SET quantity = 'many', unit_price = x'01' WHERE product = (SELECT max(number) FROM audience_products)")
        later = HEADER + "c_1,i_8732,2023-09-01T10:00:00,7,1\nc_1,i_8732,2023-09-01T10:00:00,8,1\nc_4,i_77,2023-09-02,1,1\n"
        report, _ = self.undone("purchases", self.write("p.csv", later), "--from", "2023-01-02", "--yes")
        self.assertEqual((report["removed"], report["inserted"]), (4, 3))

    def test_recommendations(self):
        text = "customer_id,recommendations_type,rank,product_id\nc_1,,1,other\nc_1,spring,1,i_5\nc_3,,3,i_9\nc_2,,2,i_7\n"
        report, undone = self.undone("recommendations", self.write("r.csv", text))
        self.assertEqual((report["inserted"], report["changed"], report["unchanged"]), (2, 1, 1))
        self.assertEqual(undone["removed"], 2)

    def test_an_import_that_changes_nothing_leaves_the_undo_of_the_one_before(self):
        before = self.rows()
        self.write("c.csv", "customer_id,city\nc_1,Oslo\nc_9,Paris\n")
        self.ok("import", "customers", "c.csv")
        again = self.ok("import", "customers", "c.csv").json()
        self.assertEqual([again[key] for key in ("new", "changed", "removed", "unchanged")], [0, 0, 0, 2])
        self.ok("import", "recommendations", "recommendations.csv")
        self.ok("import", "customers", "c.csv", "--replace", "--yes", "--dry-run")
        undone = self.ok("import", "--undo").json()
        self.assertEqual([undone[key] for key in ("kind", "file", "removed", "changed")], ["customers", "c.csv", 1, 1])
        self.assertEqual(self.rows(), before)
        self.assertEqual([one["undone_at"] is not None for one in self.ok("imports").json()[:3]], [False, False, True])

    def test_an_import_that_brings_a_column_alone_is_taken_back(self):
        self.ok("import", "customers", self.write("c.csv", "customer_id,city\nc_1,Oslo\n"))
        _, undone = self.undone("customers", self.write("e.csv", "customer_id,shoe\nc_1,\n"))
        self.assertEqual(undone["dropped_columns"], ["shoe"])

    def test_the_first_import_of_each_kind(self):
        self.db.unlink()
        self.ok("init")
        empty = self.rows()
        for kind in ("customers", "purchases", "recommendations"):
            self.ok("import", kind, f"{kind}.csv")
        for kind in ("recommendations", "purchases", "customers"):
            self.assertEqual(self.ok("import", "--undo").json()["kind"], kind)
        self.assertEqual(self.rows(), empty)
        self.assertIn("no import that could be taken back", self.fails(4, "import", "--undo").err)

    def test_many_rows_of_any_values(self):
        chance = random.Random(5)
        people = "customer_id,points,note,score\n" + "".join(
            f"p_{i},{chance.randrange(-9, 10 ** chance.randrange(1, 18))},{chance.choice(['', 'x', '17', 'é' * 9])},{chance.random() * 10 ** chance.randrange(9)}\n"
            for i in range(5000))
        self.undone("customers", self.write("many.csv", people))
        self.ok("import", "customers", "many.csv")
        changed = "\n".join("0,".join(line.split(",", 1)) if chance.random() < 0.5 and line.startswith("p_") else line
                            for line in people.replace("é", "è").splitlines()) + "\n"
        report, _ = self.undone("customers", self.write("changed.csv", changed))
        self.assertGreater(report["changed"], 500)
        self.assertGreater(report["inserted"], 1000)

        def purchases(count):
            return HEADER.strip() + ",shop,gift\n" + "".join(
                f"p_{chance.randrange(5000)},i_{int(chance.paretovariate(0.4)) % 999},2023-0{chance.randrange(1, 10)}-1{chance.randrange(9)}"
                f"{chance.choice(['', f'T0{chance.randrange(9)}:00:00'])},{chance.randrange(-3, 9)},{chance.choice(['', '1.5', '2'])},{chance.choice('ab')},"
                f"{chance.choice(['true', 'false'])}\n" for _ in range(count))
        _, undone = self.undone("purchases", self.write("first.csv", purchases(6000)))
        self.assertEqual(undone["dropped_columns"], ["shop", "gift"])
        self.ok("import", "purchases", "first.csv")
        self.undone("purchases", self.write("second.csv", purchases(6000)))
        self.undone("purchases", "second.csv", "--from", "2023-04-01", "--yes")
        lists = "customer_id,rank,product_id\n" + "".join(f"p_{i},{rank},i_{chance.randrange(99)}\n" for i in range(4500) for rank in (1, 2))
        self.undone("recommendations", self.write("lists.csv", lists))

    def test_columns_made_otherwise_than_by_imports(self):
        self.sql("ALTER TABLE audience_purchases ADD COLUMN note STRING")
        self.sql("ALTER TABLE audience_purchases ADD COLUMN kind TEXT DEFAULT 'shop'")
        self.sql("ALTER TABLE customers ADD COLUMN level NUMERIC DEFAULT 1")
        self.undone("purchases", self.write("p.csv", "customer_id,product_id,purchased_at,note\nc_1,i_1,2023-05-05,007\n"))
        self.undone("customers", self.write("c.csv", "customer_id,level\nc_1,5.0\nc_9,7\n"))

    def test_later_imports_of_other_kinds_and_evaluations_stand(self):
        before = self.rows()
        self.ok("import", "customers", self.write("c.csv", "customer_id,city\nc_2,Paris\nc_9,Paris\n"))
        self.ok("create", self.document("paris", [attribute("city", "IN", ["Paris"])], is_dynamic=True))
        self.ok("import", "purchases", self.write("p.csv", HEADER + "c_9,i_1,2023-09-01,1,1\n"))
        purchases = self.sql("SELECT * FROM purchases ORDER BY 1, 3")
        self.ok("import", "purchases", self.write("q.csv", HEADER + "c_2,i_1,2023-09-01,1,1\n"))
        self.assertEqual([self.ok("import", "--undo").json()["file"] for _ in range(2)], ["q.csv", "c.csv"])
        self.assertEqual(self.rows()["customers"], before["customers"])
        self.assertEqual(self.sql("SELECT * FROM purchases ORDER BY 1, 3"), purchases)
        self.assertEqual(self.members("paris"), ["c_1", "c_2", "c_3", "c_5"])
        self.assertEqual(self.ok("show", "paris").json()["audience_size"], 4)
        self.assertEqual(self.ok("list").json()[0]["audience_size"], 4)
        self.assertEqual(len(self.ok("history", "paris").json()), 1)
        self.ok("import", "customers", "c.csv")
        self.assertEqual(self.members("paris"), ["c_1", "c_2", "c_3", "c_5", "c_9"], "numbers are given for ever")

    def test_an_undo_is_no_import_and_the_log_tells_of_it(self):
        self.ok("import", "purchases", self.write("p.csv", HEADER + "c_1,i_1,2023-09-01,1,1\n"))
        self.assertIn("imported already", self.fails(5, "import", "purchases", "p.csv").err)
        self.ok("import", "--undo")
        self.assertEqual([one["undone_at"] is None for one in self.ok("imports").json()], [False, True, True, True])
        self.assertIn("taken back", self.ok("imports", "--table").out)
        self.ok("import", "purchases", "p.csv")
        self.assertEqual([one["undone_at"] is None for one in self.ok("imports").json()], [True, False, True, True, True])
        # What was taken back cannot be brought again by the same; that of other kinds can be taken back as well.
        self.assertEqual([self.ok("import", "--undo").json()["kind"] for _ in range(3)], ["purchases", "recommendations", "customers"])
        for more in ([], ["--dry-run"]):
            self.assertIn("audience imports` shows what was loaded", self.fails(4, "import", "--undo", *more).err)

    def test_the_next_import_of_the_kind_takes_its_place_and_others_do_not(self):
        self.ok("import", "customers", self.write("c.csv", "customer_id,city\nc_2,Paris\n"))
        self.ok("import", "recommendations", "recommendations.csv")
        self.ok("import", "customers", "c.csv", "--dry-run")
        self.fails(3, "import", "customers", self.write("none.csv", "customer_id\n"))
        before = self.rows()
        self.ok("import", "customers", self.write("d.csv", "customer_id,city\nc_2,Oslo\n"))
        self.assertEqual(self.ok("import", "--undo").json()["file"], "d.csv")
        self.assertEqual(self.rows(), before)
        self.assertEqual(self.ok("import", "--undo").json()["kind"], "recommendations")

    def test_who_was_told_not_to_ask_is_not_asked(self):
        self.ok("import", "customers", self.write("all.csv", "customer_id\n" + "".join(f"n_{i}\n" for i in range(99))))
        self.assertEqual(self.ok("import", "--undo", "--max-removed", "1", "--yes").json()["removed"], 99)
        for more in (["customers"], ["customers", "all.csv"], ["--replace"], ["--again"], ["--from", "2023-01-01"], ["--map", "a=b"],
                     ["--rejects", "r.csv"], ["--force"], ["--max-rejects", "1"]):
            self.assertIn("--undo", self.fails(2, "import", "--undo", *more).err)
        self.fails(2, "import", "customers")
        self.fails(2, "import")

    def test_for_seven_days(self):
        def age(seconds):
            self.sql(f"UPDATE audience_kept_imports SET imported_at = imported_at - {seconds}")
        self.ok("import", "customers", self.write("c.csv", "customer_id,city\nc_2,Paris\n"))
        age(7 * 86400 - 600)
        self.ok("import", "--undo")
        age(1200)
        self.ok("create", self.document("now", []))
        self.assertEqual(self.sql("SELECT (SELECT count(*) FROM audience_kept_imports) + (SELECT count(*) FROM audience_kept_rows)"), [(0,)])
        self.fails(4, "import", "--undo")

    def test_what_a_clock_in_doubt_would_forget_stays(self):
        self.sql("UPDATE audience_imports SET imported_at = imported_at - 8 * 86400")
        self.sql("UPDATE audience_kept_imports SET imported_at = imported_at - 8 * 86400")
        self.assertEqual(self.ok("import", "--undo").json()["kind"], "recommendations")


class Columns(UndoTest):
    """New columns go again, unless someone needs them."""

    def setUp(self):
        super().setUp()
        self.write("c.csv", "customer_id,club,since\nc_1,gold,2023-01-01\n")

    def test_empty_ones_go(self):
        self.assertEqual(self.undone("customers", "c.csv")[1]["dropped_columns"], ["club", "since"])

    def test_ones_that_others_wrote_to_or_named_stay(self):
        self.ok("import", "customers", "c.csv")
        self.sql("CREATE VIEW clubs AS SELECT club FROM customers")
        self.sql("UPDATE customers SET since = '2023' WHERE customer_id = 'c_2'")
        answer = self.ok("import", "--undo").json()
        self.assertEqual((answer["dropped_columns"], answer["columns_in_use"]), ([], ["club", "since"]))
        self.assertEqual(self.sql("SELECT customer_id, club, since FROM customers WHERE club IS NOT NULL OR since IS NOT NULL"), [("c_2", None, 2023)])

    def test_ones_that_the_kept_catalog_names_stay(self):
        self.ok("import", "customers", "c.csv")
        self.write("catalog.json", '{"customers": {"table": "customers", "key": "customer_id", "attributes": [{"name": "member", "column": "club"}]}, "events": []}')
        self.ok("init", "--catalog", "catalog.json")
        answer = self.ok("import", "--undo").json()
        # A kept catalog names every column that it found.
        self.assertEqual((answer["dropped_columns"], answer["columns_in_use"]), ([], ["club", "since"]))
        self.ok("fields")


class Touched(UndoTest):
    """Plain SQLite writes between an import and its undo."""

    def check(self, kind, text, same_rows, other_rows, *more):
        before = self.rows()
        self.ok("import", kind, self.write("i.csv", text), *more)
        imported = self.db.read_bytes()
        for statement in same_rows:
            with self.subTest(statement):
                self.put_back(imported)
                self.sql(statement)
                written = self.rows()
                for dry in ([], ["--dry-run"]):
                    self.assertIn(f"rows of the last import, of {kind} from i.csv, were written since; nothing was taken back",
                                  self.fails(5, "import", "--undo", *dry).err)
                self.assertEqual(self.rows(), written)
        for statement, table, difference in other_rows:
            with self.subTest(statement):
                self.put_back(imported)
                self.sql(statement)
                self.ok("import", "--undo")
                after = self.rows()
                self.assertEqual({name for name in before if after[name] != before[name] and name not in ("purchases", "recommendations")}, {table})
                self.assertEqual(len(after[table][1]) - len(before[table][1]), difference)

    def put_back(self, content):
        for suffix in ("-wal", "-shm"):
            (self.folder / f"shop.db{suffix}").unlink(missing_ok=True)
        self.db.write_bytes(content)

    def test_customers(self):
        self.check("customers", "customer_id,city\nc_1,Oslo\nc_9,Rome\n",
                   ["UPDATE customers SET city = 'Bonn' WHERE customer_id = 'c_1'", "UPDATE customers SET age = 3 WHERE customer_id = 'c_1'",
                    "UPDATE customers SET last_name = 'X' WHERE customer_id = 'c_9'", "DELETE FROM customers WHERE customer_id = 'c_9'",
                    "DELETE FROM customers WHERE customer_id = 'c_1'", "REPLACE INTO customers(customer_id, city) VALUES('c_1', 'Oslo')",
                    "UPDATE customers SET customer_id = 'c_10' WHERE customer_id = 'c_9'"],
                   [("UPDATE customers SET city = 'Bonn' WHERE customer_id = 'c_2'", "customers", 0),
                    ("INSERT INTO customers(customer_id) VALUES('c_10')", "customers", 1), ("DELETE FROM customers WHERE customer_id = 'c_3'", "customers", -1)])

    def test_customers_that_were_removed(self):
        self.check("customers", "customer_id,city\nc_1,Oslo\n", ["INSERT INTO customers(customer_id) VALUES('c_2')"],
                   [("INSERT INTO customers(customer_id) VALUES('c_10')", "customers", 1)], "--replace", "--yes")

    def test_purchases(self):
        key = "product = (SELECT number FROM audience_products WHERE product_id = 'i_1') AND time = 1693562400"
        self.check("purchases", HEADER + "c_1,i_1,2023-09-01T10:00:00,1,9.99\nc_2,i_1,2023-09-01T10:00:00,2,9.99\nc_3,new,2023-09-01T10:00:00,3,9.99\n",
                   [f"UPDATE audience_purchases SET quantity = 9 WHERE {key} AND customer = 1", f"DELETE FROM audience_purchases WHERE {key} AND customer = 2",
                    f"UPDATE audience_purchases SET n = 500 WHERE {key} AND customer = 1", "UPDATE audience_products SET product_id = 'newer' WHERE product_id = 'new'",
                    f"UPDATE audience_purchases SET quantity = 3 - quantity WHERE {key}"],
                   [(f"INSERT INTO audience_purchases SELECT product, time, 3, NULL, 1, 1 FROM audience_purchases WHERE {key} AND customer = 1", "audience_purchases", 1),
                    (f"INSERT INTO audience_purchases SELECT product, time, customer, NULL, 1, 1 FROM audience_purchases WHERE {key} AND customer = 1", "audience_purchases", 1),
                    ("DELETE FROM audience_purchases WHERE time < 1690000000", "audience_purchases", -3)])

    def test_a_new_product_that_another_purchase_is_of_stays(self):
        self.ok("import", "purchases", self.write("p.csv", HEADER + "c_1,new,2023-09-01,1,1\nc_1,newer,2023-09-01,1,1\n"))
        self.sql("INSERT INTO audience_purchases SELECT number, 1, 1, NULL, 1, 1 FROM audience_products WHERE product_id = 'new'")
        self.ok("import", "--undo")
        self.assertEqual(self.sql("SELECT product_id FROM audience_products WHERE product_id GLOB 'new*'"), [("new",)])

    def test_purchases_that_were_removed(self):
        [(number,)] = self.sql("SELECT max(n) FROM audience_purchases WHERE time >= 1693526400")
        self.check("purchases", HEADER + "c_1,i_8732,2023-09-01T10:00:00,1,9.99\nc_2,i_1,2023-09-03,2,9.99\n",
                   [f"INSERT INTO audience_purchases SELECT number, 1694735999, 5, {number}, 1, 1 FROM audience_products WHERE product_id = 'i_8732'"],
                   [("INSERT INTO audience_purchases SELECT number, 1694735999, 4, NULL, 1, 1 FROM audience_products WHERE product_id = 'i_8732'", "audience_purchases", 1)],
                   "--from", "2023-09-01", "--yes")

    def test_recommendations(self):
        self.check("recommendations", "customer_id,rank,product_id\nc_1,1,x\nc_3,1,y\n",
                   ["UPDATE audience_recommendations SET products = '[\"z\"]' WHERE customer = 1", "DELETE FROM audience_recommendations WHERE customer = 3"],
                   [("UPDATE audience_recommendations SET products = '[\"z\"]' WHERE customer = 2", "audience_recommendations", 0),
                    ("INSERT INTO audience_recommendations VALUES(4, 'default', '[\"z\"]')", "audience_recommendations", 1)])


class Erased(ShopTest):
    """People in what is kept of imports."""

    def files_with(self, *texts):
        """The kept blocks are searched as what they unfold to, the files as they are."""
        return [(path.name, text) for path in self.folder.glob("shop.db*") if path.is_file() for text in texts if text.encode() in path.read_bytes()]

    def kept(self):
        """All bytes of kept blocks, unfolded where they are compressed."""
        found = b""
        for (block,) in self.sql("SELECT bytes FROM audience_kept_rows"):
            try:
                found += zlib.decompress(block[8:-8])
            except zlib.error:
                found += block
        return found

    def setUp(self):
        super().setUp()
        self.make_shop()
        self.ok("import", "customers", self.write("c.csv", "customer_id,city,email\nc_1,Oslo,\nc_2,Oslo,\nc_4,Oslo,\nc_9,Oslo,nine@example.org\n"), "--replace", "--yes")
        self.assertIn(b"ana@example.org", self.kept())

    def test_those_that_were_changed_removed_and_added(self):
        planned = self.ok("erase-customer", "c_1", "c_3", "c_9", "--dry-run").json()
        erased = self.ok("erase-customer", "c_1", "c_3", "c_9", "--yes").json()
        self.assertEqual((planned["kept_rows"], erased["kept_rows"]), (6, 6))
        for text in (b"ana@", b"Ana", b"Eve", b"Novak", b"nine", b"i_5"):
            self.assertNotIn(text, self.kept())
        self.assertIn(b"bob@example.org", self.kept())
        self.assertEqual(self.files_with("ana@", "Eve", "Novak", "nine@"), [])
        self.assertEqual(self.ok("import", "--undo").json()["kind"], "customers")
        self.assertEqual(self.sql("SELECT customer_id, city, email FROM customers ORDER BY 1"),
                         [("c_2", "London", "bob@example.org"), ("c_4", None, None), ("c_5", "Paris", None)])
        self.assertEqual(self.ok("import", "--undo").json()["removed"], 1)
        self.assertEqual(self.sql("SELECT count(*) FROM audience_recommendations"), [(0,)])
        self.ok("import", "--undo")
        self.assertEqual(self.sql("SELECT count(*) FROM audience_purchases"), [(0,)])

    def test_what_others_wrote_before_is_no_less_noticed(self):
        self.sql("UPDATE customers SET age = 3 WHERE customer_id = 'c_2'")
        self.ok("erase-customer", "c_1", "--yes")
        self.fails(5, "import", "--undo")

    def test_an_import_whose_rows_of_others_name_one_is_kept_no_longer(self):
        self.ok("import", "customers", self.write("d.csv", "customer_id,friend\nc_2,nine@example.org\nc_4,somebody\n"))
        self.ok("import", "customers", self.write("e.csv", "customer_id,friend\nc_2,other\nc_4,other\n"))
        self.assertIn(b"nine@example.org", self.kept())
        self.ok("erase-customer", "c_9", "--yes")
        self.assertNotIn(b"nine@example.org", self.kept())
        self.assertEqual(self.files_with("nine@"), [])
        self.assertEqual(self.ok("import", "--undo").json()["kind"], "recommendations")

    def test_what_is_damaged_is_no_obstacle(self):
        self.sql("UPDATE audience_kept_rows SET bytes = substr(bytes, 2) WHERE kind = 'customers'")
        self.fails(8, "import", "--undo", "--dry-run")
        self.ok("erase-customer", "c_1", "--yes")
        self.assertEqual(self.sql("SELECT count(*) FROM audience_kept_rows WHERE kind = 'customers'"), [(0,)])
        self.assertEqual(self.ok("import", "--undo").json()["kind"], "recommendations")

    def test_a_backup_carries_it_along_without_those_erased_since(self):
        self.ok("backup", "b.db")
        self.ok("erase-customer", "c_1", "--yes")
        self.ok("import", "--undo")
        self.ok("restore", "b.db", "--yes")
        self.assertNotIn(b"ana@", self.kept())
        self.assertEqual(self.files_with("ana@"), [])
        self.assertEqual(self.ok("import", "--undo").json()["inserted"], 2)
        self.assertEqual(self.sql("SELECT customer_id, city FROM customers ORDER BY 1"),
                         [("c_2", "London"), ("c_3", "Paris"), ("c_4", None), ("c_5", "Paris")])


class Killed(UndoTest):
    """SIGKILL at any moment leaves the state before or the one after."""

    def kill_within(self, seconds, *arguments):
        command = subprocess.Popen([BINARY, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder,
                                   env={"HOME": str(self.folder), "AUDIENCE_DB": str(self.db)})
        time.sleep(seconds)
        command.send_signal(signal.SIGKILL)
        command.wait()

    def test_of_an_import_and_of_its_undo(self):
        chance = random.Random(3)
        people = "customer_id,city,points\n" + "".join(f"c_{i},Paris,{i}\n" for i in range(3, 3000))
        self.ok("import", "customers", self.write("old.csv", people))
        before = self.rows()
        self.write("new.csv", people.replace("Paris", "Oslo").replace("c_2", "d_2"))
        line = ["import", "customers", "new.csv", "--replace", "--yes"]
        began = time.monotonic()
        self.ok(*line)
        took = time.monotonic() - began
        after = self.rows()
        self.ok("import", "--undo")
        states = {"before": before, "after": after}
        for number in range(12):
            here, there, command = ("before", "after", line) if number % 2 == 0 else ("after", "before", ["import", "--undo"])
            self.kill_within(chance.random() * took * 1.2, *command)
            found = [name for name, state in states.items() if self.rows() == state]
            self.assertIn(found, ([here], [there]))
            if found == [here]:
                self.ok(*command)
            self.assertEqual(self.rows(), states[there])


if __name__ == "__main__":
    unittest.main()
