"""Notes on what an evaluation saw that its author may not expect, the same in create, update, apply and explain."""
import json
import unittest

from harness import ShopTest, attribute, bought


def document(name, groups, **more):
    return json.dumps({"audience_name": name, "filters": groups, **more})


class Notes(ShopTest):
    def notes(self, *arguments, **options):
        return [line for line in self.ok(*arguments, **options).err.splitlines() if line.startswith("note: ") and "scanned" not in line]

    def test_a_value_that_nobody_has_is_noted_with_the_nearest_one(self):
        self.make_shop()
        text = document("A", [attribute("gender", "IN", ["Female"]), attribute("city", "IN", ["Pariss", "London"])], status="draft")
        wanted = ['note: gender "Female": 0 customers; "female": 2', 'note: city "Pariss": 0 customers; "Paris": 3']
        for command in (["create", "-", "--dry-run"], ["create", "-"], ["update", "A", "-", "--dry-run"], ["update", "A", "-"]):
            with self.subTest(command):
                self.assertEqual([note for note in self.notes(*command, stdin=text) if '"' in note], wanted)
        self.assertEqual(self.ok("explain", "-", stdin=text).json()["notes"], [note.removeprefix("note: ") for note in wanted])
        self.write("b.json", document("B", [attribute("gender", "IN", ["Female"])]))
        self.assertIn('note: "B": gender "Female": 0 customers; "female": 2', self.notes("apply", "b.json", "--dry-run"))
        result = self.ok("validate", "b.json")
        self.assertIn('note: b.json: gender "Female": 0 customers; "female": 2', result.err)
        self.assertEqual(result.json()[0]["notes"], ['gender "Female": 0 customers; "female": 2'])
        self.assertEqual(self.ok("create", "-", "--dry-run", "-q", stdin=text).err, "")

    def test_the_same_is_noted_from_columns(self):
        self.make_shop()
        self.ok("index")
        text = document("A", [attribute("city", "EQUALS", {"value": "paris"}), bought(["i_8733"])])
        self.assertEqual([note for note in self.notes("create", "-", "--dry-run", stdin=text) if '"' in note],
                         ['note: city "paris": 0 customers; "Paris": 3', 'note: purchases product_id "i_8733": 0 events; "i_8732": 3'])

    def test_of_a_personal_attribute_no_value_of_anybody_is_told(self):
        self.make_shop()
        text = document("A", [attribute("email", "IN", ["bob@example.com"]), attribute("first_name", "IN", ["Anna"])])
        for command in (["create", "-", "--dry-run"], ["create", "-"]):
            err = self.ok(*command, stdin=text).err
            self.assertIn('email "bob@example.com": 0 customers\n', err)
            self.assertIn('first_name "Anna": 0 customers\n', err)
            for value in ("example.org", "Ana\"", "Eve"):
                self.assertNotIn(value, err)

    def test_filters_that_remove_nobody_or_everybody_are_noted(self):
        self.make_shop()
        groups = [{"filter_group": "g", "values": [
            {"filter_name": "customer_id", "filter_type": "IS_NOT_NULL"},
            {"filter_name": "age", "filter_type": "BETWEEN", "filter_values": {"min_value": 30}, "filter_value_connector": "OR"},
            {"filter_name": "age", "filter_type": "GREATER_THAN", "filter_values": {"value": 70}},
            {"filter_name": "age", "filter_type": "LESS_THAN", "filter_values": {"value": 10}},
            {"filter_name": "gender", "filter_type": "EQUALS", "filter_values": {"value": "male"}}]}]
        self.assertEqual(self.notes("create", "-", "--dry-run", stdin=document("A", groups)), [
            "note: filter 1, customer_id known, removes nobody", "note: filter 3, age > 70, adds nobody", "note: filter 4, age < 10, removes everybody"])

    def test_an_empty_database_is_noted_and_nothing_else(self):
        self.ok("init")
        text = document("A", [attribute("city", "IN", ["Paris"])])
        for command in (["create", "-", "--dry-run"], ["create", "-"], ["explain", "-"]):
            self.assertEqual(self.notes(*command, stdin=text),
                             ["note: there are no customers yet; `audience import customers FILE` loads them"])


if __name__ == "__main__":
    unittest.main()
