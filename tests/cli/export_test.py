"""Exports: CSV that reads back, whole or not at all."""
import csv
import hashlib
import io
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import unittest

from harness import BINARY, ShopTest, attribute


def small_files_only():
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


class Export(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()
        self.ok("create", self.document("all", [], recommendations_export={"number_of_recommendations": 2}))

    def files(self):
        """All but what SQLite keeps beside a database that is being read."""
        return sorted(name for name in os.listdir(self.folder) if not name.endswith(("-wal", "-shm")))

    def test_every_cell_reads_back(self):
        report = self.ok("export", "all", "-o", "all.csv").json()
        self.assertEqual((report["rows"], report["format"], report["escaped_cells"]), (5, "csv", 1))
        text = (self.folder / "all.csv").read_bytes()
        self.assertEqual(report["bytes"], len(text))
        rows = list(csv.DictReader(io.StringIO(text.decode())))
        self.assertEqual([r["customer_id"] for r in rows], ["c_1", "c_2", "c_3", "c_4", "c_5"])
        self.assertEqual(rows[1]["last_name"], "O'Neill, Jr")
        self.assertEqual(rows[0]["phone_number"], "+381 64 123")
        self.assertEqual(rows[4]["first_name"], "'=Mia")
        self.assertEqual((rows[0]["product_1"], rows[0]["product_2"], rows[1]["product_1"]), ("i_5", "i_6", ""))
        self.assertNotIn(b"\r", text)
        self.assertEqual(os.stat(self.folder / "all.csv").st_mode & 0o777, 0o600)

    def test_a_file_that_is_there_is_kept_unless_forced(self):
        self.write("old.csv", "precious")
        self.fails(5, "export", "all", "-o", "old.csv")
        self.assertEqual((self.folder / "old.csv").read_text(), "precious")
        self.ok("export", "all", "-o", "old.csv", "--force")
        self.assertIn("customer_id", (self.folder / "old.csv").read_text())

    def test_a_disk_that_refuses_leaves_no_file_and_the_old_one_untouched(self):
        before = self.files()
        self.fails(10, "export", "all", "-o", "new.csv", preexec_fn=small_files_only)
        self.assertEqual(self.files(), before)
        self.write("old.csv", "precious")
        self.fails(10, "export", "all", "-o", "old.csv", "--force", preexec_fn=small_files_only)
        self.assertEqual((self.folder / "old.csv").read_text(), "precious")
        self.assertEqual(self.files(), sorted(before + ["old.csv"]))

    @unittest.skipUnless(os.geteuid() == 0, "mounting a small file system needs root")
    def test_a_full_disk_leaves_no_file(self):
        disk = self.folder / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", disk], check=False).returncode != 0:
            self.skipTest("this machine mounts no tmpfs")
        try:
            (disk / "old.csv").write_text("precious")
            with open(disk / "filler", "wb") as filler:
                for _ in range(4):
                    try:
                        os.write(filler.fileno(), b"x" * 4096)
                    except OSError:
                        break
            result = self.fails(10, "export", "all", "-o", disk / "old.csv", "--force")
            self.assertIn("No space left", result.err)
            self.fails(10, "export", "all", "-o", disk / "new.csv")
            self.assertEqual(sorted(os.listdir(disk)), ["filler", "old.csv"])
            self.assertEqual((disk / "old.csv").read_text(), "precious")
        finally:
            subprocess.run(["umount", disk], check=True)

    def test_streams_devices_and_symlinks(self):
        self.assertEqual(len(self.ok("export", "all", "-o", "-").out.splitlines()), 6)
        for target in ["/dev/full", "/dev/null", "/dev/stdout"]:
            self.fails(5, "export", "all", "-o", target, "--force")
        os.symlink(self.write("target.csv", "precious"), self.folder / "link.csv")
        self.fails(5, "export", "all", "-o", "link.csv", "--force")
        self.assertEqual((self.folder / "target.csv").read_text(), "precious")
        environment = {**os.environ, "AUDIENCE_DB": str(self.db)}
        with open("/dev/full", "w", encoding="utf-8") as full:
            for arguments in [["export", "all", "-o", "-"], ["list"], ["--version"]]:
                self.assertEqual(subprocess.run([BINARY, *arguments], stdout=full, stderr=subprocess.PIPE, env=environment,
                                                check=False).returncode, 10)

    def test_a_closed_pipe_ends_quietly(self):
        pipe = subprocess.run(["bash", "-c", f"'{BINARY}' export all -o - | head -1; echo ${{PIPESTATUS[0]}}"],
                              env={**os.environ, "AUDIENCE_DB": str(self.db)}, capture_output=True, text=True, check=True)
        self.assertEqual(pipe.stdout.splitlines()[-1], "0")
        self.assertEqual(pipe.stderr, "")

    def test_a_stream_whose_reader_left_is_in_the_log(self):
        self.write("many.csv", "customer_id,city\n" + "".join(f"c_{i},{'P' * 80}\n" for i in range(100, 20000)))
        self.ok("import", "customers", "many.csv")
        self.ok("create", self.document("many", []))
        environment = {**os.environ, "AUDIENCE_DB": str(self.db)}
        pipe = subprocess.run(["bash", "-c", f"'{BINARY}' export many -o - | head -1; echo ${{PIPESTATUS[0]}}"],
                              env=environment, capture_output=True, text=True, check=True)
        self.assertEqual((pipe.stdout.splitlines()[-1], pipe.stderr), ("0", ""))
        with open("/dev/full", "w", encoding="utf-8") as full:
            self.assertEqual(subprocess.run([BINARY, "export", "many", "-o", "-"], stdout=full, stderr=subprocess.DEVNULL,
                                            env=environment, check=False).returncode, 10)
        log = self.ok("exports", "many").json()
        self.assertEqual(len(log), 2)
        for one in log:
            self.assertTrue(0 < one["rows"] < 19905, one)
            self.assertEqual((one["held_back"], one["sha256"]), (0, ""))

    def test_more_columns_than_can_be_answered_are_a_fault_of_usage(self):
        many = ",".join(["customer_id"] * 10000)
        for verb in (["export", "all", "-o", "-"], ["list-customers", "all"]):
            self.assertIn("at most 1900", self.fails(2, *verb, "--columns", many).err)
        self.ok("list-customers", "all", "--columns", ",".join(["city"] * 1900))

    def test_cells_with_a_delimiter_of_other_files_are_quoted(self):
        self.write("more.csv", 'customer_id,city\nc_8,"a;b|c"\nc_9,＝1+1\nc_91,\ufeff=1\nc_92,\'=1\nc_93,' + "\'" * 2 + '=1\n')
        self.ok("import", "customers", "more.csv")
        self.ok("create", self.document("odd", []))
        out = self.ok("export", "odd", "-o", "-", "--columns", "customer_id,city").out
        for line in ['c_8,"a;b|c"', "c_9,'＝1+1", "c_91,'\ufeff=1", "c_92,''=1", "c_93," + "'" * 3 + "=1"]:
            self.assertIn(line + "\n", out)

    def test_choices(self):
        out = self.ok("export", "all", "-o", "-", "--columns", "city,customer_id", "--sort", "clv_value:desc", "--delimiter",
                      ";", "--bom").out
        self.assertEqual(out.splitlines()[:2], ["\ufeffcity;customer_id", "Paris;c_5"])
        self.assertIn("did you mean", self.fails(2, "export", "all", "-o", "-", "--columns", "citty").err)
        for wrong in [["-o", "x.pdf", "--format", "pdf"], ["-o", "x.xlsx", "--bom"], ["--no-link"], ["-o", "-", "--expires-in", "9s"],
                      ["-o", "-", "--email", "a@example.org"], ["-o", "x.csv", "--dry-run"], ["-o", "x.csv", "--expires-in", "8d"]]:
            self.fails(2, "export", "all", *wrong)
        self.assertEqual(self.ok("exports").json()[0]["file"], None)
        self.fails(4, "export", "none", "-o", "x.csv")

    def spool(self):
        folder = self.folder / "shop.db.links"
        return sorted(path.name for path in folder.iterdir() if not path.name.startswith("key")) if folder.exists() else []

    def test_a_link_comes_with_every_export_unless_it_is_not_wanted(self):
        report = self.ok("export", "all", "-o", "all.csv", "--expires-in", "90s").json()
        self.assertEqual(list(report), ["audience_id", "export_id", "file", "format", "rows", "held_back", "escaped_cells", "bytes",
                                        "sha256", "link", "token", "expires_at"])
        self.assertEqual((report["file"], report["held_back"], report["link"]), ("all.csv", 0, None))
        whole = (self.folder / "all.csv").read_bytes()
        self.assertEqual((hashlib.sha256(whole).hexdigest(), len(whole)), (report["sha256"], report["bytes"]))
        self.assertEqual(self.ok("download", report["token"], "-o", "-").out.encode(), whole)
        self.assertTrue(self.ok("show", "all").json()["is_ready"])
        self.assertEqual(len(self.spool()), 1)
        (mode,) = {os.stat(self.folder / "shop.db.links" / name).st_mode & 0o777 for name in self.spool()}
        self.assertEqual(mode, 0o600)
        alone = self.ok("export", "all", "-o", "alone.xlsx", "--no-link").json()
        self.assertEqual((alone["token"], alone["expires_at"], alone["format"]), (None, None, "xlsx"))
        self.ok("export", "all", "-o", "-")
        only_copy = self.ok("export", "all", "--format", "xlsx").json()
        self.assertIsNone(only_copy["file"])
        self.assertEqual(len(self.spool()), 2)
        log = self.ok("exports").json()
        self.assertEqual(sorted((one["format"], one["state"]) for one in log),
                         [("csv", "alive"), ("csv", "no link"), ("xlsx", "alive"), ("xlsx", "no link")])
        self.assertEqual({one["sha256"] for one in log if one["format"] == "csv"}, {report["sha256"]})
        self.ok("delete", "all", "--yes")
        self.assertEqual(self.spool(), [])
        self.fails(7, "download", only_copy["token"], "-o", "-")

    def test_without_an_address_the_token_stands_alone_on_a_line_once(self):
        lines = self.ok("export", "all", "--table").out.splitlines()
        tokens = [line for line in lines if "eyJ" in line]
        self.assertEqual(len(tokens), 1, lines)
        self.ok("download", tokens[0], "-o", "-")
        self.assertIn("Next   audience download TOKEN", lines)
        self.assertNotIn("http", "".join(lines))

    def test_whom_the_catalog_holds_back_is_counted_by_the_data_of_now(self):
        catalog = {"customers": {"table": "customers", "key": "customer_id"}, "export_only_if": [
            {"filter_name": "email_consent", "filter_type": "IN", "filter_values": ["True"]},
            {"filter_name": "city", "filter_type": "IS_NOT_NULL"}]}
        self.ok("init", "--catalog", self.write("catalog.json", json.dumps(catalog)))
        self.assertIn("export_only_if", self.ok("catalog").json())
        report = self.ok("export", "all", "-o", "held.csv", "--columns", "customer_id").json()
        self.assertEqual((report["rows"], report["held_back"]), (4, 1))
        self.sql("UPDATE customers SET email_consent = 0 WHERE customer_id = 'c_1'")
        self.assertEqual(self.ok("export", "all", "-o", "-", "--columns", "customer_id").out.split(), ["customer_id", "c_2", "c_3", "c_5"])
        self.assertIn("2  held back", self.ok("export", "all", "-o", "held.xlsx", "--table").out)
        self.assertEqual([one["held_back"] for one in self.ok("exports").json()], [2, 2, 1])
        for fault, text in [({"filter_name": "emal", "filter_type": "IN", "filter_values": ["a"]}, 'did you mean "email"?'),
                            ({"filter_name": "audience", "filter_entity": "audience_id", "filter_type": "IN", "filter_values": ["all"]},
                             "cannot ask for members")]:
            catalog["export_only_if"] = [fault]
            self.assertIn(text, self.fails(3, "init", "--catalog", self.write("catalog.json", json.dumps(catalog))).err)
        catalog["export_only_if"] = []
        self.assertIn("empty", self.fails(3, "init", "--catalog", self.write("catalog.json", json.dumps(catalog))).err)

    def test_many_rows_are_the_same_by_every_way(self):
        """More rows than a block, ids out of the order of their numbers, sets with holes: as list-customers tells them."""
        for part in (1, 0):
            rows = "".join(f'k{(i * 7919) % 20011 * 2 + part},{i % 90},"Ćuprija, {i % 7}",{i / 7}\n' for i in range(9000))
            self.ok("import", "customers", self.write("part.csv", "customer_id,age,city,clv_value\n" + rows))
        ranks = "".join(f"k{(i * 7919) % 20011 * 2},{rank},p{i}_{rank}\n" for i in range(0, 9000, 3) for rank in (1, 3))
        self.ok("import", "recommendations", self.write("ranks.csv", "customer_id,rank,product_id\n" + ranks))
        self.ok("create", self.document("some", [attribute("age", "BETWEEN", {"min_value": 10, "max_value": 80})],
                                        recommendations_export={"number_of_recommendations": 3}))
        columns = "customer_id,age,city,clv_value,product_1,product_2,product_3"
        for sort in ([], ["--sort", "customer_id:desc"], ["--sort", "clv_value:desc"], ["--sort", "city"]):
            told = [json.loads(line) for line in
                    self.ok("list-customers", "some", "--all", "--jsonl", "--columns", columns, *sort).out.splitlines()]
            rows = list(csv.DictReader(io.StringIO(self.ok("export", "some", "-o", "-", "--columns", columns, *sort).out, newline="")))
            self.assertGreater(len(told), 14000)
            self.assertEqual(rows, [{key: "" if value is None else str(value) for key, value in row.items()} for row in told])

    def test_no_option_replaces_the_files_of_the_database(self):
        token = self.ok("export", "all").json()["token"]
        self.write("ids.txt", "c_1\n")
        for target in ["shop.db", "./shop.db", "shop.db-wal", "shop.db-shm", "shop.db.links/key", "shop.db.links/new.csv", str(self.db)]:
            for command in [["export", "all", "--no-link", "-o"], ["upload", "L", "ids.txt", "--rejects"], ["download", token, "-o"],
                            ["import", "customers", "customers.csv", "--rejects"]]:
                self.assertIn("of the database's own", self.fails(5, *command, target, "--force").err)
        for command in [["export", "all", "--no-link", "-o", ""], ["upload", "L", "ids.txt", "--rejects", ""]]:
            self.fails(2, *command)
        for columns in ("", ",", " , "):
            self.fails(2, "export", "all", "-o", "-", "--columns", columns)
            self.fails(2, "list-customers", "all", "--columns", columns)
        self.assertEqual(self.ok("download", token, "-o", "-").code, 0)
        self.assertNotIn("\x1b", self.fails(2, "export", "all", "-o", "-", "--columns", "a\x1b[31m").err)

    def faults(self, call, error, *arguments):
        """Runs the tool with the first, second, … of its calls of that kind failing, until none is left to fail."""
        for number in range(1, 40):
            command = ["strace", "-qq", "-f", "-o", "/dev/null", "-e", f"inject={call}:error={error}:when={number}", BINARY, *arguments]
            done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=120,
                                  env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db),
                                       "ASAN_OPTIONS": "detect_leaks=0"})
            yield number, done
            if done.returncode == 0:
                return
        self.fail(f"{call} failed for ever")

    @unittest.skipUnless(shutil.which("strace"), "strace makes the faults")
    def test_whatever_write_fails_the_old_file_stays_and_nothing_is_left_over(self):
        self.ok("export", "all")
        self.ok("revoke", "--all")
        whole = self.ok("export", "all", "-o", "-").out.encode()
        for form in ("csv", "xlsx"):
            for call, error in [("fsync", "EIO"), ("fdatasync", "EIO"), ("write", "ENOSPC"), ("pwrite64", "ENOSPC"), ("linkat", "EIO"),
                                ("rename", "EIO"), ("copy_file_range", "ENOSPC")]:
                self.write(f"old.{form}", "precious")
                for number, done in self.faults(call, error, "export", "all", "-o", f"old.{form}", "--force"):
                    place = f"{form} {call} {number}: {done.stderr}"
                    if "SanitizerTool" in done.stderr:
                        continue  # the sanitizer's own write was hit
                    self.assertIn(done.returncode, (0, 8, 10), place)
                    alive = [one for one in self.ok("exports").json() if one["state"] == "alive"]
                    self.assertEqual(len(self.spool()), len(alive), place)
                    if done.returncode == 0:
                        self.assertNotEqual((self.folder / f"old.{form}").read_bytes(), b"precious", place)
                        self.ok("download", json.loads(done.stdout)["token"], "-o", "-") if form == "csv" else None
                    elif done.stdout == "":
                        left = (self.folder / f"old.{form}").read_bytes()
                        # Once it has its name only the folder's entry can still fail to reach the disk.
                        named = call == "fsync" and "write into" in done.stderr
                        # Or nothing but the report failed: the export stands, and its link lives.
                        told = "cannot write standard output" in done.stderr
                        self.assertTrue(left == b"precious" or ((named or told) and (left == whole or form == "xlsx")), place)
                        self.assertEqual(len(alive), 1 if told else 0, place)
                        self.write(f"old.{form}", "precious")
                    self.assertEqual([name for name in self.files() if "tmp" in name], [], place)
                    self.ok("revoke", "--all")

    def start(self, *arguments):
        return subprocess.Popen([BINARY, "--db", self.db, *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def test_a_signal_leaves_no_part_of_a_file(self):
        before = self.files()
        writer = sqlite3.connect(self.db)
        for number, code in [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]:
            writer.execute("BEGIN IMMEDIATE")  # The export is whole, and waits to enter its row.
            run = self.start("export", "all", "-o", "part.csv")
            links = self.folder / "shop.db.links"
            for _ in range(600):
                if list(links.glob(".audience-*.tmp")):
                    break
                time.sleep(0.1)
            self.assertIsNone(run.poll())
            run.send_signal(number)
            run.communicate(timeout=20)
            writer.rollback()
            self.assertEqual(run.returncode, code)
            self.ok("list")
            self.assertEqual(self.spool(), [])
            self.assertEqual(self.files(), sorted({*before, "shop.db.links"}))
        writer.close()
        self.assertEqual(self.ok("exports").json(), [])

    @unittest.skipUnless(shutil.which("strace"), "strace kills it in the middle")
    def test_what_a_kill_left_between_two_names_goes_with_the_next_export(self):
        self.write("old.csv", "precious")
        export = ["export", "all", "-o", "old.csv", "--force", "--no-link"]
        subprocess.run(["strace", "-qq", "-f", "-o", "/dev/null", "-e", "trace=rename", "-e", "inject=rename:signal=KILL:when=1", BINARY, *export],
                       cwd=self.folder, capture_output=True, check=False,
                       env={"PATH": os.environ["PATH"], "AUDIENCE_DB": str(self.db), "ASAN_OPTIONS": "detect_leaks=0"})
        self.assertEqual((self.folder / "old.csv").read_text(encoding="utf-8"), "precious")
        self.assertEqual(len(list(self.folder.glob(".audience-*.tmp"))), 1)
        self.ok(*export)
        self.assertEqual(list(self.folder.glob(".audience-*.tmp")), [])

    def test_an_export_is_of_one_state_while_others_write(self):
        self.ok("import", "customers", self.write("many.csv", "customer_id,city\n" + "".join(f"m{i},a\n" for i in range(30000))))
        self.ok("create", self.document("many", [attribute("city", "IN", ["a", "b"])]))
        stop = threading.Event()

        def turn():
            connection = sqlite3.connect(self.db, timeout=60)
            while not stop.is_set():
                for city in "ba":
                    connection.execute("UPDATE customers SET city = ? WHERE customer_id LIKE 'm%'", city)
                    connection.commit()
                    stop.wait(0.1)  # Others wait for the lock in steps; who never lets go starves them.
            connection.close()

        writer = threading.Thread(target=turn)
        writer.start()
        try:
            for _ in range(6):
                rows = self.ok("export", "many", "-o", "-", "--columns", "customer_id,city").out.splitlines()[1:]
                self.assertEqual(len(rows), 30000)
                self.assertEqual(len({row.split(",")[1] for row in rows}), 1)
        finally:
            stop.set()
            writer.join()


if __name__ == "__main__":
    unittest.main()
