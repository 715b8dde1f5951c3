"""Backups and what comes back: whole, private, sound; and nothing restored that must stay gone."""
import contextlib
import json
import os
import pathlib
import pty
import shutil
import signal
import sqlite3
import stat
import subprocess
import time
import unittest

from harness import BINARY, ROOT, ShopTest, attribute


class Backups(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()

    def create(self, name, city="Paris", **more):
        return self.ok("create", self.document(name, [attribute("city", "IN", [city])], **more)).json()

    def at(self, file, *arguments, code=0):
        """The command on another database."""
        own, self.db = self.db, self.folder / file
        try:
            return self.fails(code, *arguments)
        finally:
            self.db = own

    def restore(self, file, *more):
        return self.ok("restore", file, "--yes", *more).json()

    def names(self):
        return sorted(path.name for path in self.folder.iterdir() if not path.name.startswith("shop.db-"))

    def test_a_backup_is_a_database_of_its_own(self):
        self.create("winter")
        before = self.names()
        report = self.ok("backup", "monday.db").json()
        file = self.folder / "monday.db"
        self.assertEqual((report["file"], report["audiences"], report["customers"], report["bytes"], report["key_file"]),
                         ("monday.db", 1, 5, file.stat().st_size, None))
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertEqual(self.names(), sorted(before + ["monday.db"]))
        self.create("summer", "London")
        copy = self.at("monday.db", "list-customers", "winter", "--all", "--jsonl")
        self.assertEqual(copy.out, self.ok("list-customers", "winter", "--all", "--jsonl").out)
        self.assertEqual([one["audience_name"] for one in self.at("monday.db", "list").json()], ["winter"])
        self.assertIn("2 audiences, 5 customers", self.ok("backup", "again.db", "--table").out)

    def test_a_target_is_never_replaced_unasked(self):
        self.ok("backup", "a.db")
        self.create("winter")
        self.assertIn("--force", self.fails(5, "backup", "a.db").err)
        self.assertEqual(self.ok("backup", "a.db", "--force").json()["audiences"], 1)
        for own in ("shop.db", "shop.db-wal", "shop.db.links/x"):
            self.fails(5, "backup", own, "--force")
            self.fails(5, "restore", own, "--yes")
        self.fails(4, "backup", "nowhere/a.db")
        self.fails(5, "backup", self.folder, "--force")
        self.fails(2, "backup", "-")

    def test_writers_are_not_held_up_and_their_half_work_is_in_no_backup(self):
        with contextlib.closing(sqlite3.connect(self.db, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("DELETE FROM customers")
            self.assertEqual(self.ok("backup", "a.db", "--wait", "0s").json()["customers"], 5)
            writer.execute("COMMIT")
        self.assertEqual(self.ok("backup", "b.db").json()["customers"], 0)

    def test_a_restored_database_is_as_it_was(self):
        self.create("winter", is_dynamic=True)
        self.ok("refresh", "winter")
        before = {verb: self.ok(verb, "winter").out for verb in ("show", "history", "changes")}
        everyone = self.ok("list-customers", "winter", "--all", "--jsonl").out
        self.ok("backup", "monday.db")
        kept = (self.folder / "monday.db").read_bytes()
        self.sql("DELETE FROM customers WHERE customer_id <> 'c_2'")
        self.ok("delete", "winter", "--yes", "--purge")
        self.create("new", "London")
        report = self.restore("monday.db")
        self.assertEqual((report["audiences"], report["customers"], report["created"]), (1, 5, False))
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["winter"])
        self.assertEqual({verb: self.ok(verb, "winter").out for verb in before}, before)
        self.assertEqual(self.ok("list-customers", "winter", "--all", "--jsonl").out, everyone)
        self.assertEqual((self.folder / "monday.db").read_bytes(), kept)
        self.assertEqual([name for name in self.names() if name.startswith(".")], [])
        self.assertEqual([path.name for path in (self.folder / "shop.db.links").iterdir()], [])

    def test_it_asks_or_is_told(self):
        self.ok("backup", "monday.db")
        self.create("winter")
        self.assertIn("--yes", self.fails(2, "restore", "monday.db").err)
        self.assertEqual(len(self.ok("list").json()), 1)

    def answered(self, answer, *arguments):
        """The command on a terminal where that is typed: its exit code, answer, and what was asked."""
        ours, theirs = pty.openpty()
        os.write(ours, answer.encode())
        done = subprocess.run([BINARY, "--db", str(self.db), *arguments], stdin=theirs, capture_output=True, text=True, cwd=self.folder, timeout=60,
                              check=False, env={"PATH": os.environ["PATH"], "HOME": str(self.folder)})
        os.close(theirs)
        os.close(ours)
        return done.returncode, done.stdout, done.stderr

    def test_the_question_says_what_is_there_what_comes_and_what_is_lost(self):
        self.create("winter", is_dynamic=True)
        self.ok("backup", "monday.db")
        code, _, asked = self.answered("n\n", "restore", "monday.db")
        self.assertEqual(code, 2)
        self.assertNotIn("Lost", asked)
        self.ok("refresh", "winter")
        self.create("summer", "London")
        self.create("autumn", "Rome")
        self.ok("import", "customers", self.write("new.csv", "customer_id\nc_8\n"))
        code, _, asked = self.answered("n\n", "restore", "monday.db")
        time = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
        self.assertEqual(code, 2)
        self.assertRegex(asked, f"^This database  3 audiences, 6 customers, [0-9,]+ bytes, newest of {time}\n"
                         f"The backup     1 audience, 5 customers, [0-9,]+ bytes, newest of {time}\n"
                         f'Lost           the audiences "autumn", "summer"; 3 runs of history; 1 import\n'
                         f"Put monday.db in the place of {self.db}\\? \\[y/N\\] ")
        self.assertEqual(len(self.ok("list").json()), 3)
        code, out, _ = self.answered("y\n", "--table", "restore", "monday.db")
        self.assertEqual(code, 0)
        self.assertIn('\nGone  the audiences "autumn", "summer"; 3 runs of history; 1 import\n', out)
        report = self.restore("monday.db")
        self.assertEqual([report[key] for key in ("audiences_lost", "runs_lost", "imports_lost")], [[], 0, 0])
        # As many as another database has.
        self.at("other.db", "init")
        self.at("other.db", "backup", "other_backup.db")
        report = self.restore("other_backup.db")
        self.assertEqual([report[key] for key in ("audiences_lost", "runs_lost", "imports_lost")], [["winter"], 1, 3])

    def test_what_cannot_be_read_any_more_is_replaced_all_the_same(self):
        self.create("winter")
        self.ok("backup", "monday.db")
        self.sql("ALTER TABLE audience_runs RENAME TO gone")
        self.sql("DROP TABLE gone")
        report = self.restore("monday.db")
        self.assertEqual([report[key] for key in ("audiences", "audiences_lost", "runs_lost", "imports_lost")], [1, None, None, None])
        self.assertEqual(len(self.ok("history", "winter").json()), 1)

    def test_a_database_that_is_not_there_is_not_spoken_of(self):
        self.ok("backup", "monday.db")
        self.db = self.folder / "none.db"
        told = self.fails(2, "restore", "monday.db").err
        self.assertRegex(told, f"^audience: Put monday.db \\(0 audiences, 5 customers, [0-9,]+ bytes\\) in the place of {self.db}\\? There is no terminal")
        self.assertEqual(self.restore("monday.db")["audiences_lost"], [])

    def test_what_is_no_backup_is_refused_and_nothing_changes(self):
        self.create("winter")
        self.ok("backup", "monday.db")
        whole = (self.folder / "monday.db").read_bytes()
        other = self.folder / "other.db"
        with contextlib.closing(sqlite3.connect(other)) as connection:
            connection.execute("CREATE TABLE t(a)")
        self.write("text.db", "customer_id\nc_1\n" * 100)
        (self.folder / "empty.db").write_bytes(b"")
        (self.folder / "cut.db").write_bytes(whole[:len(whole) // 2])
        at = whole.rindex(b"ana@example.org")
        page = bytearray(whole)
        page[(at // 8192) * 8192:(at // 8192) * 8192 + 200] = bytes(200)
        (self.folder / "flipped.db").write_bytes(page)
        newer = self.folder / "newer.db"
        shutil.copy(self.folder / "monday.db", newer)
        with contextlib.closing(sqlite3.connect(newer)) as connection:
            connection.execute("PRAGMA user_version = 99")
        (self.folder / "folder.db").mkdir()
        for name in ("other.db", "text.db", "empty.db", "cut.db", "flipped.db", "newer.db", "folder.db"):
            result = self.fails(8, "restore", name, "--yes")
            self.assertIn(name, result.err)
        self.fails(4, "restore", "absent.db", "--yes")
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["winter"])

    def test_a_new_machine_gets_the_database_with_its_key_or_without(self):
        self.create("winter")
        token = self.ok("export", "winter", "--expires-in", "2h", "-o", "winter.csv").json()["token"]
        self.assertEqual(self.ok("backup", "monday.db", "--with-key").json()["key_file"], "monday.db.key")
        self.assertEqual(stat.S_IMODE((self.folder / "monday.db.key").stat().st_mode), 0o600)
        self.fails(5, "backup", "monday.db", "--with-key")
        report = self.at("new/shop.db", "restore", "monday.db", "--yes")
        self.assertEqual((report.json()["created"], report.json()["key"]), (True, "missing"))
        self.assertIn("there is no key here: a link that lived is dead", report.err)
        self.at("new/shop.db", "download", token, "-o", "copy.csv", code=7)
        report = self.at("second/shop.db", "restore", "monday.db", "--with-key", "--yes").json()
        self.assertEqual(report["key"], "restored")
        # Its copy stayed on the other machine.
        self.at("second/shop.db", "download", token, "-o", "copy.csv", code=6)
        shutil.copytree(self.folder / "shop.db.links", self.folder / "second/shop.db.links", dirs_exist_ok=True)
        self.at("second/shop.db", "download", token, "-o", "copy.csv")
        self.assertEqual((self.folder / "copy.csv").read_text(), (self.folder / "winter.csv").read_text())
        self.assertEqual(stat.S_IMODE((self.folder / "second/shop.db").stat().st_mode), 0o600)

    def test_a_key_that_cannot_be_taken_over_is_found_before_anything_is_replaced(self):
        self.create("winter")
        self.ok("export", "winter", "-o", "a.csv")
        self.ok("backup", "monday.db", "--with-key")
        self.create("summer")
        key = self.folder / "monday.db.key"
        key.chmod(0o644)
        self.assertIn("monday.db.key", self.fails(8, "restore", "monday.db", "--with-key", "--yes").err)
        key.unlink()
        self.assertIn("monday.db.key", self.fails(4, "restore", "monday.db", "--with-key", "--yes").err)
        self.assertEqual({one["audience_name"] for one in self.ok("list").json()}, {"summer", "winter"})

    def test_what_lies_beside_a_target_is_not_taken_for_its_newest_changes(self):
        for ending in ("-wal", "-journal"):
            self.write("x.db" + ending, "left")
            self.assertIn("x.db" + ending, self.fails(5, "backup", "x.db", "--force").err)
            (self.folder / ("x.db" + ending)).unlink()
        self.ok("backup", "x.db")

    def test_a_backup_that_lost_a_table_is_refused_and_one_that_lost_a_trigger_mended(self):
        self.create("winter")
        self.ok("backup", "monday.db")
        with contextlib.closing(sqlite3.connect(self.folder / "monday.db")) as connection:
            connection.execute("DROP TRIGGER audience_number_inserted")
        self.restore("monday.db")
        self.ok("doctor")
        self.create("summer")
        for table in ("audience_exports", "audience_runs", "audience_products"):
            with contextlib.closing(sqlite3.connect(self.folder / "monday.db")) as connection:
                connection.execute(f"ALTER TABLE {table} RENAME TO gone")
            self.assertIn("monday.db is damaged", self.fails(8, "restore", "monday.db", "--yes").err)
            with contextlib.closing(sqlite3.connect(self.folder / "monday.db")) as connection:
                connection.execute(f"ALTER TABLE gone RENAME TO {table}")
        self.assertEqual({one["audience_name"] for one in self.ok("list").json()}, {"summer", "winter"})

    def test_a_database_that_lost_a_table_is_not_backed_up(self):
        with contextlib.closing(sqlite3.connect(self.db)) as connection:
            connection.execute("DROP TABLE audience_runs")
        self.assertIn("audience_runs", self.fails(8, "backup", "monday.db").err)
        self.assertFalse((self.folder / "monday.db").exists())

    def test_an_audience_damaged_in_the_backup_is_named(self):
        self.create("winter")
        self.ok("backup", "monday.db")
        with contextlib.closing(sqlite3.connect(self.folder / "monday.db")) as connection:
            connection.execute("UPDATE audience_audiences SET definition = replace(definition, 'winter', 'wintor')")
            connection.commit()
        result = self.ok("restore", "monday.db", "--yes")
        self.assertEqual(result.json()["damaged"], ["winter"])
        self.assertIn('"winter" was damaged in the backup', result.err)

    def test_the_log_stays_where_the_backup_is_of_another_database(self):
        self.create("winter")
        self.ok("export", "winter", "--expires-in", "2h", "-o", "a.csv")
        self.at("other/shop.db", "init")
        self.at("other/shop.db", "backup", "other.db")
        report = self.restore("other.db")
        self.assertEqual((report["exports_kept"], report["links_revoked"]), (1, 1))
        log = self.ok("exports").json()
        self.assertEqual([(one["audience_name"], one["state"]) for one in log], [("winter", "revoked")])
        self.assertEqual([path.name for path in (self.folder / "shop.db.links").glob("*.csv")], [])

    def test_a_key_of_an_earlier_backup_is_named(self):
        self.create("winter")
        self.ok("export", "winter", "-o", "a.csv")
        self.ok("backup", "monday.db", "--with-key")
        self.assertIn("monday.db.key is of an earlier backup", self.ok("backup", "monday.db", "--force").err)

    def test_a_key_that_is_there_stays(self):
        self.create("winter")
        self.ok("export", "winter", "-o", "a.csv")
        self.ok("backup", "monday.db", "--with-key")
        self.ok("key", "rotate", "--revoke")
        key = (self.folder / "shop.db.links/key").read_text()
        self.assertEqual(self.restore("monday.db", "--with-key")["key"], "kept")
        self.assertEqual((self.folder / "shop.db.links/key").read_text(), key)

    def test_links_revoked_since_stay_revoked_and_the_log_keeps_what_went_out(self):
        self.create("winter")
        tokens = [self.ok("export", "winter", "--expires-in", "2h", "-o", f"{i}.csv").json()["token"] for i in range(2)]
        self.ok("backup", "monday.db")
        exports = self.ok("exports").json()
        self.ok("revoke", exports[1]["export_id"])
        later = self.ok("export", "winter", "--expires-in", "2h", "-o", "later.csv").json()["token"]
        log = self.ok("exports").json()
        report = self.restore("monday.db")
        self.assertEqual((report["exports_kept"], report["links_revoked"]), (1, 1))
        self.assertEqual(self.ok("exports").json(), log)
        self.fails(7, "download", tokens[0], "-o", "x.csv")
        self.ok("download", tokens[1], "-o", "y.csv")
        self.ok("download", later, "-o", "z.csv")

    def test_whoever_was_erased_since_is_erased_in_it_too(self):
        self.create("winter")
        self.ok("upload", "mails", self.write("mails.txt", "ana@example.org\nnobody@example.org\n"), "--match", "email")
        self.ok("backup", "monday.db")
        self.ok("erase-customer", "c_1", "--yes")
        self.create("since", "London")
        report = self.restore("monday.db")
        self.assertEqual((report["erased_again"], report["still_named"]), (1, []))
        self.assertEqual(self.members("winter"), ["c_3", "c_5"])
        self.assertEqual([row[0] for row in self.sql("SELECT customer_id FROM customers ORDER BY 1")], ["c_2", "c_3", "c_4", "c_5"])
        self.assertEqual(self.sql("SELECT count(*) FROM purchases WHERE customer_id = 'c_1'"), [(0,)])
        for file in [*self.db.parent.glob("shop.db*"), *self.db.parent.glob("shop.db.links/*")]:
            if file.is_file():
                for mark in (b"ana@example.org", b"Petrov", b"c_1\x00"):
                    self.assertNotIn(mark, file.read_bytes(), file)
        # The next import knows it still.
        again = self.ok("import", "customers", self.folder / "customers.csv").json()
        self.assertEqual(self.sql("SELECT count(*) FROM customers WHERE customer_id = 'c_1'"), [(0,)], again)
        self.assertEqual(self.restore("monday.db")["erased_again"], 1)

    def test_a_database_of_another_line_keeps_whom_both_erased(self):
        self.ok("erase-customer", "c_4", "--yes")
        self.ok("backup", "monday.db")
        self.at("other.db", "init")
        self.at("other.db", "import", "customers", self.folder / "customers.csv")
        self.at("other.db", "erase-customer", "c_1", "--yes")
        report = self.at("other.db", "restore", "monday.db", "--yes").json()
        self.assertEqual((report["erased_again"], report["customers"]), (1, 3))
        result = self.at("other.db", "import", "customers", self.folder / "customers.csv")
        own, self.db = self.db, self.folder / "other.db"
        self.assertEqual([row[0] for row in self.sql("SELECT customer_id FROM customers ORDER BY 1")], ["c_2", "c_3", "c_5"], result.out)
        self.ok("erase-customer", "c_2", "--yes")
        self.ok("import", "customers", self.folder / "customers.csv")
        self.assertEqual([row[0] for row in self.sql("SELECT customer_id FROM customers ORDER BY 1")], ["c_3", "c_5"])
        self.db = own

    def test_documents_that_name_someone_erased_since_are_told(self):
        self.create("named", description="as ana@example.org asked")
        self.ok("backup", "monday.db")
        self.create("winter")
        self.ok("delete", "named", "--yes", "--purge")
        self.ok("erase-customer", "c_1", "--yes")
        result = self.fails(5, "restore", "monday.db", "--yes")
        self.assertIn("1 stored document names someone erased", result.err)
        self.assertEqual([(one["place"], one["audience"]) for one in result.json()["still_named"]], [("document", "named")])

    def test_numbers_given_since_are_given_to_nobody_else(self):
        self.ok("backup", "monday.db")
        self.ok("import", "customers", self.write("new.csv", "customer_id\nc_8\nc_9\n"))
        given = dict(self.sql("SELECT customer_id, customer_number FROM customers"))
        self.create("winter")
        audience = self.sql("SELECT max(number) FROM audience_audiences")[0][0]
        self.restore("monday.db")
        self.ok("import", "customers", self.write("other.csv", "customer_id\nc_10\nc_8\n"))
        numbers = dict(self.sql("SELECT customer_id, customer_number FROM customers"))
        self.assertEqual({id: numbers[id] for id in ("c_1", "c_5")}, {id: given[id] for id in ("c_1", "c_5")})
        self.assertGreater(min(numbers["c_10"], numbers["c_8"]), max(given.values()))
        self.create("summer")
        self.assertGreater(self.sql("SELECT max(number) FROM audience_audiences")[0][0], audience)

    def test_sizes_are_counted_anew(self):
        self.create("winter")
        self.ok("backup", "monday.db")
        before = self.sql("SELECT generation FROM audience_generations")
        counted = self.sql("SELECT counted_under FROM audience_audiences")
        self.restore("monday.db")
        self.assertNotEqual(self.sql("SELECT generation FROM audience_generations"), before)
        self.assertNotEqual(self.sql("SELECT counted_under FROM audience_audiences"), counted)
        # A customer written past the tool between two restores of one backup is not overlooked.
        self.sql("UPDATE customers SET city = 'Oslo'")
        self.sql("DELETE FROM customers WHERE customer_id = 'c_1'")
        self.restore("monday.db")
        self.assertEqual(self.ok("list").json()[0]["audience_size"], 3)
        self.sql("DELETE FROM customers WHERE customer_id = 'c_1'")
        self.assertEqual(self.ok("list").json()[0]["audience_size"], 2)

    def test_an_older_version_is_upgraded_and_the_backup_left_as_it_is(self):
        old = self.folder / "old.db"
        with contextlib.closing(sqlite3.connect(old)) as connection:
            for version in (1, 2, 3, 4):
                text = (ROOT / f"src/storage/schema_{version}.inc").read_text()
                connection.executescript(text.removeprefix('R"sql(').rstrip().removesuffix(')sql"'))
            connection.execute("PRAGMA application_id = 1635083369")
            connection.execute("PRAGMA user_version = 4")
            connection.execute("INSERT INTO customers(customer_id, city) VALUES('old_1', 'Paris')")
            catalog = '{"customers": {"table": "customers", "key": "customer_id"}}'
            connection.execute("INSERT INTO audience_meta VALUES('catalog', ?)", (catalog,))
            connection.commit()
        bytes_before = old.read_bytes()
        self.create("since")
        report = self.restore("old.db")
        self.assertEqual((report["customers"], report["audiences_lost"], report["runs_lost"]), (1, ["since"], 1))
        self.assertEqual(old.read_bytes(), bytes_before)
        self.create("winter")
        self.assertEqual(self.members("winter"), ["old_1"])
        self.assertEqual(self.sql("PRAGMA page_size"), [(8192,)])
        self.assertEqual(self.sql("PRAGMA journal_mode"), [("wal",)])

    def test_deleted_audiences_are_in_the_backup_and_those_of_before_come_back(self):
        self.create("winter")
        self.ok("delete", "winter", "--yes")
        self.ok("backup", "monday.db")
        self.ok("delete", "winter", "--yes", "--purge")
        self.restore("monday.db")
        self.ok("undelete", "winter")
        self.assertEqual(self.members("winter"), ["c_1", "c_3", "c_5"])

    def test_a_damaged_database_is_not_replaced_in_silence(self):
        self.create("winter")
        self.ok("backup", "monday.db")
        for path in self.folder.glob("shop.db-*"):
            path.unlink()
        whole = self.db.read_bytes()
        for damaged in (b"not a database at all" * 1000, whole[:len(whole) // 2]):
            self.db.write_bytes(damaged)
            result = self.fails(8, "restore", "monday.db", "--yes")
            self.assertIn("move the file aside", result.err)
        self.db.rename(self.folder / "damaged.db")
        self.assertEqual(self.restore("monday.db")["created"], True)
        self.assertEqual(self.members("winter"), ["c_1", "c_3", "c_5"])

    def test_a_writer_is_waited_for(self):
        self.ok("backup", "monday.db")
        self.create("winter")
        with contextlib.closing(sqlite3.connect(self.db, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            self.fails(9, "restore", "monday.db", "--yes", "--wait", "100ms")
            writer.execute("ROLLBACK")
        self.assertEqual(len(self.ok("list").json()), 1)

    def test_readers_see_the_old_state_or_the_new(self):
        self.create("winter")
        self.ok("backup", "one.db")
        self.create("summer", "London")
        self.ok("backup", "two.db")
        with contextlib.closing(sqlite3.connect(self.db, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            self.assertEqual(reader.execute("SELECT count(*) FROM audience_audiences").fetchone(), (2,))
            self.restore("one.db")
            self.assertEqual(reader.execute("SELECT count(*) FROM audience_audiences").fetchone(), (2,))
            reader.execute("COMMIT")
            self.assertEqual(reader.execute("SELECT count(*) FROM audience_audiences").fetchone(), (1,))

    def test_whoever_is_erased_while_a_backup_comes_back_stays_erased(self):
        self.create("winter")
        self.ok("backup", "monday.db")
        for i in range(1, 6):
            runs = [subprocess.Popen([BINARY, "--db", str(self.db), *line], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                    for line in (["restore", str(self.folder / "monday.db"), "--yes"], ["erase-customer", f"c_{i}", "--yes"])]
            for run in runs:
                _, error = run.communicate(timeout=60)
                self.assertIn(run.returncode, (0, 9), error)
            left = {f"c_{other}" for other in range(i + 1, 6)}
            self.assertEqual({row[0] for row in self.sql("SELECT customer_id FROM customers")}, left)
            self.assertEqual(set(self.members("winter")), left & {"c_1", "c_3", "c_5"})

    def test_a_kill_at_any_moment_leaves_the_old_state_or_the_new(self):
        self.create("winter")
        self.ok("backup", "one.db")
        self.create("summer", "London")
        self.ok("backup", "two.db")
        seen = set()
        for i in range(10):
            file, other = (("one.db", 1), ("two.db", 2))[i % 2], (("one.db", 1), ("two.db", 2))[1 - i % 2]
            self.restore(other[0])
            run = subprocess.Popen([BINARY, "--db", str(self.db), "restore", str(self.folder / file[0]), "--yes"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.004 * i)
            run.send_signal(signal.SIGKILL)
            run.wait()
            count = len(self.ok("list").json())
            self.assertIn(count, (1, 2))
            self.assertEqual(self.sql("PRAGMA integrity_check"), [("ok",)])
            seen.add(count == file[1])
            self.assertEqual([path.name for path in (self.folder / "shop.db.links").iterdir()], [])
        self.assertIn(False, seen)

    def test_a_kill_leaves_no_backup_under_the_name_or_a_whole_one_and_nothing_else(self):
        # So much that a backup takes a while.
        self.ok("import", "customers", self.write("many.csv", "customer_id,note\n" + "".join(f"n_{i},{'x' * 1000}\n" for i in range(20_000))))
        whole = self.ok("backup", "whole.db").json()["bytes"]
        for i in range(8):
            run = subprocess.Popen([BINARY, "--db", str(self.db), "backup", str(self.folder / f"a{i}.db")],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.008 * i)
            run.send_signal(signal.SIGKILL)
            run.wait()
            if (self.folder / f"a{i}.db").exists():
                self.assertEqual((self.folder / f"a{i}.db").stat().st_size, whole)
                self.at(f"a{i}.db", "list")
            if self.has_unnamed_files():
                self.assertEqual([name for name in self.names() if name.startswith(".audience")], [])
        self.ok("backup", "a.db")
        self.assertEqual([name for name in self.names() if name.startswith(".audience")], [])

    def has_unnamed_files(self):
        try:
            os.close(os.open(self.folder, os.O_TMPFILE | os.O_RDWR, 0o600))
        except OSError:
            return False
        return True

    def test_what_cannot_be_written_leaves_nothing(self):
        full = pathlib.Path("/dev/full")
        self.assertTrue(full.exists())
        self.fails(5, "backup", full, "--force")
        limited = ["bash", "-c", f"trap '' XFSZ; ulimit -f 16; exec {BINARY} --db {self.db} backup {self.folder}/a.db"]
        run = subprocess.run(limited, capture_output=True, text=True, timeout=60, check=False, env={"PATH": os.environ["PATH"], "HOME": str(self.folder)})
        self.assertEqual(run.returncode, 10, run.stderr)
        self.assertEqual([name for name in self.names() if "a.db" in name or name.startswith(".audience")], [])

    def test_another_programs_customers_stay_where_they_are(self):
        crm = self.folder / "crm.db"
        with contextlib.closing(sqlite3.connect(crm)) as connection:
            connection.execute("CREATE TABLE people(id TEXT PRIMARY KEY, city TEXT)")
            connection.execute("INSERT INTO people VALUES('p_1', 'Paris'), ('p_2', 'Rome')")
            connection.commit()
        catalog = self.write("crm.json", '{"database": "%s", "customers": {"table": "people", "key": "id"}}' % crm)
        self.db = self.folder / "own.db"
        self.ok("init", "--catalog", catalog)
        self.create("winter")
        report = self.ok("backup", "monday.db").json()
        self.assertEqual((report["foreign_database"], report["audiences"]), (str(crm), 1))
        self.ok("delete", "winter", "--yes", "--purge")
        self.restore("monday.db")
        self.assertEqual(self.members("winter"), ["p_1"])

    def test_whoever_was_erased_since_is_looked_for_in_another_programs_file(self):
        crm = self.folder / "crm.db"

        def in_crm(*statements):
            with contextlib.closing(sqlite3.connect(crm)) as connection:
                for statement in statements:
                    connection.execute(statement)
                connection.commit()

        in_crm("CREATE TABLE people(id TEXT PRIMARY KEY, city TEXT, mail TEXT)", "CREATE TABLE visits(person, at, page)",
               "INSERT INTO people VALUES('p_1', 'Paris', 'ana@example.org'), ('p_2', 'Rome', 'bob@example.org'), ('p_3', 'Rome', 'eva@example.org')",
               "INSERT INTO visits VALUES('p_1', '2023-09-01', '/'), ('p_1', '2023-09-02', '/')")
        customers = {"table": "people", "key": "id", "attributes": [{"name": "mail", "column": "mail", "personal": True}]}
        catalog = {"database": str(crm), "customers": customers,
                   "events": [{"name": "visits", "table": "visits", "customer": "person", "time": "at", "entity": "page"}]}
        self.db = self.folder / "own.db"
        self.ok("init", "--catalog", self.write("crm.json", json.dumps(catalog)))
        self.fails(5, "erase-customer", "p_3", "--yes")
        self.create("named", "Rome", description="as ana@example.org asked")
        self.ok("backup", "monday.db")
        self.fails(5, "erase-customer", "p_1", "--yes")
        result = self.fails(5, "restore", "monday.db", "--yes")
        report = result.json()
        # Whom the backup knew as erased was told of then.
        self.assertEqual((report["rows_left"], report["erased_again"]), ({"people": 1, "visits": 2}, 0))
        self.assertEqual([(one["place"], one["audience"]) for one in report["still_named"]], [("document", "named")])
        self.assertIn("1 stored document names someone erased now or before", result.err)
        self.assertIn(f"rows are left in {crm}, which is only read: 1 row of people, 2 rows of visits", result.err)
        self.ok("delete", "named", "--purge", "--yes")
        self.create("winter")
        self.assertEqual(self.members("winter"), [])
        self.ok("backup", "tuesday.db")
        self.assertEqual(self.restore("tuesday.db")["rows_left"], {})
        in_crm("DELETE FROM people WHERE id = 'p_1'", "DELETE FROM visits")
        self.assertEqual(self.fails(5, "restore", "monday.db", "--yes").json()["rows_left"], {})
        # A text names by its hash whom no table has any more.
        self.assertEqual([(one["place"], one["audience"]) for one in result.json()["still_named"]], [("document", "named")])
        self.fails(5, "erase-customer", "p_2", "--yes")
        self.ok("backup", "wednesday.db")
        crm.rename(self.folder / "elsewhere.db")
        result = self.fails(8, "restore", "tuesday.db", "--yes")
        self.assertIn(f"nobody could look for rows elsewhere: there is no file {crm}", result.err)
        # Nobody was erased since.
        self.restore("wednesday.db")


if __name__ == "__main__":
    unittest.main()
