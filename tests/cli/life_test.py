"""The life of an audience: update, rename, refresh, history, changes, create --if-exists."""
import json
import subprocess
import unittest

from harness import BINARY, ShopTest, attribute, bought, measure

AS_OF = "2023-09-14T00:00:00"


class Life(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()

    def paris(self, name="paris", city="Paris", **more):
        return self.document(name, [attribute("city", "IN", [city])], **more)

    def test_a_draft_is_updated_until_it_is_created(self):
        draft = self.ok("create", self.paris(status="draft")).json()
        changed = self.ok("update", "paris", self.paris(city="London", status="draft"), "--dry-run")
        self.assertEqual(changed.json()["audience_size"], 1)
        self.assertIn("1 entered, 3 left", changed.err)
        self.assertEqual(self.ok("show", "paris").json(), draft)
        self.ok("update", "paris", self.paris(city="London", status="draft"))
        self.assertEqual(self.members("paris"), ["c_2"])
        final = self.ok("update", draft["audience_id"][:18], self.paris("final", city="Paris")).json()
        self.assertEqual((final["audience_id"], final["status"], final["audience_name"]), (draft["audience_id"], "created", "final"))
        self.assertEqual(final["date_created"], draft["date_created"])
        result = self.fails(5, "update", "final", self.paris("final", status="draft"))
        self.assertIn('"final" is created and final', result.err)
        self.assertEqual([run["verb"] for run in self.ok("history", "final").json()], ["update", "update", "create"])

    def test_left_out_keys_take_their_defaults(self):
        self.ok("create", self.paris(status="draft", is_dynamic=True, author="Violeta", description="x",
                                     recommendations_export={"number_of_recommendations": 3}))
        answer = self.ok("update", "paris", self.paris()).json()
        self.assertEqual((answer["is_dynamic"], answer["recommendations_export"]["number_of_recommendations"]), (False, 0))
        self.assertNotIn("description", answer)
        self.assertNotEqual(answer["author"], "Violeta")

    def test_an_update_may_not_lead_back_to_itself_or_take_a_name(self):
        self.ok("create", self.paris("a", status="draft"))
        self.ok("create", self.document("b", [attribute("audience", "IN", ["a"], filter_entity="audience_id")]))
        cycle = self.document("new name", [attribute("audience", "IN", ["b"], filter_entity="audience_id")])
        self.assertIn("a cycle", self.fails(3, "update", "a", cycle).err)
        self.fails(5, "update", "a", self.paris("b"))
        self.assertEqual(self.members("a"), ["c_1", "c_3", "c_5"])

    def test_a_new_name_keeps_id_history_and_users(self):
        answer = self.ok("create", self.paris()).json()
        self.ok("create", self.document("user", [attribute("audience", "IN", ["paris"], filter_entity="audience_id")]))
        renamed = self.ok("rename", "paris", "Ville lumière").json()
        self.assertEqual(renamed["audience_id"], answer["audience_id"])
        self.assertEqual(self.ok("show", "Ville lumière").json(), renamed)
        self.assertEqual(len(self.ok("history", "Ville lumière").json()), 1)
        self.assertIn("Ville lumière", self.ok("explain", "user").json()["formula"])
        self.assertEqual([one["used_by"] for one in self.ok("list").json()], [["user"], []])
        self.fails(5, "rename", "user", "Ville lumière")
        self.fails(2, "rename", "user", " ")
        self.fails(4, "rename", "paris", "x")
        self.ok("rename", "user", "user")

    def test_if_exists_chooses_what_a_taken_name_means(self):
        first = self.ok("create", self.paris()).json()
        self.fails(5, "create", self.paris(city="London"))
        skipped = self.ok("create", self.paris(city="London"), "--if-exists", "skip")
        self.assertEqual(skipped.json(), first)
        self.assertIn("left as it is", skipped.err)
        replaced = self.ok("create", self.paris(city="London"), "--if-exists", "replace").json()
        self.assertEqual((replaced["audience_id"], replaced["date_created"]), (first["audience_id"], first["date_created"]))
        self.assertEqual(self.members("paris"), ["c_2"])
        runs = self.ok("history", "paris").json()
        self.assertEqual([(run["audience_size"], run["entered"], run["left"]) for run in runs], [(1, 1, 3), (3, 3, 0)])
        self.assertIn('"London"', runs[0]["formula"])
        self.assertIn('"Paris"', runs[1]["formula"])
        self.fails(2, "create", self.paris(), "--if-exists", "perhaps")

    def test_refresh_finds_who_entered_and_who_left(self):
        self.ok("create", self.paris(is_dynamic=True))
        before = set(self.members("paris"))
        self.write("more.csv", "customer_id,city\nc_1,Oslo\nc_2,Paris\nc_7,Paris\n")
        self.ok("import", "customers", "more.csv")
        refreshed = self.ok("refresh", "paris").json()[0]
        after = set(self.members("paris"))
        self.assertEqual(after, {"c_2", "c_3", "c_5", "c_7"})
        self.assertEqual((refreshed["entered"], refreshed["left"]), (len(after - before), len(before - after)))
        changes = self.ok("changes", "paris").json()
        self.assertEqual((set(changes["entered"]), set(changes["left"])), (after - before, before - after))
        self.assertEqual(self.ok("changes", "paris", "--since", "0").json()["entered"], sorted(after))
        lines = [json.loads(line) for line in self.ok("changes", "paris", "--jsonl").out.splitlines()]
        self.assertEqual(lines[0], {"customer_id": "c_1", "change": "left"})
        self.assertIn("+ c_7", self.ok("changes", "paris", "--table").out)
        self.fails(4, "changes", "paris", "--since", "9")
        self.fails(2, "changes", "paris", "--since", "tomorrow")
        # There was nothing yesterday.
        self.assertEqual(self.ok("changes", "paris", "--since", "yesterday").json()["entered"], sorted(after))
        self.assertEqual(self.ok("changes", "paris", "--since", "7 days ago", "--until", "1 day ago").json()["entered"], [])
        self.assertEqual(self.ok("changes", "paris", "--since", "now+2h").json()["count"], 0)

    def test_names_that_differ_only_in_case_or_look_like_ids_are_refused(self):
        self.ok("create", self.paris())
        name = self.ok("list").json()[0]["audience_id"]
        ids = self.write("ids.txt", "c_1\n")
        other = self.document("other", [])
        self.ok("create", other)
        for taken in ("PARIS", "Paris", "pARIS"):
            document = self.document(taken, [])
            for command in (("create", document), ("create", document, "--if-exists", "replace"), ("rename", "other", taken), ("upload", taken, ids),
                            ("apply", document), ("apply", document, "--dry-run")):
                with self.subTest(command):
                    self.assertIn(f'"{taken}" and "paris", which exists already, differ only in case', self.fails(5, *command).err)
        for like_id in (name[12:20], "7ff44c30", "DEADBEEF", "Audience-ID-x"):
            document = self.document(like_id, [])
            for command in (("create", document), ("rename", "other", like_id), ("apply", document), ("apply", document, "--dry-run")):
                with self.subTest(command):
                    self.fails(5, *command)
        self.assertIn('the name "7ff44c30" could be taken for the id of an audience', self.fails(5, "upload", "7ff44c30", ids).err)
        for fine in ("cafe", "20230914", "1a2b", "id-7ff44c30"):
            self.ok("create", self.document(fine, []))
        new = [self.document(one, []) for one in ("Zoë", "ZOË")]
        self.assertIn("differ only in case", self.fails(5, "apply", *new, "--dry-run").err)
        self.assertEqual(len(self.ok("list").json()), 6)
        for blank in (" paris", "Summer ", "Summer\u00a0"):
            document = self.document(blank, [])
            for command in (("create", document), ("rename", "other", blank), ("apply", document), ("upload", blank, ids)):
                self.assertIn("begins or ends with a blank", self.fails(5, *command).err)
        # A name may change its own case.
        self.ok("rename", "paris", "Paris")

    def test_a_name_that_was_taken_in_another_case_meanwhile_does_not_come_back(self):
        self.ok("create", self.document("winter", []))
        self.ok("delete", "winter", "--yes")
        self.ok("create", self.document("Winter", []))
        self.assertIn('"winter" and "Winter", which exists already, differ only in case\n  give that one another name first',
                      self.fails(5, "undelete", "winter").err)
        self.ok("rename", "Winter", "Other")
        self.ok("undelete", "winter")

    def test_changes_come_in_pages(self):
        self.sql("INSERT INTO customers(customer_id) WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 33) SELECT printf('d_%d', i) FROM n")
        self.ok("create", self.document("all", [], is_dynamic=True))
        ids = [row[0] for row in self.sql("SELECT customer_id FROM customers ORDER BY customer_id")]
        since = ("changes", "all", "--since", "0")
        whole = self.ok(*since).json()
        self.assertEqual((whole["entered"], whole["count"], whole["offset"], whole["limit"]), (ids, len(ids), 0, len(ids)))
        page = self.ok(*since, "--offset", "5", "--limit", "3").json()
        self.assertEqual((page["entered"], page["count"], page["limit"]), (ids[5:8], len(ids), 3))
        lines = self.ok(*since, "--limit", "2", "--jsonl").out.splitlines()
        self.assertEqual([json.loads(line)["customer_id"] for line in lines], ids[:2])
        screen = self.ok(*since, "--table").out
        self.assertEqual(screen.count("+ "), 10)
        self.assertTrue(screen.endswith("\n1..10 of 29 changes: 29 entered, 0 left\n"), screen)
        screen = self.ok(*since, "--table", "--offset", "27").out
        self.assertEqual(screen, f"+ {ids[27]}\n+ {ids[28]}\n\n28..29 of 29 changes: 29 entered, 0 left\n")
        self.assertEqual(self.ok(*since, "--table", "--all").out.count("+ "), 29)
        self.assertIn("no changes from 40 on; there are 29", self.ok(*since, "--table", "--offset", "40").out)
        self.fails(2, *since, "--all", "--limit", "3")
        self.fails(2, *since, "--limit", "-1")

    def test_windows_lose_members_with_time_alone(self):
        self.ok("create", self.document("recent", [bought(["i_8732"], "purchases-30-days")], is_dynamic=True), "--as-of", AS_OF)
        self.assertEqual(self.members("recent"), ["c_1"])
        self.assertEqual(self.ok("refresh", "recent", "--as-of", "2023-10-01T10:00:00").json()[0]["left"], 0)
        self.assertEqual(self.ok("refresh", "recent", "--as-of", "2023-10-01T10:00:01").json()[0]["left"], 1)

    def test_all_goes_by_dependency_with_one_time(self):
        self.ok("create", self.document("z base", [attribute("city", "IN", ["Paris"])], is_dynamic=True))
        self.ok("create", self.document("a user", [attribute("audience", "IN", ["z base"], filter_entity="audience_id")], is_dynamic=True))
        self.ok("create", self.paris("static"))
        self.sql("UPDATE customers SET city = 'Paris' WHERE customer_id = 'c_4'")
        result = self.ok("refresh", "--all").json()
        self.assertEqual([(one["audience_name"], one["audience_size"]) for one in result], [("z base", 4), ("a user", 4)])
        self.assertEqual(len({one["as_of"] for one in result}), 1)
        self.assertIn("static", self.fails(5, "refresh", "static").err)
        self.fails(2, "refresh")
        self.fails(2, "refresh", "static", "--all")

    def test_one_that_fails_stops_no_other_and_keeps_its_members(self):
        self.ok("create", self.paris("guarded", is_dynamic=True, expect={"max_change_percent": 20}))
        self.ok("create", self.paris("free", is_dynamic=True))
        self.sql("UPDATE customers SET city = 'Paris'")
        result = self.fails(11, "refresh", "--all")
        self.assertEqual([one["audience_name"] for one in result.json()], ["free"])
        self.assertIn("max_change_percent", result.err)
        self.assertEqual((len(self.members("guarded")), len(self.members("free"))), (3, 5))
        self.assertEqual(len(self.ok("history", "guarded").json()), 1)
        self.fails(11, "refresh", "free", "--max-age", "1h")

    def test_overlapping_cron_runs_neither_fail_nor_work_twice(self):
        for i in range(12):
            self.ok("create", self.document(f"a{i}", [measure("purchases", "GREATER_THAN", "count", i)], is_dynamic=True))
        runs = [subprocess.Popen([BINARY, "--db", str(self.db), "refresh", "--all"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                for _ in range(4)]
        outputs = [run.communicate(timeout=120) for run in runs]
        self.assertEqual([run.returncode for run in runs], [0, 0, 0, 0], outputs)
        done = sum(len(json.loads(out)) for out, _ in outputs)
        self.assertEqual(done, sum(len(self.ok("history", f"a{i}").json()) - 1 for i in range(12)))

    def test_changes_between_any_two_runs_and_bounded_history(self):
        self.ok("create", self.paris(is_dynamic=True))
        sets = [set(self.members("paris"))]
        for step in range(12):
            self.sql(f"UPDATE customers SET city = CASE WHEN (rowid * 7 + {step}) % 3 = 0 THEN 'Paris' ELSE 'Rome' END")
            self.ok("refresh", "paris", "--keep", "10")
            sets.append(set(self.members("paris")))
        runs = self.ok("history", "paris").json()
        self.assertEqual([run["run"] for run in runs], list(range(13, 3, -1)))
        for since in range(4, 14):
            for until in range(since, 14):
                changes = self.ok("changes", "paris", "--since", since, "--until", until).json()
                earlier, later = sets[since - 1], sets[until - 1]
                self.assertEqual((set(changes["entered"]), set(changes["left"])), (later - earlier, earlier - later))
        self.fails(4, "changes", "paris", "--since", "3")
        self.assertEqual(self.sql("SELECT count(*) FROM audience_definitions"), [(1,)])
        self.ok("delete", "paris", "--yes", "--purge")
        self.assertEqual(self.sql("SELECT (SELECT count(*) FROM audience_runs) + (SELECT count(*) FROM audience_definitions)"), [(0,)])


if __name__ == "__main__":
    unittest.main()
