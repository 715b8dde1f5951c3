"""Kills: commands that write rows and columns get SIGKILL at a random moment, and what stands afterwards is looked at.

    kills.py [--cases N] [--seed N] [--only CASE] [--jobs N]

The tool is AUDIENCE_BINARY, else that of the newest build; it must be a plain one, for a kill before the first step proves nothing. Each
case copies a shop with fresh columns, starts one command and kills it. Then must hold: rows are those of before the command or of after it;
answers by columns are those of a scan, and those of before or after; the same command goes through, or says that it has been done; then
nothing is left over, every column agrees with its table, and an erased person is in no byte. Anything else is a violation: it is
printed with the case, by which it can be run again (at another moment, as the machine is in another mood), and the exit code is 1.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from column_files import unnamed_columns  # noqa: E402
from last_build import programs  # noqa: E402
from random_cases import options_of, tell  # noqa: E402
from state import leftovers, state_of  # noqa: E402

BINARY, GENERATE_SHOP = programs()[:2]
WHEN = ["--as-of", "2023-09-15"]
ERASED = "c_17"
NAMES_OF_ERASED = [b"rare.address@example.org", b"Quetzalcoatlus"]


def stale_customers(folder):
    with sqlite3.connect(folder / "shop.db") as connection:
        connection.execute("UPDATE customers SET age = age + 1 WHERE rowid % 3 = 0")
    connection.close()


def nothing(_folder):
    pass


COMMANDS = {  # line, what another program does before, exit codes where it had been done already
    "import customers": (["import", "customers", "changed.csv"], nothing, {0}),
    "import customers --replace": (["import", "customers", "fewer.csv", "--replace", "--max-removed", "50%"], nothing, {0}),
    "import purchases": (["import", "purchases", "more.csv"], nothing, {0, 5}),
    "import recommendations": (["import", "recommendations", "recommended.csv"], nothing, {0}),
    "import --undo": (["import", "--undo"], nothing, {0, 4}),
    "index": (["index"], stale_customers, {0}),
    "erase-customer": (["erase-customer", ERASED, "--yes"], nothing, {0, 4}),
}


def either(*values):
    return [{"filter_group": "g", "values": [one], "next_group_connector": "OR"} for one in values]


class Shop:
    """A folder that is copied for every case, how long its commands take there, and what is true before and after each of them."""

    def __init__(self, folder):
        self.folder = folder / "template"
        self.folder.mkdir()
        self.make()
        self.before = state_of(self.folder)
        self.answers_before = self.answers(self.folder)
        self.after, self.answers_after, self.seconds = {}, {}, {}
        for name, (line, arrange, _) in COMMANDS.items():
            done = self.copy(folder / "done")
            arrange(done)
            begin = time.monotonic()
            self.ok(done, *line)
            self.seconds[name] = time.monotonic() - begin
            self.after[name], self.answers_after[name] = state_of(done), self.answers(done)
            if name != "index" and self.after[name].is_like(self.before):
                raise RuntimeError(f"{name} changes no row: a kill of it would prove nothing")
            shutil.rmtree(done)

    @staticmethod
    def environment(folder):
        return {"PATH": os.environ["PATH"], "HOME": str(folder), "AUDIENCE_DB": str(folder / "shop.db"), "LANG": "C.UTF-8"}

    def run(self, folder, *line):
        done = subprocess.run([BINARY, *line], capture_output=True, cwd=folder, env=self.environment(folder), timeout=120, check=False)
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def ok(self, folder, *line):
        code, out, err = self.run(folder, *line)
        if code != 0:
            raise RuntimeError(f"{' '.join(line)}: exit {code}: {err}")
        return out

    def copy(self, target):
        shutil.copytree(self.folder, target)
        return target

    def make(self):
        folder = self.folder
        subprocess.run([GENERATE_SHOP, "--customers", "2000", "--purchases", "30000", "--output", folder], check=True, capture_output=True)
        lines = (folder / "customers.csv").read_text().splitlines()
        header, rows = lines[0].split(","), [line for line in lines[1:] if '"' not in line]
        person = dict(zip(header, rows[16].split(",")), customer_id=ERASED, email="rare.address@example.org", last_name="Quetzalcoatlus")
        rows[16] = ",".join(person[name] for name in header)
        city = header.index("city")
        changed = [",".join(cells[:city] + ["Atlantis"] + cells[city + 1:]) for cells in (row.split(",") for row in rows[:700])]
        for name, content in {"all.csv": rows, "changed.csv": changed, "fewer.csv": rows[:1500]}.items():
            (folder / name).write_text("\n".join([lines[0], *content]) + "\n")
        (folder / "customers.csv").unlink()
        ids = [row.split(",")[header.index("customer_id")] for row in rows]
        (folder / "more.csv").write_text("customer_id,product_id,purchased_at\n" + "".join(f"{one},i_1,2023-09-01\n" for one in ids[:1500]))
        (folder / "recommended.csv").write_text("customer_id,rank,product_id\n" + "".join(f"{one},1,i_9\n" for one in ids))
        for name, content in {
                "who.json": either({"filter_name": "city", "filter_type": "IN", "filter_values": ["Atlantis", "Paris", "London"]},
                                    {"filter_name": "age", "filter_type": "LESS_THAN", "filter_values": {"value": 40}}),
                "what.json": either({"filter_name": "purchases-30-days", "filter_entity": "product_id", "filter_type": "IN", "filter_values": ["i_1"]},
                                     {"filter_name": "purchases", "filter_entity": "purchases", "filter_type": "GREATER_THAN",
                                      "filter_values": {"value_name": "sum_quantity", "value": 20}})}.items():
            (folder / name).write_text(json.dumps({"audience_name": name, "is_dynamic": True, "filters": content}))
        self.ok(folder, "init")
        for kind, file in (("customers", "all.csv"), ("purchases", "purchases.csv"), ("customers", "all.csv")):
            self.ok(folder, "import", kind, file)
        (folder / "purchases.csv").unlink()
        (folder / "recommendations.csv").unlink()
        (folder / "undone.csv").write_text("customer_id,city\n" + "".join(f"{one},Rome\n" for one in ids[100:400]))
        self.ok(folder, "import", "customers", "undone.csv")
        self.ok(folder, "create", "who.json", *WHEN)
        self.ok(folder, "index")
        for file in ("all.csv", "undone.csv"):
            (folder / file).unlink()

    def answers(self, folder, engine="scan"):
        answers = [self.ok(folder, "--engine", engine, "create", "--dry-run", "--json", document, *WHEN) for document in ("who.json", "what.json")]
        return [json.dumps(steady(json.loads(one)), sort_keys=True) for one in answers]


def steady(value):
    """An answer without what no two runs share."""
    if isinstance(value, dict):
        return {key: steady(each) for key, each in value.items() if key not in {"audience_id", "date_created", "date_modified"} and "second" not in key}
    return [steady(each) for each in value] if isinstance(value, list) else value


def holders(folder, names):
    """The files of the database that hold one of the names."""
    return [path.name for path in folder.rglob("*") if path.is_file() and "shop.db" in str(path.relative_to(folder))
            and any(name in path.read_bytes() for name in names)]


def violations_of(shop, folder, number, seed, tally):
    """Runs one case; sentences about what must not be."""
    chance = random.Random(f"{seed}-{number}")
    name = sorted(COMMANDS)[number % len(COMMANDS)]
    line, arrange, codes_again = COMMANDS[name]
    home = shop.copy(folder / str(number))
    arrange(home)
    before = state_of(home) if arrange is not nothing else shop.before
    answers_before = shop.answers(home) if arrange is not nothing else shop.answers_before
    moment = chance.random() * shop.seconds[name] * 1.1
    process = subprocess.Popen([BINARY, *line], cwd=home, env=shop.environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    killed = process.wait() == -signal.SIGKILL
    bad = []

    def check(holds, sentence):
        if not holds:
            bad.append(f"case {number}: {name}, killed after {moment * 1000:.0f} ms: {sentence}")

    stands = state_of(home)
    is_before, is_after = stands.is_like(before), stands.is_like(shop.after[name])
    check(is_before or is_after, f"rows are neither as before ({sorted(stands.differences(before))}) nor as after ({sorted(stands.differences(shop.after[name]))})")
    scanned, quick = shop.answers(home), shop.answers(home, "columns")
    check(scanned == quick, "columns answer otherwise than a scan")
    check(scanned in ([answers_before] if is_before and not is_after else [answers_before, shop.answers_after[name]]), "an answer of no state")
    code, _, err = shop.run(home, *line)
    check(code in codes_again, f"again: exit {code}: {err[-300:]}")
    if name != "import --undo" or is_before:  # undone twice is the import before it too
        check(shop.answers(home, "columns") == shop.answers_after[name], "again: another answer than that of a command that nobody killed")
    code, out, err = shop.run(home, "index")
    check(code == 0, f"index: exit {code}: {err[-300:]}")
    code, out, err = shop.run(home, "index", "--check", "--json")
    check(code == 0, f"index --check: exit {code}: {out[-300:]}{err[-300:]}")
    left = leftovers(home) + unnamed_columns(home / "shop.db.columns")
    check(not left, f"left over: {', '.join(left)}")
    if name == "erase-customer":
        check(not holders(home, NAMES_OF_ERASED), f"the erased are in {', '.join(holders(home, NAMES_OF_ERASED))}")
    tally["killed" if killed else "done before the kill"] += 1
    if killed:
        tally["rows of before" if is_before else "rows of after"] += 1
    tally["cases"] += 1
    shutil.rmtree(home)
    return bad


def main():
    options = options_of(__doc__, 300)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="audience-kills-"))
    tally, bad = collections.Counter(), []
    try:
        shop = Shop(folder)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for found in pool.map(lambda number: violations_of(shop, folder, number, options.seed, tally), options.numbers):
                bad += found
    finally:
        shutil.rmtree(folder)
    return tell(options, tally, bad)


if __name__ == "__main__":
    sys.exit(main())
