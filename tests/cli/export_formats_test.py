"""Exports in every format that a name can ask for: the same customers, read back by others' readers."""
import csv
import decimal
import gzip
import io
import json
import shutil
import subprocess
import unittest
import urllib.request

from harness import BINARY, ShopTest
from serve_test import Server


class Formats(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()
        self.ok("create", self.document("all", [], recommendations_export={"number_of_recommendations": 2}))

    def export(self, name, *more):
        report = self.ok("export", "all", "-o", name, "--no-link", *more).json()
        content = (self.folder / name).read_bytes()
        self.assertEqual(report["bytes"], len(content))
        return report, content

    def streamed(self, *more):
        return self.ok("export", "all", "-o", "-", *more).out

    def test_the_ending_gz_compresses(self):
        report, content = self.export("out.csv.gz")
        self.assertEqual((report["format"], report["rows"]), ("csv.gz", 5))
        self.assertEqual(gzip.decompress(content).decode(), self.streamed())
        self.assertEqual(subprocess.run(["gzip", "-t", "out.csv.gz"], cwd=self.folder, check=False).returncode, 0)
        _, again = self.export("again.csv.gz")
        self.assertEqual(content, again)
        # What was named for itself is compressed all the same; standard output is not unless it is asked for.
        _, content = self.export("out.gz", "--format", "jsonl")
        self.assertEqual(gzip.decompress(content).decode(), self.streamed("--format", "jsonl"))

    def test_a_compressed_list_can_be_uploaded_as_it_is(self):
        self.export("out.csv.gz")
        self.assertEqual(self.ok("upload", "copy", "out.csv.gz").json()["audience_size"], 5)

    def test_json_keeps_the_types(self):
        report, content = self.export("out.json", "--columns", "all")
        self.assertEqual(report["format"], "json")
        customers = json.loads(content)
        self.assertEqual([one["customer_id"] for one in customers], ["c_1", "c_2", "c_3", "c_4", "c_5"])
        first, second, third = customers[:3]
        self.assertEqual((first["age"], first["clv_value"], first["email_consent"], first["phone_number"]), (40, 111.992, True, "+381 64 123"))
        self.assertEqual((third["age"], third["email"], third["clv_value"]), (None, None, 1193))
        self.assertEqual([one["recommended_products"] for one in (first, second, third)], [["i_5", "i_6"], ["i_7"], []])
        self.assertNotIn("product_1", first)
        self.assertEqual(customers[4]["first_name"], "=Mia")

    def test_json_lines_are_the_same_customers(self):
        _, content = self.export("out.jsonl")
        _, array = self.export("out.json")
        self.assertEqual([json.loads(line) for line in content.decode().splitlines()], json.loads(array))

    def test_an_empty_audience_is_valid_in_every_format(self):
        self.ok("create", self.document("none", [{"filter_group": "g", "values": [{"filter_name": "city", "filter_type": "IN", "filter_values": ["Nowhere"]}]}]))
        self.assertEqual(json.loads(self.ok("export", "none", "-o", "-", "--format", "json").out), [])
        self.assertEqual(self.ok("export", "none", "-o", "-", "--format", "jsonl").out, "")
        self.ok("export", "none", "-o", "none.csv.gz", "--no-link")
        self.assertEqual(len(list(csv.reader(io.StringIO(gzip.decompress((self.folder / "none.csv.gz").read_bytes()).decode())))), 1)

    def test_numbers_keep_every_digit(self):
        self.sql("UPDATE customers SET clv_value = 111.99200000000002 WHERE customer_id = 'c_1'")
        self.sql("UPDATE customers SET age = 9007199254740993 WHERE customer_id = 'c_2'")
        customers = json.loads(self.streamed("--format", "json"), parse_float=decimal.Decimal)
        self.assertEqual(customers[0]["clv_value"], decimal.Decimal("111.99200000000002"))
        self.assertEqual(customers[1]["age"], 9007199254740993)

    def test_many_blocks_are_one_file(self):
        self.sql("INSERT INTO customers(customer_id, age) WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
                 "SELECT printf('c_%05d', i), i % 90 FROM n")
        self.ok("create", self.document("many", []))
        ids = [row[0] for row in self.sql("SELECT customer_id FROM customers ORDER BY customer_id")]
        self.assertEqual([one["customer_id"] for one in json.loads(self.ok("export", "many", "-o", "-", "--format", "json").out)], ids)
        self.ok("export", "many", "-o", "many.csv.gz", "--no-link")
        rows = csv.DictReader(io.StringIO(gzip.decompress((self.folder / "many.csv.gz").read_bytes()).decode()))
        self.assertEqual([row["customer_id"] for row in rows], ids)

    def test_endings_without_a_format_are_refused_before_anything_is_written(self):
        for name in ("out.parquet", "out.tsv", "out.xlsx.gz", "out.csv.zip"):
            with self.subTest(name):
                result = self.fails(2, "export", "all", "-o", name)
                self.assertIn("write .csv, .csv.gz, .json, .jsonl or .xlsx", result.err)
                self.assertFalse((self.folder / name).exists())
        self.assertEqual(self.ok("exports").json(), [])
        # Said, it is written under any name; and a name may have none, or a date.
        for name, more in (("out.txt", ("--format", "csv")), ("out", ()), ("out.2023-09-14", ()), ("OUT.2.CSV", ())):
            report, content = self.export(name, *more)
            self.assertEqual((report["format"], content.decode()), ("csv", self.streamed()))
        self.fails(2, "export", "all", "-o", "out.json", "--bom")
        self.assertIn("write csv, csv.gz, json, jsonl or xlsx", self.fails(2, "export", "all", "--format", "parquet").err)

    @unittest.skipUnless(shutil.which("script"), "no script(1)")
    def test_a_terminal_is_not_given_gzip(self):
        run = subprocess.run(["script", "-qec", f"{BINARY} --db {self.db} export all -o - --format csv.gz", "/dev/null"], cwd=self.folder, capture_output=True,
                             text=True, check=False)
        self.assertEqual(run.returncode, 2)
        self.assertIn("write -o FILE.csv.gz, or a pipe", run.stdout)

    def test_a_column_called_as_the_list_of_products_is_refused(self):
        self.ok("import", "customers", self.write("more.csv", "customer_id,recommended_products\nc_1,none\n"))
        result = self.fails(2, "export", "all", "-o", "out.json", "--columns", "customer_id,recommended_products,product_1")
        self.assertIn("recommended_products", result.err)
        self.assertEqual(json.loads(self.streamed("--format", "json", "--columns", "customer_id,age"))[0], {"customer_id": "c_1", "age": 40})

    def test_a_link_leads_to_the_bytes_of_the_users_file(self):
        server = Server(self)
        for ending, kind in (("csv.gz", "application/gzip"), ("json", "application/json"), ("jsonl", "application/x-ndjson")):
            with self.subTest(ending):
                report = self.ok("export", "all", "-o", f"out.{ending}").json()
                with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/exports/{report['token']}", timeout=30) as answer:
                    self.assertEqual(answer.read(), (self.folder / f"out.{ending}").read_bytes())
                    self.assertEqual(answer.headers["Content-Type"], kind)
                    self.assertIn(f'.{ending}"', answer.headers["Content-Disposition"])
                    self.assertIsNone(answer.headers["Content-Encoding"])


if __name__ == "__main__":
    unittest.main()
