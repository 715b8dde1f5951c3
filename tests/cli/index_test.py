"""Columns beside the database: quick while they are fresh, and never a reason for another answer."""
import json
import os
import pathlib
import re
import random
import shutil
import subprocess
import sqlite3
import unittest
import zipfile

from column_files import unnamed_columns
from harness import BINARY, GENERATE_SHOP, ShopTest, attribute, bought, measure

AS_OF = ["--as-of", "2023-09-14"]


def either(*filters):
    """Filters joined by OR, each of whose counts shows in the funnel."""
    return [{**one, "next_group_connector": "OR"} for one in filters]


DOCUMENTS = {
    "attributes": [attribute("age", "BETWEEN", {"min_value": 30, "max_value": 60}),
                   attribute("city", "NOT_IN", ["Paris", "London"]),
                   attribute("customer-lifetime-value", "IS_NOT_NULL", None),
                   attribute("email", "CONTAINS", ["example"]),
                   attribute("gender", "IS_NULL", None)],
    "events": [bought(["i_1", "i_2", "i_8732"]), bought(["i_3"], "purchases-30-days", "NOT_IN"),
               measure("purchases", "GREATER_OR_EQUAL", "count", 3),
               measure("purchases-180-days", "LESS_THAN", "sum_amount", 250),
               measure("purchases", "GREATER_THAN", "avg_unit_price", 20),
               measure("purchases", "LESS_OR_EQUAL", "distinct_product_id", 8),
               measure("purchases", "GREATER_THAN", "days_since_last", 20),
               measure("purchases-180-days", "GREATER_THAN", "max_unit_price", 50)],
}


class IndexTest(ShopTest):
    def setUp(self):
        super().setUp()
        self.columns = pathlib.Path(f"{self.db}.columns")
        self.documents = [self.document(name, either(*filters)) for name, filters in DOCUMENTS.items()]

    def make_big_shop(self, customers=400, purchases=6000):
        subprocess.run([GENERATE_SHOP, "--customers", str(customers), "--purchases", str(purchases), "--output", self.folder],
                       check=True, capture_output=True)
        self.ok("init")
        for kind in ["customers", "purchases"]:
            self.ok("import", kind, self.folder / f"{kind}.csv")
        self.ids = [row[0] for row in self.sql("SELECT customer_id FROM customers ORDER BY 1")]

    def answers(self, engine):
        lines = [self.ok("--engine", engine, "create", "--dry-run", one, *AS_OF).out for one in self.documents]
        lines.append(self.ok("--engine", engine, "fields").out)
        for one in self.documents:
            told = self.ok("--engine", engine, "explain", one, *AS_OF).json()
            for filter_told in told["evaluation"]["filters"]:
                del filter_told["answered_by"], filter_told["milliseconds"], filter_told["filters_at_once"]
            lines.append(json.dumps(told))
        return lines

    def check_equal(self, what=""):
        self.assertEqual(self.answers("scan"), self.answers("columns"), what)

    def fresh(self):
        """Tables whose columns are fresh."""
        return [one["table"] for one in self.ok("index", "--status").json()["tables"] if one["fresh"]]

    def left_over(self):
        return unnamed_columns(self.columns)


class Freshness(IndexTest):
    def test_imports_make_columns_and_every_answer_is_that_of_a_scan(self):
        self.make_big_shop()
        self.assertEqual(self.fresh(), ["customers", "purchases"])
        self.assertEqual(self.columns.stat().st_mode & 0o777, 0o700)
        self.check_equal()
        told = self.ok("explain", self.documents[0], *AS_OF, "--table").out
        self.assertIn("column", told)
        self.assertNotIn("column", self.ok("--engine", "scan", "explain", self.documents[0], *AS_OF, "--table").out)
        self.assertEqual(self.left_over(), [])
        self.assertEqual(self.ok("index", "--check").json(), {"differences": []})

    def test_whatever_another_program_writes_is_in_the_next_answer(self):
        self.make_big_shop()
        copy = self.folder / "older.db"
        connection = sqlite3.connect(self.db)
        with sqlite3.connect(copy) as target:
            connection.backup(target)
        writes = {
            "insert": "INSERT INTO customers(customer_id, age, city) VALUES('new', 44, 'Paris')",
            "update": "UPDATE customers SET age = 33, city = 'Rome' WHERE rowid % 7 = 0",
            "delete": "DELETE FROM customers WHERE rowid % 11 = 0",
            "replace": "REPLACE INTO customers(customer_id, age) SELECT customer_id, 50 FROM customers WHERE rowid % 13 = 0",
            "texts": "UPDATE customers SET age = 'unknown', email_consent = 2.5 WHERE rowid % 17 = 0",
            "bought": "INSERT INTO audience_purchases(product, time, customer, quantity, unit_price) "
                      "SELECT product, time + 1, customer, 7, 0.1 FROM audience_purchases WHERE quantity = 1",
            "repriced": "UPDATE audience_purchases SET unit_price = 99.5 WHERE customer % 3 = 0",
            "returned": "DELETE FROM audience_purchases WHERE customer % 5 = 0",
            "renamed product": "UPDATE audience_products SET product_id = 'i_x' WHERE product_id = 'i_1'",
            "new column": "ALTER TABLE customers ADD COLUMN height REAL",
            "renamed table": "ALTER TABLE customers RENAME TO elsewhere; ALTER TABLE elsewhere RENAME TO customers",
            "vacuum": "VACUUM",
            "index dropped": "CREATE INDEX by_city ON customers(city); DROP INDEX by_city",
            "trigger dropped": "DROP TRIGGER audience_generation_customers_updated; UPDATE customers SET age = 61 WHERE rowid % 3 = 0",
            "made anew": "CREATE TABLE held AS SELECT * FROM customers; DELETE FROM customers; "
                         "INSERT INTO customers SELECT * FROM held; DROP TABLE held; UPDATE customers SET age = 18 WHERE rowid % 4 = 0",
        }
        for what, statements in writes.items():
            with self.subTest(what):
                self.run_tool("index")
                connection.executescript(statements)
                self.check_equal(what)
        connection.close()
        with self.subTest("an older copy put back"):
            for name in [self.db, f"{self.db}-wal", f"{self.db}-shm"]:
                pathlib.Path(name).unlink(missing_ok=True)
            shutil.copyfile(copy, self.db)
            self.check_equal()

    def notes_of_engines(self, *words):
        """What is said on stderr but for notes on single filters and values."""
        return [line for line in self.ok(*words).err.splitlines() if not re.match(r'note: (filter \d+, |\w+ "[^"]*": 0 )', line)]

    def test_a_long_scan_is_noted_with_the_command_that_spares_it(self):
        self.make_big_shop(customers=50_000, purchases=1_000)
        evaluations = [["create", "--dry-run", self.documents[0], *AS_OF], ["explain", self.documents[0], *AS_OF]]
        for words in evaluations:
            self.assertEqual(self.notes_of_engines(*words), [])
        self.sql("UPDATE customers SET age = 61 WHERE customer_number = 7")
        noted = "note: customers were scanned; `audience index` makes columns, which answer sooner"
        for words in evaluations:
            self.assertEqual(self.notes_of_engines(*words), [noted])
            self.assertEqual(self.notes_of_engines("--engine", "scan", *words), [])
        self.ok("index", "--drop")
        self.assertIn("note: purchases were scanned", self.ok("create", "--dry-run", self.documents[1], *AS_OF).err)
        self.assertFalse(self.columns.exists())
        self.ok("index")
        self.assertEqual(self.notes_of_engines(*evaluations[0]), [])

    def test_what_another_program_only_adds_to_the_schema_leaves_the_columns(self):
        self.make_big_shop()
        for added in ["CREATE INDEX by_city ON customers(city)", "CREATE VIEW paris AS SELECT * FROM customers WHERE city = 'Paris'",
                      "CREATE TABLE notes(customer_id TEXT UNIQUE, note TEXT)"]:
            with sqlite3.connect(self.db) as connection:
                connection.execute(added)
            connection.close()
            self.assertEqual(self.fresh(), ["customers", "purchases"], added)
        self.check_equal()
        with sqlite3.connect(self.db) as connection:
            connection.execute("DROP INDEX by_city")
        connection.close()
        self.assertEqual(self.fresh(), [])
        self.check_equal()

    def test_a_catalogs_file_and_columns_switched_off_are_scanned(self):
        self.make_big_shop()
        config = self.write("config.toml", "columns = off\n")
        told = self.ok("--config", config, "explain", self.documents[0], *AS_OF, "--table").out
        self.assertNotIn("column", told)
        self.assertIn("column", self.ok("--config", config, "--engine", "columns", "explain", self.documents[0], *AS_OF, "--table").out)
        self.assertIn("switched off", self.fails(5, "--config", config, "index").err)
        self.ok("index", "--drop")
        self.assertFalse(self.columns.exists())
        self.ok("--config", config, "import", "customers", self.folder / "customers.csv")
        self.assertFalse(self.columns.exists())
        for words in [["--engine", "fast"], ["--config", self.write("c.toml", "columns = maybe\n")]]:
            self.fails(2, *words, "fields")
        self.fails(2, "--engine", "fast", "list")

    def test_listings_come_in_the_same_order(self):
        self.make_big_shop()
        self.ok("create", self.document("all", []))
        for sort in ["customer_id", "city", "city:desc", "clv_value", "age:desc", "email", "customer_id:desc", "gender"]:
            for offset in [0, 5, 390, 500]:
                page = ["list-customers", "all", f"--sort={sort}", "--offset", offset, "--limit", 12, "--columns", "customer_id,city,age"]
                with self.subTest(sort=sort, offset=offset):
                    self.assertEqual(self.ok("--engine", "scan", *page).out, self.ok(*page).out)
        self.assertEqual(self.ok("--engine", "scan", "export", "all", "-o", "-").out, self.ok("export", "all", "-o", "-").out)

    def test_why_tells_the_same(self):
        self.make_big_shop()
        for one in self.documents:
            name = one.stem
            self.ok("create", one, *AS_OF)
            for customer in self.members(name)[:6]:
                self.assertEqual(self.ok("--engine", "scan", "why", name, customer).out, self.ok("why", name, customer).out)


class Upkeep(IndexTest):
    def manifest(self):
        text = (self.columns / "manifest.json").read_text()
        return json.loads(text[:text.rindex("}") + 1])

    def test_purchases_that_come_are_added_as_segments_and_many_small_ones_become_one(self):
        self.make_big_shop()
        before = [one["file"] for one in self.manifest()["events"][0]["segments"]]
        self.assertEqual(len(before), 1)
        seen = []
        for day in range(12):
            rows = "".join(f"{self.ids[i * 7]},i_{(i * day) % 50},2023-09-{day + 1:02}T{i % 24:02}:00:00,{i % 5},{i}.5\n" for i in range(40))
            self.ok("import", "purchases", self.write("day.csv", "customer_id,product_id,purchased_at,quantity,unit_price\n" + rows))
            segments = self.manifest()["events"][0]["segments"]
            seen.append(len(segments))
            self.assertEqual(sum(one["rows"] for one in segments), 6000 + 40 * (day + 1))
            self.assertEqual(self.fresh(), ["customers", "purchases"])
            if day in (2, 11):
                self.assertEqual(self.ok("index", "--check").json(), {"differences": []})
                self.check_equal(day)
        self.assertEqual(seen[:3], [2, 3, 4])
        self.assertLessEqual(max(seen), 10)
        self.assertEqual(self.left_over(), [])

    def test_only_columns_that_changed_are_written_anew(self):
        self.make_big_shop()

        def files():
            return {one["name"]: one["file"] for one in self.manifest()["customers"]["columns"]}

        before = files()
        rows = "".join(f"{one},{20 + i}\n" for i, one in enumerate(self.ids[:20])) + f"a_new,33\n{self.ids[9]}_too,44\nz_new,\n"
        self.ok("import", "customers", self.write("changed.csv", "customer_id,age\n" + rows))
        after = files()
        # Who is new has no other values than an id and an age.
        self.assertEqual({name for name in before if before[name] != after[name]}, {"age", "customer_id"})
        self.assertEqual(self.fresh(), ["customers", "purchases"])
        self.assertEqual(self.ok("index", "--check").json(), {"differences": []})
        self.check_equal()
        self.ok("create", self.document("all", []))
        for sort in ["customer_id", "age", "city:desc"]:
            for part in [["--all"], ["--offset", 7, "--limit", 5], ["--offset", 395, "--limit", 50]]:
                page = ["list-customers", "all", f"--sort={sort}", *part, "--columns", "customer_id,age", "--jsonl"]
                self.assertEqual(self.ok("--engine", "scan", *page).out, self.ok(*page).out, (sort, part))

    def test_who_brings_everyone_leaves_what_reading_the_table_gives(self):
        rows = [[f"c{i * 37 % 1000:03}", f"say \"{i % 7}\", twice", ["2023-01-02 03:04:05+02:00", "2023-05-06", ""][i % 3], f"{i % 5}.50",
                 ["true", "false", ""][i % 3]] for i in range(1000)]

        def text(rows, columns=5):
            quoted = lambda cell: '"' + cell.replace('"', '""') + '"'
            return "\n".join(",".join(map(quoted, row[:columns])) for row in [["customer_id", "motto", "seen", "score", "agrees"], *rows]) + "\n"

        self.ok("init")
        changed = [[one, "another", *rest] for one, _, *rest in rows]
        added = [["a000", "first of all", "", "7", "true"], *changed[500:], ["z999", "", "2023-05-06", "", ""], *changed[:500]]
        for name, file in [("everyone", text(rows)), ("changed", text(changed)), ("more", text(added)), ("narrow", text(rows + added[:1], 2)),
                           ("twice", text(added + [["c001", "at last", "", "", "no"]]))]:
            with self.subTest(name):
                self.ok("import", "customers", self.write(f"{name}.csv", file))
                self.assertEqual(self.fresh(), ["customers", "purchases"])
                self.assertEqual(self.ok("index", "--check").json(), {"differences": []})
                kept = {one["name"]: (self.columns / one["file"]).stat().st_size for one in self.manifest()["customers"]["columns"]}
                self.ok("index", "--drop")
                self.ok("index")
                anew = {one["name"]: (self.columns / one["file"]).stat().st_size for one in self.manifest()["customers"]["columns"]}
                self.assertEqual(kept, anew)
                self.assertEqual(self.left_over(), [])

    def test_a_new_column_a_replacement_and_a_removal_make_them_anew(self):
        self.make_big_shop()
        for step in [["import", "customers", self.write("taller.csv", f"customer_id,height\n{self.ids[0]},1.8\n{self.ids[1]},1.7\n")],
                     ["import", "purchases", self.write("gifts.csv", f"customer_id,product_id,purchased_at,gift\n{self.ids[0]},i_1,2023-09-13,true\n")],
                     ["import", "purchases", self.write("late.csv", f"customer_id,product_id,purchased_at\n{self.ids[0]},i_1,2023-09-13\n"),
                      "--from", "2023-09-01", "--yes"],
                     ["import", "customers", self.folder / "customers.csv", "--replace"]]:
            self.ok(*step)
            with self.subTest(step[1:]):
                self.assertEqual(self.fresh(), ["customers", "purchases"])
                self.assertEqual(self.ok("index", "--check").json(), {"differences": []})
                self.check_equal()

    def test_another_programs_rows_between_two_imports_are_not_missed(self):
        self.make_big_shop()
        self.sql("UPDATE audience_purchases SET quantity = 3 WHERE customer = 5")
        self.sql(f"UPDATE customers SET age = 99 WHERE customer_id = '{self.ids[2]}'")
        self.ok("import", "purchases", self.write("p.csv", f"customer_id,product_id,purchased_at\n{self.ids[0]},i_1,2023-09-13\n"))
        self.ok("import", "customers", self.write("c.csv", f"customer_id,age\n{self.ids[0]},50\n"))
        self.assertEqual(self.ok("index", "--check").json(), {"differences": []})
        self.check_equal()

    def test_of_a_table_that_lost_a_trigger_nothing_is_believed_whoever_imports(self):
        self.make_big_shop()
        self.sql("DROP TRIGGER audience_generation_customers_updated")
        everyone = (self.folder / "customers.csv").read_text()
        commas = everyone.partition("\n")[0].count(",")
        self.ok("import", "customers", self.write("more.csv", f"{everyone}a_new{',' * commas}\n"))
        self.assertEqual(self.fresh(), ["purchases"])
        self.sql("UPDATE customers SET age = 20")
        self.check_equal()


class Exports(IndexTest):
    CITIES = ["Paris", "a,b", 'say "hi"', "two\nlines", "", None, "Zoë 😀", "=1+1", "007", " lead", "<&>"]

    def exported(self, engine, *more):
        """The bytes that go out and how many cells were guarded; of a workbook its parts but for the time in them."""
        file = self.folder / "out"
        told = self.ok("--engine", engine, "export", "everyone", "-o", file, "--no-link", "--force", *more).json()
        if told["format"] == "csv":
            return file.read_bytes(), told["escaped_cells"]
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}

    def assert_same_files(self):
        forms = [[], ["--delimiter", ";", "--no-escape-formulas"], ["--sort", "city:desc"], ["--format", "xlsx"]]
        for form in forms:
            self.assertEqual(self.exported("scan", *form), self.exported("columns", *form), form)

    def test_columns_and_tables_give_the_same_files_before_and_after_a_write(self):
        self.make_big_shop(customers=5000, purchases=100)
        self.ok("import", "recommendations", self.folder / "recommendations.csv")
        changed = random.Random(3)
        connection = sqlite3.connect(self.db)
        connection.executemany("UPDATE customers SET city = ?, clv_value = ? WHERE customer_id = ?", [
            (changed.choice(self.CITIES), changed.choice([None, 0, 1.5, 1e300, -7, 12.25]), one) for one in self.ids])
        connection.commit()
        self.ok("create", self.document("everyone", [], recommendations_export={"number_of_recommendations": 3}))
        self.ok("index")
        self.assert_same_files()
        self.assertGreater(self.exported("columns")[1], 0)
        connection.execute("UPDATE customers SET city = 'Elsewhere' WHERE rowid % 2 = 0")
        connection.commit()
        connection.close()
        self.assertIn(b"Elsewhere", self.exported("columns")[0])
        self.assert_same_files()
        self.ok("index")
        self.ok("erase-customer", self.ids[7], "--yes")
        self.assertNotIn(f"\n{self.ids[7]},".encode(), self.exported("columns")[0])
        self.assert_same_files()


class Damage(IndexTest):
    def test_whatever_becomes_of_the_files_the_answer_stays(self):
        self.make_big_shop()
        scanned = self.answers("scan")
        kept = self.folder / "kept"
        shutil.copytree(self.columns, kept)
        chance = random.Random(20230914)
        for case in range(60):
            shutil.rmtree(self.columns)
            shutil.copytree(kept, self.columns)
            path = chance.choice(sorted(self.columns.iterdir()))
            data = bytearray(path.read_bytes())
            kind = chance.choice(["flip", "flips", "cut", "overwrite", "gone", "empty", "swap"])
            if kind in ("flip", "flips") and data:
                for _ in range(1 if kind == "flip" else 40):
                    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
                path.write_bytes(data)
            elif kind == "cut":
                path.write_bytes(data[:chance.randrange(len(data) + 1)])
            elif kind == "overwrite" and len(data) > 100:
                at = chance.randrange(len(data) - 64)
                data[at:at + 64] = chance.randbytes(64)
                path.write_bytes(data)
            elif kind == "gone":
                path.unlink()
            elif kind == "empty":
                path.write_bytes(b"")
            else:
                other = chance.choice([one for one in sorted(self.columns.iterdir()) if one != path])
                shutil.copyfile(other, self.folder / "other")
                shutil.copyfile(path, other)
                shutil.copyfile(self.folder / "other", path)
            with self.subTest(case=case, kind=kind, name=path.name):
                self.assertEqual(self.answers("columns"), scanned)
                self.ok("index")
                self.assertEqual(self.ok("index", "--check").json(), {"differences": []})
        self.assertEqual(self.ok("index", "--check").json(), {"differences": []})
        self.assertEqual(self.left_over(), [])

    def test_builders_and_readers_at_once(self):
        self.make_big_shop(200, 2000)
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db)}
        expected = self.ok("--engine", "scan", "create", "--dry-run", self.documents[0], *AS_OF).out
        for _ in range(3):
            self.sql("UPDATE customers SET age = age")
            commands = [["index"]] * 2 + [["create", "--dry-run", str(self.documents[0]), *AS_OF]] * 10
            running = [subprocess.Popen([BINARY, *one], cwd=self.folder, env=environment, text=True, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE) for one in commands]
            for command, process in zip(commands, running):
                out, err = process.communicate(timeout=60)
                if command == ["index"]:
                    self.assertIn(process.returncode, [0, 9], err)
                else:
                    self.assertEqual((process.returncode, out), (0, expected), err)
        self.assertEqual(self.left_over(), [])


class People(IndexTest):
    def test_an_erased_person_is_in_no_byte_of_them(self):
        self.make_shop()
        self.ok("index")
        held = b"".join(path.read_bytes() for path in self.columns.iterdir())
        self.assertIn(b"ana@example.org", held)
        self.ok("erase-customer", "c_1", "--yes")
        for path in self.columns.iterdir():
            for name in [b"c_1", b"ana@example.org", b"Petrov", b"+381 64 123"]:
                self.assertNotIn(name, path.read_bytes(), path)
        self.assertEqual(self.fresh(), ["customers", "purchases"])
        self.check_equal()

    def test_columns_that_cannot_be_removed_are_told_when_someone_is_erased(self):
        self.make_shop()
        self.ok("index")
        (self.columns / "of_another").mkdir()
        result = self.fails(10, "erase-customer", "c_1", "--yes")
        self.assertIn("shop.db.columns", result.err)

    def test_texts_that_nearly_all_differ_are_scanned(self):
        rows = "".join(f"c_{i},user{i}@example.org,{i % 50}\n" for i in range(60_000))
        self.ok("init")
        self.ok("import", "customers", self.write("many.csv", "customer_id,email,age\n" + rows))
        self.documents = [self.document("emails", either(attribute("email", "CONTAINS", ["99@"]), attribute("email", "IS_NULL", None),
                                                          attribute("email", "IN", ["user7@example.org"]), attribute("age", "LESS_THAN", {"value": 5})))]
        self.check_equal()
        self.assertNotIn(b"user7@", b"".join(path.read_bytes() for path in self.columns.iterdir()))


class Shapes(IndexTest):
    """Tables that are rare, and must be answered all the same."""

    def test_five_hundred_columns_of_three_types(self):
        def cell(row, column):
            return [str(row * column % 97), f"t{(row + column) % 50}", "" if (row + column) % 7 else f"{row * column % 1000 / 100}"][column % 3]

        names = [f"x{column}" for column in range(500)]
        rows = "".join(f"c_{row}," + ",".join(cell(row, column) for column in range(500)) + "\n" for row in range(300))
        self.ok("init")
        self.ok("import", "customers", self.write("wide.csv", f"customer_id,{','.join(names)}\n{rows}"))
        filters = [[attribute(name, "BETWEEN", {"min_value": column % 50, "max_value": column % 50 + 20}), attribute(name, "IN", [f"t{column % 50}", "t1"]),
                    attribute(name, "IS_NULL", None)][column % 3] for column, name in enumerate(names)]
        self.documents = [self.document("wide", either(*filters))]
        self.check_equal()
        self.assertEqual(self.ok("index", "--check").json(), {"differences": []})

    def test_two_thousand_rare_values_among_few_common_ones(self):
        def shade(row):
            return f"common {row % 5}" if row % 4 else f"rare {row // 4 % 2000}"

        self.ok("init")
        self.ok("import", "customers", self.write("rare.csv", "customer_id,shade\n" + "".join(f"c_{row},{shade(row)}\n" for row in range(12_000))))
        self.documents = [self.document("rare", either(attribute("shade", "IN", [f"rare {one}" for one in range(0, 2000, 2)]),
                                                        attribute("shade", "NOT_IN", ["common 1", "rare 7"]), attribute("shade", "ENDS_WITH", ["99"])))]
        self.check_equal()


if __name__ == "__main__":
    unittest.main()
