"""Which columns a listing and an export show: those an import brought too, and those that `--columns` asks for."""
import csv
import io
import unittest

from harness import ShopTest

FILE = """customer_id,first_name,Loyalty Tier,city,points,product_code
c_1,Ana,gold,Paris,12,
c_2,Bob,silver,Rome,4,
"""
BUILT_IN = ["customer_id", "first_name", "last_name", "phone_number", "email", "gender", "age", "city", "segment_id", "segment_name", "clv_value"]
BROUGHT = ["loyalty_tier", "points", "product_code"]
PRODUCTS = ["product_1", "product_2"]


class ListedColumns(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")
        self.ok("import", "customers", self.write("c.csv", FILE))
        self.ok("create", self.document("All", [], recommendations_export={"number_of_recommendations": 2, "recommendations_type": "bestseller"}))

    def shown(self, *options):
        """Names in an export, which a listing as JSON must have too."""
        exported = next(csv.reader(io.StringIO(self.ok("export", "All", "-o", "-", "--no-link", *options).out)))
        listed = self.ok("list-customers", "All", *options).json()["customers"][0]
        self.assertEqual(list(listed), list(dict.fromkeys(exported)))
        return exported

    def test_what_an_import_brought_is_shown_in_the_order_of_the_file(self):
        self.assertEqual(self.shown(), BUILT_IN + BROUGHT + PRODUCTS)
        self.assertEqual(self.ok("list-customers", "All").json()["customers"][0]["loyalty_tier"], "gold")

    def test_a_screen_leaves_out_what_holds_nothing(self):
        for columns in ("fresh", "gone"):
            with self.subTest(columns):
                screen = self.ok("--table", "list-customers", "All").out
                self.assertEqual(screen.split("\n")[0].split(), ["customer_id", "first_name", "city", "loyalty_tier", "points", *PRODUCTS])
                self.assertIn("1..2 of 2 customers; 9 columns without values are left out (--columns all)\n", screen)
            self.ok("index", "--drop")
        self.sql("UPDATE customers SET age = 30 WHERE customer_id = 'c_2'")
        self.assertIn("8 columns without values are left out", self.ok("--table", "list-customers", "All").out)
        self.assertNotIn("left out", self.ok("--table", "list-customers", "All", "--columns", "age,email").out)

    def test_columns_are_chosen_by_name_by_pattern_and_by_what_is_left_out(self):
        everything = BUILT_IN + BROUGHT + PRODUCTS + ["email_consent"]
        for chosen, shown in {
                "all": everything,
                "*": everything,
                "-phone_number": [one for one in BUILT_IN + BROUGHT + PRODUCTS if one != "phone_number"],
                "-p*,-segment_*": ["customer_id", "first_name", "last_name", "email", "gender", "age", "city", "clv_value", "loyalty_tier"],
                "product_*": ["product_code", *PRODUCTS],
                "product_[0-9]": PRODUCTS,
                "city, *_name": ["city", "first_name", "last_name", "segment_name"],
                "*_name,city,first_name": ["first_name", "last_name", "segment_name", "city"],
                "points,all,-product_2": ["points", *(one for one in everything if one not in ("points", "product_2"))],
                "city,city": ["city", "city"],
        }.items():
            with self.subTest(chosen):
                self.assertEqual(self.shown("--columns", chosen), shown)

    def test_what_fits_nothing_is_refused_with_what_there_is(self):
        for chosen, words in {"x*": 'no column matches "x*"', "-x*": 'no column matches "x*"', "-fon": 'no column "fon"', "Loyalty_Tier": 'did you mean "loyalty_tier"?', "-*": "no column is left",
                              "city,-city": "no column is left"}.items():
            with self.subTest(chosen):
                self.assertIn(words, self.fails(2, "list-customers", "All", "--columns", chosen).err)

    def test_a_column_called_all_is_meant_by_that_name(self):
        self.ok("import", "customers", self.write("all.csv", "customer_id,all\nc_1,yes\n"))
        self.assertEqual(self.shown("--columns", "all"), ["all"])
        self.assertIn("city", self.shown("--columns", "*"))


if __name__ == "__main__":
    unittest.main()
