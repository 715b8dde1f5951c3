"""The shop that is measured: its files, made once, the database that the tool imports them into, and what a night brings."""
import contextlib
import csv
import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import subprocess

from stopwatch import BenchError

HERE = pathlib.Path(__file__).resolve().parent
AS_OF = "2023-09-14"
KINDS = ["customers", "purchases", "recommendations"]
QUESTIONS = ["q1", "q2", "q3", "q4", "q5"]


@dataclasses.dataclass
class Scale:
    customers: int
    purchases: int


# Ten times the customers, five times the purchases: what the goals at ten times were set for.
SCALES = {"0.01": Scale(7_193, 100_000), "0.1": Scale(71_930, 1_000_000), "1": Scale(719_303, 10_000_000),
          "10": Scale(7_193_030, 50_000_000)}


def fingerprint(*paths, more=""):
    digest = hashlib.sha256(more.encode())
    for path in paths:
        digest.update(pathlib.Path(path).read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def made_whole(target, identity):
    """Gives the path to make `target` at, which gets its name when it is whole; nothing where it is there already, made of the same.

    `identity` says what it is made of, and is kept in a file beside it, written last.
    """
    note = target.with_name(target.name + ".made")
    if target.exists() and note.exists() and note.read_text() == identity:
        yield None
        return
    part = target.with_name(target.name + ".part")
    note.unlink(missing_ok=True)
    for old in (part, target):
        remove_database(old)
    yield part
    os.rename(part, target)
    for suffix in (".links", ".columns"):
        beside = part.with_name(part.name + suffix)
        if beside.exists():
            beside.rename(target.with_name(target.name + suffix))
    note.write_text(identity)


def remove_database(path):
    """A database with all that lies beside it under its name; any other file or folder too."""
    for suffix in ("", "-wal", "-shm", "-journal", "-refresh", ".wal", ".columns", ".links"):
        found = path.with_name(path.name + suffix)
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink(missing_ok=True)


class Tool:
    """The tool under test, for what is not timed."""

    def __init__(self, program, environment):
        self.program, self.environment = program, environment

    def command(self, database, *arguments):
        return [self.program, "--json", "--db", database, *arguments]

    def run(self, database, *arguments):
        """The answer as JSON."""
        made = subprocess.run([str(part) for part in self.command(database, *arguments)], env=self.environment, capture_output=True)
        if made.returncode != 0:
            raise BenchError(f"`audience {' '.join(map(str, arguments))}` ended with {made.returncode}: "
                             f"{made.stderr.decode(errors='replace').strip()}")
        return json.loads(made.stdout) if made.stdout.strip() else None


class Shop:
    def __init__(self, folder, scale, programs, environment):
        self.scale = SCALES[scale]
        self.folder = folder / f"scale-{scale}"
        self.csv, self.database, self.night = self.folder / "csv", self.folder / "shop.db", self.folder / "night"
        self.programs = programs
        self.tool = Tool(programs / "audience", environment)
        self.folder.mkdir(parents=True, exist_ok=True)

    def file(self, kind):
        return self.csv / f"{kind}.csv"

    def sizes_of_files(self):
        """What tells this shop's files from others."""
        return " ".join(str(self.file(kind).stat().st_size) for kind in KINDS)

    def document(self, name):
        return HERE / "documents" / f"{name}.json"

    def make(self, say):
        self.make_files(say)
        self.make_database(say)
        self.make_night(say)

    def make_files(self, say):
        """Files that are there are taken as they are: the tool and its peers count them all the same."""
        if all(self.file(kind).exists() for kind in KINDS):
            return
        say(f"making a shop of {self.scale.customers:,} customers and {self.scale.purchases:,} purchases")
        part = self.folder / "csv.part"
        shutil.rmtree(part, ignore_errors=True)
        subprocess.run([self.programs / "generate_shop", "--customers", str(self.scale.customers), "--purchases", str(self.scale.purchases),
                        "--as-of", AS_OF, "--output", part], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(self.csv, ignore_errors=True)
        part.rename(self.csv)

    def make_database(self, say):
        """Made anew for another build of the tool: what it lays down may have changed."""
        documents = [self.document(name) for name in [*QUESTIONS, "everyone"]]
        with made_whole(self.database, fingerprint(self.tool.program, *documents, more=self.sizes_of_files())) as part:
            if part is not None:
                say("importing the shop")
                self.tool.run(part, "init")
                for kind in KINDS:
                    self.tool.run(part, "import", kind, self.file(kind))
                for document in documents:
                    self.tool.run(part, "create", document, "--as-of", AS_OF)
                self.settle(part)
        if not self.fresh_columns():
            self.tool.run(self.database, "index")

    def fresh_columns(self):
        """The tables whose columns answer; all others are scanned."""
        return [table["table"] for table in self.tool.run(self.database, "index", "--status")["tables"] if table["fresh"]]

    def settle(self, database):
        """All of it is in the file, which may be renamed then."""
        wal = database.with_name(database.name + "-wal")
        if wal.exists() and wal.stat().st_size > 0:
            raise BenchError(f"{wal} was left behind")
        for beside in (wal, database.with_name(database.name + "-shm"), database.with_name(database.name + "-refresh")):
            beside.unlink(missing_ok=True)

    def copy_database(self, target):
        """The database under another name, with columns of its own, for those of another file count for nothing; all of it on disk."""
        remove_database(target)
        for suffix in ("", ".links"):
            source = self.database.with_name(self.database.name + suffix)
            if source.exists():
                subprocess.run(["cp", "-r", "--reflink=auto", source, target.with_name(target.name + suffix)], check=True)
        self.tool.run(target, "index")
        os.sync()

    def make_night(self, say):
        """A hundredth of the customers with another city and value, and a thousandth of the purchases, all new."""
        with made_whole(self.night, fingerprint(__file__, more=self.sizes_of_files())) as part:
            if part is None:
                return
            say("making what a night brings")
            part.mkdir()
            self.change_customers(part / "customers.csv")
            self.add_purchases(part / "purchases.csv")

    def change_customers(self, target):
        with open(self.file("customers"), newline="") as source, open(target, "w", newline="") as changed:
            rows = csv.DictReader(source)
            writer = csv.DictWriter(changed, rows.fieldnames, lineterminator="\n")
            writer.writeheader()
            for number, row in enumerate(rows):
                if number % 100 == 0 and number // 100 < self.changed_customers():
                    writer.writerow({**row, "city": f"New {row['city'] or 'Town'}", "clv_value": str(100 + number % 4900)})

    def add_purchases(self, target):
        with open(self.file("purchases"), newline="") as source, open(target, "w", newline="") as added:
            added.write(next(source))
            count = 0
            for number, line in enumerate(source):
                if number % 1000 != 0 or count == self.added_purchases():
                    continue
                customer, product, _, rest = line.split(",", 3)
                second = count * 86400 // self.added_purchases()
                added.write(f"{customer},{product},{AS_OF}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02},{rest}")
                count += 1

    def changed_customers(self):
        return self.scale.customers // 100

    def added_purchases(self):
        return self.scale.purchases // 1000
