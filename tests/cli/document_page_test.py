"""What audience-document(5) shows is what the tool takes: every type of filter with an example, and every example evaluated."""
import json
import re
import unittest

from documentation import man_blocks, man_sections
from harness import CUSTOMERS, PURCHASES, ROOT, ShopTest, attribute

PAGE = (ROOT / "man/audience-document.5").read_text(encoding="utf-8")


def pieces(block):
    """The values of a block of JSON, each of which begins at its margin: objects, or keys with their values."""
    starts = [i for i, line in enumerate(block) if line[0] in '{"'] + [len(block)]
    for start, end in zip(starts, starts[1:]):
        text = "\n".join(block[start:end])
        yield json.loads(text if text.startswith("{") else "{" + text + "}")


def document_of(piece):
    """What a piece says, as a whole document: a filter stands alone in it, a key beside a filter or none."""
    if "filter_name" in piece:
        return {"filters": [{"filter_group": "g", "values": [piece]}]}
    if "filter_window" in piece:
        event = {"filter_name": "purchases", "filter_entity": "product_id", "filter_type": "IN", "filter_values": ["i_1"]}
        return {"filters": [{"filter_group": "g", "values": [{**event, **piece}]}]}
    return {"filters": [], **piece}


class DocumentPage(ShopTest):
    documents = [document_of(piece) for block in man_blocks(PAGE) for piece in pieces(block)]

    def setUp(self):
        super().setUp()
        self.ok("init")
        customers = [line + (",birthday" if line.startswith("customer_id") else ",1983-12-24") for line in CUSTOMERS.splitlines()]
        self.ok("import", "customers", self.write("customers.csv", "\n".join(customers) + "\n"))
        self.ok("import", "purchases", self.write("purchases.csv", PURCHASES))
        self.ok("create", self.document("Winter", [attribute("age", "BETWEEN", {"min_value": 37, "max_value": 74})]))

    def test_every_example_is_evaluated(self):
        self.assertGreater(len(self.documents), 25)
        for number, document in enumerate(self.documents):
            expect = document.pop("expect", None)
            self.document("Example", document.pop("filters"), **{**document, "audience_name": "Example"})
            self.ok("create", "Example.json", "--dry-run", "--as-of", "2023-09-14")
            if expect:
                self.document("Example", [], expect=expect)
                self.assertIn(str(expect["min_size"]), self.fails(11, "create", "Example.json", "--dry-run").err, number)

    def test_every_type_of_filter_has_an_example(self):
        source = (ROOT / "src/model/filter.cpp").read_text(encoding="utf-8")
        tests = re.findall(r'^ +\{Test::\w+, "([A-Z_]+)"\},$', source, re.MULTILINE)
        self.assertEqual(len(tests), 13)
        section = "\n".join(man_sections(PAGE)["TYPES OF FILTERS"]) + "\n"
        items = dict(re.findall(r"^\.It Li ([A-Z_]+ , [A-Z_]+)\n((?:(?!\.It ).*\n)*)", section, re.MULTILINE))
        twins = {test: "IS_NOT_NULL" if test == "IS_NULL" else f"NOT_{test}" for test in tests}
        self.assertEqual(sorted(items), sorted(f"{test} , {twin}" for test, twin in twins.items()))
        for names, text in items.items():
            shown = [piece["filter_type"] for block in man_blocks(text) for piece in pieces(block)]
            self.assertEqual(len(shown), 1, names)
            self.assertIn(shown[0], names.split(" , "))

    def test_every_key_is_one_of_a_document(self):
        keys = re.findall(r"^\.It Li (.+)$", "\n".join(man_sections(PAGE)["KEYS"]), re.MULTILINE)
        listed = [key for line in keys for key in line.split(" , ")]
        self.assertEqual(len(listed), len(set(listed)))
        values = {"audience_name": "Example", "filters": [], "audience_type": "customers", "status": "draft", "is_dynamic": True,
                  "is_uploaded": False, "limit": {"count": 1}, "expect": {"min_size": 0}, "recommendations_export": {}}
        self.write("all.json", json.dumps({key: values.get(key, "text") for key in listed}))
        self.ok("create", "all.json", "--dry-run")
        answer = set(self.ok("create", "all.json", "--dry-run", "--json").json())
        self.assertEqual(answer - set(listed), set())


if __name__ == "__main__":
    unittest.main()
