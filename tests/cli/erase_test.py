"""Erased people are in no file of ours, stay out, and what cannot be reached is named."""
import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
import unittest

from harness import BINARY, CUSTOMERS, GENERATE_SHOP, ShopTest, attribute, bought

AS_OF = "2023-09-14"
FAR = 4102444800  # unix seconds of a link that outlives the tests
EXPORT_COLUMNS = ("export_id, audience_id, audience_name, exported_at, exported_by, format, file, recipient, rows, held_back, bytes,"
                  " sha256, expires_at")


class Erase(ShopTest):
    inputs = ()

    def files_with(self, texts):
        """Files of the folder, but those of the user, that hold one of the texts."""
        found = []
        for path in self.folder.rglob("*"):
            if path.is_file() and path not in self.inputs:
                data = path.read_bytes()
                found += [(path.name, text) for text in texts if text.encode() in data]
        return found

    def make_large_shop(self, customers=4000):
        subprocess.run([GENERATE_SHOP, "--customers", str(customers), "--output", self.folder], check=True, capture_output=True)
        file = self.folder / "customers.csv"
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        self.people = rows[5::customers // 20]
        for number, person in enumerate(self.people):
            person["first_name"] = f"Erstname{number}q"
            person["last_name"] = f"Letztname{number}q"
            person["email"] = f"someone{number}q@example.org"
            person["phone_number"] = f"+381 99 77{number:03}55"
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        self.ids = [person["customer_id"] for person in self.people]
        # Ids need their end to be told from longer ones, and the rest is unlike anything else.
        self.traces = [person[column] for person in self.people for column in ["first_name", "last_name", "email", "phone_number"]]
        self.inputs = tuple(self.folder / f"{kind}.csv" for kind in ["customers", "purchases", "recommendations"])
        self.ok("init")
        for kind, path in zip(["customers", "purchases", "recommendations"], self.inputs):
            self.ok("import", kind, path)

    def add_export(self, audience, number, expires=None, recipient=None, copy=False, exported=1694649600):
        export = f"{number:032x}"
        audience_id = self.ok("show", audience).json()["audience_id"]
        connection = sqlite3.connect(self.db)
        connection.execute(f"INSERT INTO audience_exports({EXPORT_COLUMNS}) VALUES(?, ?, ?, ?, 'me', 'csv', ?, ?, 1, 0, 1, '', ?)",
                           (export, audience_id, audience, exported, f"/files/{number}.csv", recipient, expires))
        connection.commit()
        connection.close()
        links = self.folder / "shop.db.links"
        links.mkdir(exist_ok=True)
        path = links / f"{export}-{expires}.csv"
        if copy:
            path.write_text(",".join(self.traces), encoding="utf-8")
        return path

    def members_and_history(self):
        return {one["audience_name"]: (set(self.members(one["audience_name"])),
                                       [self.ok("changes", one["audience_name"], "--since", since).json()
                                        for since in range(len(self.ok("history", one["audience_name"]).json()))])
                for one in self.ok("list").json()}

    def test_nothing_of_many_people_is_left_in_any_file_and_old_files_do_not_bring_them_back(self):
        self.make_large_shop()
        self.ok("create", self.document("everyone", [], is_dynamic=True), "--as-of", AS_OF)
        self.ok("create", self.document("buyers", [bought(["i_8732", "i_1", "i_2"], "purchases-90-days")], is_dynamic=True), "--as-of", AS_OF)
        self.ok("create", self.document("adults", [attribute("age", "GREATER_THAN", {"value": 40})], is_dynamic=True), "--as-of", AS_OF)
        for step in range(4):
            self.sql(f"UPDATE customers SET age = (rowid * 13 + {step} * 29) % 90 WHERE rowid % 3 = {step} % 3")
            self.ok("refresh", "--all", "--as-of", f"2023-09-{15 + 9 * (step % 2)}")
        audience = self.sql("SELECT number FROM audience_audiences WHERE audience_name = 'adults'")[0][0]
        self.sql(f"INSERT INTO audience_unmatched VALUES({audience}, '{self.ids[3]}'), ({audience}, 'somebody else')")
        live = self.add_export("everyone", 1, expires=FAR, recipient=self.people[0]["email"].upper(), copy=True)
        self.add_export("everyone", 2, exported=1694649700)
        stray = self.folder / "shop.db.links" / "key"
        stray.write_text("not a copy", encoding="utf-8")
        self.inputs += tuple(self.folder.glob("*.json"))
        before = self.members_and_history()
        purchases = self.sql("SELECT count(*) FROM purchases")[0][0]
        gone = self.sql(f"SELECT count(*) FROM purchases WHERE customer_id IN ({','.join(repr(one) for one in self.ids)})")[0][0]

        unchanged = self.db.read_bytes()
        planned = self.ok("erase-customer", "-", "--dry-run", stdin="\n".join(self.ids)).json()
        self.assertEqual(self.db.read_bytes(), unchanged)
        self.assertTrue(live.exists())
        report = self.ok("erase-customer", "-", "--yes", stdin="\r\n".join(self.ids) + "\n\n").json()
        self.assertTrue(report.pop("cleaned"))
        self.assertFalse(planned.pop("cleaned"))
        self.assertEqual({**planned, "dry_run": False}, report)
        self.assertEqual((report["customers"], report["erased"], report["erased_before"]), (len(self.ids), len(self.ids), 0))
        self.assertEqual(report["rows"], {"customers": len(self.ids), "purchases": gone, "recommendations": 10 * len(self.ids)})
        self.assertEqual((report["links_revoked"], report["unmatched_values"], report["recipients"]), (1, 1, 1))
        self.assertEqual(report["given_out"], {"exports": 2, "last": "2023-09-14T00:01:40Z", "last_file": "/files/2.csv",
                                               "exports_of_deleted_audiences": 0})
        self.assertGreater(report["memberships"], len(self.ids))
        self.assertGreater(report["differences"], 0)

        self.assertEqual(self.files_with(self.traces), [])
        for path in self.folder.glob("shop.db*"):
            if path.is_file():
                left = re.findall(rb"c_\d+", path.read_bytes())
                self.assertEqual(set(left) & {one.encode() for one in self.ids}, set())
        self.assertFalse(live.exists())
        self.assertTrue(stray.exists())
        self.assertEqual(self.sql("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.sql("SELECT count(*) FROM purchases"), [(purchases - gone,)])
        self.assertEqual(self.sql("SELECT value FROM audience_unmatched"), [("somebody else",)])

        erased = set(self.ids)
        after = self.members_and_history()
        for name, (members, changes) in before.items():
            self.assertEqual(after[name][0], members - erased)
            for old, new in zip(changes, after[name][1], strict=True):
                for side in ["entered", "left"]:
                    self.assertEqual(set(new[side]), set(old[side]) - erased)

        for kind, path, more, rows in [("customers", self.inputs[0], [], len(self.ids)), ("purchases", self.inputs[1], ["--again"], gone),
                                       ("customers", self.inputs[0], ["--replace"], len(self.ids)),
                                       ("recommendations", self.inputs[2], [], 10 * len(self.ids))]:
            again = self.ok("import", kind, path, *more, "--rejects", self.folder / "rejects.csv", "--force", "--max-rejects", "0").json()
            self.assertEqual((again["erased"], again["rejected"]), (rows, {}))
        self.assertIn("of erased customers", self.ok("import", "customers", self.inputs[0], "--table").out)
        self.assertEqual(self.files_with(self.traces + self.ids[:1]), [])
        self.assertEqual(self.sql("SELECT count(*) FROM customers"), [(4000 - len(self.ids),)])
        self.ok("refresh", "everyone", "--as-of", AS_OF)
        self.assertEqual(set(self.members("everyone")), before["everyone"][0] - erased)

        # Nor do lists that name them, by whatever they are known.
        for match, column in [([], "customer_id"), (["--match", "email"], "email"), (["--match", "phone_number"], "phone_number")]:
            values = {one[column] for one in self.people if one[column]}
            listed = self.ok("upload", f"by {column}", "-", *match, stdin="\n".join(f" {one} " for one in values) + "\nnew@example.org\n").json()
            self.assertEqual((listed["erased"], listed["unknown"], listed["audience_size"]), (len(values), 1, 0))
        self.assertEqual(self.files_with(self.traces + self.ids[:1]), [])

    def test_all_of_those_named_or_none_and_again_is_harmless(self):
        self.make_shop()
        result = self.fails(4, "erase-customer", "c_1", "c_99", "C_2", "--yes")
        self.assertIn("2 of the 3 ids given are nobody's: number 2, 3", result.err)
        self.assertNotIn("c_99", result.err)
        self.assertIn("the id given is nobody's", self.fails(4, "erase-customer", "c_99", "--dry-run").err)
        self.fails(2, "erase-customer", "c_1")
        self.fails(2, "erase-customer")
        self.fails(2, "erase-customer", "-", "--yes", stdin="\n")
        self.assertEqual(self.sql("SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM audience_erased)"), [(5, 0)])
        first = self.ok("erase-customer", "c_1", "c_1", "--yes").json()
        self.assertEqual((first["customers"], first["erased"]), (1, 1))
        again = self.ok("erase-customer", "c_1", "c_2", "--yes").json()
        self.assertEqual((again["customers"], again["erased"], again["erased_before"]), (2, 1, 1))
        table = self.ok("erase-customer", "c_1", "--yes", "--table").out
        self.assertIn("Erased 0 customers; 1 erased before", table)
        self.assertIn("Would erase 1 customer\n", self.ok("erase-customer", "c_3", "--dry-run", "--table").out)

    def test_it_asks_on_a_terminal_and_says_what_would_go(self):
        self.make_shop()
        for answer, code, left in [("n", 2, 5), ("y", 0, 4)]:
            ours, theirs = os.openpty()
            os.write(ours, f"{answer}\n".encode())
            result = subprocess.run([BINARY, "--db", str(self.db), "erase-customer", "c_1"], stdin=theirs, capture_output=True, text=True,
                                    check=False)
            os.close(ours)
            os.close(theirs)
            self.assertEqual(result.returncode, code, result.stderr)
            self.assertIn("Erase 1 customer (1 row of customers, 2 rows of purchases, 2 rows of recommendations), for good? [y/N]", result.stderr)
            self.assertEqual(self.sql("SELECT count(*) FROM customers"), [(left,)])

    def test_a_row_that_comes_back_under_an_erased_id_is_in_no_old_audience(self):
        self.make_shop()
        self.ok("create", self.document("paris", [attribute("city", "IN", ["Paris"])]))
        self.assertEqual(self.members("paris"), ["c_1", "c_3", "c_5"])
        highest = self.sql("SELECT max(number) FROM audience_customers")[0][0]
        self.ok("erase-customer", "c_5", "--yes")
        self.ok("import", "customers", self.write("new.csv", "customer_id,city\nc_5,Paris\nc_6,Paris\n"))
        self.assertEqual(self.sql("SELECT customer_id FROM customers WHERE customer_number >= 5"), [("c_6",)])
        self.sql("INSERT INTO customers(customer_id, city) VALUES('c_5', 'Paris')")
        self.assertGreater(self.sql("SELECT customer_number FROM customers WHERE customer_id = 'c_5'")[0][0], highest)
        self.assertEqual(self.members("paris"), ["c_1", "c_3"])
        self.assertEqual(self.ok("erase-customer", "c_5", "--yes").json()["rows"]["customers"], 1)
        self.assertEqual(self.members("paris"), ["c_1", "c_3"])

    def test_a_row_written_again_by_another_program_is_nobody(self):
        self.make_shop()
        self.ok("erase-customer", "c_1", "--yes")
        self.sql("INSERT INTO customers(customer_id, city, email) VALUES('c_1', 'Paris', 'back@example.org'), ('c_8', 'Paris', NULL)")
        answer = self.ok("create", self.document("paris", [attribute("city", "IN", ["Paris"])])).json()
        self.assertEqual(answer["filters"][0]["values"][0]["count_before"], 5)
        self.assertEqual(self.members("paris"), ["c_3", "c_5", "c_8"])
        self.ok("create", self.document("all", []))
        self.assertNotIn("c_1", self.members("all"))
        self.assertNotIn("c_1", self.ok("export", "all", "-o", "-").out)
        self.fails(4, "why", "all", "c_1")
        self.assertEqual(self.ok("upload", "L", "-", "--match", "email", stdin="back@example.org\nc_8\n").json()["erased"], 1)
        self.ok("erase-customer", "c_8", "--yes")
        self.sql("INSERT INTO customers(customer_id, city) VALUES('c_8', 'Paris'), ('c_9', 'Paris')")
        self.ok("create", self.document("later", []))
        self.assertEqual(self.members("later"), ["c_2", "c_3", "c_4", "c_5", "c_9"])

    def test_brackets_belong_to_the_name(self):
        self.ok("init")
        self.ok("import", "customers", self.write("odd.csv", 'customer_id\n7\n8\n[7]\n"[7,8]"\n'))
        self.ok("erase-customer", "[7]", "--yes")
        self.ok("erase-customer", "--yes", "--", "[7,8]")
        self.assertEqual(self.sql("SELECT customer_id FROM customers ORDER BY 1"), [("7",), ("8",)])
        for name in ("[VIP]", "VIP"):
            self.ok("create", "-", stdin=json.dumps({"audience_name": name, "filters": []}))
        self.ok("delete", "[VIP]", "--yes")
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["VIP"])

    def test_an_id_between_other_characters_is_found(self):
        self.make_shop()
        self.sql("UPDATE customers SET customer_id = 'c_10001' WHERE customer_id = 'c_1'")
        told = self.document("told", [], description="see id=c_10001, c_10001's card; +381 64 123")
        self.ok("apply", told, "--note", "ticket/c_10001#c_100012")
        self.ok("export", "told", "-o", "c_10001.csv", "--no-link")
        result = self.fails(5, "erase-customer", "c_10001", "--yes")
        self.assertEqual(result.json()["named_by"], ["told"])
        self.assertEqual(self.sql("SELECT note FROM audience_runs"), [("ticket/erased#c_100012",)])
        self.assertTrue(self.sql("SELECT file FROM audience_exports")[0][0].endswith("/erased.csv"))

    def test_documents_that_name_the_person_are_told_until_they_no_longer_do(self):
        self.make_shop()
        self.sql("UPDATE customers SET email = 'ana@example.org', segment_id = 'c_10001', customer_id = 'c_10001' WHERE customer_id = 'c_1'")
        self.sql("UPDATE customers SET last_name = 'Li' WHERE customer_id = 'c_3'")
        folder = self.folder / "audiences"
        folder.mkdir()
        documents = {
            "by mail": [attribute("email", "CONTAINS", ["Ana@Example.org", "bob@example.org"])],
            "by id": [attribute("customer_id", "NOT_IN", ["c_10001", "c_2"])],
            "shared name": [attribute("last_name", "IN", ["Li"])],
            "a number": [attribute("age", "GREATER_THAN", {"value": 40})]}
        for name, filters in documents.items():
            (folder / f"{name}.json").write_text(json.dumps({"audience_name": name, "filters": filters, "is_dynamic": True}), encoding="utf-8")
        self.ok("apply", folder, "--note", "asked by ana@example.org")
        for arguments in [["--dry-run"], ["--yes"], ["--yes"], ["--dry-run"]]:
            result = self.fails(5, "erase-customer", "c_10001", *arguments)
            self.assertEqual(result.json()["named_by"], ["by id", "by mail"])
            self.assertIn("2 stored documents name someone", result.err)
            self.assertNotIn("by mail", result.err)
        self.assertIn('Still named by the documents of "by id", "by mail"', self.fails(5, "erase-customer", "c_10001", "--yes", "--table").out)
        self.assertEqual({run["note"] for run in self.ok("history", "by mail").json()}, {"asked by erased"})
        self.assertIn('"erased", "bob@example.org"', self.ok("history", "by mail").json()[0]["formula"])
        # A refresh writes the present document into the history once more.
        self.ok("refresh", "by mail")
        (folder / "by mail.json").write_text(json.dumps({"audience_name": "by mail", "filters": [attribute("email", "IN", ["bob@example.org"])]}))
        (folder / "by id.json").unlink()
        self.ok("apply", folder, "--prune", "--yes")
        self.inputs = tuple(self.folder.glob("*.csv")) + tuple(folder.iterdir())
        self.assertEqual(self.ok("erase-customer", "c_10001", "--yes").json()["named_by"], [])
        self.assertEqual(self.files_with(["c_10001", "ana@", "Ana@"]), [])

    def test_a_reader_that_stays_is_told_of_and_the_next_run_finishes(self):
        self.make_shop()
        self.inputs = tuple(self.folder.glob("*.csv"))
        reader = sqlite3.connect(self.db, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM customers").fetchall()
        result = self.fails(9, "erase-customer", "c_1", "--yes", "--wait", "200ms")
        self.assertIn("the customers are erased, but old pages", result.err)
        self.assertIn("run the same command again", result.err)
        self.assertEqual((result.json()["erased"], result.json()["cleaned"]), (1, False))
        self.assertEqual(len(reader.execute("SELECT * FROM customers").fetchall()), 5)
        self.assertEqual(self.sql("SELECT count(*) FROM customers"), [(4,)])
        self.assertNotEqual(self.files_with(["ana@example.org"]), [])
        reader.close()
        again = self.ok("erase-customer", "c_1", "--yes").json()
        self.assertEqual((again["erased_before"], again["cleaned"]), (1, True))
        self.assertEqual(self.files_with(["ana@example.org", "Petrov"]), [])

    def test_a_stream_that_may_hold_someone_erased_meanwhile_says_so(self):
        self.make_shop()
        self.ok("import", "customers", self.write("many.csv", "customer_id\n" + "".join(f"customer_{i:05}\n" for i in range(30000))))
        self.ok("create", self.document("all", []))
        # More than a pipe holds: the export reads on until the test does.
        stream = subprocess.Popen([BINARY, "--db", self.db, "export", "all", "-o", "-", "--columns", "customer_id"],
                                  cwd=self.folder, bufsize=0, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        begun = stream.stdout.read(1)
        self.fails(9, "erase-customer", "customer_29999", "--yes", "--wait", "200ms")
        rest, told = stream.communicate(timeout=60)
        self.assertEqual(stream.returncode, 5, told)
        self.assertIn(b"customers were erased while the export was streamed: what went out may hold them", told)
        self.assertEqual(len((begun + rest).splitlines()), 30006)
        self.assertIn(b"customer_29999", rest)
        (entered,) = self.ok("exports").json()
        self.assertEqual((entered["rows"], entered["file"], entered["state"]), (30005, None, "no link"))
        self.ok("erase-customer", "customer_29999", "--yes")
        self.assertNotIn("customer_29999", self.ok("export", "all", "-o", "-").out)

    def test_a_writer_that_stays_keeps_everything_as_it_is(self):
        self.make_shop()
        writer = sqlite3.connect(self.db, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        result = self.fails(9, "erase-customer", "c_1", "--yes", "--wait", "200ms")
        self.assertNotIn("are erased", result.err)
        writer.execute("ROLLBACK")
        self.assertEqual(self.sql("SELECT count(*) FROM customers"), [(5,)])
        writer.close()

    def test_kill_at_any_moment_leaves_all_or_nothing(self):
        self.make_large_shop(3000)
        self.ok("create", self.document("everyone", []))
        self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        listed = ",".join(repr(one) for one in self.ids)
        pristine = self.folder / "pristine.copy"
        shutil.copyfile(self.db, pristine)

        def state():
            return (self.sql(f"SELECT (SELECT count(*) FROM customers WHERE customer_id IN ({listed})), (SELECT count(*) FROM audience_customers"
                             f" WHERE customer_id IN ({listed})), (SELECT count(*) FROM purchases), (SELECT count(*) FROM audience_erased),"
                             f" (SELECT count(*) FROM audience_recommendations)"), len(self.members("everyone")))

        command = [BINARY, "--db", str(self.db), "erase-customer", *self.ids, "--yes"]
        start = time.monotonic()
        before = state()
        subprocess.run(command, check=True, capture_output=True)
        whole = time.monotonic() - start
        after = state()
        self.assertNotEqual(before, after)
        seen = set()
        rounds = 24
        for i in range(rounds):
            shutil.rmtree(f"{self.db}.columns", ignore_errors=True)
            for path in self.folder.glob("shop.db*"):
                path.unlink()
            shutil.copyfile(pristine, self.db)
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=whole * (i + 1) / rounds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self.assertEqual(self.sql("PRAGMA integrity_check"), [("ok",)])
            self.assertIn(state(), [before, after])
            seen.add(state() == after)
            self.assertEqual([path.name for path in self.folder.glob("etilqs*")], [])
        self.assertEqual(seen, {False, True}, "no kill came in time, or all did")
        pristine.unlink()
        self.ok("erase-customer", *self.ids, "--yes")
        self.assertEqual(self.files_with(self.traces), [])

    def test_temporary_files_lie_beside_the_database(self):
        self.make_shop()
        # More than is held in memory meanwhile.
        self.sql("CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 60) SELECT randomblob(1000000) FROM n")
        log = self.folder / "strace.log"
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "ASAN_OPTIONS": "detect_leaks=0"}
        subprocess.run(["strace", "-f", "-e", "trace=open,openat,creat", "-o", log, BINARY, "--db", self.db, "erase-customer", "c_1", "--yes"],
                       check=True, capture_output=True, env=environment)
        opened = re.findall(r'"([^"]*)", [A-Z_|]*O_(?:RDWR|WRONLY)', log.read_text(encoding="utf-8"))
        temporary = [path for path in opened if "etilqs" in path]
        self.assertNotEqual(temporary, [], "VACUUM wrote no temporary file")
        for path in opened:
            self.assertTrue(path.startswith(str(self.folder)), path)
        self.assertEqual(list(self.folder.glob("etilqs*")), [])

    def test_a_person_of_another_programs_file_is_out_and_their_rows_are_named(self):
        crm = self.folder / "crm.sqlite"
        connection = sqlite3.connect(crm)
        connection.executescript("CREATE TABLE people(id INTEGER PRIMARY KEY, mail TEXT, town TEXT); CREATE TABLE orders(buyer INTEGER, at TEXT, sku TEXT);"
                                 "INSERT INTO people VALUES(41, 'ana@example.org', 'Paris'), (42, 'bob@example.org', 'Paris'), (43, NULL, 'Rome');"
                                 "INSERT INTO orders VALUES(42, '2023-09-01', 'a'), (42, '2023-09-02', 'b'), (41, '2023-09-01', 'a'), (77, '2023-09-01', 'a')")
        connection.close()
        before = crm.read_bytes()
        catalog = {"database": "crm.sqlite", "customers": {"table": "people", "key": "id", "attributes": [{"name": "mail", "personal": True}]},
                   "events": [{"name": "orders", "table": "orders", "customer": "buyer", "time": "at", "entity": "sku"}]}
        self.ok("init", "--catalog", self.write("crm.json", json.dumps(catalog)))
        self.ok("create", self.document("all", [], is_dynamic=True))
        self.ok("create", self.document("chosen", [attribute("id", "IN", [42, 43])]))
        self.ok("create", self.document("aged", [attribute("orders", "IN", ["42"], filter_entity="sku")]))
        planned = self.fails(5, "erase-customer", "42", "--dry-run").json()
        result = self.fails(5, "erase-customer", "42", "--yes")
        report = result.json()
        self.assertEqual(report["rows_left"], {"people": 1, "orders": 2})
        self.assertEqual(planned["rows_left"], report["rows_left"])
        self.assertEqual((report["erased"], report["memberships"], report["named_by"]), (1, 2, ["chosen"]))
        self.assertIn("crm.sqlite", report["foreign_database"])
        self.assertEqual(self.sql("SELECT customer_id FROM audience_customers ORDER BY 1"), [("41",), ("43",)])
        for _ in range(2):
            listed = self.ok("list-customers", "all").json()
            self.assertEqual(([row["id"] for row in listed["customers"]], listed["count"]), ([41, 43], 2))
            self.ok("refresh", "all")
        answer = self.ok("create", self.document("bought", [attribute("orders", "IN", ["a", "b"], filter_entity="sku")])).json()
        step = answer["filters"][0]["values"][0]
        self.assertEqual((step["count_before"], step["count_now"]), (2, 1))
        self.fails(4, "why", "all", "42")
        self.ok("delete", "chosen", "--yes")
        self.assertEqual(self.fails(5, "erase-customer", "42", "--yes").json()["named_by"], [])
        self.assertEqual(self.fails(5, "erase-customer", "77", "--yes").json()["rows_left"], {"orders": 1})
        connection = sqlite3.connect(crm)
        self.assertEqual(crm.read_bytes(), before)
        connection.executescript("DELETE FROM people WHERE id = 42; DELETE FROM orders WHERE buyer = 42")
        connection.close()
        self.assertEqual(self.ok("erase-customer", "42", "--yes").json()["rows_left"], {})
        crm.unlink()
        result = self.fails(8, "erase-customer", "43", "--yes")
        self.assertEqual(result.json()["erased"], 1)
        self.assertIn("nobody could look for rows elsewhere", result.err)
        self.assertEqual(self.sql("SELECT customer_id FROM audience_customers"), [("41",)])

    def test_events_in_further_tables_of_the_own_file_go_too(self):
        self.make_shop()
        self.sql("CREATE TABLE page_views(customer_id TEXT, seen_at INTEGER, url TEXT)")
        self.sql("INSERT INTO page_views VALUES('c_1', 1694600000, '/a'), ('c_1', 1694600001, '/b'), ('c_3', 1694600000, '/b')")
        self.sql("CREATE VIEW clicks AS SELECT customer_id, seen_at, url FROM page_views")
        self.sql("CREATE TABLE calls(caller TEXT, called_at INTEGER)")
        self.sql("INSERT INTO calls VALUES('c_1', 1)")
        self.sql("CREATE VIEW talks AS SELECT * FROM calls")
        catalog = json.loads(self.ok("catalog").out)
        for name, customer, when in [("page_views", "customer_id", "seen_at"), ("clicks", "customer_id", "seen_at"), ("talks", "caller", "called_at")]:
            catalog["events"].append({"name": name, "table": name, "customer": customer, "time": when})
        self.ok("init", "--catalog", self.write("own.json", json.dumps(catalog)))
        report = self.fails(5, "erase-customer", "c_1", "--yes").json()
        self.assertEqual(report["rows"], {"customers": 1, "purchases": 2, "recommendations": 2, "page_views": 2})
        self.assertEqual(report["rows_left"], {"talks": 1})
        self.assertEqual(self.sql("SELECT count(*) FROM page_views"), [(1,)])

    def test_rows_that_refer_to_ids_by_numbers_go_too(self):
        self.ok("init")
        self.ok("import", "customers", self.write("c.csv", "customer_id\n42\n043\n44\nc_1\n"))
        self.sql("CREATE TABLE visits(person REAL, at INTEGER, url TEXT)")
        self.sql("INSERT INTO visits VALUES(42, 1, '/a'), (42, 2, '/b'), (43, 1, '/a'), (44, 1, '/a'), ('c_1', 1, '/a'), (NULL, 1, '/a')")
        catalog = self.ok("catalog").json()
        catalog["events"].append({"name": "visits", "table": "visits", "customer": "person", "time": "at"})
        self.ok("init", "--catalog", self.write("own.json", json.dumps(catalog)))
        for dry_run in [["--dry-run"], ["--yes"]]:
            report = self.ok("erase-customer", "42", "043", "43", "c_1", *dry_run).json()
            self.assertEqual((report["rows"]["customers"], report["rows"]["visits"]), (3, 4))
        self.assertEqual(self.sql("SELECT person FROM visits ORDER BY 1"), [(None,), (44,)])

    def test_rows_of_another_program_that_refer_by_numbers_are_named(self):
        connection = sqlite3.connect(self.folder / "crm.sqlite")
        connection.executescript("CREATE TABLE people(id INTEGER PRIMARY KEY); INSERT INTO people VALUES(42), (43);"
                                 "CREATE TABLE visits(person REAL, at INTEGER, url TEXT); INSERT INTO visits VALUES(42, 1, '/a'), (42, 2, '/b'), (43, 1, '/a')")
        connection.close()
        catalog = {"database": "crm.sqlite", "customers": {"table": "people", "key": "id"},
                   "events": [{"name": "visits", "table": "visits", "customer": "person", "time": "at", "time_format": "unix", "entity": "url"}]}
        self.ok("init", "--catalog", self.write("crm.json", json.dumps(catalog)))
        self.assertEqual(self.fails(5, "erase-customer", "42", "--yes").json()["rows_left"], {"people": 1, "visits": 2})

    def test_a_feed_of_erased_people_alone_is_no_failure(self):
        self.make_shop()
        self.ok("erase-customer", "c_1", "c_2", "--yes")
        header, *rows = CUSTOMERS.splitlines()
        file = self.write("two.csv", "\n".join([header, *rows[:2]]))
        self.assertEqual(self.ok("import", "customers", file).json()["erased"], 2)
        self.assertIn("nobody would be left", self.fails(3, "import", "customers", file, "--replace").err)
        self.assertEqual(self.sql("SELECT count(*) FROM customers"), [(3,)])


if __name__ == "__main__":
    unittest.main()
