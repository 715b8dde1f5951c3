"""Every example of manual, help and README is typed, by a person at a terminal who answers y, and ends as it should.

Each stands for itself: it is typed in a fresh copy of a folder that has what examples name (examples.py).
"""
import os
import pathlib
import pty
import re
import shutil
import subprocess
import unittest

from documentation import man_examples, man_groups
from examples import write_files
from harness import BINARY, ROOT, ShopTest

# What is not typed here, and why.
NOT_TYPED = {
    r"^audience serve": "runs until it is stopped, at an address of the network; serve_test.py has it",
    r"postgresql://": "asks a server on another machine; postgresql_test.py has its own",
    r"explain .* --sql": "shows what a server is asked; postgresql_test.py has one",
    r"--email": "sends a mail by a server; mail_test.py has one",
}
# What must be so before an example, beside the shop.
BEFORE = {
    r"^audience create (winter\.json|- --as-of 2023-09-14 <winter\.json)( --svg winter\.svg| --as-of [\d-]+( \|.*)?)?$": "audience delete Winter --purge --yes",
    r"^audience create examples/audiences/winter\.json": "audience delete Winter --purge --yes",
    r"^audience update": "audience delete Winter --purge --yes && sed 's/\"created\"/\"draft\"/' winter.json | audience create -",
    r"^audience undelete": "audience delete Winter --yes",
    r"^audience changes": "audience refresh Winter && audience refresh Winter && audience refresh Winter",
    r"--detailed-exitcode": "audience delete Summer --yes",
    r"^audience backup monday": "rm monday.db",
    r"kunden_2\.csv": "audience import customers kunden.csv --encoding windows-1252 --decimal , --null NA,-",
    r"--on id=order_id": "mv orders_by_id.csv orders.csv",
    r"^audience import (customers|purchases|recommendations) \1\.csv$": "rm -r .local && audience init && audience import customers customers.csv",
    r"^audience --db crm-audiences\.db create": "audience --db crm-audiences.db init --catalog crm.json && "
                                               "sed 's/Summer/Winter/' audiences/Summer.json >winter.json",
    r"^audience --db crm-audiences\.db (list-customers|export)":
        "audience --db crm-audiences.db init --catalog crm.json && sed 's/Summer/Winter/' audiences/Summer.json >winter.json && "
        "audience --db crm-audiences.db create winter.json",
    r"init --private": "audience --db team/shop.db init --shared",
}
# How one ends that does not end with 0.
ENDS = {r"--detailed-exitcode": 20}


def ours(line):
    """The command of a line of the README, as it is typed; nothing where it is none of this tool's."""
    line = re.sub(r"^(\$ |[\d*]+ [\d*]+ \* \* \* +)", "", line)
    return line if re.match(r"audience ", line) and "COMMAND" not in line else None


class Examples(ShopTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.readme = (ROOT / "README.md").read_text(encoding="utf-8")
        cls.pages = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "man").iterdir()}
        cls.groups = {group: list(pages) for group, pages in man_groups(cls.pages["audience.1"]).items()}

    def setUp(self):
        super().setUp()
        self.template, self.place = self.folder / "template", self.folder / "place"
        self.template.mkdir()
        (self.folder / "bin").mkdir()
        (self.folder / "bin/audience").symlink_to(pathlib.Path(BINARY).resolve())
        self.variables = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.place), "LANG": "C.UTF-8",
                          "AUDIENCE_BASE_URL": "https://exports.example.org", "COMMIT": "abc", "GIT_COMMIT": "abc"}
        write_files(self.template)
        self.words = {"/srv/team": "team", "/safe": "safe"}
        self.make_database()

    def make_database(self):
        self.place = self.template
        self.variables["HOME"] = str(self.place)
        for command in ("init", "import customers customers.csv", "import purchases purchases.csv",
                        "import recommendations recommendations.csv", "create winter.json", "apply audiences",
                        "--db shop.db init", "backup monday.db"):
            self.typed("audience " + command)
        exported = self.typed("audience export Winter --json", answers=True)
        self.words["eyJhbGciOi…"] = self.variables["TOKEN"] = re.search(r'"token": "([^"]+)"', exported)[1]
        self.words["3f9a"] = re.search(r'"export_id": "([0-9a-f]{8})', exported)[1]
        self.words["ed48"] = re.search(r'"audience_id": "audience-id-([0-9a-f]{8})', self.typed("audience show Winter --json", answers=True))[1]
        (self.template / "token.txt").write_text(self.variables["TOKEN"], encoding="utf-8")
        self.typed("audience backup safe/shop.db --with-key")
        self.place = self.folder / "place"
        self.variables["HOME"] = str(self.place)

    def typed(self, line, ends=0, answers=False):
        """Types a line; its output goes to a pipe, its input is a terminal at which y is answered."""
        for word, meaning in self.words.items():
            line = line.replace(word, meaning)
        ours_end, theirs = pty.openpty()
        try:
            os.write(ours_end, b"y\n")
            done = subprocess.run(["bash", "-o", "pipefail", "-c", line], stdin=theirs, text=True, capture_output=True,
                                  cwd=self.place, env=self.variables, timeout=60, check=False)
        finally:
            os.close(ours_end)
            os.close(theirs)
        self.assertEqual(done.returncode, ends, f"{line}\n{done.stdout}{done.stderr}")
        return done.stdout if answers else None

    def fresh(self):
        if self.place.exists():
            shutil.rmtree(self.place)
        shutil.copytree(self.template, self.place)

    def check(self, lines, least):
        typed = 0
        for line in lines:
            if any(re.search(pattern, line) for pattern in NOT_TYPED):
                continue
            self.fresh()
            for pattern, before in BEFORE.items():
                if re.search(pattern, line):
                    self.typed(before)
            self.typed(line, next((code for pattern, code in ENDS.items() if re.search(pattern, line)), 0))
            typed += 1
        self.assertGreaterEqual(typed, least)

    def check_group(self, group, least):
        self.check([line for name in self.groups[group] for line in man_examples(self.pages[f"{name}.1"])], least)

    def test_load(self):
        self.check_group("Load", 15)

    def test_write(self):
        self.check_group("Write", 15)

    def test_look(self):
        self.check_group("Look", 15)

    def test_compare(self):
        self.check_group("Compare", 5)

    def test_hand_out(self):
        self.check_group("Hand out", 7)

    def test_keep(self):
        self.check_group("Keep", 9)

    def test_mend(self):
        self.check_group("Mend", 11)

    def test_learn(self):
        self.check_group("Learn", 2)

    def test_every_group_is_typed(self):
        methods = {name.removeprefix("test_") for name in dir(self) if name.startswith("test_")}
        self.assertLessEqual({group.lower().replace(" ", "_") for group in self.groups}, methods)

    def test_the_first_example_in_order(self):
        self.fresh()
        (self.place / "shop.db").unlink()
        for line in man_examples(self.pages["audience.1"]):
            self.typed(line)

    def test_settings(self):
        (self.template / "config.toml").write_text("\n".join(man_examples(self.pages["audience-config.5"])) + "\n", encoding="utf-8")
        self.check(["audience --config config.toml list", "audience --config config.toml export Winter"], 2)

    def test_formats(self):
        self.check(man_examples(self.pages["audience-catalog.5"]), 2)
        self.check(man_examples(self.pages["audience-json.5"]), 3)

    def test_what_is_not_typed_is_there(self):
        lines = [*self.readme_lines(), *(line for pages in self.groups.values() for name in pages
                                         for line in man_examples(self.pages[f"{name}.1"]))]
        for pattern in [*NOT_TYPED, *BEFORE, *ENDS]:
            self.assertTrue(any(re.search(pattern, line) for line in lines), pattern)

    def readme_lines(self):
        for line in self.readme.splitlines():
            for piece in [line.strip()] if line.startswith("    ") else re.findall(r"`([^`]+)`", line):
                if command := ours(piece):
                    yield command

    def test_readme_first_half(self):
        lines = list(self.readme_lines())
        self.check(lines[:len(lines) // 2], 15)

    def test_readme_second_half(self):
        lines = list(self.readme_lines())
        self.check(lines[len(lines) // 2:], 15)


if __name__ == "__main__":
    unittest.main()
