"""Workbooks that every reader opens, with every cell as it was."""
import csv
import datetime
import io
import re
import sqlite3
import subprocess
import unittest
import zipfile

from harness import BINARY, ShopTest

import openpyxl

# What a text of the database becomes in a CSV, where it does not stay as it is.
TEXTS = ["😀 emoji", "cr\rlf\nboth\r\n", 'say "hi" & <b>', "nul\0x", "bell\x07", "_x0041_", "_x005F_", "007", "950E2862", "=1+1", "-42",
         "@x", "+381 64 123 45", " lead", "trail ", "\ttab", "'quoted", "a_b_x12", "\ufffe\uffff", "x" * 32767, "😀" * 16383 + "x", "a,b;c"]
NUMBERS = [-42, 1.25, 111.99200000000002, 1e300, 0, None]
INTEGERS = [1, 999999999999999, 1000000000000000, -9223372036854775808, None]
DATES = {"2023-09-14": datetime.datetime(2023, 9, 14), "1899-12-31": "1899-12-31", "1900-02-28": "1900-02-28",
         "1900-03-01": datetime.datetime(1900, 3, 1), "9999-12-31": datetime.datetime(9999, 12, 31), "nonsense": "nonsense",
         "2023-09-14T08:04:51.5": "2023-09-14T08:04:51.5"}
TIMES = {"2023-09-14T08:04:51": datetime.datetime(2023, 9, 14, 8, 4, 51), "1850-01-01T00:00:00": "1850-01-01T00:00:00",
         "2024-02-29T23:59:59": datetime.datetime(2024, 2, 29, 23, 59, 59), None: None}
COLUMNS = ["customer_id", "note", "num", "big", "born", "seen", "flag"]


def unescaped(text):
    """The text of a cell: openpyxl leaves `_xHHHH_` as it is."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text) if isinstance(text, str) else text


class Workbooks(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")
        self.ok("import", "customers", self.write(
            "seed.csv", "customer_id,note,num,big,born,seen,flag\nseed,x,1.5,7,2000-01-01,2000-01-01T00:00:00,true\n"))

    def fill(self):
        """One customer for each text, the other columns in turn; returns the rows in order."""
        pick = lambda values, i: list(values)[i % len(values)]
        rows = [(f"v{i:02}", text, pick(NUMBERS, i), pick(INTEGERS, i), pick(DATES, i), pick(TIMES, i), i % 2)
                for i, text in enumerate(TEXTS)]
        connection = sqlite3.connect(self.db)
        connection.execute("DELETE FROM customers")
        connection.executemany(f"INSERT INTO customers({', '.join(COLUMNS)}) VALUES(?, ?, ?, ?, ?, ?, ?)", rows)
        connection.commit()
        connection.close()
        self.ok("create", self.document("Weird & <names>", [], author="Zoë"))
        return rows

    def export(self, name, *more):
        return self.ok("export", "Weird & <names>", "-o", name, "--no-link", "--columns", ",".join(COLUMNS), *more).json()

    def test_every_cell_reads_back_typed(self):
        rows = self.fill()
        report = self.export("x.xlsx")
        self.assertEqual((report["rows"], report["format"], report["escaped_cells"]), (len(rows), "xlsx", 0))
        book = openpyxl.load_workbook(self.folder / "x.xlsx")
        sheet = book.worksheets[0]
        read = list(sheet.iter_rows(values_only=True))
        self.assertEqual(list(read[0]), COLUMNS)
        for row, cells in zip(rows, read[1:], strict=True):
            number = row[3]
            expected = (row[0], row[1], row[2], str(number) if number is not None and abs(number) > 999999999999999 else number,
                        DATES[row[4]], TIMES[row[5]], bool(row[6]))
            for want, cell in zip(expected, cells, strict=True):
                self.assertEqual(unescaped(cell), want)
                self.assertIs(type(unescaped(cell)), type(want))

    def test_a_workbook_is_fit_to_be_read(self):
        self.fill()
        self.export("x.xlsx")
        book = openpyxl.load_workbook(self.folder / "x.xlsx")
        sheet = book.worksheets[0]
        self.assertEqual((book.sheetnames, sheet.freeze_panes, sheet.auto_filter.ref), (["Customers"], "A2", f"A1:G{len(TEXTS) + 1}"))
        self.assertTrue(all(sheet.cell(1, i + 1).font.b for i in range(len(COLUMNS))))
        self.assertFalse(sheet["A2"].font.b)
        self.assertGreater(sheet.column_dimensions["F"].width, sheet.column_dimensions["A"].width)
        self.assertLessEqual(sheet.column_dimensions["B"].width, 60)
        properties = book.properties
        self.assertEqual((properties.title, properties.creator), ("Weird & <names>", "Zoë"))
        self.assertRegex(properties.description, rf"^{len(TEXTS)} customers as of \d{{4}}-\d\d-\d\d \d\d:\d\d UTC$")
        formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        self.assertEqual(formulas, [])
        self.assertIsNone(zipfile.ZipFile(self.folder / "x.xlsx").testzip())

    def csv_rows(self, text):
        return list(csv.reader(io.StringIO(text, newline="")))

    def test_other_readers_agree_on_every_text(self):
        rows = self.fill()
        # Their CSV does not keep CR and LF apart, nor blanks at the ends.
        plain = lambda text: re.sub(r"\s", " ", text.replace("\r\n", "\n")).strip()
        want = [[row[0], plain(row[1])] for row in rows]
        self.export("x.xlsx")
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{self.folder}/office", "--convert-to",
                        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", self.folder / "office", "x.xlsx"],
                       cwd=self.folder, check=True, capture_output=True, timeout=240)
        read = {"libreoffice": (self.folder / "office/x.csv").read_text(encoding="utf-8"),
                "xlsx2csv": subprocess.run(["xlsx2csv", "x.xlsx"], cwd=self.folder, check=True, capture_output=True, text=True).stdout}
        done = subprocess.run(["ssconvert", "x.xlsx", "gnumeric.csv"], cwd=self.folder, check=True, capture_output=True, text=True,
                              env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
        self.assertNotIn("Invalid", done.stderr)
        read["gnumeric"] = (self.folder / "gnumeric.csv").read_text(encoding="utf-8")
        for reader, text in read.items():
            # All but LibreOffice leave `_xHHHH_` as it is, as openpyxl does.
            read_text = plain if reader == "libreoffice" else lambda text: plain(unescaped(text))
            got = [[row[0], read_text(row[1])] for row in self.csv_rows(text)[1:]]
            for one, other in zip(want, got, strict=True):
                if reader == "libreoffice" and "\0" in one[1]:
                    continue  # it shows nothing where a NUL was
                if reader == "xlsx2csv" and len(one[1]) > 16000:
                    continue  # of long texts it keeps the end alone, in anybody's workbooks
                self.assertEqual(other, one, reader)

    def test_a_text_too_long_for_a_cell_is_told_and_nothing_is_written(self):
        self.fill()
        self.sql(f"UPDATE customers SET note = '{'y' * 32768}' WHERE customer_id = 'v03'")
        result = self.fails(10, "export", "Weird & <names>", "-o", "x.xlsx", "--columns", "customer_id,note")
        self.assertRegex(result.err, r"row 5, column note: a text of 32768 characters is longer than the 32767")
        self.assertNotIn("v03", result.err)
        self.assertEqual([name for name in self.folder.iterdir() if name.suffix == ".xlsx"], [])
        self.assertEqual(list((self.folder / "shop.db.links").glob("*.xlsx")), [])
        self.ok("export", "Weird & <names>", "-o", "x.csv", "--columns", "customer_id,note")

    def test_a_stream_has_the_bytes_of_the_file(self):
        self.fill()
        # The sanitizer would otherwise demand to be loaded before the clock.
        clock = {"PATH": "/usr/bin:/bin", "AUDIENCE_DB": str(self.db), "HOME": str(self.folder), "ASAN_OPTIONS": "verify_asan_link_order=0"}
        for target in ["-o - >stream.xlsx", "-o file.xlsx --no-link"]:
            subprocess.run(["faketime", "-f", "2023-09-14 08:00:00", "sh", "-c", f'"$0" export "$1" --format xlsx {target}', BINARY,
                            "Weird & <names>"], cwd=self.folder, env=clock, check=True, capture_output=True)
        self.assertEqual((self.folder / "stream.xlsx").read_bytes(), (self.folder / "file.xlsx").read_bytes())
        self.assertGreater(len((self.folder / "file.xlsx").read_bytes()), 1000)

    def test_more_customers_than_a_worksheet_holds_go_on_in_the_next(self):
        most = 1048575
        with open(self.folder / "many.csv", "w", encoding="utf-8") as file:
            file.write("customer_id\n")
            file.writelines(f"c{i:07}\n" for i in range(most + 1))
        self.ok("import", "customers", "many.csv", "--replace", "--yes")
        self.ok("create", self.document("one too many", []))
        self.ok("create", self.document("just full", [{"filter_group": "g", "values": [
            {"filter_name": "customer_id", "filter_type": "NOT_IN", "filter_values": ["c0000000"]}]}]))
        for name, sheets in [("just full", [most]), ("one too many", [most, 1])]:
            report = self.ok("export", name, "-o", f"{name}.xlsx", "--no-link", "--columns", "customer_id").json()
            self.assertEqual(report["rows"], sum(sheets))
            seen = []
            with zipfile.ZipFile(self.folder / f"{name}.xlsx") as archive:
                for number, rows in enumerate(sheets, 1):
                    text = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
                    self.assertEqual(text.count("<row "), rows + 1)
                    self.assertIn(f'<row r="{rows + 1}"><c t="str" r="A{rows + 1}"', text)
                    self.assertIn(f'<autoFilter ref="A1:A{rows + 1}"/>', text)
                    seen += re.findall(r"<v>(c\d+)</v>", text)
                self.assertEqual(len([part for part in archive.namelist() if "worksheets" in part]), len(sheets))
            self.assertEqual(len(seen), len(set(seen)))
            self.assertEqual(seen, sorted(seen))
            self.assertEqual(len(seen), sum(sheets))
        book = openpyxl.load_workbook(self.folder / "one too many.xlsx", read_only=True)
        self.assertEqual(book.sheetnames, ["Customers", "Customers 2"])
        self.assertEqual(list(book["Customers 2"].iter_rows(values_only=True)), [("customer_id",), (f"c{most:07}",)])


if __name__ == "__main__":
    unittest.main()
