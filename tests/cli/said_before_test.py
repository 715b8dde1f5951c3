"""What was said once of a file counts for the next one with the same headers."""
import contextlib
import json
import sqlite3
import unittest

from harness import ShopTest

import openpyxl

LOCAL = "customer_id;Größe;seen_at;Typ\n{};2,5;1.2.2024 00:30;ja\n"


class Said(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")

    def file(self, name, customer, text=LOCAL, encoding="windows-1252"):
        path = self.folder / name
        path.write_bytes(text.format(customer).encode(encoding))
        return path

    OPTIONS = ["--encoding", "windows-1252", "--dates", "dmy", "--decimal", ",", "--booleans", "ja,nein", "--timezone", "Europe/Belgrade", "--map", "size=Größe"]

    def row(self, customer):
        return self.sql(f"SELECT size, seen_at, typ FROM customers WHERE customer_id = '{customer}'")

    def test_the_next_file_with_these_headers_needs_no_options(self):
        first = self.ok("import", "customers", self.file("a.csv", "c_1"), *self.OPTIONS)
        self.assertNotIn("as_said_before", first.json())
        again = self.ok("import", "customers", self.file("b.csv", "c_2")).json()
        self.assertEqual(self.row("c_2"), [(2.5, "2024-01-31T23:30:00", 1)])
        self.assertEqual(self.row("c_1"), self.row("c_2"))
        self.assertEqual(again["as_said_before"]["options"], ["--map", "size=Größe", "--encoding", "windows-1252", "--decimal", ",", "--dates", "dmy",
                                                              "--timezone", "Europe/Belgrade", "--booleans", "ja,nein"])
        shown = self.ok("import", "customers", self.file("c.csv", "c_3"), "--table").out
        self.assertRegex(shown, r"\nas said on \d{4}-\d\d-\d\d: --map 'size=Größe' --encoding windows-1252 --decimal , --dates dmy .*; --forget to drop\n")
        self.assertIn("--dates", self.ok("import", "customers", self.file("c.csv", "c_3"), "--dry-run").json()["as_said_before"]["options"])

    def test_other_headers_and_other_kinds_are_others(self):
        self.ok("import", "customers", self.write("a.csv", "customer_id,day\nc_1,1.2.2024\n"), "--dates", "dmy")
        err = self.fails(3, "import", "customers", self.write("b.csv", "customer_id,date\nc_1,1.2.2024\n")).err
        self.assertIn("--dates", err)
        path = self.write("p.csv", "customer_id,product_id,purchased_at\nc_1,p,1.2.2024\n")
        self.ok("import", "purchases", path, "--dates", "mdy")
        self.assertEqual(self.ok("import", "purchases", path, "--again").json()["as_said_before"]["options"], ["--dates", "mdy"])
        self.assertEqual(self.sql("SELECT DISTINCT purchased_at FROM purchases"), [("2024-01-02T00:00:00",)])

    def test_options_on_the_line_count_more_and_are_kept(self):
        text = "customer_id,day,zip,Typ\n{},1.2.2024,1,a\n"
        self.ok("import", "customers", self.file("a.csv", "c_1", text), "--dates", "dmy", "--type", "zip=text", "--map", "kind=Typ")
        said = self.ok("import", "customers", self.file("b.csv", "c_2", text), "--dates", "mdy", "--null", "NA").json()
        self.assertEqual(said["as_said_before"]["options"], ["--map", "kind=Typ"])
        said = self.ok("import", "customers", self.file("c.csv", "c_3", text)).json()
        self.assertEqual(said["as_said_before"]["options"], ["--map", "kind=Typ", "--dates", "mdy", "--null", "NA"])
        self.assertEqual(self.sql("SELECT day, kind, zip FROM customers ORDER BY customer_id"),
                         [("2024-02-01", "a", "1"), ("2024-01-02", "a", "1"), ("2024-01-02", "a", "1")])
        # A column that came with an import taken back comes again with its type.
        self.db.unlink()
        self.ok("init")
        self.ok("import", "customers", self.file("a.csv", "c_1", text), "--dates", "dmy", "--type", "zip=text")
        self.ok("import", "--undo")
        self.assertEqual(self.ok("import", "customers", self.file("a.csv", "c_1", text)).json()["as_said_before"]["options"], ["--type", "zip=text", "--dates", "dmy"])
        self.assertEqual(self.sql("SELECT typeof(zip) FROM customers"), [("text",)])

    def test_forget_drops_what_was_said_and_keeps_what_is_said_with_it(self):
        text = "customer_id,day,hour\n{},1.2.2024,NA\n"
        path = self.file("a.csv", "c_1", text)
        self.ok("import", "customers", path, "--dates", "dmy", "--null", "NA")
        dry = self.ok("import", "customers", path, "--forget", "--dates", "mdy", "--dry-run").json()
        self.assertNotIn("as_said_before", dry)
        self.assertEqual(self.ok("import", "customers", path).json()["as_said_before"]["options"], ["--dates", "dmy", "--null", "NA"])
        said = self.ok("import", "customers", path, "--forget", "--dates", "mdy").json()
        self.assertNotIn("as_said_before", said)
        self.assertEqual(self.ok("import", "customers", path).json()["as_said_before"]["options"], ["--dates", "mdy"])
        self.ok("import", "customers", self.file("b.csv", "c_1", text.replace("1.2.2024", "2024-02-01").replace("NA", "")), "--forget")
        self.assertEqual(self.sql("SELECT count(*) FROM audience_meta WHERE name GLOB 'said:*'"), [(0,)])
        self.fails(2, "import", "--undo", "--forget")

    def test_neither_dry_runs_nor_imports_that_fail_keep_anything(self):
        path = self.write("a.csv", "customer_id,day\nc_1,1.2.2024\n")
        self.ok("import", "customers", path, "--dates", "dmy", "--dry-run")
        self.fails(11, "import", "customers", self.write("b.csv", "customer_id,age\nc_1,x\nc_2,1\n"), "--null", "NA", "--max-rejects", "0")
        self.assertEqual(self.sql("SELECT count(*) FROM audience_meta WHERE name GLOB 'said:*'"), [(0,)])

    def test_packed_and_piped_files_are_known_by_the_same_headers(self):
        text = "customer_id,day\r\n{},1.2.2024\r\n"
        self.ok("import", "customers", self.file("a.csv", "c_1", text), "--dates", "dmy")
        self.assertEqual(self.ok("import", "customers", "-", stdin=text.format("c_2")).json()["as_said_before"]["options"], ["--dates", "dmy"])
        self.assertIn("as_said_before", self.ok("import", "customers", self.file("b.csv", "c_2", "\ufeff" + text.replace("\r", ""), "utf-8")).json())

    def test_the_sheet_of_a_workbook_is_known_again_by_its_sheets(self):
        def book(name, rows):
            workbook = openpyxl.Workbook()
            workbook.active.title = "Notes"
            sheet = workbook.create_sheet("People")
            for row in rows:
                sheet.append(row)
            workbook.save(self.folder / name)
            return self.folder / name
        first = book("a.xlsx", [["customer_id", "day"], ["c_1", "1.2.2024"]])
        self.ok("import", "customers", first, "--sheet", "People", "--dates", "dmy")
        second = self.ok("import", "customers", book("b.xlsx", [["customer_id", "day"], ["c_2", "3.2.2024"]])).json()
        self.assertEqual(second["as_said_before"]["options"], ["--dates", "dmy", "--sheet", "People"])
        self.assertEqual(self.sql("SELECT day FROM customers ORDER BY customer_id"), [("2024-02-01",), ("2024-02-03",)])

    def test_the_time_zone_of_a_workbook_counts_again(self):
        def book(name, customer):
            workbook = openpyxl.Workbook()
            workbook.active.append(["customer_id", "seen_at"])
            workbook.active.append([customer, "1.2.2024 00:30"])
            workbook.save(self.folder / name)
            return self.folder / name
        self.ok("import", "customers", book("a.xlsx", "c_1"), "--dates", "dmy", "--timezone", "Europe/Belgrade")
        self.assertIn("--timezone", self.ok("import", "customers", book("b.xlsx", "c_2")).json()["as_said_before"]["options"])
        self.assertEqual(self.sql("SELECT DISTINCT seen_at FROM customers"), [("2024-01-31T23:30:00",)])

    def test_what_is_said_of_orders_counts_for_the_next_with_their_lines(self):
        orders = "nr;customer_id;Datum\n{0};c_1;0{0}.02.2024 00:30\n"
        lines = "order;product_id;unit_price\n{};Café;2,50\n"
        self.ok("import", "customers", self.write("c.csv", "customer_id\nc_1\n"))
        said = ["--on", "nr=order", "--encoding", "windows-1252", "--dates", "dmy", "--timezone", "Europe/Belgrade", "--map", "purchased_at=Datum"]
        for number, options in [(1, said), (2, [])]:
            files = [self.file("o.csv", number, orders), self.file("i.csv", number, lines)]
            told = self.ok("import", "purchases", files[0], "--items", files[1], *options).json()
        self.assertEqual(told["as_said_before"]["options"], ["--map", "purchased_at=Datum", "--on", "nr=order", "--encoding", "windows-1252", "--dates", "dmy",
                                                             "--timezone", "Europe/Belgrade"])
        self.assertEqual(self.sql("SELECT product_id, purchased_at, unit_price FROM purchases ORDER BY 2"),
                         [("Café", "2024-01-31T23:30:00", 2.5), ("Café", "2024-02-01T23:30:00", 2.5)])
        # The same headers without lines are another file.
        self.assertNotIn("as said", self.fails(3, "import", "purchases", files[0]).err)

    def test_workbooks_of_orders_and_the_newest_row_are_known_again(self):
        def book(name, rows):
            workbook = openpyxl.Workbook()
            for row in rows:
                workbook.active.append(row)
            workbook.save(self.folder / name)
            return self.folder / name
        lines = self.write("i.csv", "nr,product_id\n1,hat\n")
        self.ok("import", "customers", self.write("c.csv", "customer_id,seen_at\nc_1,2024-02-01\nc_1,2024-01-01\n"), "--newest-by", "seen_at")
        again = self.ok("import", "customers", self.write("d.csv", "customer_id,seen_at\nc_1,2024-04-01\nc_1,2024-03-01\n")).json()
        self.assertEqual((again["as_said_before"]["options"], self.sql("SELECT seen_at FROM customers")), (["--newest-by", "seen_at"], [("2024-04-01",)]))
        for number, options in [(1, ["--dates", "mdy"]), (2, [])]:
            orders = book("o.xlsx", [["nr", "customer_id", "purchased_at"], [1, "c_1", f"1/{number}/2024"]])
            told = self.ok("import", "purchases", orders, "--items", lines, *options).json()
        self.assertEqual(told["as_said_before"]["options"], ["--dates", "mdy"])
        self.assertEqual(self.sql("SELECT purchased_at FROM purchases ORDER BY 1"), [("2024-01-01T00:00:00",), ("2024-01-02T00:00:00",)])

    def test_those_said_last_are_kept_and_no_more_than_200(self):
        self.ok("import", "customers", self.write("a.csv", "customer_id,city\nc_1,NA\n"), "--null", "NA")
        with contextlib.closing(sqlite3.connect(self.db)) as database:
            database.executemany("INSERT INTO audience_meta VALUES(?, ?)", [(f"said:customers:headers:{i:03}", json.dumps({"said_at": i, "dates": "dmy"})) for i in range(199)])
            database.commit()
        self.ok("import", "customers", self.write("b.csv", "customer_id,gender\nc_1,NA\n"), "--null", "NA")
        kept = [name for name, in self.sql("SELECT name FROM audience_meta WHERE name GLOB 'said:*' ORDER BY name")]
        self.assertEqual((len(kept), "said:customers:headers:000" in kept, "said:customers:headers:001" in kept), (200, False, True))


if __name__ == "__main__":
    unittest.main()
