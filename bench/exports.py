"""Rows about exporting: everyone with ten products each, into a stream or a file, each of which is counted."""
import csv
import os
import re
import zipfile

import goals
from field import Contest
from goals import OURS
from stopwatch import Contestant, Step


class CountedFile:
    """The rows of a file: counted once, and told again while it has as many bytes."""

    def __init__(self, count):
        self.count, self.known = count, {}

    def rows(self, path):
        size = os.stat(path).st_size
        if size not in self.known:
            self.known[size] = self.count(path)
        return self.known[size]


def csv_rows(path):
    """Customers of an export, each of which has all the cells."""
    with open(path, newline="") as file:
        rows = csv.reader(file)
        width = len(next(rows))
        count = 0
        for row in rows:
            if len(row) != width:
                return f"{len(row)} cells behind {count} rows of {width}"
            count += 1
        return count, width


def xlsx_rows(path):
    """Customers of a workbook: the rows of its sheets but for their headings."""
    count = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                continue
            rest = b""
            with archive.open(name) as sheet:
                while block := sheet.read(1 << 20):
                    count += (rest + block).count(b"<row ")
                    rest = (rest + block)[-4:]
            count -= 1
    return count


def everyone(field):
    return field.shop.scale.customers, 21


def csv_streamed(field):
    def contestant(name, step):
        counted = CountedFile(csv_rows)
        return Contestant(name, [step], lambda outputs: counted.rows(outputs[0]), everyone(field))

    ours = contestant(OURS, field.step("export", "Everyone", "-o", "-", streams=True))
    return Contest([ours, *(contestant(peer.name, peer.csv()) for peer in field.sql_peers())],
                   [goals.times_as_fast("sqlite3", 4), goals.times_as_fast("DuckDB", 2)])


def to_file(name, step, output, count, expected, after=lambda: None):
    """Whoever writes a file: gone before, counted after, and its size told."""
    counted = CountedFile(count)
    made = Contestant(name, [step], None, expected, after=after)

    def begin():
        output.unlink(missing_ok=True)
        os.sync()

    def rows(outputs):
        made.facts["bytes"] = os.stat(output).st_size
        return counted.rows(output)

    made.before, made.count = begin, rows
    return made


def csv_to_file(field):
    database, original = field.scratch / "export.db", field.scratch / "original.csv"
    field.shop.copy_database(database)
    field.answer("export", "Everyone", "-o", original, "--no-link", database=database)
    path = lambda name: field.scratch / f"{name}.csv"
    export = lambda name, *more: field.step("export", "Everyone", "-o", path(name), *more, database=database)
    contestant = lambda name, step, file, **more: to_file(name, step, path(file), csv_rows, everyone(field), **more)
    copy = Step(["sh", "-c", 'cp "$1" "$2" && sync "$2"', "sh", original, path("copy")])
    contestants = [
        contestant(OURS, export("linked"), "linked", after=lambda: field.answer("revoke", "--all", database=database)),
        contestant("without a link", export("alone", "--no-link"), "alone"),
        contestant("cp and fsync", copy, "copy"),
        *(contestant(peer.name, peer.csv(path(peer.folder)), peer.folder) for peer in field.sql_peers())]
    return Contest(contestants, [goals.times_as_fast("sqlite3", 4), goals.times_as_fast("DuckDB", 2),
                                 goals.adds_at_most("without a link", "cp and fsync")])


def xlsx(field):
    ours, theirs = field.scratch / "ours.xlsx", field.scratch / "theirs.xlsx"
    customers = field.shop.scale.customers
    contestants = [to_file(OURS, field.step("export", "Everyone", "-o", ours, "--no-link"), ours, xlsx_rows, customers)]
    peer = field.peers.get("libxlsxwriter")
    if peer is not None:
        contestants.append(to_file(peer.name, peer.xlsx(theirs), theirs, xlsx_rows, customers))

    def sizes(results):
        mine, other = (results[name].contestant.facts["bytes"] for name in (OURS, "libxlsxwriter"))
        return f"{mine / other:.3f} of its bytes", mine <= other

    return Contest(contestants, [goals.times_as_fast("libxlsxwriter", 10),
                                 goals.fact("not larger than libxlsxwriter's", sizes, ["libxlsxwriter"])])
