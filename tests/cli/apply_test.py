"""Stored audiences made to match files: created, replaced, unchanged, pruned; all or none."""
import hashlib
import html
import json
import re
import unittest

from harness import ShopTest, attribute


def members_of(*audiences):
    return attribute("audience", "IN", list(audiences), filter_entity="audience_id")


class Apply(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()
        (self.folder / "audiences").mkdir()

    def file(self, name, *groups, **more):
        return self.document(f"audiences/{name}", list(groups), **{"audience_name": name, **more})

    def document(self, name, filters, **more):
        return self.write(f"{name}.json", json.dumps({"audience_name": name, "filters": filters, **more}))

    def state(self):
        """The bytes of the database; a log that a reader left empty is nothing."""
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(self.folder.rglob("*"))
                if "shop.db" in str(path) and path.is_file() and not path.name.endswith("-shm") and path.stat().st_size > 0]

    def apply(self, *options, code=0):
        result = self.run_tool("apply", "audiences", *options)
        self.assertEqual(result.code, code, result.out + result.err)
        return {one["audience_name"]: one["action"] for one in result.json()} if result.out else result.err

    def test_the_second_time_all_is_unchanged_and_not_a_byte_is_written(self):
        self.file("paris", attribute("city", "IN", ["Paris"]))
        self.file("a user", members_of("paris"), is_dynamic=True)
        self.file("women", attribute("gender", "IN", ["female"]), author="Violeta")
        self.assertEqual(self.apply(), {"paris": "created", "a user": "created", "women": "created"})
        self.assertEqual(self.members("a user"), ["c_1", "c_3", "c_5"])
        before = self.state()
        self.assertEqual(set(self.apply().values()), {"unchanged"})
        self.assertEqual(self.state(), before)
        ids = {one["audience_name"]: one["audience_id"] for one in self.ok("list").json()}
        self.file("women", attribute("gender", "IN", ["male"]), author="Violeta")
        self.assertEqual(self.apply("--note", "commit 7"), {"paris": "unchanged", "a user": "unchanged", "women": "replaced"})
        self.assertEqual(self.members("women"), ["c_2", "c_4"])
        self.assertEqual({one["audience_name"]: one["audience_id"] for one in self.ok("list").json()}, ids)
        runs = self.ok("history", "women").json()
        self.assertEqual([(run["verb"], run["note"], run["entered"], run["left"]) for run in runs],
                         [("apply", "commit 7", 2, 2), ("apply", "", 2, 0)])

    def test_a_plan_tells_sizes_and_changes_nothing(self):
        self.file("paris", attribute("city", "IN", ["Paris"]))
        self.apply("--dry-run", "--detailed-exitcode", code=20)
        self.assertEqual(self.ok("list").json(), [])
        self.apply()
        self.assertEqual(self.apply("--dry-run", "--detailed-exitcode"), {"paris": "unchanged"})
        self.file("paris", attribute("city", "IN", ["London"]))
        before = self.state()
        [step] = self.run_tool("apply", "audiences", "--dry-run").json()
        self.assertEqual((step["action"], step["size_before"], step["size_after"], step["entered"], step["left"]),
                         ("replaced", 3, 1, 1, 3))
        self.assertEqual(self.state(), before)
        self.assertIn("Dry run", self.ok("apply", "audiences", "--dry-run", "--table").out)
        self.fails(2, "apply", "audiences", "--detailed-exitcode")

    def comment(self, *options, code=0):
        """Heading and lines of the Markdown, without what surrounds its table."""
        result = self.run_tool("apply", "audiences", "--dry-run", "--markdown", *options)
        self.assertEqual(result.code, code, result.out + result.err)
        heading, empty, *lines = result.out.splitlines()
        self.assertEqual(empty, "")
        return heading, lines

    def test_a_plan_is_a_table_for_a_comment(self):
        for name, city in {"kept": "Paris", "moved": "Paris", "old": "London"}.items():
            self.file(name, attribute("city", "IN", [city]))
        self.apply()
        (self.folder / "audiences" / "old.json").unlink()
        self.file("moved", attribute("city", "IN", ["London"]))
        self.file("fresh", attribute("gender", "IN", ["male"]))
        before = self.state()
        heading, lines = self.comment("--prune", "--detailed-exitcode", code=20)
        self.assertEqual(self.state(), before)
        self.assertEqual(heading, "### Audiences: 1 to create, 1 to update, 1 to delete, 1 unchanged")
        self.assertEqual(lines[:2], ["| Audience | Plan | Before | After | Enter | Leave |", "| --- | --- | ---: | ---: | ---: | ---: |"])
        self.assertEqual(sorted(lines[2:]), ["| <code>fresh</code> | **create** |  | 2 | 2 | 0 |", "| <code>kept</code> | unchanged | 3 | 3 | 0 | 0 |",
                                             "| <code>moved</code> | **update** | 3 | 1 | 1 | 3 |", "| <code>old</code> | **delete** | 1 |  | 0 | 1 |"])

    def test_a_name_does_nothing_in_a_comment(self):
        names = ["@team", "a`b``c", "a|b \\| c", "</code><img src=x onerror=alert(1)>", "[x](http://a.example) #12", "&#64;team", "**bold** _it_ ~~no~~"]
        for number, name in enumerate(names):
            self.write(f"audiences/{number}.json", json.dumps({"audience_name": name, "filters": [attribute("city", "IN", ["Paris"])]}))
        _, lines = self.comment()
        told = []
        for line in lines[2:]:
            code = re.fullmatch(r"\| <code>((?:[A-Za-z0-9 ]|&#[0-9]+;)+)</code> \| \*\*create\*\* \|  \| 3 \| 3 \| 0 \|", line)
            self.assertIsNotNone(code, line)
            told.append(html.unescape(code[1]))
        self.assertEqual(sorted(told), sorted(names))

    def test_why_there_is_no_plan_is_a_list_for_a_comment(self):
        self.file("a", attribute("@team|cty", "IN", ["Paris"]))
        self.file("b", attribute("age", "IN", ["Paris"]), attribute("gendre", "IN", ["male"]))
        heading, lines = self.comment(code=3)
        self.assertEqual(heading, "### Audiences: nothing can be applied")
        self.assertEqual(len(lines), 3)
        for line in lines:
            self.assertRegex(line, r"^- <code>([A-Za-z0-9 ]|&#[0-9]+;|[^\x00-\x7f])+</code>$")
        first, _, last = map(html.unescape, lines)
        self.assertRegex(first, r"audiences/a\.json:1:\d+: .*@team\|cty")
        self.assertRegex(last, r"audiences/b\.json:1:\d+: .*gendre.*gender")
        self.file("b")
        self.file("a", attribute("city", "IN", ["Paris"]), expect={"min_size": 4})
        [line] = self.comment(code=11)[1]
        self.assertIn("min_size", html.unescape(line))
        self.assertEqual(self.ok("list").json(), [])

    def test_a_comment_is_for_a_plan_alone(self):
        self.file("a", attribute("city", "IN", ["Paris"]))
        self.assertIn("--dry-run", self.fails(2, "apply", "audiences", "--markdown").err)
        self.fails(2, "apply", "audiences", "--dry-run", "--markdown", "--json")
        self.fails(2, "apply", "audiences", "--dry-run", "--markdown", "--table")
        self.assertEqual(self.ok("list").json(), [])

    def test_one_faulty_file_among_ten_applies_nothing(self):
        for i in range(9):
            self.file(f"a{i}", attribute("city", "IN", ["Paris"]))
        self.file("b", attribute("cty", "IN", ["Paris"]))
        before = self.state()
        self.assertIn('b.json:1:', self.fails(3, "apply", "audiences").err)
        self.assertEqual(self.state(), before)
        self.file("b", attribute("city", "IN", ["Paris"]), expect={"min_size": 4})
        self.assertIn("min_size", self.fails(11, "apply", "audiences").err)
        self.assertEqual(self.ok("list").json(), [])
        self.file("b", members_of("a0"))
        self.file("a0", members_of("b"))
        self.assertIn("a cycle", self.fails(3, "apply", "audiences").err)
        self.assertEqual(self.ok("list").json(), [])

    def test_new_members_count_for_those_who_use_them(self):
        self.file("z base", attribute("city", "IN", ["Paris"]))
        self.file("a user", members_of("z base"))
        self.apply()
        self.file("z base", attribute("city", "IN", ["London"]))
        self.file("a user", {**members_of("z base"), "next_group_connector": "OR"}, attribute("age", "EQUALS", {"value": 74}))
        self.assertEqual(self.apply(), {"z base": "replaced", "a user": "replaced"})
        self.assertEqual(self.members("a user"), ["c_2", "c_4"])

    def test_prune_takes_only_what_apply_made_and_asks(self):
        self.ok("create", self.document("by hand", []))
        for name in ["kept", "old"]:
            self.file(name, attribute("city", "IN", ["Paris"]))
        self.apply()
        (self.folder / "audiences" / "old.json").unlink()
        self.assertEqual(self.apply(), {"kept": "unchanged"})
        self.assertEqual(self.apply("--prune", "--dry-run"), {"kept": "unchanged", "old": "deleted"})
        self.assertIn("--yes", self.fails(2, "apply", "audiences", "--prune").err)
        self.ok("create", self.document("user", [members_of("old")]))
        self.assertIn('"user"', self.fails(5, "apply", "audiences", "--prune", "--yes").err)
        self.ok("delete", "user", "--yes")
        self.assertEqual(self.apply("--prune", "--yes"), {"kept": "unchanged", "old": "deleted"})
        self.assertEqual([one["audience_name"] for one in self.ok("list").json()], ["by hand", "kept"])

    def test_a_final_audience_is_replaced_and_a_hand_made_one_taken_over(self):
        self.ok("create", self.document("paris", [attribute("city", "IN", ["Paris"])]))
        self.file("paris", attribute("city", "IN", ["Paris"]))
        self.assertEqual(self.apply(), {"paris": "unchanged"})
        self.file("paris", attribute("city", "IN", ["London"]), status="draft")
        self.assertEqual(self.apply(), {"paris": "replaced"})
        self.assertEqual(self.ok("show", "paris").json()["status"], "draft")
        self.fails(4, "apply", "nothing.json")
        (self.folder / "empty").mkdir()
        self.fails(4, "apply", "empty")


if __name__ == "__main__":
    unittest.main()
