#!/usr/bin/env python3
"""Measures the release build against what else does its work: sqlite3, DuckDB, libxlsxwriter, on one shop and with the same counts.

Every command is run as a whole process, in turn with its peers, and its exit code and counts are checked each time. The shop and the
peers' tables are made once. A peer that cannot be had is not measured, and the report says why; nothing is installed.
"""
import argparse
import contextlib
import fcntl
import json
import os
import pathlib
import shutil
import sys

import report
from field import Field
from peers import PEERS, Peers
from rows import ROWS
from shop import HERE, SCALES, Shop
from stopwatch import LITTLE_SECONDS, LONG_SECONDS, BenchError, Stopwatch



def parse(arguments):
    root = HERE.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog="Rows: " + ", ".join(ROWS) + "\n\nExit codes: 0 measured, whatever the goals; "
                                            "1 a command failed or counted otherwise; 2 wrong usage; 130 stopped.")
    parser.add_argument("--scale", choices=SCALES, default="1", help="1: 719,303 customers, 10 million purchases; 10: 7.2 and 50 million (1)")
    parser.add_argument("--rounds", type=positive, default=9, metavar="N", help="how often each command is timed; up to ten times as often where a row "
                        f"takes less than {LITTLE_SECONDS} s, but 3 times where it takes more than {LONG_SECONDS} s (9)")
    parser.add_argument("--rows", metavar="A,B", help="only these, or all whose names begin so (all)")
    parser.add_argument("--peers", metavar="A,B", default=",".join(PEERS), help="only these (%(default)s)")
    parser.add_argument("--folder", type=pathlib.Path, default=root / "build" / "bench", help="keeps the shop and the peers' tables (build/bench)")
    parser.add_argument("--programs", type=pathlib.Path, default=root / "build" / "release", help="where `bench_programs` was built (build/release)")
    parser.add_argument("--duckdb", type=pathlib.Path, metavar="LIBRARY", help="libduckdb.so (else out of its npm package)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--markdown", type=pathlib.Path, metavar="FILE", help="write a table of the ratios there")
    options = parser.parse_args(arguments)
    options.rows = chosen(parser, "row", list(ROWS), options.rows, str.startswith)
    options.peers = chosen(parser, "peer", PEERS, options.peers, lambda name, word: name.lower() == word.lower())
    for path in ("folder", "programs", "duckdb"):
        if getattr(options, path) is not None:
            setattr(options, path, getattr(options, path).resolve())
    if options.duckdb is not None and not options.duckdb.is_file():
        parser.error(f"there is no {options.duckdb}")
    for program in ("audience", "generate_shop", "bench_stopwatch", "bench_empty_process", "bench_duckdb_host"):
        if not (options.programs / program).exists():
            parser.error(f"there is no {options.programs / program}: cmake --preset release && "
                         "cmake --build --preset release --target bench_programs")
    return options


def positive(text):
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def chosen(parser, what, names, words, is_meant):
    if words is None:
        return names
    found = [name for name in names if any(is_meant(name, word) for word in words.split(","))]
    for word in words.split(","):
        if not any(is_meant(name, word) for name in names):
            parser.error(f"there is no {what} {word}: {', '.join(names)}")
    return found


def say(text):
    print(f"... {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def alone_in(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"another bench works in {folder}")
        yield


def surroundings(folder):
    """Of the environment only what programs need to run: no settings of whoever measures."""
    settings = folder / "empty.toml"
    settings.write_text("")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "USER", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "AUDIENCE_CONFIG": str(settings)}


def measure(key, field, options, environment):
    title, make = ROWS[key]
    shutil.rmtree(field.scratch, ignore_errors=True)
    field.scratch.mkdir()
    try:
        contest = make(field)
        stopwatch = Stopwatch(options.programs / "bench_stopwatch", field.scratch, environment, contest.sampling_ms)
        results = stopwatch.alternate(contest.contestants, options.rounds)
        by_name = {result.contestant.name: result for result in results}
        aims = [goal for goal in contest.goals if options.scale in goal.scales]
        needed = {name for goal in contest.goals for name in goal.needs}
        missing = {name: reason for name, reason in field.peers.missing.items() if name in needed and name not in by_name}
        return report.Row(key, title, results, [goal.verdict(by_name) for goal in aims], missing)
    except (BenchError, OSError, ValueError, KeyError) as error:
        return report.Row(key, title, fault=str(error) or repr(error))
    finally:
        shutil.rmtree(field.scratch, ignore_errors=True)


def measure_all(field, options, environment, where):
    """The rows, each told when it is done, in the files too; those until then where somebody stops it."""
    rows = []
    with contextlib.suppress(KeyboardInterrupt):
        for key in options.rows:
            rows.append(measure(key, field, options, environment))
            print("\n" + "\n".join(rows[-1].lines()), flush=True)
            write_files(field, options, where, rows)
    return rows


def write_files(field, options, where, rows):
    if options.json is not None:
        options.json.write_text(json.dumps(report.as_json(options, field.shop, field.peers, where, rows), indent=2) + "\n")
    if options.markdown is not None:
        options.markdown.write_text(report.markdown(rows))


def head(shop, where):
    columns = shop.fresh_columns()
    return (f"{shop.scale.customers:,} customers, {shop.scale.purchases:,} purchases; {report.version_of(shop.tool.program)}, "
            f"columns of {' and '.join(columns) if columns else 'nothing'}\n"
            f"{where['processor']}, {where['cores']} cores, {where['memory_mib']:,} MiB, Linux {where['kernel']}, "
            f"load {where['load_average']}")


def summary(rows):
    goals = [verdict.is_met for row in rows for verdict in row.verdicts]
    failed = [row.key for row in rows if row.fault is not None]
    return (f"{goals.count(True)} goals met, {goals.count(False)} missed, {goals.count(None)} not measured"
            + (f"; FAILED: {', '.join(failed)}" if failed else ""))


def main():
    options = parse(sys.argv[1:])
    with alone_in(options.folder):
        environment = surroundings(options.folder)
        shop = Shop(options.folder, options.scale, options.programs, environment)
        peers = Peers(shop, options.folder, options.peers, options.duckdb, say)
        shop.make(say)
        where = report.machine()
        print(head(shop, where), flush=True)
        rows = measure_all(Field(shop, peers, shop.folder / "scratch"), options, environment, where)
    print("\n" + summary(rows))
    if len(rows) < len(options.rows):
        return 130
    return 1 if any(row.fault is not None for row in rows) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchError as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
