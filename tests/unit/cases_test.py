"""Whatever a case is called, ctest runs it and nothing else; names that cannot be told apart are refused."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import cases

AWKWARD = ["plain", "one, two; three", "a \\ b", 'say "x" ${y} $ENV{HOME} [z] ]=]', "(a|b)*.+^$", "it's <&>", "ends in ]", "Plain"]


class Cases(unittest.TestCase):
    def test_ctest_runs_each_case_under_its_name_with_a_filter_for_it_alone(self):
        self.assertEqual(cases.faults(AWKWARD), [])
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder, "print;, arguments")
            program.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n", encoding="utf-8")
            program.chmod(0o700)
            pathlib.Path(folder, "CTestTestfile.cmake").write_text(cases.test_file(str(program), "base", AWKWARD), encoding="utf-8")
            shown = subprocess.run(["ctest", "--verbose"], cwd=folder, check=True, capture_output=True, text=True).stdout
        self.assertEqual(re.findall(r"^\s+Start\s+\d+: (.*)$", shown, re.MULTILINE), [f"base: {name}" for name in AWKWARD])
        filters = re.findall(r"^\d+: --test-case=(.*)$", shown, re.MULTILINE)
        self.assertEqual([cases.selected(pattern, AWKWARD) for pattern in filters], [[name] for name in AWKWARD])
        self.assertFalse([pattern for pattern in filters if "," in pattern or "\\" in pattern])

    def test_a_program_that_runs_nothing_or_fails_is_no_success(self):
        for output, code, passes in [("test cases: 1 | 1 passed", 0, True), ("test cases: 0 | 0 passed", 0, False),
                                     ("test cases:  0 |", 0, False), ("test cases: 10 | 10 passed", 0, True),
                                     ("test cases: 1 | 1 passed", 1, False)]:
            with self.subTest(output=output, code=code), tempfile.TemporaryDirectory() as folder:
                program = pathlib.Path(folder, "program")
                program.write_text(f"#!/bin/sh\necho '[doctest] {output}'\nexit {code}\n", encoding="utf-8")
                program.chmod(0o700)
                pathlib.Path(folder, "CTestTestfile.cmake").write_text(cases.test_file(str(program), "base", ["x"]), encoding="utf-8")
                run = subprocess.run(["ctest"], cwd=folder, env={"PATH": os.environ["PATH"]}, capture_output=True, check=False)
                self.assertEqual(run.returncode == 0, passes)

    def test_names_that_cannot_be_told_apart_are_refused(self):
        for names in ([], ["a", "b", "a"], ["a, b", "a; b", "a? b"], ["a*", "ab"], [""], [" a"]):
            self.assertTrue(cases.faults(names), names)


if __name__ == "__main__":
    unittest.main()
