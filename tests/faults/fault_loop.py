#!/usr/bin/python3
"""Lets every system call of every writing command fail, once and for ever, and kills at each of them; then looks at what is really there.

    fault_loop.py [--sample N] [--seed N] [--command NAME]...

Without --sample all cases are run, which takes a while. AUDIENCE_BINARY names the tool; it must not be a sanitized one, whose leak
check cannot be traced. Prints a table of commands, cases and violations, and exits with 1 where there is a violation.

What is held: exit 0 means that the whole of it is there; any other exit means that nothing changed, or that all did and the message says
so. There are no torn states. Whatever happened, the same command works the next time and leaves what it leaves elsewhere, and nothing
unfinished lies about."""
import argparse
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))
sys.path.insert(0, str(HERE))

from commands import COMMANDS, make_template  # pylint: disable=wrong-import-position
from last_build import programs  # pylint: disable=wrong-import-position
from state import leftovers, state_of  # pylint: disable=wrong-import-position

WRITING = ["write", "pwrite64", "ftruncate", "copy_file_range", "rename", "renameat2", "link", "linkat", "unlink", "mkdir", "fchmod"]
CALLS = [*WRITING, "openat", "close", "fsync", "fdatasync", "syncfs", "flock", "fcntl"]
DOCUMENTED = {*range(1, 12), 20}
SAYS_WHAT_IS_LEFT = re.compile(r"could not be removed|not all of .* could be removed")
SAYS_SO = re.compile(r"stor|stand|is there|was |done|removed|erased|imported|created|kept", re.IGNORECASE)


def run(line, folder):
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "AUDIENCE_DB": str(folder / "shop.db"), "AUDIENCE_WAIT": "500ms",
                   "LANG": "C.UTF-8"}
    return subprocess.run(line, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=False, capture_output=True, timeout=120)


def columns_differ(folder):
    """What a check of the columns finds, if there are any that count as fresh."""
    if not (folder / "shop.db.columns").exists():
        return ""
    checked = run([BINARY, "index", "--check"], folder)
    return checked.stdout.decode(errors="replace") if checked.returncode == 11 else ""


def is_kill(injection):
    return injection is not None and injection.startswith("signal=")


class Run:
    """One run of the tool, traced."""

    def __init__(self, folder, line, call, injection=None):
        self.injection = injection
        log = folder.parent / "trace"
        strace = ["strace", "-f", "-y", "-qq", "-o", str(log), "-e", f"trace={call}"]
        if injection:
            strace += ["-e", f"inject={call}:{injection}"]
        if not is_kill(injection):
            strace += ["--seccomp-bpf"]  # faster, but then no signal comes before the call
        done = run([*strace, BINARY, *line], folder)
        self.code, self.out = done.returncode, done.stdout
        self.err = done.stderr.decode(errors="replace")
        self.calls = [line for line in log.read_text(errors="replace").splitlines() if re.match(rf"\d+ +{call}\(", line)]
        self.injected = [line for line in self.calls if "INJECTED" in line]


class Loop:
    """The cases of one command."""

    def __init__(self, command, template, token, work):
        self.command, self.template = command, template
        self.line = [token if word == "TOKEN" else word for word in command.line]
        self.folder = work / "case"
        self.fresh()
        self.before = state_of(self.folder)
        done = run([BINARY, *self.line], self.folder)
        if done.returncode != 0:
            sys.exit(f"{command.name} fails of itself: {done.stderr.decode(errors='replace')}")
        self.done = state_of(self.folder)
        self.again()
        self.twice = state_of(self.folder)

    def fresh(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)
        self.command.arrange(self.folder)

    def again(self):
        for name in self.command.not_twice:
            (self.folder / name).unlink(missing_ok=True)
        return run([BINARY, *self.line], self.folder)

    def cases(self, in_sample):
        """(call, injection): a call matters where it is about a file of the shop, or about what the command prints."""
        found = []
        for call in CALLS:
            self.fresh()
            for number, line in enumerate(Run(self.folder, self.line, call).calls, 1):
                if not self.matters(call, line):
                    continue
                found += [(call, f"error=EIO:when={number}"), (call, f"error=EIO:when={number}+")]
                if call == "fcntl" and (in_sample or number % 10 > 1):
                    found.pop()  # SQLite tries for ten seconds
                if call in WRITING or call in ("fsync", "fdatasync"):
                    found.append((call, f"signal=SIGKILL:when={number}"))
        return found

    def matters(self, call, line):
        """The files of the loader and of the system are not ours: their paths are whole, and elsewhere."""
        if call == "fcntl" and "F_SETLK" not in line:
            return False
        line = re.sub(r"AT_FDCWD<[^>]*>", "AT_FDCWD", line)
        return str(self.folder) in line or re.search(r"write\([12]<|AT_FDCWD, \"[^/]", line) is not None

    def violations(self, call, injection):
        """What is wrong after one case; nothing where all is well. None where nothing was injected."""
        self.fresh()
        traced = Run(self.folder, self.line, call, injection)
        killed = is_kill(injection)
        if not traced.injected and not (killed and traced.code == -9):
            return None
        state = state_of(self.folder)
        was_done, unchanged = state.is_like(self.done), state.is_like(self.before)
        if killed:
            found = [] if traced.code == -9 else [f"killed, it ended with {traced.code}"]
        else:
            found = self.verdict_of_exit(traced, was_done, unchanged)
        if not was_done and not unchanged and not self.may_be(state, traced):
            found.append(f"a torn state: not done {sorted(state.differences(self.done))}, "
                         f"not as before {sorted(state.differences(self.before))}")
        if difference := columns_differ(self.folder):
            found.append(f"columns are not what the tables hold: {difference}")
        found += self.verdict_of_next(traced, was_done, unchanged)
        return [f"{text} [exit {traced.code}] {traced.err.strip()}" for text in found]

    def may_be(self, state, traced):
        """Between before and done: in steps that are whole, or with what comes first by design, or as the message says."""
        by_design = self.command.first_when_killed if is_kill(traced.injection) else self.command.logged_anyway
        return (self.command.in_steps or state.differences(self.before) <= {*by_design}
                or SAYS_WHAT_IS_LEFT.search(traced.err) is not None)

    def verdict_of_next(self, traced, was_done, unchanged):
        """The same command once more, without faults and without repair, unless the message has asked for one."""
        if "`audience gc`" in traced.err or (is_kill(traced.injection) and self.command.swept_by_gc):
            run([BINARY, "gc"], self.folder)
        again = self.again()
        found = []
        if again.returncode not in ({0} if unchanged else {0, *self.command.codes_again}):
            found.append(f"the next time it fails with {again.returncode}: {again.stderr.decode(errors='replace').strip()}")
        after = state_of(self.folder)
        odd = after.differences(self.done) - {*self.command.logged_anyway}
        if odd and (unchanged or after.differences(self.twice) - {*self.command.logged_anyway}):
            found.append(f"the next time it does something else: {sorted(odd)}")
        if left := leftovers(self.folder):
            found.append(f"left lying about: {left}")
        return found

    @staticmethod
    def verdict_of_exit(traced, was_done, unchanged):
        cannot_speak = any(re.search(r"write\(2<", line) for line in traced.injected)
        found = []
        if traced.code == 0:
            if not was_done:
                found.append("success is told and it is not there")
            lost = [line for line in traced.injected if " fsync(" in line]  # SQLite's are fdatasync, and it knows when they matter
            if lost:
                found.append(f"success is told and a file may be lost: {lost[0]}")
        elif traced.code not in DOCUMENTED:
            found.append("it ends in a way that is not documented")
        elif not cannot_speak and not traced.err.strip():
            found.append("it fails without a word")
        elif was_done and not unchanged and not cannot_speak and not SAYS_SO.search(traced.err):
            found.append("it is there, and the message does not say so")
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, help="about how many cases, spread over the commands")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--command", action="append", help="only this one; may be repeated")
    arguments = parser.parse_args()
    chosen = [command for command in COMMANDS if not arguments.command or command.name in arguments.command]
    dice = random.Random(arguments.seed)
    fast = pathlib.Path("/dev/shm")
    violations = 0
    print(f"{'command':28} {'cases':>6} {'violations':>10} {'seconds':>8}")
    with tempfile.TemporaryDirectory(prefix="audience-faults-", dir=fast if os.access(fast, os.W_OK) else None) as scratch:
        work = pathlib.Path(scratch)
        template = work / "template"
        token = make_template(BINARY, template)
        for command in chosen:
            started = time.monotonic()
            loop = Loop(command, template, token, work)
            cases = loop.cases(in_sample=arguments.sample is not None)
            if arguments.sample:
                share = max(1, arguments.sample // len(chosen))
                cases = dice.sample(cases, min(share, len(cases)))
            count, wrong = 0, []
            for call, injection in cases:
                found = loop.violations(call, injection)
                if found is None:
                    continue
                count += 1
                wrong += [f"  {call} {injection}: {text}" for text in found]
            violations += len(wrong)
            print(f"{command.name:28} {count:6} {len(wrong):10} {time.monotonic() - started:8.1f}", *wrong, sep="\n", flush=True)
    return 1 if violations else 0


if __name__ == "__main__":
    BINARY = programs()[0]
    sys.exit(main())
