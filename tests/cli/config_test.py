"""The config file: what it may hold, and that a fault in it is told with its place."""
import os
import pwd
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
                self.assertRegex(result.err, rf"\n +{line} \| .*\n +\| +\^+\n")

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

    def database_by(self, *arguments, **variables):
        """Which database a command would take."""
        result = Result(subprocess.run([BINARY, *arguments, "list"], text=True, capture_output=True, timeout=60, cwd=self.folder, check=False,
                                       env={"LANG": "C.UTF-8", **{name: str(value) for name, value in variables.items()}}))
        self.assertIn("there is no database ", result.err)
        return result.err.split("there is no database ")[1].split("\n")[0]

    def test_flag_then_environment_then_the_users_file_then_the_systems(self):
        system = self.write("system.toml", 'db = "of_system.db"\nwait = "1s"\n')
        (self.folder / ".config" / "audience").mkdir(parents=True)
        home, named = self.write(".config/audience/config.toml", 'db = "of_user.db"\n'), self.write("named.toml", 'db = "named.db"\n')
        world = {"HOME": self.folder, "AUDIENCE_SYSTEM_CONFIG": system}
        self.assertEqual(self.database_by("--db", "flag.db", AUDIENCE_DB="of_environment.db", **world), "flag.db")
        self.assertEqual(self.database_by(AUDIENCE_DB="of_environment.db", **world), "of_environment.db")
        self.assertEqual(self.database_by("--config", named, **world), "named.db")
        self.assertEqual(self.database_by(AUDIENCE_CONFIG=named, **world), "named.db")
        self.assertEqual(self.database_by(**world), "of_user.db")
        home.write_text('wait = "2s"\n', encoding="utf-8")
        self.assertEqual(self.database_by(**world), "of_system.db")
        home.unlink()
        self.assertEqual(self.database_by(**world), "of_system.db")
        self.assertEqual(self.database_by(HOME=self.folder, AUDIENCE_SYSTEM_CONFIG=self.folder / "none.toml"),
                         f"{self.folder}/.local/share/audience/audience.db")

    def test_a_fault_in_the_systems_file_is_told_with_its_place(self):
        system = self.write("system.toml", "\ndbb = 1\n")
        result = self.fails(2, "--db", self.db, "list", variables={"AUDIENCE_SYSTEM_CONFIG": str(system)})
        self.assertIn(f'{system}:2: unknown key "dbb"; did you mean "db"?', result.err)

    def test_without_home_the_list_of_users_says_where_it_is(self):
        listed = pwd.getpwuid(os.geteuid()).pw_dir
        world = {"AUDIENCE_SYSTEM_CONFIG": str(self.folder / "none.toml"), "XDG_CONFIG_HOME": str(self.folder)}
        for variables in ({}, {"HOME": ""}, {"HOME": "."}):
            run = subprocess.run([BINARY], env={**world, **variables}, text=True, capture_output=True, timeout=60, cwd=self.folder, check=True)
            self.assertIn(f"Database  {listed}/.local/share/audience/audience.db\n", run.stdout)

    def test_the_first_screen_says_how_to_begin(self):
        def next_of(*arguments):
            return self.ok(*arguments).out.split("Next      ")[1].split("\n")[0]

        self.assertEqual(next_of("--table"), "audience init")
        self.db.touch()
        self.assertEqual(next_of(), "audience init")
        self.db.unlink()
        self.ok("init")
        self.assertEqual(next_of(), "audience import customers FILE.csv")


if __name__ == "__main__":
    unittest.main()
