"""What is really there in a folder with a shop: every row of every table, and every file, read past the tool."""
import hashlib
import pathlib
import re
import shutil
import sqlite3
import tempfile

IN_PASSING = {"number", "run", "milliseconds", "counted_under"}  # columns that say how often, how fast or under which state, not what
CACHES = {"audience_generations", "sqlite_sequence"}


def masked(value):
    """Without what is drawn at random or read from the clock."""
    if isinstance(value, bytes) and len(value) == 32:
        return "hash"
    if isinstance(value, int) and 1_500_000_000 < value < 5_000_000_000:
        return "time"
    if isinstance(value, str):
        return re.sub(r"\b\d{10}\b|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", "time", re.sub(r"[0-9a-f]{16,}", "id", value))
    return value


class State:
    """Rows and files, masked: two runs of one command are alike, never equal."""

    def __init__(self, tables, files):
        self.rows = {}
        for table, (columns, rows) in tables.items():
            if table in CACHES:
                continue
            seen = [index for index, column in enumerate(columns)
                    if column not in IN_PASSING and "checksum" not in column and (table, column) != ("audience_meta", "value")]
            self.rows[table] = {tuple(masked(row[index]) for index in seen) for row in rows}
        self.named = {masked(name): masked(content) for name, content in files.items()}

    def differences(self, other):
        """The tables and files that are not alike."""
        tables = {table for table in {*self.rows, *other.rows} if self.rows.get(table) != other.rows.get(table)}
        files = {name for name in {*self.named, *other.named} if self.named.get(name) != other.named.get(name)}
        return tables | files

    def is_like(self, other):
        return not self.differences(other)


def tables_of(database):
    if not database.exists():
        return {}
    with tempfile.TemporaryDirectory(dir=database.parent.parent) as copy:
        # A look at the file itself would repair what the tool has to.
        for part in database.parent.glob(database.name + "*"):
            if part.is_file() and not part.name.endswith("-shm"):
                shutil.copy(part, copy)
        connection = sqlite3.connect(pathlib.Path(copy) / database.name)
        try:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return {"the file is corrupt": ([], [])}
            tables = {}
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                rows = connection.execute(f'SELECT * FROM "{name}"')
                tables[name] = ([column[0] for column in rows.description], sorted(rows.fetchall(), key=repr))
            return tables
        finally:
            connection.close()


def content_of(path):
    content = path.read_bytes()
    if path.suffix == ".db":
        return "a database, " + hashlib.sha256(repr(sorted((table, sorted(map(repr, rows))) for table, rows in State(tables_of(path), {}).rows.items())).encode()).hexdigest()[:12]
    if path.name == "key":
        return f"{len(content.splitlines())} keys" if content else "no key"
    return hashlib.sha256(content).hexdigest()[:12] + f" {len(content)} bytes"


def is_of_database(path):
    return re.fullmatch(r"shop\.db(-wal|-shm|-journal|-refresh)?|.*lock", path.name) is not None


def state_of(folder):
    """Locks and the log of the database are no state of their own, nor is what the next command sweeps: `leftovers` sees whether it does.
    Columns may be there or not: `columns_differ` sees whether they are true."""
    files = {str(path.relative_to(folder)): content_of(path) for path in sorted(folder.rglob("*"))
             if path.is_file() and path.parent.suffix != ".columns" and not is_of_database(path) and not path.name.endswith((".tmp", "-journal", "-wal", "-shm"))}
    return State(tables_of(folder / "shop.db"), files)


def leftovers(folder):
    return sorted(path.name for path in folder.rglob("*") if path.name.endswith((".tmp", "-journal")) or (path.name.startswith(".audience-") and path.name.endswith(("-wal", "-shm"))))
