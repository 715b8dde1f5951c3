"""A database that a group shares: everyone of the group may do everything, and nobody else anything."""
import re
import signal
import stat
import subprocess
import time
import unittest
import urllib.error
import urllib.request

from harness import CUSTOMERS, attribute
from users import ANA, BOB, EVE, TEAM, UsersTest


FOLDERS = (".", "shop.db.links", "shop.db.columns")


class Sharing(UsersTest):
    def setUp(self):
        super().setUp()
        self.groups = {ANA: [TEAM], BOB: [TEAM]}
        self.team = self.folder / "team"
        self.team.mkdir()
        self.give(self.team, ANA, TEAM, 0o2770)
        self.db = self.team / "shop.db"
        self.links = self.team / "shop.db.links"
        self.customers = self.write("customers.csv", CUSTOMERS)
        self.winter = self.document("Winter", [attribute("city", "IN", ["Paris"])], is_dynamic=True)
        for path in (self.customers, self.winter):
            path.chmod(0o644)

    def make_shared(self, umask=0o077):
        answer = self.as_user(ANA, 0, "init", "--shared", umask=umask).json()
        self.assertEqual((answer["created"], answer["shared_by"]), (True, str(TEAM)))
        self.as_user(ANA, 0, "import", "customers", self.customers, umask=umask)
        self.as_user(BOB, 0, "create", self.winter, umask=umask)

    def modes(self):
        """Of all that lies in the folder, without what the tool does not make."""
        found = {}
        for path in [self.team, *self.team.rglob("*")]:
            info = path.lstat()
            found[path.relative_to(self.team).as_posix()] = (stat.S_IMODE(info.st_mode), info.st_gid)
        return found

    def export(self, user, *more):
        answer = self.as_user(user, 0, "export", "Winter", "--expires-in", "7d", *more, umask=0o077).json()
        return answer["export_id"], answer["token"]

    def granted(self, user, token):
        self.assertIn("c_1", self.as_user(user, 0, "download", token, "-o", "-", umask=0o077).out)

    def hold_open(self):
        """Bob's command that waits for its input with the database open."""
        holder = subprocess.Popen(self.command(BOB, self.program, "upload", "List", "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, env=self.environment(), cwd=self.folder, umask=0o777)
        for _ in range(600):
            if (self.team / "shop.db-shm").exists():
                break
            time.sleep(0.1)
        return holder


class OfAGroup(Sharing):
    def test_either_exports_downloads_revokes_deletes_erases_and_turns_the_key_over(self):
        for umask in (0o077, 0o022, 0o777):
            with self.subTest(umask=oct(umask)):
                self.make_shared(umask)
                for one, other in ((ANA, BOB), (BOB, ANA)):
                    export, token = self.export(one)
                    self.granted(one, token)
                    self.granted(other, token)
                    self.as_user(other, 0, "key", "rotate", umask=umask)
                    self.granted(one, token)
                    answer = self.as_user(other, 0, "revoke", export, umask=umask).json()
                    self.assertEqual((answer["revoked"], answer["not_removed"]), ([export], []))
                    self.as_user(one, 7, "download", token, "-o", "-")
                    _, token = self.export(one)
                    self.as_user(other, 0, "key", "rotate", "--revoke", umask=umask)
                    self.as_user(one, 7, "download", token, "-o", "-")
                    self.as_user(other, 0, "refresh", "--all", umask=umask)
                    self.as_user(one, 0, "refresh", "--all", umask=umask)
                    self.as_user(other, 0, "gc", umask=umask)
                _, token = self.export(ANA)
                self.assertEqual(list(self.links.glob("*.csv"))[0].stat().st_uid, ANA)
                answer = self.as_user(BOB, 0, "erase-customer", "c_2", "--yes", umask=umask).json()
                self.assertEqual((answer["erased"], answer["cleaned"], answer["not_removed"]), (1, True, []))
                self.assertEqual(list(self.links.glob("*.csv")), [])
                self.as_user(ANA, 7, "download", token, "-o", "-")
                self.as_user(BOB, 0, "delete", "Winter", "--yes", umask=umask)
                for path in sorted(self.team.rglob("*"), reverse=True):
                    path.rmdir() if path.is_dir() else path.unlink()

    def test_all_that_is_made_is_for_the_group_and_nobody_else_whatever_the_umask(self):
        self.make_shared(0o777)
        self.export(BOB)
        self.as_user(BOB, 0, "key", "rotate", umask=0o777)
        holder = self.hold_open()
        try:
            for name, (mode, group) in self.modes().items():
                wanted = {".": 0o2770, "shop.db.links": 0o2770, "shop.db.columns": 0o2770, "shop.db.links/key": 0o640}.get(name)
                if wanted is None:
                    is_copy = name.endswith(".csv") or (name.startswith("shop.db.columns/") and not name.endswith("lock"))
                    wanted = 0o640 if is_copy else 0o660
                self.assertEqual((oct(mode), group), (oct(wanted), TEAM), name)
            self.assertIn("shop.db-wal", self.modes())
            self.assertIn("shop.db-shm", self.modes())
        finally:
            holder.communicate(timeout=60)
        # What a user names is his own.
        self.give(self.folder, BOB)
        self.as_user(BOB, 0, "export", "Winter", "-o", self.folder / "mine.csv", "--no-link")
        self.assertEqual(stat.S_IMODE((self.folder / "mine.csv").stat().st_mode), 0o600)

    def serve(self, user):
        server = subprocess.Popen(self.command(user, self.program, "serve", "--listen", "127.0.0.1:0"), stderr=subprocess.PIPE, text=True,
                                  env=self.environment(), cwd=self.folder)
        address = server.stderr.readline().split()[-1]

        def stop():
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)
        self.addCleanup(stop)
        return address

    def test_either_serves_the_links_of_the_other(self):
        self.make_shared()
        export, token = self.export(ANA)
        address = self.serve(BOB)
        with urllib.request.urlopen(f"{address}/exports/{token}", timeout=60) as answer:
            self.assertIn(b"c_1", answer.read())
        self.as_user(ANA, 0, "revoke", export)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}/exports/{token}", timeout=60)
        self.assertEqual(refused.exception.code, 403)
        refused.exception.close()

    def test_both_at_once_wait_for_each_other_and_fail_never(self):
        self.make_shared()
        running = []
        for turn in range(12):
            user = (ANA, BOB)[turn % 2]
            arguments = [("export", "Winter"), ("key", "rotate"), ("refresh", "Winter")][turn % 3]
            running.append(subprocess.Popen(self.command(user, self.program, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                            env=self.environment(), cwd=self.folder, umask=0o077))
        for one in running:
            out, err = one.communicate(timeout=120)
            self.assertEqual(one.returncode, 0, out + err)
        self.assertEqual(len(self.as_user(ANA, 0, "exports").json()), 4)


class Outside(Sharing):
    def test_a_third_user_can_do_nothing(self):
        self.make_shared()
        export, token = self.export(ANA)
        for mode in (0o2770, 0o2775):
            self.team.chmod(mode)
            before = {path: path.read_bytes() for path in self.team.rglob("*") if path.is_file()}
            for arguments in (("list",), ("show", "Winter"), ("export", "Winter"), ("download", token, "-o", "-"),
                              ("serve", "--listen", "127.0.0.1:0"), ("revoke", export), ("revoke", "--all"), ("erase-customer", "c_1", "--yes"),
                              ("key", "rotate"), ("gc",), ("delete", "Winter", "--yes"), ("init",), ("init", "--shared"), ("refresh", "--all")):
                result = self.as_user(EVE, 8, *arguments)
                self.assertEqual(result.out, "", arguments)
                self.assertNotEqual(result.err, "", arguments)
            if mode == 0o2775:
                self.assertIn("you are not in it", self.as_user(EVE, 8, "list").err)
            self.assertEqual({path: path.read_bytes() for path in self.team.rglob("*") if path.is_file()}, before)
        self.granted(BOB, token)


class Init(Sharing):
    def test_a_folder_that_no_group_can_share_is_refused_with_the_command_that_mends_it(self):
        for mode in (0o770, 0o2750, 0o755, 0o2777):
            self.team.chmod(mode)
            told = self.as_user(ANA, 8, "init", "--shared").err
            command = told.splitlines()[-1].strip()
            self.assertEqual(command, f"`chmod g+rwxs,o-w {self.team}`")
            self.assertEqual(list(self.team.iterdir()), [])
            subprocess.run(command.strip("`").split(), check=True)
            self.as_user(ANA, 0, "init", "--shared")
            for path in sorted(self.team.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
        self.give(self.team, ANA, 61199, 0o2770)
        told = self.as_user(ANA, 8, "init", "--shared").err
        (command,) = re.findall("`([^`]+)`", told)
        self.assertEqual(command, f"chgrp {TEAM} {self.team} && chmod g+rwxs,o-w {self.team}")
        subprocess.run(self.command(ANA, "sh", "-c", command), check=True)
        self.as_user(ANA, 0, "init", "--shared")
        self.assertEqual(self.db.stat().st_gid, TEAM)
        self.db = self.team / "none" / "shop.db"
        self.as_user(ANA, 8, "init", "--shared")

    def test_a_private_database_with_all_it_has_is_given_to_the_group(self):
        self.as_user(ANA, 0, "init")
        self.as_user(ANA, 0, "import", "customers", self.customers)
        self.as_user(ANA, 0, "create", self.winter)
        _, token = self.export(ANA)
        self.as_user(ANA, 0, "refresh", "--all")
        self.assertEqual({oct(mode) for name, (mode, _) in self.modes().items() if name not in FOLDERS}, {"0o600"})
        self.assertEqual(self.modes()["shop.db.links"][0] & 0o777, 0o700)
        self.as_user(BOB, 8, "list")
        self.assertFalse(self.as_user(ANA, 0, "init", "--shared").json()["created"])
        self.granted(BOB, token)
        self.as_user(BOB, 0, "key", "rotate")
        self.as_user(BOB, 0, "refresh", "--all")
        self.export(BOB)
        # Again by the other: nothing is left to do.
        self.assertEqual(self.as_user(BOB, 0, "init", "--shared").json()["shared_by"], str(TEAM))
        self.assertIn(f"Shared by the group {TEAM}\n", self.as_user(BOB, 0, "--table", "init").out)

    def test_without_it_all_stays_private(self):
        self.as_user(ANA, 0, "init", umask=0)
        self.as_user(ANA, 0, "import", "customers", self.customers, umask=0)
        self.as_user(ANA, 0, "create", self.winter, umask=0)
        self.as_user(ANA, 0, "export", "Winter", umask=0)
        self.as_user(ANA, 0, "refresh", "--all", umask=0)
        for name, (mode, _) in self.modes().items():
            if name != ".":
                self.assertEqual(oct(mode & 0o777), "0o700" if name in FOLDERS else "0o600", name)
        self.as_user(BOB, 8, "list")


class Backups(Sharing):
    def test_a_backup_in_the_groups_folder_is_the_groups_and_another_says_that_it_is_not(self):
        self.make_shared()
        _, token = self.export(ANA)
        for umask in (0o077, 0o777):
            told = self.as_user(ANA, 0, "backup", self.team / f"{umask}.db", umask=umask).err
            self.assertEqual(told, "")
            self.assertEqual(self.modes()[f"{umask}.db"], (0o640, TEAM))
        self.as_user(BOB, 0, "restore", self.team / f"{0o077}.db", "--yes")
        self.granted(BOB, token)
        told = self.as_user(ANA, 0, "backup", self.team / "k.db", "--with-key").err
        self.assertEqual(told, f"note: only you can read {self.team}/k.db.key\n")
        self.assertEqual([self.modes()[name][0] for name in ("k.db", "k.db.key")], [0o640, 0o600])
        told = self.as_user(ANA, 0, "backup", self.folder / "mine.db").err
        self.assertEqual(told, f"note: only you can read {self.folder}/mine.db: its folder is not one in which files become those of the group {TEAM}\n")
        self.assertEqual(stat.S_IMODE((self.folder / "mine.db").stat().st_mode), 0o600)
        self.as_user(ANA, 0, "init", "--private")
        self.as_user(ANA, 0, "backup", self.team / "private.db")
        self.assertEqual(self.modes()["private.db"][0], 0o600)


class Private(Sharing):
    def test_what_was_shared_is_its_owners_alone_again_with_all_that_others_made(self):
        for umask in (0o077, 0o777):
            self.make_shared(umask)
            _, of_ana = self.export(ANA)
            self.as_user(BOB, 0, "key", "rotate")
            _, of_bob = self.export(BOB)
            self.as_user(BOB, 0, "refresh", "--all")
            self.assertEqual((self.links / "key").stat().st_uid, BOB)
            told = self.as_user(ANA, 0, "init", "--private", umask=umask)
            self.assertIsNone(told.json()["shared_by"])
            self.assertFalse((self.team / "shop.db.columns").exists())
            self.assertIn(f"the group {TEAM} can still remove and replace files in the folder of {self.db}", told.err)
            for turn in range(2):
                for token in (of_ana, of_bob):
                    self.granted(ANA, token)
                self.as_user(ANA, 0, "list")
                for path in [self.db, *self.team.glob("shop.db-*"), self.links, *self.links.iterdir()]:
                    info = path.stat()
                    self.assertEqual((oct(stat.S_IMODE(info.st_mode)), info.st_uid), ("0o700" if path == self.links else "0o600", ANA), path)
                for arguments in (("list",), ("download", of_ana, "-o", "-"), ("init",), ("init", "--private")):
                    self.as_user(BOB, 8, *arguments)
                self.as_user(ANA, 0, "init", "--private")
            self.assertEqual(self.sql("PRAGMA journal_mode"), [("wal",)])
            self.as_user(ANA, 0, "key", "rotate")
            self.assertIn("For its owner alone\n", self.as_user(ANA, 0, "--table", "init", "--private").out)
            # And once more for all.
            self.as_user(ANA, 0, "init", "--shared")
            self.granted(BOB, of_bob)
            for path in sorted(self.team.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()

    def test_only_the_owner_takes_it_back_and_nobody_while_another_has_it_open(self):
        self.make_shared()
        self.export(BOB)
        before = self.modes()
        self.assertIn(f"{self.db} belongs to {ANA}, who alone can take it from the group", self.as_user(BOB, 8, "init", "--private").err)
        self.assertEqual(self.modes(), before)
        holder = self.hold_open()
        try:
            self.assertIn("another command has the database open", self.as_user(ANA, 9, "init", "--private", "--wait", "0s").err)
            self.as_user(BOB, 0, "list")
            self.as_user(ANA, 0, "list")
        finally:
            holder.communicate(b"c_1\n", timeout=60)
        self.assertEqual(self.as_user(BOB, 0, "list").json()[0]["audience_name"], "List")
        self.give(self.links, BOB, TEAM, 0o2770)
        self.assertIn(f"chown {ANA} {self.links}", self.as_user(ANA, 8, "init", "--private").err)
        self.as_user(BOB, 0, "list")
        self.assertIn("exclude each other", self.as_user(ANA, 2, "init", "--private", "--shared").err)
        self.db = self.team / "none.db"
        self.as_user(ANA, 8, "init", "--private")
        self.assertFalse(self.db.exists())


class Misfits(Sharing):
    def test_what_does_not_fit_is_named_by_every_command_and_mended_by_init(self):
        self.make_shared()
        for mend, path, mode in ((ANA, self.db, 0o600), (ANA, self.db, 0o664)):
            path.chmod(mode)
            for user in (ANA, BOB):
                for arguments in (("list",), ("export", "Winter"), ("gc",), ("refresh", "--all")):
                    told = self.as_user(user, 8, *arguments).err
                    if user == ANA or mode != 0o600:
                        self.assertIn(f"{path} is of the group {TEAM} with mode {mode:04o}, not 0660\n", told)
                        self.assertIn(f"`audience --db {self.db} init --shared`", told)
            self.as_user(mend, 0, "init", "--shared")
            self.as_user(BOB, 0, "list")
        self.team.chmod(0o770)
        self.assertIn(f"`chmod g+rwxs,o-w {self.team}`\n", self.as_user(BOB, 8, "list").err)

    def test_a_key_or_folder_that_does_not_fit_is_refused_by_what_needs_it(self):
        self.make_shared()
        _, token = self.export(ANA)
        key = self.links / "key"
        for path, mode in ((key, 0o600), (key, 0o660), (key, 0o644), (self.links, 0o770), (self.links, 0o2775)):
            right = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode)
            for user in (ANA, BOB):
                for arguments in (("export", "Winter"), ("download", token, "-o", "-"), ("serve", "--listen", "127.0.0.1:0")):
                    told = self.as_user(user, 8, *arguments).err
                    self.assertIn(str(path), told)
            self.as_user(ANA, 0, "init", "--shared")
            self.assertEqual(oct(stat.S_IMODE(path.stat().st_mode)), oct(right))
            self.granted(BOB, token)
        self.give(key, EVE, EVE)
        self.assertIn(str(key), self.as_user(ANA, 8, "export", "Winter").err)
        self.assertIn(f"only {EVE} or root can give {key} to the group {TEAM}", self.as_user(BOB, 8, "init", "--shared").err)

    def test_a_stranger_owns_neither_key_nor_folder_of_a_private_database(self):
        self.as_user(ANA, 0, "init")
        self.as_user(ANA, 0, "import", "customers", self.customers)
        self.as_user(ANA, 0, "create", self.winter)
        _, token = self.export(ANA)
        key = self.links / "key"
        for path in (key, self.links):
            self.give(path, EVE)
            for user in (0, ANA) if path == key else (0,):
                for arguments in (("export", "Winter"), ("download", token, "-o", "-"), ("key", "rotate"),
                                  ("serve", "--listen", "127.0.0.1:0")):
                    told = self.as_user(user, 8, *arguments).err
                    if user == 0:
                        self.assertIn(f"{path} belongs to {EVE}, who is not the database's owner", told)
            self.give(path, ANA)
            self.granted(ANA, token)
        # Root is trusted, and trusts the owner.
        self.granted(0, token)


class Refused(UsersTest):
    """A database of Ana's alone, of which the system lets Bob do less."""

    def setUp(self):
        super().setUp()
        self.place_of_it = self.folder / "hers"
        self.place_of_it.mkdir()
        self.give(self.place_of_it, ANA, ANA, 0o755)
        self.db = self.place_of_it / "shop.db"
        self.customers = self.write("customers.csv", CUSTOMERS)
        self.customers.chmod(0o644)
        self.as_user(ANA, 0, "init")

    def told(self, *arguments):
        return self.as_user(BOB, 8, *arguments).err

    def test_who_may_not_is_told_that_the_system_says_so(self):
        advice = "\n  this user must be able to read it and, to change it, to write it and its folder\n"
        for arguments in (("list",), ("import", "customers", self.customers)):
            self.assertEqual(self.told(*arguments), f"audience: cannot open {self.db}: Permission denied{advice}")
        self.db.chmod(0o644)
        self.as_user(BOB, 0, "list")
        self.assertEqual(self.told("import", "customers", self.customers), f"audience: cannot use {self.db}: Permission denied{advice}")
        self.place_of_it.chmod(0o700)
        self.assertEqual(self.told("list"), f"audience: cannot look at {self.db}: Permission denied\n  this user must be able to enter its folder\n")

    def test_a_folder_that_takes_no_file(self):
        new = self.place_of_it / "new.db"
        self.assertEqual(self.told("--db", new, "init"), f"audience: cannot make {new}: Permission denied\n  is its folder writable?\n")
        folder = self.place_of_it / "deep"
        self.assertEqual(self.told("--db", folder / "new.db", "init"),
                         f"audience: cannot make the folder {folder}: Permission denied\n  is the folder above it writable?\n")

    def test_a_file_to_import_that_may_not_be_read(self):
        self.customers.chmod(0o600)
        self.give(self.db, BOB, BOB)
        self.place_of_it.chmod(0o777)
        self.give(self.place_of_it, BOB, BOB)
        for file, reason in ((self.customers, "Permission denied"), (self.folder / "none.csv", "No such file or directory")):
            self.assertIn(f"cannot read {file}: {reason}", self.as_user(BOB, 4, "import", "customers", file).err)


if __name__ == "__main__":
    unittest.main()
