"""Copies of exports that cannot be removed are told, with whose they are, by every command that should have removed them."""
import os
import pathlib
import unittest

from harness import CUSTOMERS, attribute
from users import ANA, BOB, UsersTest


class LeftCopies(UsersTest):
    def setUp(self):
        super().setUp()
        self.links = pathlib.Path(f"{self.db}.links")
        self.as_user(ANA, 0, "init")
        self.as_user(ANA, 0, "import", "customers", self.write("customers.csv", CUSTOMERS))
        self.as_user(ANA, 0, "create", self.document("Winter", [attribute("city", "IN", ["Paris"])]))

    def export(self):
        answer = self.as_user(ANA, 0, "export", "Winter", "--expires-in", "7d").json()
        copy, = self.links.glob(f"{answer['export_id']}-*")
        return answer["export_id"], answer["token"], copy

    def lose_folder(self, mode):
        """Bob's from now on, with all that lies in it."""
        for path in [self.links, *self.links.iterdir()]:
            self.give(path, BOB)
        self.links.chmod(mode)

    def win_folder_back(self):
        for path in [self.links, *self.links.iterdir()]:
            self.give(path, ANA)
        self.links.chmod(0o700)

    COMMANDS = (("revoke", "{export}"), ("revoke", "--all"), ("delete", "Winter", "--yes"), ("erase-customer", "{person}", "--yes"),
                ("gc",))

    def test_each_command_names_what_it_could_not_remove_and_whose_it_is(self):
        for arguments in self.COMMANDS:
            for mode, sees, person in ((0o700, False, "c_1"), (0o755, True, "c_3")):
                with self.subTest(arguments, mode=oct(mode)):
                    self.restart()
                    export, token, copy = self.export()
                    if arguments == ("gc",):
                        self.as_user(ANA, 0, "delete", "Winter", "--yes")
                        copy.write_text("came back")
                    self.lose_folder(mode)
                    result = self.as_user(ANA, 10, *(word.format(export=export, person=person) for word in arguments))
                    named = copy if sees else self.links
                    self.assertEqual(result.json()["not_removed"],
                                     [{"file": str(named), "owner": str(BOB), "reason": "Permission denied"}])
                    self.assertIn(f"not all of their files could be removed: {named} of {BOB} (Permission denied)\n", result.err)
                    self.win_folder_back()
                    self.assertTrue(copy.exists())
                    # The token is dead all the same, and the next command that should finishes the work.
                    self.as_user(ANA, 7, "download", token, "-o", "-")
                    self.assertEqual(self.as_user(ANA, 0, "gc").json()["not_removed"], [])
                    self.assertFalse(copy.exists())

    def restart(self):
        if not self.as_user(ANA, 0, "list").json():
            self.as_user(ANA, 0, "create", self.document("Winter", [attribute("city", "IN", ["Paris"])]))
        self.as_user(ANA, 0, "import", "customers", self.folder / "customers.csv")

    def test_a_folder_of_documents_applied_tells_it_too(self):
        documents = self.folder / "documents"
        documents.mkdir()
        self.document("Applied", []).rename(documents / "Applied.json")
        self.as_user(ANA, 0, "apply", documents)
        answer = self.as_user(ANA, 0, "export", "Applied").json()
        copy, = self.links.glob(f"{answer['export_id']}-*")
        (documents / "Applied.json").unlink()
        self.document("Other", []).rename(documents / "Other.json")
        self.lose_folder(0o755)
        told = self.as_user(ANA, 10, "apply", documents, "--prune", "--yes")
        self.assertEqual([step["action"] for step in told.json()], ["created", "deleted"])
        self.assertIn(f"{copy} of {BOB}", told.err)

    def test_a_command_with_another_purpose_is_not_disturbed(self):
        export, _, copy = self.export()
        self.as_user(ANA, 0, "revoke", export)
        copy.with_name(f"{export}-1.csv").write_text("long expired")
        self.lose_folder(0o755)
        result = self.as_user(ANA, 0, "list")
        self.assertEqual(result.err, "")
        self.assertEqual(len(os.listdir(self.links)), 3)


if __name__ == "__main__":
    unittest.main()
