"""Imports as a user sees them: what is stored, what is rejected, what is refused."""
import csv
import gzip
import os
import unittest

from harness import CUSTOMERS, ShopTest


class Import(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")

    def test_delimiters_boms_spelling_of_headers_and_compression(self):
        for text in ["Customer ID;City\nc_1;Paris\nc_2;\n", "\ufeffcustomer-id\tCity\r\nc_1\tParis\r\nc_2\t\r\n",
                     'CUSTOMER_ID,"city"\n"c_1","Paris"\nc_2,\n']:
            path = self.folder / "customers.csv.gz"
            path.write_bytes(gzip.compress(text.encode()))
            for arguments in [(self.write("c.csv", text),), (path,)]:
                self.ok("import", "customers", *arguments, "--replace")
                self.assertEqual(self.sql("SELECT customer_id, city FROM customers"), [("c_1", "Paris"), ("c_2", None)])
            self.ok("import", "customers", "-", "--replace", stdin=text)
            self.assertEqual(self.sql("SELECT customer_id, city FROM customers"), [("c_1", "Paris"), ("c_2", None)])

    def test_new_columns_get_the_type_that_fits_every_cell(self):
        self.ok("import", "customers", self.write("c.csv", "customer_id,n,x,day,yes,zip,code,mixed,none\n"
                "1,5,1.50,2023-01-31,true,01067,950E2862,5,\n2,-7,2,2023-02-01T10:00:00Z,FALSE,1,1,x,\n"))
        self.assertEqual(self.sql("SELECT n, x, day, yes, zip, code, mixed, none FROM customers"),
                         [(5, 1.5, "2023-01-31", 1, "01067", "950E2862", "5", None),
                          (-7, 2.0, "2023-02-01T10:00:00", 0, "1", "1", "x", None)])

    def test_an_absent_column_keeps_and_an_empty_cell_clears(self):
        self.ok("import", "customers", self.write("a.csv", CUSTOMERS))
        report = self.ok("import", "customers", self.write("b.csv", "customer_id,age\nc_1,41\nc_2,\nc_2,38\nc_3,\n")).json()
        self.assertEqual((report["inserted"], report["repeated"], report["customers"]), (0, 1, 5))
        self.assertEqual(self.sql("SELECT customer_id, age, city FROM customers ORDER BY 1 LIMIT 3"),
                         [("c_1", 41, "Paris"), ("c_2", 38, "London"), ("c_3", None, "Paris")])

    def test_rejected_rows_are_counted_kept_and_can_be_imported_again(self):
        self.ok("import", "customers", self.write("a.csv", CUSTOMERS))
        lines = ("customer_id,product_id,purchased_at,quantity,unit_price\n,i_1,2023-01-01,1,1\n\"c_1\",\"i,\n1\",2023-01-01,1,1\n"
                 "c_99,i_1,2023-01-01,1,1\nc_1,i_1,soon,1,1\nc_1,i_1,2023-01-01,1\n")
        report = self.ok("import", "purchases", self.write("p.csv", lines), "--rejects", "rejects.csv").json()
        self.assertEqual((report["rows_read"], report["stored"], sum(report["rejected"].values())), (5, 1, 4))
        with open(self.folder / "rejects.csv", newline="", encoding="utf-8") as file:
            rejects = list(csv.reader(file))
        self.assertEqual(rejects[0][-2:], ["reject_line", "reject_reason"])
        self.assertEqual([row[-2:] for row in rejects[1:]], [
            ["2", "no customer"], ["5", "unknown customer"], ["6", "unreadable time"], ["7", "4 cells where the header has 5"]])
        self.assertEqual(os.stat(self.folder / "rejects.csv").st_mode & 0o777, 0o600)
        mended = (self.folder / "rejects.csv").read_text().replace("c_99", "c_2").replace("soon", "2023-01-02")
        self.assertEqual(self.ok("import", "purchases", self.write("mended.csv", mended)).json()["stored"], 2)
        self.fails(5, "import", "purchases", self.write("p2.csv", lines + "c_1,i_2,2023-01-05,1,1\n"), "--rejects", "rejects.csv")

    def test_a_limit_on_rejects_stores_nothing(self):
        self.ok("import", "customers", self.write("a.csv", CUSTOMERS))
        text = "customer_id,product_id,purchased_at\nc_1,i_1,2023-01-01\n,i_1,2023-01-01\n"
        for limit in ["0", "1%"]:
            stopped = self.fails(11, "import", "purchases", self.write("p.csv", text), "--max-rejects", limit)
            self.assertIn("--rejects FILE shows them", stopped.err)
            stopped = self.fails(11, "import", "purchases", self.folder / "p.csv", "--max-rejects", limit, "--rejects", "kept.csv", "--force")
            self.assertIn("nothing was stored; the rejected rows are in kept.csv", stopped.err)
            self.assertIn("no customer", (self.folder / "kept.csv").read_text())
        self.assertEqual(self.sql("SELECT count(*) FROM purchases"), [(0,)])
        self.ok("import", "purchases", self.folder / "p.csv", "--max-rejects", "50%")
        self.fails(3, "import", "purchases", self.write("none.csv", "customer_id,product_id,purchased_at\n,i_1,2023-01-01\n"))

    def test_the_same_purchases_are_refused_and_from_replaces(self):
        self.ok("import", "customers", self.write("a.csv", CUSTOMERS))
        text = "customer_id,product_id,purchased_at,quantity\nc_1,i_1,2023-01-01,1\nc_1,i_1,2023-02-01,2\n"
        self.ok("import", "purchases", self.write("p.csv", text))
        self.assertIn("--again", self.fails(5, "import", "purchases", self.folder / "p.csv").err)
        self.ok("import", "purchases", self.folder / "p.csv", "--again")
        self.assertEqual(self.sql("SELECT count(*) FROM purchases"), [(4,)])
        report = self.ok("import", "purchases", self.write("q.csv", text.replace(",2\n", ",9\n")), "--from", "2023-01-15",
                         "--rejects", "early.csv", "--yes")
        self.assertEqual(report.json()["rejected"], {"before --from": 1})
        self.assertEqual(report.json()["removed"], 2)
        self.assertIn('c_1,i_1,2023-01-01,1,2,before --from', (self.folder / "early.csv").read_text())
        self.assertEqual(self.sql("SELECT purchased_at, quantity FROM purchases ORDER BY 1, 2"),
                         [("2023-01-01T00:00:00", 1), ("2023-01-01T00:00:00", 1), ("2023-02-01T00:00:00", 9)])

    def test_a_dry_run_changes_no_byte(self):
        self.ok("import", "customers", self.write("a.csv", CUSTOMERS))
        before = self.db.read_bytes()
        report = self.ok("import", "customers", self.write("b.csv", "customer_id,shoe\nc_1,42\nc_8,43\n"), "--dry-run").json()
        self.assertEqual((report["inserted"], report["updated"], report["new_columns"]), (1, 1, {"shoe": "integer"}))
        self.assertEqual(self.db.read_bytes(), before)

    def test_headers_can_be_mapped_and_a_missing_one_is_named(self):
        self.ok("import", "customers", self.write("a.csv", CUSTOMERS))
        path = self.write("p.csv", "cust,StockCode,InvoiceDate\nc_1,85123A,2010-12-01 08:26\n")
        result = self.fails(3, "import", "purchases", path)
        self.assertIn("StockCode", result.err)
        self.ok("import", "purchases", path, "--map", "customer_id=cust", "--map", "product_id=StockCode", "--map",
                "purchased_at=InvoiceDate")
        self.assertEqual(self.sql("SELECT * FROM purchases")[0][:3], ("c_1", "85123A", "2010-12-01T08:26:00"))
        self.fails(2, "import", "purchase", path)
        self.fails(4, "import", "purchases", "absent.csv")

    def test_a_misspelt_header_gets_the_nearest_and_all_there_are(self):
        self.ok("init")
        file = self.write("k.csv", "Kundennummer;Vorname;Ort\n1;Ana;Bonn\n")
        told = self.fails(3, "import", "customers", file, "--map", "customer_id=Kundennumer").err
        self.assertIn('--map customer_id=Kundennumer: the file has no such header; column 1 comes close', told)
        self.assertNotIn("Vorname", told)  # Nothing says yet that this line is no customer's.
        told = self.fails(3, "import", "customers", file, "--map", "customer_id=Kundennummer", "--map", "first_name=Vornam").err
        self.assertIn('did you mean "Vorname"?; the headers are Kundennummer, Vorname, Ort', told)
        told = self.fails(3, "import", "purchases", self.write("c.csv", "Nr,email\n1,a@example.org\n"), "--map", "customer_id=Nr").err
        self.assertIn("audience import --map 'customer_id=Nr' customers", told)

    def test_a_file_without_headers_is_refused_without_telling_its_first_record(self):
        self.ok("import", "customers", self.write("a.csv", CUSTOMERS))
        for kind, text, said in [
                ("customers", "c_1,Ana,Petrov,ana@example.org\nc_2,Bob,Li,\n", "the file has 4 columns, and none of them is customer_id"),
                ("customers", "c_1;Ana;Ana\n", "the file has 3 columns, and none of them is customer_id"),
                ("customers", "Ana\n", "the file has 1 column, and it is not customer_id"),
                ("customers", "Ana,,Petrov\n", "the file has 3 columns, and none of them is customer_id"),
                ("customers", "Ana,custmer id\nEve,c_1\n", "none of them is customer_id; column 2 comes close"),
                ("purchases", "Ana,i_Petrov,2023-01-01\n", "the file has 3 columns, and none of them is customer_id"),
                ("recommendations", "Ana,1,Petrov\n", "the file has 3 columns, and none of them is customer_id")]:
            with self.subTest(kind=kind, text=text):
                for more in [[], ["--map", "customer_id=Kunde"], ["--map", "product_id=Petrof"]]:
                    err = self.fails(3, "import", kind, self.write("h.csv", text), *more).err
                    for word in ["Ana", "Petrov", "ana@", "c_1"]:
                        self.assertNotIn(word, err)
                self.assertIn(said, self.fails(3, "import", kind, "h.csv").err)
        self.assertNotIn("Ana", self.fails(3, "import", "customers", self.write("h.csv", "Ana,custmer id\n")).err)

    def test_fractions_of_a_second_are_counted_where_they_are_cut(self):
        times = ["2023-09-14T08:04:51", "2023-09-14T08:04:52.5", "2023-09-14T08:04:53.000", '"2023-09-14 08:04:54,001Z"', "2023-09-14T08:04:55.10+02:00"]
        path = self.write("c.csv", "customer_id,seen\n" + "".join(f"c_{i},{time}\n" for i, time in enumerate(times, 1)))
        report = self.ok("import", "customers", path).json()
        self.assertEqual((report["stored"], report["new_columns"], report["rounded_cells"]), (5, {"seen": "date"}, 3))
        self.assertIn("3  times cut to whole seconds", self.ok("import", "customers", path, "--table").out)
        path = self.write("p.csv", "customer_id,product_id,purchased_at\nc_1,i_1,2023-01-01T10:00:00.25\nc_1,i_1,2023-01-01T10:00:00.0\n")
        self.assertEqual(self.ok("import", "purchases", path).json()["rounded_cells"], 1)

    def test_where_every_row_is_rejected_every_reason_is_told(self):
        self.ok("import", "customers", self.write("a.csv", CUSTOMERS))
        err = self.fails(3, "import", "purchases", self.write("p.csv", "customer_id,product_id,purchased_at\n,i_1,2023-01-01\nc_1,i_1,soon\n"
                         "c_1,i_1,late\nc_9,i_1,2023-01-01\n,i_1,2023-01-01\n,i_1,2023-01-01\n")).err
        self.assertIn("all rows are rejected: no customer (3), unreadable time (2), unknown customer (1)", err)
        wide = "".join("c_1" + "," * (i + 3) + "\n" for i in range(30))
        self.assertIn("and 10 reasons more", self.fails(3, "import", "purchases", self.write("w.csv", "customer_id,product_id,purchased_at\n" + wide)).err)

    def test_recommendations_replace_the_list_of_their_customer_and_type(self):
        self.ok("import", "customers", self.write("a.csv", CUSTOMERS))
        self.ok("import", "recommendations", self.write("r.csv", "customer_id,rank,product_id\nc_1,1,a\nc_1,2,b\nc_2,1,c\n"))
        self.ok("import", "recommendations", self.write("s.csv", 'customer_id,rank,product_id\nc_1,3,"d""e"\n'))
        self.assertEqual(self.sql("SELECT * FROM recommendations ORDER BY 1, 3"),
                         [("c_1", "default", 3, 'd"e'), ("c_2", "default", 1, "c")])


if __name__ == "__main__":
    unittest.main()
