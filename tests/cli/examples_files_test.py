"""The files of examples/ for other tools, each run from itself: a pipeline, questions for jq, a Makefile, readers of exports."""
import html
import json
import os
import re
import subprocess
import unittest

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


if __name__ == "__main__":
    unittest.main()
