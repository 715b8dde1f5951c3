"""Lines of progress on a real terminal, silence elsewhere, and what an interruption says."""
import os
import pty
import select
import signal
import subprocess
import time
import unittest

from harness import BINARY, CUSTOMERS, ShopTest


class Terminal:
    """The command with standard error, and output, on a terminal; its input is a pipe that the test feeds."""

    def __init__(self, test, *arguments, variables=None):
        self.ours, theirs = pty.openpty()
        environment = {"PATH": os.environ["PATH"], "HOME": str(test.folder), "AUDIENCE_DB": str(test.db), "TERM": "xterm", **(variables or {})}
        self.process = subprocess.Popen([BINARY, *map(str, arguments)], stdin=subprocess.PIPE, stdout=theirs, stderr=theirs,
                                        cwd=test.folder, env=environment)
        os.close(theirs)
        self.seen = ""

    def read_until(self, words, seconds=20):
        end = time.monotonic() + seconds
        while words not in self.seen and time.monotonic() < end:
            if not select.select([self.ours], [], [], 0.1)[0]:
                continue
            try:
                self.seen += os.read(self.ours, 65536).decode()
            except OSError:  # The other side is closed.
                break
        return words in self.seen

    def feed(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.close()
        self.read_until("\0")
        os.close(self.ours)
        return self.process.wait(timeout=60)


class Progress(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")

    def test_a_slow_import_says_what_it_does_and_then_takes_the_line_away(self):
        terminal = Terminal(self, "import", "customers", "-")
        terminal.feed(CUSTOMERS)
        self.assertTrue(terminal.read_until("\r\x1b[Kreading stdin"), terminal.seen)
        self.assertEqual(terminal.end(), 0, terminal.seen)
        last = terminal.seen.rindex("\r\x1b[K")
        self.assertIn("5 customers", terminal.seen[last:])
        self.assertNotIn("reading", terminal.seen[last:])

    def test_there_is_none_where_nobody_looks(self):
        for options in (["--quiet"], []):
            read, write = os.pipe()
            with subprocess.Popen([BINARY, *options, "import", "customers", "-"], stdin=read, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  cwd=self.folder, env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db)}) as process:
                os.close(read)
                os.write(write, CUSTOMERS.encode())
                time.sleep(0.8)
                os.close(write)
                _, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, err), (0, b""), options)
        terminal = Terminal(self, "--quiet", "import", "customers", "-")
        terminal.feed(CUSTOMERS)
        time.sleep(0.8)
        self.assertEqual(terminal.end(), 0)
        self.assertNotIn("reading", terminal.seen)


class Interruption(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()

    def interrupted(self, sent, *arguments):
        terminal = Terminal(self, *arguments)
        self.assertTrue(terminal.read_until("reading stdin"), terminal.seen)
        terminal.process.send_signal(sent)
        code = terminal.end()
        return code, terminal.seen

    def test_ctrl_c_says_that_nothing_was_stored(self):
        for sent, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            ended, seen = self.interrupted(sent, "import", "customers", "-")
            self.assertEqual(ended, code, seen)
            self.assertTrue(seen.endswith("\r\x1b[Kaudience: interrupted; nothing was stored\r\n"), repr(seen))
        self.assertEqual(self.sql("SELECT count(*) FROM customers"), [(5,)])

    def test_a_command_that_stores_nothing_says_nothing_of_it(self):
        ended, seen = self.interrupted(signal.SIGINT, "import", "customers", "-", "--dry-run")
        self.assertEqual(ended, 130)
        self.assertNotIn("interrupted", seen)


if __name__ == "__main__":
    unittest.main()
