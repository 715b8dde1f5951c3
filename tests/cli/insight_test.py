"""Who the members of an audience are, what audiences share, every value of a field, and all of it as pictures."""
import collections
import json
import os
import random
import sqlite3
import unittest
import xml.etree.ElementTree

from harness import ShopTest, attribute

CITIES = ["Paris", "Rome", "Bonn", "", "Zoëburgh"]
FIELDS = ["city", "age", "clv_value", "born", "email_consent", "born.month", "born.year"]
MONTHS = 12


def customers(count, seed):
    """Rows as an import takes them, some cells empty."""
    choose = random.Random(seed)
    rows = []
    for number in range(count):
        rows.append({"customer_id": f"c_{number}", "city": choose.choice(CITIES), "age": choose.choice(["", *map(str, range(18, 80))]),
                     "clv_value": f"{choose.randint(0, 40000) / 100:.2f}", "email_consent": choose.choice(["true", "false", ""]),
                     "born": f"{choose.randint(1950, 2004)}-{choose.randint(1, MONTHS):02}-{choose.randint(1, 28):02}"})
    return rows


class Insight(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")
        self.rows = customers(300, 7)
        self.ok("import", "customers", self.write("c.csv", "\n".join([",".join(self.rows[0]), *(",".join(row.values()) for row in self.rows)]) + "\n"))
        self.ok("create", self.document("Young", [attribute("age", "BETWEEN", {"min_value": 18, "max_value": 40})]))
        self.ok("create", self.document("Paris", [attribute("city", "IN", ["Paris"])], status="draft"))
        self.ok("create", self.document("Nobody", [attribute("city", "IN", ["Atlantis"])]))
        self.ok("create", self.document("All", []))

    @staticmethod
    def is_young(row):
        return row["age"] != "" and 18 <= int(row["age"]) <= 40

    def groups(self, audience, field, *options):
        answer = self.ok("breakdown", audience, "--by", field, "--all", *options).json()
        self.assertEqual([one["field"] for one in answer["breakdown"]], [field])
        return answer["breakdown"][0]["groups"]

    def test_every_customer_is_counted_once_whoever_answers(self):
        young = [row for row in self.rows if self.is_young(row)]
        answers = [self.ok("breakdown", "Young", "--by", ",".join(FIELDS), "--all").out]
        answers.append(self.ok("--engine", "scan", "breakdown", "Young", "--by", ",".join(FIELDS), "--all").out)
        self.ok("index", "--drop")
        answers.append(self.ok("breakdown", "Young", "--by", ",".join(FIELDS), "--all").out)
        self.assertEqual(len(set(answers)), 1)
        answer = json.loads(answers[0])
        self.assertEqual((answer["audience_size"], answer["customers"]), (len(young), 300))
        for field in answer["breakdown"]:
            self.assertEqual(sum(group["customers"] for group in field["groups"]), len(young), field["field"])
            self.assertEqual(sum(group["everyone"] for group in field["groups"]), 300, field["field"])

    def test_values_have_the_counts_that_python_counts(self):
        mine, all_of_them = (collections.Counter(row["city"] or None for row in rows) for rows in (filter(self.is_young, self.rows), self.rows))
        size = sum(mine.values())
        groups = self.groups("Young", "city")
        self.assertEqual({one["value"]: (one["customers"], one["everyone"]) for one in groups}, {city: (mine[city], all_of_them[city]) for city in all_of_them})
        self.assertIsNone(groups[-1]["value"])
        self.assertEqual([one["customers"] for one in groups[:-1]], sorted((one["customers"] for one in groups[:-1]), reverse=True))
        for one in groups:
            self.assertAlmostEqual(one["share"], one["customers"] / size)
            self.assertEqual(one["index"], int(100 * one["customers"] * 300 / (size * one["everyone"]) + 0.5))

    def test_numbers_lie_in_ranges_and_dates_in_years_or_their_parts(self):
        for one in self.groups("All", "age")[:-1]:
            self.assertEqual(one["value"], f"{one['from']}..{one['below'] - 1}")
            self.assertEqual(one["customers"], sum(row["age"] != "" and one["from"] <= int(row["age"]) < one["below"] for row in self.rows))
        for one in self.groups("All", "clv_value"):
            self.assertEqual(one["customers"], sum(one["from"] <= float(row["clv_value"]) < one["below"] for row in self.rows), one)
        born = collections.Counter(f"{row['born'][:3]}0..{row['born'][:3]}9" for row in self.rows)
        self.assertEqual({one["value"]: one["customers"] for one in self.groups("All", "born")}, born)
        months = collections.Counter(str(int(row["born"][5:7])) for row in self.rows)
        self.assertEqual([(one["value"], one["customers"]) for one in self.groups("All", "born.month")], [(str(m), months[str(m)]) for m in range(1, 13)])

    def test_everyone_is_100_and_nobody_has_no_share(self):
        self.assertEqual({one["index"] for one in self.groups("All", "city")}, {100})
        nobody = self.groups("Nobody", "city")
        self.assertEqual({(one["customers"], one["share"], one["index"]) for one in nobody}, {(0, None, None)})
        self.assertRegex(self.ok("--table", "breakdown", "Nobody", "--by", "city").out, r"missing +0 +- +-\n")

    def test_a_screen_has_a_table_for_each_field_and_says_what_it_leaves_out(self):
        screen = self.ok("--table", "breakdown", "Young", "--by", "city,age", "--limit", "2").out
        self.assertRegex(screen, r"^Young · \d+ of 300 customers\n\ncity +customers +share +index\n")
        self.assertRegex(screen, r"\n2 others +\d+ +[\d.]+ % +\d+\nmissing +\d+ +[\d.]+ % +\d+  █")
        self.assertRegex(screen, r"\nage +customers +share +index\n10\.\.19 ")
        self.assertEqual(screen.count("every value: --all\n"), 2)
        self.assertNotIn("other", self.ok("--table", "breakdown", "Young", "--by", "city", "--all").out)
        for columns in (40, 80, 200):
            self.assertLessEqual(max(map(len, self.on_terminal("breakdown", "Young", "--by", "city", "--no-color", columns=columns).out.splitlines())), columns)

    def test_drafts_and_an_empty_database_are_broken_down_too(self):
        self.assertEqual(self.groups("Paris", "city")[0]["value"], "Paris")
        empty = {"AUDIENCE_DB": str(self.folder / "empty.db")}
        self.ok("init", variables=empty)
        self.ok("create", self.document("E", []), variables=empty)
        self.assertEqual(self.ok("breakdown", "E", "--by", "city", variables=empty).json()["breakdown"][0]["groups"], [])
        self.assertEqual(self.ok("fields", "city", variables=empty).json()["groups"], [])
        self.assertIn("city", self.ok("--table", "fields", "city", variables=empty).out)

    def test_what_cannot_be_counted_is_refused_by_name(self):
        for line, code, words in [(("breakdown", "Young"), 2, "--by city,gender"), (("breakdown", "Young", "--by", " , "), 2, "--by names no column"),
                                  (("breakdown", "Young", "--by", "cty"), 4, 'did you mean "city"?'), (("breakdown", "Young", "--by", "city.month"), 4, "no part of a date"),
                                  (("breakdown", "Young", "--by", "born.moon"), 4, "dates have year, month"), (("breakdown", "Young", "--by", "email"), 2, "personal"),
                                  (("breakdown", "Old", "--by", "city"), 4, "Old"), (("breakdown", "Young", "--by", "city", "--all", "--limit", "3"), 2, "exclude"),
                                  (("breakdown", "Young", "--by", "city", "--limit", "-1"), 2, "--limit"), (("fields", "nothing"), 4, "customers have no attribute"),
                                  (("fields", "first_name"), 2, "personal"), (("fields", "--all"), 2, "one field")]:
            with self.subTest(line):
                result = self.fails(code, *line)
                self.assertIn(words, result.err)
                self.assertEqual(result.out, "")

    def test_fields_names_every_value_of_one(self):
        counts = collections.Counter(row["city"] or None for row in self.rows)
        for options in ((), ("--engine", "scan")):
            answer = self.ok("fields", "city", *options).json()
            self.assertEqual({one["value"]: one["customers"] for one in answer["groups"]}, counts)
            self.assertEqual((answer["field"], answer["type"], answer["customers"], answer["values"]), ("city", "text", 300, 4))
        ages = self.ok("fields", "age", "--limit", "3").json()
        self.assertEqual(len(ages["groups"]), 4)
        self.assertEqual(ages["others"]["values"], ages["values"] - 3)
        self.assertEqual(sum(one["customers"] for one in ages["groups"]) + ages["others"]["customers"], 300)
        self.assertRegex(self.on_terminal("fields", "age", "--limit", "20", columns=200).out,
                         r"\n20 of \d\d values of 300 customers · every value: --all\n$")

    def test_many_numbers_and_days_are_shown_in_ranges(self):
        for field, first in [("age", r"10\.\.19"), ("clv_value", "0 to <50"), ("born", r"1950\.\.1959")]:
            screen = self.on_terminal("fields", field, columns=200).out
            self.assertRegex(screen, rf"\n{first} ")
            self.assertRegex(screen, r"\n\d+ values of 300 customers, in ranges · every value: --all\n$")
            self.assertGreater(self.on_terminal("fields", field, "--all").out.count("\n"), 60)
            self.assertEqual(len([one for one in self.ok("fields", field).json()["groups"] if one["value"]]), 20)
        self.assertRegex(self.on_terminal("fields", "city").out, r"\n4 values of 300 customers\n$")

    def test_fields_names_every_value_of_a_column_of_events(self):
        products = random.Random(3).choices(["a", "b", "c"], k=90)
        lines = [f"c_{number},{product},2023-01-{1 + number % 28:02},{number % 40},1,x@example.org\n" for number, product in enumerate(products)]
        self.ok("import", "purchases", self.write("p.csv", "customer_id,product_id,purchased_at,quantity,unit_price,email\n" + "".join(lines)))
        for name in ("product_id", "purchases.product_id"):
            for options in ((), ("--engine", "scan")):
                answer = self.ok("fields", name, *options).json()
                self.assertEqual({one["value"]: one["events"] for one in answer["groups"]}, collections.Counter(products))
                self.assertEqual((answer["field"], answer["event"], answer["type"], answer["events"], answer["values"]), (name, "purchases", "text", 90, 3))
        screen = self.on_terminal("fields", "product_id", columns=80).out
        self.assertRegex(screen, r"^product_id +events +share\n")
        self.assertRegex(screen, r"\n3 values of 90 events of purchases\n$")
        self.assertRegex(self.on_terminal("fields", "quantity").out, r"\n0\.\.4 ")
        self.assertIn("personal", self.fails(2, "fields", "purchases.email").err)
        self.assertIn('did you mean "product_id"?', self.fails(4, "fields", "produkt_id").err)

    def test_a_column_that_several_events_have_is_named_with_its_event(self):
        shop = sqlite3.connect(self.folder / "other.db")
        shop.executescript("CREATE TABLE people(id INTEGER PRIMARY KEY, city TEXT); INSERT INTO people VALUES(1, 'Paris');"
                           "CREATE TABLE visits(person INTEGER, at TEXT, page TEXT); CREATE TABLE calls(person INTEGER, at TEXT, page TEXT);"
                           "INSERT INTO visits VALUES(1, '2023-01-01', 'home'), (1, '2023-01-02', 'home'); INSERT INTO calls VALUES(1, '2023-01-01', 'help');")
        shop.close()
        event = {"customer": "person", "time": "at", "entity": "page"}
        self.write("catalog.json", json.dumps({"database": "other.db", "customers": {"table": "people", "key": "id"},
                                               "events": [{"name": name, "table": name, **event} for name in ("visits", "calls")]}))
        other = {"AUDIENCE_DB": str(self.folder / "own.db")}
        self.ok("init", "--catalog", "catalog.json", variables=other)
        self.assertIn("visits.page", self.fails(2, "fields", "page", variables=other).err)
        self.assertEqual([(one["value"], one["events"]) for one in self.ok("fields", "visits.page", variables=other).json()["groups"]], [("home", 2)])

    def test_fields_alone_fits_the_terminal_and_shows_the_values(self):
        screen = self.on_terminal("fields", columns=80).out
        self.assertRegex(screen, r"\n {2}city +text +(Paris|Rome|Bonn|Zoëburgh), ")
        self.assertRegex(screen, r"\n {2}email +text +personal\n")
        self.assertIn("days_since_last", screen)
        self.assertLessEqual(max(map(len, screen.splitlines())), 80)

    def test_audiences_share_what_sets_share(self):
        members = {name: set(self.members(name)) for name in ("Young", "Paris", "All", "Nobody")}
        for names in (("Young", "Paris"), ("Young", "Paris", "All"), ("Nobody", "Paris", "Young", "All")):
            answer = self.ok("overlap", *names).json()
            sets = [members[name] for name in names]
            times = collections.Counter(one for some in sets for one in some)
            self.assertEqual([(one["audience_name"], one["audience_size"]) for one in answer["audiences"]], [(name, len(members[name])) for name in names])
            self.assertEqual((answer["in_all"], answer["in_any"], answer["in_exactly_one"], answer["customers"]),
                             (len(set.intersection(*sets)), len(times), sum(count == 1 for count in times.values()), 300))
            for pair in answer["pairs"]:
                a, b = (members[name] for name in pair["audiences"])
                self.assertEqual((pair["shared"], pair["in_either"]), (len(a & b), len(a | b)))
                self.assertAlmostEqual(pair["jaccard"], len(a & b) / len(a | b))
            self.assertEqual(len(answer["pairs"]), len(names) * (len(names) - 1) // 2)
        self.assertEqual(self.ok("overlap", "Nobody", self.ok("show", "Paris").json()["audience_id"]).json()["pairs"][0]["jaccard"], 0)

    def test_an_overlap_is_a_square_of_counts(self):
        young, paris = (len(self.members(name)) for name in ("Young", "Paris"))
        both = len(set(self.members("Young")) & set(self.members("Paris")))
        screen = self.ok("--table", "overlap", "Young", "Paris").out
        self.assertRegex(screen, rf"^ +Young +Paris\nYoung +{young} +{both}\nParis +{both} +{paris}\n\nin both {both} · in exactly one {young + paris - 2 * both} · in any {young + paris - both}\n")
        self.assertRegex(screen, r"\nJaccard Young–Paris 0\.\d\d\n$")
        self.assertIn("in all three ", self.ok("--table", "overlap", "Young", "Paris", "All").out)

    def test_one_audience_overlaps_with_nothing(self):
        self.assertIn("two audiences or more", self.fails(2, "overlap", "Young").err)
        self.assertIn('"Young" is named twice', self.fails(2, "overlap", "Young", "Young").err)
        self.assertIn("Old", self.fails(4, "overlap", "Young", "Old").err)


class Pictures(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()
        self.ok("create", self.document("A <b> & C", [attribute("city", "IN", ["Paris"])]))

    LINES = (("show", "A <b> & C"), ("explain", "A <b> & C"), ("history", "A <b> & C"), ("breakdown", "A <b> & C", "--by", "city,age"))

    def test_a_picture_is_an_svg_file_that_needs_nothing_else(self):
        for line in self.LINES:
            with self.subTest(line[0]):
                plain = self.ok(*line).out
                answer = self.ok(*line, "--svg", f"{line[0]}.svg").out
                if line[0] != "explain":  # which tells how long it took
                    self.assertEqual(answer, plain)
                path = self.folder / f"{line[0]}.svg"
                text = path.read_text(encoding="utf-8")
                root = xml.etree.ElementTree.fromstring(text)
                self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
                self.assertEqual(root.findtext("{http://www.w3.org/2000/svg}title"), "A <b> & C")
                self.assertNotIn("script", text)
                self.assertNotIn("href", text)
                self.assertIn("prefers-color-scheme", text)
                self.assertEqual(os.stat(path).st_mode & 0o777, 0o644)

    def test_create_draws_its_funnel_once_the_audience_is_stored(self):
        document = self.document("Drawn", [attribute("city", "IN", ["Paris"])])
        path = self.write("drawn.svg", "mine")
        self.fails(5, "create", document, "--svg", path)
        self.assertNotIn("Drawn", [one["audience_name"] for one in self.ok("list").json()])
        self.ok("create", document, "--svg", path, "--force")
        self.assertEqual(xml.etree.ElementTree.parse(path).getroot().findtext("{http://www.w3.org/2000/svg}title"), "Drawn")
        self.assertEqual(self.ok("show", "Drawn", "--svg", "-").out.count("<rect"), path.read_text(encoding="utf-8").count("<rect"))
        for more in (("--dry-run",), ("--if-exists", "skip")):
            xml.etree.ElementTree.fromstring(self.ok("create", document if "skip" in more else self.document("New", []), *more, "--svg", "-").out)
        self.assertIn("--svg", self.fails(2, "create", document, "--force").err)

    def test_a_file_that_is_there_is_replaced_only_by_force(self):
        path = self.write("show.svg", "mine")
        for line in self.LINES:
            self.fails(5, *line, "--svg", path)
            self.assertEqual(path.read_text(), "mine")
        self.ok(*self.LINES[0], "--svg", path, "--force")
        self.assertIn("<svg", path.read_text())

    def test_a_picture_goes_to_standard_output_in_place_of_the_answer(self):
        for line in self.LINES:
            xml.etree.ElementTree.fromstring(self.ok(*line, "--svg", "-").out)

    def test_a_picture_never_takes_the_place_of_the_database(self):
        before = self.db.read_bytes()
        self.assertNotEqual(self.run_tool("show", "A <b> & C", "--svg", self.db, "--force").code, 0)
        self.assertEqual(self.db.read_bytes(), before)
        self.assertIn("--svg", self.fails(2, "show", "A <b> & C", "--force").err)
        self.fails(4, "show", "A <b> & C", "--svg", "nowhere/a.svg")


if __name__ == "__main__":
    unittest.main()
