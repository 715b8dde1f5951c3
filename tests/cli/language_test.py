"""What only users of the whole filter language meet: audiences as filters, limits, expectations, answers fed back."""
import json
import unittest
from datetime import date, timedelta

from harness import ShopTest, attribute, bought, measure

AS_OF = "2023-09-14T00:00:00"


def members_of(*audiences, kind="IN"):
    return attribute("audience", kind, list(audiences), filter_entity="audience_id")


class Language(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_shop()

    def select(self, *groups, **more):
        """Ids of the members that these groups select."""
        name = f"audience {len(self.ok('list').json())}"
        self.answer = self.ok("create", self.document(name, list(groups), **more), "--as-of", AS_OF).json()
        return self.members(name)

    def test_measures_are_exact_and_windows_are_half_open(self):
        for groups, members in [
                # c_1: 9.99 and 2 x 5; c_2: 9.99 twice, once a second before the window; c_5: after as_of
                ([measure("purchases", "EQUALS", "sum_amount", 19.99)], ["c_1"]),
                ([measure("purchases", "EQUALS", "sum_amount", 19.98)], ["c_2"]),
                ([measure("purchases", "EQUALS", "avg_amount", 9.995)], ["c_1"]),
                ([measure("purchases", "EQUALS", "count", 0)], ["c_3", "c_4", "c_5"]),
                ([measure("purchases-180-days", "EQUALS", "count", 1)], ["c_1", "c_2"]),
                ([measure("purchases", "EQUALS", "distinct_days", 2)], ["c_1", "c_2"]),
                ([measure("purchases", "EQUALS", "days_since_last", 12)], ["c_1"]),
                # c_2's first: 180 days and a second ago, which is 180 whole days
                ([measure("purchases", "GREATER_THAN", "days_since_first", 180)], ["c_1"]),
                ([measure("purchases", "NOT_GREATER_THAN", "days_since_first", 180)], ["c_2", "c_3", "c_4", "c_5"]),
                ([measure("purchases", "LESS_THAN", "avg_unit_price", 8)], ["c_1"]),
                ([attribute("purchases", "IS_NULL", {"value_name": "max_quantity"}, filter_entity="purchases")],
                 ["c_3", "c_4", "c_5"]),
                ([attribute("purchases", "IN", {"value_name": "sum_quantity", "values": [2, 3]}, filter_entity="purchases")],
                 ["c_1", "c_2"]),
                ([bought(["i_8732", "i_1"], "purchases", "ALL_IN")], ["c_1", "c_2"]),
                ([bought(["i_8732", "i_1"], "purchases-180-days", "ALL_IN")], []),
                ([attribute("purchases", "IN", [2], filter_entity="quantity")], ["c_1"])]:
            self.assertEqual(self.select(*groups), members, groups)

    def test_three_forms_of_windows_and_conditions(self):
        def count(window, where=None):
            more = {"filter_window": window} | ({"filter_where": where} if where else {})
            return self.select(measure("purchases", "GREATER_THAN", "count", 0, **more))
        self.assertEqual(count({"last_days": 180}), ["c_1", "c_2"])
        self.assertEqual(count({"from": "2023-01-01", "to": "2023-03-18"}), ["c_1", "c_2"])
        self.assertEqual(count({"from": "2023-01-02", "to": "2023-03-17"}), [])
        self.assertEqual(count({"from": "2023-03-18"}), ["c_1", "c_2"])
        self.assertEqual(count({"from_days_ago": 180, "to_days_ago": 100}), ["c_2"])
        cheap = [{"filter_name": "unit_price", "filter_type": "LESS_THAN", "filter_values": {"value": 9}}]
        self.assertEqual(count({"last_days": 300}, cheap), ["c_1"])
        both = cheap + [{"filter_name": "product_id", "filter_type": "NOT_STARTS_WITH", "filter_values": ["I_8"]}]
        self.assertEqual(count({"last_days": 300}, both), ["c_1"])

    def test_a_window_of_the_calendar_goes_by_the_day_of_as_of(self):
        buyers = self.document("buyers", [measure("purchases", "GREATER_THAN", "count", 0,
                                                  filter_window={"calendar": "this_month"})])
        def size(as_of):
            return self.ok("create", buyers, "--dry-run", "--as-of", as_of).json()["audience_size"]
        # c_1 and c_5 bought in September; the moment after a day that was given is in its month still
        self.assertEqual([size(when) for when in ("2023-09-30", "2023-09-30T23:59:59", "2023-10-01T00:00:00")], [2, 2, 0])
        self.ok("create", buyers, "--as-of", "2023-09-30")
        self.assertEqual(self.members("buyers"), ["c_1", "c_5"])
        self.assertIn('"selected": true', self.ok("why", "buyers", "c_1").out)
        self.assertEqual(self.ok("history", "buyers").json()[0]["as_of"], "2023-10-01T00:00:00Z")
        wrong = self.document("wrong", [measure("purchases", "EQUALS", "count", 0, filter_window={"calendar": "last_mont"})])
        self.assertIn('"last_month"', self.fails(3, "create", wrong).err)

    def test_birthdays_come_again_and_have_parts(self):
        days = [date(2000, 1, 1) + timedelta(days=n) for n in range(366)]
        rows = [f"{day:%m-%d},{day}" for day in days]
        self.ok("import", "customers", "--replace", "--yes", self.write("born.csv", "\n".join(["customer_id,born"] + rows) + "\n"))

        def ids(as_of, name, kind, values):
            self.ok("create", self.document("born", [attribute(name, kind, values)]), "--as-of", as_of, "--if-exists", "replace")
            return self.members("born")
        for as_of in ("2023-12-25", "2024-02-20", "2023-02-28", "2024-02-28", "2023-02-14T08:00:00", "2024-12-31", "2025-01-01"):
            today = date.fromisoformat(as_of[:10])
            comes = set()
            for n in range(15):
                on = today + timedelta(days=n)
                comes.add(f"{on:%m-%d}")
                if f"{on:%m-%d}" == "02-28" and f"{on + timedelta(days=1):%m-%d}" == "03-01":
                    comes.add("02-29")
            self.assertEqual(ids(as_of, "born", "ANNIVERSARY", {"from_days": 0, "to_days": 14}), sorted(comes), as_of)
        self.assertEqual(ids("2024-01-01", "born.month_day", "IN", ["02-29", "12-24"]), ["02-29", "12-24"])
        self.assertEqual(ids("2024-01-01", "born.weekday", "EQUALS", {"value": 1}), [f"{d:%m-%d}" for d in days if d.isoweekday() == 1])
        self.assertEqual(len(ids("2018-02-28", "born.age_years", "EQUALS", {"value": 18})), 31 + 29)
        self.assertEqual(ids("2024-01-01", "born.month", "NOT_LESS_THAN", {"value": 12})[0], "12-01")
        self.assertEqual(self.ok("explain", "born").json()["formula"], "born.month not < 12")

    def test_parts_are_told_of_and_a_wrong_one_finds_the_right_one(self):
        self.ok("import", "customers", self.write("born.csv", "customer_id,born\nc_1,2000-02-29\n"))
        fields = {field["filter_name"]: field for field in self.ok("fields").json()}
        self.assertEqual(fields["born.PART"], {
            "filter_group": "customer", "filter_name": "born.PART", "filter_entity": "customer", "value_name": None, "type": "integer",
            "values": "PART is year, month, day, month_day, weekday, age_years", "min_value": None, "max_value": None,
            "common_values": [], "has_more_values": False, "parts": ["year", "month", "day", "month_day", "weekday", "age_years"]})
        self.assertNotIn("age.PART", fields)
        def fault(name, kind="EQUALS", values=None):
            return self.fails(3, "create", self.document("wrong", [attribute(name, kind, values or {"value": 1})])).err
        self.assertIn('unknown part "mont" of born; did you mean "month"?', fault("born.mont"))
        self.assertIn("a date has year, month, day, month_day, weekday, age_years", fault("born.xyzzyx"))
        self.assertIn("age is a number; only dates have parts", fault("age.year"))
        self.assertIn("born.weekday goes from 1 to 7, Monday is 1", fault("born.weekday", "IN", [0]))
        self.assertIn('month and day such as "12-24"', fault("born.month_day", "IN", ["24.12."]))

    def test_audiences_are_filters_bound_to_ids(self):
        self.select(attribute("city", "IN", ["Paris"]))  # audience 0: c_1 c_3 c_5
        paris = self.answer["audience_id"]
        self.select(attribute("gender", "IN", ["female"]))  # audience 1: c_1 c_3
        self.assertEqual(self.select(members_of("audience 0", paris.removeprefix("audience-id-")[:6])), ["c_1", "c_3", "c_5"])
        self.assertEqual(self.answer["filters"][0]["values"][0]["filter_values"], [paris, paris])
        self.assertEqual(self.select(members_of("audience 0", "audience 1", kind="ALL_IN")), ["c_1", "c_3"])
        self.assertEqual(self.select(members_of("audience 0", kind="NOT_IN")), ["c_2", "c_4"])
        # A diamond: two audiences over one, and one over both.
        self.assertEqual(self.select(members_of("audience 2", "audience 3")), ["c_1", "c_3", "c_5"])

    def test_an_audience_that_leads_back_to_itself_is_a_fault(self):
        self.ok("create", self.document("A", [attribute("city", "IN", ["Paris"])]))
        self.ok("create", self.document("B", [members_of("A")]))
        self.ok("create", self.document("C", [members_of("B")]))
        result = self.fails(3, "create", "--dry-run", self.document("A", [members_of("C")]))
        self.assertIn("A → C → B → A", result.err)

    def test_a_limit_cuts_by_value_then_id_and_missing_come_last(self):
        everyone = attribute("customer_id", "IS_NOT_NULL", None)
        self.assertEqual(self.select(everyone, limit={"count": 2, "order_by": "clv_value", "direction": "desc"}), ["c_3", "c_5"])
        self.assertEqual(self.answer["filters"][0]["values"][0]["count_now"], 5)
        self.assertEqual(self.answer["audience_size"], 2)
        self.assertEqual(self.select(everyone, limit={"count": 4, "order_by": "age"}), ["c_1", "c_2", "c_4", "c_5"])
        self.assertEqual(self.select(everyone, limit={"count": 3, "order_by": "city"}), ["c_1", "c_2", "c_3"])
        self.assertEqual(self.select(everyone, limit={"count": 2}), ["c_1", "c_2"])
        self.assertEqual(self.select(everyone, limit={"count": 2, "direction": "desc"}), ["c_4", "c_5"])

    def test_an_expectation_stores_nothing_where_it_is_not_met(self):
        document = self.document("guarded", [attribute("city", "IN", ["Paris"])], expect={"min_size": 4, "max_size": 9})
        self.assertIn("3 customers are fewer than the expected min_size 4", self.fails(11, "create", document).err)
        self.assertEqual(self.ok("list").json(), [])
        self.assertEqual(self.fails(11, "create", document, "--dry-run").json()["audience_size"], 3)
        self.ok("create", self.document("guarded", [attribute("city", "IN", ["Paris"])], expect={"min_size": 3}))

    def test_old_data_can_be_refused(self):
        document = self.document("fresh", [bought(["i_8732"])])
        self.assertIn("2023-09-01 10:00 UTC", self.fails(11, "create", document, "--as-of", AS_OF, "--max-age", "36h").err)
        self.assertEqual(self.ok("list").json(), [])
        self.ok("create", document, "--as-of", AS_OF, "--max-age", "13d")
        self.fails(2, "create", document, "--max-age", "soon")

    def test_an_answer_fed_back_says_the_same(self):
        self.ok("create", self.document("other", [attribute("city", "IN", ["Paris"])]))
        groups = [
            {"filter_group": "all", "next_group_connector": "OR NOT", "values": [
                {"filter_name": "purchases-300-days", "filter_entity": "product_id", "filter_type": "NOT_ALL_IN",
                 "filter_values": ["i_1", "i_8732"], "filter_value_connector": "OR",
                 "filter_where": [{"filter_name": "quantity", "filter_type": "IS_NOT_NULL"},
                                  {"filter_name": "unit_price", "filter_type": "BETWEEN", "filter_values": {"max_value": 9.99}}]},
                {"filter_group": "inner", "filter_value_connector": "AND NOT", "values": [
                    {"filter_name": "purchases", "filter_entity": "purchases", "filter_type": "IN",
                     "filter_values": {"value_name": "count", "values": [1, 2]}, "filter_window": {"from": "2023-01-01"}},
                    {"filter_name": "purchases", "filter_entity": "purchases", "filter_type": "IS_NULL",
                     "filter_values": {"value_name": "avg_amount"}, "filter_window": {"from_days_ago": 90, "to_days_ago": 3}}]}]},
            members_of("other")]
        document = self.document("rich", groups, limit={"count": 4, "order_by": "age", "direction": "desc"},
                                 expect={"max_size": 5, "max_change_percent": 12.5}, is_dynamic=True)
        stored = self.ok("create", document, "--as-of", AS_OF).json()
        again = self.ok("create", "-", "--dry-run", "--as-of", AS_OF, stdin=json.dumps(stored)).json()
        for key in ["audience_id", "date_created", "date_modified"]:
            stored[key] = None
        self.assertEqual(again, stored)
        self.assertEqual(self.ok("explain", "-", "--as-of", AS_OF, stdin=json.dumps(again)).json()["formula"],
                         self.ok("explain", "rich").json()["formula"])

    def test_a_sum_too_great_for_exact_arithmetic_is_an_error(self):
        self.write("big.csv", "customer_id,product_id,purchased_at,quantity,unit_price\n"
                   "c_1,i_9,2023-09-01,1000000000000000000,1e30\nc_1,i_9,2023-09-01,1,1e-9\n")
        self.ok("import", "purchases", "big.csv")
        document = self.document("big", [measure("purchases", "GREATER_THAN", "sum_amount", 1)])
        self.assertIn("overflows", self.fails(3, "create", document, "--as-of", AS_OF).err)
        self.assertEqual(self.ok("list").json(), [])

    def test_a_residue_of_one_customer_leaves_others_sums_alone(self):
        self.write("residue.csv", "customer_id,product_id,purchased_at,quantity,unit_price\n"
                   "c_3,i_9,2023-09-01,1,5.551115123125783e-17\nc_4,i_9,2023-09-01,1000000000,123456789012345\n")
        self.ok("import", "purchases", "residue.csv")
        self.assertEqual(self.select(measure("purchases", "LESS_THAN", "max_amount", 1)), ["c_3"])
        self.assertEqual(self.select(measure("purchases", "GREATER_THAN", "sum_amount", 1000)), ["c_4"])

    def test_many_values_and_many_filters_are_answered(self):
        numbers = list(range(100, 60100)) + [40, 37.5]
        self.assertEqual(self.select(attribute("age", "IN", numbers)), ["c_1"])
        filters = [{"filter_name": "age", "filter_type": "NOT_IN", "filter_values": [n]} for n in range(2500)]
        self.assertEqual(self.select({"filter_group": "g", "values": filters}), ["c_3"])
        document = self.document("many", [bought([f"i_{n}" for n in range(101)], "purchases", "ALL_IN")])
        self.assertIn("at most 100 values", self.fails(3, "create", document).err)


if __name__ == "__main__":
    unittest.main()
