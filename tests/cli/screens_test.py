"""What people see: tables that fit the terminal they are on, and nothing left out elsewhere."""
import time
import unicodedata
import unittest

from harness import ShopTest, attribute

WIDE = "customer_id,first_name,city\nc_1,李明李明,Paris\nc_2,שלום,Rome\nc_3,e\u0301te\u0301,Bonn\nc_4,x\x1b[31my,Köln\n"


def width(text):
    """By Unicode's own data."""
    return sum(0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


class Screens(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()
        self.ok("create", self.document("All", []))

    def test_a_listing_shows_the_columns_that_fit_and_says_how_many_there_are(self):
        screen = self.on_terminal("list-customers", "All", columns=60).out
        self.assertEqual(screen.splitlines()[0].split(), ["customer_id", "first_name", "last_name", "phone_number"])
        self.assertTrue(screen.endswith("\n1..5 of 5 customers · 4 of 11 columns: --columns, or\n--all-columns\n"), screen)
        for columns in (20, 40, 60, 80):
            lines = self.on_terminal("list-customers", "All", columns=columns).out.splitlines()
            self.assertLessEqual(max(map(width, lines)), columns)
        self.assertIn("clv_value", self.on_terminal("list-customers", "All", columns=200).out)
        self.assertNotIn("--all-columns", self.on_terminal("list-customers", "All", columns=200).out)

    def test_all_columns_are_shown_where_they_are_asked_for_and_off_a_terminal(self):
        everything = self.ok("--table", "list-customers", "All").out
        self.assertIn("1..5 of 5 customers\n", everything)
        self.assertEqual(self.on_terminal("list-customers", "All", "--all-columns", columns=40).out, everything)
        self.assertIn("clv_value", everything)

    def test_columns_that_hold_nothing_come_with_all_columns_too(self):
        self.sql("UPDATE customers SET phone_number = NULL")
        self.assertIn("; a column without values is left out (--columns all)", self.on_terminal("list-customers", "All", columns=200).out)
        self.assertIn("of 11 columns: ", self.on_terminal("list-customers", "All", columns=60).out)
        self.assertIn("phone_number", self.on_terminal("list-customers", "All", "--all-columns").out)

    def test_the_funnel_uses_the_width_there_is(self):
        self.ok("create", self.document("Two", [attribute("city", "IN", ["Paris", "Llanfair by the long bridge over the river"])]))
        phrase = "city Paris, Llanfair by the long bridge over the river"
        self.assertIn(phrase, self.on_terminal("show", "Two", columns=200).out)
        for columns in (40, 80):
            screen = self.on_terminal("show", "Two", "--no-color", columns=columns).out
            self.assertNotIn(phrase, screen)
            self.assertLessEqual(max(map(width, screen.splitlines()[3:-2])), columns)
            for word in phrase.split():
                self.assertIn(word, screen)
        self.assertIn("1 of 2 columns: --all-columns\n", self.on_terminal("show", "Two", columns=40).out)
        self.assertIn("removed", self.on_terminal("show", "Two", "--all-columns", columns=40).out)

    def test_where_there_is_little_room_what_is_asked_for_stays(self):
        long = "Everybody who ever bought anything"
        self.ok("create", self.document(long, [attribute("city", "IN", ["Paris"])]))
        screen = self.on_terminal("overlap", "All", long, columns=40).out
        self.assertRegex(screen, r"(?m)^ +1 +2$")
        self.assertRegex(screen, r"(?m)^1  All +5 +3$")
        self.assertNotIn("columns", screen)
        screen = self.on_terminal("why", long, "c_1", columns=24).out
        self.assertIn("yes", screen)
        self.assertIn("without values: --all-columns", " ".join(screen.split()))
        self.assertNotIn("without values", self.on_terminal("why", long, "c_1", columns=200).out)

    def test_what_tells_most_stays_in_a_narrow_terminal(self):
        document = self.document("Customers of the north coast", [attribute("city", "IN", ["Paris"])])
        planned = self.on_terminal("apply", document, "--dry-run", "--no-color", columns=40).out
        self.assertRegex(planned, r"^name +after +before\n")
        self.ok("apply", document)
        self.ok("export", "Customers of the north coast", "-o", "north.csv")
        log = self.on_terminal("exports", "--no-color", columns=40).out
        self.assertRegex(log, r"^audience +link +rows")
        self.assertIn(" alive 6m ", log)
        for screen in (planned, log):
            self.assertLessEqual(max(map(len, screen.splitlines())), 40)

    def test_a_funnel_without_values_that_may_be_missing_has_no_such_column(self):
        self.ok("create", self.document("Paris", [attribute("city", "IN", ["Paris"])]))
        self.assertNotIn("missing", self.on_terminal("show", "Paris").out)
        self.assertNotIn("columns", self.on_terminal("show", "Paris").out)
        self.assertRegex(self.on_terminal("explain", "Paris", "--now").out, "missing")

    def test_the_first_screen_fits(self):
        for screen in (self.on_terminal(columns=80).out, self.on_terminal("--help", columns=80).out):
            self.assertIn("breakdown", screen)
            self.assertLessEqual(max(map(width, screen.splitlines()[:12])), 80)

    def test_letters_of_every_script_keep_columns_straight_and_none_steers_the_terminal(self):
        self.ok("import", "customers", "--replace", "--yes", self.write("wide.csv", WIDE))
        for screen in (self.on_terminal("list-customers", "All", "--columns", "first_name,city").out, self.ok("--table", "list-customers", "All", "--columns", "first_name,city").out):
            lines = screen.splitlines()[:5]
            places = [width(line[:line.index(city)]) for line, city in zip(lines, ["city", "Paris", "Rome", "Bonn", "Köln"])]
            self.assertEqual(len(set(places)), 1, screen)
            self.assertIn("x?[31my", screen)
            self.assertNotIn("\x1b", screen)

    def test_long_results_end_with_a_count(self):
        for line, end in {("imports",): "3 imports", ("history", "All"): "1 run", ("exports",): "No exports yet.",
                          ("list",): "1 audience", ("apply", "--dry-run", str(self.document("All", []))): "1 audience"}.items():
            with self.subTest(line):
                self.assertIn(end, self.on_terminal(*line, columns=200).out)

    def test_a_list_shows_whole_names_first_and_says_the_rest_in_words(self):
        name = "Customers of the north who bought twice in the last year"
        time.sleep(1.1)  # the list goes by whole seconds
        self.ok("create", self.document(name, [attribute("city", "IN", ["Paris"])], is_dynamic=True))
        self.ok("create", self.document("Later", [], status="draft"))
        self.ok("upload", "VIP", self.write("ids.txt", "c_1\n"))
        wide = self.on_terminal("list", columns=120).out
        self.assertEqual(wide.splitlines()[0].split(), ["name", "customers", "kind", "changed", "id"])
        shown = [line.split("  ")[0] for line in wide.splitlines()[1:5]]
        self.assertEqual((sorted(shown[:3]), shown[3]), (sorted([name, "Later", "VIP"]), "All"))
        ids = {one["audience_name"]: one["audience_id"] for one in self.ok("list").json()}
        for audience, kind in {"VIP": "list", "Later": "draft", name: "dynamic", "All": "static"}.items():
            size = self.ok("show", audience).json()["audience_size"]
            self.assertRegex(wide, rf"{audience} +{size}  {kind} +just now +{ids[audience].removeprefix('audience-id-')[:8]}\n")
            self.assertEqual(self.ok("show", ids[audience].removeprefix("audience-id-")[:8]).json()["audience_name"], audience)
        self.assertTrue(wide.endswith("\n4 audiences · 1 dynamic, never refreshed\n"), wide)
        self.ok("refresh", "--all")
        self.assertRegex(self.on_terminal("list", columns=120).out, r"1 dynamic, last refreshed (\d\d:\d\d UTC|yesterday)\n$")
        self.assertNotIn("…", self.on_terminal("list", columns=40).out)
        self.assertEqual(list(ids), sorted(ids))

    def test_who_uses_an_audience_is_shown_where_any_is_used(self):
        self.assertNotIn("used by", self.on_terminal("list").out)
        self.ok("create", self.document("User", [attribute("audience", "IN", ["All"], filter_entity="audience_id")]))
        self.assertRegex(self.on_terminal("list").out, r"used by\n.*\nAll .* User\n|used by\nAll .* User\n")

    def test_colours_mean_something_and_are_nowhere_else(self):
        self.ok("create", self.document("Two", [attribute("city", "IN", ["Paris"])]))
        green, red, bar = "\x1b[32myes\x1b[0m", "\x1b[31mno\x1b[0m", "\x1b[36m█"
        self.assertIn(green, self.on_terminal("why", "Two", "c_1").out)
        self.assertIn(red, self.on_terminal("why", "Two", "c_2").out)
        self.assertIn(bar, self.on_terminal("show", "Two").out)
        self.assertIn("\x1b[32m+\x1b[0m c_1\n", self.on_terminal("changes", "Two").out)
        for options, variables in [(["--no-color"], {}), (["--color", "never"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"}), ([], {"TERM": ""})]:
            with self.subTest(options=options, variables=variables):
                screen = self.on_terminal("show", "Two", *options, variables=variables).out
                self.assertNotIn("\x1b", screen)
                self.assertIn("█", screen)
        self.assertNotIn("\x1b", self.ok("--table", "show", "Two", "--color", "auto").out)
        self.assertNotIn("\x1b", self.ok("show", "Two", "--color", "always").out)
        self.assertIn(bar, self.ok("--table", "show", "Two", "--color", "always").out)
        self.assertIn(bar, self.on_terminal("show", "Two", "--color", "always", variables={"NO_COLOR": "1"}).out)
        self.assertEqual(self.on_terminal("show", "Two", variables={"NO_COLOR": ""}).out, self.on_terminal("show", "Two").out)

    def test_faults_have_their_colour_where_it_is_wanted(self):
        faulty = self.write("faulty.json", '{"audience_name": 7}\n')
        self.assertIn("\x1b[1;31m^\x1b[0m\n", self.fails(3, "create", faulty, "--color", "always").err)
        self.assertIn(" ^\n", self.fails(3, "create", faulty).err)
        self.assertTrue(self.fails(4, "show", "Nobody", "--color", "always").err.startswith("\x1b[1;31maudience:\x1b[0m "))
        self.assertTrue(self.fails(4, "show", "Nobody").err.startswith("audience: "))
        self.assertIn("exclude each other", self.fails(2, "list", "--color", "always", "--no-color").err)
        self.assertIn('--color: unknown word "red"', self.fails(2, "list", "--color", "red").err)

    def test_one_is_one(self):
        self.ok("create", self.document("One", [attribute("city", "IN", ["London"])]))
        self.assertIn("1..1 of 1 customer\n", self.on_terminal("list-customers", "One", columns=200).out)
        self.assertIn("2 audiences\n", self.on_terminal("list").out)
        self.assertIn("1 customer of ", self.ok("--table", "export", "One", "-o", "one.csv", "--no-link").out)
        self.assertIn("1 run · times are UTC\n", self.on_terminal("history", "One", columns=200).out)

    def test_times_are_written_one_way_and_say_utc_once(self):
        self.ok("export", "All", "-o", "all.csv", "--no-link")
        for line in (("imports",), ("exports",), ("history", "All")):
            screen = self.on_terminal(*line, columns=200).out
            self.assertRegex(screen, r"(?m)(^|  )\d{4}-\d\d-\d\d \d\d:\d\d  ")
            self.assertNotRegex(screen, r"\dT\d")
            self.assertEqual(screen.count("UTC"), 1, screen)
        head = self.on_terminal("create", self.document("Head", []), columns=200).out.splitlines()[1]
        self.assertRegex(head, r"^as of [\d-]{10} \d\d:\d\d UTC · newest purchase [\d-]{10} \d\d:\d\d$")


if __name__ == "__main__":
    unittest.main()
