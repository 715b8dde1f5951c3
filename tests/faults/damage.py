"""Damage: a database, its log, the key and a linked copy with bytes flipped, cut or overwritten; every answer is held against the right one.

    damage.py [--cases N] [--seed N] [--only CASE] [--jobs N]

The tool is AUDIENCE_BINARY, else that of the newest build. Each case damages one file of a small shop in one place and runs several
commands. Right is: the answer of the undamaged shop; or an exit code that tells (8; of a link also 6, 7 and 11). An answer that differs,
or says that something is not there (3, 4), counts as told only where the doctor, asked with --deep, finds something; of a damaged log
also the answer of the state before its last transaction, which is what SQLite makes of a log that ends early. Anything else, and every
signal, is a violation: it is printed with the case, by which it can be run again, and the exit code is 1.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from last_build import programs  # noqa: E402
from random_cases import options_of, tell  # noqa: E402

BINARY = programs()[0]
CITIES = ["Paris", "London", "Rome", "Berlin", "Oslo"]
WHEN = ["--as-of", "2023-09-15"]
TELLING = {"database": {6, 7, 8, 11}, "log": {6, 7, 8, 11}, "key": {7, 8, 11}, "copy": {6, 8, 11}}
ANSWERS = {0, 3, 4}  # what is not there is an answer too


def attribute(name, kind, values, **more):
    return {"filter_group": "g", "values": [{"filter_name": name, "filter_type": kind, "filter_values": values, **more}]}


class Shop:
    """A folder with a shop, and what its commands answer while nothing is damaged."""

    def __init__(self, folder):
        self.folder = folder
        self.db = folder / "shop.db"
        self.log = folder / "shop.db-wal"
        self.links = folder / "shop.db.links"
        self.make()

    def run(self, *arguments):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db), "LANG": "C.UTF-8",
                       "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1"}
        try:
            done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, cwd=self.folder, env=environment, timeout=120,
                                  check=False)
        except subprocess.TimeoutExpired:
            return "none in two minutes", b"", b""
        return done.returncode, done.stdout, done.stderr

    def ok(self, *arguments):
        code, out, err = self.run(*arguments)
        if code != 0:
            sys.exit(f"the undamaged shop fails: {arguments}: {code} {err.decode()}")
        return out

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def make(self):
        chance = random.Random(7)
        customers = [f"c_{i},Name{i},{chance.choice(CITIES)},{chance.randint(18, 90)},{chance.randint(0, 99999) / 100}" for i in range(1, 81)]
        purchases = [f"c_{chance.randint(1, 80)},i_{chance.randint(1, 9)},2023-0{chance.randint(1, 9)}-1{chance.randint(0, 3)},{chance.randint(1, 5)}"
                     for _ in range(240)]
        recommended = [f"c_{i},{rank},i_{chance.randint(1, 9)}" for i in range(1, 81) for rank in (1, 2)]
        self.ok("init")
        self.ok("import", "customers", self.write("c.csv", "customer_id,first_name,city,age,clv_value\n" + "\n".join(customers) + "\n"))
        self.ok("import", "purchases", self.write("p.csv", "customer_id,product_id,purchased_at,quantity\n" + "\n".join(purchases) + "\n"))
        self.ok("import", "recommendations", self.write("r.csv", "customer_id,rank,product_id\n" + "\n".join(recommended) + "\n"))
        self.document("Towns", [attribute("city", "IN", ["Paris", "Rome"])])
        self.document("Buyers", [attribute("purchases-180-days", "IN", ["i_1", "i_2"], filter_entity="product_id")])
        both = attribute("audience", "IN", ["Towns"], filter_entity="audience_id")
        self.document("Both", [{**both, "next_group_connector": "OR"},
                               {**attribute("audience", "IN", ["Buyers"], filter_entity="audience_id"), "filter_group": "h"}])
        for name in ("Towns", "Buyers", "Both"):
            self.ok("create", self.folder / f"{name}.json", *WHEN)
        self.ok("upload", "Listed", self.write("ids.txt", "c_1\nc_2\nc_300\n"))
        answer = json.loads(self.ok("export", "Towns", "-o", self.folder / "towns.csv", "--expires-in", "7d", "--json"))
        self.token = answer["token"]
        self.document("Fresh", [attribute("city", "IN", ["Oslo"]), {**attribute("audience", "IN", ["Both"], filter_entity="audience_id"),
                                                                  "filter_group": "h"}])
        self.ok("doctor", "--deep")
        (self.copy,) = self.links.glob("*.csv")
        self.key = self.links / "key"
        self.take_log()
        self.contents = {file: file.read_bytes() for file in (self.db, self.key, self.copy)}
        self.commands = {
            "list": ("list", "--json"), "show": ("show", "Both", "--json"), "history": ("history", "Buyers", "--json"),
            "create": ("create", self.folder / "Fresh.json", "--dry-run", "--json", *WHEN),
            "customers": ("list-customers", "Towns", "--all", "--jsonl"),
            "explain": ("explain", "Both", "--json"),
            "export": ("export", "Buyers", "-o", "-", "--no-link"),
            "download": ("download", self.token, "-o", "-")}
        self.restore(with_log=False)
        self.right = {name: self.answer(name) for name in self.commands}
        self.restore(with_log=True)
        self.right_with_log = {name: self.answer(name) for name in self.commands}
        self.restore(with_log=False)

    def document(self, name, filters):
        self.write(f"{name}.json", json.dumps({"audience_name": name, "is_dynamic": True, "filters": filters}))

    def take_log(self):
        """The log of a transaction that is not in the database yet, as a crash leaves it."""
        before = self.db.read_bytes()
        holder = sqlite3.connect(self.db)
        holder.execute("BEGIN")
        holder.execute("SELECT count(*) FROM audience_audiences").fetchall()
        self.ok("create", self.folder / "Fresh.json", *WHEN)
        self.log_content = self.log.read_bytes()
        holder.close()
        self.put(self.db, before)
        for suffix in ("-wal", "-shm"):
            pathlib.Path(f"{self.db}{suffix}").unlink(missing_ok=True)

    @staticmethod
    def put(file, content):
        """In place: what a generation stands for is this very file."""
        with open(file, "r+b" if file.exists() else "w+b") as target:
            target.write(content)
            target.truncate(len(content))

    def restore(self, with_log):
        for suffix in ("-wal", "-shm"):
            pathlib.Path(f"{self.db}{suffix}").unlink(missing_ok=True)
        for file, content in self.contents.items():
            if not file.exists():
                file.touch(mode=0o600)
            self.put(file, content)
        if with_log:
            self.put(self.log, self.log_content)

    def answer(self, name):
        code, out, err = self.run(*self.commands[name])
        return code, self.without_times(name, out), err

    @staticmethod
    def without_times(name, out):
        """What no two runs share."""
        if name not in ("create", "explain"):
            return out
        try:
            answer = json.loads(out)
        except ValueError:
            return out
        return json.dumps(strip(answer), sort_keys=True).encode()


def strip(value):
    volatile = {"milliseconds", "microseconds", "took_ms", "date_created", "date_modified", "audience_id", "took"}
    if isinstance(value, dict):
        return {key: strip(each) for key, each in value.items() if key not in volatile and not key.endswith("_ms")}
    if isinstance(value, list):
        return [strip(each) for each in value]
    return value


def damaged(content, chance):
    """The content with one thing done to it, and what that was."""
    kind = chance.choice(["flip", "flip", "flip", "flip", "cut", "overwrite", "zeros", "page"])
    content = bytearray(content)
    if kind == "cut":
        at = chance.randrange(len(content))
        return bytes(content[:at]), f"cut at {at}"
    if kind == "flip":
        # Most of a small database is room that nobody reads: half of the flips go where something is written.
        places = [i for i in range(len(content)) if content[i]] if chance.random() < 0.5 else range(len(content))
        at, bit = chance.choice(places), chance.randrange(8)
        content[at] ^= 1 << bit
        return bytes(content), f"bit {bit} of {at}"
    length = min(chance.choice([1, 2, 16, 100, 512, 4096]), len(content))
    at = chance.randrange(len(content) - length + 1)
    if kind == "overwrite":
        content[at:at + length] = chance.randbytes(length)
    elif kind == "zeros":
        content[at:at + length] = bytes(length)
    else:
        page = 8192
        pages = max(len(content) // page, 1)
        source, target = chance.randrange(pages) * page, chance.randrange(pages) * page
        content[target:target + page] = content[source:source + page]
        return bytes(content), f"page at {source} over {target}"
    return bytes(content), f"{kind} {length} at {at}"


def violations_of(shop, number, seed, tally):
    """Runs one case; sentences about what must not be."""
    chance = random.Random(f"{seed}-{number}")
    what = chance.choice(["database"] * 7 + ["log"] * 2 + ["key", "copy"])
    file = {"database": shop.db, "log": shop.log, "key": shop.key, "copy": shop.copy}[what]
    content, how = damaged(shop.log_content if what == "log" else shop.contents[file], chance)
    right = shop.right_with_log if what == "log" else shop.right
    names = ["download"] if what in ("key", "copy") else chance.sample(sorted(shop.commands), 4)
    bad = []

    def damage():
        shop.restore(with_log=what == "log")
        shop.put(file, content)

    def doctor_tells():
        damage()
        code, _, err = shop.run("doctor", "--deep", "--json")
        if code not in (0, 8, 11):
            bad.append(f"doctor: exit {code} {err[-300:]!r}")
        return code in (8, 11)

    damage()
    for name in names:
        code, out, err = shop.answer(name)
        tally["commands"] += 1
        place = f"case {number}: {what}, {how}: {name}"
        if (code, out) == right[name][:2]:
            tally["right"] += 1
        elif code in TELLING[what]:
            tally[f"exit {code}"] += 1
        elif code not in ANSWERS:
            bad.append(f"{place}: exit {code}: {err.decode(errors='replace')[-400:]}")
        elif what == "log" and (code, out) == shop.right[name][:2]:
            tally["of the state before"] += 1
        elif doctor_tells():
            tally["told by the doctor"] += 1
            damage()
        else:
            bad.append(f"{place}: another answer (exit {code}), and the doctor finds nothing")
            damage()
    tally["cases"] += 1
    return bad


def main():
    options = options_of(__doc__, 300)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="audience-damage-"))
    tally = collections.Counter()
    bad = []

    def work(job):
        home = folder / str(job)
        home.mkdir()
        shop, mine, found = Shop(home), collections.Counter(), []
        for number in options.numbers[job::options.jobs]:
            found += violations_of(shop, number, options.seed, mine)
        return mine, found

    try:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for mine, found in pool.map(work, range(min(options.jobs, len(options.numbers)))):
                tally += mine
                bad += found
    finally:
        shutil.rmtree(folder)
    return tell(options, tally, bad)


if __name__ == "__main__":
    sys.exit(main())
