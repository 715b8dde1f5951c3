"""The command line itself: what is no command is named."""
import unittest

from harness import ShopTest


class CommandLine(ShopTest):
    def test_an_unknown_command_is_named_and_no_value_of_an_option_taken_for_it(self):
        for arguments in [["lst"], ["--db", "l.db", "lst"], ["--wait", "5s", "-q", "lst", "--db", "l.db"], ["-qv", "--db=l.db", "lst"],
                          ["--db", "show", "--json", "lst"]]:
            with self.subTest(arguments):
                self.assertIn('unknown command "lst"; did you mean "list"?', self.fails(2, *arguments).err)
        self.assertNotIn("unknown command", self.fails(2, "--db").err)


if __name__ == "__main__":
    unittest.main()
