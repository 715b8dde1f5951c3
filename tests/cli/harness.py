"""Runs the real binary in a folder of its own. Tests import this before any module that is not Python's own."""
import fcntl
import json
import os
import pathlib
import pty
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import termios
import unittest

from debian_python import go_on_in_debian
from last_build import ROOT, programs

go_on_in_debian()
BINARY, GENERATE_SHOP, SEND_MAIL = programs()

CUSTOMERS = """customer_id,first_name,last_name,phone_number,email,gender,age,city,segment_id,segment_name,clv_value,email_consent
c_1,Ana,Petrov,+381 64 123,ana@example.org,female,40,Paris,3,standard,111.992,True
c_2,Bob,"O'Neill, Jr",,bob@example.org,male,37,London,3,standard,160.808,true
c_3,Eve,Novak,,,female,,Paris,1,premium,1193,True
c_4,Dan,Li,,,male,74,,1,premium,,False
c_5,=Mia,Roy,,,,75,Paris,2,new,1193.001,True
"""
PURCHASES = """customer_id,product_id,purchased_at,quantity,unit_price
c_1,i_8732,2023-09-01T10:00:00,1,9.99
c_1,i_1,2023-01-01T10:00:00,2,5
c_2,i_8732,2023-03-18T00:00:00,1,9.99
c_2,i_1,2023-03-17T23:59:59,1,9.99
c_5,i_8732,2023-09-14T23:59:59,-1,9.99
"""
RECOMMENDATIONS = """customer_id,rank,product_id
c_1,1,i_5
c_1,2,i_6
c_2,2,i_7
"""


class Result:
    def __init__(self, completed):
        self.code = completed.returncode
        self.out = completed.stdout
        self.err = completed.stderr

    def json(self):
        return json.loads(self.out)


class ShopTest(unittest.TestCase):
    """Every test starts with an empty folder and, through `make_shop`, a small shop."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="audience-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.db = self.folder / "shop.db"

    def run_tool(self, *arguments, stdin=None, variables=None, **options):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db), "LANG": "C.UTF-8",
                       "AUDIENCE_SYSTEM_CONFIG": str(self.folder / "system.toml"), **(variables or {})}
        completed = subprocess.run([BINARY, *map(str, arguments)], input=stdin, text=True, capture_output=True,
                                   cwd=self.folder, env=environment, timeout=300, check=False, **options)
        return Result(completed)

    def on_terminal(self, *arguments, columns=80, variables=None):
        """What a terminal of that width gets on standard output; standard error goes elsewhere."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db), "LANG": "C.UTF-8", "TERM": "xterm", **(variables or {})}
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with open(self.folder / "terminal.err", "w+b") as errors:
            process = subprocess.Popen([BINARY, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=its, stderr=errors, cwd=self.folder, env=environment)
            os.close(its)
            shown = b""
            while True:
                try:
                    piece = os.read(ours, 65536)
                except OSError:  # how Linux says that the other end is closed
                    break
                if not piece:
                    break
                shown += piece
            os.close(ours)
            code = process.wait(timeout=300)
            errors.seek(0)
            told = errors.read().decode()
        return Result(subprocess.CompletedProcess(arguments, code, shown.decode().replace("\r\n", "\n"), told))

    def ok(self, *arguments, **options):
        result = self.run_tool(*arguments, **options)
        self.assertEqual(result.code, 0, f"{arguments}: {result.out}{result.err}")
        return result

    def fails(self, code, *arguments, **options):
        result = self.run_tool(*arguments, **options)
        self.assertEqual(result.code, code, f"{arguments}: {result.out}{result.err}")
        return result

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def document(self, name, filters, **more):
        return self.write(f"{name}.json", json.dumps({"audience_name": name, "filters": filters, **more}))

    def sql(self, statement):
        connection = sqlite3.connect(self.db)
        try:
            rows = connection.execute(statement).fetchall()
            connection.commit()
            return rows
        finally:
            connection.close()

    def make_shop(self):
        self.ok("init")
        self.ok("import", "customers", self.write("customers.csv", CUSTOMERS))
        self.ok("import", "purchases", self.write("purchases.csv", PURCHASES))
        self.ok("import", "recommendations", self.write("recommendations.csv", RECOMMENDATIONS))

    def members(self, audience):
        lines = self.ok("list-customers", audience, "--all", "--jsonl", "--columns", "customer_id").out.splitlines()
        return [json.loads(line)["customer_id"] for line in lines]


def attribute(name, kind, values, **more):
    return {"filter_group": "g", "values": [{"filter_name": name, "filter_type": kind, "filter_values": values, **more}]}


def bought(products, window="purchases-180-days", kind="IN"):
    return attribute(window, kind, products, filter_entity="product_id")


def measure(event, kind, name, value, **more):
    return attribute(event, kind, {"value_name": name, "value": value}, filter_entity=event.split("-")[0], **more)
