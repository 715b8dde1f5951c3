"""The config file: what it may hold, and that a fault in it is told with its place."""
import subprocess
import unittest

from harness import BINARY, Result, ShopTest


class Config(ShopTest):
    def bare(self, *arguments):
        """Without AUDIENCE_DB, which comes before the file."""
        return Result(subprocess.run([BINARY, *arguments], text=True, capture_output=True, timeout=60, cwd=self.folder,
                                     env={"HOME": str(self.folder), "LANG": "C.UTF-8"}, check=False))

    def with_config(self, text, *arguments):
        return self.bare("--config", self.write("config.toml", text), *arguments)

    def test_values_are_read_as_toml_writes_them(self):
        for line, database in [
                ('db = "shop.db"', "shop.db"),
                ("db = 'shop.db'", "shop.db"),
                ("db = shop.db", "shop.db"),
                ("  db=shop.db   # where it lies", "shop.db"),
                ('db = "shop#1, new.db" # where it lies', "shop#1, new.db"),
                ("db = 'back\\slash.db'", "back\\slash.db"),
                ('db = "a\\\\b \\"c\\".db"', 'a\\b "c".db'),
                ('db = "K\\u00f6ln \\u20ac.db"', "Köln €.db"),
                ('\ufeff# settings\r\n\r\ndb = "shop.db"\r\n', "shop.db"),
                ('wait = "1s"\ndb = "shop.db"\n[mail]\nserver = "smtp://localhost"\n[ mail ] # more\ntls = never', "shop.db"),
                ('mail.server = "smtp://localhost"\ndb = "shop.db"', "shop.db")]:
            with self.subTest(line):
                result = self.with_config(line, "init")
                self.assertEqual(result.code, 0, result.err)
                (self.folder / database).unlink()

    def test_faults_are_told_with_file_and_line(self):
        for text, line, fault in [
                ('dbb = "x"', 1, 'unknown key "dbb"; did you mean "db"?'),
                ('\n\n[mail]\nsever = "x"', 4, 'unknown key "mail.sever"; did you mean "mail.server"?'),
                ('server = "x"', 1, 'unknown key "server"; did you mean "mail.server"?'),
                ('[mail]\ndb = "x"', 2, 'unknown key "mail.db"; "db" stands before the first [table]'),
                ('[mail]\npassword = "hunter2"', 2, 'unknown key "mail.password"'),
                ('db = "a"\ndb = "hunter2"', 2, '"db" is set twice'),
                ("db = ", 1, "a value is missing"),
                ("db = # nothing", 1, "a value is missing"),
                ("db shop.db", 1, "this line is no setting"),
                ('= "x"', 1, "this line is no setting"),
                ('db = "hunter2', 1, "the quote is not closed"),
                ("db = 'hunter2", 1, "the quote is not closed"),
                ('db = "a" hunter2', 1, "cannot read what follows the value"),
                ('db = ["hunter2"]', 1, "a setting is one value on one line"),
                ('db = """hunter2"""', 1, "a setting is one value on one line"),
                ('db = "hunter2\\x41"', 1, "cannot read the escape"),
                ('db = "hunter2\\u12"', 1, "cannot read the escape"),
                ('db = "hunter2\\ud800"', 1, "cannot read the escape"),
                ('db = "hunter2\\', 1, "cannot read the escape"),
                ("[mail", 1, "a table's name ends with ]"),
                ("[ma il]", 1, "cannot read the name of this table")]:
            with self.subTest(text):
                result = self.with_config(text, "list")
                self.assertEqual(result.code, 2, result.err)
                self.assertIn(f"audience: {self.folder}/config.toml:{line}: {fault}", result.err)
                self.assertNotIn("hunter2", result.err)

    def test_flags_and_variables_come_before_the_file(self):
        self.make_shop()
        self.write("config.toml", 'db = "other.db"')
        self.assertEqual(self.ok("--config", "config.toml", "list").json(), [])
        self.assertEqual(self.bare("--config", "config.toml", "--db", self.db, "list").code, 0)
        self.assertIn("other.db", self.bare("--config", "config.toml", "list").err)

    def test_a_file_that_is_named_must_be_there(self):
        for name in ["missing.toml", "."]:
            result = self.bare("--config", name, "list")
            self.assertEqual(result.code, 2, result.err)
            self.assertIn(f"cannot read the config file {name}", result.err)


if __name__ == "__main__":
    unittest.main()
