"""Members beside the customers of a PostgreSQL server: the schema `audience`, as other programs read it."""
import json
import shutil
import unittest

from harness import attribute
from postgresql_test import AS_OF, DOCUMENTS, OnServer


class Members(OnServer):
    def there_of(self, name):
        """Keys, as the view has them."""
        return self.ask(f"SELECT customer_id FROM audience.audience_members WHERE audience_name = '{name}' ORDER BY 1").split()

    def here_of(self, name):
        rows = self.on_server("list-customers", name, "--columns", "customer_id").json()["customers"]
        return sorted(row["customer_id"] for row in rows)

    def store(self, name, filters, *options, **more):
        self.on_server("create", "--as-of", AS_OF, *options, self.document(name, filters, is_dynamic=True, **more))

    def assert_equal_there(self, *names):
        self.assertEqual(self.ask("SELECT audience_name FROM audience.audiences ORDER BY 1").split("\n")[:-1], sorted(names))
        for name in names:
            self.assertEqual(self.there_of(name), self.here_of(name), name)
        # What happened, from the first run on, leads to who is there.
        self.assertEqual(
            self.ask("SELECT audience_id, customer_key FROM audience.membership_events GROUP BY 1, 2 "
                     "HAVING sum(CASE change WHEN 'entered' THEN 1 ELSE -1 END) <> 0 ORDER BY 1, 2"),
            self.ask("SELECT audience_id, customer_key FROM audience.members ORDER BY 1, 2"))

    def test_each_verb_that_stores_keeps_them_equal(self):
        self.make_both()
        self.store("Paris", DOCUMENTS["Paris"])
        self.assertEqual(self.there_of("Paris"), ["c_1", "c_3", "c_5"])
        self.assert_equal_there("Paris")
        self.ask("UPDATE customers SET city = 'Paris' WHERE customer_id = 'c_2'; UPDATE customers SET city = 'Rome' WHERE customer_id = 'c_3'")
        self.on_server("refresh", "--all", "--as-of", AS_OF)
        self.assert_equal_there("Paris")
        self.assertEqual(
            self.ask("SELECT customer_key, change, run FROM audience.membership_events WHERE run > 1 ORDER BY 1").split(),
            ["c_2|entered|2", "c_3|left|2"])
        self.on_server("rename", "Paris", "Lutetia")
        self.assert_equal_there("Lutetia")
        (self.folder / "ids.csv").write_text("customer_id\nc_4\n", encoding="utf-8")
        self.on_server("upload", "Picked", "ids.csv")
        (self.folder / "more.csv").write_text("customer_id\nc_5\n", encoding="utf-8")
        self.on_server("upload", "Picked", "more.csv", "--append")
        self.assert_equal_there("Lutetia", "Picked")
        folder = self.folder / "documents"
        folder.mkdir()
        for name in ("Everyone", "Buyers"):
            (folder / f"{name}.json").write_text(json.dumps({"audience_name": name, "filters": DOCUMENTS[name]}), encoding="utf-8")
        self.on_server("apply", folder, "--as-of", AS_OF)
        self.assert_equal_there("Buyers", "Everyone", "Lutetia", "Picked")
        self.on_server("delete", "Everyone", "--yes")
        self.assert_equal_there("Buyers", "Lutetia", "Picked")
        self.on_server("undelete", "Everyone")
        self.assert_equal_there("Buyers", "Everyone", "Lutetia", "Picked")

    def test_a_dry_run_and_a_refused_document_change_nothing(self):
        self.make_both()
        self.store("Paris", DOCUMENTS["Paris"])
        self.ask("UPDATE customers SET city = 'Rome'")
        self.on_server("create", "--dry-run", self.document("Rome", [attribute("city", "IN", ["Rome"])]))
        refused = self.run_tool("--db", self.there, "create", self.document("Rome", DOCUMENTS["Everyone"], expect={"max_size": 1}))
        self.assertEqual(refused.code, 11, refused.err)
        self.assert_equal_there("Paris")

    def test_what_a_crash_left_between_the_two_is_made_equal_by_the_next_command(self):
        self.make_both()
        self.store("Paris", DOCUMENTS["Paris"])
        before = self.folder / "before.db"
        shutil.copy(self.there, before)
        self.ask("UPDATE customers SET city = 'Rome' WHERE customer_id = 'c_3'")
        self.on_server("refresh", "Paris", "--as-of", AS_OF)
        self.store("Lost", DOCUMENTS["Everyone"])
        self.assertEqual(self.there_of("Paris"), ["c_1", "c_5"])
        # As if the tool had been killed after the server had committed, and before it had itself.
        shutil.copy(before, self.there)
        apart = self.run_tool("--db", self.there, "doctor")
        self.assertIn('the members of "Paris" on the server are not those that are stored here', [one["what"] for one in apart.json()["findings"]])
        self.store("Buyers", DOCUMENTS["Buyers"])
        self.assert_equal_there("Buyers", "Paris")
        self.assertEqual(self.there_of("Paris"), ["c_1", "c_3", "c_5"])

    def test_what_others_changed_in_its_tables_is_mended_with_the_next_run(self):
        self.make_both()
        self.store("Paris", DOCUMENTS["Paris"])
        self.ask("UPDATE audience.audiences SET state = ''; DELETE FROM audience.members WHERE customer_key = 'c_1';"
                 "INSERT INTO audience.members SELECT audience_id, 'c_4' FROM audience.audiences")
        self.on_server("refresh", "Paris", "--as-of", AS_OF)
        self.assertEqual(self.there_of("Paris"), ["c_1", "c_3", "c_5"])

    def test_erased_people_are_in_no_table_of_it(self):
        self.make_both()
        self.store("Everyone", DOCUMENTS["Everyone"])
        self.store("Paris", DOCUMENTS["Paris"])
        self.ask("UPDATE customers SET city = 'Rome' WHERE customer_id = 'c_1'")
        self.on_server("refresh", "Paris", "--as-of", AS_OF)
        planned = self.run_tool("--db", self.there, "erase-customer", "c_1", "--dry-run")
        self.assertEqual(planned.json()["rows"]["audience.members on the server"], 1)
        self.assertIn("c_1", self.there_of("Everyone"))
        erased = self.run_tool("--db", self.there, "erase-customer", "c_1", "--yes")
        self.assertEqual(erased.code, 5, erased.err)
        for table in ("members", "membership_events"):
            self.assertEqual(self.ask(f"SELECT count(*) FROM audience.{table} WHERE customer_key = 'c_1'").strip(), "0", table)
        self.on_server("refresh", "--all", "--as-of", AS_OF)
        self.assert_equal_there("Everyone", "Paris")

    def test_a_deletion_stands_though_the_server_does_not_answer(self):
        self.make_both()
        self.store("Paris", DOCUMENTS["Paris"])
        self.store("Buyers", DOCUMENTS["Buyers"])
        self.server.stop_process()
        try:
            done = self.made("--db", self.there, "--wait", "1s", "delete", "Paris", "--yes")
        finally:
            self.server.continue_process()
        self.assertIn("members on the server stay as they were until a command reaches it", done.err)
        self.assertEqual(len(self.there_of("Paris")), 3)
        self.on_server("refresh", "Buyers", "--as-of", AS_OF)
        self.assert_equal_there("Buyers")


class Place(OnServer):
    def init_as(self, user, code=0):
        catalog = {"database": self.server.address(self.database, user), "customers": {"table": "customers", "key": "customer_id"}, "events": []}
        (self.folder / "there.json").write_text(json.dumps(catalog), encoding="utf-8")
        done = self.run_tool("--db", self.there, "--json", "init", "--catalog", "there.json")
        self.assertEqual(done.code, code, done.err)
        return done.json()

    def make_reader(self):
        self.ask("CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        self.addCleanup(self.server.psql, "DROP ROLE reader")
        self.addCleanup(self.ask, "DROP OWNED BY reader")

    def test_who_may_not_make_it_gets_what_an_administrator_runs(self):
        self.make_reader()
        answer = self.init_as("reader")
        self.assertFalse(answer["members_there"])
        self.on_server("create", self.document("Paris", DOCUMENTS["Paris"]))
        self.assertEqual(len(self.on_server("list-customers", "Paris").json()["customers"]), 3)
        self.ask(";\n".join(answer["members_sql"]))
        self.assertTrue(self.on_server("init").json()["members_there"])
        self.assertEqual(self.ask("SELECT customer_id FROM audience.audience_members ORDER BY 1").split(), ["c_1", "c_3", "c_5"])

    def test_who_may_only_read_it_gets_the_grants(self):
        self.init_as("audience")
        self.make_reader()
        answer = self.init_as("reader")
        self.assertFalse(answer["members_there"])
        self.assertEqual(answer["members_sql"],
                         ['GRANT USAGE ON SCHEMA audience TO "reader"',
                          'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA audience TO "reader"'])
        self.on_server("create", self.document("Paris", DOCUMENTS["Paris"]))
        self.assertEqual(self.ask("SELECT count(*) FROM audience.members").strip(), "0")

    def test_keys_of_every_type_lie_there_as_they_are(self):
        for number, (declared, values) in enumerate((
                ("bigint", ["1", "22", "-3"]), ("uuid", [f"00000000-0000-4000-8000-00000000000{i}" for i in range(3)]),
                ("varchar(9)", ["a", "B", "it''s"]), ('text COLLATE "de-x-icu"', ["ä", "a b", "Z"]), ("char(4)", ["ab", "cd", "abcd"]))):
            with self.subTest(declared):
                self.ask(f'DROP SCHEMA IF EXISTS audience CASCADE; DROP TABLE IF EXISTS people; CREATE TABLE people("the key" {declared} PRIMARY KEY, city text)')
                for value in values:
                    self.ask(f"INSERT INTO people VALUES ('{value}', 'Paris')")
                db = self.folder / f"keys{number}.db"
                catalog = {"database": self.address, "customers": {"table": "people", "key": "the key"}, "events": []}
                (self.folder / "keys.json").write_text(json.dumps(catalog), encoding="utf-8")
                self.made("--db", db, "init", "--catalog", "keys.json")
                self.made("--db", db, "create", self.document("Paris", DOCUMENTS["Paris"], is_dynamic=True))
                self.assertEqual(self.ask("SELECT customer_id FROM audience.audience_members ORDER BY 1"),
                                 self.ask('SELECT "the key" FROM people ORDER BY 1'))
                self.ask("UPDATE people SET city = 'Rome' WHERE \"the key\" = (SELECT min(\"the key\"::text) FROM people)::" +
                         declared.split(" ")[0])
                self.made("--db", db, "refresh", "Paris")
                self.assertEqual(self.ask("SELECT customer_id FROM audience.audience_members ORDER BY 1"),
                                 self.ask("SELECT \"the key\" FROM people WHERE city = 'Paris' ORDER BY 1"))

    def test_a_schema_for_other_keys_is_left_alone(self):
        self.init_as("audience")
        self.ask("CREATE TABLE public.people(id bigint PRIMARY KEY, city text); INSERT INTO public.people VALUES (1, 'Paris')")
        catalog = {"database": self.address, "customers": {"table": "people", "key": "id"}, "events": []}
        (self.folder / "other.json").write_text(json.dumps(catalog), encoding="utf-8")
        other = self.folder / "other.db"
        done = self.made("--db", other, "init", "--catalog", "other.json")
        self.assertEqual((done.json()["members_there"], "members_sql" in done.json()), (False, False))
        self.made("--db", other, "create", self.document("Paris", DOCUMENTS["Paris"]))
        self.assertEqual(self.ask("SELECT count(*) FROM audience.audiences").strip(), "0")


if __name__ == "__main__":
    unittest.main()
