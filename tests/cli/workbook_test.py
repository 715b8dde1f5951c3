"""Workbooks as they are imported: of openpyxl, of LibreOffice and of this tool; and those that are broken, locked or meant to harm."""
import datetime
import io
import subprocess
import unittest
import zipfile

from harness import BINARY, ShopTest

import openpyxl

HEADERS = ["customer_id", "born", "seen", "at", "score", "n", "vip", "note", "code"]
ROWS = [["c_1", datetime.date(1980, 2, 29), datetime.datetime(2023, 9, 14, 8, 4, 51), datetime.time(8, 30), 2.55, 7, True, "a,b\"c", "007"],
        ["c_2", datetime.date(1900, 3, 1), datetime.datetime(1999, 12, 31, 23, 59, 59), datetime.time(0, 0, 1), 0.3, -1, False, " Zoë 😀 ", "85123A"],
        ["c_3", None, None, None, None, None, None, None, None]]
STORED = [("c_1", "1980-02-29", "2023-09-14T08:04:51", "08:30:00", 2.55, 7, 1, 'a,b"c', "007"),
          ("c_2", "1900-03-01", "1999-12-31T23:59:59", "00:00:01", 0.3, -1, 0, " Zoë 😀 ", "85123A"),
          ("c_3", None, None, None, None, None, None, None, None)]
TYPES = {"born": "date", "seen": "date", "at": "text", "score": "number", "n": "integer", "vip": "boolean", "note": "text", "code": "text"}


class Workbooks(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")

    def book(self, name="b.xlsx", rows=None, epoch_1904=False):
        book = openpyxl.Workbook()
        if epoch_1904:
            book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        for row in rows or [HEADERS, *ROWS]:
            book.active.append(row)
        book.save(self.folder / name)
        return book, self.folder / name

    def parts(self, **parts):
        """A workbook of hand-written parts, over those of a small one."""
        _, path = self.book("parts.xlsx", [["customer_id", "x"], ["c_1", 5]])
        with zipfile.ZipFile(path) as archive:
            contents = {name: archive.read(name) for name in archive.namelist()}
        for name, content in parts.items():
            contents[{"sheet": "xl/worksheets/sheet1.xml", "texts": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}[name]] = content.encode()
        relations = "xl/_rels/workbook.xml.rels"
        if b"sharedStrings" not in contents[relations]:
            contents[relations] = contents[relations].replace(b"</Relationships>", b'<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type="http://'
                                                              b'schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>')
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return path

    def sheet(self, rows):
        return ('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                '<row r="1"><c r="A1" t="inlineStr"><is><t>customer_id</t></is></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row>'
                f"{rows}</sheetData></worksheet>")

    def stored(self, columns="*"):
        return self.sql(f"SELECT {columns} FROM customers ORDER BY customer_id")

    def check_rows(self, path, *more):
        report = self.ok("import", "customers", path, "--replace", "--yes", *more).json()
        self.assertEqual({name: kind for name, kind in report["new_columns"].items()}, TYPES)
        self.assertEqual(self.stored(", ".join(HEADERS)), STORED)

    def test_every_kind_of_cell_is_what_it_is_in_the_workbook(self):
        self.check_rows(self.book()[1])

    def test_days_may_be_counted_from_1904(self):
        rows = [HEADERS, [*ROWS[0]], ["c_2", datetime.date(1904, 1, 2), *ROWS[1][2:]], ROWS[2]]
        _, path = self.book(rows=rows, epoch_1904=True)
        self.ok("import", "customers", path)
        self.assertEqual(self.stored("born, seen"), [("1980-02-29", "2023-09-14T08:04:51"), ("1904-01-02", "1999-12-31T23:59:59"), (None, None)])

    def test_a_workbook_may_come_from_a_pipe_and_from_libreoffice(self):
        path = self.book()[1]
        with open(path, "rb") as file:
            self.run_tool_bytes("import", "customers", "-", stdin=file)
        self.assertEqual(self.stored(", ".join(HEADERS)), STORED)
        self.db.unlink()
        self.ok("init")
        subprocess.run(["soffice", f"-env:UserInstallation=file://{self.folder}/office", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                        "--outdir", self.folder / "office_out", path], check=True, capture_output=True, env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin"})
        self.check_rows(self.folder / "office_out/b.xlsx")

    def run_tool_bytes(self, *arguments, stdin):
        subprocess.run([BINARY, *arguments], stdin=stdin, check=True, capture_output=True, cwd=self.folder,
                       env={"HOME": str(self.folder), "AUDIENCE_DB": str(self.db), "LANG": "C.UTF-8"})

    def test_what_this_tool_exports_comes_back(self):
        self.ok("import", "customers", self.book()[1])
        self.ok("create", self.document("all", []))
        self.ok("export", "all", "-o", "out.xlsx", "--no-link", "--columns", ",".join(HEADERS))
        self.db.unlink()
        self.ok("init")
        self.check_rows(self.folder / "out.xlsx")

    def test_a_sheet_is_named_and_others_are_listed(self):
        book, path = self.book()
        other = book.create_sheet("Kunden & <mehr>")
        for row in [["customer_id"], ["d_1"], ["d_2"]]:
            other.append(row)
        book.save(path)
        self.ok("import", "customers", path, "--sheet", "Kunden & <mehr>")
        self.assertEqual(self.stored("customer_id"), [("d_1",), ("d_2",)])
        err = self.fails(4, "import", "customers", path, "--sheet", "Orders").err
        self.assertIn("--sheet Orders: ", err)
        self.assertIn("has no such sheet\n  --sheet takes Sheet, Kunden & <mehr>", err)
        self.assertIn("is no workbook", self.fails(3, "import", "customers", self.write("c.csv", "customer_id\nc_1\n"), "--sheet", "Sheet").err)

    def test_a_list_may_be_a_workbook(self):
        self.ok("import", "customers", self.book()[1])
        _, path = self.book("list.xlsx", [["customer_id", "why"], ["c_1", "x"], ["c_9", "y"]])
        self.ok("upload", "VIP", path)
        self.assertEqual(self.members("VIP"), ["c_1"])
        _, path = self.book("born.xlsx", [["born"], [datetime.date(1980, 2, 29)]])
        self.ok("upload", "Born", path, "--match", "born")
        self.assertEqual(self.members("Born"), ["c_1"])

    def test_rejects_name_the_row_of_the_sheet(self):
        _, path = self.book(rows=[["customer_id", "age"], ["c_1", 5], [None, None], [None, 7], ["c_4", "old"], ["c_5", "#N/A"]])
        self.ok("import", "customers", self.write("age.csv", "customer_id,age\nc_0,1\n"))
        report = self.ok("import", "customers", path, "--rejects", "r.csv").json()
        self.assertEqual((report["rows_read"], report["rejected"]), (4, {"age is not a whole number": 2, "no customer": 1}))
        self.assertEqual((self.folder / "r.csv").read_text().splitlines()[1:], [",7,4,no customer", "c_4,old,5,age is not a whole number",
                                                                               "c_5,#N/A,6,age is not a whole number"])
        self.assertEqual(self.ok("import", "customers", path, "--null", "#N/A").json()["rejected"], {"age is not a whole number": 1, "no customer": 1})

    def test_texts_and_formats_in_all_their_forms(self):
        texts = ('<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>ri</t></r><r><rPr><b/></rPr><t xml:space="preserve">ch </t></r></si>'
                 "<si><t>a_x000D_b_x005F_</t></si><si><t>kanji</t><rPh sb='0' eb='1'><t>spoken</t></rPh></si><si/></sst>")
        cells = {"s0": '<c r="B{}" t="s"><v>0</v></c>', "s1": '<c r="B{}" t="s"><v>1</v></c>', "s2": '<c r="B{}" t="s"><v>2</v></c>', "s3": '<c r="B{}" t="s"><v>3</v></c>',
                 "str": '<c r="B{}" t="str"><f>1+1</f><v>two</v></c>', "e": '<c r="B{}" t="e"><v>#DIV/0!</v></c>', "d": '<c r="B{}" t="d"><v>2023-09-14</v></c>',
                 "n": '<c r="B{}"><v>1E2</v></c>', "b": '<c r="B{}" t="b"><v>1</v></c>', "none": '<c r="B{}" s="1"/>'}
        rows = "".join(f'<row r="{i}"><c r="A{i}" t="inlineStr"><is><t>c_{name}</t></is></c>{cell.format(i)}</row>' for i, (name, cell) in enumerate(cells.items(), 2))
        self.ok("import", "customers", self.parts(sheet=self.sheet(rows), texts=texts))
        self.assertEqual(dict(self.stored("substr(customer_id, 3), x")), {
            "s0": "rich ", "s1": "a\rb_", "s2": "kanji", "s3": None, "str": "two", "e": "#DIV/0!", "d": "2023-09-14", "n": "100", "b": "true", "none": None})

    def test_formats_tell_days_from_numbers(self):
        codes = {"dd.mm.yyyy": "2023-12-31T12:00:00", "[$-407]d. mmmm yyyy": "2023-12-31T12:00:00", "m/d/yy h:mm": "2023-12-31T12:00:00", "General": "45291.5", "0.00": "45291.5",
                 '#,##0.00" days"': "45291.5", '0.00\\d': "45291.5", "[Red]0.0;[Blue]0": "45291.5", "[h]:mm": "2023-12-31T12:00:00", "yyyy": "2023-12-31T12:00:00", "0_d": "45291.5"}
        book = openpyxl.Workbook()
        book.active.append(["customer_id", "x"])
        for i, code in enumerate(codes):
            book.active.append([f"c_{i:02}", 45291.5])
            book.active.cell(row=i + 2, column=2).number_format = code
        book.save(self.folder / "f.xlsx")
        self.ok("import", "customers", self.folder / "f.xlsx")
        self.assertEqual([x for x, in self.stored("x")], list(codes.values()))

    def test_broken_locked_old_and_other_files_are_told(self):
        path = self.book()[1]
        whole = path.read_bytes()
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
        cases = {"cut": (whole[:-200], "is a damaged or cut off workbook"), "half": (whole[:len(whole) // 2], "is a damaged or cut off workbook"),
                 "old": (ole, "is a workbook of the old form .xls"), "locked": (ole + "EncryptedPackage".encode("utf-16le"), "is a workbook with a password")}
        for name, content in {"ods": {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "zip": {"c.csv": "customer_id\nc_1\n"}}.items():
            archive = io.BytesIO()
            with zipfile.ZipFile(archive, "w") as file:
                for part, text in content.items():
                    file.writestr(part, text)
            cases[name] = (archive.getvalue(), "is a zip archive, but no .xlsx workbook")
        for record, offset in [(b"PK\x01\x02", 8), (b"PK\x03\x04", 6)]:
            place = -1
            while (place := whole.find(record, place + 1)) >= 0:
                whole = whole[:place + offset] + bytes([whole[place + offset] | 1]) + whole[place + offset + 1:]
        cases["encrypted"] = (whole, "is encrypted")
        for name, (content, said) in cases.items():
            with self.subTest(name):
                (self.folder / "x.xlsx").write_bytes(content)
                for command in [["import", "customers", "x.xlsx"], ["upload", "L", "x.xlsx"]]:
                    self.assertIn(said, self.fails(3, *command).err)

    def test_damage_within_a_sheet_is_told(self):
        row = '<row r="{}"><c r="A2" t="inlineStr"><is><t>c_1</t></is></c></row>'
        for rows, said in [(row.format(1), "its rows are in no order"), (row.format(2_000_000), "its rows are in no order"),
                           ('<row r="2"><c r="ZZZZ2"><v>1</v></c></row>', "a cell has no place"), ('<row r="2"><c r="B2"/><c r="A2"/></row>', "a cell has no place"),
                           ('<row r="2"><c r="A2" t="s"><v>999</v></c></row>', "a text that is not there"), ("<row>", "mismatched tag")]:
            with self.subTest(said):
                self.assertIn(said, self.fails(3, "import", "customers", self.parts(sheet=self.sheet(rows))).err)
        entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + self.sheet("")
        self.assertIn("is a damaged workbook", self.fails(3, "import", "customers", self.parts(sheet=entities)).err)

    def test_a_bomb_is_refused(self):
        bomb = self.sheet("").replace("</sheetData>", " " * 400_000_000 + "</sheetData>")
        path = self.parts(sheet=bomb)
        self.assertLess(path.stat().st_size, 1_000_000)
        err = self.fails(3, "import", "customers", path).err
        self.assertIn("which no workbook of its size does", err)
        text = "x" * 32_000
        rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(2, 20_000))
        shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
        err = self.fails(3, "import", "customers", self.parts(sheet=self.sheet(rows), texts=shared)).err
        self.assertIn("which no workbook of its size does", err)


if __name__ == "__main__":
    unittest.main()
