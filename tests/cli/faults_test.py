"""Faulty documents: every fault told with its place, exit 3, nothing stored."""
import hashlib
import json
import unittest

from harness import ShopTest, attribute

FIVE = """{
  "audience_name": "Five",
  "statu": "created",
  "is_dynamic": "no",
  "filters": [
    {
      "filter_group": "demographics",
      "values": [
        {"filter_name": "age", "filter_type": "BETWEN", "filter_values": {"min_value": 1, "max_value": 2}},
        {"filter_name": "cty", "filter_type": "IN", "filter_values": ["Paris"]},
        {"filter_name": "age", "filter_type": "IN", "filter_values": ["37"]}
      ]
    }
  ]
}
"""


class Faults(ShopTest):
    def test_five_faults_are_five_located_messages_and_nothing_is_stored(self):
        self.make_shop()
        before = hashlib.sha256(self.db.read_bytes()).hexdigest()
        result = self.fails(3, "create", self.write("five.json", FIVE))
        faults = result.err.split(f"{self.folder}/five.json:")[1:]
        self.assertEqual(len(faults), 5, result.err)
        for fault, (place, text) in zip(faults, [
                ("3:3 /statu", '"status"'), ("4:17 /is_dynamic", "true or false"),
                ("9:47 /filters/0/values/0/filter_type", 'did you mean "BETWEEN"?'),
                ("10:25 /filters/0/values/1/filter_name", 'did you mean "city"?'),
                ("11:71 /filters/0/values/2/filter_values/0", "37")]):
            lines = fault.splitlines()
            self.assertEqual([lines[0].split(": ")[0], lines[-1].strip()], place.split(" "))
            self.assertIn(text, lines[0])
        self.assertEqual(hashlib.sha256(self.db.read_bytes()).hexdigest(), before)
        self.assertEqual(self.ok("list").json(), [])

    def test_faults_of_one_kind_each(self):
        self.make_shop()
        for filters, hint in [
                ([attribute("age", "BETWEEN", {"min_value": 9, "max_value": 3})], "9"),
                ([attribute("email_consent", "IN", ["yes"])], "true"),
                ([attribute("segment_id", "IN", [3])], '"3"'),
                ([attribute("city", "BETWEEN", {"min_value": 1, "max_value": 3})], "city"),
                ([attribute("age", "IN", [])], "empty"),
                ([attribute("age", "IN", [None])], "null"),
                ([attribute("purchases-180-days", "IN", ["i_1"], filter_entity="product")], "product_id"),
                ([attribute("customer-lifetime-value", "BETWEEN", {"value_name": "clvv", "min_value": 1})], "clv"),
                ([{**attribute("age", "IN", [3]), "next_group_connector": "and"}], "AND")]:
            result = self.fails(3, "create", self.document("x", filters))
            self.assertIn(hint, result.err)
            self.assertRegex(result.err, r"x\.json:\d+:\d+: .*\n(.*\n)+ {6}/filters/0")
        self.assertEqual(self.ok("list").json(), [])

    def test_what_is_no_document_at_all(self):
        self.make_shop()
        for text in ["", "{", "[]", "3", '{"audience_name": "a", "audience_name": "b", "filters": []}', "[" * 100,
                     '{"audience_name": "a", "filters": 1e999}', "\x00"]:
            result = self.fails(3, "create", "-", stdin=text)
            self.assertRegex(result.err, r"^stdin:\d+:\d+:? ", repr(text))
        self.fails(4, "create", "absent.json")

    def test_a_sql_text_is_a_value_like_any_other(self):
        self.make_shop()
        evil = "'; DROP TABLE customers; --"
        answer = self.ok("create", self.document("evil", [attribute("city", "IN", [evil])])).json()
        self.assertEqual(answer["audience_size"], 0)
        self.fails(3, "create", self.document("evil2", [attribute(evil, "IN", ["a"])]))
        self.assertEqual(self.sql("SELECT count(*) FROM customers"), [(5,)])
        self.fails(2, "list-customers", "evil", "--columns", 'city" FROM customers --')
        self.assertTrue(json.loads(self.ok("list").out))


if __name__ == "__main__":
    unittest.main()
