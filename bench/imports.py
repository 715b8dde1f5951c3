"""Rows about importing: a file into a database, against the same file into a table of texts."""
import os
import shutil
import sqlite3

import goals
from field import Contest, json_of
from goals import OURS
from shop import remove_database
from stopwatch import Contestant, Step

BOTH = ("1", "10")
SAMPLING_MS = 5
TABLES = {
    "customers": ["customer_id", "first_name", "last_name", "phone_number", "email", "gender", "age", "city", "segment_id", "segment_name",
                  "clv_value", "email_consent"],
    "purchases": ["customer_id", "product_id", "purchased_at", "quantity", "unit_price"],
    "recommendations": ["customer_id", "recommendations_type", "rank", "product_id"],
}


def importing(field, kind, share, scales):
    built = goals.fact("columns built", lambda results: columns_found(results[OURS].contestant.facts), scales=scales)
    return Contest(importers(field, kind), [goals.share_of("sqlite3", share, scales), built])


def memory(field):
    return Contest(importers(field, "purchases"), [goals.memory_of_its_own(512, BOTH)], SAMPLING_MS)


def importers(field, kind):
    rows = rows_in(field.shop.file(kind))
    program = field.peers.sqlite_program()
    return [tool(field, kind, rows), *([texts(field, program, kind, rows)] if program else [])]


def tool(field, kind, rows):
    """Into a database that has its customers, who alone may have purchases."""
    database, base = field.scratch / "import.db", field.scratch / "base.db"
    field.answer("init", database=base)
    if kind != "customers":
        field.answer("import", "customers", field.shop.file("customers"), database=base)

    def begin():
        remove_database(database)
        copy_all(base, database)
        os.sync()

    ours = Contestant(OURS, [field.step("import", kind, field.shop.file(kind), database=database)],
                      lambda outputs: json_of(outputs[0])["stored"], rows, before=begin)

    def end():
        tables = field.answer("index", "--status", database=database)["tables"]
        ours.facts["columns"] = kind in [table["table"] for table in tables if table["fresh"]]
        ours.facts["has_columns"] = kind != "recommendations"
        remove_database(database)

    ours.after = end
    return ours


def texts(field, program, kind, rows):
    """By `.import` of SQLite's shell, with the journal and the fsync that it has unless told otherwise."""
    database, script = field.scratch / "texts.db", field.scratch / "import.sql"
    columns = ", ".join(f"{column} TEXT" for column in TABLES[kind])
    script.write_text(f"CREATE TABLE {kind}({columns});\n.mode csv\n.import --skip 1 '{field.shop.file(kind)}' {kind}\n")

    def begin():
        remove_database(database)
        os.sync()

    return Contestant("sqlite3", [Step([program, "-init", "/dev/null", database], script)], lambda outputs: rows_of_table(database, kind),
                      rows, before=begin, after=lambda: remove_database(database))


def copy_all(database, target):
    """A database with all that lies beside it."""
    for found in database.parent.glob(database.name + "*"):
        copy = shutil.copytree if found.is_dir() else shutil.copy
        copy(found, target.with_name(found.name.replace(database.name, target.name, 1)))


def columns_found(facts):
    if not facts["has_columns"]:
        return "none for this table", True
    return ("yes", True) if facts["columns"] else ("no", False)


def rows_in(file):
    with open(file, "rb") as lines:
        return sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b"")) - 1


def rows_of_table(database, table):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        # Without a walk over all of it: rows of .import are numbered from 1.
        return connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0]
