#!/usr/bin/env python3
"""Reads an export, CSV or XLSX, with types, and prints each customer as a line of JSON: read_export.py FILE

CSV has no types: those that matter are named here; ids stay text, also 007. Worksheets have theirs."""
import csv
import decimal
import itertools
import json
import re
import sys

import openpyxl
from openpyxl.utils.escape import unescape

TYPES = {"age": int, "clv_value": decimal.Decimal, "email_consent": {"true": True, "false": False}.__getitem__}
# An apostrophe keeps a spreadsheet from running the text behind it (audience-export(1)).
GUARD = re.compile("'(?=['\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n])")


def value(column, cell):
    if cell == "":
        return None
    if column in TYPES:
        return TYPES[column](cell)
    return cell[1:] if GUARD.match(cell) else cell


def csv_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {column: value(column, cell) for column, cell in row.items()}


def xlsx_rows(path):
    workbook = openpyxl.load_workbook(path, read_only=True)
    for sheet in workbook:  # a million customers go on in the next
        rows = sheet.iter_rows(values_only=True)
        header = next(rows)
        for row in rows:
            cells = [unescape(cell) if isinstance(cell, str) else cell for cell in row]
            yield dict(itertools.zip_longest(header, cells))  # empty cells at the end are left out


def main():
    path = sys.argv[1]
    for customer in (xlsx_rows if path.endswith(".xlsx") else csv_rows)(path):
        print(json.dumps(customer, ensure_ascii=False, default=float))


if __name__ == "__main__":
    main()
