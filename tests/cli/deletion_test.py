"""Deleted audiences: out of every sight, back for 30 days, then gone; and erased people are taken out of them too."""
import subprocess
import unittest

from harness import BINARY, ShopTest, attribute


class Deletion(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()

    def create(self, name, city="Paris", **more):
        return self.ok("create", self.document(name, [attribute("city", "IN", [city])], **more)).json()

    def create_user(self, name, *used, **more):
        filters = [attribute("audience", "IN", list(used), filter_entity="audience_id")]
        return self.ok("create", self.document(name, filters, **more)).json()

    def deleted(self):
        return self.ok("delete", "--list").json()

    def age(self, days):
        """As if everything had been deleted so long ago."""
        self.sql(f"UPDATE audience_deleted SET deleted_at = deleted_at - {days} * 86400")

    def test_a_deleted_audience_comes_back_with_members_and_history(self):
        answer = self.create("winter", is_dynamic=True)
        self.ok("refresh", "winter")
        before = {verb: self.ok(verb, "winter").out for verb in ("show", "history", "changes")}
        members = self.members("winter")
        gone = self.ok("delete", "winter", "--yes").json()
        self.assertEqual(gone["deleted"], [answer["audience_id"]])
        [kept] = self.deleted()
        self.assertEqual((kept["audience_id"], kept["audience_name"], kept["audience_size"]), (answer["audience_id"], "winter", 3))
        self.assertEqual(kept["kept_until"], gone["kept_until"])
        self.assertIn("winter", self.ok("delete", "--list", "--table").out)
        self.assertEqual(self.ok("undelete", "winter").json(), {"undeleted": [answer["audience_id"]]})
        self.assertEqual({verb: self.ok(verb, "winter").out for verb in before}, before)
        self.assertEqual(self.members("winter"), members)
        self.assertEqual(self.deleted(), [])
        self.assertEqual(self.ok("refresh", "winter").json()[0]["run"], 3)

    def test_nothing_sees_it_while_it_is_deleted(self):
        answer = self.create("winter", is_dynamic=True)
        self.ok("delete", "winter", "--yes")
        self.assertEqual(self.ok("list").json(), [])
        for verb in ("show", "history", "changes", "list-customers", "refresh", "export"):
            result = self.fails(4, verb, "winter")
            self.assertIn('"winter" was deleted on ', result.err)
            self.assertIn("audience delete --list", result.err)
        self.fails(4, "show", answer["audience_id"])
        self.fails(4, "show", answer["audience_id"][12:20])
        self.fails(4, "rename", "winter", "x")
        self.assertEqual(self.ok("refresh", "--all").json(), [])
        user = self.document("user", [attribute("audience", "IN", ["winter"], filter_entity="audience_id")])
        self.fails(3, "create", user)
        self.create("winter", "London")
        self.assertEqual(self.members("winter"), ["c_2"])

    def test_a_name_taken_meanwhile_is_a_conflict(self):
        self.create("winter")
        self.ok("delete", "winter", "--yes")
        self.create("winter", "London")
        result = self.fails(5, "undelete", "winter")
        self.assertIn('an audience named "winter" exists already', result.err)
        self.assertEqual(self.members("winter"), ["c_2"])
        self.ok("rename", "winter", "other")
        self.ok("undelete", "winter")
        self.assertEqual(self.members("winter"), ["c_1", "c_3", "c_5"])

    def test_of_one_name_the_newest_comes_back_and_others_by_their_ids(self):
        first = self.create("winter")
        self.ok("delete", "winter", "--yes")
        self.age(1)
        second = self.create("winter", "London")
        self.ok("delete", "winter", "--yes")
        self.assertEqual([one["audience_id"] for one in self.deleted()], [second["audience_id"], first["audience_id"]])
        result = self.ok("undelete", "winter")
        self.assertEqual(result.json()["undeleted"], [second["audience_id"]])
        self.assertIn("others can come back by their ids", result.err)
        self.ok("rename", "winter", "summer")
        self.ok("undelete", first["audience_id"])
        self.fails(4, "undelete", "winter")

    def test_what_it_uses_must_be_there(self):
        self.create("base")
        self.create_user("user", "base")
        self.fails(5, "delete", "base", "--yes")
        self.ok("delete", "user", "base", "--yes")
        result = self.fails(5, "undelete", "user")
        self.assertIn('"user" uses what was deleted too: "base"', result.err)
        self.assertEqual(self.ok("list").json(), [])
        self.ok("undelete", "user", "base")
        self.assertEqual(self.members("user"), ["c_1", "c_3", "c_5"])
        # A user that was deleted holds nothing back.
        self.ok("delete", "user", "--yes")
        self.ok("delete", "base", "--yes")
        self.fails(4, "undelete", "bsae")

    def chain(self):
        """`top` uses `middle`, which uses `base`; all are deleted."""
        ids = {"base": self.create("base")["audience_id"]}
        for user, used in (("middle", "base"), ("top", "middle")):
            ids[user] = self.create_user(user, used)["audience_id"]
        self.ok("delete", *ids, "--yes")
        return ids

    def test_all_that_it_uses_comes_back_by_the_command_that_is_told(self):
        self.chain()
        result = self.fails(5, "undelete", "top")
        self.assertIn('"top" uses what was deleted too: "base", "middle"\n', result.err)
        self.assertIn("`audience undelete base middle top` brings them back together\n", result.err)
        self.ok("undelete", "base", "middle", "top")
        self.assertEqual(self.members("top"), ["c_1", "c_3", "c_5"])

    def test_what_a_deleted_audience_uses_is_purged_only_with_it(self):
        self.create("base")
        self.create_user("user", "base")
        self.ok("delete", "user", "--yes")
        for _ in range(2):  # In use, and deleted before.
            result = self.fails(5, "delete", "--purge", "base", "--yes")
            self.assertRegex(result.err, r'"base" is used by "user" \(deleted 20\d\d-.* UTC\), which could not come back without it; nothing was deleted\n')
            self.assertIn("forget them together: `audience delete --purge base user`\n", result.err)
            self.assertIn("user", [one["audience_name"] for one in self.deleted()])
            self.run_tool("delete", "base", "--yes")
        self.ok("undelete", "base", "user")
        self.assertEqual(self.members("user"), ["c_1", "c_3", "c_5"])
        self.ok("delete", "user", "base", "--yes")
        self.ok("delete", "--purge", "user", "--yes")
        self.ok("delete", "--purge", "base", "--yes")
        self.assertEqual(self.deleted(), [])

    def test_purging_tells_all_that_would_be_cut_off_by_what_means_them_alone(self):
        ids = self.chain()
        self.create("middle", "London")
        result = self.fails(5, "delete", "--purge", "base", "--yes")
        self.assertIn(f"`audience delete --purge base {ids['middle']} top`\n", result.err)
        self.fails(5, "delete", "--purge", "base", ids["middle"], "--yes")
        self.ok("delete", "--purge", "base", ids["middle"], "top", "--yes")
        self.assertEqual(self.deleted(), [])
        self.assertEqual(self.members("middle"), ["c_2"])

    def test_what_was_forgotten_by_an_older_version_is_told(self):
        self.chain()
        self.sql("DELETE FROM audience_deleted WHERE audience_name = 'base'")
        result = self.fails(5, "undelete", "top")
        self.assertIn('"middle" uses an audience that was forgotten for good, and cannot come back\n', result.err)
        self.assertNotIn("audience-id-", result.err)
        self.create("alone")
        self.ok("delete", "alone", "--yes")
        self.assertEqual({one["audience_name"]: one["can_come_back"] for one in self.deleted()},
                         {"alone": True, "middle": False, "top": False})
        screen = self.ok("delete", "--list", "--table").out.splitlines()
        self.assertEqual([line.split()[0] for line in screen if line.rstrip().endswith("cannot come back")], ["top", "middle"])
        self.fails(5, "delete", "--purge", "middle", "--yes")
        self.ok("delete", "--purge", "middle", "top", "--yes")

    def test_one_whose_time_is_over_is_kept_for_another_that_uses_it(self):
        self.chain()
        self.sql("UPDATE audience_deleted SET deleted_at = deleted_at - 29 * 86400 WHERE audience_name <> 'top'")
        self.age(1)
        until = {one["kept_until"] for one in self.deleted()}
        self.assertEqual(len(until), 1)
        self.assertEqual(self.ok("gc").json()["audiences_forgotten"], 0)
        self.assertEqual(len(self.deleted()), 3)
        self.ok("undelete", "base", "middle", "top")
        self.assertEqual(self.members("top"), ["c_1", "c_3", "c_5"])
        self.ok("delete", "base", "middle", "top", "--yes")
        self.age(30)
        self.assertEqual(self.ok("gc").json()["audiences_forgotten"], 3)

    def test_by_its_id_or_the_beginning_of_it_a_deleted_audience_is_told_too(self):
        first = self.create("winter")["audience_id"]
        self.ok("delete", "winter", "--yes")
        self.create("winter", "London")
        self.ok("delete", "winter", "--yes")
        for reference in (first, first[12:], first[12:22], first[:22]):
            for verb in ("show", "refresh", "export"):
                result = self.fails(4, verb, reference)
                self.assertRegex(result.err, rf'the audience "winter" \({first}\) was deleted on 20\d\d-\d\d-\d\d .* UTC\n')
                self.assertIn(f"`audience undelete {first}` brings it back; `audience delete --list`", result.err)
        self.assertIn("`audience undelete winter` brings it back", self.fails(4, "show", "winter").err)
        self.assertIn("`audience undelete winter` brings it back", self.fails(4, "delete", "winter", "--yes").err)
        result = self.fails(4, "undelete", first[12:22])
        self.assertIn('is only the beginning of the id of the deleted audience "winter"', result.err)
        self.assertIn(f"`audience undelete {first}` brings it back", result.err)

    def test_a_document_that_names_a_deleted_audience_says_so(self):
        winter = self.create("winter")["audience_id"]
        self.ok("delete", "winter", "--yes")
        for name in ("winter", winter, winter[12:20]):
            user = self.document("user", [attribute("audience", "IN", ["wintr", name], filter_entity="audience_id")])
            for command in (["create", user], ["create", user, "--dry-run"], ["apply", user], ["--db", self.db, "validate", user], ["explain", user]):
                told = self.fails(3, *command).err
                self.assertRegex(told, r'user.json:1:\d+: unknown audience "wintr"(.*\n)+ {6}/filters/0/values/0/filter_values/0\n')
                self.assertRegex(told, r'user.json:1:\d+: the audience "winter"( \(audience-id-\w+\))? was deleted on 20')
                self.assertRegex(told, "`audience (--db .*)?undelete winter` brings it back")

    def test_all_of_them_or_none(self):
        self.create("a")
        self.create("b")
        self.ok("delete", "a", "b", "--yes")
        self.create("b")
        self.fails(5, "undelete", "a", "b")
        self.fails(4, "undelete", "a", "c")
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["b"])
        self.assertEqual(sorted(one["audience_name"] for one in self.deleted()), ["a", "b"])

    def test_links_stay_dead(self):
        self.create("winter")
        export = self.ok("export", "winter", "-o", "winter.csv").json()
        self.ok("delete", "winter", "--yes")
        self.fails(7, "download", export["token"], "-o", "copy.csv")
        self.ok("undelete", "winter")
        self.fails(7, "download", export["token"], "-o", "copy.csv")
        self.assertIs(self.ok("show", "winter").json()["is_ready"], False)
        self.assertEqual(self.ok("exports").json()[0]["state"], "revoked")

    def test_an_uploaded_list_keeps_the_values_that_nobody_has_yet(self):
        self.ok("upload", "vip", self.write("ids.txt", "c_1\nc_99\n"))
        self.ok("delete", "vip", "--yes")
        self.ok("undelete", "vip")
        self.ok("import", "customers", self.write("new.csv", "customer_id\nc_99\n"))
        self.ok("refresh", "vip")
        self.assertEqual(self.members("vip"), ["c_1", "c_99"])

    def test_what_apply_prunes_can_come_back(self):
        folder = self.folder / "documents"
        folder.mkdir()
        self.document("documents/winter", [attribute("city", "IN", ["Paris"])], **{})
        self.ok("apply", "documents", "--yes")
        (folder / "winter.json").unlink()
        self.document("documents/summer", [attribute("city", "IN", ["London"])])
        self.ok("apply", "documents", "--prune", "--yes")
        [kept] = self.deleted()
        self.ok("undelete", kept["audience_id"])
        self.assertEqual(self.members(kept["audience_name"]), ["c_1", "c_3", "c_5"])

    def test_after_thirty_days_the_next_command_that_writes_forgets_it(self):
        self.create("winter")
        self.ok("delete", "winter", "--yes")
        self.age(29)
        self.ok("gc")
        self.assertEqual(len(self.deleted()), 1)
        self.age(1)
        self.ok("list")
        self.assertEqual(self.sql("SELECT audience_name FROM audience_deleted"), [("winter",)])
        self.assertEqual(self.deleted(), [])
        collected = self.ok("gc").json()
        self.assertEqual((collected["audiences_forgotten"], collected["audiences_spared"]), (1, 0))
        self.assertEqual(self.deleted(), [])
        self.fails(4, "undelete", "winter")
        self.assertEqual(self.sql("SELECT (SELECT count(*) FROM audience_deleted) + (SELECT count(*) FROM audience_runs)"
                                  " + (SELECT count(*) FROM audience_definitions)"), [(0,)])
        self.create("summer")
        self.ok("delete", "summer", "--yes")
        self.age(30)
        self.create("autumn")
        self.assertEqual(self.deleted(), [])

    def test_a_damaged_one_hides_no_other(self):
        self.create("winter")
        self.create("summer", "London")
        self.ok("delete", "winter", "summer", "--yes")
        self.sql("UPDATE audience_deleted SET members = x'01' WHERE audience_name = 'summer'")
        self.assertEqual({one["audience_name"]: one["audience_size"] for one in self.deleted()}, {"winter": 3, "summer": None})
        self.assertIn("damaged", self.ok("delete", "--list", "--table").out)

    def test_purge_is_for_good(self):
        self.create("winter")
        self.assertEqual(self.ok("delete", "winter", "--yes", "--purge").json()["kept_until"], None)
        self.assertEqual(self.deleted(), [])
        self.create("winter")
        self.ok("delete", "winter", "--yes")
        self.ok("delete", "winter", "--yes", "--purge")
        self.assertEqual(self.deleted(), [])
        self.fails(4, "delete", "winter", "--yes", "--purge")
        self.fails(2, "delete", "--list", "winter")
        self.fails(2, "delete")

    def test_erasing_reaches_deleted_audiences(self):
        self.create("winter")
        self.ok("upload", "list", self.write("ids.txt", "c_1\nc_2\n"))
        self.create("named", "Paris", description="as ana@example.org asked")
        self.ok("delete", "winter", "list", "named", "--yes")
        result = self.ok("erase-customer", "c_1", "--yes").json()
        self.assertEqual((result["memberships"], result["deleted_audiences"]), (3, 1))
        self.assertEqual(sorted(one["audience_name"] for one in self.deleted()), ["list", "winter"])
        self.ok("undelete", "winter", "list")
        self.assertEqual(self.members("winter"), ["c_3", "c_5"])
        self.assertEqual(self.members("list"), ["c_2"])
        self.assertNotIn("c_1", self.ok("changes", "winter", "--since", 0).json()["entered"])
        for file in self.db.parent.glob("shop.db*"):
            if file.is_file():
                self.assertNotIn(b"ana@example.org", file.read_bytes(), file)

    def test_a_deleted_audience_that_may_name_someone_is_told_until_it_is_gone(self):
        self.ok("import", "customers", self.write("number.csv", "customer_id\n10222\n"))
        self.create("winter", description="ticket 10222")
        self.ok("delete", "winter", "--yes")
        result = self.fails(5, "erase-customer", "10222", "--yes")
        self.assertEqual([(one["place"], one["audience"], one["certain"]) for one in result.json()["still_named"]],
                         [("deleted_audience", "winter", False)])
        self.assertIn("audience delete NAME --purge", result.err)
        self.ok("delete", "winter", "--yes", "--purge")
        self.assertEqual(self.ok("erase-customer", "10222", "--yes").json()["still_named"], [])

    def test_values_of_deleted_lists_are_erased_too(self):
        self.ok("upload", "mails", self.write("mails.txt", "ana@example.org\nbob@example.org\n"), "--match", "email")
        self.ok("upload", "later", self.write("ids.txt", "c_1\nc_77\n"))
        self.ok("delete", "later", "--yes")
        self.ok("import", "customers", self.write("new.csv", "customer_id\nc_77\n"))
        self.assertEqual(self.ok("erase-customer", "c_77", "--yes").json()["unmatched_values"], 1)
        self.ok("undelete", "later")
        self.ok("refresh", "later")
        self.assertEqual(self.members("later"), ["c_1"])

    def test_deleting_and_undeleting_at_once_loses_nothing(self):
        self.create("winter")
        for _ in range(4):
            runs = [subprocess.Popen([BINARY, "--db", str(self.db), *line], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                    for line in (["delete", "winter", "--yes"], ["undelete", "winter"], ["delete", "winter", "--yes"])]
            for run in runs:
                _, error = run.communicate(timeout=60)
                self.assertIn(run.returncode, (0, 4), error)
            there = [one["audience_name"] for one in self.ok("list").json() + self.deleted()]
            self.assertEqual(there, ["winter"])
        self.run_tool("undelete", "winter")
        self.assertEqual(self.members("winter"), ["c_1", "c_3", "c_5"])


if __name__ == "__main__":
    unittest.main()
