"""The JSON Schema of documents and catalogs held against the parser: what that accepts the schema accepts, and what the
parser alone refuses is of a few kinds. And the first document that it comes with."""
import copy
import json
import random
import re
import sqlite3
import unittest

from harness import ROOT, ShopTest, attribute
from written_documents import document, maybe

# The harness goes on in Debian's Python, where it is.
from jsonschema import Draft7Validator

DOCUMENTS_OF_PART = 500  # in each of four parts, which run beside each other
# What a schema cannot say, by the parser's words.
OF_THE_PARSER_ALONE = {
    "ends the wrong way round": r"is over (max|to_days)|the window is empty|from_days \S+ is over",
    "orders twice or here and there": r"is given twice in this list|is missing here, but other entries",
    "audiences that are not there, and cycles": r"unknown audience|uses itself|→",
    "days that no calendar has": r"is no date|is no day of a year",
    "numbers of more than 18 digits": r"out of range",
    "groups nested too deep": r"nested deeper",
}
SOME_VALUES = [None, True, False, 0, 1, -1, 1.5, 7, 400, 3 * 10**9, "", " ", "x", "37", "true", "2023-01-31", "2023-02-30", "now-30d", "12-24", [], [1], ["Paris"],
               [None], {}, {"value": 3}, {"min_value": 3, "max_value": 1}, {"value_name": "count"}, {"last_days": 9}, "customer", "purchases", "product_id",
               "birthday.month", "purchases-30-days", "purchases-0-days", "bucket", "audience", "a\nb", "audience-id-x", "0123456789abcdef0123456789abcdef"]
KEYS = ["filter_name", "filter_type", "filter_entity", "filter_values", "filter_window", "filter_where", "filter_order", "filter_group", "values", "value_name",
        "value", "min_value", "max_value", "limit", "expect", "count", "percent", "order_by", "last_days", "calendar", "from", "$schema", "count_now", "audience_id"]


def containers(value, found=None):
    """Every list and object within it."""
    found = [] if found is None else found
    if isinstance(value, (dict, list)):
        found.append(value)
        for one in value.values() if isinstance(value, dict) else value:
            containers(one, found)
    return found


def words_of(value):
    return [one[key] for one in containers(value) for key in (one if isinstance(one, dict) else range(len(one))) if isinstance(one[key], str)]


def changed(random, value):
    """With one thing in it changed at random: often wrong, at times still right."""
    value = copy.deepcopy(value)
    place = random.choice(containers(value))
    keys = list(place) if isinstance(place, dict) else list(range(len(place)))
    change = random.randrange(6)
    if change == 0 and keys:
        del place[random.choice(keys)]
    elif change == 1 and isinstance(place, dict):
        place[random.choice(KEYS)] = random.choice(SOME_VALUES)
    elif change == 2 and isinstance(place, dict) and keys:
        place[random.choice(KEYS)] = place.pop(random.choice(keys))
    elif change == 3 and keys:
        place[random.choice(keys)] = random.choice(words_of(value) or ["x"])
    elif change == 4 and isinstance(place, list) and place:
        place.append(copy.deepcopy(random.choice(place)))
    elif keys:
        place[random.choice(keys)] = random.choice(SOME_VALUES)
    return value


class Schema(ShopTest):
    def make_wide_shop(self):
        self.make_shop()
        self.ok("import", "customers", "-", stdin="customer_id,signed_up,birthday,city\n" + "".join(
            f"d_{n},2023-01-31,1990-05-01,{'Paris' if n % 2 else 'Sankt Pölten'}\n" for n in range(24)))
        self.ok("import", "purchases", "-", stdin="customer_id,product_id,purchased_at,returned_on,gift\nc_3,i_9,2023-02-03,2023-02-20,true\n")
        self.ok("create", self.document("Loyal", []))

    def schema(self, *options):
        schema = self.ok("schema", *options).json()
        Draft7Validator.check_schema(schema)
        return Draft7Validator(schema)

    @staticmethod
    def documents(part):
        numbers = random.Random(914 + part)
        for number in range(DOCUMENTS_OF_PART):
            value = document(numbers, f"Audience {number}")
            del value["filters"][1:]
            del value["filters"][0]["values"][2:]
            if maybe(numbers, 0.6):
                value = changed(numbers, value)
                if value.get("audience_name", "") == f"Audience {number}" and maybe(numbers, 0.2):
                    value = changed(numbers, value)
            yield value

    def test_what_the_parser_accepts_the_schema_accepts_part_1(self):
        self.hold_against_the_parser(1)

    def test_what_the_parser_accepts_the_schema_accepts_part_2(self):
        self.hold_against_the_parser(2)

    def test_what_the_parser_accepts_the_schema_accepts_part_3(self):
        self.hold_against_the_parser(3)

    def test_what_the_parser_accepts_the_schema_accepts_part_4(self):
        self.hold_against_the_parser(4)

    def hold_against_the_parser(self, part):
        self.make_wide_shop()
        schema = self.schema()
        folder = self.folder / "documents"
        folder.mkdir()
        values = list(self.documents(part))
        for number, value in enumerate(values):
            (folder / f"{number:04}.json").write_text(json.dumps(value))
        answers = self.run_tool("validate", folder, "--json", "-q").json()
        right = wrong = 0
        apart, alone = [], {kind: 0 for kind in OF_THE_PARSER_ALONE}
        for value, answer in zip(values, answers):
            faults = [fault["message"] for fault in answer["faults"] if "is the audience_name of" not in fault["message"]]
            fits = schema.is_valid(value)
            right, wrong = right + (not faults), wrong + bool(faults)
            if not faults and not fits:
                apart.append((value, [error.message[:300] for error in schema.iter_errors(value)]))
            elif faults and fits:
                kinds = {next((kind for kind, pattern in OF_THE_PARSER_ALONE.items() if re.search(pattern, fault)), None) for fault in faults}
                for kind in kinds - {None}:
                    alone[kind] += 1
                if None in kinds:
                    apart.append((value, faults))
        print(f"\n{right} right, {wrong} wrong; refused by the parser alone: {alone}; apart: {len(apart)}")
        self.assertEqual(apart[:5], [])
        self.assertGreater(min(right, wrong), 175)

    def test_what_the_parser_alone_refuses_is_of_every_listed_kind(self):
        self.make_wide_shop()
        schema = self.schema()
        numbers = "12345678901234567890"
        cases = {"ends the wrong way round": attribute("age", "BETWEEN", {"min_value": 3, "max_value": 1}),
                 "orders twice or here and there": {"filter_group": "g", "values": [
                     {"filter_name": "age", "filter_type": "IS_NULL", "filter_order": 1}] * 2},
                 "audiences that are not there, and cycles": attribute("audience", "IN", ["Absent"], filter_entity="audience_id"),
                 "days that no calendar has": attribute("signed_up", "IN", ["2023-02-30"]),
                 "numbers of more than 18 digits": attribute("age", "IN", [int(numbers)])}
        self.assertEqual(set(cases) | {"groups nested too deep"}, set(OF_THE_PARSER_ALONE))
        for kind, group in cases.items():
            with self.subTest(kind):
                path = self.document("one", [group])
                self.assertRegex(self.fails(3, "validate", path).json()[0]["faults"][0]["message"], OF_THE_PARSER_ALONE[kind])
                self.assertTrue(schema.is_valid(json.loads(path.read_text())))

    def test_values_are_offered_and_never_demanded_and_personal_ones_not_even_offered(self):
        self.make_wide_shop()
        text = self.ok("schema").out
        self.assertIn('"Sankt Pölten"', text)
        self.assertIn('"Loyal"', text)
        for value in ("ana@example.org", "Petrov", "+381 64 123", "Novak", "London"):  # London: held by too few
            self.assertNotIn(value, text)
        schema = self.schema()
        self.assertTrue(schema.is_valid({"audience_name": "A", "filters": [attribute("city", "IN", ["Atlantis"])]}))
        self.assertFalse(schema.is_valid({"audience_name": "A", "filters": [attribute("cty", "IN", ["Paris"])]}))
        for name in ("signed_up.month", "birthday", "customer-lifetime-value", "purchases", "audience", "bucket", "sum_amount", "returned_on", "this_month"):
            self.assertIn(f'"{name}"', text)

    def test_without_a_database_the_names_are_those_of_a_new_one(self):
        alone = self.ok("schema")
        self.assertIn(f"there is no database {self.db}: names are those of a new one", alone.err)
        self.ok("init")
        of_new = self.ok("schema")
        self.assertEqual(json.loads(alone.out), json.loads(of_new.out))
        self.assertEqual(of_new.err, "")
        self.fails(8, "--db", "absent.db", "schema")

    def test_a_catalog_has_a_schema_too(self):
        self.make_shop()
        schema = self.schema("--catalog")
        catalog = self.ok("catalog").json()
        schema.validate({"$schema": "x", **catalog})
        for wrong in ({}, {"customers": {"table": "customers"}}, {"customer": {}}, {**catalog, "events": [{"name": "purchases"}]}):
            self.assertFalse(schema.is_valid(wrong))
        self.assertIn('"purchased_at"', self.ok("schema", "--catalog").out)

    def test_another_programs_names_are_in_its_schema(self):
        crm = sqlite3.connect(self.folder / "crm.sqlite")
        crm.executescript("CREATE TABLE people(id TEXT PRIMARY KEY, town TEXT, \"weird.name (x)\" TEXT);"
                          "CREATE TABLE orders(who TEXT, at TEXT, sku TEXT, returned DATE); INSERT INTO people VALUES('a', 'Rome', 'y')")
        crm.close()
        self.write("crm.json", json.dumps({"database": "crm.sqlite", "customers": {"table": "people", "key": "id"}, "events": [
            {"name": "orders", "table": "orders", "customer": "who", "time": "at", "entity": "sku"}]}))
        self.ok("init", "--catalog", "crm.json")
        schema = self.schema()
        groups = [attribute("town", "IN", ["Rome"]), attribute("weird.name (x)", "IN", ["y"]), attribute("orders-30-days", "IN", ["x"], filter_entity="sku"),
                  attribute("orders", "EQUALS", {"value_name": "max_returned", "value": "2023-01-31"}, filter_entity="orders")]
        path = self.document("A", groups)
        self.ok("validate", path)
        schema.validate(json.loads(path.read_text()))
        self.assertFalse(schema.is_valid({"audience_name": "A", "filters": [attribute("city", "IN", ["Rome"])]}))

    def test_a_new_document_is_right_and_completed_by_its_schema(self):
        self.make_wide_shop()
        result = self.ok("new", "winter")
        self.assertEqual(result.json(), {"file": "winter.json", "audience_name": "winter", "schema": ".audience/schema.json", "schema_written": True})
        text = (self.folder / "winter.json").read_text()
        self.assertEqual(json.loads(text), {
            "$schema": "./.audience/schema.json", "audience_name": "winter",
            "filters": [{"filter_group": "demographics", "values": [{"filter_name": "city", "filter_type": "IN", "filter_values": ["Paris"]}]}]})
        schema = json.loads((self.folder / ".audience/schema.json").read_text())
        Draft7Validator(schema).validate(json.loads(text))
        self.assertEqual(schema, self.ok("schema").json())
        self.assertEqual(self.ok("create", "winter.json", "-q").json()["audience_size"], 15)
        self.assertNotIn("$schema", self.ok("show", "winter").json())
        (self.folder / "audiences").mkdir()
        told = self.ok("new", "audiences/Früh jahr", "--table").out
        self.assertEqual(told, "Wrote audiences/Früh jahr.json, and audiences/.audience/schema.json, by which editors complete it\n"
                               "Next   audience explain 'audiences/Früh jahr.json'\n")
        self.assertEqual(len(self.ok("validate", "audiences").json()), 1)

    def test_the_document_that_the_readme_shows_is_right(self):
        self.make_wide_shop()
        text = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## A document\n")[1].split("\n    }\n")[0] + "\n    }"
        path = self.write("readme.json", text)
        self.ok("--db", self.db, "validate", path)
        self.schema().validate(json.loads(text))

    def test_nothing_is_written_over(self):
        self.ok("new", "winter")
        self.assertIn('"IS_NOT_NULL"', (self.folder / "winter.json").read_text())  # no data yet
        (self.folder / ".audience/schema.json").write_text("mine")
        refused = self.fails(5, "new", "winter.json")
        self.assertEqual(refused.err, "audience: winter.json exists already\n  choose another name; nothing is written over it\n")
        self.assertFalse(self.ok("new", "spring").json()["schema_written"])
        self.assertEqual((self.folder / ".audience/schema.json").read_text(), "mine")
        (self.folder / "link.json").symlink_to("nowhere")
        self.fails(5, "new", "link")
        self.fails(4, "new", "no/such/folder")
        for name in ("", " ", "audience-id-x", "0123456789abcdef0123456789abcdef"):
            self.fails(2, "new", name)


if __name__ == "__main__":
    unittest.main()
