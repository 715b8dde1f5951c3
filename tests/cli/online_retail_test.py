"""The main job on the Online Retail data, where it is at hand (AUDIENCE_TEST_DATA names the folder)."""
import csv
import gzip
import os
import pathlib
import shutil
import subprocess
import unittest

from harness import ROOT, ShopTest, attribute, bought, measure

DATA = pathlib.Path(os.environ.get("AUDIENCE_TEST_DATA", ROOT / "../shared/data")) / "online-retail"


@unittest.skipUnless(DATA.is_dir(), f"no data in {DATA}")
class OnlineRetail(ShopTest):
    def test_import_and_funnel(self):
        self.ok("init")
        self.assertEqual(self.ok("import", "customers", DATA / "customers.csv").json()["customers"], 4372)
        report = self.ok("import", "purchases", DATA / "purchases.csv.gz", "--rejects", "rejects.csv").json()
        self.assertEqual((report["rows_read"], report["stored"], report["rejected"]),
                         (541909, 541909 - 135080, {"no customer": 135080}))
        self.assertGreater(self.sql("SELECT count(*) FROM purchases WHERE quantity < 0")[0][0], 8000)
        with open(self.folder / "rejects.csv", newline="", encoding="utf-8") as file:
            lines = [int(row["reject_line"]) for row in csv.DictReader(file)]
        self.assertEqual(len(lines), 135080)
        self.assertEqual(lines, sorted(set(lines)))
        self.fails(5, "import", "purchases", DATA / "purchases.csv.gz")

        document = self.document("hearts", [attribute("country", "IN", ["United Kingdom"]), bought(["85123A"])])
        answer = self.ok("create", document, "--as-of", "2011-12-09").json()
        steps = [(f["count_before"], f["count_now"], f["filtered_percentage"])
                 for group in answer["filters"] for f in group["values"]]
        self.assertEqual(steps, [(4372, 3950, "9.65"), (3950, 516, "86.93")])
        expected = self.sql(
            "SELECT DISTINCT customer_id FROM purchases JOIN customers USING(customer_id) WHERE country = 'United Kingdom' "
            "AND product_id = '85123A' AND purchased_at >= '2011-06-13' AND purchased_at < '2011-12-10' ORDER BY 1")
        self.assertEqual([(member,) for member in self.members("hearts")], expected)

        lapsed = self.document("lapsed", [measure("purchases-180-days", "EQUALS", "count", 0)])
        self.assertEqual(self.ok("create", lapsed, "--as-of", "2011-12-09").json()["audience_size"], 865)
        abroad = [attribute("country", "NOT_IN", ["United Kingdom"], filter_value_connector="OR")]
        abroad[0]["values"] += measure("purchases-90-days", "GREATER_OR_EQUAL", "sum_amount", 1000)["values"]
        answer = self.ok("create", self.document("abroad", abroad), "--as-of", "2011-12-09").json()
        self.assertEqual([(f["count_now"], f["filtered_percentage"]) for f in answer["filters"][0]["values"]],
                         [(422, "90.34"), (1029, "-143.83")])


# What LibreOffice is to write, the file's ending, and the options that an import of it needs.
FORMS = {"a workbook": ("xlsx:Calc MS Excel 2007 XML", "xlsx", []),
         "semicolons in windows-1252": ("csv:Text - txt - csv (StarCalc):59,34,1,1,,1031,false,true", "csv",
                                        ["--encoding", "windows-1252", "--dates", "dmy"]),
         "tabs in UTF-16": ("csv:Text - txt - csv (StarCalc):9,34,65535,1,,1031,false,true", "csv", ["--dates", "dmy"])}
GERMAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>de-DE</value></prop></item></oor:items>
"""


@unittest.skipUnless(DATA.is_dir(), f"no data in {DATA}")
@unittest.skipUnless(shutil.which("soffice"), "no LibreOffice")
class SavedAgain(ShopTest):
    """The same data as a German spreadsheet program writes it: dd.mm.yy, decimal commas, or cells of a workbook."""

    def setUp(self):
        super().setUp()
        self.ok("init")
        (self.folder / "office/user").mkdir(parents=True)
        (self.folder / "office/user/registrymodifications.xcu").write_text(GERMAN)
        with gzip.open(DATA / "purchases.csv.gz", "rt", newline="", encoding="utf-8") as source:
            rows = csv.reader(source)
            self.write_german("purchases", [next(rows)], (
                [customer, product, f"{time[8:10]}.{time[5:7]}.{time[:4]} {time[11:]}", quantity, price.replace(".", ","), *more]
                for customer, product, time, quantity, price, *more in rows))
        with open(DATA / "customers.csv", newline="", encoding="utf-8") as source:
            self.write_german("customers", [], csv.reader(source))

    def write_german(self, name, *parts):
        with open(self.folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            for rows in parts:
                csv.writer(file, delimiter=";").writerows(rows)

    def check(self, form):
        filter_name, ending, options = FORMS[form]
        for name in ["customers", "purchases"]:
            subprocess.run(["soffice", f"-env:UserInstallation=file://{self.folder}/office", "--headless", "--infilter=CSV:59,34,76,1,,1031,false,true",
                            "--convert-to", filter_name, "--outdir", self.folder / "saved", self.folder / f"{name}.csv"],
                           check=True, capture_output=True, env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin"})
        saved = self.folder / "saved"
        encoding = options[:2] if "--encoding" in options else []
        self.assertEqual(self.ok("import", "customers", saved / f"customers.{ending}", *encoding).json()["customers"], 4372)
        report = self.ok("import", "purchases", saved / f"purchases.{ending}", *options).json()
        self.assertEqual((report["rows_read"], report["stored"], report["rejected"]), (541909, 541909 - 135080, {"no customer": 135080}))
        self.assertEqual(report["new_columns"]["invoice_no"], "text")
        self.assertEqual(self.sql("SELECT sum(quantity), round(sum(quantity * unit_price)), min(purchased_at), max(purchased_at) FROM purchases"),
                         [(4906888, 8300066, "2010-12-01T08:26:00", "2011-12-09T12:50:00")])
        hearts = self.document("hearts", [attribute("country", "IN", ["United Kingdom"]), bought(["85123A"])])
        answer = self.ok("create", hearts, "--as-of", "2011-12-09").json()
        self.assertEqual([f["count_now"] for group in answer["filters"] for f in group["values"]], [3950, 516])
        lapsed = self.document("lapsed", [measure("purchases-180-days", "EQUALS", "count", 0)])
        self.assertEqual(self.ok("create", lapsed, "--as-of", "2011-12-09").json()["audience_size"], 865)

    def test_a_workbook(self):
        self.check("a workbook")

    def test_semicolons_in_windows_1252(self):
        self.check("semicolons in windows-1252")

    def test_tabs_in_utf_16(self):
        self.check("tabs in UTF-16")


if __name__ == "__main__":
    unittest.main()
