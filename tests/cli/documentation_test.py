"""Nothing that can be typed is undocumented, and nothing documented cannot be typed."""
import re
import unittest

from harness import ROOT, ShopTest


class Documentation(ShopTest):
    def verbs(self):
        overview = self.ok().out.split("Database")[0].splitlines()[1:]
        return [word for line in overview if line.strip() for word in re.split(r"\s{2,}", line.strip())[1:]]

    def test_readme_and_man_page_name_every_verb_and_every_option(self):
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        man = (ROOT / "man/audience.1").read_text(encoding="utf-8").replace("\\-", "-")
        self.assertEqual(len(self.verbs()), 27)
        for verb in self.verbs():
            text = self.ok(verb, "--help").out
            self.assertIn("Examples:", text)
            self.assertIn(f"`{verb}", readme)
            self.assertIn(verb, man)
            for option in set(re.findall(r"^\s+(?:-\w,)?--([a-z-]+)", text, re.MULTILINE)) - {"help"}:
                self.assertRegex(man, rf"Fl (\w , )?Fl -{option}\b|Fl -{option}\b", f"{verb} --{option}")


if __name__ == "__main__":
    unittest.main()
