"""Damage inside the database: told with exit 8 and whose it is, never taken for something else, and nobody else's trouble."""
import pathlib
import sqlite3
import unittest

from harness import ShopTest, attribute, bought

WILD = [4294967295, 4294967297, -3, 2**62]


class DamagedShop(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()

    def behind_the_triggers(self, statement, *values):
        """As damage would, without a trigger that mends or notes it."""
        connection = sqlite3.connect(self.db)
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement, values)
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()
        connection.close()

    def is_damage(self, *arguments, named=None):
        result = self.fails(8, *arguments)
        self.assertIn("damaged", result.err)
        if named:
            self.assertIn(f'"{named}"', result.err)
        return result

    def audiences(self):
        """A uses nobody, B uses A, C is alone. All are dynamic."""
        for name, filters in [("A", [attribute("city", "IN", ["Paris"])]), ("B", [attribute("audience", "IN", ["A"], filter_entity="audience_id")]),
                              ("C", [bought(["i_1"])])]:
            self.ok("create", self.document(name, filters, is_dynamic=True), "--as-of", "2023-09-15")


class WildNumbers(DamagedShop):
    """A number that nobody was ever given must not be taken for a place in a set."""

    def commands(self):
        city = self.document("city", [attribute("city", "IN", ["Paris"])])
        buyers = self.document("buyers", [bought(["i_1"])])
        return {"city": ("create", city, "--dry-run"), "buyers": ("create", buyers, "--dry-run", "--as-of", "2023-09-15")}

    def test_of_a_customer(self):
        self.audiences()
        for number in WILD:
            self.behind_the_triggers("UPDATE customers SET customer_number = ? WHERE customer_id = 'c_3'", number)
            for command in [self.commands()["city"], self.commands()["buyers"], ("export", "A", "-o", "-"), ("list-customers", "A"),
                            ("refresh", "C"), ("explain", self.folder / "city.json"),
                            ("import", "purchases", self.folder / "purchases.csv", "--again"),
                            ("import", "recommendations", self.folder / "recommendations.csv")]:
                result = self.is_damage(*command)
                self.assertIn(str(number), result.err)
                self.assertIn("audience restore", result.err)
            self.behind_the_triggers("UPDATE customers SET customer_number = 3 WHERE customer_id = 'c_3'")
        self.ok("export", "A", "-o", "-")

    def test_of_a_purchase(self):
        for number in WILD:
            self.behind_the_triggers("UPDATE audience_purchases SET customer = ? WHERE customer = 5", number)
            document = self.document("any", [bought(["i_8732"])])
            self.assertIn(str(number), self.is_damage("create", document, "--dry-run", "--as-of", "2023-09-15").err)
            self.ok(*self.commands()["city"])
            self.behind_the_triggers("UPDATE audience_purchases SET customer = 5 WHERE customer = ?", number)

    def test_of_a_product(self):
        for number in WILD:
            self.behind_the_triggers("UPDATE audience_products SET number = ? WHERE product_id = 'i_1'", number)
            containing = self.document("rows", [attribute("purchases-180-days", "IN", ["i_8732"], filter_entity="product_id", filter_where=[
                {"filter_name": "product_id", "filter_type": "CONTAINS", "filter_values": ["1"]}])])
            self.is_damage("create", containing, "--dry-run", "--as-of", "2023-09-15")
            self.is_damage("import", "purchases", self.folder / "purchases.csv", "--again")
            self.behind_the_triggers("UPDATE audience_products SET number = 2 WHERE product_id = 'i_1'")

    def test_of_the_count_of_numbers(self):
        for number in [160_000_000_000, 4_000_000_000, 2**62]:
            self.sql(f"UPDATE sqlite_sequence SET seq = {number} WHERE name = 'audience_customers'")
            for command in [self.commands()["city"], ("import", "customers", self.folder / "customers.csv")]:
                self.assertIn(str(number), self.is_damage(*command).err)
        self.sql("UPDATE sqlite_sequence SET seq = -1 WHERE name = 'audience_customers'")
        self.ok(*self.commands()["city"])  # The rows say how many there are.

    def test_of_another_files_customer(self):
        crm = self.folder / "crm.db"
        connection = sqlite3.connect(crm)
        connection.executescript("CREATE TABLE person(id TEXT PRIMARY KEY, town TEXT); INSERT INTO person VALUES('p1', 'Paris'), ('p2', 'Rome')")
        connection.close()
        self.db = self.folder / "own.db"
        catalog = self.write("crm.json", '{"database": "crm.db", "customers": {"table": "person", "key": "id"}}')
        self.ok("init", "--catalog", catalog)
        self.ok("create", self.document("P", [attribute("town", "IN", ["Paris"])]))
        for number in WILD:
            self.sql(f"UPDATE audience_customers SET number = {number}")
            self.is_damage("create", self.document("Q", [attribute("town", "IN", ["Rome"])]))
            self.sql("UPDATE audience_customers SET number = 1")


class DamagedDefinitions(DamagedShop):
    def setUp(self):
        super().setUp()
        self.audiences()

    def damage(self, name, change):
        self.sql(f"UPDATE audience_audiences SET {change} WHERE audience_name = '{name}'")

    def put_back(self, row):
        columns = [one[1] for one in self.sql("PRAGMA table_info(audience_audiences)")]
        connection = sqlite3.connect(self.db)
        connection.execute(f"UPDATE audience_audiences SET {', '.join(column + ' = ?' for column in columns[1:])} WHERE number = ?",
                           (*row[1:], row[0]))
        connection.commit()
        connection.close()

    def test_a_document_that_became_another_is_no_document(self):
        for change in ["definition = '{}'", "definition = replace(definition, 'Paris', 'Parit')", "funnel = '5,2'", "is_dynamic = 0",
                       "status = 'draft'", "is_uploaded = 1", "author = 'them'", "members = x''", "members = zeroblob(40)"]:
            with self.subTest(change):
                before = self.sql("SELECT * FROM audience_audiences WHERE audience_name = 'A'")[0]
                self.damage("A", change)
                try:
                    # A size that is kept needs no members.
                    for command in [("list-customers", "A") if "members" in change else ("show", "A"), ("refresh", "A"),
                                    ("export", "A", "-o", "-"), ("list-customers", "A"), ("why", "A", "c_1"), ("refresh", "B")]:
                        self.is_damage(*command, named="A")
                    # The others are as ever.
                    self.ok("show", "C")
                    self.ok("export", "C", "-o", "-")
                finally:
                    self.put_back(before)
                self.ok("show", "A")

    def test_list_shows_the_others_and_says_which_is_damaged(self):
        self.damage("A", "definition = '{}'")
        result = self.fails(8, "list")
        self.assertEqual([(one["audience_name"], one.get("is_damaged", False)) for one in result.json()], [("A", True), ("B", False), ("C", False)])
        self.assertIn('1 of 3 audiences is damaged: "A"', result.err)
        table = self.fails(8, "list", "--table").out
        self.assertRegex(table, r"A +\w+ +damaged")
        self.damage("C", "members = x''")
        self.sql("DELETE FROM audience_generations")  # Sizes are counted anew.
        self.assertIsNone(self.fails(8, "list").json()[2]["audience_size"])

    def test_refresh_of_all_goes_on_without_it(self):
        for change in ["definition = '{}'", "is_dynamic = 0"]:
            self.damage("A", change)
            result = self.fails(8, "refresh", "--all", "--as-of", "2023-09-15")
            self.assertEqual([one["audience_name"] for one in result.json()], ["C"])
            self.assertIn('the audience "A" is damaged', result.err)
            self.assertIn("2 of 3 audiences kept their old members", result.err)

    def test_one_letter_does_not_unlink_audiences(self):
        self.fails(5, "delete", "A", "--yes")
        self.damage("B", "uses = replace(uses, 'audience-id-', 'audience-ie-')")
        result = self.is_damage("delete", "A", "--yes", named="B")
        self.assertIn("nothing was deleted", result.err)
        self.assertEqual(self.ok("show", "A").json()["audience_name"], "A")
        self.ok("delete", "A", "B", "--yes")

    def test_a_damaged_audience_can_be_deleted_or_replaced(self):
        self.damage("B", "definition = '{}'")
        self.ok("delete", "B", "--yes")
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["A", "C"])
        for change in ["definition = 'x'", "members = x''"]:
            self.damage("A", change)
            self.fails(5, "create", self.folder / "A.json")
            self.assertTrue(self.ok("create", self.folder / "A.json", "--if-exists", "replace").json()["audience_id"])
            self.assertEqual(self.members("A"), ["c_1", "c_3", "c_5"])
            self.ok("history", "A")
        ids = self.write("ids.txt", "c_1\nc_2\n")
        self.ok("upload", "L", ids)
        self.damage("L", "definition = '{}'")
        self.is_damage("upload", "L", ids, "--append", named="L")
        self.ok("upload", "L", ids, "--replace")
        self.assertEqual(self.members("L"), ["c_1", "c_2"])

    def test_history_does_not_say_everyone(self):
        self.sql("UPDATE audience_definitions SET definition = '{}' WHERE definition LIKE '%Paris%'")
        self.is_damage("history", "A", named="A")
        self.ok("history", "C")

    def test_a_run_without_its_difference_is_damaged(self):
        self.sql("UPDATE customers SET city = 'Paris' WHERE customer_id = 'c_2'")
        self.ok("refresh", "A")
        self.assertIn("c_2", self.ok("changes", "A").out)
        self.sql("UPDATE audience_runs SET came = NULL WHERE run = 2")
        self.is_damage("changes", "A", named="A")

    def test_what_a_document_names_may_be_the_damaged_one(self):
        self.damage("A", "audience_name = 'Z'")
        document = self.document("D", [attribute("audience", "IN", ["A"], filter_entity="audience_id")])
        self.is_damage("create", document, "--dry-run", named="Z")
        self.is_damage("show", "A", named="Z")
        document = self.document("E", [attribute("audience", "IN", ["C"], filter_entity="audience_id")])
        self.ok("create", document)

    def test_an_audience_that_an_index_lost_is_not_gone(self):
        """The pages of both indexes become empty ones."""
        pages = [row[0] for row in self.sql("SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'audience_audiences' AND type = 'index'")]
        self.assertEqual(len(pages), 2)
        content = self.db.read_bytes()
        for page in pages:
            with open(self.db, "r+b") as file:
                file.seek((page - 1) * 8192)
                file.write(bytes([10, 0, 0, 0, 0, 32, 0, 0]) + bytes(8184))
        for command in [("list",), ("show", "A"), ("delete", "A", "--yes"), ("refresh", "--all")]:
            self.is_damage(*command)
        self.assertIn("pages", [one["where"] for one in self.fails(11, "doctor", "--deep").json()["findings"]])
        self.db.write_bytes(content)

    def test_the_key_by_which_erased_people_are_known(self):
        self.ok("erase-customer", "c_4", "--yes")
        self.fails(3, "import", "customers", self.write("dan.csv", "customer_id\nc_4\n"), "--replace")
        for change in ["UPDATE audience_meta SET value = zeroblob(32) WHERE name = 'erasure_key'", "DELETE FROM audience_meta WHERE name = 'erasure_key'"]:
            self.sql(change)
            self.assertIn("erased people", self.fails(8, "import", "customers", self.folder / "dan.csv").err)

    def test_the_kept_catalog(self):
        crm = self.folder / "crm.db"
        connection = sqlite3.connect(crm)
        connection.executescript("CREATE TABLE person(id TEXT PRIMARY KEY, town TEXT); INSERT INTO person VALUES('p1', 'Paris')")
        connection.close()
        self.db = self.folder / "own.db"
        catalog = self.write("crm.json", '{"database": "crm.db", "customers": {"table": "person", "key": "id"}}')
        self.ok("init", "--catalog", catalog)
        for change in ["UPDATE audience_meta SET value = replace(value, 'town', 'tomn') WHERE name = 'catalog'",
                       "DELETE FROM audience_meta WHERE name = 'catalog'"]:
            self.sql(change)
            self.assertIn("init --catalog", self.is_damage("fields").err)
            self.assertEqual(self.fails(11, "doctor").json()["findings"][0]["where"], "catalog")
            self.ok("init", "--catalog", catalog)
            self.ok("fields")

    def test_erasing_and_renaming_keep_the_checksums(self):
        self.sql("UPDATE customers SET city = 'Paris' WHERE customer_id = 'c_2'")
        self.ok("refresh", "--all", "--as-of", "2023-09-15")
        self.ok("rename", "A", "A2")
        self.run_tool("erase-customer", "c_3", "--yes")
        for name in ["A2", "B", "C"]:
            self.ok("show", name)
            self.ok("history", name)
            self.ok("changes", name)
        self.assertEqual(self.ok("doctor", "--deep").json()["findings"], [])


class Doctor(DamagedShop):
    def findings(self, *options):
        result = self.fails(11, "doctor", *options)
        return [(one["where"], one["what"], one["remedy"]) for one in result.json()["findings"]]

    def test_nothing_is_ill_where_nothing_is_yet(self):
        self.db = self.folder / "fresh.db"
        self.ok("init")
        result = self.ok("doctor").json()
        self.assertEqual(result["findings"], [])
        self.assertEqual([part["name"] for part in result["checked"]],
                         ["pages", "schema", "numbers", "audiences", "history", "catalog", "erased", "identity", "links", "key",
                          "clock", "disk"])
        self.ok("doctor", "--deep")
        self.fails(8, "--db", self.folder / "none.db", "doctor")

    def test_a_shop_at_work_is_well_and_the_doctor_changes_nothing(self):
        self.audiences()
        self.ok("export", "A", "-o", self.folder / "a.csv", "--expires-in", "1h")
        before = self.db.read_bytes()
        table = self.ok("doctor", "--table").out
        self.assertRegex(table, r"audiences +ok +3 audiences")
        self.assertRegex(table, r"links +ok +1 copy")
        self.assertEqual(self.db.read_bytes(), before)
        self.ok("doctor", "--deep")

    def test_dropped_triggers_and_indexes_are_told_and_made_anew(self):
        self.sql("DROP TRIGGER audience_generation_purchases_updated")
        self.sql("DROP INDEX customers_by_id")
        self.sql("DROP TRIGGER audience_number_updated")
        self.sql("CREATE TRIGGER audience_number_updated AFTER UPDATE ON customers BEGIN SELECT 1; END")
        document = self.document("x", [attribute("city", "IN", ["Paris"])])
        self.assertIn("`audience doctor`", self.fails(8, "upload", "x", self.write("ids.txt", "c_1\n")).err)
        self.assertEqual(self.findings(), [("schema", f"{name} was dropped or changed", "`audience init` makes them anew") for name in
                                           ["audience_generation_purchases_updated", "audience_number_updated", "customers_by_id"]])
        self.assertEqual(sorted(self.ok("init").json()["repaired"]),
                         ["audience_generation_purchases_updated", "audience_number_updated", "customers_by_id"])
        self.ok("doctor")
        self.ok("create", document)
        self.assertNotIn("repaired", self.ok("init").json())

    def test_damage_to_an_audience_is_told_with_the_command_that_mends_it(self):
        self.audiences()
        self.sql("UPDATE audience_audiences SET definition = '{}' WHERE audience_name = 'A'")
        self.sql("UPDATE audience_runs SET size = size + 1 WHERE audience = 3")
        (where, what, remedy), run = self.findings()
        self.assertEqual((where, what), ("audiences", 'the audience "A" is damaged: what is stored of it is not what was written'))
        self.assertIn("`audience delete A`", remedy)
        self.assertEqual(run[:2], ("history", 'run 1 of "C" is damaged'))

    def test_a_lost_identity(self):
        self.audiences()
        self.ok("backup", "monday.db")
        token = self.ok("export", "A", "-o", self.folder / "a.csv", "--expires-in", "1h").json()["token"]
        self.sql("DELETE FROM audience_meta WHERE name = 'database_id'")
        for _ in range(2):
            ((where, what, remedy),) = self.findings()
            self.assertEqual((where, what), ("identity", "the database has lost its id: links are refused, and none can be made"))
            self.assertIn("`audience init --new-identity`", remedy)
            self.assertIn("--new-identity", self.fails(8, "export", "A", "-o", self.folder / "b.csv").err)
        # Each of both mends it.
        lost = self.db.read_bytes()
        self.ok("restore", "monday.db", "--yes")
        self.ok("doctor")
        self.ok("download", token, "-o", "copy.csv")
        self.db.write_bytes(lost)
        self.ok("init", "--new-identity", "--yes")
        self.ok("doctor")
        self.ok("export", "A", "-o", self.folder / "c.csv")

    def test_audiences_and_runs_that_are_gone(self):
        self.audiences()
        for _ in range(3):
            self.ok("create", self.document("D", [attribute("city", "IN", ["Paris"])], is_dynamic=True), "--if-exists", "replace", "--as-of", "2023-09-14")
        self.ok("refresh", "D", "--as-of", "2023-09-15")
        self.ok("delete", "B", "--yes")
        self.ok("delete", "C", "--yes", "--purge")
        self.ok("doctor", "--deep")
        for name, loss, told in [
                ("an audience", "DELETE FROM audience_audiences WHERE audience_name = 'D'", [("audiences", 'the audience "D" is gone, and 4 runs of it are there')]),
                ("all", "DELETE FROM audience_audiences", [("audiences", 'the audience "A" is gone, and a run of it is there'),
                                                           ("audiences", 'the audience "D" is gone, and 4 runs of it are there')]),
                ("a deleted one", "DELETE FROM audience_deleted", [("audiences", 'the audience "B" is gone, and a run of it is there')]),
                ("runs", "DELETE FROM audience_runs", [("history", f'the history of "{name}" is gone') for name in "ABD"]),
                ("the last run", "DELETE FROM audience_runs WHERE run = 4", [("history", 'the last run of "D" is gone')]),
                ("a run amidst", "DELETE FROM audience_runs WHERE run = 2", [("history", 'of the history of "D" 1 run is gone amidst')]),
                ("the count", "DELETE FROM sqlite_sequence WHERE name = 'audience_audiences'",
                 [("numbers", "the count of numbers that audience_audiences gave is lower than one of them")])]:
            before = self.db.read_bytes()
            self.sql(loss)
            self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
            self.assertEqual([(where, what) for where, what, _ in self.findings()], told, name)
            self.assertTrue(all("`audience restore FILE`" in remedy for _, _, remedy in self.findings()), name)
            self.db.write_bytes(before)
        self.ok("doctor", "--deep")

    def test_what_is_known_of_erased_people(self):
        self.audiences()
        self.ok("erase-customer", "c_1", "--yes")
        self.ok("doctor")
        self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        before = self.db.read_bytes()
        for loss, told in [("DELETE FROM audience_meta WHERE name = 'erasure_key'", "the key by which erased people are known is gone"),
                           ("UPDATE audience_meta SET value = x'00' WHERE name = 'erasure_key'", "the key by which erased people are known is damaged"),
                           ("DELETE FROM audience_erased", "people were erased, and all that is known of them is gone: imports would bring them back")]:
            self.sql(loss)
            self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
            found = [(where, what) for where, what, _ in self.findings()]
            self.assertIn(("erased", told), found)
            self.db.write_bytes(before)
        self.ok("doctor")

    def test_a_database_that_others_can_use(self):
        self.ok("init")
        self.db.chmod(0o666)
        result = self.fails(11, "doctor")
        self.assertIn("others can use", result.out)
        self.assertIn("chmod go= ", result.out)
        self.db.chmod(0o600)
        self.ok("doctor")

    def test_links_and_their_key(self):
        self.audiences()
        self.ok("export", "A", "-o", self.folder / "a.csv", "--expires-in", "1h")
        spool = pathlib.Path(f"{self.db}.links")
        (copy,) = spool.glob("*.csv")
        content = copy.read_bytes()
        copy.unlink()
        ((where, what, remedy),) = self.findings()
        self.assertEqual(where, "links")
        self.assertIn("is gone", what)
        self.assertIn("audience revoke ", remedy)
        copy.write_bytes(content)
        (spool / ("0" * 32 + "-4000000000.csv")).write_text("x")
        ((where, what, remedy),) = self.findings()
        self.assertEqual((where, remedy), ("links", "`audience gc` removes them"))
        self.ok("gc")
        (spool / "key").chmod(0o644)
        self.assertIn("chmod 600", [remedy for where, _, remedy in self.findings() if where == "key"][0])
        (spool / "key").chmod(0o600)
        spool.chmod(0o755)
        self.assertIn("chmod 700", self.findings()[0][2])
        spool.chmod(0o700)
        (spool / "key").unlink()
        self.assertEqual([where for where, _, _ in self.findings()], ["key"])

    def test_a_clock_behind_what_was_written(self):
        self.audiences()
        self.sql("UPDATE audience_imports SET imported_at = imported_at + 400000")
        self.assertEqual([where for where, _, _ in self.findings()], ["clock"])

    def test_pages(self):
        with open(self.db, "r+b") as file:
            size = file.seek(0, 2)
            file.truncate(size - 8192)
        ((where, what, remedy), *_) = self.findings()
        self.assertEqual(where, "pages")
        self.assertIn("audience restore", remedy)


class Digests(DamagedShop):
    def flip(self, old, new):
        """In the file itself, which stays the same file."""
        with open(self.db, "r+b") as file:
            content = file.read()
            self.assertEqual(content.count(old), 1)
            file.seek(content.index(old))
            file.write(new)

    def test_a_flipped_cell_is_told_by_its_table(self):
        self.sql("UPDATE customers SET last_name = 'Novak-Unique' WHERE customer_id = 'c_3'")
        said = self.ok("doctor", "--deep").json()["checked"][-1]["of"]
        self.assertEqual(said.count("digest taken now"), 3)
        self.assertIn("customers: as of ", self.ok("doctor", "--deep").json()["checked"][-1]["of"])
        self.flip(b"Novak-Unique", b"Novak-Uniqve")
        self.ok("doctor")  # SQLite cannot see it.
        (finding,) = self.fails(11, "doctor", "--deep").json()["findings"]
        self.assertEqual(finding["where"], "digests")
        self.assertTrue(finding["what"].startswith("rows of customers changed since "), finding)
        self.assertIn("restore", finding["remedy"])
        self.flip(b"Novak-Uniqve", b"Novak-Unique")
        self.ok("doctor", "--deep")

    def test_rows_of_another_file_have_none(self):
        crm = self.folder / "crm.db"
        connection = sqlite3.connect(crm)
        connection.executescript("CREATE TABLE person(id TEXT PRIMARY KEY, town TEXT); INSERT INTO person VALUES('p1', 'Paris')")
        connection.close()
        self.db = self.folder / "own.db"
        self.ok("init", "--catalog", self.write("crm.json", '{"database": "crm.db", "customers": {"table": "person", "key": "id"}}'))
        self.ok("doctor", "--deep")
        self.ok("create", self.document("P", [attribute("town", "IN", ["Paris"])]))
        self.assertEqual(self.ok("doctor", "--deep").json()["checked"][-1]["of"], f"none: rows lie in {crm}")

    def test_who_writes_is_no_damage(self):
        self.ok("doctor", "--deep")
        self.sql("UPDATE customers SET city = 'Rome' WHERE customer_id = 'c_3'")
        self.ok("import", "purchases", self.write("more.csv", "customer_id,product_id,purchased_at\nc_1,i_9,2023-09-01\n"))
        said = self.ok("doctor", "--deep").json()["checked"][-1]["of"]
        self.assertEqual(said.count("digest taken now"), 2)
        self.assertIn("recommendations: as of", said)

    def test_products_and_recommendations_are_in_it(self):
        self.ok("doctor", "--deep")
        self.flip(b'["i_5","i_6"]', b'["i_5","i_7"]')
        self.assertIn("recommendations", self.fails(11, "doctor", "--deep").json()["findings"][0]["what"])

    def test_a_number_of_another_is_told(self):
        self.ok("doctor", "--deep")
        self.behind_the_triggers("UPDATE customers SET customer_id = 'c_33' WHERE customer_id = 'c_3'")
        findings = self.fails(11, "doctor", "--deep").json()["findings"]
        self.assertIn(("numbers", "rows of customers have another number than their id was given"),
                      [(one["where"], one["what"]) for one in findings])


if __name__ == "__main__":
    unittest.main()
