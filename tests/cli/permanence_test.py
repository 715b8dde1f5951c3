"""Members survive whatever happens to the rows of their customers."""
import unittest

from harness import CUSTOMERS, ShopTest, attribute


class Permanence(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()
        self.ok("create", self.document("paris", [attribute("city", "IN", ["Paris"])]))
        self.assertEqual(self.members("paris"), ["c_1", "c_3", "c_5"])

    def numbers(self):
        return self.sql("SELECT customer_id, customer_number FROM customers ORDER BY 1")

    def test_vacuum(self):
        before = self.numbers()
        self.sql("VACUUM")
        self.assertEqual(self.numbers(), before)
        self.assertEqual(self.members("paris"), ["c_1", "c_3", "c_5"])

    def test_replace_into_from_plain_sqlite(self):
        before = self.numbers()
        self.sql("REPLACE INTO customers SELECT * FROM customers")
        self.assertEqual(self.numbers(), before)
        self.sql("REPLACE INTO customers(customer_id, city) SELECT customer_id, city FROM customers ORDER BY customer_id DESC")
        self.assertEqual(self.numbers(), before)
        self.assertEqual(self.members("paris"), ["c_1", "c_3", "c_5"])

    def test_replacement_by_the_same_file_and_by_another_order(self):
        before = self.numbers()
        self.ok("import", "customers", self.folder / "customers.csv", "--replace")
        self.assertEqual(self.numbers(), before)
        header, *rows = CUSTOMERS.splitlines()
        self.ok("import", "customers", self.write("turned.csv", "\n".join([header, *reversed(rows)])), "--replace")
        self.assertEqual(self.numbers(), before)
        self.assertEqual(self.members("paris"), ["c_1", "c_3", "c_5"])

    def test_who_leaves_is_left_out_and_who_returns_is_a_member_again(self):
        header, *rows = CUSTOMERS.splitlines()
        self.ok("import", "customers", self.write("fewer.csv", "\n".join([header, *rows[1:]])), "--replace", "--max-removed", "1")
        self.assertEqual(self.members("paris"), ["c_3", "c_5"])
        self.assertEqual(self.ok("show", "paris").json()["audience_size"], 2)
        self.sql("INSERT INTO customers(customer_id, city) VALUES('c_9', 'Paris')")
        self.assertEqual(self.members("paris"), ["c_3", "c_5"], "a new customer is nobody's member")
        self.sql("INSERT INTO customers(customer_id, city) VALUES('c_1', 'Oslo')")
        self.assertEqual(self.members("paris"), ["c_1", "c_3", "c_5"])


if __name__ == "__main__":
    unittest.main()
