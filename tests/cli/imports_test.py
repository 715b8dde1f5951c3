"""What imports take away, what they do where files fail, and what they leave to be read of them."""
import gzip
import os
import pathlib
import pty
import resource
import sqlite3
import subprocess
import time
import unittest

from harness import BINARY, CUSTOMERS, PURCHASES, RECOMMENDATIONS, ShopTest, attribute

PEOPLE = "customer_id,age\n" + "".join(f"c_{i},{i}\n" for i in range(10, 30))


class Removing(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")
        self.ok("import", "customers", self.write("all.csv", PEOPLE))
        self.few = self.write("few.csv", "\n".join(PEOPLE.splitlines()[:-3]) + "\n")

    def count(self):
        return self.sql("SELECT count(*) FROM customers")[0][0]

    def test_what_removes_more_than_a_tenth_is_stopped(self):
        told = self.fails(11, "import", "customers", self.few, "--replace").err
        self.assertIn("3 of 20 customers would be removed", told)
        self.assertIn("--max-removed 3", told)
        self.assertEqual(self.count(), 20)
        self.assertEqual(len(self.ok("imports").json()), 1)
        self.fails(11, "import", "customers", self.few, "--replace", "--max-removed", "14.9%")
        self.assertEqual(self.ok("import", "customers", self.few, "--replace", "--dry-run", "--max-removed", "15%").err, "")
        self.fails(11, "import", "customers", self.few, "--replace", "--max-removed", "2", "--yes")
        self.assertEqual(self.count(), 20)
        dry = self.ok("import", "customers", self.few, "--replace", "--dry-run", "--yes").json()
        self.assertEqual((dry["removed"], dry["changed"], dry["unchanged"]), (3, 0, 17))
        self.assertEqual(self.count(), 20)
        self.assertIn("3  removed", self.ok("import", "customers", self.few, "--replace", "--dry-run", "--yes", "--table").out)
        self.assertEqual(self.ok("import", "customers", self.few, "--replace", "--max-removed", "15%").json()["removed"], 3)
        self.assertEqual(self.count(), 17)
        self.assertEqual(self.ok("import", "customers", self.write("one.csv", "customer_id\nc_10\n"), "--replace", "--yes").json()["removed"], 16)
        self.fails(2, "import", "customers", self.few, "--max-removed", "3")

    def test_a_dry_run_answers_and_ends_as_the_run_would(self):
        for more in [[], ["--max-removed", "14.9%"], ["--max-removed", "2", "--yes"]]:
            run = self.fails(11, "import", "customers", self.few, "--replace", *more)
            dry = self.fails(11, "import", "customers", self.few, "--replace", "--dry-run", *more)
            self.assertEqual((dry.json()["removed"], dry.json()["stored"], dry.err), (3, 17, run.err))
            self.assertEqual(run.out, "")

    def test_whoever_has_a_rejected_row_is_kept_and_counted(self):
        text = "\n".join(PEOPLE.splitlines()[:-3]) + "\nc_27,old\nc_28\nc_new,young\n"
        for more in [["--dry-run"], []]:
            report = self.ok("import", "customers", self.write("k.csv", text), "--replace", *more).json()
            self.assertEqual([report[key] for key in ("stored", "removed", "kept", "rejected_without_key", "customers")], [17, 1, 2, 0, 19])
        self.assertEqual(self.sql("SELECT customer_id, age FROM customers WHERE age > 26 ORDER BY 1"), [("c_27", 27), ("c_28", 28)])
        screen = self.ok("import", "customers", "k.csv", "--replace", "--table").out
        self.assertIn("   2  kept as they were, for their rows were rejected\n", screen)
        self.assertNotIn("readable key", screen)

    def test_where_nobody_knows_whose_row_was_rejected_that_is_said(self):
        text = "\n".join(PEOPLE.splitlines()[:-1]) + "\n,29\n??\n"
        report = self.ok("import", "customers", self.write("k.csv", text), "--replace", "--dry-run").json()
        self.assertEqual((report["removed"], report["kept"], report["rejected_without_key"]), (1, 0, 2))
        screen = self.ok("import", "customers", "k.csv", "--replace", "--table").out
        self.assertIn("2 rejected rows have no readable key: whom they mean is among the removed, if at all\n", screen)
        self.assertEqual(self.count(), 19)
        # Nobody is removed any more.
        self.assertNotIn("readable key", self.ok("import", "customers", "k.csv", "--replace", "--table").out)

    def test_a_tenth_goes_unasked(self):
        two_less = self.write("less.csv", "\n".join(PEOPLE.splitlines()[:-2]) + "\n")
        self.assertEqual(self.ok("import", "customers", two_less, "--replace").json()["removed"], 2)

    def answered(self, answer):
        """The import on a terminal where that is typed: its exit code, and what was asked."""
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        os.write(ours, answer.encode())
        done = subprocess.run([BINARY, "import", "customers", str(self.few), "--replace", "--rejects", "rejects.csv"], stdin=theirs,
                              capture_output=True, text=True, cwd=self.folder, timeout=60, check=False,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db)})
        os.close(theirs)
        return done.returncode, done.stderr

    def test_a_terminal_is_asked(self):
        code, asked = self.answered("n\n")
        self.assertEqual((code, self.count()), (2, 20))
        self.assertIn("Remove 3 of 20 customers?", asked)
        self.assertFalse((self.folder / "rejects.csv").exists())
        code, asked = self.answered("y\n")
        self.assertEqual((code, self.count()), (0, 17), asked)
        self.assertTrue((self.folder / "rejects.csv").exists())

    def test_purchases_since_a_day_are_counted(self):
        rows = "".join(f"c_10,i_1,2023-01-{day}\n" for day in range(10, 30))
        header = "customer_id,product_id,purchased_at\n"
        self.ok("import", "purchases", self.write("p.csv", header + rows))
        last = self.write("last.csv", header + "c_10,i_1,2023-01-29\n")
        told = self.fails(11, "import", "purchases", last, "--from", "2023-01-27").err
        self.assertIn("3 of 20 purchases would be removed", told)
        dry = self.fails(11, "import", "purchases", last, "--from", "2023-01-27", "--dry-run")
        self.assertEqual((dry.json()["removed"], dry.err), (3, told))
        self.assertEqual(self.sql("SELECT count(*) FROM purchases"), [(20,)])
        self.assertEqual(self.ok("import", "purchases", last, "--from", "2023-01-28").json()["removed"], 2)
        self.assertEqual(self.sql("SELECT count(*) FROM purchases"), [(19,)])


class Kinds(ShopTest):
    def test_a_file_of_another_kind_is_refused_by_that_kinds_name(self):
        self.make_shop()
        for asked, name, text, kind in [("customers", "it's p.csv", PURCHASES, "purchases"), ("customers", "r.csv", RECOMMENDATIONS, "recommendations"),
                                        ("purchases", "r.csv", RECOMMENDATIONS, "recommendations"), ("purchases", "c.csv", CUSTOMERS, "customers"),
                                        ("recommendations", "p.csv", PURCHASES, "purchases"), ("recommendations", "c.csv", CUSTOMERS, "customers")]:
            with self.subTest(asked=asked, name=name):
                self.write(name, text)
                told = self.fails(3, "import", asked, name).err
                self.assertIn(f"the file has the columns of {kind}", told)
                quoted = "'it'\\''s p.csv'" if " " in name else name
                self.assertIn(f"`audience import {kind} {quoted}`", told)
        self.assertEqual(self.sql("SELECT count(*) FROM customers"), [(5,)])

    def test_purchases_whose_time_has_another_name_are_not_taken_for_customers(self):
        self.make_shop()
        row = "c_1,i_8732,2023-09-01 10:00,1\n"
        for headers, command in [("customer_id,product_id,Order Date,quantity", "import --map 'purchased_at=Order Date' purchases o.csv`"),
                                 ("Customer ID,SKU,when,order_id", "import --map 'product_id=SKU' --map 'purchased_at=when' purchases o.csv`"),
                                 ("customer_id,Product Name,day,Amount", "import --map 'product_id=Product Name' --map 'purchased_at=day' purchases o.csv`"),
                                 ("customer_id,ProductId,PurchasedAt,qty", "import --map 'purchased_at=PurchasedAt' --map 'quantity=qty' purchases o.csv`"),
                                 ("customer_id,item,x,invoice no", "import --map 'product_id=item' --map 'purchased_at=HEADER' purchases o.csv`")]:
            with self.subTest(headers=headers):
                told = self.fails(3, "import", "customers", self.write("o.csv", f"{headers}\n{row}").name).err
                self.assertIn("the file has columns of purchases", told)
                self.assertIn(command, " ".join(told.split()))
                self.assertEqual(self.sql("SELECT count(*), count(first_name) FROM customers"), [(5, 5)])
        told = self.fails(3, "import", "customers", self.write("m.csv", f"who,sku,day,qty\n{row}").name, "--map", "customer_id=who").err
        self.assertIn("`audience import --map 'customer_id=who' --map 'product_id=sku' --map 'purchased_at=day' --map 'quantity=qty' purchases m.csv`", " ".join(told.split()))
        self.ok("import", "purchases", "m.csv", "--map", "customer_id=who", "--map", "product_id=sku", "--map", "purchased_at=day")

    def test_each_row_may_be_a_customer_for_all_that(self):
        self.ok("init")
        plan = self.write("c.csv", "customer_id,product_id,price\nc_1,basic,9\n")
        self.assertIn("where each row is a customer, say --type product_id=text", " ".join(self.fails(3, "import", "customers", plan).err.split()))
        for _ in range(2):
            self.ok("import", "customers", plan, "--type", "product_id=text")
        self.ok("import", "customers", plan)  # They are columns of customers now.
        self.ok("import", "customers", self.write("d.csv", "customer_id,item_count,total_spent,last_order_date\nc_1,4,9,2024-01-01\n"))

    def test_customers_may_have_a_day_of_purchase_or_a_product(self):
        self.ok("init")
        for extra in ["purchased_at", "product_id", "rank"]:
            self.ok("import", "customers", self.write("c.csv", f"customer_id,{extra}\nc_1,2023\n"))
        self.ok("import", "customers", self.write("c.csv", "customer_id,purchased_at,product_id,rank\nc_1,2024,2024,2024\n"))

    def test_a_damaged_workbook_and_unmarked_utf_16_are_refused_as_such(self):
        self.ok("init")
        (self.folder / "c.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 50)
        told = self.fails(3, "import", "customers", "c.xlsx").err
        self.assertIn("workbook", told)
        self.assertIn("save it as CSV", told)
        self.assertNotIn("--map", told)
        (self.folder / "u.csv").write_bytes("customer_id\nc_1\n".encode("utf-16le"))
        told = self.fails(3, "import", "customers", "u.csv").err
        self.assertIn("UTF-16", told)
        self.assertIn("--encoding utf-16le", told)


class Forms(ShopTest):
    """Files that are no plain CSV, or too much of it."""

    def setUp(self):
        super().setUp()
        self.ok("init")

    def while_it_waits(self, path, act):
        """What the import of a file comes to if that is done when it has the file, and waits for the database."""
        writer = sqlite3.connect(self.db, isolation_level=None)
        self.addCleanup(writer.close)
        writer.execute("BEGIN IMMEDIATE")
        command = subprocess.Popen([BINARY, "import", "customers", str(path), "--rejects", "rejects.csv"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                   env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db)})
        maps = pathlib.Path(f"/proc/{command.pid}/maps")
        while command.poll() is None and str(path) not in maps.read_text():
            time.sleep(0.01)
        act()
        writer.execute("ROLLBACK")
        out, err = command.communicate(timeout=60)
        self.assertEqual((command.returncode, out), (3, ""), err)
        self.assertFalse((self.folder / "rejects.csv").exists())
        self.assertEqual(self.sql("SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM audience_imports)"), [(0,)])
        return err

    def test_a_file_that_is_cut_or_written_while_it_is_read_is_refused(self):
        people = "customer_id,first_name\n" + "".join(f"c_{i},someone\n" for i in range(20_000))
        for left in [0, len(people) // 2]:
            path = self.write("people.csv", people)
            self.assertIn("was cut while it was read", self.while_it_waits(path, lambda left=left: os.truncate(path, left)))
        path = self.write("people.csv", people)

        def write_in_place():
            with open(path, "r+") as file:  # Opened for writing anew it would be cut for a moment.
                file.write(people.replace("someone", "some,ne"))

        self.assertIn("was written while it was read", self.while_it_waits(path, write_in_place))

    def test_a_folder_is_no_file(self):
        for arguments in [["import", "customers"], ["upload", "L"]]:
            self.assertIn("is a folder, not a file", self.fails(3, *arguments, str(self.folder)).err)

    def test_columns_are_refused_by_their_number(self):
        header = "customer_id," + ",".join(f"n{i}" for i in range(5000))
        told = self.fails(3, "import", "customers", self.write("wide.csv", header + "\nc_1" + ",1" * 5000 + "\n")).err
        self.assertIn("5000 of its columns are new", told)
        told = self.fails(3, "import", "customers", self.write("wider.csv", "customer_id," + ",".join(f"n{i}" for i in range(200_000)) + "\n")).err
        self.assertIn("200001 columns", told)
        self.assertLess(len(told), 500)
        self.fails(3, "upload", "L", "wider.csv")
        few = ",".join(f"n{i}" for i in range(500))
        self.ok("import", "customers", self.write("few.csv", f"customer_id,{few}\nc_1" + ",1" * 500 + "\n"))
        self.assertEqual(len(self.sql("SELECT name FROM pragma_table_info('customers')")), 513)

    def test_a_header_with_a_nul_is_refused(self):
        (self.folder / "nul.csv").write_bytes(b"customer_id,a\0b\nc_1,1\n")
        self.assertIn("a column cannot be called a?b", self.fails(3, "import", "customers", "nul.csv").err)

    def test_what_is_compressed_may_be_large(self):
        people = "customer_id,name\n" + "".join(f"c_{i},{'x' * 1000}\n" for i in range(60_000))
        (self.folder / "c.csv.gz").write_bytes(gzip.compress(people.encode(), 1))
        self.assertEqual(self.ok("import", "customers", "c.csv.gz").json()["stored"], 60_000)
        self.assertEqual(self.ok("import", "customers", "-", stdin=people).json()["changed"], 0)
        purchases = "customer_id,product_id,purchased_at,note\n" + "".join(f"c_{i},i_1,2023-01-01,\"a\"\"{i}\"\n" for i in range(5000))
        self.ok("import", "purchases", self.write("p.csv", purchases))
        self.assertEqual(self.sql("SELECT customer_id, note FROM purchases WHERE customer_id = 'c_4321'"), [("c_4321", 'a"4321')])


class Imports(ShopTest):
    def test_imports_are_listed_with_what_they_did(self):
        self.ok("init")
        self.assertEqual(self.ok("imports", "--table").out, "No imports yet.\n")
        self.ok("import", "customers", self.write("people.csv", "customer_id,age\nc_1,1\nc_2,2\n,3\n"))
        self.ok("import", "customers", "-", "--replace", "--yes", stdin="customer_id,age\nc_2,3\nc_3,\n")
        self.ok("import", "customers", "people.csv", "--dry-run")
        self.fails(3, "import", "customers", self.write("none.csv", "customer_id\n"))
        keys = ["kind", "file", "rows_read", "stored", "new", "changed", "removed", "rejected"]
        self.assertEqual([[one[key] for key in keys] for one in self.ok("imports").json()],
                         [["customers", "-", 2, 2, 1, 1, 1, 0], ["customers", "people.csv", 3, 2, 2, 0, 0, 1]])
        table = self.ok("imports", "--table").out
        self.assertIn("people.csv", table)
        self.assertNotIn(str(self.folder), table)

    def test_every_row_is_in_one_number_of_the_report_and_of_the_list(self):
        self.make_shop()
        self.ok("erase-customer", "c_5", "--yes")
        files = {"customers": "customer_id,age\nc_1,40\nc_2,50\nc_2,51\nc_5,1\nc_9,3\n,1\nc_3,x\n",
                 "purchases": "customer_id,product_id,purchased_at\nc_1,a,2023-01-01\nc_5,a,2023-01-01\nc_1,a,x\nc_9,b,2023-01-02\n",
                 "recommendations": "customer_id,rank,product_id\nc_1,1,i_5\nc_1,2,i_6\nc_2,2,x\nc_2,2,y\nc_5,1,z\nc_3,1,w\nc_3,0,w\n"}
        found = {}
        for kind, text in files.items():
            self.write(f"{kind}.csv", text)
            dry = self.ok("import", kind, f"{kind}.csv", "--dry-run").json()
            report = self.ok("import", kind, f"{kind}.csv").json()
            listed = self.ok("imports").json()[0]
            for one in (dry, report):
                rejected = sum(one["rejected"].values())
                self.assertEqual(one["rows_read"], text.count("\n") - 1, kind)
                self.assertEqual(one["rows_read"], one["stored"] + one["passed_over"] + rejected, kind)
                self.assertEqual(one["passed_over"], one["repeated"] + one["erased"], kind)
                self.assertEqual(one["new"], report["inserted"], kind)
                if kind != "recommendations":
                    self.assertEqual((one["changed"], one["unchanged"]), (report["changed"], report["unchanged"]), kind)
                if kind != "recommendations":
                    self.assertEqual(one["stored"], one["new"] + one["updated"], kind)
            self.assertEqual(report["updated"], report["changed"] + report["unchanged"], kind)
            self.assertEqual([listed[key] for key in ("rows_read", "stored", "new", "changed", "removed", "passed_over", "rejected")],
                             [*(report[key] for key in ("rows_read", "stored", "new", "changed", "removed", "passed_over")), rejected], kind)
            found[kind] = [report[key] for key in ("stored", "new", "changed", "unchanged", "repeated", "erased")]
        self.assertEqual(found, {"customers": [3, 1, 1, 1, 1, 1], "purchases": [2, 2, 0, 0, 0, 1], "recommendations": [4, 1, 1, 1, 1, 1]})
        self.assertIn("passed over", self.ok("imports", "--table").out)

    def test_the_screen_has_the_words_of_the_list(self):
        self.ok("init")
        self.assertEqual(self.ok("import", "customers", self.write("c.csv", CUSTOMERS), "--table").out,
                         "5 customers stored\n             5  new\n             0  changed\n             0  unchanged\n")
        screen = self.ok("import", "customers", self.write("d.csv", "customer_id,age\nc_1,41\nc_2,37\nc_2,37\n,1\n"), "--table").out
        self.assertEqual(screen, "2 customers stored, 1 of 4 rows rejected\n             0  new\n             1  changed\n             1  unchanged\n"
                         "             1  passed over: repeated in the file, the last one counts\n             1  rejected: no customer (line 5)\n"
                         "See the rejected rows: --rejects FILE\n")
        self.assertIn("0  changed\n             2  unchanged\n", self.ok("import", "customers", "d.csv", "--dry-run", "--table").out)
        self.write("e.csv", "customer_id,age,shoe,city\nc_1,41,7,\nc_2,38,,\nc_3,,,\nc_98,1,1,x\n")
        dry = self.ok("import", "customers", "e.csv", "--dry-run").json()
        told = self.ok("import", "customers", "e.csv").json()
        self.assertEqual([dry[key] for key in ["new", "changed", "unchanged"]], [told[key] for key in ["new", "changed", "unchanged"]])
        self.assertIn("1  new list\n", self.ok("import", "recommendations", self.write("r.csv", RECOMMENDATIONS.replace("c_2", "c_99")), "--table").out)
        self.assertIn("1  list there already\n", self.ok("import", "recommendations", "r.csv", "--dry-run", "--table").out)

    def test_an_erased_person_is_not_left_in_a_files_name(self):
        self.ok("init")
        self.ok("import", "customers", self.write("ana@example.org 2023.csv", CUSTOMERS))
        self.ok("erase-customer", "c_1", "--yes")
        self.assertNotIn("ana@", self.ok("imports").out)


class Rejects(ShopTest):
    def small_files(self):
        # A log of a few pages fits, and what is rejected: only COMMIT, which writes the others, fails.
        resource.setrlimit(resource.RLIMIT_FSIZE, (40960, 40960))

    def test_rejects_of_what_could_not_be_stored_are_gone_again(self):
        self.ok("init")
        people = self.write("c.csv", "customer_id,email\n" + "".join(f"c_{i},someone.{i}@example.org\n" for i in range(3000)) + ",x\n")
        for arguments, table in [(["import", "customers", people], "customers"),
                                 (["upload", "L", self.write("l.txt", "".join(f"c_{i}\n" for i in range(3001)))], "audience_audiences")]:
            with self.subTest(arguments=arguments):
                arguments += ["--rejects", "rejects.csv"]
                self.fails(10, *arguments, preexec_fn=self.small_files)
                self.assertEqual(self.sql(f"SELECT count(*) FROM {table}"), [(0,)])
                self.assertFalse((self.folder / "rejects.csv").exists())
                self.ok(*arguments)
                (self.folder / "rejects.csv").unlink()


class Answers(ShopTest):
    """Standard output that takes nothing, after all is done."""

    def told(self, code, *arguments):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([BINARY, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE, text=True, cwd=self.folder, timeout=60,
                                  check=False, env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db)})
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn("audience: cannot write standard output: ", done.stderr)
        return done.stderr

    def test_a_command_that_stores_says_that_it_did(self):
        self.ok("init")
        for arguments, done in [(["import", "customers", self.write("c.csv", CUSTOMERS)], "the import is stored"),
                                (["import", "--undo"], "the import is taken back"), (["import", "customers", "c.csv"], "the import is stored"),
                                (["create", self.document("A", [attribute("city", "IN", ["Paris"])], is_dynamic=True)], "the audience is stored"),
                                (["create", "A.json", "--if-exists", "replace"], "the audience is stored"),
                                (["apply", self.document("B", [])], "the documents are applied"),
                                (["create", self.document("C", [], status="draft")], "the audience is stored"),
                                (["update", "C", "C.json"], "the audience is updated"),
                                (["upload", "L", self.write("l.txt", "c_1\nc_9\n")], "the audience is stored"),
                                (["rename", "L", "M"], "the audience has its new name"),
                                (["refresh", "A"], "what was refreshed is stored"),
                                (["export", "A"], "the export is made"),
                                (["revoke", "--all"], "the links are revoked"),
                                (["key", "rotate"], "the new key is in force"),
                                (["delete", "M", "--yes"], "the audiences are deleted"),
                                (["erase-customer", "c_1", "--yes"], "the customers are erased")]:
            with self.subTest(arguments=arguments):
                self.assertIn(f"; {done}, only the answer could not be written", self.told(10, *arguments))
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["A", "B", "C"])
        self.assertEqual(self.sql("SELECT count(*) FROM customers"), [(4,)])

    def test_a_command_that_stores_nothing_says_no_such_thing(self):
        self.make_shop()
        self.document("A", [])
        for arguments in [["import", "customers", "customers.csv", "--dry-run"], ["create", "A.json", "--dry-run"], ["list"], ["imports"]]:
            self.assertNotIn("answer", self.told(10, *arguments))


if __name__ == "__main__":
    unittest.main()
