"""A shell at a terminal, in which keys are typed and the line is looked at."""
import os
import pty
import re
import select
import signal
import time


class Terminal:
    """Runs a program on a terminal of its own, 200 columns wide. What it writes is read until something is seen."""

    def __init__(self, command, folder, variables):
        self.child, self.end = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, {**variables, "TERM": "xterm", "COLUMNS": "200", "LINES": "50"})
        self.seen = ""

    def close(self):
        try:
            os.kill(self.child, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.child, 0)
        os.close(self.end)

    def press(self, keys):
        os.write(self.end, keys.encode())

    def wait_for(self, pattern, seconds=20):
        """The match of a pattern in what was written since the last one; fails with all of it."""
        end = time.monotonic() + seconds
        while not (found := re.search(pattern, self.seen, re.DOTALL)):
            ready, _, _ = select.select([self.end], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise AssertionError(f"{pattern} is not in {self.seen!r}")
            try:
                self.seen += os.read(self.end, 65536).decode(errors="replace")
            except OSError as error:
                raise AssertionError(f"{pattern} is not in {self.seen!r}") from error
        self.seen = self.seen[found.end():]
        return found
