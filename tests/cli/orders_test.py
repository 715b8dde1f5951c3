"""Orders as shops write them: apart from their lines, with customers in them, or all in one flat file."""
import csv
import gzip
import io
import random
import unittest

from harness import ShopTest

CUSTOMERS = "customer_id,email\nk1,a@example.org\nk2,b@example.org\n"
ORDERS = "order_id,customer_id,purchased_at,channel\n1,k1,2023-01-02,web\n2,k2,2023-01-03,shop\n3,k1,2023-01-04,web\n"
ITEMS = "order_id,product_id,quantity,price\n2,A,1,3\n1,A,2,1.5\n1,B,1,2.25\n"


def table(rows, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


class OrdersTest(ShopTest):
    def setUp(self):
        super().setUp()
        self.ok("init")

    def with_customers(self):
        self.ok("import", "customers", self.write("customers.csv", CUSTOMERS))
        self.write("orders.csv", ORDERS)
        self.write("items.csv", ITEMS)

    def join(self, *more, orders="orders.csv", items="items.csv", **options):
        return self.ok("import", "purchases", orders, "--items", items, *more, **options)

    def refused(self, *more, code=3):
        return self.fails(code, "import", "purchases", "orders.csv", "--items", "items.csv", *more).err

    def purchases(self, columns="customer_id, product_id, substr(purchased_at, 1, 10), quantity"):
        return sorted(self.sql(f"SELECT {columns} FROM purchases"))


class Joined(OrdersTest):
    expected = [("k1", "A", "2023-01-02", 2), ("k1", "B", "2023-01-02", 1), ("k2", "A", "2023-01-03", 1)]

    def test_each_line_has_the_columns_of_its_order(self):
        self.with_customers()
        told = self.join().json()
        self.assertEqual((told["stored"], told["rows_read"], told["rejected"]), (3, 3, {}))
        self.assertEqual(told["orders"], {"rows": 3, "repeated": 0, "without_lines": 1})
        self.assertEqual(told["new_columns"], {"order_id": "integer", "channel": "text", "price": "number"})
        self.assertEqual(self.purchases(), self.expected)
        self.assertEqual(self.purchases("order_id, product_id, channel, price"), [(1, "A", "web", 1.5), (1, "B", "web", 2.25), (2, "A", "shop", 3)])

    def test_an_order_without_a_line_is_told(self):
        self.with_customers()
        said = self.join("--dry-run", "--table").out
        self.assertIn("3 purchases would be stored\n             3  orders\n             1  of them without a line\n", said)
        self.assertNotIn("reject_", said)
        self.assertIn("line 2", said)
        self.assertEqual(self.purchases(), [])

    def test_it_is_one_import_of_two_files(self):
        self.with_customers()
        self.join()
        self.assertIn("these files were imported already", self.refused(code=5))
        self.assertEqual(self.ok("imports").json()[0]["file"], "orders.csv + items.csv")
        self.assertEqual(self.ok("import", "--undo").json()["removed"], 3)
        self.assertEqual(self.purchases(), [])
        self.join()
        self.assertEqual(len(self.purchases()), 3)

    def test_each_file_is_read_in_its_own_form(self):
        self.with_customers()
        (self.folder / "orders.csv").write_bytes(ORDERS.replace(",", ";").replace("2023-01-02", "13.01.2023").replace("2023-01-03", "2.1.2023")
                                                 .replace("2023-01-04", "3.1.2023").replace("web", "Büro").encode("windows-1252"))
        (self.folder / "items.csv.gz").write_bytes(gzip.compress(ITEMS.replace(",", "\t").replace(".", ",").encode()))
        self.assertIn("3 purchases", self.join("--encoding", "windows-1252", "--table", items="items.csv.gz").out)
        self.assertEqual(self.purchases(), [("k1", "A", "2023-01-13", 2), ("k1", "B", "2023-01-13", 1), ("k2", "A", "2023-01-02", 1)])
        self.assertEqual(self.purchases("DISTINCT channel"), [("Büro",), ("shop",)])
        self.assertEqual(self.purchases("price"), [(1.5,), (2.25,), (3,)])

    def test_either_file_may_come_from_a_pipe_but_not_both(self):
        self.with_customers()
        self.assertEqual(self.join(items="-", stdin=ITEMS).json()["stored"], 3)
        self.assertEqual(self.join("--again", orders="-", stdin=ORDERS).json()["stored"], 3)
        self.assertIn("cannot both come from standard input", self.fails(2, "import", "purchases", "-", "--items", "-", stdin=ITEMS).err)

    def test_cells_with_quotes_and_lines_of_their_own_stay_whole(self):
        self.with_customers()
        notes = ['said "yes", twice', "two\nlines", "a;b"]
        rows = list(csv.reader(io.StringIO(ORDERS)))
        self.write("orders.csv", table([rows[0] + ["note"]] + [row + [note] for row, note in zip(rows[1:], notes)]))
        self.write("items.csv", ITEMS.replace(",3\n", ',3\n\n9,"Z\nz",1,1\n') + "3,C,1,1\n7,C,1,1\n")
        self.assertEqual(self.join("--rejects", "r.csv").json()["rejected"], {"unknown order": 2})
        self.assertEqual(self.purchases("DISTINCT note"), sorted((note,) for note in notes))
        with open(self.folder / "r.csv", encoding="utf-8", newline="") as file:
            self.assertEqual([row["reject_line"] for row in csv.DictReader(file)], ["4", "9"])


class Rejects(OrdersTest):
    def test_what_cannot_be_joined_is_rejected_with_its_file_and_line(self):
        self.with_customers()
        self.write("orders.csv", ORDERS + "4,k1\n2,k1,2023-01-03,shop\n1,k1,2023-01-02,web\n,k1,2023-01-05,web\n5,k9,2023-01-05,web\n6,k1,never,web\n")
        self.write("items.csv", ITEMS + "9,A,1,1\n4,A,1,1\n1,C\n,C,1,1\n5,A,1,1\n6,A,1,1\n1,A,x,1\n")
        told = self.join("--rejects", "r.csv").json()
        self.assertEqual(told["stored"], 2)
        self.assertEqual(told["orders"], {"rows": 9, "repeated": 1, "without_lines": 1})
        with open(self.folder / "r.csv", encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertEqual(lines, [
            "order_id,customer_id,purchased_at,channel,product_id,quantity,price,reject_file,reject_line,reject_reason",
            "4,k1,,,,orders.csv,5,2 cells where the header has 4",
            "2,k1,2023-01-03,shop,,,,orders.csv,6,order given twice",
            ",k1,2023-01-05,web,,,,orders.csv,8,no order",
            "2,,,,A,1,3,items.csv,2,order given twice",
            "9,,,,A,1,1,items.csv,5,unknown order",
            "4,,,,A,1,1,items.csv,6,unknown order",
            ",,,,1,C,items.csv,7,2 cells where the header has 4",
            ",,,,C,1,1,items.csv,8,no order",
            "5,k9,2023-01-05,web,A,1,1,items.csv,9,unknown customer",
            "6,k1,never,web,A,1,1,items.csv,10,unreadable time",
            "1,k1,2023-01-02,web,A,x,1,items.csv,11,quantity is not a whole number"])
        self.assertEqual(told["rows_read"], told["stored"] + len(lines) - 1)
        self.assertEqual(sum(told["rejected"].values()), len(lines) - 1)

    def test_mended_rejects_are_imported_as_one_file(self):
        self.with_customers()
        self.write("items.csv", ITEMS + "9,A,4,1\n")
        said = self.join("--rejects", "r.csv", "--table").out
        self.assertIn("1  rejected: unknown order (items.csv line 5)", said)
        mended = (self.folder / "r.csv").read_text("utf-8").replace("9,,,,", "9,k2,2023-02-01,web,")
        told = self.ok("import", "purchases", self.write("mended.csv", mended)).json()
        self.assertEqual((told["stored"], told["new_columns"]), (1, {}))
        self.assertIn(("k2", "A", "2023-02-01", 4), self.purchases())

    def test_too_many_store_nothing(self):
        self.with_customers()
        self.write("items.csv", ITEMS + "9,A,4,1\n8,A,4,1\n")
        self.assertIn("more than --max-rejects allows", self.refused("--max-rejects", "1", code=11))
        self.assertEqual(self.purchases(), [])

    def test_neither_file_is_written_over(self):
        self.with_customers()
        for name in ["orders.csv", "items.csv"]:
            self.assertIn(f"{name} is the file that is read", self.refused("--rejects", name, "--force", code=5))

    def test_lines_of_somebody_who_was_erased_are_passed_over(self):
        self.with_customers()
        self.ok("erase-customer", "k2", "--yes")
        told = self.join().json()
        self.assertEqual((told["stored"], told["erased"], told["rejected"]), (2, 1, {}))


class Columns(OrdersTest):
    def given(self, orders, items):
        self.with_customers()
        self.write("orders.csv", orders)
        self.write("items.csv", items)

    def test_files_without_a_column_in_common_are_refused_with_the_option(self):
        self.given("id,customer_id,purchased_at\n1,k1,2023-01-02\n", "order_id,product_id\n1,A\n")
        err = self.refused()
        self.assertIn("orders.csv and items.csv have no column in common", err)
        self.assertIn("--on id=order_id", err)
        self.assertEqual(self.join("--on", "id=order_id").json()["new_columns"], {"order_id": "integer"})
        self.assertEqual(self.purchases("customer_id, order_id"), [("k1", 1)])

    def test_of_several_one_must_be_named(self):
        self.given("order_id,customer_id,purchased_at,status\n1,k1,2023-01-02,open\n", "Order ID,product_id,Status\n1,A,sent\n")
        err = self.refused()
        self.assertIn("orders.csv and items.csv have 2 columns in common: order_id, status", err)
        self.assertIn("--on order_id", err)
        told = self.join("--on", "order_id").json()
        self.assertEqual(told["new_columns"], {"order_id": "integer", "order_status": "text", "status": "text"})
        self.assertEqual(self.purchases("order_status, status"), [("open", "sent")])

    def test_the_order_s_column_can_be_mapped_where_the_line_has_one_too(self):
        self.given("no,customer_id,date\n1,k1,2023-01-02\n", "no,product_id,date\n1,A,2023-02-03\n")
        self.join("--on", "no", "--map", "purchased_at=date")
        self.join("--again", "--on", "no", "--map", "purchased_at=order_date")
        self.assertEqual([day for _, _, day, _ in self.purchases()], ["2023-01-02", "2023-02-03"])

    def test_a_bare_id_is_never_taken_for_the_order_s(self):
        self.given("id,customer_id,purchased_at\n1,k1,2023-01-02\n7,k2,2023-01-03\n", "id,order_id,product_id\n1,7,A\n")
        err = self.refused()
        self.assertIn("only the column id in common", err)
        self.assertIn("--on id=order_id", err)
        self.join("--on", "id=order_id")
        self.assertEqual(self.purchases("customer_id, order_id, id"), [("k2", 7, 1)])

    def test_a_name_that_is_taken_is_refused(self):
        self.given("no,customer_id,purchased_at,total,order_total\n1,k1,2023-01-02,3,4\n", "no,product_id,total\n1,A,3\n")
        self.assertIn("both have the column total, and there is one called order_total", self.refused("--on", "no"))

    def test_a_header_that_is_not_there_is_told_with_its_file(self):
        self.given(ORDERS, ITEMS)
        self.assertIn("--on channel: items.csv has no such header", self.refused("--on", "channel"))
        self.assertIn("--on order_id=number: items.csv has no such header", self.refused("--on", "order_id=number"))

    def test_lines_that_may_be_somebody_s_record_are_not_shown(self):
        self.given("k1,Secret,2023-01-02,9\n", "9,Secret,2023-01-02\n")
        self.assertNotIn("Secret", self.refused())

    def test_options_go_where_they_belong(self):
        self.given(ORDERS, ITEMS)
        for arguments in [["import", "customers", "orders.csv", "--items", "items.csv"], ["import", "purchases", "orders.csv", "--on", "order_id"],
                          ["import", "purchases", "orders.csv", "--newest-by", "purchased_at"], ["import", "--undo", "--items", "items.csv"],
                          ["import", "--undo", "--newest-by", "purchased_at"]]:
            self.fails(2, *arguments)
        self.assertIn("missing.csv", self.fails(4, "import", "purchases", "orders.csv", "--items", "missing.csv").err)


class CustomersInOrders(OrdersTest):
    rows = "customer_id,city,seen_at,points\nk1,Paris,2023-03-01,5\nk2,Rome,,\nk1,Oslo,2023-05-01T10:00:00,-7\nk1,Bern,2023-05-01T09:00:00,30\nk2,Kyiv,,\n"

    def cities(self, *more, rows=None):
        told = self.ok("import", "customers", self.write("o.csv", rows or self.rows), "--replace", "--yes", *more)
        return told, dict(self.sql("SELECT customer_id, city FROM customers"))

    def test_the_last_row_counts(self):
        said, cities = self.cities("--table")
        self.assertEqual(cities, {"k1": "Bern", "k2": "Kyiv"})
        self.assertIn("2 customers stored, of 5 rows\n", said.out)
        self.assertIn("3  passed over: repeated in the file, the last one counts\n", said.out)

    def test_or_the_newest_by_a_date_or_a_number(self):
        said, cities = self.cities("--newest-by", "Seen At", "--table")
        self.assertEqual(cities, {"k1": "Oslo", "k2": "Kyiv"})
        self.assertIn("3  passed over: repeated in the file, the newest by seen_at counts\n", said.out)
        said, cities = self.cities("--newest-by", "points")
        self.assertEqual((cities, said.json()["newest_by"]), ({"k1": "Bern", "k2": "Kyiv"}, "points"))

    def test_among_equals_the_later_row_counts_and_a_missing_one_is_oldest(self):
        rows = "customer_id,city,n\nk1,a,\nk1,b,-0.5\nk1,c,-0.5\nk1,d,-2.5\nk1,e,\n"
        self.assertEqual(self.cities("--newest-by", "n", rows=rows)[1], {"k1": "c"})

    def test_any_order_of_rows_gives_the_newest(self):
        chance = random.Random(5)
        moments = [f"{year}-{month:02}-{day:02}" for year in [1969, 1970, 2023] for month in [1, 12] for day in [1, 31]]
        for kind, values in [("date", moments), ("number", [-1000000.5, -2.5, -1, 0, 0.25, 3, 123456789.125]), ("integer", [-(2**63) + 1, -5, 0, 7, 2**62, 2**62 + 1])]:
            rows = [(f"k{i % 20}", f"c{i}", chance.choice(values)) for i in range(400)]
            expected = {}
            for key, city, value in rows:
                if key not in expected or value >= expected[key][1]:
                    expected[key] = (city, value)
            text = table([["customer_id", "city", "at_" + kind]] + rows)
            self.assertEqual(self.cities("--newest-by", "at_" + kind, rows=text)[1], {key: city for key, (city, _) in expected.items()}, kind)

    def test_what_cannot_be_compared_is_refused(self):
        self.write("o.csv", self.rows)
        err = self.fails(3, "import", "customers", "o.csv", "--newest-by", "city").err
        self.assertIn("--newest-by city: its values are neither dates nor numbers", err)
        err = self.fails(3, "import", "customers", "o.csv", "--newest-by", "seen").err
        self.assertIn("--newest-by seen: the file has no such column", err)

    def test_the_columns_of_purchases_are_taken_where_it_is_said(self):
        self.write("flat.csv", "customer_id,city,product_id,purchased_at\nk1,Rome,A,2023-02-01\nk1,Oslo,B,2023-01-01\n")
        err = self.fails(3, "import", "customers", "flat.csv").err
        self.assertIn("has the columns of purchases", err)
        self.assertIn("its customers are taken with --newest-by purchased_at", err)
        self.ok("import", "customers", "flat.csv", "--newest-by", "purchased_at")
        self.assertEqual(self.sql("SELECT customer_id, city FROM customers"), [("k1", "Rome")])


class ShopsOwnForms(OrdersTest):
    """The same 60 customers and 400 orders in the form of three shops, each to an audience that this file counts itself."""

    def setUp(self):
        super().setUp()
        chance = random.Random(20231231)
        self.people = {f"{1000 + i}": chance.choice(["Wien", "Graz", "Linz"]) for i in range(60)}
        self.lines = []  # order, customer, day, city as the order had it, product, quantity, cents
        for order in range(400):
            customer = chance.choice(sorted(self.people))
            day = f"2023-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            city = chance.choice(["Wien", "Graz", "Linz"])
            for _ in range(chance.randint(1, 4)):
                self.lines.append((f"{5000 + order}", customer, day, city, f"SKU-{chance.randint(1, 12):02}", chance.randint(1, 5), chance.randint(100, 9999)))

    def orders(self):
        return list(dict.fromkeys(line[:4] for line in self.lines))

    def newest_cities(self):
        newest = {}
        for _, customer, day, city in self.orders():
            if customer not in newest or day >= newest[customer][0]:
                newest[customer] = (day, city)
        return {customer: city for customer, (_, city) in newest.items()}

    def buyers(self, product):
        return {line[1] for line in self.lines if line[4] == product and line[2] >= "2023-07-05"}

    def holds(self, attribute, cities):
        """Every audience of a city and a product has the members that the lines say."""
        for city in ["Wien", "Graz", "Linz"]:
            for product in ["SKU-01", "SKU-07"]:
                name = f"{attribute} {city} {product}"
                filters = [{"filter_group": "g", "values": [
                    {"filter_name": attribute, "filter_type": "IN", "filter_values": [city]},
                    {"filter_name": "purchases-180-days", "filter_type": "IN", "filter_values": [product], "filter_entity": "product_id"}]}]
                self.ok("create", self.document(name, filters), "--as-of", "2023-12-31")
                expected = {customer for customer in self.buyers(product) if cities[customer] == city}
                self.assertTrue(expected)
                self.assertEqual(set(self.members(name)), expected)

    def sums(self):
        self.assertEqual(self.sql("SELECT count(*), sum(quantity) FROM purchases"), [(len(self.lines), sum(line[5] for line in self.lines))])

    def test_one_flat_file(self):
        """A customer, an order and a product in each row, as a spreadsheet of a shop has them: the file is imported twice."""
        rows = [(order, customer, city, f"{day[8:]}.{day[5:7]}.{day[:4]}", product, quantity, f"{cents // 100},{cents % 100:02}")
                for order, customer, day, city, product, quantity, cents in self.lines]
        header = ["Bestellnummer", "Kundennummer", "Ort", "Bestelldatum", "Artikelnummer", "quantity", "Preis"]
        (self.folder / "verkauf.csv").write_bytes(table([header] + rows, ";").encode("windows-1252"))
        said = self.ok("import", "customers", "verkauf.csv", "--map", "customer_id=Kundennummer", "--newest-by", "Bestelldatum").json()
        customers = {line[1] for line in self.lines}
        self.assertEqual((said["rows_read"], said["stored"], said["repeated"]), (len(rows), len(customers), len(rows) - len(customers)))
        maps = ["customer_id=Kundennummer", "product_id=Artikelnummer", "purchased_at=Bestelldatum"]
        self.ok("import", "purchases", "verkauf.csv", *(part for pair in maps for part in ("--map", pair)))
        self.sums()
        self.assertEqual(self.sql("SELECT sum(CAST(round(preis * 100) AS INTEGER)) FROM purchases"), [(sum(line[6] for line in self.lines),)])
        self.holds("ort", self.newest_cities())

    def test_customers_orders_and_items(self):
        """WooCommerce-like: three files, in which an order and a line each have an id of their own, and a status."""
        self.write("wc_customers.csv", table([["customer_id", "billing_city"], *self.people.items()]))
        self.write("wc_orders.csv", table([["id", "customer_id", "date_created_gmt", "status"],
                                           *((order, customer, day + " 12:00:00", "completed") for order, customer, day, _ in self.orders())]))
        shuffled = random.Random(1).sample(self.lines, len(self.lines))
        self.write("wc_items.csv", table([["id", "order_id", "product_id", "quantity", "total", "status"],
                                          *((i, line[0], line[4], line[5], f"{line[6] / 100:.2f}", "sent") for i, line in enumerate(shuffled))]))
        self.ok("import", "customers", "wc_customers.csv")
        said = self.join("--on", "id=order_id", "--map", "purchased_at=date_created_gmt", orders="wc_orders.csv", items="wc_items.csv").json()
        self.assertEqual((said["stored"], said["rejected"], said["orders"]),
                         (len(self.lines), {}, {"rows": len(self.orders()), "repeated": 0, "without_lines": 0}))
        self.sums()
        self.assertEqual(sorted(self.sql("SELECT customer_id, order_id, id, status, order_status FROM purchases")),
                         sorted((line[1], int(line[0]), i, "sent", "completed") for i, line in enumerate(shuffled)))
        self.holds("billing_city", self.people)

    def test_customers_inside_orders(self):
        """Shopify-like: one row for each order with its customer, and line items apart, both named by the order's Name."""
        orders = random.Random(2).sample(self.orders(), len(self.orders()))
        self.write("orders_export.csv", table([["Name", "Customer ID", "Created at", "Shipping City"],
                                               *((f"#{order}", customer, f"{day} 10:00:00 +0200", city) for order, customer, day, city in orders)]))
        self.write("line_items.csv", table([["Name", "Lineitem sku", "Lineitem quantity"], *((f"#{line[0]}", line[4], line[5]) for line in self.lines)]))
        said = self.ok("import", "customers", "orders_export.csv", "--newest-by", "Created at").json()
        self.assertEqual((said["rows_read"], said["stored"]), (len(orders), len({order[1] for order in orders})))
        newest = {}
        for _, customer, day, city in orders:
            if customer not in newest or day >= newest[customer][0]:
                newest[customer] = (day, city)
        maps = ["purchased_at=Created at", "product_id=Lineitem sku", "quantity=Lineitem quantity"]
        self.join(*(part for pair in maps for part in ("--map", pair)), orders="orders_export.csv", items="line_items.csv")
        self.sums()
        self.holds("shipping_city", {customer: city for customer, (_, city) in newest.items()})


if __name__ == "__main__":
    unittest.main()
