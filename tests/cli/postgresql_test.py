"""Customers on a PostgreSQL server: a catalog names it, and every command answers as on the tool's own tables."""
import json
import time
import unittest

from harness import CUSTOMERS, PURCHASES, RECOMMENDATIONS, ShopTest, attribute, bought, measure
from postgres import PostgresServer

TABLES = """
CREATE TABLE customers(customer_id text PRIMARY KEY, first_name text, last_name text, phone_number text, email text, gender text,
  age int, city text, segment_id text, segment_name text, clv_value numeric, email_consent boolean);
CREATE TABLE purchases(customer_id text REFERENCES customers, product_id text, purchased_at timestamp, quantity int, unit_price numeric);
CREATE TABLE recommendations(customer_id text REFERENCES customers, rank int, product_id text);
"""
AS_OF = "2023-09-14"


def counts(document):
    return [(one["count_before"], one["count_now"]) for some in document["filters"] for one in some["values"]]


DOCUMENTS = {
    "Everyone": [],
    "Paris": [attribute("city", "IN", ["Paris"])],
    "Not Paris": [attribute("city", "NOT_IN", ["Paris"])],
    "Buyers": [bought(["i_8732"])],
    "Old or buyers": [{**attribute("age", "GREATER_OR_EQUAL", {"value_name": "age", "value": 74}), "next_group_connector": "OR"},
                      bought(["i_1"], "purchases-365-days")],
    "Spenders": [measure("purchases", "GREATER_OR_EQUAL", "sum_quantity", 2)],
}


class OnServer(ShopTest):
    @classmethod
    def setUpClass(cls):
        cls.server = PostgresServer()
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        super().setUp()
        self.database = "shop_" + self.folder.name.replace("-", "_").lower()
        self.server.psql(f'CREATE DATABASE "{self.database}"')
        self.addCleanup(self.server.psql, f'DROP DATABASE "{self.database}" WITH (FORCE)')
        self.ask(TABLES)
        for table, rows in (("customers", CUSTOMERS), ("purchases", PURCHASES), ("recommendations", RECOMMENDATIONS)):
            self.ask(f"COPY {table} FROM STDIN (FORMAT csv, HEADER);\n{rows}\\.\n")
        self.address = self.server.address(self.database)
        self.there = self.folder / "there.db"

    def ask(self, sql):
        return self.server.psql(sql, self.database)

    def made(self, *arguments, **options):
        done = self.run_tool(*arguments, **options)
        self.assertEqual(done.code, 0, done.err)
        return done

    def on_server(self, *arguments, **options):
        return self.made("--db", self.there, *arguments, **options)

    def make_both(self):
        """The same shop twice: here and on the server, by the same names."""
        self.make_shop()
        catalog = json.loads(self.made("catalog").out)
        catalog["database"] = self.address
        catalog["recommendations"] = {"table": "recommendations", "customer": "customer_id", "product": "product_id", "rank": "rank"}
        (self.folder / "there.json").write_text(json.dumps(catalog), encoding="utf-8")
        self.on_server("init", "--catalog", "there.json")

    def document(self, name, filters, **more):
        return self.write(f"{name}.json", json.dumps({"audience_name": name, "filters": filters, **more}))

    def create_both(self, name, filters, **more):
        file = self.document(name, filters, **more)
        return [json.loads(self.made(*where, "create", "--as-of", AS_OF, file).out) for where in ((), ("--db", self.there))]


class Evaluation(OnServer):
    def test_counts_and_members_are_those_of_own_tables(self):
        self.make_both()
        for name, filters in DOCUMENTS.items():
            with self.subTest(name):
                here, there = self.create_both(name, filters)
                self.assertEqual(counts(there), counts(here))
                self.assertEqual(there["audience_size"], here["audience_size"])
                exports = [self.made(*where, "export", name, "--no-link", "-o", "-").out for where in ((), ("--db", self.there))]
                self.assertEqual(exports[1], exports[0])

    def test_limits_and_audiences_in_filters_too(self):
        self.make_both()
        self.create_both("Paris", DOCUMENTS["Paris"])
        in_paris = [attribute("audience", "IN", ["Paris"], filter_entity="audience_id")]
        for name, filters, more in (("Two", [], {"limit": {"count": 2, "order_by": "age", "direction": "desc"}}), ("Of Paris", in_paris, {})):
            with self.subTest(name):
                here, there = self.create_both(name, filters, **more)
                self.assertEqual(there["audience_size"], here["audience_size"])
                keys = [self.made(*where, "list-customers", name, "--columns", "customer_id").json()["customers"]
                        for where in ((), ("--db", self.there))]
                self.assertEqual(keys[1], keys[0])

    def test_what_changed_there_is_seen_by_the_next_refresh(self):
        self.make_both()
        self.create_both("Paris", DOCUMENTS["Paris"], is_dynamic=True)
        self.ask("UPDATE customers SET city = 'Paris' WHERE customer_id = 'c_2'; DELETE FROM recommendations; DELETE FROM purchases;"
                 "DELETE FROM customers WHERE customer_id = 'c_3'; INSERT INTO customers(customer_id, city) VALUES ('c_9', 'Paris')")
        self.on_server("refresh", "Paris", "--as-of", AS_OF)
        changes = self.on_server("changes", "Paris").json()
        self.assertEqual((changes["entered"], changes["left"]), (["c_2", "c_9"], ["c_3"]))

    def test_listings_sort_and_page_as_own_ones_do(self):
        self.make_both()
        self.create_both("Everyone", [])
        for options in ([], ["--sort", "city:desc"], ["--sort", "clv_value"], ["--offset", "2", "--limit", "2"],
                        ["--sort", "age", "--offset", "1", "--limit", "3"]):
            with self.subTest(options):
                pages = [self.made(*where, "list-customers", "Everyone", *options).json() for where in ((), ("--db", self.there))]
                self.assertEqual(pages[1], pages[0])

    def test_why_explain_fields_and_insight_say_what_they_say_of_own_tables(self):
        self.make_both()
        for name in ("Buyers", "Paris"):
            self.create_both(name, DOCUMENTS[name])
        for command in (["why", "Buyers", "c_1"], ["why", "Buyers", "c_2"], ["why", "Paris", "c_4"], ["fields", "city"],
                        ["fields", "age"], ["breakdown", "Buyers", "--by", "city"], ["overlap", "Buyers", "Paris"]):
            with self.subTest(command):
                here, there = (self.made(*where, *command).json() for where in ((), ("--db", self.there)))
                for answer in (here, there):
                    answer.pop("audience_id", None)
                    for one in answer.get("audiences", []):
                        one.pop("audience_id")
                self.assertEqual(there, here)
        funnel = self.on_server("explain", "Buyers", "--as-of", AS_OF).json()["evaluation"]["filters"]
        self.assertEqual({one["answered_by"] for one in funnel}, {"postgresql"})

    def test_a_list_is_matched_there(self):
        self.make_both()
        (self.folder / "ids.csv").write_text("customer_id\nc_1\nc_4\nc_77\n", encoding="utf-8")
        here, there = (self.made(*where, "upload", "Picked", "ids.csv").json() for where in ((), ("--db", self.there)))
        for answer in (here, there):
            self.assertEqual(answer["audience_size"], 2)

    def test_an_erased_person_is_in_nothing_that_follows(self):
        self.make_both()
        self.create_both("Everyone", [], is_dynamic=True)
        erased = self.run_tool("--db", self.there, "erase-customer", "c_1", "--yes")
        self.assertEqual(erased.code, 5, erased.err)
        self.assertIn("1 row of customers, 2 rows of purchases, 2 rows of recommendations", erased.err)
        self.on_server("refresh", "Everyone", "--as-of", AS_OF)
        self.assertEqual(self.on_server("show", "Everyone").json()["audience_size"], 4)
        self.assertNotIn("c_1", self.on_server("export", "Everyone", "--no-link", "-o", "-").out)

    def test_columns_are_not_made_of_it(self):
        self.make_both()
        done = self.run_tool("--db", self.there, "index")
        self.assertEqual(done.code, 5, done.err)
        self.assertIn("columns are made of files", done.err)

    def test_nothing_is_written_there(self):
        self.make_both()
        self.ask("CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        self.addCleanup(self.server.psql, "DROP ROLE reader")
        self.addCleanup(self.ask, "DROP OWNED BY reader")
        catalog = json.loads((self.folder / "there.json").read_text(encoding="utf-8"))
        catalog["database"] = self.server.address(self.database, "reader")
        (self.folder / "there.json").write_text(json.dumps(catalog), encoding="utf-8")
        self.on_server("init", "--catalog", "there.json")
        self.create_both("Buyers", DOCUMENTS["Buyers"])
        self.assertEqual(len(self.on_server("list-customers", "Buyers").json()["customers"]), 2)


class Runs(OnServer):
    def make_slow(self):
        """Each customer takes the server half a minute."""
        self.ask("ALTER TABLE public.customers RENAME TO people; CREATE VIEW public.customers AS SELECT * FROM public.people WHERE pg_sleep(30) IS NOT NULL")

    def wait_until_nothing_runs(self):
        """A server that was left, for it was slow to end a statement, sees the closed socket within a second or two."""
        for _ in range(300):
            busy = self.ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' "
                            "AND pid <> pg_backend_pid()").strip()
            if busy == "0":
                return
            time.sleep(0.1)
        self.fail("the statement still runs there")

    def test_one_that_takes_longer_than_its_timeout_ends_here_and_there(self):
        self.make_both()
        self.create_both("Paris", DOCUMENTS["Paris"], is_dynamic=True)
        self.make_slow()
        for command in (["refresh", "Paris", "--timeout", "1s"], ["create", self.document("Rome", [attribute("city", "IN", ["Rome"])]), "--timeout", "1s"]):
            with self.subTest(command):
                done = self.run_tool("--db", self.there, *command)
                self.assertEqual(done.code, 9, done.err)
                self.assertIn("1 s", done.err)
                self.assertIn("--timeout", done.err)
                self.wait_until_nothing_runs()
        self.assertEqual([one["audience_name"] for one in self.on_server("list").json()], ["Paris"])
        self.assertEqual(len(self.on_server("history", "Paris").json()), 1)

    def test_a_timeout_is_for_servers_alone_and_a_span_of_time(self):
        self.make_both()
        self.create_both("Paris", DOCUMENTS["Paris"], is_dynamic=True)
        for command, words in ((["refresh", "Paris", "--timeout", "1s"], "reads from no server"),
                               (["--db", self.there, "refresh", "Paris", "--timeout", "0"], "no time at all"),
                               (["--db", self.there, "refresh", "Paris", "--timeout", "soon"], "soon")):
            with self.subTest(command):
                done = self.run_tool(*command)
                self.assertEqual(done.code, 2, done.err)
                self.assertIn(words, done.err)

    def test_several_audiences_are_refreshed_from_one_state(self):
        self.make_both()
        names = ("Paris", "Buyers", "Everyone")
        for name in names:
            self.create_both(name, DOCUMENTS[name], is_dynamic=True)
        self.ask("ALTER DATABASE \"" + self.database + "\" SET log_statement = 'all'")
        said = len(self.server.log.read_text(encoding="utf-8"))
        self.on_server("refresh", "--all", "--as-of", AS_OF)
        log = self.server.log.read_text(encoding="utf-8")[said:]
        held = log.split("SAVEPOINT audience_state", 1)[1]
        self.assertNotIn("REPEATABLE READ READ ONLY", held)
        self.assertEqual(held.count('FROM "public"."customers" c'), 2 * len(names))  # the funnel and the members of each

    def test_what_needs_nothing_of_the_server_works_while_it_does_not_answer(self):
        self.make_both()
        self.create_both("Paris", DOCUMENTS["Paris"])
        sizes = [one["audience_size"] for one in self.on_server("list").json()]
        self.server.stop_process()
        try:
            for command in (["list"], ["show", "Paris"], ["history", "Paris"], ["exports"], ["delete", "--list"], []):
                with self.subTest(command):
                    done = self.made("--db", self.there, "--wait", "1s", *command)
                    if command == ["list"]:
                        self.assertEqual([one["audience_size"] for one in done.json()], sizes)
        finally:
            self.server.continue_process()


class Statements(OnServer):
    def test_they_are_shown_as_psql_takes_them(self):
        self.make_both()
        self.ask("UPDATE customers SET city = E'O''Neill \\\\ \"x\" $1 ;--' WHERE customer_id = 'c_2'")
        filters = [{**attribute("city", "IN", ["Paris", "O'Neill \\ \"x\" $1 ;--"]), "next_group_connector": "AND"},
                   measure("purchases", "GREATER_OR_EQUAL", "sum_quantity", 0)]
        document = self.document("Quoted", filters, limit={"count": 3})
        size = json.loads(self.on_server("create", "--dry-run", "--as-of", AS_OF, document).out)["audience_size"]
        self.assertEqual(size, 3)
        answer = self.on_server("explain", document, "--sql", "--as-of", AS_OF).json()
        self.assertEqual([(one["name"], one["rows"]) for one in answer["statements"]], [("funnel", 1), ("members", 3)])
        rows = self.ask(answer["script"]).splitlines()
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows[0].split("|")[0], "5")
        self.on_server("create", "--as-of", AS_OF, document)
        self.assertEqual(sorted(rows[1:]), sorted(
            one["customer_id"] for one in self.on_server("list-customers", "Quoted", "--columns", "customer_id").json()["customers"]))

    def test_there_are_none_of_own_tables(self):
        self.make_both()
        done = self.run_tool("explain", self.document("Paris", DOCUMENTS["Paris"]), "--sql")
        self.assertEqual(done.code, 2, done.err)
        self.assertIn("reads from no server", done.err)


class Beginning(OnServer):
    def test_a_catalog_is_drafted_kept_and_used(self):
        draft = self.made("catalog", "--guess", self.address)
        catalog = json.loads(draft.out)
        self.assertEqual((catalog["database"], catalog["customers"]["table"], catalog["events"][0]["time"]),
                         (self.address, "customers", "purchased_at"))
        (self.folder / "draft.json").write_text(draft.out, encoding="utf-8")
        self.on_server("init", "--catalog", "draft.json")
        document = self.document("Old", [attribute("age", "GREATER_OR_EQUAL", {"value_name": "age", "value": 74})])
        self.assertEqual(json.loads(self.on_server("create", document).out)["audience_size"], 2)

    def test_what_a_catalog_may_not_say(self):
        def init(change, catalog=None):
            catalog = catalog or {"database": self.address, "customers": {"table": "customers", "key": "customer_id"}, "events": []}
            change(catalog)
            (self.folder / "bad.json").write_text(json.dumps(catalog), encoding="utf-8")
            return self.run_tool("--db", self.there, "init", "--catalog", "bad.json")

        self.ask("CREATE TABLE visits(visitor int, seen timestamptz, page text, tags text[]); CREATE VIEW twice AS SELECT city AS key FROM customers")
        visits = {"name": "visits", "table": "visits", "customer": "visitor", "time": "seen", "entity": "page"}
        for name, change, code, words in (
                ("password", lambda c: c.update(database=f"postgresql://a:secret@127.0.0.1/{self.database}"), 3, "password"),
                ("password of figures", lambda c: c.update(database=f"postgresql://a:4711secret?@127.0.0.1/{self.database}"), 3, "password"),
                ("password behind it", lambda c: c.update(database=f"{self.address}?%70assword=secret"), 3, "password"),
                ("key", lambda c: c["customers"].update(table="twice", key="key"), 3, "is no key"),
                ("table", lambda c: c["customers"].update(table="customer"), 3, "customers"),
                ("kinds", lambda c: c.update(events=[visits]), 3, "a whole number"),
                ("type", lambda c: c.update(events=[dict(visits, entity="tags")]), 3, "tags"),
                ("database", lambda c: c.update(database=self.server.address("nowhere")), 8, "nowhere"),
                ("nobody", lambda c: c.update(database="postgresql://127.0.0.1:1/shop"), 9, "127.0.0.1:1")):
            with self.subTest(name):
                done = init(change)
                self.assertEqual(done.code, code, done.err)
                self.assertIn(words, done.err)
                self.assertNotIn("secret", done.err)
                self.assertFalse(self.there.exists())

    def test_a_server_that_is_gone_is_told_and_nothing_is_lost(self):
        self.make_both()
        self.create_both("Paris", DOCUMENTS["Paris"], is_dynamic=True)
        self.ask("ALTER TABLE customers RENAME TO people")
        done = self.run_tool("--db", self.there, "refresh", "Paris")
        self.assertEqual(done.code, 8, done.err)
        self.ask("ALTER TABLE people RENAME TO customers")
        self.assertEqual(self.on_server("show", "Paris").json()["audience_size"], 3)


if __name__ == "__main__":
    unittest.main()
