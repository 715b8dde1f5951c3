"""What was measured, as lines for a terminal, as a table in Markdown, and as JSON."""
import os
import platform
import statistics
import subprocess

from goals import EMPTY, OURS
from stopwatch import quartiles


def machine():
    models = [line.split(":", 1)[1].strip() for line in read("/proc/cpuinfo").splitlines() if line.startswith("model name")]
    memory = next((int(line.split()[1]) for line in read("/proc/meminfo").splitlines() if line.startswith("MemTotal")), 0)
    return {"processor": models[0] if models else platform.machine(), "cores": len(os.sched_getaffinity(0)),
            "memory_mib": memory // 1024, "kernel": platform.release(), "load_average": round(os.getloadavg()[0], 2)}


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def version_of(program):
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()


def milliseconds(seconds):
    value = seconds * 1000
    return f"{value:,.2f} ms" if value < 10 else f"{value:,.1f} ms" if value < 100 else f"{value:,.0f} ms"


def met(verdict):
    unsteady = "" if verdict.is_steady else " (unsteady: the machine was busy)"
    return {True: "met", False: "missed", None: "not measured"}[verdict.is_met] + unsteady


class Row:
    """One row's figures, or the reason why there are none."""

    def __init__(self, key, title, results=None, verdicts=(), missing=(), fault=None):
        self.key, self.title, self.verdicts, self.fault = key, title, verdicts, fault
        self.results = {result.contestant.name: result for result in results or []}
        self.missing = dict(missing)

    def times(self, name):
        """How many times as long as ours the other takes."""
        return self.results[name].times_as_long_as(self.results[OURS]) if name in self.results else None

    def units(self):
        return self.results[OURS].times_as_long_as(self.results[EMPTY])

    def lines(self):
        if self.fault is not None:
            return [f"{self.key}: {self.title}", f"    FAILED: {self.fault}"]
        rounds = len(self.results[OURS].runs)
        lines = [f"{self.key}: {self.title}, rounds: {rounds}",
                 f"    {'':<18} {'median':>11}   {'quartiles':<24} {'cpu':>11} {'peak':>9}   times ours"]
        for name, result in self.results.items():
            low, high = quartiles(result.seconds())
            cpu = statistics.median(run.cpu_seconds for run in result.runs)
            own = f", of its own {result.anonymous_mib():,.0f} MiB" if result.anonymous_mib() is not None else ""
            units = f", or ours is {self.units():.1f} of it" if name == EMPTY else ""
            size = f", {result.contestant.facts['bytes']:,} bytes" if "bytes" in result.contestant.facts else ""
            lines.append(f"    {name:<18} {milliseconds(result.median()):>11}   {milliseconds(low) + ' to ' + milliseconds(high):<24} "
                         f"{milliseconds(cpu):>11} {result.peak_mib():>5,.0f} MiB   {self.times(name):.2f}{own}{size}{units}")
        lines += [f"    {name:<18} not measured: {reason}" for name, reason in self.missing.items()]
        lines += [f"    goal: {one.goal}: {one.found}: {met(one)}" if one.is_met is not None else f"    goal: {one.goal}: {one.found}"
                  for one in self.verdicts]
        return lines

    def markdown(self):
        if self.fault is not None:
            return f"| {self.title} | failed | | | | |"
        cell = lambda name: f"{self.times(name):.1f}" if name in self.results else "-"
        peer = lambda *names: next((cell(name) for name in names if name in self.results), "-")
        empty = f"{self.units():.1f}" if EMPTY in self.results else "-"
        goals = "; ".join(f"{one.goal}: {met(one)}" for one in self.verdicts) or "-"
        return (f"| {self.title} | {milliseconds(self.results[OURS].median())} | {empty} | {peer('sqlite3', 'libxlsxwriter')} | "
                f"{cell('DuckDB')} | {goals} |")

    def json(self):
        if self.fault is not None:
            return {"row": self.key, "title": self.title, "fault": self.fault}
        return {"row": self.key, "title": self.title, "rounds": len(self.results[OURS].runs),
                "contestants": [self.contestant_json(result) for result in self.results.values()],
                "not_measured": self.missing,
                "goals": [{"goal": one.goal, "found": one.found, "is_met": one.is_met, "is_steady": one.is_steady} for one in self.verdicts]}

    def contestant_json(self, result):
        low, high = quartiles(result.seconds())
        return {"name": result.contestant.name, "median_seconds": result.median(), "quartile_seconds": [low, high],
                "times_as_long_as_ours": self.times(result.contestant.name),
                "cpu_seconds": statistics.median(run.cpu_seconds for run in result.runs),
                "peak_mib": result.peak_mib(), "anonymous_mib": result.anonymous_mib(), "facts": result.contestant.facts,
                "seconds": result.seconds()}


MARKDOWN_HEAD = ["| command | median | in empty processes | sqlite3 or libxlsxwriter, times as long | DuckDB, times as long | goals |",
                 "|---|---|---|---|---|---|"]


def markdown(rows):
    return "\n".join([*MARKDOWN_HEAD, *(row.markdown() for row in rows)]) + "\n"


def as_json(options, shop, peers, where, rows):
    return {"scale": options.scale, "customers": shop.scale.customers, "purchases": shop.scale.purchases, "rounds": options.rounds,
            "audience": version_of(shop.tool.program), "columns": shop.fresh_columns(), "peers": peers.versions, "not_measured": peers.missing, "machine": {**where, "load_average_after": round(os.getloadavg()[0], 2)},
            "rows": [row.json() for row in rows]}
