"""Nothing that can be typed is undocumented, and nothing documented cannot be typed."""
import re
import unittest

from documentation import (commands, examples, help_verb, man_global_options, man_mentions, man_verbs, option_lines,
                           written_commands)
from harness import ROOT, ShopTest

UNKNOWN = "--no-such-option"


class Documentation(ShopTest):
    man = (ROOT / "man/audience.1").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    manual = man_verbs(man)
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
    def overview(text):
        """The verbs of the table that begins `  Load      init   import`."""
        table = text.split("\n\n")[1].splitlines()
        return [verb for line in table for verb in re.split(r"\s{2,}", line.strip())[1:]]

    def unexpected(self, *arguments):
        """The words of a line that the parser does not know; the line has one such at least."""
        error = self.fails(2, *arguments, UNKNOWN).err
        self.assertRegex(error, "not expected: ", f"{arguments}")
        return set(error.splitlines()[0].split("not expected: ")[1].split()) - {UNKNOWN}

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

    def test_manual_and_help_show_the_same_arguments(self):
        for verb, shown in self.helps.items():
            written = self.manual[verb].arguments
            if written.startswith("Cm "):  # one word in the place of an argument
                self.assertRegex(shown.arguments, r"^\w+$", verb)
                self.assertRegex(self.texts[verb], rf"{shown.arguments} REQUIRED +{written[3:]}\n", verb)
            else:
                self.assertEqual(written, shown.arguments, verb)

    def test_manual_and_help_show_the_same_options_of_every_verb(self):
        for verb, shown in self.helps.items():
            self.assertEqual({**self.manual[verb].options, "-h": False, "--help": False}, shown.options, verb)

    def test_manual_and_help_show_the_same_options_of_the_whole_line(self):
        self.assertEqual(man_global_options(self.man), self.global_options)
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
        self.assertLessEqual(man_mentions(self.man), there_is)
        written = list(written_commands(self.readme))
        written += [words for line in re.findall(r"^\.Dl (.*)$", self.man, re.MULTILINE) for words in commands(line)]
        for verb, text in self.texts.items():
            self.assertTrue(any(f"audience {verb}" in line for line in examples(text)), verb)
            written += [words for line in examples(text) for words in commands(line)]
        self.assertGreater(len(written), 150)
        for words in written:
            self.check_command(words)


if __name__ == "__main__":
    unittest.main()
