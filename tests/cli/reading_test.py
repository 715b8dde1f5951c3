"""Files as shops, spreadsheets and other countries write them: what is read, and what is refused with which words."""
import datetime
import gzip
import subprocess
import unittest
import zoneinfo

from harness import CUSTOMERS, ShopTest

ENCODINGS = ["windows-1250", "windows-1251", "windows-1252", "iso-8859-2", "iso-8859-15", "utf-16le", "utf-16be", "utf-16", "shift_jis", "gb18030",
             "koi8-r", "macintosh"]
TEXTS = {"windows-1250": "Čačak", "windows-1251": "Београд", "windows-1252": "Zoë €", "iso-8859-2": "Łódź", "iso-8859-15": "Œuvre €",
         "utf-16le": "😀 Ж", "utf-16be": "😀 Ж", "utf-16": "😀 Ж", "shift_jis": "東京", "gb18030": "北京 €", "koi8-r": "Москва", "macintosh": "Zoë"}
PYTHON_NAMES = {"macintosh": "mac-roman", "shift_jis": "shift-jis"}


class Reading(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")

    def bytes_file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path


class OtherForms(Reading):
    """Files that are no tables."""

    def test_json_is_named_as_such_with_what_makes_csv_of_it(self):
        for text in ('[\n {"customer_id": "c_1", "city": "Oslo"},\n {"customer_id": "c_2", "city": "Köln"}\n]\n',
                     '{"customer_id": "c_1", "city": "Oslo"}\n{"customer_id": "c_2", "city": "Köln"}\n'):
            told = self.fails(3, "import", "customers", self.write("people.json", text).name).err
            self.assertIn("people.json is JSON, not CSV", told)
            subprocess.run(["sh", "-c", told.split("as jq does: ")[1].strip()], cwd=self.folder, check=True)
            self.assertEqual(self.ok("import", "customers", "rows.csv").json()["stored"], 2)
            self.assertEqual(self.sql("SELECT city FROM customers WHERE customer_id = 'c_2'"), [("Köln",)])
        self.assertIn("Winter.json is an audience document (JSON), not a table",
                      self.fails(3, "import", "customers", self.document("Winter", []).name).err)
        self.ok("import", "customers", self.write("b.csv", "[customer_id],[note]\nc_3,x\n"), "--map", "customer_id=[customer_id]")


class Encodings(Reading):
    def test_an_encoding_is_advised_only_where_the_file_may_have_it(self):
        mixed = "customer_id,city\nc_1,Köln\nc_2,Zoëburg\n".encode() + b"c_3,K\xf6ln\n"
        told = self.ok("import", "customers", self.bytes_file("k.csv", mixed), "--table").out
        self.assertNotIn("--encoding", told)
        self.assertIn("not UTF-8 (line 4)\n                other rows are: mend these, --rejects FILE shows them\n", told)
        western = "customer_id,city\nc_1,Köln\nc_2,Rome\n".encode("latin-1")
        self.assertIn("--encoding windows-1252", self.ok("import", "customers", self.bytes_file("w.csv", western), "--table").out)

    def test_every_usual_encoding_is_read(self):
        for encoding in ENCODINGS:
            with self.subTest(encoding=encoding):
                text = f"customer_id,city\nc_1,{TEXTS[encoding]}\n"
                path = self.bytes_file("e.csv", text.encode(PYTHON_NAMES.get(encoding, encoding)))
                for arguments in [[path], [self.bytes_file("e.csv.gz", gzip.compress(path.read_bytes()))]]:
                    self.ok("import", "customers", *arguments, "--replace", "--yes", "--encoding", encoding)
                    self.assertEqual(self.sql("SELECT city FROM customers"), [(TEXTS[encoding],)])

    def test_marks_say_the_encoding(self):
        text = "customer_id\tcity\nc_1\tŽ😀\n"
        for encoding in ["utf-8-sig", "utf-16", "utf-32"]:
            for more in [[], ["--encoding", "windows-1252"]]:
                self.ok("import", "customers", self.bytes_file("m.csv", text.encode(encoding)), "--replace", "--yes", *more)
                self.assertEqual(self.sql("SELECT city FROM customers"), [("Ž😀",)])
        self.ok("import", "customers", self.bytes_file("m.csv", b"\xfe\xff" + text.encode("utf-16be")), "--replace", "--yes")
        self.assertEqual(self.sql("SELECT city FROM customers"), [("Ž😀",)])

    def test_what_is_not_utf_8_is_told_with_its_line_and_the_option(self):
        path = self.bytes_file("l.csv", "customer_id,city\nc_1,Paris\nc_2,Zürich\nc_3,Köln\n".encode("latin-1"))
        said = self.ok("import", "customers", path, "--table").out
        self.assertIn("2  rejected: not UTF-8 (first in line 3)", said)
        self.assertIn("--encoding windows-1252", said)
        self.ok("import", "customers", path, "--encoding", "windows-1252")
        self.assertEqual(self.sql("SELECT city FROM customers ORDER BY customer_id"), [("Paris",), ("Zürich",), ("Köln",)])
        err = self.fails(3, "import", "customers", self.bytes_file("h.csv", "customer_id,Größe\nc_1,1\n".encode("latin-1"))).err
        self.assertIn("line 1 is not UTF-8", err)
        self.assertIn("--encoding windows-1252", err)
        err = self.fails(3, "import", "customers", self.bytes_file("u.csv", "customer_id\nc_1\n".encode("utf-16le"))).err
        self.assertIn("--encoding utf-16le", err)

    def test_what_cannot_be_decoded_is_told_with_its_line_and_never_with_its_text(self):
        path = self.bytes_file("b.csv", b"customer_id,city\nc_1,a\nc_2,secret\x81\n")
        err = self.fails(3, "import", "customers", path, "--encoding", "windows-1252").err
        self.assertIn("line 3 has bytes that mean nothing in windows-1252", err)
        self.assertNotIn("secret", err)
        cut = self.bytes_file("cut.csv", "customer_id\nc_1\n".encode("utf-16le") + b"\n")
        self.assertIn("line 3", self.fails(3, "import", "customers", cut, "--encoding", "utf-16le").err)
        err = self.fails(2, "import", "customers", path, "--encoding", "windows-1225").err
        self.assertIn('--encoding windows-1225: there is no such encoding; did you mean "windows-1252"?', err)
        self.fails(2, "import", "customers", path, "--encoding", "utf-8//IGNORE")

    def test_zstd_is_read_beside_gzip(self):
        path = self.write("z.csv", CUSTOMERS)
        subprocess.run(["zstd", "-q", path], check=True)
        packed = (self.folder / "z.csv.zst").read_bytes()
        self.assertEqual(self.ok("import", "customers", self.folder / "z.csv.zst").json()["stored"], 5)
        self.assertEqual(self.ok("import", "customers", self.bytes_file("two.zst", packed + packed)).json()["repeated"], 5)
        self.assertIn("zstd", self.fails(3, "import", "customers", self.bytes_file("cut.zst", packed[:-9])).err)
        self.assertIn("zstd", self.fails(3, "import", "customers", self.bytes_file("bad.zst", packed[:20] + b"\0\0\0\0" + packed[24:])).err)


DAYS = [datetime.date(2023, 1, 1) + datetime.timedelta(days=i) for i in range(731)]
EPOCH = datetime.date(1899, 12, 30)
SPELLINGS = {
    "dmy": ([], lambda d: f"{d.day:02}.{d.month:02}.{d.year}"),
    "mdy": ([], lambda d: f"{d.month}/{d.day}/{d.year}"),
    "ymd": ([], lambda d: f"{d.year}/{d.month}/{d.day}"),
    "compact": (["--dates", "ymd"], lambda d: f"{d.year}{d.month:02}{d.day:02}"),
    "excel": (["--dates", "excel"], lambda d: str((d - EPOCH).days)),
}


class Days(Reading):
    def test_every_day_of_two_years_in_five_forms(self):
        for form, (options, spell) in SPELLINGS.items():
            with self.subTest(form=form):
                rows = "".join(f"c_{i:03},{spell(day)},{spell(day)} {'8:05' if form != 'excel' else ''}\n" for i, day in enumerate(DAYS))
                if form == "excel":
                    rows = rows.replace(" \n", ".3368055556\n")
                path = self.write("d.csv", "customer_id,start_date,seen_at\n" + rows)
                self.ok("import", "customers", path, "--replace", "--yes", *options)
                stored = self.sql("SELECT start_date, seen_at FROM customers ORDER BY customer_id")
                self.assertEqual(stored, [(day.isoformat(), f"{day.isoformat()}T08:05:00") for day in DAYS])
                self.db.unlink()
                self.ok("init")

    def test_times_of_purchases_are_read_in_the_same_forms(self):
        self.ok("import", "customers", self.write("c.csv", CUSTOMERS))
        for written, more, stored in [("31.12.2023 10:30", [], "2023-12-31T10:30:00"), ("1/31/2015 8:26 PM", [], "2015-01-31T20:26:00"),
                                      ("3/4/2023", ["--dates", "mdy"], "2023-03-04T00:00:00"), ("1704024000", ["--dates", "unix"], "2023-12-31T12:00:00"),
                                      ("45291.25", ["--dates", "excel"], "2023-12-31T06:00:00"), ("31.12.23 8:00 UTC", ["--dates", "dmy"], "2023-12-31T08:00:00")]:
            with self.subTest(written):
                self.ok("import", "purchases", self.write("p.csv", f"customer_id,product_id,purchased_at\nc_1,p,{written}\n"), "--from", "0001-01-01", "--yes", *more)
                self.assertEqual(self.sql("SELECT purchased_at FROM purchases"), [(stored,)])
        path = self.write("p.csv", "customer_id,product_id,purchased_at\nc_1,p,secret\nc_1,p,13.4.2023\n")
        said = self.ok("import", "purchases", path, "--table", "--again").out
        self.assertIn("1  rejected: unreadable time: not a date as 31.12.2023 or 2023-12-31 (line 2)", said)
        self.assertNotIn("secret", said)

    def test_times_without_an_offset_are_of_the_zone_that_is_said(self):
        # As CPython's own reader of zone files has it.
        self.ok("import", "customers", self.write("c.csv", CUSTOMERS))
        for zone in ["Europe/Belgrade", "America/New_York", "Asia/Kathmandu"]:
            times = [datetime.datetime.combine(day, datetime.time(12, 30)) for day in DAYS]
            path = self.write("z.csv", "customer_id,product_id,purchased_at\n" + "".join(f"c_1,p,{time:%d.%m.%Y %H:%M}\n" for time in times))
            self.ok("import", "purchases", path, "--from", "0001-01-01", "--yes", "--timezone", zone)
            wanted = [time.replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(datetime.timezone.utc) for time in times]
            self.assertEqual(self.sql("SELECT purchased_at FROM purchases ORDER BY 1"), [(f"{time:%Y-%m-%dT%H:%M:%S}",) for time in wanted])

    def test_a_time_that_comes_twice_or_never_is_rejected_as_such(self):
        self.ok("import", "customers", self.write("c.csv", CUSTOMERS))
        path = self.write("p.csv", "customer_id,product_id,purchased_at\nc_1,p,31.3.2024 02:30\nc_1,p,27.10.2024 02:30\nc_1,p,27.10.2024 02:30 +01:00\n"
                          "c_1,p,28.10.2024\n")
        said = self.ok("import", "purchases", path, "--timezone", "Europe/Belgrade", "--table").out
        self.assertIn("1  rejected: the time never comes in Europe/Belgrade, as clocks are set forward (line 2)", said)
        self.assertIn("1  rejected: the time comes twice in Europe/Belgrade, as clocks are set back: write its offset from UTC behind it (line 3)", said)
        self.assertEqual(self.sql("SELECT purchased_at FROM purchases ORDER BY 1"), [("2024-10-27T01:30:00",), ("2024-10-27T23:00:00",)])
        # Since a day is since its first moment there.
        path = self.write("q.csv", "customer_id,product_id,purchased_at\nc_1,q,2024-10-28 00:00\n")
        self.assertEqual(self.ok("import", "purchases", path, "--timezone", "Europe/Belgrade", "--from", "2024-10-28", "--yes").json()["removed"], 1)
        said = self.ok("import", "customers", self.write("d.csv", "customer_id,seen_at,birthday\nc_1,2024-03-31 02:30,2024-03-31\nc_2,2024-04-01 00:30,2024-04-01\n"),
                       "--timezone", "Europe/Belgrade", "--table").out
        self.assertIn("1  rejected: seen_at never comes in Europe/Belgrade, as clocks are set forward (line 2)", said)
        self.assertEqual(self.sql("SELECT seen_at, birthday FROM customers WHERE customer_id = 'c_2'"), [("2024-03-31T22:30:00", "2024-04-01")])

    def test_a_zone_that_is_none_and_a_system_without_zones_are_told(self):
        path = self.write("c.csv", CUSTOMERS)
        err = self.fails(2, "import", "customers", path, "--timezone", "Europe/Belgrad").err
        self.assertIn('--timezone Europe/Belgrad: there is no such time zone; did you mean "Europe/Belgrade"?', err)
        err = self.fails(1, "import", "customers", path, "--timezone", "Europe/Belgrade", variables={"TZDIR": str(self.folder)}).err
        self.assertIn("the system has no time zones in", err)
        self.assertIn("install the package tzdata", err)
        self.assertEqual(self.sql("SELECT count(*) FROM customers"), [(0,)])

    def test_values_of_a_list_are_of_the_zone_that_is_said(self):
        self.ok("import", "customers", self.write("c.csv", "customer_id,seen_at\nc_1,2024-07-01T10:00:00\nc_2,2024-07-01T12:00:00\n"))
        path = self.write("l.csv", "seen_at\n2024-07-01 12:00\n")
        for more, members in [([], "c_2"), (["--timezone", "Europe/Belgrade"], "c_1")]:
            self.ok("upload", "Seen", path, "--match", "seen_at", "--replace", *more)
            listed = self.ok("list-customers", "Seen").out
            self.assertEqual([one for one in ["c_1", "c_2"] if one in listed], [members])

    def test_what_can_be_read_in_two_ways_names_the_option(self):
        err = self.fails(3, "import", "customers", self.write("x.csv", "customer_id,day\nc_1,3/4/2023\n")).err
        self.assertIn("x.csv: day has dates that can be read with the day or with the month first", err)
        self.assertIn("--dates dmy or --dates mdy", err)
        err = self.fails(3, "import", "customers", self.write("n.csv", "customer_id;n\nc_1;1,234\n")).err
        self.assertIn("--decimal . or --decimal ,", err)


class Preview(Reading):
    FILE = "CustomerID;born;seen;score;vip;note;code\nc_1;31.12.1980;2023-01-01;1.234,5;ja;NA;007\nc_2;;x;2;nein;Zoë;1\nc_3;1.2.1990;;3;ja;y;2\nc_4;2.2.1990;;3;ja;y;2\n"

    def test_a_dry_run_shows_columns_their_types_and_why_and_the_first_rows(self):
        self.ok("import", "customers", self.write("a.csv", "customer_id,code\nc_0,a\n"))
        path = self.write("p.csv", self.FILE)
        answer = self.ok("import", "customers", path, "--dry-run", "--booleans", "ja,nein", "--null", "NA").json()
        shown = {column["name"]: (column["header"], column["type"], column["new"], column["reason"], column["first_values"]) for column in answer["columns"]}
        self.assertEqual(list(shown), ["customer_id", "born", "seen", "score", "vip", "note", "code"])
        self.assertEqual(shown["customer_id"], ("CustomerID", "text", False, "key", ["c_1", "c_2", "c_3"]))
        self.assertEqual(shown["born"], ("born", "date", True, "every cell is a date as 31.12.2023 or 2023-12-31", ["1980-12-31", None, "1990-02-01"]))
        self.assertEqual(shown["seen"], ("seen", "text", True, "no other type fits every cell", ["2023-01-01", "x", None]))
        self.assertEqual(shown["score"], ("score", "number", True, "every cell is a number as 1.234,5", ["1234.5", "2", "3"]))
        self.assertEqual(shown["vip"], ("vip", "boolean", True, "every cell is ja or nein, true or false", ["true", "false", "true"]))
        self.assertEqual(shown["code"], ("code", "text", False, "is there already: a text", ["007", "1", "2"]))
        self.assertEqual(shown["note"][4], [None, "Zoë", "y"])
        screen = self.ok("import", "customers", path, "--dry-run", "--booleans", "ja,nein", "--null", "NA", "--table").out
        self.assertRegex(screen, r"column +type +why +line 2 +line 3 +line 4")
        self.assertRegex(screen, r"born \(new\) +date +every cell is[^\n]* 1980-12-31 +1990-02-01")
        self.assertNotIn("columns", self.ok("import", "customers", path).json())

    def test_a_dry_run_shows_nobody_whose_row_is_not_stored(self):
        self.ok("import", "customers", self.write("a.csv", CUSTOMERS))
        self.ok("erase-customer", "c_1", "--yes")
        lines = "c_1,p,2023-01-01\nc_9,p,2023-01-01\nc_2,p,1/31/2023\nc_3,p,2/1/2023 10:00\n"
        answer = self.ok("import", "purchases", self.write("p.csv", "customer_id,product_id,purchased_at\n" + lines.replace("2023-01-01", "1/1/2023")), "--dry-run").json()
        columns = {column["name"]: column for column in answer["columns"]}
        self.assertEqual(columns["customer_id"]["first_values"], ["c_2", "c_3"])
        self.assertEqual(columns["purchased_at"]["first_values"], ["2023-01-31", "2023-02-01T10:00:00"])
        self.assertEqual(columns["purchased_at"]["reason"], "key: a date as 12/31/2023 or 2023-12-31")


class Options(Reading):
    def test_a_shops_own_form_goes_in_with_its_options(self):
        text = ("Kundennr|Name|Umsatz|Geburtsdatum|Newsletter|Bonus\n1001|Zoë|1.234,50|31.12.1980|ja|NA\n1002|Jürgen|-|1.2.1975|nein|7\n")
        path = self.bytes_file("k.csv", text.encode("windows-1252"))
        report = self.ok("import", "customers", path, "--encoding", "windows-1252", "--delimiter", "|", "--decimal", ",", "--dates", "dmy",
                         "--booleans", "ja,nein", "--null", "NA,-", "--map", "customer_id=Kundennr").json()
        self.assertEqual(report["new_columns"], {"name": "text", "umsatz": "number", "geburtsdatum": "date", "newsletter": "boolean", "bonus": "integer"})
        self.assertEqual(self.sql("SELECT customer_id, name, umsatz, geburtsdatum, newsletter, bonus FROM customers ORDER BY 1"),
                         [("1001", "Zoë", 1234.5, "1980-12-31", 1, None), ("1002", "Jürgen", None, "1975-02-01", 0, 7)])

    def test_an_option_that_fits_no_column_is_told(self):
        path = self.write("k.csv", "customer_id;born;spent;news;kids\nc_1;28.02.1948;1.234,56;ja;7\nc_2;29.02.1948;2,5;nein;8\n")
        wrong = ["--dates", "mdy", "--decimal", ".", "--booleans", "yes,no"]
        result = self.ok("import", "customers", path, *wrong)
        self.assertEqual(result.json()["new_columns"], {"born": "text", "spent": "text", "news": "text", "kids": "integer"})
        self.assertEqual(sorted(result.json()["unfit_options"]), sorted(wrong))
        self.assertRegex(result.err, "^note: no column of the file is written as .*--dates mdy.* says; --dry-run shows")
        right = self.ok("import", "customers", path, "--dates", "dmy", "--decimal", ",", "--booleans", "ja,nein", "--dry-run", "--forget",
                        "--type", "born=date", "--type", "spent=number", "--type", "news=boolean")
        self.assertEqual((right.json()["unfit_options"], right.err), ([], ""))

    def test_what_no_option_can_be_is_refused(self):
        path = self.write("c.csv", CUSTOMERS)
        for option, value, said in [("--delimiter", "x", "write , ; | or tab"), ("--decimal", ";", "write . or ,"), ("--dates", "dym", 'did you mean "dmy"?'),
                                    ("--booleans", "ja", "ja,nein"), ("--booleans", "ja,ja", "ja,nein"), ("--null", "NA,,x", "empty cells are missing anyway")]:
            for command in [["import", "customers", path], ["upload", "L", path]]:
                self.assertIn(said, self.fails(2, *command, option, value).err)
        self.assertIn("--undo", self.fails(2, "import", "--undo", "--dates", "dmy").err)

    def test_a_nameless_first_column_is_passed_over_or_mapped(self):
        path = self.write("p.csv", ",customer_id,age\n0,c_1,5\n1,c_2,6\n")
        self.assertIn("passed over   a column without a header (--map COLUMN=column_1 takes it)", self.ok("import", "customers", path, "--table").out)
        self.assertEqual(self.sql("SELECT customer_id, age FROM customers ORDER BY 1"), [("c_1", 5), ("c_2", 6)])
        self.ok("import", "customers", self.write("r.csv", ",age\nc_1,7\n"), "--map", "customer_id=column_1")
        self.assertEqual(self.sql("SELECT customer_id, age FROM customers ORDER BY 1"), [("c_1", 7), ("c_2", 6)])

    def test_words_run_together_are_the_same_header(self):
        self.ok("import", "customers", self.write("c.csv", "CustomerID,FirstName,E-Mail,LASTNAME,LoyaltyTier\nc_1,Ana,a@x,Li,3\n"))
        self.assertEqual(self.sql("SELECT customer_id, first_name, last_name, loyaltytier FROM customers"), [("c_1", "Ana", "Li", 3)])
        self.ok("import", "customers", self.write("d.csv", "customer_id,first_name,FirstName\nc_1,Eve,Bob\n"))
        self.assertEqual(self.sql("SELECT first_name, firstname FROM customers"), [("Eve", "Bob")])

    def test_values_of_a_list_are_read_as_is_said(self):
        self.ok("import", "customers", self.write("c.csv", "customer_id,born,score,vip\nc_1,1980-12-31,1234.5,true\nc_2,1975-02-01,2,false\n"))
        for match, value, options, members in [("born", "31.12.1980", ["--dates", "dmy"], ["c_1"]), ("score", "1.234,50", ["--decimal", ","], ["c_1"]),
                                               ("vip", "nein", ["--booleans", "ja,nein"], ["c_2"])]:
            with self.subTest(match):
                self.ok("upload", match, self.write("l.csv", f"{match};x\n{value};y\nNA;z\n"), "--match", match, "--null", "NA", *options)
                self.assertEqual(self.members(match), members)
        self.ok("upload", "1252", self.bytes_file("l.csv", "customer_id\tname\nc_1\tZoë\n".encode("utf-16")))
        self.assertEqual(self.members("1252"), ["c_1"])


if __name__ == "__main__":
    unittest.main()
