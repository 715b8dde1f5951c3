"""The rows of the table: for each what is run, what it must count, and the goal."""
import csv
import dataclasses

import goals
from exports import csv_streamed, csv_to_file, xlsx
from field import Contest, json_of
from goals import OURS
from imports import BOTH, importing, memory
from shop import AS_OF, QUESTIONS, remove_database
from stopwatch import Contestant, Step


def funnel(answer):
    """How many each filter left, everyone first."""
    filters = [one for group in answer["filters"] for one in group["values"]]
    return [filters[0]["count_before"], *(one["count_now"] for one in filters)]


def numbers_of(output):
    with open(output) as file:
        return [int(number) for number in file.read().replace("|", "\n").split()]


def dry_run(field, name):
    """The tool's answer to a question; the scan's counts are the right ones."""
    arguments = ["create", "--dry-run", "--as-of", AS_OF, field.shop.document(name)]
    expected = funnel(field.answer(*arguments, engine="scan"))
    return Contestant(OURS, [field.step(*arguments)], lambda outputs: funnel(json_of(outputs[0])), expected)


def question(field, name):
    ours = dry_run(field, name)
    peers = [Contestant(peer.name, [peer.question(name)], lambda outputs: numbers_of(outputs[0]), ours.expected)
             for peer in field.sql_peers()]
    if name == "q1":
        aims = [goals.times_as_fast("sqlite3", 10), goals.times_as_fast("DuckDB", 10, BOTH), goals.empty_processes(4)]
    else:
        aims = [goals.times_as_fast("sqlite3", 10), goals.times_as_fast("DuckDB", 5)]
    return Contest([ours, *peers, field.empty()], aims)


def without_times(value):
    """An answer but for how long each filter took and who answered it."""
    if isinstance(value, dict):
        return {key: without_times(one) for key, one in value.items() if key not in ("milliseconds", "answered_by", "filters_at_once")}
    return [without_times(one) for one in value] if isinstance(value, list) else value


def as_scanned(field, *arguments):
    """A command of the tool, whose answer must be the scan's."""
    expected = without_times(field.answer(*arguments, engine="scan"))
    return Contestant(OURS, [field.step(*arguments)], lambda outputs: without_times(json_of(outputs[0])), expected)


def reading(field, units, *arguments, scales=("1",)):
    return Contest([as_scanned(field, *arguments), field.empty()], [goals.empty_processes(units, scales)])


def some_customer(field):
    with open(field.shop.file("customers"), newline="") as file:
        return next(csv.DictReader(file))["customer_id"]


def explain(field):
    other = "create --dry-run"
    return Contest([as_scanned(field, "explain", "--as-of", AS_OF, field.shop.document("q1")),
                    dataclasses.replace(dry_run(field, "q1"), name=other), field.empty()],
                   [goals.at_most(2, other, f"times `{other}`")])


def starting(field, *arguments):
    """What every command pays; no goal but that it stays."""
    ours = Contestant(OURS, [Step([field.shop.tool.program, *arguments])], lambda outputs: 0, 0)
    return Contest([ours, field.empty()], [])


def night(field):
    database, files = field.scratch / "night.db", field.shop.night
    commands = [["import", "customers", files / "customers.csv"], ["import", "purchases", files / "purchases.csv"],
                ["refresh", "--all", "--as-of", AS_OF]]

    def sizes(refreshed):
        return {one["audience_name"]: one["audience_size"] for one in refreshed}

    def count(outputs):
        customers, purchases, refreshed = map(json_of, outputs)
        return [customers["changed"], purchases["stored"], sizes(refreshed)]

    field.shop.copy_database(database)
    refreshed = [field.answer(*command, engine="scan", database=database) for command in commands][2]
    expected = [field.shop.changed_customers(), field.shop.added_purchases(), sizes(refreshed)]
    steps = [field.step(*command, database=database) for command in commands]
    ours = Contestant(OURS, steps, count, expected, before=lambda: field.shop.copy_database(database),
                      after=lambda: remove_database(database))
    # A fifth of the 1,990 ms that it took before, where an empty process took 1.5.
    return Contest([ours, field.empty()], [goals.empty_processes(265)])


ROWS = {
    **{name: (f"create --dry-run {name}.json", lambda field, name=name: question(field, name)) for name in QUESTIONS},
    "list": ("list", lambda field: reading(field, 3, "list")),
    "show": ("show Q2", lambda field: reading(field, 3, "show", "Q2")),
    "page-first": ("list-customers Everyone", lambda field: reading(field, 6, "list-customers", "Everyone")),
    "page-last": ("list-customers Everyone, last page",
                  lambda field: reading(field, 6, "list-customers", "Everyone", "--offset", field.shop.scale.customers - 10)),
    "sort": ("list-customers Everyone --sort city", lambda field: reading(field, 8, "list-customers", "Everyone", "--sort", "city")),
    "explain": ("explain q1.json", explain),
    "why": ("why Q1 for one customer", lambda field: reading(field, 8, "why", "Q1", some_customer(field))),
    "fields": ("fields", lambda field: reading(field, 20, "fields", scales=BOTH)),
    "night": ("a night: two imports, refresh --all", night),
    "import-customers": ("import customers", lambda field: importing(field, "customers", 1, BOTH)),
    "import-purchases": ("import purchases", lambda field: importing(field, "purchases", 0.67, BOTH)),
    "import-recommendations": ("import recommendations", lambda field: importing(field, "recommendations", 0.67, ("1",))),
    "memory": ("import purchases, watched for memory", memory),
    "csv": ("export to CSV, streamed", csv_streamed),
    "csv-file": ("export to a CSV file with a link", csv_to_file),
    "xlsx": ("export to an XLSX file", xlsx),
    "version": ("--version", lambda field: starting(field, "--version")),
    "validate": ("validate q1.json", lambda field: starting(field, "validate", field.shop.document("q1"))),
}
