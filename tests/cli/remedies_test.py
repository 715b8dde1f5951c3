"""Commands that the tool tells: a shell takes each as it stands, and it meets the database that was meant."""
import json
import os
import pathlib
import pty
import re
import shutil
import sqlite3
import subprocess
import unittest

from harness import BINARY, ShopTest, attribute

PLACEHOLDER = re.compile(r"\b(FILE|NAME|NEW_NAME|COMMAND|HEADER)\b")


def told_commands(text):
    """Whole ones only: what nobody can know, such as a file to come, is in capitals."""
    found = re.findall(r"`((?:audience|chmod|chgrp|chown) [^`]*)`", text) + re.findall(r"^Next +(audience .*)$", text, re.MULTILINE)
    return [command for command in found if not PLACEHOLDER.search(command)]


class Told(ShopTest):
    """The database is named by --db alone, and its name needs quotes."""

    def setUp(self):
        super().setUp()
        self.db = self.folder / "my shop.db"
        self.make_shop()
        self.given = ["--db", "my shop.db"]
        self.programs = self.folder / "programs"
        self.programs.mkdir()
        (self.programs / "audience").symlink_to(BINARY)

    def environment(self):
        return {"PATH": f"{self.programs}:{os.environ['PATH']}", "HOME": str(self.folder), "LANG": "C.UTF-8"}

    def call(self, *arguments):
        return subprocess.run([BINARY, *self.given, *map(str, arguments)], text=True, capture_output=True, cwd=self.folder,
                              env=self.environment(), timeout=60, check=False)

    def in_shell(self, command):
        """As a person at a terminal, who says yes."""
        person, terminal = pty.openpty()
        os.write(person, b"y\n")
        try:
            return subprocess.run(["sh", "-c", command], stdin=terminal, text=True, capture_output=True, cwd=self.folder,
                                  env=self.environment(), timeout=60, check=False)
        finally:
            os.close(person)
            os.close(terminal)

    def create(self, name, *used, file=None, **more):
        filters = [attribute("audience", "IN", list(used), filter_entity="audience_id")] if used else [attribute("city", "IN", ["Paris"])]
        document = self.document(name, filters, **more)
        self.ok("create", document)
        return document

    def is_told_and_done(self, code, commands, *arguments, then=0):
        """The call ends with `code` and tells these commands, each of which a shell runs on the same state."""
        before = self.folder.with_name(self.folder.name + "-before")
        result = self.call(*arguments)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        told = told_commands(result.stdout + result.stderr)
        self.assertEqual(told, commands)
        shutil.copytree(self.folder, before, symlinks=True)
        self.addCleanup(shutil.rmtree, before, ignore_errors=True)
        for command in told:
            ran = self.in_shell(command)
            self.assertEqual(ran.returncode, then, f"{command}: {ran.stdout}{ran.stderr}")
            for path in self.folder.glob("my shop.db*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            for path in before.glob("my shop.db*"):
                shutil.copytree(path, self.folder / path.name) if path.is_dir() else shutil.copy2(path, self.folder)
        shutil.rmtree(before)


class Commands(Told):
    def test_of_errors(self):
        by = "audience --db 'my shop.db'"
        created = self.create("it's final")
        self.create("base")
        self.create("top", "base")
        self.create("-x")
        self.ok("delete", "top", "base", "--yes")
        self.ok("delete", "--yes", "--", "-x")
        user = self.document("user", [attribute("audience", "IN", ["base"], filter_entity="audience_id")])
        unknown = self.document("unknown", [attribute("zzzzzzzz", "IN", ["base"])])
        purchases = self.folder / "all purchases.csv"
        shutil.copy(self.folder / "purchases.csv", purchases)
        undelete, listed = f"{by} undelete base", f"{by} delete --list"
        for code, arguments, commands in [
                (4, ["show", "zzzzzzzz"], [f"{by} list"]),
                (4, ["show", "base"], [undelete, listed]),
                (4, ["show", "--", "-x"], [f"{by} undelete -- -x", listed]),
                (3, ["create", user], [undelete, listed]),
                (3, ["create", unknown], [f"{by} fields"]),
                (5, ["undelete", "top"], [f"{by} undelete base top"]),
                (4, ["undelete", "zzzzzzzz"], [listed]),
                (5, ["delete", "--purge", "base", "--yes"], [f"{by} delete --purge base top"]),
                (5, ["update", "it's final", created], [f"{by} create --if-exists replace '{str(created)}'".replace("it's", "it'\\''s")]),
                (4, ["changes", "it's final", "--since", "99"], [f"{by} history 'it'\\''s final'"]),
                (4, ["revoke", "ffffffff"], [f"{by} exports"]),
                (2, ["revoke"], [f"{by} exports"]),
                (2, ["key", "turn"], [f"{by} key rotate"]),
                (3, ["import", "customers", purchases], [f"{by} import purchases '{purchases}'"])]:
            with self.subTest(arguments):
                # The same purchases are there already: that is the answer of the right verb.
                self.is_told_and_done(code, commands, *arguments, then=5 if "import" in arguments else 0)

    def test_of_results(self):
        by = "audience --db 'my shop.db'"
        document = self.document("a b", [attribute("city", "IN", ["Paris"])])
        self.is_told_and_done(0, [f"{by} list-customers 'a b'"], "create", document, "--table")
        self.is_told_and_done(0, [f"{by} list-customers VIP"], "upload", "VIP", self.write("ids.txt", "c_1\n"), "--table")
        self.is_told_and_done(0, [f"{by} undelete 'a b'"], "delete", "a b", "--yes", "--table")
        result = self.call("export", "VIP", "-o", "v.csv", "--table")
        (command,) = told_commands(result.stdout)
        (token,) = (line for line in result.stdout.splitlines() if line.startswith("eyJ"))
        self.assertEqual(command, f"{by} download TOKEN")
        self.assertEqual(self.in_shell(command.replace("TOKEN", token) + " -o again.csv").returncode, 0)
        self.assertEqual((self.folder / "again.csv").read_bytes(), (self.folder / "v.csv").read_bytes())

    def test_of_a_database_that_is_not_there(self):
        self.given = ["--db", "none yet.db"]
        (command,) = told_commands(self.call("list").stderr)
        self.assertEqual(command, "audience --db 'none yet.db' init")
        self.assertEqual(told_commands(self.call().stdout), [command])
        self.assertEqual(self.in_shell(command).returncode, 0)
        self.assertTrue((self.folder / "none yet.db").exists())

    def test_settings_on_the_command_line_go_along_and_others_do_not(self):
        config = self.write("my settings.toml", f'db = "{self.db}"\n')
        self.given = ["--config", config]
        self.assertEqual(told_commands(self.call("show", "x").stderr), [f"audience --config '{config}' list"])
        self.assertEqual(self.in_shell(f"audience --config '{config}' list").returncode, 0)
        self.assertIn("`audience list` shows all", self.fails(4, "show", "x").err)


class Findings(Told):
    def findings(self):
        return [told_commands(one["remedy"]) for one in self.findings_as_told()]

    def findings_as_told(self):
        return json.loads(self.call("doctor", "--json").stdout)["findings"]

    def test_every_command_of_the_doctor_is_run_and_nothing_is_found_any_more(self):
        self.create("winter")
        self.ok("export", "winter", "-o", self.folder / "w.csv", "--expires-in", "1h")
        links = pathlib.Path(f"{self.db}.links")
        for copy in links.glob("*.csv"):
            copy.unlink()
        (links / ("0" * 32 + "-4000000000.csv")).write_text("x")
        (links / ("1" * 32 + "-4000000000.csv")).write_text("x")
        connection = sqlite3.connect(self.db)
        connection.execute("DROP TRIGGER " + connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchone()[0])
        connection.commit()
        connection.close()
        self.db.chmod(0o644)
        for break_further in (lambda: None, lambda: (links / "key").chmod(0o644), lambda: links.chmod(0o755)):
            break_further()
            commands = [command for found in self.findings() for command in found]
            self.assertTrue(commands)
            for command in commands:
                ran = self.in_shell(command)
                self.assertEqual(ran.returncode, 0, f"{command}: {ran.stdout}{ran.stderr}")
            self.assertEqual(self.findings_as_told(), [])

    @unittest.skipUnless(os.geteuid() == 0, "only root can give files away")
    def test_a_strangers_key_becomes_ones_own(self):
        self.create("winter")
        self.ok("export", "winter", "-o", self.folder / "w.csv")
        key = pathlib.Path(f"{self.db}.links") / "key"
        os.chown(key, 65534, -1)
        ((command,),) = self.findings()
        self.assertEqual(command, f"chown root '{key}'")
        self.assertEqual(self.in_shell(command).returncode, 0)
        self.assertEqual(self.findings_as_told(), [])


if __name__ == "__main__":
    unittest.main()
