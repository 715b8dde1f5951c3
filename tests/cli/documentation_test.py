"""Nothing that can be typed is undocumented, and nothing documented cannot be typed."""
import re
import shutil
import subprocess
import unittest

from documentation import (commands, examples, help_verb, man_blocks, man_examples, man_groups, man_items, man_mentions,
                           man_options_of, man_references, man_sections, man_summary, man_synopsis, man_verb,
                           option_lines, written_commands)
from harness import ROOT, ShopTest

UNKNOWN = "--no-such-option"


class Documentation(ShopTest):
    pages = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "man").iterdir())}
    man = pages["audience.1"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    manual = {name.removeprefix("audience-")[:-2]: man_verb(page) for name, page in pages.items()
              if name.startswith("audience-") and name.endswith(".1")}
    top = None

    def setUp(self):
        super().setUp()
        if Documentation.top is None:
            Documentation.top = self.ok("--help").out
            Documentation.global_options = option_lines(self.top)
            Documentation.verbs = self.overview(self.ok().out)
            Documentation.texts = {verb: self.ok(verb, "--help").out for verb in self.verbs}
            Documentation.helps = {verb: help_verb(text) for verb, text in self.texts.items()}

    @staticmethod
    def overview_groups(text):
        """The table that begins `  Load      init   import`, each line as the name of the group with its verbs."""
        table = text.split("\n\n")[1].splitlines()
        return {group: verbs for group, *verbs in (re.split(r"\s{2,}", line.strip()) for line in table)}

    @classmethod
    def overview(cls, text):
        return [verb for verbs in cls.overview_groups(text).values() for verb in verbs]

    def unexpected(self, *arguments):
        """The words of a line that the parser does not know; the line has one such at least."""
        error = self.fails(2, *arguments, UNKNOWN).err
        found = re.match(r'audience: (?:unknown option "(\S+)"|options not expected: (.*))', error)
        self.assertTrue(found, f"{arguments}: {error}")
        return set((found[1] or found[2]).split()) - {UNKNOWN}

    def words_for(self, verb):
        """As many words as the verb asks for."""
        return ["word"] * len(self.helps[verb].arguments.split())

    @staticmethod
    def as_typed(options):
        return [f"{name}=1" if takes_value and name.startswith("--") else name + "1" * takes_value
                for name, takes_value in options.items()]

    def test_the_same_verbs_stand_in_parser_overview_manual_and_readme(self):
        sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/cli").glob("*.cpp"))
        parsed = re.findall(r'\.verb\(\s*"([a-z-]+)"', sources)
        table = re.findall(r"^\| `([a-z-]+)` \|", self.readme, re.MULTILINE)
        self.assertGreater(len(parsed), 20)
        for where, named in {"parser": parsed, "manual": list(self.manual), "README": table}.items():
            self.assertEqual(sorted(named), sorted(self.verbs), where)
        self.assertEqual(self.overview(self.top), self.verbs)
        for verb, text in self.texts.items():
            self.assertIn(f"Usage: audience {verb} ", text)

    def test_the_page_of_the_tool_lists_the_verbs_as_the_overview_does_and_as_their_pages_do(self):
        groups = man_groups(self.man)
        shown = {group: [f"audience-{verb}" for verb in verbs] for group, verbs in self.overview_groups(self.top).items()}
        self.assertEqual({group: list(pages) for group, pages in groups.items()}, shown)
        for pages in groups.values():
            for name, line in pages.items():
                summary = man_summary(self.pages[f"{name}.1"])
                self.assertEqual(summary[0].upper() + summary[1:] + ".", line, name)

    def test_each_page_is_headed_by_its_name_and_is_found_from_others(self):
        for file, page in self.pages.items():
            name, _, section = file.rpartition(".")
            self.assertEqual(page.splitlines()[1], f".Dt {name.upper()} {section}", file)
            self.assertEqual(man_sections(page)["NAME"][0], f".Nm {name}", file)
            references = man_references(page)
            self.assertEqual([f"{n}.{s}" for n, s in references if n.startswith("audience") and f"{n}.{s}" not in self.pages], [], file)
            self.assertNotIn((name, section), references, file)
            if file != "audience.1":
                self.assertIn(("audience", "1"), references, file)
                self.assertIn((name, section), man_references(self.man), file)
            for title in re.findall(r"\bSx ([A-Z][A-Z ]*[A-Z])", page):
                self.assertIn(title, man_sections(page), file)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_mandoc_finds_nothing_to_say_of_the_pages(self):
        for file in self.pages:
            told = subprocess.run(["mandoc", "-T", "lint", ROOT / "man" / file], capture_output=True, text=True, check=False)
            # Which pages of others this machine has is no fault of ours; our own are held above.
            lines = [line for line in (told.stdout + told.stderr).splitlines()
                     if "referenced manual not found" not in line and "outdated mandoc.db" not in line]
            self.assertEqual(lines, [])

    def test_synopsis_and_list_show_the_same_options(self):
        for verb in self.manual:
            page = self.pages[f"audience-{verb}.1"]
            command, options, _ = man_synopsis(page)
            self.assertEqual(command, f".Nm audience Cm {verb}")
            items = man_items(man_sections(page).get("OPTIONS", []))
            as_list = []
            for item in items:  # `Fl o , Fl -output Ar FILE` stands as `Fl o Ar FILE`
                first, *others = item.split(" , ")
                value = (others[-1] if others else first).split()[2:]
                as_list.append(" ".join([*first.split()[:2], *value]))
            self.assertEqual(options, as_list, verb)

    def test_manual_and_help_show_the_same_examples(self):
        for verb, text in self.texts.items():
            self.assertEqual(man_examples(self.pages[f"audience-{verb}.1"]), examples(text), verb)

    def test_manual_and_help_show_the_same_arguments(self):
        for verb, shown in self.helps.items():
            written = self.manual[verb].arguments
            if written.startswith("Cm "):  # one word in the place of an argument
                self.assertRegex(shown.arguments, r"^\w+$", verb)
                self.assertRegex(self.texts[verb], rf"{shown.arguments} REQUIRED +{written[3:]}\n", verb)
            else:
                self.assertEqual(written, shown.arguments, verb)

    def test_help_before_a_verb_is_help_behind_it(self):
        self.assertEqual(self.ok("help").out, self.ok("--help").out)
        for verb, text in self.texts.items():
            self.assertEqual(self.ok("help", verb).out, text)
        self.assertIn('unknown command "crate"; did you mean "create"?\n', self.fails(2, "help", "crate").err)
        self.assertEqual(self.fails(2, "help", "--", "--db").err.splitlines()[0], 'audience: unknown command "--db"')

    def test_manual_and_help_show_the_same_options_of_every_verb(self):
        for verb, shown in self.helps.items():
            self.assertEqual({**self.manual[verb].options, "-h": False, "--help": False}, shown.options, verb)

    def test_manual_and_help_show_the_same_options_of_the_whole_line(self):
        self.assertEqual(man_options_of(self.man), self.global_options)
        self.assertIn("--db", self.global_options)
        self.assertEqual(option_lines(self.ok("-h").out), self.global_options)
        self.assertRegex(self.ok("--version").out, r"^audience \d")
        for verb, text in self.texts.items():
            footer = text.split("Global options (`audience --help`): ")[1].split()
            self.assertLessEqual(set(footer), set(self.global_options), verb)

    @staticmethod
    def typed(options):
        """Options that a line may have beside others."""
        return {name: value for name, value in options.items() if name not in ("-h", "--help", "--version")}

    def test_the_parser_takes_every_documented_option(self):
        for verb, shown in self.helps.items():
            options = self.typed({**self.global_options, **shown.options})
            for has_length in (lambda name: len(name) == 2, lambda name: len(name) > 2):  # a letter is its option once more
                some = {name: value for name, value in options.items() if has_length(name)}
                self.assertEqual(self.unexpected(verb, *self.words_for(verb), *self.as_typed(some)), set(), verb)

    def test_the_parser_takes_no_other_option(self):
        known = {name for shown in self.helps.values() for name in shown.options} | set(self.global_options)
        self.assertGreater(len(known), 50)
        letters = {f"-{letter}" for letter in "abcdefgijklmnoprstuwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}
        for verb, shown in self.helps.items():
            others = sorted((known | letters) - set(shown.options) - set(self.global_options))
            self.assertEqual(self.unexpected(verb, *self.words_for(verb), *others), set(others), verb)
        self.assertEqual(self.unexpected(*sorted(letters - set(self.global_options))), letters - set(self.global_options))

    def check_command(self, words):
        """A written command: its verb, and that it has the options. Other programs' are not looked at."""
        tool = next((i for i, word in enumerate(words) if word == "audience" or word.endswith("/audience")), -1)
        words = words[tool + 1:]
        verb = next((word for word in words if word in self.verbs), None)
        if not words or not (words[0] in self.verbs or words[0].startswith("-") and words[0].lstrip("-")[:1].isalpha()):
            return
        if verb is None:
            options = {name for shown in self.helps.values() for name in shown.options} | set(self.global_options)
        else:
            options = set(self.helps[verb].options) | set(self.global_options)
        for word in words:
            if re.match(r"--?[a-z]", word):
                self.assertIn(word.split("=")[0], options, " ".join(words))

    def test_prose_and_examples_name_only_what_there_is(self):
        there_is = {name for shown in self.helps.values() for name in shown.options} | set(self.global_options)
        written = list(written_commands(self.readme))
        for file, page in self.pages.items():
            self.assertLessEqual(man_mentions(page), there_is, file)
            written += [words for block in man_blocks(page) for line in block if line.startswith("audience ")
                        for words in commands(line)]
        for verb, text in self.texts.items():
            self.assertTrue(any(f"audience {verb}" in line for line in examples(text)), verb)
            written += [words for line in examples(text) for words in commands(line)]
        self.assertGreater(len(written), 150)
        for words in written:
            self.check_command(words)


if __name__ == "__main__":
    unittest.main()
