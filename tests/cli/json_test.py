"""Every answer is as audience-json(5) says: of each command its keys and their types, and each key is seen."""
import json
import unittest

from examples import write_crm
from harness import CUSTOMERS, PURCHASES, RECOMMENDATIONS, ShopTest, attribute, bought, measure
from json_page import JsonPage

# Who answers with no JSON.
WITHOUT = {"completion", "help", "serve"}
GROUPS = {
    "loading": ["init", "import", "imports", "fields", "catalog"],
    "writing": ["new", "schema", "validate", "explain", "create", "update", "apply", "upload", "rename", "show"],
    "looking": ["list", "list-customers", "why", "history", "changes", "refresh", "breakdown", "overlap"],
    "handing": ["export", "exports", "revoke", "download", "key", "gc"],
    "mending": ["delete", "undelete", "backup", "restore", "erase-customer", "index", "doctor"],
}
# Keys that only a fault or a server brings, which other tests make.
UNSEEN = {"database.repaired", "database.members_there", "database.members_sql", "listed_audience.is_damaged", "left_file.file",
          "left_file.owner", "left_file.reason", *(f"server_explanation.{key}" for key in
                                                   ("audience_id", "audience_name", "server", "as_of", "statements", "script")),
          *(f"statement.{key}" for key in ("name", "sql", "rows", "milliseconds"))}


class JsonAnswers(ShopTest):
    def setUp(self):
        super().setUp()
        self.page = JsonPage()

    def answer(self, *arguments, code=0, kind=None, **options):
        """The answer of a command, held against the page. `kind`: as the page names the command, if not by its verb."""
        result = self.run_tool(*arguments, "--json", **options)
        self.assertEqual(result.code, code, f"{arguments}: {result.out}{result.err}")
        value = result.json()
        self.assertEqual(self.page.faults(value, self.page.answers[kind or str(arguments[0])]), [], arguments)
        return value

    def lines(self, kind, *arguments):
        lines = self.ok(*arguments, "--jsonl").out.splitlines()
        self.assertGreater(len(lines), 0)
        for line in lines:
            self.assertEqual(self.page.faults(json.loads(line), self.page.answers[kind]), [], arguments)

    def check_seen(self, group):
        """Each key of what these verbs answer was there; one that may be missing was missing too."""
        kinds = [kind for command, kind in self.page.answers.items() if command.split()[0] in GROUPS[group]]
        for name in self.page.reached(kinds):
            for key, kind in self.page.objects[name].items():
                if f"{name}.{key}" in UNSEEN:
                    continue
                self.assertIn(f"{name}.{key}", self.page.seen)
                if kind.endswith("?"):
                    self.assertIn(f"{name}.{key}", self.page.missed)

    def documents(self):
        self.write("Winter.json", json.dumps({
            "audience_name": "Winter", "is_dynamic": True, "description": "x", "filters": [attribute("age", "BETWEEN", {"min_value": 37, "max_value": 74})],
            "limit": {"percent": 50, "order_by": "clv_value"}, "expect": {"min_size": 1, "max_size": 100, "max_change_percent": 90}}))
        nested = {"filter_group": "a", "next_group_connector": "OR", "values": [
            {"filter_name": "city", "filter_type": "IN", "filter_values": ["Paris"], "filter_value_connector": "OR"},
            {"filter_group": "in", "values": [{"filter_name": "email", "filter_type": "IS_NULL"}]}]}
        conditions = [{"filter_name": "quantity", "filter_type": "GREATER_THAN", "filter_values": {"value": 0}},
                      {"filter_name": "product_id", "filter_type": "IS_NOT_NULL"}]
        self.write("Nested.json", json.dumps({
            "audience_name": "Nested", "status": "draft",
            "filters": [nested, measure("purchases", "GREATER_THAN", "count", 0, filter_window={"last_days": 9000}, filter_where=conditions)],
            "limit": {"count": 3, "order_by": "purchases.sum_amount", "filter_window": {"last_days": 9000}}}))

    def test_every_verb_is_described_and_looked_at(self):
        overview = self.ok("__complete", "words", "").out.splitlines()[1:]
        verbs = {line.split("\t")[0] for line in overview} - WITHOUT
        self.assertEqual(verbs, {command.split()[0] for command in self.page.answers})
        self.assertEqual(verbs, {verb for group in GROUPS.values() for verb in group})
        self.assertEqual(self.page.reached(self.page.answers.values()), set(self.page.objects))

    def test_a_wrong_answer_is_noticed(self):
        wrong = [({"undeleted": [1]}, "undelete"), ({"undeleted": [], "more": 1}, "undelete"), ({}, "undelete"), ([], "undelete"),
                 ({"removed": None}, "index --drop"), ([{}], "list")]
        for value, command in wrong:
            self.assertNotEqual(self.page.faults(value, self.page.answers[command]), [], value)
        self.assertEqual(self.page.faults({"undeleted": ["x"]}, self.page.answers["undelete"]), [])

    def test_loading(self):
        self.answer("init")
        self.answer("import", "customers", self.write("customers.csv", CUSTOMERS))
        more = [f"m_{number},{20 + number},Rome,True" for number in range(30)]
        self.answer("import", "customers", self.write("more.csv", "\n".join(["customer_id,age,city,email_consent", *more])))
        self.answer("import", "purchases", self.write("purchases.csv", PURCHASES))
        self.answer("import", "recommendations", self.write("recommendations.csv", RECOMMENDATIONS))
        rows = "customer_id,birthday,tier\nc_1,31.12.1990,7\nc_2,30.12.1990,\n,1.1.1990,9\n"
        self.answer("import", "customers", self.write("forms.csv", rows), "--dates", "dmy", "--dry-run")
        self.answer("import", "customers", "forms.csv", "--dates", "dmy")
        self.answer("import", "customers", self.write("again.csv", rows))
        self.answer("import", "customers", "again.csv", "--type", "tier=text")
        self.write("orders.csv", "order_id,customer_id,purchased_at\n1,c_1,2023-09-03T10:00:00\n2,c_1,2023-09-03T10:00:00\n")
        self.answer("import", "purchases", "orders.csv", "--items", self.write("items.csv", "order_id,product_id,quantity,unit_price\n1,i_1,1,5\n"))
        self.answer("import", "customers", self.write("newest.csv", "customer_id,seen\nc_1,2020-01-01\nc_1,2021-01-01\n"), "--newest-by", "seen")
        self.answer("import", "--undo", kind="import --undo")
        self.answer("imports")
        fields = {field["filter_name"]: field for field in self.answer("fields")}
        self.assertEqual((fields["age"]["min_value"], fields["age"]["max_value"]), (29, 42))
        self.assertEqual((fields["city"]["common_values"], fields["email_consent"]["common_values"]), (["Rome"], [True]))
        self.assertIn("age_years", fields["birthday.PART"]["parts"])
        self.answer("fields", "city", kind="fields NAME")
        self.answer("fields", "age", "--limit", "1", kind="fields NAME")
        self.answer("fields", "product_id", kind="fields NAME")
        self.answer("fields", "product_id", "--limit", "0", kind="fields NAME")
        self.answer("catalog")
        self.answer("init", "--new-identity", "--yes")
        write_crm(self.folder)
        catalog = json.loads((self.folder / "crm.json").read_text(encoding="utf-8"))
        catalog["export_only_if"] = [{"filter_name": "city", "filter_type": "IN", "filter_values": ["Paris"]},
                                     {"filter_name": "email", "filter_type": "IS_NOT_NULL"}]
        for key in (["type"], ["table", "customer", "product", "rank"]):
            catalog["recommendations"] = {name: one for name, one in catalog["recommendations"].items() if name not in key}
            self.write("crm.json", json.dumps({name: one for name, one in catalog.items() if one}))
            self.db = self.folder / f"{key[0]}.db"
            self.answer("init", "--catalog", "crm.json")
            self.answer("catalog")
        self.check_seen("loading")

    def test_writing(self):
        self.make_shop()
        self.documents()
        self.write("Bad.json", json.dumps({"audience_name": "Bad", "filters": [attribute("age", "BETWEN", [1])]}))
        self.answer("validate", "Bad.json", "Winter.json", code=3)
        self.answer("new", "spring")
        self.answer("schema")
        self.answer("schema", "--catalog")
        self.answer("create", "Winter.json", "--dry-run")
        for more in ({"limit": {"count": 1}, "expect": {"max_size": 9}}, {"expect": {"min_size": 0}}):
            self.answer("create", self.document("Least", [], **more), "--dry-run")
        for name in ("Winter.json", "Nested.json"):
            self.answer("create", name)
        self.answer("update", "Nested", "Nested.json", "--dry-run")
        self.answer("update", "Nested", "Nested.json")
        self.answer("upload", "VIP", self.write("ids.txt", "c_1\nc_2\nc_2\n\nnobody\n"), "--dry-run")
        self.answer("upload", "VIP", "ids.txt")
        for name in ("Winter", "Nested", "VIP"):
            self.answer("show", name)
            self.assertNotIn("as_of", self.answer("show", name))
        self.assertEqual(self.answer("show", "Winter", "--full", kind="show --full")["as_of_day"], None)
        for name in ("Winter.json", "Winter", "Nested", "VIP"):
            self.answer("explain", name)
        self.answer("explain", "Winter", "--now")
        self.answer("rename", "Nested", "Nest")
        self.answer("apply", "Winter.json", "--dry-run", "--as-of", "2023-09-14")
        (self.folder / "new").mkdir()
        self.write("new/Summer.json", json.dumps({"audience_name": "Summer", "filters": [attribute("city", "IN", ["Paris"])]}))
        self.answer("apply", "new", "--as-of", "2023-09-14")
        full = self.answer("show", "Summer", "--full", kind="show --full")
        self.assertEqual((full["as_of"], full["as_of_day"]), ("2023-09-15T00:00:00Z", "2023-09-14"))
        self.check_seen("writing")

    def test_looking(self):
        self.make_shop()
        self.documents()
        self.ok("create", "Winter.json")
        self.ok("upload", "VIP", self.write("ids.txt", "c_1\nnobody\n"))
        self.document("Recent", [bought(["i_8732"])], is_dynamic=True)
        self.ok("create", "Recent.json", "--as-of", "2023-09-14")
        self.answer("list")
        self.answer("list-customers", "Winter", "--columns", "all")
        self.lines("list-customers --jsonl", "list-customers", "Winter")
        for customers in (["c_1"], ["c_1", "c_2", "nobody"]):
            self.answer("why", "Winter", *customers)
            self.answer("why", "VIP", *customers)
        self.answer("refresh", "Winter")
        self.answer("refresh", "Recent", code=11)
        for name in ("Winter", "Recent", "VIP"):
            self.answer("history", name)
        self.answer("changes", "Winter", "--since", "0")
        more = [f"m_{number},{20 + number},Rome,True" for number in range(30)]
        self.ok("import", "customers", self.write("more.csv", "\n".join(["customer_id,age,city,email_consent", *more])))
        self.answer("breakdown", "Winter", "--by", "age,city")
        self.answer("breakdown", "Winter", "--by", "city", "--limit", "1")
        self.answer("overlap", "Winter", "VIP", "Recent")
        self.lines("changes --jsonl", "changes", "Winter", "--since", "0")
        self.check_seen("looking")

    def test_handing(self):
        self.make_shop()
        self.documents()
        self.ok("create", "Winter.json")
        export = self.answer("export", "Winter", "-o", "w.csv", variables={"AUDIENCE_BASE_URL": "https://exports.example.org"})
        self.answer("export", "Winter", "-o", "alone.csv", "--no-link")
        self.answer("export", "Winter")
        self.answer("download", export["token"], "-o", "got.csv")
        self.answer("exports")
        self.answer("revoke", export["export_id"])
        self.answer("exports")
        self.answer("key", "rotate")
        self.answer("key", "rotate", "--revoke")
        self.answer("gc")
        self.check_seen("handing")

    def test_mending(self):
        self.make_shop()
        self.documents()
        self.ok("create", "Winter.json")
        self.ok("export", "Winter", "-o", "w.csv")
        self.answer("delete", "Winter", "--yes")
        self.answer("delete", "--list", kind="delete --list")
        self.answer("undelete", "Winter")
        self.answer("backup", "b.db", "--with-key")
        self.answer("restore", "b.db", "--yes")
        self.answer("index")
        self.answer("index", "--status", kind="index --status")
        self.answer("index", "--check", kind="index --check")
        self.answer("index", "--drop", kind="index --drop")
        self.answer("rename", "Winter", "for ana@example.org")
        self.answer("erase-customer", "c_1", "--yes", code=5)
        self.answer("doctor")
        self.answer("backup", "b2.db")
        (self.folder / "shop.db.links/key").chmod(0o644)
        self.answer("doctor", code=11)
        self.answer("delete", "for ana@example.org", "--purge", "--yes")
        self.check_seen("mending")


if __name__ == "__main__":
    unittest.main()
