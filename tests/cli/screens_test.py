"""What people see: tables that fit the terminal they are on, and nothing left out elsewhere."""
import unicodedata
import unittest

from harness import ShopTest, attribute

WIDE = "customer_id,first_name,city\nc_1,李明李明,Paris\nc_2,שלום,Rome\nc_3,e\u0301te\u0301,Bonn\nc_4,x\x1b[31my,Köln\n"


def width(text):
    """By Unicode's own data."""
    return sum(0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


class Screens(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()
        self.ok("create", self.document("All", []))

    def test_a_listing_shows_the_columns_that_fit_and_says_how_many_there_are(self):
        screen = self.on_terminal("list-customers", "All", columns=60).out
        self.assertEqual(screen.splitlines()[0].split(), ["customer_id", "first_name", "last_name", "phone_number"])
        self.assertTrue(screen.endswith("\n1..5 of 5 customers · 4 of 11 columns: --columns, or\n--all-columns\n"), screen)
        for columns in (20, 40, 60, 80):
            lines = self.on_terminal("list-customers", "All", columns=columns).out.splitlines()
            self.assertLessEqual(max(map(width, lines)), columns)
        self.assertIn("clv_value", self.on_terminal("list-customers", "All", columns=200).out)
        self.assertNotIn("--all-columns", self.on_terminal("list-customers", "All", columns=200).out)

    def test_all_columns_are_shown_where_they_are_asked_for_and_off_a_terminal(self):
        everything = self.ok("--table", "list-customers", "All").out
        self.assertIn("1..5 of 5 customers\n", everything)
        self.assertEqual(self.on_terminal("list-customers", "All", "--all-columns", columns=40).out, everything)
        self.assertIn("clv_value", everything)

    def test_columns_that_hold_nothing_come_with_all_columns_too(self):
        self.sql("UPDATE customers SET phone_number = NULL")
        self.assertIn("; a column without values is left out (--columns all)", self.on_terminal("list-customers", "All", columns=200).out)
        self.assertIn("of 11 columns: ", self.on_terminal("list-customers", "All", columns=60).out)
        self.assertIn("phone_number", self.on_terminal("list-customers", "All", "--all-columns").out)

    def test_the_funnel_uses_the_width_there_is(self):
        self.ok("create", self.document("Two", [attribute("city", "IN", ["Paris", "Llanfair by the long bridge over the river"])]))
        phrase = "city Paris, Llanfair by the long bridge over the river"
        self.assertIn(phrase, self.on_terminal("show", "Two", columns=200).out)
        for columns in (40, 80):
            screen = self.on_terminal("show", "Two", "--no-color", columns=columns).out
            self.assertNotIn(phrase, screen)
            self.assertLessEqual(max(map(width, screen.splitlines()[3:-2])), columns)
            for word in phrase.split():
                self.assertIn(word, screen)
        self.assertIn("1 of 3 columns: --all-columns\n", self.on_terminal("show", "Two", columns=40).out)
        self.assertIn("missing", self.on_terminal("show", "Two", "--all-columns", columns=40).out)

    def test_letters_of_every_script_keep_columns_straight_and_none_steers_the_terminal(self):
        self.ok("import", "customers", "--replace", "--yes", self.write("wide.csv", WIDE))
        for screen in (self.on_terminal("list-customers", "All", "--columns", "first_name,city").out, self.ok("--table", "list-customers", "All", "--columns", "first_name,city").out):
            lines = screen.splitlines()[:5]
            places = [width(line[:line.index(city)]) for line, city in zip(lines, ["city", "Paris", "Rome", "Bonn", "Köln"])]
            self.assertEqual(len(set(places)), 1, screen)
            self.assertIn("x?[31my", screen)
            self.assertNotIn("\x1b", screen)

    def test_long_results_end_with_a_count(self):
        for line, end in {("imports",): "3 imports", ("history", "All"): "1 run", ("exports",): "No exports yet.",
                          ("list",): "1 audience", ("apply", "--dry-run", str(self.document("All", []))): "1 audience"}.items():
            with self.subTest(line):
                self.assertIn(end, self.on_terminal(*line, columns=200).out)


if __name__ == "__main__":
    unittest.main()
