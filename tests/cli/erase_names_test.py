"""People named by texts: wherever an erased one stood in any file of ours, nothing is left, or the command says where."""
import json
import os
import random
import re
import sqlite3
import unicodedata
import unittest

from harness import ShopTest, attribute

SEEDS = [int(seed) for seed in os.environ.get("AUDIENCE_SEEDS", "11 12 13 14").split()]
GLUE = ["_", "-", ".", " ", "%", "\\", "'", '"', "x", "Z", "é", "ß", "日本", "🙂", "(", "+", "#", "=", "list", "for_", "von", "İ", "%%", "_%"]
PATH_GLUE = [glue for glue in GLUE if glue not in {" ", "%%"}] + ["/"]


def is_telling(name):
    """As the manual says it."""
    if len(name.encode()) < 5:
        return False
    return "@" in name or (len(name) >= 9 if name.isascii() and name.isdigit() else bool(re.search("[0-9]", name)))


def phone_digits(name):
    """Of a telephone number, without + or 00; of another name none."""
    bare = re.fullmatch(r"(?:\+|00)?([0-9 .()-]*)", name)
    digits = re.sub("[^0-9]", "", bare[1]) if bare else ""
    return digits if len(digits) >= 7 else ""


class People:
    """Some to be erased and some who stay, with ids, addresses and telephone numbers that are beginnings and ends of one another's."""

    def __init__(self, chance):
        self.chance = chance
        base = chance.choice(["c_", "Ünal-", "k%_", "ж\\", "u'", "id"]) + str(chance.randrange(1000, 9999))
        number = str(chance.randrange(10**9, 10**10))
        user = chance.choice(["ana", "ÉMILE", "o'neill", "x_y%", "jo"]) + str(chance.randrange(10, 99))
        self.gone = [(base, f"{user}@example.org", "+" + number), (base + "-b", f"{user}@example.org.uk", f"00 {number[:4]} {number[4:]}"),
                     (str(chance.randrange(10000, 99999)), f"plain{user}@shop.example", "")]
        self.stay = [(base + "7", f"mar{user}@example.org", "+" + number + "1"), ("z" + base, f"{user}@example.org.rs", "1" + number),
                     ("somebody", "nobody@example.net", "")]

    def gone_names(self):
        return [name for person in self.gone for name in person if name]

    def stay_names(self):
        return [name for person in self.stay for name in person if name]

    def written(self, name):
        """In any case; letters in either canonical form; the numbers of those who go with any signs between digits."""
        forms = [name, name, name.upper(), name.lower(), name.capitalize()]
        digits = phone_digits(name) if name in self.gone_names() else ""
        if digits:
            first, second = sorted(self.chance.sample(range(2, len(digits) - 1), 2))
            signs = self.chance.choices([" ", "-", ".", "", ") ", " ("], k=2)
            forms += [self.chance.choice(["+", "00", "", "00 "]) + digits[:first] + signs[0] + digits[first:second] + signs[1] + digits[second:]] * 4
        return unicodedata.normalize(self.chance.choice(["NFC", "NFC", "NFD"]), self.chance.choice(forms))

    def glued(self, glue, most=3):
        """A text with one or several people in it, of those who go and those who stay."""
        text = ""
        for _ in range(self.chance.randrange(1, most + 1)):
            name = self.chance.choice(self.gone_names() + self.gone_names() + self.stay_names())
            text += "".join(self.chance.choices(glue, k=self.chance.randrange(0, 4))) + self.written(name)
            text += "".join(self.chance.choices(glue, k=self.chance.randrange(1, 4)))
        return text


def places_of(name, data):
    """Where a name begins and ends in bytes, however it is written. Folded here letter by letter as Python does it."""
    cased = {name, name.upper(), name.lower(), name.capitalize()}
    forms = {re.escape(unicodedata.normalize(form, one).encode()) for one in cased for form in ("NFC", "NFD")}
    places = {match.span() for form in forms for match in re.finditer(form, data)}
    if digits := phone_digits(name):
        places |= {match.span() for match in re.finditer(rb"[ .()-]{0,2}".join(bytes([digit]) for digit in digits.encode()), data)}
    return sorted(places)


def is_of_another(place, data, others):
    """Within the name of somebody who stays, or in a longer number."""
    at, end = place
    before = data[at - 2:at] if data[at - 2:at] == b"00" and not data[at - 3:at - 2].isdigit() else b""
    begins_amidst = data[at:at + 1].isdigit() and data[at - 1:at].isdigit() and not before
    if begins_amidst or (data[end - 1:end].isdigit() and data[end:end + 1].isdigit()):
        return True
    for other in others:
        for cased in {other, other.upper(), other.lower(), other.capitalize()}:
            for form in ("NFC", "NFD"):
                raw = unicodedata.normalize(form, cased).encode()
                for begin in range(max(0, end - len(raw)), at + 1):
                    if data[begin:begin + len(raw)] == raw:
                        return True
    return False


class Names(ShopTest):
    def left_in_files(self, people):
        """(file, name, text around) of everything of those who went that any file of ours holds."""
        found = []
        for path in self.folder.rglob("*"):
            if not path.is_file() or not path.relative_to(self.folder).parts[0].startswith("shop.db"):
                continue
            data = path.read_bytes()
            for name in filter(is_telling, people.gone_names()):
                found += [(path.name, name, data[max(0, place[0] - 40):place[0] + 60]) for place in places_of(name, data)
                          if not is_of_another(place, data, people.stay_names())]
        return found

    def make_shop_of(self, people):
        self.ok("init")
        rows = [",".join('"' + cell.replace('"', '""') + '"' for cell in person) for person in people.gone + people.stay]
        name = "c" + people.glued([glue for glue in PATH_GLUE if glue != "/"], 2) + ".csv"
        self.ok("import", "customers", self.write(name, "customer_id,email,phone_number\n" + "\n".join(rows) + "\n"))

    def random_document(self, people, name):
        chance = people.chance
        filters = []
        if chance.random() < 0.3:
            filters.append(attribute("city", chance.choice(["IN", "CONTAINS"]), [people.glued(GLUE), "Paris"]))
        if chance.random() < 0.2:
            filters.append(attribute("email", "IN", [chance.choice(people.gone)[1], "new@example.org"]))
        document = {"audience_name": name, "filters": filters, "is_dynamic": True, "status": "created"}
        if chance.random() < 0.4:
            document["description"] = people.glued(GLUE)
        if chance.random() < 0.2:
            document["author"] = people.glued(GLUE, 1)
        return document

    def apply_some(self, people, names, note):
        folder = self.folder / "documents"
        folder.mkdir(exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
        for number, name in enumerate(names):
            document = self.random_document(people, name)
            (folder / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")
        self.ok("apply", folder, "--prune", "--yes", "--note", note)

    def test_what_is_left_is_named_and_what_is_mended_is_gone(self):
        for seed in SEEDS:
            for path in self.folder.glob("shop.db*"):
                if path.is_file():
                    path.unlink()
            with self.subTest(seed=seed):
                self.one_round(seed)

    def one_round(self, seed):
        chance = random.Random(seed)
        people = People(chance)
        self.make_shop_of(people)
        names = sorted({people.glued(GLUE, 1).strip() if chance.random() < 0.5 else f"calm {number}" for number in range(6)})
        self.apply_some(people, names, people.glued(GLUE))
        self.apply_some(people, names, people.glued(GLUE))
        for number in range(3):
            path = self.folder / "out" / (str(number) + people.glued(PATH_GLUE) + ".csv").replace("//", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            self.ok("export", "-o", path, "--no-link", "--columns", "city", "--", chance.choice(names))
        self.ok("export", "--columns", "customer_id,email", "--", chance.choice(names))
        waiting = "\n".join([people.glued([glue for glue in GLUE if glue not in ' "\'\\'], 1) for _ in range(3)] + [people.gone[0][1]])
        self.ok("upload", "waiting", "-", "--match", "email", stdin=waiting + "\n")

        ids = [person[0] for person in people.gone]
        result = self.run_tool("erase-customer", "--yes", "--json", "--", *ids)
        report = result.json()
        self.assertEqual(result.code, 5 if report["still_named"] else 0, result.err)
        left = self.left_in_files(people)
        if left:
            self.assertEqual(result.code, 5, left)
        self.hold_left_against(report, people)

        # Everything that was named is mended, as its line says.
        self.apply_some_calm()
        if any(one["place"] == "list" for one in report["still_named"]):
            self.ok("delete", "waiting", "--yes")
        again = self.run_tool("erase-customer", "--yes", "--json", "--", *ids)
        deleted = [one["audience"] for one in again.json()["still_named"]]
        self.assertEqual([one["place"] for one in again.json()["still_named"]], ["deleted_audience"] * len(deleted), again.err)
        self.assertEqual(again.code, 5 if deleted else 0, again.err)
        if self.left_in_files(people):
            self.assertNotEqual(deleted, [])
        for name in deleted:
            self.ok("delete", "--purge", "--yes", "--", name)
        last = self.run_tool("erase-customer", "--yes", "--json", "--", *ids)
        self.assertEqual((last.code, last.json()["still_named"]), (0, []), last.err)
        self.assertEqual(self.left_in_files(people), [])

    def hold_left_against(self, report, people):
        """What a table in use still holds stands in the report; tables about the past hold nothing."""
        named = {(one["place"], one.get("audience")) for one in report["still_named"]}
        others = people.stay_names()

        def holds(text):
            data = (text or "").encode()
            return any(not is_of_another(place, data, others) for name in filter(is_telling, people.gone_names()) for place in places_of(name, data))

        def may_hold(text):
            """The plain number, as a whole one."""
            return re.search("(?<![0-9])" + people.gone[2][0] + "(?![0-9])", text or "") is not None

        for name, definition in self.sql("SELECT audience_name, definition FROM audience_audiences"):
            document = json.loads(definition)
            document.pop("audience_name")
            if holds(name) or may_hold(name):
                self.assertIn(("audience_name", name), named)
            if holds(json.dumps(document, ensure_ascii=False).replace("\\\\", "\\").replace('\\"', '"')):
                self.assertIn(("document", name), named)
            if may_hold(document.get("description")) or may_hold(document["author"]):
                self.assertIn(("document", name), named)
        past = ["SELECT definition FROM audience_definitions", "SELECT note FROM audience_runs",
                "SELECT audience_name || char(10) || coalesce(file, '') || char(10) || coalesce(recipient, '') FROM audience_exports",
                "SELECT file FROM audience_imports"]
        for query in past:
            for (text,) in self.sql(query):
                self.assertFalse(holds(text.replace("\\\\", "\\").replace('\\"', '"')), (query, text))
                if text.startswith("{"):
                    document = json.loads(text)
                    text = f"{document['audience_name']} {document.get('description')} {document['author']}"
                self.assertFalse(may_hold(text), (query, text))

    def apply_some_calm(self):
        folder = self.folder / "documents"
        for file in folder.iterdir():
            file.unlink()
        (folder / "calm.json").write_text(json.dumps({"audience_name": "calm", "filters": []}), encoding="utf-8")
        self.ok("apply", folder, "--prune", "--yes")

    def test_an_id_that_nobody_has_is_not_found_whatever_texts_say(self):
        self.make_shop()
        self.ok("create", self.document("list_c_77777", [attribute("customer_id", "IN", ["c_77777"])], description="c_77777"))
        self.assertIn("the id given is nobody's", self.fails(4, "erase-customer", "c_77777", "--yes").err)
        self.fails(4, "erase-customer", "c_77777", "--dry-run")
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["list_c_77777"])
        # Whose row another program took away is a member still.
        self.ok("create", self.document("all", []))
        self.sql("DELETE FROM customers WHERE customer_id = 'c_2'")
        self.assertEqual(self.ok("erase-customer", "c_2", "--yes").json()["memberships"], 1)

    def test_files_and_names_that_hold_the_person_are_cleaned_or_named(self):
        self.make_shop()
        self.sql("UPDATE customers SET customer_id = 'c_10222' WHERE customer_id = 'c_1'")
        self.ok("create", self.document("list_c_10222", []))
        self.ok("export", "list_c_10222", "-o", "for_ana@example.org.csv", "--no-link")
        result = self.fails(5, "erase-customer", "c_10222", "--yes", "--table")
        self.assertIn('Still named by the name of "list_c_10222"\n', result.out)
        self.assertIn("1 name of an audience names someone erased now or before", result.err)
        self.assertIn("`audience rename NAME NEW_NAME`", result.err)
        self.assertNotIn("c_10222", result.err)
        (entered,) = self.ok("exports").json()
        self.assertTrue(entered["file"].endswith("/for_erased.csv"))
        self.assertEqual(entered["audience_name"], "list_erased")
        self.ok("rename", "list_c_10222", "someone's list")
        self.assertEqual(self.ok("erase-customer", "c_10222", "--yes").json()["still_named"], [])
        self.assertEqual([path.name for path in self.folder.glob("shop.db*") if path.is_file() and b"c_10222" in path.read_bytes()], [])

    def test_plain_numbers_and_words_are_named_where_they_may_be_the_person(self):
        self.ok("init")
        self.ok("import", "customers", self.write("c.csv", "customer_id\n1022\n14\nana\n10223\n"))
        for name in ["top 1022", "list_1022", "10223", "sales 2023-09-14", "banana", "2 of 14"]:
            self.ok("create", self.document(name, []))
        self.ok("export", "banana", "-o", "1022_banana.csv", "--no-link")
        result = self.fails(5, "erase-customer", "1022", "14", "ana", "--yes")
        self.assertEqual([(one["place"], one["audience"], one["certain"]) for one in result.json()["still_named"]],
                         [("audience_name", "2 of 14", False), ("audience_name", "list_1022", False), ("audience_name", "top 1022", False)])
        self.assertEqual(result.json()["named_by"], [])
        self.assertIn("3 names of audiences may still name them\n  give the audience another name", result.err)
        (entered,) = self.ok("exports").json()
        self.assertTrue(entered["file"].endswith("/erased_berasedna.csv"), entered)
        for name in ["2 of 14", "list_1022", "top 1022"]:
            self.ok("rename", name, f"renamed {len(name)}")
        self.ok("erase-customer", "1022", "14", "ana", "--yes")

    def test_rows_of_others_that_hold_the_person_are_told_of(self):
        self.ok("init")
        self.ok("import", "customers", self.write("c.csv", "customer_id,email,referred_by\nc_10222,ana@example.org,c_10222\n"
                                                           "c_10223,mariana@example.org,c_10222\nc_10224,,c_102224\n"))
        self.ok("import", "purchases", self.write("p.csv", "customer_id,product_id,purchased_at\nc_10223,card-c_10223,2023-09-01\n"
                                                           "c_10224,card-ana@example.org,2023-09-01\n"))
        for arguments in [["--dry-run"], ["--yes"]]:
            result = self.fails(5, "erase-customer", "c_10222", *arguments)
            self.assertEqual([(one["place"], one["column"], one["certain"]) for one in result.json()["still_named"]],
                             [("column", "purchases.product_id", False), ("column", "customers.referred_by", False)])
            self.assertIn("2 columns of other rows may still name them", result.err)
        self.assertIn('May still be named by rows of others in "customers.referred_by"', self.fails(5, "erase-customer", "c_10222", "--yes", "--table").out)
        self.sql("UPDATE customers SET referred_by = NULL WHERE referred_by = 'c_10222'")
        self.ok("erase-customer", "c_10222", "--yes")
        self.ok("erase-customer", "c_10224", "--yes")

    def told_of(self, result):
        return [(one["place"], one["column"] or one["object"], one["rows"], one["certain"]) for one in result.json()["still_named"]]

    def make_people(self):
        self.ok("init")
        self.ok("import", "customers", self.write("c.csv", "customer_id,first_name,email\nc_10222,Zoe,zoe@example.org\n77,Bob,bob@example.org\n"
                                                           "123456789,Ann,ann@example.org\nc_10223,Mariana,mariana@example.org\n"))

    def test_tables_of_other_programs_are_searched(self):
        self.make_people()
        self.sql("CREATE TABLE notes(id INTEGER PRIMARY KEY, customer_id, note TEXT, extra)")
        self.sql("INSERT INTO notes VALUES(77, 'c_10222', 'Zoe rang', 77), (2, 77, 'ZOE@example.org asked', x'00' || 'zoe@example.org' || x'ff'),"
                 " (3, '123456789', 'zo', 123456789), (4, NULL, 'c_102223', 77.0)")
        self.sql("CREATE TABLE referred(\"by whom\" REFERENCES customers(customer_id), PRIMARY KEY(\"by whom\")) WITHOUT ROWID")
        self.sql("INSERT INTO referred VALUES('77')")
        self.assertEqual(self.told_of(self.fails(5, "erase-customer", "77", "--dry-run")),
                         [("other_column", "notes.customer_id", 1, True), ("other_column", "notes.extra", 2, False),
                          ("other_column", "referred.by whom", 1, True)])
        self.assertEqual(self.told_of(self.fails(5, "erase-customer", "123456789", "--dry-run")),
                         [("other_column", "notes.customer_id", 1, True), ("other_column", "notes.extra", 1, True)])
        for arguments in [["--dry-run"], ["--yes"], ["--yes"]]:
            result = self.fails(5, "erase-customer", "c_10222", *arguments)
            first = result.json()["erased"] == 1
            # Who is erased is known by the id and by hashes of telling words: of plain names nothing is kept.
            self.assertEqual(self.told_of(result), [("other_column", "notes.customer_id", 1, True), ("other_column", "notes.note", 2 if first else 1, True),
                                                    ("other_column", "notes.extra", 1, True)])
            self.assertIn("3 columns of other programs name someone erased now or before\n  change or delete those rows with the program", result.err)
        table = self.fails(5, "erase-customer", "c_10222", "--yes", "--table").out
        self.assertIn('Still named by tables of other programs: "notes.customer_id" (1 row), "notes.note" (1 row), "notes.extra" (1 row)\n', table)
        self.assertNotIn("nothing of them is left", table)
        self.sql("DROP TABLE notes")
        self.ok("erase-customer", "c_10222", "--yes")
        self.assertIn("nothing of them is left in it", self.ok("erase-customer", "c_10223", "--yes", "--table").out)

    def test_definitions_of_other_programs_are_searched(self):
        self.make_people()
        self.sql("CREATE TABLE visits(place DEFAULT 'zoe@example.org')")
        self.sql("CREATE VIEW hers AS SELECT max(place) FROM visits /* for Zoe */")
        self.sql("CREATE TRIGGER watch AFTER INSERT ON visits BEGIN SELECT 1 WHERE new.place = 'c_10222'; END")
        self.sql("CREATE INDEX c_10222_visits ON visits(place)")
        self.ok("import", "customers", self.write("max.csv", "customer_id,first_name\nc_90000,Max\n"))
        result = self.fails(5, "erase-customer", "c_10222", "--dry-run")
        self.assertEqual(self.told_of(result), [("definition", "index c_10222_visits", None, True), ("definition", "view hers", None, False),
                                                ("definition", "table visits", None, True), ("definition", "trigger watch", None, True)])
        self.assertIn("make those definitions anew without it", result.err)
        # A word of SQL is nobody.
        self.ok("erase-customer", "c_90000", "--yes")
        self.sql("DROP TABLE visits")
        self.sql("DROP VIEW hers")
        self.ok("erase-customer", "c_10222", "--yes")

    def test_what_cannot_be_searched_is_told_of(self):
        self.make_people()
        self.sql("CREATE VIRTUAL TABLE words USING fts5(a)")
        self.sql("INSERT INTO words VALUES('zoe@example.org')")
        self.assertEqual(self.told_of(self.fails(5, "erase-customer", "c_10222", "--dry-run")), [("other_column", "words.a", 1, True)])
        self.sql("DELETE FROM words")
        self.ok("erase-customer", "c_10222", "--dry-run")
        self.sql("CREATE VIRTUAL TABLE bare USING fts5(a, content='')")
        with sqlite3.connect(self.db) as own:
            own.execute("PRAGMA writable_schema = ON")
            own.execute("INSERT INTO sqlite_schema VALUES('table', 'strange', 'strange', 0, 'CREATE VIRTUAL TABLE strange USING nobody(a)')")
        own.close()
        result = self.fails(5, "erase-customer", "c_10222", "--yes")
        self.assertEqual(self.told_of(result), [("unsearched", "table bare", None, False), ("unsearched", "table strange", None, False)])
        self.assertEqual(result.err, "audience: 2 tables that could not be searched may still name them\n  look for them there with the program that made it\n")

    def test_columns_that_the_catalog_does_not_name_are_searched(self):
        self.make_people()
        self.sql("CREATE TABLE advice(person TEXT, sku TEXT, rank INTEGER, remark TEXT)")
        self.sql("INSERT INTO advice VALUES('c_10222', 'a', 1, 'zoe@example.org'), ('77', 'card for zoe@example.org', 1, 'knows zoe@example.org')")
        customers = {"table": "customers", "key": "customer_id", "attributes": [{"name": "email", "column": "email", "personal": True}]}
        advice = {"table": "advice", "customer": "person", "product": "sku", "rank": "rank"}
        self.ok("init", "--catalog", self.write("own.json", json.dumps({"customers": customers, "recommendations": advice})))
        for arguments in [["--dry-run"], ["--yes"]]:
            result = self.fails(5, "erase-customer", "c_10222", *arguments)
            self.assertEqual(self.told_of(result), [("other_column", "advice.sku", 1, True), ("other_column", "advice.remark", 1, True)])
            self.assertEqual(result.json()["rows"]["advice"], 1)

    def test_the_kept_catalog_is_told_of(self):
        self.make_shop()
        self.sql("UPDATE customers SET customer_id = 'c_10222' WHERE customer_id = 'c_1'")
        catalog = self.ok("catalog").json()
        calm = self.write("calm.json", json.dumps(catalog))
        catalog["export_only_if"] = [{"filter_name": "customer_id", "filter_type": "NOT_IN", "filter_values": ["c_10222"]}]
        self.ok("init", "--catalog", self.write("own.json", json.dumps(catalog)))
        for _ in range(2):
            result = self.fails(5, "erase-customer", "c_10222", "--yes")
            self.assertEqual(result.json()["still_named"], [{"place": "catalog", "audience": None, "column": None, "object": None, "rows": None, "certain": True}])
            self.assertIn("1 kept catalog names someone erased now or before", result.err)
        self.ok("init", "--catalog", calm)
        self.ok("erase-customer", "c_10222", "--yes")


if __name__ == "__main__":
    unittest.main()
