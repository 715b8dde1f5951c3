"""Installs the library into a folder of its own, builds examples/library against it alone, and runs that on a shop.

Needs the build folder in AUDIENCE_BUILD or, run by itself, takes that of the newest build. CMAKE and the compiler's flags
come from its cache.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
from last_build import newest_build  # noqa: E402

DOCUMENT = {"audience_name": "Adults", "recommendations_export": {"number_of_recommendations": 2}, "filters": [
    {"filter_group": "g", "values": [
        {"filter_name": "age", "filter_type": "BETWEEN", "filter_values": {"min_value": 30, "max_value": 60}},
        {"filter_name": "email_consent", "filter_type": "IN", "filter_values": ["True"]}]},
    {"filter_group": "h", "values": [
        {"filter_name": "purchases-180-days", "filter_entity": "purchases", "filter_type": "GREATER_OR_EQUAL",
         "filter_values": {"value_name": "count", "value": 1}}]}]}


def run(*command, **options):
    completed = subprocess.run([str(word) for word in command], text=True, capture_output=True, check=False, timeout=300, **options)
    if completed.returncode != 0:
        raise AssertionError(f"{command}: {completed.returncode}\n{completed.stdout}{completed.stderr}")
    return completed.stdout


class InstalledLibrary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.build = pathlib.Path(os.environ["AUDIENCE_BUILD"]) if "AUDIENCE_BUILD" in os.environ else newest_build()
        cls.cache = dict(line.split("=", 1) for line in (cls.build / "CMakeCache.txt").read_text().splitlines()
                         if "=" in line and line[0] not in "#/")
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="audience-library-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.prefix = cls.folder / "prefix"
        run(cls.cached("CMAKE_COMMAND"), "--install", cls.build, "--component", "library", "--prefix", cls.prefix)
        cls.shop = cls.folder / "shop"
        cls.shop.mkdir()
        run(cls.build / "generate_shop", "--customers", 500, "--purchases", 4000, "--as-of", "2023-09-14", "--output", cls.shop)

    @classmethod
    def cached(cls, name):
        return next((value for key, value in cls.cache.items() if key.split(":")[0] == name), "")

    def tool(self, database, *arguments):
        return json.loads(run(self.build / "audience", "--db", database, "--json", *arguments,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}))

    def build_example(self):
        """Sees the installed tree and the system's libraries, and is compiled as the library was."""
        folder = self.folder / "example"
        options = [f"-D{name}={self.cached(name)}" for name in
                   ("CMAKE_CXX_COMPILER", "CMAKE_BUILD_TYPE", "CMAKE_CXX_FLAGS", "CMAKE_CXX_FLAGS_DEBUG", "CMAKE_EXE_LINKER_FLAGS",
                    "CMAKE_MAKE_PROGRAM")]
        run(self.cached("CMAKE_COMMAND"), "-S", ROOT / "examples" / "library", "-B", folder, "-G", self.cached("CMAKE_GENERATOR"),
            f"-DCMAKE_PREFIX_PATH={self.prefix}", *options)
        self.assertIn(str(self.prefix), (folder / "CMakeCache.txt").read_text())
        run(self.cached("CMAKE_COMMAND"), "--build", folder)
        return folder / "main_job"

    def test_the_example_does_the_main_job_as_the_tool_does_it(self):
        program = self.build_example()
        document = self.folder / "adults.json"
        document.write_text(json.dumps(DOCUMENT), encoding="utf-8")
        database = self.folder / "library.db"
        said = run(program, database, self.shop, document).splitlines()

        # The same by the tool, on a database of its own.
        other = self.folder / "tool.db"
        self.tool(other, "init")
        stored = [self.tool(other, "import", kind, self.shop / f"{kind}.csv")["stored"]
                  for kind in ("customers", "purchases", "recommendations")]
        self.assertEqual(said[:3], [f"{stored[0]} customers", f"{stored[1]} purchases", f"{stored[2]} recommendations"])
        answer = self.tool(other, "create", document, "--as-of", "2023-09-14")
        filters = [one for group in answer["filters"] for one in group["values"]]
        self.assertGreater(answer["audience_size"], 2)
        self.assertLess(answer["audience_size"], 100, "the example shows one page")
        self.assertEqual(said[3], f"Adults: {answer['audience_size']} of 500 customers")
        self.assertEqual(said[4:7], [f"{one['filter_name']}: {one['count_now']} left" for one in filters])
        members = self.tool(other, "list-customers", "Adults", "--all", "--columns", "customer_id,product_1")["customers"]
        self.assertEqual(said[7:-1], [f"{one['customer_id']} {one['product_1'] or '-'}" for one in members])

        # The file, and what the link led to, are those that the tool writes.
        expected = self.folder / "tool.csv"
        self.tool(other, "export", "Adults", "-o", expected, "--no-link")
        size = expected.stat().st_size
        self.assertEqual(said[-1], f"{len(members)} rows out, {size} bytes fetched")
        for name in ("main_job.csv", "fetched.csv"):
            self.assertEqual((self.shop / name).read_bytes(), expected.read_bytes())

        # What it made is the tool's as well.
        self.assertEqual(self.tool(database, "show", "Adults")["audience_size"], answer["audience_size"])
        log = self.tool(database, "exports", "Adults")
        self.assertEqual([one["exported_by"] for one in log], ["main_job"])

        faulty = self.folder / "faulty.json"
        faulty.write_text('{"audience_name": "Faulty",\n "filters": 3}', encoding="utf-8")
        database.unlink()
        completed = subprocess.run([program, database, self.shop, faulty], text=True, capture_output=True, check=False, timeout=60)
        self.assertEqual(completed.returncode, 1)
        self.assertIn(f"{faulty}, line 2: ", completed.stderr)

    def test_each_header_compiles_alone_with_the_standard_library_only(self):
        headers = sorted((self.prefix / "include" / "audience").glob("*.hpp"))
        expected = sorted([file.name for file in (ROOT / "include" / "audience").glob("*.hpp")] + ["version.hpp"])
        self.assertEqual([file.name for file in headers], expected)
        self.assertGreaterEqual(len(headers), 8)
        alone = self.folder / "headers.cpp"
        for header in headers:
            with self.subTest(header=header.name):
                # Twice: it must bear being included again.
                alone.write_text(f"#include <audience/{header.name}>\n#include <audience/{header.name}>\n", encoding="utf-8")
                run(self.cached("CMAKE_CXX_COMPILER"), "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror",
                    "-fsyntax-only", "-I", self.prefix / "include", alone)
                included = re.findall(r"^\s*#\s*include\s*(\S+)", header.read_text(), re.MULTILINE)
                for name in included:
                    self.assertRegex(name, r"^(<[a-z_0-9]+>|\"audience/[a-z_]+\.hpp\")$")

    def test_the_tool_alone_is_installed_without_the_library(self):
        prefix = self.folder / "tool"
        run(self.cached("CMAKE_COMMAND"), "--install", self.build, "--prefix", prefix)
        files = sorted(str(file.relative_to(prefix)) for file in prefix.rglob("*") if file.is_file())
        pages = sorted(path.name for path in (ROOT / "man").iterdir())
        self.assertIn("audience-create.1", pages)
        self.assertIn("audience-document.5", pages)
        completions = ["bash-completion/completions/audience", "fish/vendor_completions.d/audience.fish", "zsh/vendor-completions/_audience"]
        examples = ROOT / "examples"
        shown = [file.relative_to(examples) for file in examples.rglob("*") if file.is_file()]
        shown = [file for file in shown if str(file) not in ("build_packages.txt", "install_packages.sh", "quickstart.sh")]
        units = [f"lib/systemd/system/{file.name}" for file in shown if file.parent.name == "systemd"]
        documents = ["copyright", "README.md", "changelog.gz", "changelog.Debian.gz", *(f"examples/{file}" for file in shown)]
        self.assertGreater(len(units), 2)
        self.assertEqual(files, sorted(["bin/audience", "lib/sysusers.d/audience.conf", "lib/tmpfiles.d/audience.conf", "share/lintian/overrides/audience",
                                        *units, *(f"share/{file}" for file in completions), *(f"share/doc/audience/{file}" for file in documents),
                                        *(f"share/man/man{page[-1]}/{page}.gz" for page in pages)]))
        for file in completions:
            shell = file.split("/")[0].removesuffix("-completion")
            self.assertEqual((prefix / "share" / file).read_text(encoding="utf-8"), run(prefix / "bin/audience", "completion", shell))


if __name__ == "__main__":
    unittest.main()
