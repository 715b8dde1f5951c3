"""What a row is to reach, and whether it did."""
import dataclasses
import statistics
from typing import Callable, Optional

OURS, EMPTY = "audience", "empty process"


@dataclasses.dataclass
class Verdict:
    goal: str
    found: str
    is_met: Optional[bool]  # None: not measured
    is_steady: bool = True  # false where the machine was so busy that another run may say otherwise


@dataclasses.dataclass
class Goal:
    """`needs` names the contestants that `judge` looks at, by their results; it gives what was found, and whether that is enough."""
    words: str
    needs: list
    judge: Callable[[dict], tuple]
    scales: tuple = ("1",)
    is_timed: bool = True

    def verdict(self, results):
        missing = [name for name in self.needs if name not in results]
        if missing:
            return Verdict(self.words, f"not measured: no {' and no '.join(missing)}", None)
        found, is_met = self.judge(results)
        return Verdict(self.words, found, is_met, all(results[name].is_steady() for name in self.needs) or not self.is_timed)


def at_most(times, of, words, scales=("1",)):
    """At most so many times what another takes."""
    def judge(results):
        found = results[OURS].times_as_long_as(results[of])
        return f"{found:.2f}", found <= times
    return Goal(f"at most {times:g} {words}", [OURS, of], judge, scales)


def empty_processes(count, scales=("1",)):
    return at_most(count, EMPTY, "empty processes", scales)


def share_of(name, share, scales=("1",)):
    return at_most(share, name, f"of {name}'s time", scales)


def times_as_fast(name, times, scales=("1",)):
    def judge(results):
        found = results[name].times_as_long_as(results[OURS])
        return f"{found:.1f}", found >= times
    return Goal(f"{times:g} times as fast as {name}", [OURS, name], judge, scales)


def memory_of_its_own(mib, scales=("1", "10")):
    def judge(results):
        found = results[OURS].anonymous_mib()
        return f"{found:,.0f} MiB", found <= mib
    return Goal(f"at most {mib} MiB of its own", [OURS], judge, scales, is_timed=False)


def fact(words, judge, needs=(), scales=("1",)):
    """Of what the contestants say beside their times."""
    return Goal(words, [OURS, *needs], judge, scales, is_timed=False)


def adds_at_most(without, other, scales=("1",)):
    """What ours takes more than it does `without`, against the time of another."""
    def judge(results):
        more = statistics.median(mine - less for mine, less in zip(results[OURS].seconds(), results[without].seconds()))
        bound = results[other].median()
        return f"{more * 1000:,.0f} ms, against {bound * 1000:,.0f}", more <= bound
    return Goal(f"adds at most what `{other}` takes", [OURS, without, other], judge, scales)
