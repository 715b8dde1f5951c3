"""Exports: CSV that reads back, whole or not at all."""
import csv
import io
import os
import resource
import signal
import subprocess
import unittest

from harness import BINARY, ShopTest


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

    def test_choices(self):
        out = self.ok("export", "all", "-o", "-", "--columns", "city,customer_id", "--sort", "clv_value:desc", "--delimiter",
                      ";", "--bom").out
        self.assertEqual(out.splitlines()[:2], ["\ufeffcity;customer_id", "Paris;c_5"])
        self.assertIn("did you mean", self.fails(2, "export", "all", "-o", "-", "--columns", "citty").err)
        self.fails(2, "export", "all", "-o", "x.xlsx")
        self.fails(2, "export", "all")
        self.fails(4, "export", "none", "-o", "x.csv")


if __name__ == "__main__":
    unittest.main()
