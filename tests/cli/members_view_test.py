"""The view of members as other programs see it: plain SQL, without this tool."""
import shutil
import subprocess
import unittest

from harness import ShopTest, attribute


class MembersView(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()

    def viewed(self, condition="TRUE"):
        return self.sql(f"SELECT audience_name, customer_id FROM audience_members WHERE {condition} ORDER BY 1, 2")

    def test_every_change_of_members_is_seen(self):
        self.assertEqual(self.viewed(), [])
        self.ok("create", self.document("paris", [attribute("city", "IN", ["Paris"])], is_dynamic=True))
        self.ok("upload", "list", self.write("ids.txt", "c_2\nc_4\n"))
        self.assertEqual(self.viewed("audience_name = 'paris'"), [("paris", one) for one in self.members("paris")])
        self.assertEqual(self.viewed("customer_id = 'c_2'"), [("list", "c_2")])
        self.ok("import", "customers", self.write("moved.csv", "customer_id,city\nc_2,Paris\nc_3,Oslo\n"))
        self.ok("refresh", "paris")
        self.assertEqual(self.viewed("audience_name = 'paris'"), [("paris", "c_1"), ("paris", "c_2"), ("paris", "c_5")])
        # Who is gone is not told, nor who was erased, nor what was deleted.
        self.sql("DELETE FROM customers WHERE customer_id = 'c_5'")
        self.ok("erase-customer", "c_1", "--yes")
        self.assertEqual(self.viewed(), [("list", "c_2"), ("list", "c_4"), ("paris", "c_2")])
        self.ok("rename", "paris", "Seine")
        self.ok("delete", "list", "--yes")
        self.assertEqual(self.viewed(), [("Seine", "c_2")])
        self.ok("undelete", "list")
        self.assertEqual(len(self.viewed()), 3)

    @unittest.skipUnless(shutil.which("sqlite3"), "no sqlite3(1)")
    def test_it_joins_with_tables_in_the_shell_of_sqlite(self):
        self.ok("create", self.document("all", []))
        run = subprocess.run(["sqlite3", "-readonly", self.db, "SELECT city, count(*) FROM audience_members JOIN customers USING(customer_id) "
                              "WHERE audience_name = 'all' GROUP BY city ORDER BY city"], capture_output=True, text=True, check=True)
        self.assertEqual(run.stdout, "|1\nLondon|1\nParis|3\n")

    def test_it_is_no_strangers_view(self):
        self.ok("create", self.document("byte", []))
        # A name that the text of the view holds.
        self.ok("import", "customers", self.write("named.csv", "customer_id,first_name\nbyte,Placed\n"))
        result = self.run_tool("erase-customer", "byte", "--yes", "--dry-run")
        self.assertNotIn("audience_member", result.out + result.err)
        self.assertEqual(self.ok("doctor").code, 0)

    def test_a_view_that_is_lost_is_made_anew(self):
        self.sql("DROP VIEW audience_members")
        self.fails(11, "doctor")
        self.ok("init")
        self.assertEqual(self.viewed(), [])

    def test_a_database_of_the_version_before_gets_it(self):
        self.ok("create", self.document("all", []))
        self.sql("DROP VIEW audience_members")
        self.sql("DROP VIEW audience_member_bytes")
        self.sql("PRAGMA user_version = 6")
        self.assertIn("is of an older version", self.fails(8, "list").err)
        self.ok("init")
        self.assertEqual(len(self.viewed()), 5)


if __name__ == "__main__":
    unittest.main()
