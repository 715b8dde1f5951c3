"""Lists of customers as audiences: every line accounted for, and every other command in the know."""
import csv
import gzip
import hashlib
import hmac
import json
import os
import random
import sqlite3
import subprocess
import unittest

from harness import BINARY, ShopTest, attribute

COUNTS = ["header", "matched", "unknown", "duplicate", "blank", "erased", "unreadable"]


class Upload(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()

    def upload(self, name, text, *options):
        """The report, whose every line is counted once."""
        self.list = self.write("list.txt", text) if isinstance(text, str) else text
        report = self.ok("upload", name, self.list, *options).json()
        self.assertEqual(report["lines"], sum(report[one] for one in COUNTS))
        return report

    def counts(self, report):
        return tuple(report[one] for one in COUNTS)

    def rejects(self, name="rejects.csv", delimiter=","):
        with open(self.folder / name, newline="", encoding="utf-8") as file:
            return list(csv.reader(file, delimiter=delimiter))

    def test_every_line_of_100000_is_accounted_for(self):
        chance = random.Random(4)
        known = [f"k{number}" for number in range(60_000)]
        self.ok("import", "customers", self.write("more.csv", "customer_id\n" + "\n".join(known) + "\n"))
        for newline, bom, header in [("\n", "", ""), ("\r\n", "\ufeff", "Customer ID")]:
            with self.subTest(newline=newline):
                lines = [header] if header else []
                while len(lines) < 100_000:
                    value = chance.choice([chance.choice(known), chance.choice(known), f"u{chance.randrange(30_000)}", f"K{chance.randrange(9)}"])
                    lines.append(chance.choices([value, f"  {value}\t", f'"{value}"', "\ufeff" + value, "", " \t", "\ufeff"],
                                                [80, 5, 5, 1, 5, 3, 1])[0])
                path = self.folder / "list.txt"
                path.write_bytes((bom + newline.join(lines)).encode())

                # Counted again without a line of the tool: what each line should be.
                expected, members, seen = [], set(), set()
                for number, line in enumerate(lines, 1):
                    value = line.strip().strip("\ufeff").strip().strip('"')
                    if header and number == 1:
                        continue
                    if not value:
                        expected.append((number, "", "blank"))
                    elif value in seen:
                        expected.append((number, value, "duplicate"))
                    elif value.startswith("k"):
                        members.add(value)
                    else:
                        expected.append((number, value, "unknown"))
                    if value:
                        seen.add(value)

                report = self.upload("Big", path, "--replace", "--rejects", "rejects.csv", "--force")
                rows = self.rejects()
                self.assertEqual(rows[0], [header or "customer_id", "reject_line", "reject_reason"])
                self.assertEqual([(int(line), value.strip(" \t\ufeff"), reason) for value, line, reason in rows[1:]], expected)
                by_reason = {reason: sum(one[2] == reason for one in expected) for reason in ["unknown", "duplicate", "blank"]}
                self.assertEqual({key: report[key] for key in by_reason}, by_reason)
                self.assertTrue(min(by_reason.values()) > 1000)
                self.assertEqual((report["lines"], report["matched"], report["header"]), (100_000, len(members), 1 if header else 0))
                self.assertEqual(report["audience_size"], len(members))
                self.assertEqual(set(self.members("Big")), members)

    def test_forms_of_a_list(self):
        for text in ["c_1\nc_2\n", "c_1\r\nc_2", "\ufeffc_1\nc_2\n", "customer_id\nc_1\nc_2\n", '"c_1"\n"c_2"\n', "\n\nCUSTOMER ID\nc_1\n\nc_2\n\n",
                     "city;customer-id\nParis;c_1\n;c_2\n", "customer_id\tx\nc_1\ta\nc_2\tb\n", 'x|Customer_Id\n"a|b"|c_1\n|c_2\n',
                     "customer_id,reject_line,reject_reason\nc_1,5,unknown\nc_2,6,unknown\n"]:
            with self.subTest(text):
                report = self.upload("L", text, "--replace")
                self.assertEqual((report["matched"], report["unknown"], report["unreadable"]), (2, 0, 0))
                self.assertEqual(self.members("L"), ["c_1", "c_2"])
                path = self.folder / "list.gz"
                path.write_bytes(gzip.compress(text.encode()))
                self.assertEqual(self.counts(self.upload("L", path, "--replace")), self.counts(report))
                piped = self.ok("upload", "L", "-", "--replace", stdin=text).json()
                self.assertEqual(self.counts(piped), self.counts(report))

    def test_quoted_cells_over_lines_are_one_line(self):
        text = 'note,customer_id\n"two\nlines",c_1\n\n"a\n\nb",c_9\n,c_2\nc_3\n"x",\n   \n"open,c_4\nc_5\n'
        report = self.upload("L", text, "--rejects", "rejects.csv")
        self.assertEqual(self.counts(report), (1, 2, 1, 0, 3, 0, 2))
        self.assertEqual([row[-2:] for row in self.rejects()[1:6]],
                         [["4", "blank"], ["5", "unknown"], ["9", "1 cells where the header has 2"], ["10", "blank"], ["11", "blank"]])
        self.assertIn('"open,c_4\nc_5\n,12,a quote is never closed', (self.folder / "rejects.csv").read_text())
        self.assertIn("a\n\nb,c_9", ",".join(self.rejects()[2]))

    def test_values_of_an_attribute_without_case_and_blanks(self):
        self.sql("UPDATE customers SET email = 'Émile@Example.ORG ' WHERE customer_id = 'c_3'")
        self.sql("UPDATE customers SET email = 'BOB@example.org' WHERE customer_id = 'c_4'")
        self.assertEqual(self.upload("ids", "c_1\nC_1\n")["unknown"], 1)
        report = self.upload("L", "e-mail,city\n ANA@example.org,\nbob@EXAMPLE.org,\n éMILE@example.org,\nANA@EXAMPLE.ORG,\nx@y,\nX@Y,\n",
                             "--match", "email", "--column", "E-Mail", "--rejects", "r.csv")
        self.assertEqual(self.counts(report), (1, 3, 1, 2, 0, 0, 0))
        self.assertEqual(self.members("L"), ["c_1", "c_2", "c_3", "c_4"])
        self.assertEqual(self.rejects("r.csv")[1:], [["ANA@EXAMPLE.ORG", "", "5", "duplicate"], ["x@y", "", "6", "unknown"], ["X@Y", "", "7", "duplicate"]])
        self.assertEqual(self.sql("SELECT value FROM audience_unmatched WHERE audience = (SELECT number FROM audience_audiences WHERE audience_name = 'L')"), [("x@y",)])
        for name, values, members in [("age", "40\n037.0\n99\n", ["c_1", "c_2"]), ("clv", "1193.0\n", ["c_3"]), ("email_consent", "FALSE\n0\n", ["c_4"]),
                                      ("first_name", "'=Mia\nEVE\n", ["c_3", "c_5"]), ("customer_id", "c_1\nC_2\n", ["c_1"])]:
            self.upload(name, values, "--match", name)
            self.assertEqual(self.members(name), members)
        self.assertIn('did you mean "email"', self.fails(2, "upload", "x", self.list, "--match", "emial").err)

    def test_our_own_exports_can_be_uploaded_again(self):
        ids = ["c_1", "=1+1", "@x", "-5", "+7 a", "'=q", "\tt", "'plain", 'quo"te', "com,ma", "semi;colon", "ba|r", " spaced"]
        with open(self.folder / "odd.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["customer_id", "city"]] + [[one, "a,b;c|d\te"] for one in ids])
        self.ok("import", "customers", "odd.csv")
        self.upload("odd", self.folder / "odd.csv")
        self.assertEqual(sorted(self.members("odd")), sorted(ids))
        for delimiter in [",", ";", "tab", "|"]:
            for more in [[], ["--bom"], ["--columns", "customer_id"], ["--columns", "city,email,customer_id", "--bom"], ["--no-escape-formulas"]]:
                with self.subTest(delimiter=delimiter, more=more):
                    self.ok("export", "odd", "-o", "out.csv", "--force", "--delimiter", delimiter, *more)
                    report = self.upload("again", self.folder / "out.csv", "--replace")
                    self.assertEqual(self.counts(report), (1, len(ids), 0, 0, 0, 0, 0))
                    self.assertEqual(sorted(self.members("again")), sorted(ids))

    def test_files_that_are_no_list_are_refused_and_nothing_is_stored(self):
        for text, said in [("", "is empty"), ("\n\r\n", "is empty"), ("customer_id\n", "no usable value"), ("\ufeff\n  \n\t\n", "no usable value"),
                           ("name,city\nc_1,Paris\n", "no column customer_id; the headers are name, city"),
                           ("c_1,ana@example.org\n", "its first line has 2 cells"), ("customer_id,Customer ID\n1,2\n", "two columns are called customer_id")]:
            with self.subTest(text):
                self.assertIn(said, self.fails(3, "upload", "L", self.write("l.csv", text)).err)
        self.assertIn("--column", self.fails(3, "upload", "L", self.write("l.csv", "name,city\nc_1,Paris\n")).err)
        self.assertNotIn("ana@", self.fails(3, "upload", "L", self.write("l.csv", "c_1,ana@example.org\n")).err)
        (self.folder / "l.xlsx").write_bytes(b"PK\x03\x04rest")
        self.assertIn("CSV", self.fails(3, "upload", "L", "l.xlsx").err)
        (self.folder / "utf16.txt").write_bytes("c_1\n".encode("utf-16le"))
        told = self.fails(3, "upload", "L", "utf16.txt").err
        self.assertIn("UTF-16", told)
        self.assertIn("--encoding utf-16le", told)
        (self.folder / "latin.csv").write_bytes(b"customer_id,name\nc_\xe9,a\nc_1,\xe9\n")
        self.assertEqual(self.counts(self.upload("latin", self.folder / "latin.csv")), (1, 1, 0, 0, 0, 0, 1))
        self.fails(4, "upload", "L", "missing.txt")
        self.fails(3, "upload", "L", self.write("l.csv", "a,b\nc_1,x\n"), "--column", "c")
        self.fails(2, "upload", " ", self.write("l.txt", "c_1\n"))
        self.fails(2, "upload", "L", "l.txt", "--append", "--replace")
        self.fails(4, "upload", "audience-id-0123", "l.txt", "--append")
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["latin"])

    def test_what_no_customer_has_yet_is_matched_at_a_refresh(self):
        self.upload("L", "c_1\nc_8\nc_9\n")
        self.upload("M", "NEW@example.org\n", "--match", "email")
        self.assertIn("no line matched a customer", self.ok("upload", "N", self.write("n", "c_7\n")).err)
        self.assertIn("2 values match no customer yet", self.ok("show", "L", "--table").out)
        self.assertEqual(self.ok("explain", "L").json()["stored"]["unmatched_values"], 2)
        self.ok("import", "customers", self.write("new.csv", "customer_id,email\nc_8,new@Example.org\n"))
        self.assertEqual(self.members("L"), ["c_1"])
        now = self.ok("explain", "L", "--now").json()["evaluation"]
        self.assertEqual((now["audience_size"], now["unmatched_values"], now["customers"]), (2, 1, 6))
        result = {one["audience_name"]: (one["audience_size"], one["entered"], one["left"]) for one in self.ok("refresh", "--all").json()}
        self.assertEqual(result, {"L": (2, 1, 0), "M": (1, 1, 0), "N": (0, 0, 0)})
        self.assertEqual(self.sql("SELECT value FROM audience_unmatched ORDER BY value"), [("c_7",), ("c_9",)])
        self.assertEqual(self.ok("changes", "L").json()["entered"], ["c_8"])
        self.assertEqual(self.ok("refresh", "L").json()[0]["entered"], 0)

    def test_members_never_leave_by_refresh(self):
        self.upload("L", "ana@example.org\nbob@example.org\n", "--match", "email")
        self.sql("UPDATE customers SET email = 'other@example.org' WHERE customer_id = 'c_1'")
        row = self.sql("SELECT customer_number FROM customers WHERE customer_id = 'c_2'")
        self.sql("DELETE FROM customers WHERE customer_id = 'c_2'")
        self.assertEqual([(one["audience_size"], one["left"]) for one in self.ok("refresh", "L").json()], [(1, 0)])
        self.assertEqual(self.members("L"), ["c_1"])
        self.assertEqual(self.ok("show", "L").json()["audience_size"], 1)
        self.sql(f"INSERT INTO customers(customer_number, customer_id) VALUES({row[0][0]}, 'c_2')")
        self.assertEqual(self.ok("refresh", "L").json()[0]["audience_size"], 2)
        self.assertEqual(self.members("L"), ["c_1", "c_2"])

    def test_a_list_of_an_attribute_that_is_gone_keeps_its_members(self):
        self.ok("import", "customers", self.write("club.csv", "customer_id,club\nc_1,gold\nc_2,Gold\n"))
        self.assertEqual(self.upload("L", "GOLD\nsilver\n", "--match", "club")["audience_size"], 2)
        self.sql("ALTER TABLE customers DROP COLUMN club")
        self.assertIn("values of club, which is no longer there", self.fails(3, "refresh", "L").err)
        self.fails(3, "refresh", "--all")
        self.assertEqual(self.members("L"), ["c_1", "c_2"])

    def test_append_adds_and_replace_begins_anew(self):
        first = self.upload("L", "c_1\nc_9\n")
        self.assertIn("--append", self.fails(5, "upload", "L", self.list).err)
        added = self.upload("L", "c_1\nc_2\nc_8\n", "--append")
        self.assertEqual((added["audience_id"], added["action"], added["audience_size"], added["entered"], added["left"], added["unmatched_values"]),
                         (first["audience_id"], "appended", 2, 1, 0, 2))
        replaced = self.upload(first["audience_id"], "c_2\nc_3\nc_7\n", "--replace")
        self.assertEqual((replaced["audience_name"], replaced["action"], replaced["entered"], replaced["left"], replaced["unmatched_values"]),
                         ("L", "replaced", 1, 1, 1))
        self.assertEqual(self.members("L"), ["c_2", "c_3"])
        self.assertEqual([(run["verb"], run["audience_size"], run["entered"], run["left"]) for run in self.ok("history", "L").json()],
                         [("upload", 2, 1, 1), ("upload", 2, 1, 0), ("upload", 1, 1, 0)])
        self.assertEqual(self.ok("changes", "L").json()["left"], ["c_1"])
        self.assertEqual(self.upload("new", "c_1\n", "--append")["action"], "created")
        self.assertIn("list of customer ids", self.fails(5, "upload", "L", self.list, "--append", "--match", "email").err)
        self.upload("L", "ana@example.org\n", "--replace", "--match", "email")
        self.assertIn("--match email", self.fails(5, "upload", "L", self.list, "--append").err)
        self.ok("create", self.document("filtered", [attribute("city", "IN", ["Paris"])]))
        for options in [[], ["--append"], ["--replace"]]:
            self.fails(5, "upload", "filtered", self.list, *options)
        self.assertEqual(self.members("filtered"), ["c_1", "c_3", "c_5"])

    def test_an_appended_value_that_is_known_by_now_waits_no_longer(self):
        self.upload("L", "c_8\n")
        self.ok("import", "customers", self.write("new.csv", "customer_id\nc_8\n"))
        self.assertEqual(self.upload("L", "c_8\n", "--append")["unmatched_values"], 0)

    def test_rejects_are_private_and_can_be_uploaded_again(self):
        self.upload("L", "c_1\nc_77\n", "--rejects", "r.csv")
        self.assertEqual(os.stat(self.folder / "r.csv").st_mode & 0o777, 0o600)
        self.fails(5, "upload", "M", self.list, "--rejects", "r.csv")
        self.upload("M", self.list, "--rejects", "r.csv", "--force")
        (self.folder / "r.csv").write_text((self.folder / "r.csv").read_text().replace("c_77", "c_2"))
        report = self.upload("L", self.folder / "r.csv", "--append", "--rejects", "r2.csv")
        self.assertEqual((report["matched"], self.rejects("r2.csv")), (1, [["customer_id", "reject_line", "reject_reason"]]))
        self.assertEqual(self.members("L"), ["c_1", "c_2"])
        self.fails(3, "upload", "N", self.write("bad.csv", "customer_id\n\n"), "--rejects", "why.csv")
        self.assertEqual(self.rejects("why.csv")[1:], [["", "2", "blank"]])

    def test_a_dry_run_tells_the_same_and_stores_nothing(self):
        self.upload("L", "c_1\nc_9\nc_2\n")
        for text, options in [("c_3\nc_8\nc_1\n", ["--append"]), ("c_4\nc_9\n", ["--replace"])]:
            before = hashlib.sha256(self.db.read_bytes()).hexdigest()
            foreseen = self.upload("L", text, *options, "--dry-run")
            self.assertEqual(hashlib.sha256(self.db.read_bytes()).hexdigest(), before)
            done = self.upload("L", text, *options)
            self.assertTrue(foreseen.pop("dry_run"))
            self.assertFalse(done.pop("dry_run"))
            self.assertEqual(foreseen, done)
        self.assertIsNone(self.upload("L", "c_1\n", "--dry-run")["audience_id"])
        self.assertIn("nothing was stored", self.ok("upload", "X", self.list, "--dry-run", "--table").out)
        self.assertEqual(len(self.ok("list").json()), 1)

    def test_erased_people_are_counted_and_kept_nowhere(self):
        key = bytes(range(32))
        connection = sqlite3.connect(self.db)
        connection.execute("INSERT INTO audience_meta VALUES('erasure_key', ?)", [key])
        for one in ["c_5", "gone", "=f"]:
            connection.execute("INSERT INTO audience_erased VALUES(?)", [hmac.new(key, one.encode(), "sha256").digest()])
        connection.commit()
        connection.close()
        report = self.upload("L", "c_1\nc_5\ngone\n gone \n'=f\nc_9\n", "--rejects", "r.csv")
        self.assertEqual(self.counts(report), (0, 1, 1, 0, 0, 4, 0))
        self.assertEqual(self.rejects("r.csv")[1:], [["c_9", "6", "unknown"]])
        self.assertEqual(self.sql("SELECT value FROM audience_unmatched"), [("c_9",)])
        self.assertEqual(self.members("L"), ["c_1"])
        self.assertEqual(self.upload("M", "roy\nPetrov\n", "--match", "last_name")["erased"], 1)
        self.fails(3, "upload", "N", self.write("n.txt", "gone\n"))
        self.sql("INSERT INTO audience_unmatched SELECT number, 'gone' FROM audience_audiences WHERE audience_name = 'L'")
        self.ok("refresh", "L")
        self.assertEqual(self.sql("SELECT value FROM audience_unmatched"), [("c_9",)])

    def test_every_other_command_knows_a_list(self):
        answer = self.upload("L", "c_1\nc_2\nc_9\n")
        shown = self.ok("show", "L")
        self.assertEqual({key: shown.json()[key] for key in ["is_uploaded", "is_dynamic", "status", "filters", "audience_size"]},
                         {"is_uploaded": True, "is_dynamic": True, "status": "created", "filters": [], "audience_size": 2})
        fed_back = self.fails(3, "create", "-", stdin=shown.out)
        self.assertIn("audience upload", fed_back.err)
        self.fails(3, "create", "-", "--if-exists", "replace", stdin=shown.out)
        self.assertEqual(self.ok("history", "L").json()[0]["formula"], "uploaded list")
        explained = self.ok("explain", "L", "--now").json()
        self.assertEqual((explained["formula"], explained["stored"]["audience_size"], explained["evaluation"]["audience_size"]), ("uploaded list", 2, 2))
        screen = self.ok("explain", "L", "--now", "--table").out
        self.assertEqual(screen.count("A list of customer ids; 1 value matches no customer yet"), 2)
        self.assertNotIn("everyone", screen)
        self.assertIn("2 of 5 customers", self.ok("show", "L", "--table").out)
        self.assertIn("list", self.ok("list", "--table").out.splitlines()[1])
        for customer, member in [("c_1", True), ("c_3", False)]:
            verdict = self.ok("why", "L", customer).json()
            self.assertEqual((verdict["selected"], verdict["member"]), (member, member))
            self.assertIn("on the uploaded list", verdict["verdict"])
            self.assertNotIn("everyone", self.ok("why", "L", customer, "--table").out)
        many = self.ok("why", "L", "c_1", "c_3", "c_4", "c_9").json()
        self.assertEqual((many["customers"], many["selected"], many["cut_by_limit"], many["not_listed"], many["unknown"]), (3, 1, 0, 2, ["c_9"]))
        self.assertIn("1 in · 2 not on the list", self.ok("why", "L", "c_1", "c_3", "c_4", "--table").out)
        self.ok("export", "L", "-o", "out.csv")
        self.assertEqual(len(self.rejects("out.csv")), 3)
        self.ok("create", self.document("others", [attribute("audience", "NOT_IN", ["L"], filter_entity="audience_id")]))
        self.assertEqual(self.members("others"), ["c_3", "c_4", "c_5"])
        self.fails(5, "update", "L", self.document("L", []))
        renamed = self.ok("rename", "L", "Liste").json()
        self.assertEqual((renamed["is_uploaded"], renamed["audience_id"]), (True, answer["audience_id"]))
        self.assertEqual(self.upload("Liste", "c_3\n", "--append")["audience_size"], 3)
        self.fails(5, "delete", "Liste", "--yes")
        self.ok("delete", "Liste", "others", "--yes", "--purge")
        self.assertEqual(self.sql("SELECT count(*) FROM audience_unmatched"), [(0,)])

    def test_no_document_takes_the_place_of_a_list(self):
        documents = self.folder / "documents"
        documents.mkdir()
        answer = self.upload("vip", "c_2\nc_9\n")
        document = documents / "vip.json"
        document.write_text(json.dumps({"audience_name": "vip", "filters": []}))
        (documents / "other.json").write_text(json.dumps({"audience_name": "other", "filters": []}))
        for refused in [["create", document], ["create", document, "--if-exists", "replace"], ["apply", documents],
                        ["apply", documents, "--dry-run"], ["update", "vip", document]]:
            self.assertIn("vip", self.fails(5, *refused).err)
        self.ok("create", document, "--if-exists", "skip")
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["vip"])
        self.assertEqual(self.members("vip"), ["c_2"])
        self.assertEqual(self.sql("SELECT value FROM audience_unmatched"), [("c_9",)])
        self.ok("delete", "vip", "--yes")
        self.ok("apply", documents)
        self.assertNotEqual(self.ok("show", "vip").json()["audience_id"], answer["audience_id"])
        self.fails(5, "upload", "vip", self.list, "--replace")

    def test_two_at_once_lose_nobody(self):
        ids = [f"k{number}" for number in range(4000)]
        self.ok("import", "customers", self.write("more.csv", "customer_id\n" + "\n".join(ids) + "\n"))
        parts = [self.write(f"part{i}", "\n".join(ids[i * 500:(i + 1) * 500] + [f"unknown{i}"])) for i in range(8)]
        runs = [subprocess.Popen([BINARY, "--db", str(self.db), "upload", "L", str(part), "--append"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                for part in parts]
        outputs = [run.communicate(timeout=120) for run in runs]
        self.assertEqual([run.returncode for run in runs], [0] * 8, outputs)
        self.assertEqual(sorted(self.members("L")), sorted(ids))
        self.assertEqual(sum(json.loads(out)["entered"] for out, _ in outputs), 4000)
        self.assertEqual(sorted(json.loads(out)["action"] for out, _ in outputs), ["appended"] * 7 + ["created"])
        self.assertEqual(self.sql("SELECT count(*) FROM audience_unmatched"), [(8,)])
        self.assertEqual(len(self.ok("history", "L").json()), 8)

    def test_customers_of_another_program(self):
        crm = sqlite3.connect(self.folder / "crm.sqlite")
        crm.executescript("CREATE TABLE people(person_id INTEGER PRIMARY KEY, mail TEXT);"
                          "INSERT INTO people VALUES(1, 'A@x.org'), (2, 'b@x.org'), (10, 'b@X.org');")
        crm.commit()
        self.write("crm.json", json.dumps({"database": "crm.sqlite", "customers": {"table": "people", "key": "person_id"}, "events": []}))
        self.db = self.folder / "own.db"
        self.ok("init", "--catalog", "crm.json")
        for header in ["person_id", "customer_id", "Person ID"]:
            self.assertEqual(self.upload(header, f"{header},x\n1,\n10,\n3,\n01,\n")["matched"], 2)
            self.assertEqual(self.members(header), [1, 10])
        self.assertEqual(self.upload("mails", "mail\nb@x.ORG\n", "--match", "mail")["audience_size"], 2)
        self.ok("export", "mails", "-o", "mails.csv")
        self.assertEqual(self.upload("again", self.folder / "mails.csv")["matched"], 2)
        crm.execute("INSERT INTO people VALUES(3, 'c@x.org')")
        crm.commit()
        self.assertEqual(self.ok("refresh", "person_id").json()[0]["audience_size"], 3)
        self.assertEqual(self.upload("person_id", "2\n", "--append")["audience_size"], 4)
        crm.execute("DELETE FROM people WHERE person_id = 1")
        crm.commit()
        self.assertEqual(self.upload("person_id", "2\n", "--append")["audience_size"], 3)
        self.assertEqual(self.members("person_id"), [2, 3, 10])

class Inputs(ShopTest):
    def test_the_list_itself_is_no_place_for_rejects(self):
        self.ok("init")
        self.write("list.txt", "c_1\nc_2\n")
        self.fails(5, "upload", "L", "list.txt", "--rejects", "list.txt", "--force")
        self.assertEqual((self.folder / "list.txt").read_text(), "c_1\nc_2\n")

    def test_a_stray_quote_hides_no_line(self):
        self.ok("init")
        self.write("customers.csv", 'customer_id,first_name\nn_1,"foo\nn_2,"bar\nn_3,z\n"n_4" ,y\n')
        report = self.ok("import", "customers", "customers.csv", "--rejects", "rejects.csv").json()
        self.assertEqual((report["stored"], report["rejected"]), (2, {"text behind a closing quote": 1}))
        self.assertIn("n_2", (self.folder / "rejects.csv").read_text())
        self.write("list.csv", 'customer_id,x\nn_3,"foo\nn_4,"bar\n')
        self.assertIn("no usable value", self.fails(3, "upload", "L", "list.csv").err)


if __name__ == "__main__":
    unittest.main()
