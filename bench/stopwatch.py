"""Runs commands as whole processes, in turn, and keeps what each run cost and counted."""
import dataclasses
import json
import statistics
import subprocess
import time
from typing import Any, Callable, Optional

MIB = 1024  # KiB
LITTLE_SECONDS, LONG_SECONDS = 3, 120  # of a row, with all that is done around its commands
STEADY = 1.5

Action = Callable[[], None]


class BenchError(Exception):
    """What makes figures worthless: a command that failed, or one that counted otherwise."""


@dataclasses.dataclass
class Step:
    """One process: its arguments, and the file that is its standard input."""
    arguments: list
    input: Any = "/dev/null"
    streams: bool = False  # what it prints goes to /dev/null where it is timed


@dataclasses.dataclass
class Contestant:
    """Whoever does the work of a row: the steps that are timed one after the other, and what is done around them, untimed.

    `count` gives what the work came to, from the files that hold the standard outputs of the steps; it must be `expected` after every run.
    `facts` is what the report says beside the figures.
    """
    name: str
    steps: list
    count: Callable[[list], Any]
    expected: Any
    before: Action = lambda: None
    after: Action = lambda: None
    facts: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Run:
    """What the steps of one contestant cost together: times are sums, memory is that of the largest."""
    seconds: float = 0
    cpu_seconds: float = 0
    peak_mib: float = 0
    anonymous_mib: Optional[float] = None
    written_bytes: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Result:
    """All timed runs of one contestant, in the order of the rounds."""
    contestant: Contestant
    runs: list

    def seconds(self):
        return [run.seconds for run in self.runs]

    def median(self):
        return statistics.median(self.seconds())

    def is_steady(self):
        """Whether the machine did little else: half of the runs took about as long."""
        first, third = quartiles(self.seconds())
        return third <= STEADY * first

    def peak_mib(self):
        return max(run.peak_mib for run in self.runs)

    def anonymous_mib(self):
        seen = [run.anonymous_mib for run in self.runs if run.anonymous_mib is not None]
        return max(seen) if seen else None

    def times_as_long_as(self, other):
        """The median of the ratios round by round, which a machine that slows down for a while does not move."""
        return statistics.median(mine / theirs for mine, theirs in zip(self.seconds(), other.seconds()))


def quartiles(values):
    if len(values) < 2:
        return values[0], values[0]
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return first, third


class Stopwatch:
    """Runs processes through the small program of that name, whose own memory is no part of the figures."""

    def __init__(self, program, scratch, environment, sampling_ms=0):
        self.program, self.scratch, self.environment, self.sampling_ms = program, scratch, environment, sampling_ms

    def run_step(self, step, output):
        errors = self.scratch / "errors"
        command = [self.program, step.input, output, errors, self.sampling_ms, *step.arguments]
        made = subprocess.run([str(part) for part in command], env=self.environment, cwd=self.scratch, capture_output=True, text=True)
        if made.returncode != 0:
            raise BenchError(f"{step.arguments[0]}: {made.stderr.strip()}")
        cost = json.loads(made.stdout)
        said = errors.read_text(errors="replace").strip()
        # SQLite's shell ends with 0 after some faults; what it says of them must not be lost.
        if cost["status"] != 0 or "rror" in said:
            raise BenchError(f"`{shortened(' '.join(map(str, step.arguments)))}` ended with {cost['status']}: {said[-2000:]}")
        return cost

    def run(self, contestant, outputs, timed):
        """One run of all steps; `outputs` are the files for their standard outputs."""
        contestant.before()
        run = Run()
        for step, output in zip(contestant.steps, outputs):
            cost = self.run_step(step, "/dev/null" if timed and step.streams else output)
            run.seconds += cost["nanoseconds"] / 1e9
            run.cpu_seconds += cost["cpu_us"] / 1e6
            run.peak_mib = max(run.peak_mib, cost["peak_kib"] / MIB)
            if cost["anonymous_kib"] is not None:
                run.anonymous_mib = max(run.anonymous_mib or 0, cost["anonymous_kib"] / MIB)
            if step.streams:
                run.written_bytes.append(cost["written_bytes"])
        return run

    def outputs_of(self, contestant):
        return [self.scratch / f"output-{i}" for i in range(len(contestant.steps))]

    def check(self, contestant, outputs):
        counted = contestant.count(outputs)
        if counted != contestant.expected:
            raise BenchError(f"{contestant.name} counted {shortened(counted)}, where {shortened(contestant.expected)} is right")

    def warm_up(self, contestant):
        """The run that is not timed. What streams is kept and counted here; later runs must write as many bytes."""
        outputs = self.outputs_of(contestant)
        run = self.run(contestant, outputs, timed=False)
        self.check(contestant, outputs)
        contestant.after()
        return run.written_bytes

    def time(self, contestant, written_bytes):
        outputs = self.outputs_of(contestant)
        run = self.run(contestant, outputs, timed=True)
        if any(step.streams for step in contestant.steps):
            if None in run.written_bytes:
                raise BenchError("this kernel does not say how much a process writes: what streams cannot be checked")
            if run.written_bytes != written_bytes:
                raise BenchError(f"{contestant.name} wrote {run.written_bytes} bytes, and {written_bytes} when they were counted")
        else:
            self.check(contestant, outputs)
        contestant.after()
        return run

    def alternate(self, contestants, rounds):
        """Each contestant once in every round, another one first each time.

        Where that takes little, up to ten times as many rounds as were asked for; where it takes long fewer, but three.
        """
        written = [self.warm_up(contestant) for contestant in contestants]
        results = [Result(contestant, []) for contestant in contestants]
        began = time.monotonic()
        for number in range(10 * rounds):
            took = time.monotonic() - began
            if number >= rounds and took > LITTLE_SECONDS or number >= 3 and took > LONG_SECONDS:
                break
            for turn in range(len(contestants)):
                at = (turn + number) % len(contestants)
                results[at].runs.append(self.time(contestants[at], written[at]))
        return results


def shortened(value):
    text = str(value)
    return text if len(text) <= 300 else text[:300] + "…"
