"""Checking documents: against what, in which order it is told, for pipelines too; and faults as a compiler shows them."""
import json
import random
import subprocess
import unittest

from harness import BINARY, ShopTest, attribute


class Validate(ShopTest):
    def faulty(self):
        self.document("good", [attribute("city", "IN", ["Paris"])])
        return self.write("bad.json", '{\n  "audience_name": "Bad",\n  "filters": [\n    {"filter_group": "Größe", "values": [\n'
                                      '      {"filter_name": "cty", "filter_type": "IN", "filter_values": ["x"]},\n'
                                      '      {"filter_name": "age", "filter_type": "BETWEN", "filter_values": [1]}]}]\n}\n')

    def test_a_database_that_is_named_anywhere_is_checked_against_and_said(self):
        self.make_shop()
        self.faulty()
        self.write("config.toml", 'db = "shop.db"\n')
        ways = [([], {}), (["--db", self.db], {"AUDIENCE_DB": ""}), (["--config", "config.toml"], {"AUDIENCE_DB": ""})]
        for options, variables in ways:
            with self.subTest(options):
                name = str(self.db) if "--config" not in options else "shop.db"
                result = self.fails(3, *options, "validate", "bad.json", variables=variables)
                self.assertIn('bad.json:5:23: unknown filter_name "cty"; did you mean "city"?', result.err)
                self.assertEqual(result.json()[0]["checked_against"], name)
                table = self.ok(*options, "validate", "good.json", "--table", variables=variables)
                self.assertEqual(table.out, f"1 document, none with faults (checked against {name})\n")
        alone = self.fails(3, "validate", "bad.json", variables={"AUDIENCE_DB": ""})
        self.assertNotIn("cty", alone.err.splitlines()[0])
        self.assertIsNone(alone.json()[0]["checked_against"])
        self.assertIn("note: form alone: --db or --catalog checks names too\n", alone.err)
        self.assertEqual(self.ok("validate", "good.json", "--table", variables={"AUDIENCE_DB": ""}).out,
                         "1 document, none with faults (form alone: --db or --catalog checks names too)\n")

    def test_a_database_that_is_named_and_not_there_is_said(self):
        self.faulty()
        self.assertEqual(self.ok("validate", "good.json", "--table").out,
                         f"1 document, none with faults (form alone: there is no database {self.db})\n")
        self.assertEqual(self.ok("validate", "good.json").err, f"note: form alone: there is no database {self.db}\n")
        self.fails(8, "--db", "other.db", "validate", "good.json")
        self.db.write_text("no database")
        self.fails(8, "validate", "good.json")

    def test_faults_come_before_totals(self):
        self.make_shop()
        self.faulty()
        both = subprocess.run([BINARY, "validate", "bad.json", "good.json", "--table"], cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False, env={"AUDIENCE_DB": str(self.db), "HOME": str(self.folder)})
        self.assertEqual(both.returncode, 3)
        self.assertTrue(both.stdout.startswith("bad.json:5:23: "), both.stdout)
        self.assertTrue(both.stdout.endswith(f"2 documents, 1 with faults (checked against {self.db})\n"), both.stdout)

    def test_a_fault_is_shown_in_its_lines(self):
        self.make_shop()
        self.faulty()
        self.assertEqual(self.fails(3, "create", "bad.json").err, """\
bad.json:5:23: unknown filter_name "cty"; did you mean "city"?
    4 |     {"filter_group": "Größe", "values": [
    5 |       {"filter_name": "cty", "filter_type": "IN", "filter_values": ["x…
      |                       ^^^^^
      /filters/0/values/0/filter_name
bad.json:6:45: unknown type "BETWEN"; did you mean "BETWEEN"?
    5 | …filter_name": "cty", "filter_type": "IN", "filter_values": ["x"]},
    6 | …filter_name": "age", "filter_type": "BETWEN", "filter_values": [1]}]}]
      |                                      ^^^^^^^^
      /filters/0/values/1/filter_type
""")
        text = (self.folder / "bad.json").read_text()
        for command in (["create", "-"], ["explain", "-"], ["validate", "-"], ["create", "-", "--dry-run"]):
            self.assertIn("stdin:5:23: ", self.fails(3, *command, stdin=text).err)
        for name, form in {"minified": json.dumps(json.loads(text)), "windows": text.replace("\n", "\r\n"), "marked": "\ufeff" + text,
                           "tabs": text.replace("  ", "\t")}.items():
            err = self.fails(3, "create", "-", stdin=form).err
            self.assertIn(f'"BETWEN"', err, name)
            lines = err.splitlines()
            shown, carets = next((a, b) for a, b in zip(lines, lines[1:]) if b.strip(" |^") == "" and "BETWEN" in a)
            self.assertEqual(shown[carets.index("^"):carets.rindex("^") + 1], '"BETWEN"', name)
            self.assertTrue(all(len(line) <= 80 for line in (shown, carets)), name)

    def test_many_faults_show_their_own_lines_alone(self):
        filters = ",\n".join(f'{{"filter_name": "age", "filter_type": "BETWEN{n}"}}' for n in range(15))
        err = self.fails(3, "validate", "-", stdin=f'{{"audience_name": "A", "filters": [{{"filter_group": "g", "values": [\n{filters}\n]}}]}}').err
        self.assertEqual(err.count("stdin:"), 15)
        self.assertEqual(len([line for line in err.splitlines() if " | {" in line]), 15)

    def test_faults_of_a_catalog_are_shown_in_their_lines(self):
        self.write("crm.json", '{\n "customers": {"table": "customers",\n  "kee": "customer_id"}\n}\n')
        err = self.fails(3, "init", "--catalog", "crm.json").err
        self.assertIn('crm.json:3:3: unknown key "kee"; did you mean "key"?', err)
        self.assertIn('    3 |   "kee": "customer_id"}\n      |   ^^^^^\n      /customers/kee\n', err)

    def test_what_is_no_document_at_all_is_told_shortly(self):
        self.make_shop()
        noise = bytes(random.Random(7).randrange(256) for _ in range(3000))
        (self.folder / "noise.json").write_bytes(noise)
        self.write("empty.json", "")
        self.write("deep.json", '{"audience_name": "x", "filters": ' + "[" * 100000 + "]" * 100000 + "}")
        self.write("huge.json", '{"audience_name": "' + "x" * (17 << 20) + '"}')
        self.write("long.json", '{"audience_name": "' + "y" * (10 << 20) + '", "filters": [], "statu": 1}')
        for name in ("noise", "empty", "deep", "huge", "long"):
            err = self.fails(3, "validate", f"{name}.json").err
            self.assertTrue(err.startswith(f"{name}.json:"), err[:200])
            self.assertLess(len(err), 2000, name)
            self.assertTrue(err.isprintable() or all(c.isprintable() or c == "\n" for c in err), name)
        self.assertIn('long.json:1:', self.fails(3, "validate", "long.json").err)
        self.fails(4, "validate", "absent.json", "empty.json")

    def test_sarif_has_what_its_standard_asks_for(self):
        self.make_shop()
        self.faulty()
        self.write("bom ü.json", '\ufeff{"audience_name": "Café", "statu": 1, "filters": []}')
        result = self.fails(3, "validate", "bad.json", "good.json", "bom ü.json", "--format", "sarif")
        self.assertEqual(result.err, "")
        log = result.json()
        self.assertEqual(log["version"], "2.1.0")
        [run] = log["runs"]
        self.assertEqual(run["tool"]["driver"]["name"], "audience")
        rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        self.assertEqual(run["columnKind"], "unicodeCodePoints")
        self.assertTrue(run["invocations"][0]["executionSuccessful"])
        self.assertEqual(len(run["results"]), 3)
        for one in run["results"]:
            self.assertIn(one["ruleId"], rules)
            self.assertEqual(one["level"], "error")
            self.assertTrue(one["message"]["text"])
            [place] = one["locations"]
            self.assertTrue(place["logicalLocations"][0]["fullyQualifiedName"].startswith("/"))
            region = place["physicalLocation"]["region"]
            self.assertTrue(1 <= region["startColumn"] < region["endColumn"] and region["startLine"] >= 1)
        last = run["results"][2]["locations"][0]["physicalLocation"]
        self.assertEqual(last["artifactLocation"]["uri"], "bom%20%C3%BC.json")
        self.assertEqual(last["region"], {"startLine": 1, "startColumn": 27, "endColumn": 34})
        self.assertEqual(self.ok("validate", "good.json", "--format", "sarif").json()["runs"][0]["results"], [])
        unreadable = self.fails(4, "validate", "absent.json", "bad.json", "--format", "sarif").json()["runs"][0]
        self.assertFalse(unreadable["invocations"][0]["executionSuccessful"])
        self.assertIn("absent.json", unreadable["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"])
        self.assertIn("write sarif", self.fails(2, "validate", "bad.json", "--format", "xml").err)

    def test_wrong_words_get_the_nearest_right_one(self):
        for arguments, told in {("list", "--jsn"): 'unknown option "--jsn"; did you mean "--json"?',
                                ("create", "a.json", "--if-exist", "skip"): 'unknown option "--if-exist"; did you mean "--if-exists"?',
                                ("create", "a.json", "--dryrun"): 'did you mean "--dry-run"?',
                                ("validte", "a.json"): 'unknown command "validte"; did you mean "validate"?',
                                ("imprt", "list"): 'unknown command "imprt"; did you mean "import"?',
                                ("list", "--db", "init", "more"): '"more" is one argument too many'}.items():
            with self.subTest(arguments):
                self.assertIn(told, self.fails(2, *arguments).err)
        self.assertIn("there is no database init", self.fails(8, "list", "--db", "init").err)

    def test_help_breaks_between_words_only(self):
        for verb in ("create", "import", "validate", "export"):
            text = self.ok(verb, "--help").out
            before, after = text.split("Usage:")
            for line in after.splitlines():
                self.assertLessEqual(len(line), 80, line)
            self.assertLessEqual(max(map(len, before.split("\n\n")[0].splitlines())), 80)


if __name__ == "__main__":
    unittest.main()
