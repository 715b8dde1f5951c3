"""The command line itself: what is no command is named, and nothing that is told steers a terminal."""
import os
import re
import subprocess
import unittest

from harness import BINARY, ShopTest, attribute


class CommandLine(ShopTest):
    def test_an_unknown_command_is_named_and_no_value_of_an_option_taken_for_it(self):
        for arguments in [["lst"], ["--db", "l.db", "lst"], ["--wait", "5s", "-q", "lst", "--db", "l.db"], ["-qv", "--db=l.db", "lst"],
                          ["--db", "show", "--json", "lst"]]:
            with self.subTest(arguments):
                self.assertIn('unknown command "lst"; did you mean "list"?', self.fails(2, *arguments).err)
        self.assertNotIn("unknown command", self.fails(2, "--db").err)

    def test_words_of_other_tools_and_abbreviations_get_ours(self):
        for arguments, meant in [(["ls"], "list"), (["rm"], "delete"), (["version"], "--version"), (["-V"], "--version"), (["list", "-V"], "--version"),
                                 (["help", "fild"], "fields"), (["hist"], "history"), (["help", "ls"], "list"), (["undo"], "import --undo"), (["lsit"], "list")]:
            with self.subTest(arguments):
                self.assertIn(f'; did you mean "{meant}"?', self.fails(2, *arguments).err)
        self.assertNotIn("did you mean", self.fails(2, "xyzzy").err)

    def test_a_link_that_would_live_for_seconds_unseen_needs_a_unit(self):
        self.make_shop()
        self.ok("create", self.document("All", []))
        told = self.fails(2, "export", "All", "--expires-in", "6").err
        self.assertIn('--expires-in: "6" has no unit\n  write 6m for minutes', told)
        self.assertEqual(self.ok("exports").json(), [])

    def test_an_empty_database_is_told_what_writes_a_first_document(self):
        self.make_shop()
        for line in ([], ["list"]):
            command = self.ok(*line, "--table").out.split("Next")[1].split("\n")[0].split()
            self.assertEqual(command, ["audience", "new", "winter"])
        self.ok(*command[1:])
        self.ok("create", "winter.json")

    def test_a_part_of_a_name_leads_to_the_only_audience_that_has_it(self):
        self.make_shop()
        for name in ("Winter 2024", "Summer 2024"):
            self.ok("create", self.document(name, []))
        for command in (["show", "winter"], ["why", "winter", "c_1"], ["export", "Winter"], ["delete", "inter", "--yes"]):
            with self.subTest(command):
                self.assertIn('did you mean "Winter 2024"?', self.fails(4, *command).err)
        self.assertNotIn("did you mean", self.fails(4, "show", "2024").err)

    def test_help_and_the_first_screen_fit_a_narrow_terminal(self):
        wide = self.on_terminal(columns=80).out
        for columns in (40, 60):
            with self.subTest(columns):
                for arguments in ([], ["--help"], ["help", "create"], ["help", "import"], ["help", "serve"]):
                    screen = self.on_terminal(*arguments, columns=columns).out
                    said = [line for line in screen.splitlines() if not line.startswith(("  audience ", "Usage: ")) and str(self.folder) not in line]
                    self.assertLessEqual(max(map(len, said)), columns, arguments)
                for word in re.findall(r"\b[a-z-]{4,}\b", wide.split("Database")[0]):
                    self.assertIn(word, self.on_terminal(columns=columns).out)

    def test_a_database_without_a_name_is_refused(self):
        for verb in ("init", "list"):
            self.assertEqual(self.fails(2, "--db", "", verb).err,
                             "audience: the name of the database is empty\n  name a file with --db\n")

    def test_the_default_folder_of_the_database_is_its_owners_alone(self):
        def init(*more, **environment):
            command = ["sh", "-c", 'umask 022; exec "$@"', "sh", BINARY, *map(str, more), "init", "-q"]
            subprocess.run(command, env={"PATH": os.environ["PATH"], "HOME": str(self.folder), **environment}, check=True,
                           capture_output=True)
        init()
        init(XDG_DATA_HOME=str(self.folder / "data"))
        for made in (".local", ".local/share", ".local/share/audience", "data", "data/audience"):
            self.assertEqual((self.folder / made).stat().st_mode & 0o777, 0o700, made)
        init("--db", self.folder / "named" / "shop.db")
        self.assertEqual((self.folder / "named").stat().st_mode & 0o777, 0o755)

    def test_init_says_what_is_there_and_what_comes_next(self):
        first, again = "audience import customers FILE.csv", "audience fields"
        self.assertEqual(self.ok("init", "--table").out, f"Made {self.db}\nNext   {first}\n")
        self.assertEqual(self.ok("init", "--table").out, f"Ready: {self.db}\nNext   {first}\n")
        self.make_shop()
        self.assertRegex(self.ok("init", "--table").out, f"Holds  0 audiences, 5 customers, [0-9,]+ bytes\nNext   {again}\n$")
        self.ok("create", self.document("all", []))
        self.assertRegex(self.ok("init", "--table").out, "Holds  1 audience, 5 customers, [0-9,]+ bytes\nNext   audience list\n$")
        report = self.ok("init").json()
        self.assertEqual((report["audiences"], report["customers"], report["foreign_database"]), (1, 5, None))
        catalog = self.write("crm.json", '{"database": "%s", "customers": {"table": "customers", "key": "customer_id"}}' % self.db)
        self.db = self.folder / "own.db"
        self.assertIn(f"Next   {again}\n", self.ok("init", "--catalog", catalog, "--table").out)
        self.assertEqual(self.ok("init").json()["foreign_database"], str(self.folder / "shop.db"))
        self.assertRegex(self.ok("init", "--table").out, f"customers and events stay in .*shop.db, [0-9,]+ bytes\nNext   {again}\n$")

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_a_folder_of_documents_that_cannot_be_read_is_none(self):
        closed = self.folder / "closed"
        closed.mkdir(mode=0o700)
        self.folder.chmod(0o755)
        refused = self.fails(4, "validate", closed, user=65534)
        self.assertIn(f"cannot read {closed}: Permission denied", refused.err)

    def test_a_result_is_told_in_one_form(self):
        self.make_shop()
        self.ok("create", self.document("all", []))
        for arguments, message in [(["list", "--json"], "--json and --table exclude each other"),
                                   (["--json", "list-customers", "all", "--jsonl"], "--json and --table exclude each other"),
                                   (["list-customers", "all", "--jsonl"], "--jsonl and --table exclude each other"),
                                   (["changes", "all", "--jsonl"], "--jsonl and --table exclude each other")]:
            with self.subTest(arguments):
                refused = self.fails(2, *arguments, "--table")
                self.assertEqual((refused.out, refused.err), ("", f"audience: {message}\n"))
        for arguments in (["changes", "all", "--jsonl", "--json"], ["--json", "list-customers", "all", "--jsonl"]):
            refused = self.fails(2, *arguments)
            self.assertEqual((refused.out, refused.err), ("", "audience: --json and --jsonl exclude each other\n"))

    def assert_safe(self, text):
        self.assertIsNone(re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u202e\u2066]", text), repr(text))

    def test_nothing_that_users_wrote_steers_a_terminal(self):
        self.make_shop()
        evil = "\u009b31mred\u202e\u2066\u200b \u0645\u06cc\u200c\u062e \x1b]0;x\x07"
        document = self.document("evil", [attribute("city", "IN", [evil]), attribute("city", "CONTAINS", [evil])])
        for arguments in [["create", document, "--table"], ["explain", "evil", "--table"], ["explain", document, "--table"], ["list", "--table"],
                          ["show", "evil", "--table"], ["why", "evil", "c_1", "--table"], ["history", "evil", "--table"], ["validate", document, "--table"]]:
            with self.subTest(arguments):
                result = self.ok(*arguments)
                self.assert_safe(result.out + result.err)
        self.assertIn('"\\u009b31mred\\u202e\\u2066\\u200b \u0645\u06cc\u200c\u062e \\u001b]0;x\\u0007"', self.ok("explain", "evil", "--table").out)
        answer = self.ok("show", "evil")
        self.assert_safe(answer.out)
        self.assertEqual(answer.json()["filters"][0]["values"][0]["filter_values"], [evil])

    def test_messages_that_echo_an_argument_or_a_file_are_safe_too(self):
        self.make_shop()
        evil = "\u009b31mred\u202e\u200b\x1b[31m"
        self.ok("create", self.document("ok", [attribute("city", "IN", ["Paris"])]))
        for code, arguments in [(2, [evil]), (4, ["show", evil]), (4, ["create", evil]), (2, ["import", evil, "x.csv"]), (4, ["import", "customers", evil]),
                                (2, ["list-customers", "ok", "--columns", evil]), (4, ["why", "ok", evil]), (2, ["create", "ok.json", "--as-of", evil]),
                                (2, ["--wait", evil, "list"]), (8, ["--db", evil + "/x.db", "list"]),
                                (3, ["import", "customers", self.write("c.csv", f"customer_id,{evil}\nc_1,a\n"), "--map", "x=y"])]:
            with self.subTest(arguments):
                self.assert_safe(self.fails(code, *arguments).err)


if __name__ == "__main__":
    unittest.main()
