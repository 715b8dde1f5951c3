"""Another program's database through a catalog: everything works on it, and not a byte of it changes."""
import csv
import hashlib
import json
import os
import sqlite3
import subprocess
import unittest

from harness import BINARY, ShopTest, attribute

# Three related tables and a view; the keys are integers, one time is text and one is unix milliseconds.
CRM = """
CREATE TABLE people(person_id INTEGER PRIMARY KEY, mail TEXT, town TEXT, born DATE, "order" TEXT, spent NUMERIC);
CREATE TABLE orders(order_no INTEGER PRIMARY KEY, buyer INTEGER REFERENCES people(person_id), ordered_at TEXT, sku TEXT,
                    qty INTEGER, price REAL, channel TEXT);
CREATE TABLE page_views(person INTEGER REFERENCES people(person_id), seen_ms INTEGER, url TEXT, seconds REAL);
CREATE TABLE proposals(person INTEGER, place INTEGER, sku TEXT, kind TEXT);
CREATE INDEX proposals_by_person ON proposals(person);
CREATE VIEW adults AS SELECT person_id AS id, mail, town, born, "order", spent, spent * 2 AS twice FROM people WHERE born < '2005-01-01';
INSERT INTO people VALUES
  (1, 'ana@example.org', 'Paris', '1980-05-01', 'x', 111.5), (2, 'bob@example.org', 'Rome', '1990-01-01', NULL, 20),
  (3, 'eve@example.org', NULL, '2000-12-31', 'y', NULL), (10, 'dan@example.org', 'Paris', '1970-01-01', 'x', -3),
  (11, 'kid@example.org', 'Paris', '2020-01-01', 'x', 0);
INSERT INTO orders(buyer, ordered_at, sku, qty, price, channel) VALUES
  (1, '2023-09-01T10:00:00', 'a', 2, 10.10, 'web'), (1, '2023-09-13 23:59:59', 'b', 1, 0.05, 'shop'),
  (2, '2023-09-14T02:00:00+02:00', 'a', 1, 500, 'web'), (10, '2023-01-01', 'c', 3, 9.99, NULL),
  (99, '2023-09-01T10:00:00', 'a', 1, 1, 'web'), (3, 'yesterday', 'a', 1, 1, 'web');
INSERT INTO page_views VALUES (1, 1694649599999, '/sale', 3.5), (1, 1694649600000, '/late', 1), (2, 1694563200000, '/sale', NULL),
  (10, 1600000000000, '/old', 8);
INSERT INTO proposals VALUES (1, 1, 'p1', 'default'), (1, 2, 'p2', 'default'), (2, 1, 'p9', 'other');
"""
CATALOG = {
    "database": "crm.sqlite",
    "customers": {"table": "adults", "key": "id", "further_group": "crm",
                  "attributes": [{"name": "city", "column": "town", "group": "demographics"},
                                 {"name": "mail", "personal": True}],
                  "listing": ["id", "mail", "city", "spent"]},
    "events": [
        {"name": "purchases", "table": "orders", "customer": "buyer", "time": "ordered_at", "entity": "sku",
         "columns": [{"name": "quantity", "column": "qty"}, {"name": "unit_price", "column": "price"}]},
        {"name": "page_views", "table": "page_views", "customer": "person", "time": "seen_ms", "time_format": "unix_ms",
         "entity": "url"}],
    "recommendations": {"table": "proposals", "customer": "person", "product": "sku", "rank": "place", "type": "kind"},
}
AS_OF = "2023-09-14T00:00:00"


def measure(event, name, kind, value, **more):
    return {"filter_name": event, "filter_entity": event.split("-")[0], "filter_type": kind,
            "filter_values": {"value_name": name, "value": value}, **more}


def group(*filters):
    return [{"filter_group": "g", "values": list(filters)}]


class Foreign(ShopTest):
    def make_crm(self, mode="DELETE"):
        self.crm = self.folder / "crm.sqlite"
        connection = sqlite3.connect(self.crm)
        connection.execute(f"PRAGMA journal_mode={mode}")
        connection.executescript(CRM)
        connection.commit()
        connection.close()
        self.write("crm.json", json.dumps(CATALOG))

    def checksum(self):
        return hashlib.sha256(self.crm.read_bytes()).hexdigest()

    def select(self, filters, **more):
        """Keys of the members that these filters select."""
        name = f"audience {len(self.ok('list').json())}"
        self.ok("create", self.document(name, group(*filters) if filters else [], **more), "--as-of", AS_OF)
        lines = self.ok("list-customers", name, "--all", "--jsonl", "--columns", "customer_id").out.splitlines()
        return [json.loads(line)["customer_id"] for line in lines]

    def test_create_list_export_and_delete_leave_the_file_as_it_was(self):
        for mode in ["DELETE", "WAL"]:
            with self.subTest(mode):
                self.setUp()
                self.make_crm(mode)
                before = self.checksum()
                self.ok("init", "--catalog", "crm.json")
                document = self.document("paris", [attribute("city", "IN", ["Paris"])],
                                         recommendations_export={"number_of_recommendations": 2})
                answer = self.ok("create", document, "--as-of", AS_OF).json()
                self.assertEqual((answer["audience_size"], answer["filters"][0]["values"][0]["count_before"]), (2, 4))
                page = self.ok("list-customers", "paris").json()
                self.assertEqual(page["customers"], [
                    {"id": 1, "mail": "ana@example.org", "city": "Paris", "spent": 111.5, "product_1": "p1", "product_2": "p2"},
                    {"id": 10, "mail": "dan@example.org", "city": "Paris", "spent": -3, "product_1": None, "product_2": None}])
                self.ok("export", "paris", "-o", "paris.csv")
                with (self.folder / "paris.csv").open(encoding="utf-8", newline="") as file:
                    self.assertEqual([row["id"] for row in csv.DictReader(file)], ["1", "10"])
                self.ok("explain", "paris", "--now")
                self.ok("why", "paris", "1")
                self.ok("fields")
                self.ok("delete", "paris", "--yes")
                self.assertEqual(self.ok("list").json(), [])
                self.assertEqual(self.checksum(), before)
                connection = sqlite3.connect(self.crm)
                self.assertEqual(connection.execute("PRAGMA journal_mode").fetchone()[0].upper(), mode)
                connection.close()

    def test_columns_answer_as_scans_do_until_the_other_program_writes(self):
        self.make_crm()
        catalog = dict(CATALOG, customers=dict(CATALOG["customers"], table="people", key="person_id", listing=["person_id", "mail"]))
        self.ok("init", "--catalog", self.write("people.json", json.dumps(catalog)))
        bought = {"filter_name": "purchases", "filter_entity": "sku", "filter_type": "IN", "filter_values": ["a", "c"]}
        document = self.document("x", group(attribute("city", "IN", ["Paris", "Pariss"]), bought,
                                            measure("purchases", "sum_amount", "GREATER_THAN", 20),
                                            measure("page_views", "avg_seconds", "GREATER_THAN", 3, filter_value_connector="OR")))
        before = self.checksum()
        self.ok("create", document, "--as-of", AS_OF)

        def answers(engine):
            told = [self.ok("--engine", engine, *command).out for command in
                    [["create", "--dry-run", document, "--as-of", AS_OF], ["fields"], ["why", "x", "1"]]]
            return told + [self.ok("--engine", engine, "explain", document, "--as-of", AS_OF).json()["notes"]]

        def methods():
            return self.ok("explain", document, "--as-of", AS_OF, "--table").out

        self.assertNotIn("columns", methods())
        tables = self.ok("index").json()["tables"]
        self.assertEqual([(one["table"], one["rows"], one["fresh"]) for one in tables],
                         [("people", 5, True), ("purchases", 4, True), ("page_views", 4, True)])
        for name in ["customers columns", "purchases columns", "page_views columns"]:
            self.assertIn(name, methods())
        self.assertEqual(answers("columns"), answers("scan"))
        self.assertEqual(self.ok("index", "--check").json(), {"differences": []})
        self.assertEqual((self.checksum(), sorted(path.name for path in self.folder.glob("crm.sqlite*"))), (before, ["crm.sqlite"]))
        with sqlite3.connect(self.crm) as connection:
            connection.execute("UPDATE people SET town = 'Paris' WHERE person_id = 2")
        connection.close()
        self.assertNotIn("columns", methods())
        self.assertEqual(answers("columns"), answers("scan"))
        self.assertEqual({one["fresh"] for one in self.ok("index", "--status").json()["tables"]}, {False})
        self.ok("refresh", "--all")
        self.assertIn("customers columns", methods())
        self.assertEqual(answers("columns"), answers("scan"))
        self.crm.unlink()
        self.ok("index", "--drop")
        self.assertEqual(list(self.folder.glob("*.columns")), [])

    def test_values_are_told_as_scans_tell_them_however_the_other_program_compares_texts(self):
        for number, (encoding, collation, nobody) in enumerate([("UTF-8", "", False), ("UTF-8", "", True), ("UTF-8", "COLLATE NOCASE", False),
                                                                ("UTF-16le", "", False)]):
            with self.subTest(encoding=encoding, collation=collation, nobody=nobody):
                crm = self.folder / f"{number}.sqlite"
                connection = sqlite3.connect(crm)
                connection.execute(f"PRAGMA encoding = '{encoding}'")
                connection.execute(f"CREATE TABLE people(id TEXT PRIMARY KEY, town TEXT {collation}, height REAL, zero)")
                connection.execute(f"CREATE TABLE visits(person TEXT, at INTEGER, page TEXT {collation})")
                for row in range(60):
                    connection.execute("INSERT INTO people VALUES(?, ?, ?, ?)",
                                       (f"c{row}", ["Niš", "niš", "Āa", "\uffee", "\U0001f642"][row % 5], row % 3 / 2, -0.0 if row % 2 else 0.0))
                    connection.execute("INSERT INTO visits VALUES(?, 1694000000, ?)", (f"c{row}", ["/Sale", "/sale"][row % 2]))
                if nobody:
                    connection.execute("INSERT INTO people(town) SELECT 'Rome' FROM people")
                    connection.execute("INSERT INTO visits SELECT 'gone', at, '/gone' FROM visits")
                connection.commit()
                connection.close()
                catalog = {"database": str(crm), "customers": {"table": "people", "key": "id", "further_group": "g"},
                           "events": [{"name": "visits", "table": "visits", "customer": "person", "time": "at", "entity": "page"}]}
                database = self.folder / f"{number}.db"
                self.ok("--db", database, "init", "--catalog", self.write(f"{number}.json", json.dumps(catalog)))
                self.assertEqual(len(self.ok("--db", database, "index").json()["tables"]), 2)
                pages = {"filter_name": "visits", "filter_entity": "page", "filter_type": "IN", "filter_values": ["/SALE", "/gone", "/sail"]}
                document = self.document("x", group(attribute("town", "IN", ["NIŠ", "Rom"]), pages))
                for command in [["fields"], ["explain", document, "--as-of", AS_OF, "--table"]]:
                    columns, scan = (self.ok("--db", database, "--engine", engine, *command).out for engine in ["columns", "scan"])
                    if command == ["fields"]:
                        self.assertEqual(columns, scan)
                    else:
                        notes = [[line for line in told.splitlines() if '": 0 ' in line] for told in [columns, scan]]
                        self.assertEqual(notes[0], notes[1])
                        self.assertGreater(len(notes[0]), 1)
                        self.assertIn("columns", columns)

    def test_listings_come_as_scans_give_them_whatever_the_table_is(self):
        tables = {"texts": "id TEXT PRIMARY KEY", "integers": "id INTEGER PRIMARY KEY", "anything": "id", "no case": "id TEXT PRIMARY KEY COLLATE NOCASE", "no rows by number": "id TEXT PRIMARY KEY NOT NULL",
                  "a name taken": "id TEXT PRIMARY KEY, rowid TEXT", "all names taken": "id TEXT, rowid TEXT, _rowid_ TEXT, oid TEXT"}
        keys = [str(number * 7919 % 1009) for number in range(50)] + ["10000000000", "1e3"]
        odd = [None, 1, 2.5, "2", b"2", "", -1, 1e300, "\u0101", 2]
        for number, (name, key) in enumerate(tables.items()):
            with self.subTest(name):
                crm = self.folder / f"{number}.sqlite"
                connection = sqlite3.connect(crm)
                connection.execute(f"CREATE TABLE people({key}, town TEXT, odd)" + (" WITHOUT ROWID" if "no rows" in name else ""))
                connection.execute("CREATE TABLE hints(person, rank INTEGER, product TEXT)")
                for row, key in enumerate(keys):
                    if name == "integers":
                        key = int(float(key))
                    elif name == "anything" and row % 3 == 0:
                        key = int(float(key)) + 2000
                    connection.execute("INSERT INTO people(id, town, odd) VALUES(?, ?, ?)",
                                       (key, ["Niš", None, "niš", "Rome", ""][row % 5], odd[row * 3 % 10] if row > 20 else row % 4))
                    connection.execute("INSERT INTO hints SELECT ?, 1, 'p' || ?", (key, row))
                connection.commit()
                connection.close()
                catalog = {"database": str(crm), "customers": {"table": "people", "key": "id", "further_group": "g"},
                           "recommendations": {"table": "hints", "customer": "person", "product": "product", "rank": "rank"}}
                database = self.folder / f"{number}.db"
                self.ok("--db", database, "init", "--catalog", self.write(f"{number}.json", json.dumps(catalog)))
                self.ok("--db", database, "create", self.document("some", [], recommendations_export={"number_of_recommendations": 1}))
                self.assertEqual(len(self.ok("--db", database, "index").json()["tables"]), 1)
                self.assertEqual(self.ok("--db", database, "index", "--check").json(), {"differences": []})
                for sort, page in [("id", ["--limit", 5]), ("id:desc", ["--all"]), ("town", ["--offset", 7, "--limit", 9]),
                                   ("town:desc", ["--offset", 45]), ("odd", ["--all"]), ("odd:desc", ["--offset", 9])]:
                    columns, scan = (self.ok("--db", database, "--engine", engine, "list-customers", "some", "--sort", sort, *page,
                                             "--columns", "all").out for engine in ["columns", "scan"])
                    self.assertEqual(columns, scan, sort)
                told = [self.ok("--db", database, "--engine", engine, "export", "some", "-o", "-", "--sort", "town").out for engine in ["columns", "scan"]]
                self.assertEqual(*told)
                self.assertIn("p51", told[0])

    def test_columns_take_no_more_room_than_the_file_and_long_texts_that_differ_are_scanned(self):
        self.crm = self.folder / "crm.sqlite"
        connection = sqlite3.connect(self.crm)
        connection.executescript("""
            CREATE TABLE people(id INTEGER PRIMARY KEY, mail TEXT);
            CREATE TABLE visits(no INTEGER PRIMARY KEY, person INTEGER, at INTEGER, token TEXT, page TEXT, spent REAL);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 60000)
            INSERT INTO visits SELECT i, i * 7 % 900, 1694000000 + i * 31 % 500000, printf('%016x-%016x', i * 7919, i), '/' || i % 40, i % 500 / 4.0 FROM n;
            INSERT INTO people SELECT DISTINCT person, 'mail' || person || '@example.org' FROM visits""")
        connection.close()
        catalog = {"database": str(self.crm), "customers": {"table": "people", "key": "id", "further_group": "g"},
                   "events": [{"name": "visits", "table": "visits", "customer": "person", "time": "at", "entity": "page"}]}
        self.ok("init", "--catalog", self.write("crm.json", json.dumps(catalog)))
        self.ok("index")
        self.assertLess(sum(one["bytes"] for one in self.ok("index", "--status").json()["tables"]), self.crm.stat().st_size * 0.9)
        self.assertEqual(self.ok("index", "--check").json(), {"differences": []})
        token = {"filter_name": "visits", "filter_entity": "token", "filter_type": "IN", "filter_values": ["%016x-%016x" % (5 * 7919, 5)]}
        page = {"filter_name": "visits", "filter_entity": "page", "filter_type": "IN", "filter_values": ["/5"]}
        numbers = measure("visits", "max_no", "GREATER_THAN", 59990)
        document = self.document("x", group(token, page, numbers))
        told = {engine: self.ok("--engine", engine, "explain", document, "--as-of", AS_OF, "--table").out for engine in ["columns", "scan"]}
        self.assertIn("visits scan", told["columns"])
        self.assertIn("visits columns", told["columns"])
        funnels = [self.ok("--engine", engine, "create", "--dry-run", document, "--as-of", AS_OF).out for engine in ["columns", "scan"]]
        self.assertEqual(*funnels)

    def test_events_of_both_tables_and_both_time_formats(self):
        self.make_crm()
        self.ok("init", "--catalog", "crm.json")
        bought = {"filter_name": "purchases", "filter_entity": "sku", "filter_type": "IN", "filter_values": ["a"]}
        # 3 wrote no time, 99 is nobody, and the offset of 2 makes it midnight, which is as_of itself.
        self.assertEqual(self.select([bought]), [1])
        self.assertEqual(self.select([measure("purchases", "sum_amount", "EQUALS", 20.25)]), [1])
        self.assertEqual(self.select([measure("purchases-20-days", "count", "EQUALS", 0)]), [2, 3, 10])
        self.assertEqual(self.select([measure("page_views", "count", "EQUALS", 1)]), [1, 2, 10])
        self.assertEqual(self.select([measure("page_views-1-days", "count", "GREATER_THAN", 0)]), [1, 2])
        self.assertEqual(self.select([measure("page_views", "avg_seconds", "GREATER_THAN", 3.4)]), [1, 10])
        self.assertEqual(self.select([measure("purchases", "count", "EQUALS", 1, filter_where=[
            {"filter_name": "channel", "filter_type": "NOT_IN", "filter_values": ["web"]}])]), [1, 10])
        self.assertEqual(self.select([{"filter_name": "order", "filter_type": "IS_NULL"}]), [2])
        self.assertEqual(self.select([], limit={"count": 2, "order_by": "spent", "direction": "desc"}), [1, 2])

    def test_calendars_are_those_of_the_timezone(self):
        self.make_crm()
        def viewers(calendar, as_of):
            window = {"filter_window": {"calendar": calendar}}
            self.ok("create", self.document("v", group(measure("page_views", "count", "GREATER_THAN", 0, **window))),
                    "--as-of", as_of, "--if-exists", "replace")
            return [row["id"] for row in self.ok("list-customers", "v").json()["customers"]]
        def born(kind, values, as_of, name="born"):
            filters = group({"filter_name": name, "filter_type": kind, "filter_values": values})
            return self.ok("create", self.document("b", filters), "--as-of", as_of, "--dry-run").json()["audience_size"]
        # 1 was there at 23:59 and at midnight between the 13th and 14th, 2 at midnight before the 13th, in UTC.
        late = "2023-09-13T22:30:00"
        days = [("last_day", "2023-09-14"), ("this_day", "2023-09-14"), ("this_day", late), ("last_day", late)]
        for zone, who, birthdays, ages in [(None, [[1, 2], [1], [2], []], 0, 0),
                                           ("Europe/Belgrade", [[2], [1], [], [2]], 1, 1), ("UTC", [[1, 2], [1], [2], []], 0, 0)]:
            catalog = {**CATALOG, **({"timezone": zone} if zone else {})}
            self.ok("init", "--catalog", self.write("crm.json", json.dumps(catalog)))
            self.assertEqual([viewers(*day) for day in days], who, zone)
            # 1 was born on 1 May 1980: at 22:30 of 30 April in UTC it is that day in Belgrade.
            self.assertEqual(born("ANNIVERSARY", {"from_days": 0, "to_days": 0}, "2023-04-30T22:30:00"), birthdays)
            self.assertEqual(born("EQUALS", {"value": 43}, "2023-04-30T22:30:00", "born.age_years"), ages)
            self.assertEqual(born("ANNIVERSARY", {"from_days": 0, "to_days": 0}, "2023-05-01"), 1)
            told = subprocess.run(["faketime", "-f", "2023-04-30 22:30:00", BINARY, "--db", self.db, "fields", "born.age_years"], text=True,
                                  capture_output=True, check=True, cwd=self.folder, timeout=60,
                                  env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "TZ": "UTC", "ASAN_OPTIONS": "verify_asan_link_order=0", "NO_FAKE_STAT": "1"})
            self.assertEqual(sum(one["customers"] for one in json.loads(told.stdout)["groups"] if one["value"] == "43"), ages)
        wrong = self.write("crm.json", json.dumps({**CATALOG, "timezone": "Europe/Belgrad"}))
        self.assertIn('unknown timezone "Europe/Belgrad"; did you mean "Europe/Belgrade"?', self.fails(3, "init", "--catalog", wrong).err)

    def test_members_keep_to_their_keys_while_the_file_changes(self):
        self.make_crm()
        self.ok("init", "--catalog", "crm.json")
        self.ok("create", self.document("all", []))
        connection = sqlite3.connect(self.crm)
        connection.executescript("DELETE FROM people WHERE person_id = 1; INSERT INTO people VALUES(0, 'new', 'Oslo', '1999-01-01', 'x', 1); VACUUM;")
        connection.close()
        listed = self.ok("list-customers", "all").json()
        self.assertEqual([row["id"] for row in listed["customers"]], [2, 3, 10])
        self.ok("create", self.document("new", [attribute("city", "IN", ["Oslo"])]))
        self.assertEqual([row["id"] for row in self.ok("list-customers", "new").json()["customers"]], [0])
        connection = sqlite3.connect(self.crm)
        connection.execute("INSERT INTO people VALUES(1, 'back', 'Nice', '1980-05-01', 'x', 1)")
        connection.commit()
        connection.close()
        self.assertEqual([row["id"] for row in self.ok("list-customers", "all").json()["customers"]], [1, 2, 3, 10])

    def test_an_audience_is_a_filter_there_too(self):
        self.make_crm()
        self.ok("init", "--catalog", "crm.json")
        self.ok("create", self.document("paris", [attribute("city", "IN", ["Paris"])]))
        self.assertEqual(self.select([{"filter_name": "audience", "filter_entity": "audience_id", "filter_type": "NOT_IN",
                                       "filter_values": ["paris"]}]), [2, 3])

    def test_the_catalog_is_printed_as_a_file_that_says_the_same(self):
        self.make_crm()
        self.ok("init", "--catalog", "crm.json")
        printed = self.ok("catalog").out
        self.write("printed.json", printed)
        self.ok("--db", "second.db", "init", "--catalog", "printed.json")
        self.assertEqual(self.ok("--db", "second.db", "catalog").out, printed)
        fields = {(f["filter_name"], f["filter_entity"], f["value_name"]): f for f in self.ok("fields").json()}
        self.assertEqual(fields[("twice", "customer", "twice")]["type"], "number")
        self.assertIn(("page_views", "page_views", "sum_seconds"), fields)

    def test_a_guessed_catalog_can_be_used(self):
        self.make_crm()
        guess = self.ok("catalog", "--guess", "crm.sqlite")
        self.write("guess.json", guess.out)
        self.ok("init", "--catalog", "guess.json")
        tables = {event["table"] for event in json.loads(guess.out)["events"]}
        self.assertEqual(tables, {"orders", "page_views"})
        self.assertEqual(self.ok("create", self.document("all", [])).json()["audience_size"], 5)

    def test_faults_of_a_catalog_are_located_and_make_no_database(self):
        self.make_crm()
        for mark, replacement, text in [
                ('"adults"', '"adlts"', 'did you mean "adults"?'), ('"key": "id"', '"key": "idd"', 'did you mean "id"?'),
                ('"town"', '"twon"', 'did you mean "town"?'), ('"unix_ms"', '"unix_mz"', "unix_ms"),
                ('"buyer"', '"byer"', 'did you mean "buyer"?'), ('"place"', '"plaze"', 'did you mean "place"?')]:
            wrong = self.write("wrong.json", json.dumps(CATALOG, indent=1).replace(mark, replacement))
            result = self.fails(3, "init", "--catalog", wrong)
            self.assertRegex(result.err, r"wrong\.json:\d+:\d+: .*\n(.*\n)* {6}/(customers|events|recommendations)")
            self.assertIn(text, result.err)
            self.assertFalse(self.db.exists())
        words = json.loads(json.dumps(CATALOG))
        words["customers"]["attributes"].append({"name": "order", "type": "boolean"})
        self.assertIn("no value of adults.order can be read as boolean",
                      self.fails(3, "init", "--catalog", self.write("b.json", json.dumps(words))).err)
        no_key = {**CATALOG, "customers": {"table": "orders", "key": "buyer"}}
        self.assertIn("is no key", self.fails(3, "init", "--catalog", self.write("k.json", json.dumps(no_key))).err)
        nowhere = {**CATALOG, "database": "nowhere.sqlite"}
        self.assertIn("nowhere.sqlite", self.fails(4, "init", "--catalog", self.write("n.json", json.dumps(nowhere))).err)
        self.assertFalse(self.db.exists())

    def test_documents_are_validated_against_a_catalog_alone(self):
        self.make_crm()
        good = self.document("good", [attribute("city", "IN", ["Paris"])])
        bad = self.document("bad", [attribute("cty", "IN", ["Paris"])])
        self.ok("validate", good, "--catalog", "crm.json")
        self.assertIn('did you mean "city"?', self.fails(3, "validate", good, bad, "--catalog", "crm.json").err)
        self.assertFalse(self.db.exists())

    def test_nothing_is_imported_into_another_programs_file(self):
        self.make_crm()
        self.ok("init", "--catalog", "crm.json")
        self.fails(5, "import", "customers", self.write("c.csv", "customer_id\n1\n"))

    def test_a_file_that_changed_its_shape_says_so(self):
        self.make_crm()
        self.ok("init", "--catalog", "crm.json")
        connection = sqlite3.connect(self.crm)
        connection.executescript("DROP VIEW adults")
        connection.close()
        self.assertIn("no longer fits its catalog", self.fails(8, "fields").err)
        self.crm.unlink()
        self.assertIn("crm.sqlite", self.fails(8, "fields").err)

    def test_it_works_while_another_program_writes(self):
        self.make_crm("WAL")
        self.ok("init", "--catalog", "crm.json")
        writer = sqlite3.connect(self.crm)
        writer.execute("INSERT INTO people VALUES(50, 'm', 'Oslo', '1999-01-01', 'x', 1)")
        document = self.document("oslo", [attribute("city", "IN", ["Oslo"])])
        self.assertEqual(self.ok("create", document, "--dry-run").json()["audience_size"], 0)
        writer.commit()
        self.assertEqual(self.ok("create", document, "--dry-run").json()["audience_size"], 1)
        writer.close()

    def test_keys_that_read_alike_are_refused_whenever_they_appear(self):
        self.make_crm()
        def run(statement):
            connection = sqlite3.connect(self.crm)
            connection.executescript(statement)
            connection.close()
        run("CREATE TABLE mixed(k, n); INSERT INTO mixed VALUES(1, 1), ('1', 2); CREATE TABLE bytes(k); INSERT INTO bytes VALUES(x'31')")
        for table in ["mixed", "bytes"]:
            catalog = {"database": "crm.sqlite", "customers": {"table": table, "key": "k"}}
            self.assertIn("is no key", self.fails(3, "init", "--catalog", self.write("c.json", json.dumps(catalog))).err)
        run("DELETE FROM mixed WHERE n = 2")
        catalog["customers"]["table"] = "mixed"
        self.ok("init", "--catalog", self.write("c.json", json.dumps(catalog)))
        self.ok("create", self.document("all", []))
        run("INSERT INTO mixed VALUES('1', 3)")
        self.assertIn("no key any more", self.fails(8, "list-customers", "all").err)

    def test_nothing_is_made_beside_a_cold_file_in_wal_mode(self):
        self.make_crm("WAL")
        self.assertEqual(list(self.folder.glob("crm.sqlite-*")), [])
        self.ok("init", "--catalog", "crm.json")
        self.ok("create", self.document("all", []))
        self.ok("list-customers", "all")
        self.assertEqual(list(self.folder.glob("crm.sqlite-*")), [])

    def test_a_log_behind_a_symbolic_link_is_read(self):
        self.make_crm("WAL")
        (self.folder / "deep").mkdir()
        self.crm.rename(self.folder / "deep" / "real.sqlite")
        self.crm.symlink_to("deep/real.sqlite")
        writer = sqlite3.connect(self.folder / "deep" / "real.sqlite")
        writer.execute("INSERT INTO people VALUES(50, 'm', 'Oslo', '1999-01-01', 'x', 1)")
        writer.commit()
        self.ok("init", "--catalog", "crm.json")
        self.assertEqual(self.ok("create", self.document("all", [])).json()["audience_size"], 5)
        writer.close()

    def test_broken_views_of_others_are_passed_over_and_generated_columns_are_there(self):
        self.make_crm()
        connection = sqlite3.connect(self.crm)
        connection.executescript("CREATE VIEW broken AS SELECT nope FROM people; CREATE VIEW needs AS SELECT my_function(town) FROM people;"
                                 "DROP VIEW adults; CREATE TABLE adults(id INTEGER PRIMARY KEY, mail, town TEXT, spent REAL, born TEXT,"
                                 " twice REAL AS (spent * 2) STORED); INSERT INTO adults(id, town, spent) VALUES(1, 'Paris', 2)")
        connection.close()
        self.ok("init", "--catalog", "crm.json")
        self.ok("catalog", "--guess", "crm.sqlite")
        self.assertEqual(self.select([{"filter_name": "twice", "filter_type": "EQUALS", "filter_values": {"value": 4}}]), [1])
        wrong = json.loads(json.dumps(CATALOG))
        wrong["customers"]["table"] = "needs"
        self.assertIn("needs", self.fails(3, "init", "--catalog", self.write("w.json", json.dumps(wrong))).err)

    def test_members_are_broken_down_and_compared_by_columns_and_by_scans_alike(self):
        self.make_crm()
        self.ok("init", "--catalog", "crm.json")
        self.ok("create", self.document("Paris", group({"filter_name": "city", "filter_type": "IN", "filter_values": ["Paris"]})))
        self.ok("create", self.document("All", []))
        lines = [("breakdown", "Paris", "--by", "city,spent,born.year"), ("fields", "city"), ("overlap", "Paris", "All")]
        scanned = [self.ok(*line).out for line in lines]
        self.ok("index")
        for line, before in zip(lines, scanned):
            self.assertEqual(self.ok(*line).out, before)
            self.assertEqual(self.ok("--engine", "scan", *line).out, before)
        groups = json.loads(scanned[0])["breakdown"][0]["groups"]
        self.assertEqual([(one["value"], one["customers"], one["everyone"]) for one in groups], [("Paris", 2, 2), ("Rome", 0, 1), (None, 0, 1)])
        self.assertEqual([(one["value"], one["customers"]) for one in json.loads(scanned[1])["groups"]], [("Paris", 2), ("Rome", 1), (None, 1)])
        self.assertIn("personal", self.fails(2, "breakdown", "Paris", "--by", "mail").err)

    def test_events_without_a_readable_time_are_counted(self):
        self.make_crm()
        self.ok("init", "--catalog", "crm.json")
        result = self.ok("create", self.document("x", group(measure("purchases", "count", "EQUALS", 0))), "--dry-run")
        self.assertIn("note: 1 event of purchases has no time that can be read, and was passed over\n", result.err)

    def test_a_catalog_comes_through_a_pipe_and_a_wrong_one_leaves_no_database(self):
        self.make_crm()
        self.ok("init", "--catalog", "-", stdin=json.dumps(CATALOG))
        self.ok("fields")
        own = {"customers": {"table": "customers", "key": "customer_id"},
               "events": [{"name": "e", "table": "nothing", "customer": "c", "time": "t"}]}
        self.fails(3, "--db", "new.db", "init", "--catalog", "-", stdin=json.dumps(own))
        self.assertEqual(list(self.folder.glob("new.db*")), [])

    def test_columns_of_the_own_purchases_can_be_renamed(self):
        self.make_shop()
        catalog = json.loads(self.ok("catalog").out)
        catalog["events"][0]["columns"] = [{"name": "sku", "column": "product_id"}, {"name": "product_id", "column": "quantity"}]
        catalog["events"][0]["entity"] = "sku"
        self.ok("init", "--catalog", self.write("own.json", json.dumps(catalog)))
        sku = {"filter_name": "purchases", "filter_entity": "sku", "filter_type": "IN", "filter_values": ["i_8732"]}
        self.assertEqual(self.select([sku]), ["c_1", "c_2"])
        self.assertEqual(self.select([{**sku, "filter_entity": "product_id", "filter_values": [2]}]), ["c_1"])

    def test_a_second_event_table_of_the_own_database_needs_only_a_catalog(self):
        self.make_shop()
        connection = sqlite3.connect(self.db)
        connection.executescript("CREATE TABLE page_views(customer_id TEXT, seen_at INTEGER, url TEXT);"
                                 "INSERT INTO page_views VALUES('c_1', 1694600000, '/a'), ('c_3', 1694600000, '/b'), ('who', 1, '/a')")
        connection.close()
        catalog = json.loads(self.ok("catalog").out)
        catalog["events"].append({"name": "page_views", "table": "page_views", "customer": "customer_id", "time": "seen_at"})
        self.ok("init", "--catalog", self.write("own.json", json.dumps(catalog)))
        seen = {"filter_name": "page_views-30-days", "filter_entity": "url", "filter_type": "IN", "filter_values": ["/a"]}
        self.assertEqual(self.select([seen]), ["c_1"])
        self.assertEqual(self.select([measure("purchases", "count", "EQUALS", 2)]), ["c_1", "c_2"])


if __name__ == "__main__":
    assert subprocess.run([BINARY, "--version"], check=True, capture_output=True)
    unittest.main()
