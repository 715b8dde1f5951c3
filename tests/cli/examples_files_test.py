"""The files of examples/ for other tools, each run from itself: a pipeline, questions for jq, a Makefile, readers of exports."""
import csv
import datetime
import html
import json
import os
import re
import shutil
import subprocess
import unittest
import zipfile

from harness import BINARY, ROOT, ShopTest, attribute
import yaml  # Debian's, where harness has gone on

EXAMPLES = ROOT / "examples"


class ExampleFiles(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()
        (self.folder / "audiences").mkdir()
        (self.folder / "bin").mkdir()
        os.symlink(BINARY, self.folder / "bin" / "audience")

    def put(self, name, *groups, **more):
        self.write(f"audiences/{name}.json", json.dumps({"audience_name": name, "filters": list(groups), **more}))

    def runs(self, *command, code=0, **variables):
        """With the folder as place and home, and audience in the PATH."""
        environment = {"PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", "HOME": str(self.folder), "AUDIENCE_DB": str(self.db), "LANG": "C.UTF-8",
                       "AUDIENCE_SYSTEM_CONFIG": str(self.folder / "system.toml"), **variables}
        run = subprocess.run([str(word) for word in command], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=240, check=False)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run

    def names(self):
        return [one["audience_name"] for one in self.ok("list").json()]


class Pipeline(ExampleFiles):
    def setUp(self):
        super().setUp()
        self.jobs = yaml.safe_load((EXAMPLES / "ci" / "audiences.yml").read_text(encoding="utf-8"))["jobs"]
        hub = self.write("bin/gh", '#!/bin/sh\n[ "$1 $2 $3 $4" = "pr comment 7 --body-file" ] && cp "$5" comment.md\n')
        hub.chmod(0o755)
        self.variables = {"PULL_REQUEST": "7", "GITHUB_SHA": "0123abcd"}

    def job(self, name, fails=()):
        """The steps in order as a runner takes them: after one that failed, those alone that run always."""
        failed = []
        for step in self.jobs[name]["steps"]:
            if "run" not in step or (failed and step.get("if") != "always()"):
                continue
            code = dict(fails).get(step["name"], 0)
            self.runs("bash", "-e", "-c", step["run"], code=code, **self.variables)
            failed += [step["name"]] if code else []
        self.assertEqual(failed, [step for step, _ in fails])

    def comment(self):
        return html.unescape((self.folder / "comment.md").read_text(encoding="utf-8"))

    def test_the_variables_of_a_step_are_those_it_names(self):
        for job in self.jobs.values():
            for step in job["steps"]:
                named = set(re.findall(r"\$(\w+)", step.get("run", "")))
                self.assertLessEqual(named, set(step.get("env", {})) | {"GITHUB_SHA"}, step)
                self.assertLessEqual(named, set(self.variables), step)

    def test_a_pull_request_gets_the_plan_and_main_applies_it(self):
        self.put("paris", attribute("city", "IN", ["Paris"]))
        self.job("plan")
        self.assertIn("| <code>paris</code> | **create** |  | 3 |", self.comment())
        self.assertEqual(self.names(), [])
        self.job("apply")
        self.assertEqual(self.names(), ["paris"])
        self.assertEqual(self.ok("history", "paris").json()[0]["note"], "0123abcd")
        (self.folder / "audiences" / "paris.json").unlink()
        self.put("london", attribute("city", "IN", ["London"]))
        self.job("plan")
        self.assertIn("| <code>paris</code> | **delete** | 3 |", self.comment())
        self.job("apply")
        self.assertEqual(self.names(), ["london"])

    def test_faults_are_in_the_report_and_in_the_comment(self):
        self.put("right", attribute("city", "IN", ["Paris"]))
        self.put("wrong", attribute("cty", "IN", ["Paris"]))
        self.job("plan", [("Validate", 3), ("Plan", 3)])
        [result] = json.loads((self.folder / "audiences.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
        self.assertEqual(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "audiences/wrong.json")
        self.assertRegex(self.comment(), r"- <code>audiences/wrong\.json:1:\d+: .*cty")
        self.job("apply", [("Apply", 3)])
        self.assertEqual(self.names(), [])


class Jq(ExampleFiles):
    def asked(self, *question):
        return self.runs(EXAMPLES / "jq" / "questions.sh", *question).stdout.splitlines()

    def test_what_was_never_handed_out(self):
        for name in ["a b", "handed out", "ünused"]:
            self.ok("create", self.document(name, []))
        self.assertEqual(self.asked("never-exported"), ["a b", "handed out", "ünused"])
        self.ok("export", "handed out", "-o", "out.csv", "--no-link")
        self.assertEqual(self.asked("never-exported"), ["a b", "ünused"])

    def test_which_filter_left_out_most(self):
        self.ok("create", self.document("two", [attribute("city", "IN", ["Paris", "London"]), attribute("gender", "IN", ["male"])]))
        self.assertEqual(self.asked("costliest", "two"), ["gender IN: 3 of 4"])
        self.ok("create", self.document("everyone", []))
        self.assertEqual(self.asked("costliest", "everyone"), [])

    def test_what_shrank(self):
        for name, after in {"less": "London", "same": "Paris"}.items():
            self.put(name, attribute("city", "IN", ["Paris"]))
            self.ok("apply", "audiences")
            self.put(name, attribute("city", "IN", [after]))
        self.ok("apply", "audiences")
        [less] = [one["audience_id"] for one in self.ok("list").json() if one["audience_name"] == "less"]
        self.assertEqual(self.asked("shrank", "66"), [f"{less}\t3\t1"])
        self.assertEqual(self.asked("shrank", "67"), [])

    def test_no_question_and_no_database_are_told(self):
        self.assertIn("costliest AUDIENCE", self.runs(EXAMPLES / "jq" / "questions.sh", code=2).stderr)
        for question in (["never-exported"], ["shrank", "5"], ["costliest", "a"]):
            self.runs(EXAMPLES / "jq" / "questions.sh", *question, code=8, AUDIENCE_DB=str(self.folder / "none.db"))


class Make(ExampleFiles):
    def make(self, target, code=0):
        return self.runs("make", "-f", EXAMPLES / "make" / "Makefile", target, code=code)

    def test_validate_refresh_and_export(self):
        self.put("Summer", attribute("city", "IN", ["Paris"]), is_dynamic=True)
        self.put("Autumn", attribute("city", "IN", ["London"]), is_dynamic=True)
        self.make("validate")
        self.ok("apply", "audiences")
        stale = self.make("export", code=2)
        self.assertIn("--max-age", stale.stdout + stale.stderr)
        self.assertFalse((self.folder / "exports").exists())
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT00:00:00")
        self.ok("import", "purchases", self.write("today.csv", f"customer_id,product_id,purchased_at\nc_3,i_8732,{now}\n"))
        self.make("export")
        files = {name: self.folder / "exports" / name for name in ["Summer.xlsx", "Autumn.csv"]}
        rows = csv.DictReader(files["Autumn.csv"].read_text(encoding="utf-8").splitlines())
        self.assertEqual([row["customer_id"] for row in rows], ["c_2"])
        before = {name: path.stat().st_mtime_ns for name, path in files.items()}
        self.make("export")
        self.assertEqual({name: path.stat().st_mtime_ns for name, path in files.items()}, before)
        self.make("refresh")
        self.make("export")
        for name, path in files.items():
            self.assertGreater(path.stat().st_mtime_ns, before[name])
        self.assertEqual(len(self.ok("exports").json()), 4)

    def test_faults_stop_it(self):
        self.put("wrong", attribute("cty", "IN", ["Paris"]))
        self.assertIn("audiences/wrong.json:1:", self.make("validate", code=2).stderr)


class Readers(ExampleFiles):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.ok("import", "customers", self.write("more.csv", "customer_id,first_name,last_name,age\n007,'=Ida,a_x0041_b,40\n008,-Li,'+381 64,\n950E2862,'plain,\uff1dx,\n"))
        self.ok("create", self.document("all", []))
        for kind in ("csv", "xlsx"):
            self.ok("export", "all", "-o", f"all.{kind}", "--no-link", "--columns", "all")
        self.customers = [json.loads(line) for line in self.ok("list-customers", "all", "--all", "--jsonl", "--columns", "all").out.splitlines()]

    def test_python_reads_the_same_customers_from_both(self):
        for kind in ("csv", "xlsx"):
            lines = self.runs("/usr/bin/python3", EXAMPLES / "reading" / "read_export.py", f"all.{kind}").stdout.splitlines()
            self.assertEqual([json.loads(line) for line in lines], self.customers, kind)

    @unittest.skipUnless(shutil.which("soffice"), "no LibreOffice")
    def test_libreoffice_keeps_ids(self):
        for kind in ("csv", "xlsx"):
            self.runs(EXAMPLES / "reading" / "libreoffice.sh", f"all.{kind}", kind)
            with zipfile.ZipFile(self.folder / kind / "all.ods") as archive:
                sheet = archive.read("content.xml").decode()
            for customer in self.customers:
                self.assertRegex(sheet, rf'office:value-type="string"[^>]*><text:p>{customer["customer_id"]}</text:p>', kind)
            self.assertRegex(sheet, r'office:value-type="float" office:value="74"', kind)


if __name__ == "__main__":
    unittest.main()
