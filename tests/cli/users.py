"""Commands as several users of the system, by number: they need not be on its list."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from harness import BINARY, Result, ShopTest

ANA, BOB, EVE = 61001, 61002, 61003
TEAM = 61100  # a group; each user has a group of the own number too


class UsersTest(ShopTest):
    """The folder is Ana's, and everyone may look into it. `self.groups`: further groups of users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            raise unittest.SkipTest("only root can run commands as other users")
        # Where the program was built others may have no way in.
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="audience-program-"))
        cls.addClassCleanup(shutil.rmtree, cls.place)
        cls.place.chmod(0o755)
        cls.program = cls.place / "audience"
        shutil.copyfile(BINARY, cls.program)
        cls.program.chmod(0o755)

    def setUp(self):
        super().setUp()
        self.groups = {}
        self.folder.chmod(0o755)
        os.chown(self.folder, ANA, ANA)

    def command(self, user, *arguments):
        groups = ",".join(map(str, self.groups.get(user, ())))
        return ["setpriv", f"--reuid={user}", f"--regid={user}", *([f"--groups={groups}"] if groups else ["--clear-groups"]),
                *map(str, arguments)]

    def environment(self):
        return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "AUDIENCE_DB": str(self.db), "LANG": "C.UTF-8"}

    def as_user(self, user, code, *arguments, umask=0o022, **options):
        completed = subprocess.run(self.command(user, self.program, *arguments), text=True, capture_output=True, timeout=300,
                                   check=False, cwd=self.folder, env=self.environment(), umask=umask, **options)
        self.assertEqual(completed.returncode, code, f"{user} {arguments}: {completed.stdout}{completed.stderr}")
        return Result(completed)

    def give(self, path, user, group=None, mode=None):
        os.chown(path, user, user if group is None else group)
        if mode is not None:
            os.chmod(path, mode)
