"""Faulty documents, one table: each fault is told at its place with a remedy, exits 3 and changes no byte."""
import hashlib
import json
import pathlib
import re
import shutil
import tempfile
import unittest

from harness import ShopTest, attribute

MARK = "@"  # stands before the fault; the tool never sees it
MEBIBYTE = 1024 * 1024

F = "/filters/0/values/0"
NAME, TYPE, ENTITY, VALUES = F + "/filter_name", F + "/filter_type", F + "/filter_entity", F + "/filter_values"
VALUE, WINDOW, WHERE = VALUES + "/value", F + "/filter_window", F + "/filter_where"


def groups(text):
    return f'{{\n  "audience_name": "Winter",\n  "filters": [{text}]\n}}\n'


def values(text):
    return groups(f'\n    {{"filter_group": "g", "values": [{text}]}}\n  ')


def test_of(name, kind, filter_values, more=""):
    return values(f'\n      {{"filter_name": "{name}", "filter_type": {kind}, {more}"filter_values": {filter_values}}}')


def test_is(name, kind, filter_values, more=""):
    return test_of(name, f'"{kind}"', filter_values, more)


def filter_named(name):
    return values(f'{{"filter_name": {MARK}"{name}", "filter_entity": "product_id", "filter_type": "IN", '
                  '"filter_values": ["i_1"]}')


def between(name, low, high):
    return test_is(name, "BETWEEN", f'{{"min_value": {low}, "max_value": {high}}}')


def bought(more, name="purchases"):
    return test_is(name, "IN", '["i_1"]', f'"filter_entity": "product_id",\n       {more}, ')


def measured(kind, filter_values, more=""):
    return test_is("purchases", kind, filter_values, f'"filter_entity": "purchases", {more}')


def window(text):
    return bought(f'"filter_window": {text}')


def where(text):
    return bought(f'"filter_where": {text}')


def condition(name, kind, filter_values):
    return where(f'[{{"filter_name": {name}, "filter_type": {kind}, "filter_values": {filter_values}}}]')


def of_audience(filter_values, kind='"IN"', entity='"audience_id"'):
    return test_of("audience", kind, filter_values, f'"filter_entity": {entity}, ')


def setting(text):
    return f'{{\n  "audience_name": "Winter",\n  {text},\n  "filters": []\n}}\n'


def named(text):
    return f'{{"audience_name": {text}, "filters": []}}'


def deep_group(levels, mark=""):
    inner = '{"filter_name": "age", "filter_type": "IS_NULL"}'
    for level in range(levels, 1, -1):
        inner = f'{mark if level == levels else ""}{{"filter_group": "g", "values": [{inner}]}}'
    return values(inner)


PLAIN = '{"filter_name": "age", "filter_type": "IS_NULL"}'
AGE_IN = '"filter_name": "age", "filter_type": "IN", "filter_values": [37]'
ANY_AGE = f'"filter_group": "g", "values": [{PLAIN}]'

# title, document, then for each mark the pointer and what the message must hold: the fault and its remedy.
VALUES_OF_FILTERS = [
    ("a text for a number", test_is("age", "IN", '[40, @"37"]'),
     (VALUES + "/1", '"37" is a text; age takes numbers: write 37')),
    ("a text for a number to compare", test_is("age", "EQUALS", '{"value": @"37"}'), (VALUE, "write 37")),
    ("a text for a number as an end", between("age", '@"37"', 74),
     (VALUES + "/min_value", '"37" is a text', "write 37")),
    ("a word for a number", test_is("age", "IN", '[@"old"]'), (VALUES + "/0", '"old" is a text; age takes numbers')),
    ("a boolean for a number", test_is("age", "IN", "[@true]"), (VALUES + "/0", "a boolean; age takes numbers")),
    ("a text for a measure", measured("EQUALS", '{"value_name": "count", "value": @"3"}'),
     (VALUE, '"3" is a text; count takes numbers: write 3')),
    ("a number for a text", test_is("segment_id", "IN", "[@3]"),
     (VALUES + "/0", '3 is a number; segment_id takes texts: write "3"')),
    ("a boolean for a text", test_is("city", "STARTS_WITH", "[@true]"), (VALUES + "/0", 'write "true"')),
    ("a number for a product", bought('"filter_where": [{"filter_name": "product_id", "filter_type": "IN", '
                                      '"filter_values": [@8732]}]'),
     (WHERE + "/0/filter_values/0", 'write "8732"')),
    ("min over max", between("age", "@74", 37), (VALUES + "/min_value", "min_value 74 is over max_value 37")),
    ("min over max by little", between("customer-lifetime-value", "@0.30000000000000004", 0.3),
     (VALUES + "/min_value", "min_value 0.30000000000000004 is over max_value 0.3")),
    ("min date over max date", between("signed_up", '@"2023-02-01"', '"2023-01-31"'),
     (VALUES + "/min_value", 'min_value "2023-02-01" is over max_value "2023-01-31"')),
    ("min over max, dates that move", between("signed_up", '@"now-1d"', '"now-2w"'),
     (VALUES + "/min_value", 'min_value "now-1d" is over max_value "now-2w"')),
    ("min over max of a measure",
     measured("BETWEEN", '{"value_name": "sum_amount", "min_value": @2, "max_value": 1}'),
     (VALUES + "/min_value", "min_value 2 is over max_value 1")),
    ("an empty list", test_is("age", "IN", "@[]"), (VALUES, "filter_values is empty: give at least one value")),
    ("an empty list of products", test_is("purchases", "ALL_IN", "@[]", '"filter_entity": "product_id", '),
     (VALUES, "filter_values is empty: give at least one value")),
    ("an empty list of a measure", measured("IN", '{"value_name": "count", "values": @[]}'),
     (VALUES + "/values", "values is empty: give at least one value")),
    ("null in a list", test_is("city", "IN", '["Paris", @null]'),
     (VALUES + "/1", "null cannot stand in a list; IS_NULL finds missing values")),
    ("a list in a list", test_is("city", "IN", '[@["Paris"]]'),
     (VALUES + "/0", "a value must be a text, a number or a boolean, not a list")),
    ("null to compare", test_is("age", "EQUALS", '{"value": @null}'),
     (VALUE, "value must not be null; IS_NULL finds missing values")),
    ("a list to compare", test_is("age", "EQUALS", '{"value": @[37]}'),
     (VALUE, "value must be a text, a number or a boolean, not a list")),
    ("an object as an end", between("age", "@{}", 3),
     (VALUES + "/min_value", "min_value must be a text, a number or a boolean, not an object")),
    ("no end", test_is("age", "BETWEEN", '@{"value_name": "age"}'),
     (VALUES, "BETWEEN needs min_value, max_value or both")),
    ("two ends of null", test_is("age", "BETWEEN", '@{"min_value": null, "max_value": null}'),
     (VALUES, "BETWEEN needs min_value, max_value or both")),
    ("yes for a boolean", test_is("email_consent", "IN", '[@"yes"]'),
     (VALUES + "/0", '"yes" is no boolean; write true or false')),
    ("two for a boolean", test_is("email_consent", "EQUALS", '{"value": @2}'),
     (VALUE, "2 is no boolean; write true or false")),
    ("a day that is none", test_is("signed_up", "IN", '[@"2023-02-30"]'),
     (VALUES + "/0", '"2023-02-30" is no date; signed_up takes dates such as "2023-09-14" or "now-30d"')),
    ("a date in another order", test_is("signed_up", "LESS_THAN", '{"value": @"14.09.2023"}'),
     (VALUE, '"14.09.2023" is no date', '"2023-09-14"')),
    ("a number for a date", test_is("signed_up", "GREATER_THAN", '{"value": @20230914}'),
     (VALUE, "20230914 is a number", '"2023-09-14"')),
    ("months from now", between("signed_up", '@"now-3m"', '"now"'),
     (VALUES + "/min_value", '"now-3m" is no date', '"now-30d"')),
    ("a number of 20 digits", test_is("age", "IN", "[@12345678901234567890]"),
     (VALUES + "/0", "the number 12345678901234567890 is out of range: up to 18 digits can be held")),
    ("a number of 20 digits beside a small one", between("age", 5, "@12345678901234567890"),
     (VALUES + "/max_value", "out of range: up to 18 digits can be held")),
    ("a fraction of 20 digits", test_is("customer-lifetime-value", "EQUALS", '{"value": @1.2345678901234567891}'),
     (VALUE, "1.2345678901234567891 is out of range")),
    ("a fraction of 20 digits as an expectation", setting('"expect": {"min_size": @1.2345678901234567891}'),
     ("/expect/min_size", "out of range")),
    ("1e999", test_is("customer-lifetime-value", "EQUALS", '{"value": @1e999}'),
     (VALUE, "the number 1e999 is out of range")),
    ("1e-500", test_is("customer-lifetime-value", "EQUALS", '{"value": @1e-500}'), (VALUE, "out of range")),
    ("an unknown value_name", test_is("customer-lifetime-value", "EQUALS", '{"value_name": @"clw", "value": 1}'),
     (VALUES + "/value_name", 'unknown value_name "clw" of customer-lifetime-value; did you mean "clv"?')),
    ("a value_name of another attribute", test_is("age", "EQUALS", '{"value_name": @"city", "value": 1}'),
     (VALUES + "/value_name", 'unknown value_name "city" of age; it has age')),
    ("an unknown measure", measured("EQUALS", '{"value_name": @"sum_amont", "value": 1}'),
     (VALUES + "/value_name", 'unknown measure "sum_amont" of purchases; did you mean "sum_amount"?')),
    ("a measure like no other", measured("EQUALS", '{"value_name": @"loyalty", "value": 1}'),
     (VALUES + "/value_name", 'unknown measure "loyalty" of purchases; it has count, distinct_days')),
    ("no measure", measured("EQUALS", '@{"value": 1}'), (VALUES, "which measure of purchases is meant?", "count")),
    ("a sum of texts", measured("EQUALS", '{"value_name": @"sum_product_id", "value": 1}'),
     (VALUES + "/value_name", "sum_product_id cannot be measured: product_id is a text")),
    ("a mean of dates", measured("EQUALS", '{"value_name": @"avg_returned_on", "value": 1}'),
     (VALUES + "/value_name", "avg_returned_on cannot be measured: returned_on is a date")),
    ("a last date that is a number", measured("LESS_THAN", '{"value_name": "max_returned_on", "value": @3}'),
     (VALUE, "3 is a number", '"2023-09-14"')),
]

TYPES_OF_FILTERS = [
    ("an unknown type", test_of("age", '@"BETWEN"', "{}"), (TYPE, 'unknown type "BETWEN"; did you mean "BETWEEN"?')),
    ("a type in lower case", test_of("age", '@"in"', "[3]"), (TYPE, 'unknown type "in"; did you mean "IN"?')),
    ("a type with a blank", test_of("age", '@"NOT IN"', "[3]"), (TYPE, 'did you mean "NOT_IN"?')),
    ("a type like no other", test_of("age", '@"~="', "3"), (TYPE, 'unknown type "~="', "BETWEEN", "EQUALS")),
    ("a type of another language", test_of("age", '@"=="', "3"), (TYPE, 'unknown type "=="; did you mean "EQUALS"?')),
    ("an empty type", test_of("age", '@""', "[3]"), (TYPE, "BETWEEN", "EQUALS")),
    ("a type in another order", values('{"filter_name": "age", "filter_type": @"NOT_IS_NULL"}'),
     (TYPE, 'unknown type "NOT_IS_NULL"', "IS_NOT_NULL")),
    ("an unknown type of a measure",
     test_of("purchases", '@"BETWEN"', '{"value_name": "count", "min_value": 1}', '"filter_entity": "purchases", '),
     (TYPE, 'did you mean "BETWEEN"?')),
    ("ALL_IN on an attribute", test_of("city", '@"ALL_IN"', '["Paris"]'),
     (TYPE, "a customer has one value of an attribute: write IN")),
    ("NOT_ALL_IN on an attribute", test_of("city", '@"NOT_ALL_IN"', '["Paris"]'), (TYPE, "write NOT_IN")),
    ("ALL_IN on a measure",
     test_of("purchases", '@"ALL_IN"', '{"value_name": "count", "values": [1]}', '"filter_entity": "purchases", '),
     (TYPE, "a measure has one value: write IN")),
    ("CONTAINS on a number", test_of("age", '@"CONTAINS"', "[3]"), (TYPE, "CONTAINS searches texts; age is a number")),
    ("CONTAINS on a date", test_of("signed_up", '@"CONTAINS"', '["2023"]'),
     (TYPE, "CONTAINS searches texts; signed_up is a date")),
    ("NOT_ENDS_WITH on a boolean", test_of("email_consent", '@"NOT_ENDS_WITH"', '["e"]'),
     (TYPE, "NOT_ENDS_WITH searches texts; email_consent is a boolean")),
    ("CONTAINS on a measure",
     test_of("purchases", '@"CONTAINS"', '{"value_name": "count", "values": ["1"]}', '"filter_entity": "purchases", '),
     (TYPE, "CONTAINS searches texts; count is a number")),
    ("CONTAINS on a column of events", test_of("purchases", '@"CONTAINS"', '["i"]', '"filter_entity": "product_id", '),
     (TYPE, "by IN, ALL_IN and their NOT_ twins, not by CONTAINS", "filter_where")),
    ("BETWEEN on a text", test_of("city", '@"BETWEEN"', '{"min_value": "A", "max_value": "B"}'),
     (TYPE, "BETWEEN compares numbers and dates; city is a text")),
    ("LESS_OR_EQUAL on a text", test_of("segment_id", '@"LESS_OR_EQUAL"', '{"value": "3"}'),
     (TYPE, "LESS_OR_EQUAL compares numbers and dates; segment_id is a text")),
    ("GREATER_THAN on a boolean", test_of("email_consent", '@"GREATER_THAN"', '{"value": false}'),
     (TYPE, "GREATER_THAN compares numbers and dates; email_consent is a boolean")),
    ("EQUALS with a number", test_is("age", "EQUALS", "@40"),
     (VALUES, 'EQUALS takes one value: {"value_name": "age", "value": 40}')),
    ("EQUALS with a list of a text", test_is("city", "EQUALS", '@["Paris"]'),
     (VALUES, 'EQUALS takes one value: {"value_name": "city", "value": "Paris"}')),
    ("EQUALS with a number of a measure", measured("EQUALS", "@3"),
     (VALUES, 'EQUALS takes one value: {"value_name": "count", "value": 3}')),
    ("IN with an object", test_is("age", "IN", '@{"value_name": "age", "value": 40}'),
     (VALUES, "IN takes a list of values: [40]")),
    ("IN with a text", test_is("city", "IN", '@"Paris"'), (VALUES, 'IN takes a list of values: ["Paris"]')),
    ("BETWEEN with a list", test_is("age", "BETWEEN", "@[18, 30]"),
     (VALUES, 'BETWEEN takes two ends: {"value_name": "age", "min_value": 18, "max_value": 30}')),
    ("IS_NULL with values", test_is("age", "IS_NULL", "@[3]"), (VALUES, "IS_NULL takes no filter_values")),
    ("IS_NULL with a list of a measure", measured("IS_NULL", "@[3]"), (VALUES, '{"value_name": "count"}')),
    ("IS_NOT_NULL with an object", test_is("age", "IS_NOT_NULL", '@{"value": 3}'),
     (VALUES, "IS_NOT_NULL takes no filter_values")),
]

NAMES_AND_ENTITIES = [
    ("an unknown filter", filter_named("cty"),
     (NAME, 'unknown filter_name "cty"; did you mean "city"?')),
    ("a filter like no other", filter_named("zzzzzzzz"),
     (NAME, 'unknown filter_name "zzzzzzzz"; `audience fields` lists what can be filtered')),
    ("a filter by the name of its value", filter_named("clv"),
     (NAME, 'unknown filter_name "clv"; did you mean "customer-lifetime-value"?')),
    ("a bucket without a salt", values('@{"filter_name": "bucket", "filter_type": "LESS_THAN", "filter_values": {"value": 10}}'),
     (F, 'a bucket needs a salt', '"filter_entity": "autumn"')),
    ("a bucket searched as a text", test_of("bucket", '@"CONTAINS"', '["1"]', '"filter_entity": "autumn", '),
     (TYPE, "CONTAINS searches texts; bucket is a number")),
    ("a window in an attribute's name", filter_named("age-180-days"), (NAME, '"age-180-days"', '"age"')),
    ("an unknown event with a window", filter_named("purchase-90-days"),
     (NAME, 'did you mean "purchases-90-days"?')),
    ("an unknown entity", test_is("purchases", "IN", '["i"]', '"filter_entity": @"product-id", '),
     (ENTITY, 'unknown filter_entity "product-id" of purchases; did you mean "product_id"?')),
    ("an entity like no other", test_is("purchases", "IN", '["i"]', '"filter_entity": @"basket", '),
     (ENTITY, 'unknown filter_entity "basket" of purchases; it is "purchases" for a measure, or one of product_id')),
    ("an event without an entity", values('@{"filter_name": "purchases", "filter_type": "IN", "filter_values": ["i"]}'),
     (F, "purchases is an event and needs another filter_entity than customer", "product_id")),
    ("an attribute of an event", test_is("city", "IN", '["Paris"]', '"filter_entity": @"product_id", '),
     (ENTITY, 'city is an attribute: its filter_entity is "customer", not "product_id"')),
    ("an unknown audience", of_audience('[@"Loyl"]'),
     (VALUES + "/0", 'unknown audience "Loyl"; did you mean "Loyal"?')),
    ("an audience like no other", of_audience('[@"zzzzzzzz"]'),
     (VALUES + "/0", 'unknown audience "zzzzzzzz"; `audience list` shows all')),
    ("an audience's id that is none", of_audience('["Loyal", @"audience-id-00000000000000000000000000000000"]'),
     (VALUES + "/1", "unknown audience", "`audience list` shows all")),
    ("an audience by number", of_audience("[@3]"), (VALUES + "/0", "3 is no audience: write its name or id as a text")),
    ("an audience of another entity", of_audience('["Loyal"]', entity='@"customer"'),
     (ENTITY, 'filter_entity of an audience is "audience_id", not "customer"')),
    ("an audience without an entity",
     values('@{"filter_name": "audience", "filter_type": "IN", "filter_values": ["Loyal"]}'), (F, '"audience_id"')),
    ("an audience that contains", of_audience('["Loyal"]', '@"CONTAINS"'),
     (TYPE, "an audience is filtered by IN, ALL_IN and their NOT_ twins, not by CONTAINS")),
    ("an audience that contains a part of a name", of_audience('["Loy"]', '@"CONTAINS"'), (TYPE, "IN, ALL_IN")),
    ("an audience that equals", of_audience('{"value": "Loyal"}', '@"EQUALS"'), (TYPE, "IN, ALL_IN", "not by EQUALS")),
    ("an empty list of audiences", of_audience("@[]"), (VALUES, "filter_values is empty")),
    ("a window of an audience",
     test_is("audience", "IN", '["Loyal"]', '"filter_entity": "audience_id", "filter_window": @{"last_days": 3}, '),
     (WINDOW, "filter_window is for events", '"audience" is none')),
]

WINDOWS_AND_CONDITIONS = [
    ("a name's window of 0 days", filter_named("purchases-0-days"),
     (NAME, "a window has 1 to 36500 days, not 0")),
    ("a name's window of 36501 days", filter_named("purchases-36501-days"),
     (NAME, "a window has 1 to 36500 days, not 36501")),
    ("a window of 0 days", window('{"last_days": @0}'),
     (WINDOW + "/last_days", "last_days must be a whole number from 1 to 36500, not 0")),
    ("a window of 36501 days", window('{"last_days": @36501}'), (WINDOW + "/last_days", "1 to 36500, not 36501")),
    ("a window of half a day", window('{"last_days": @0.5}'), (WINDOW + "/last_days", "a whole number", "not 0.5")),
    ("a window from 36501 days ago", window('{"from_days_ago": @36501, "to_days_ago": 30}'),
     (WINDOW + "/from_days_ago", "1 to 36500, not 36501")),
    ("a window from a word to 30 days ago", window('{"from_days_ago": @"ninety", "to_days_ago": 30}'),
     (WINDOW + "/from_days_ago", "a whole number", 'not "ninety"')),
    ("a window to 36501 days ago", window('{"from_days_ago": 30, "to_days_ago": @36501}'),
     (WINDOW + "/to_days_ago", "0 to 36500, not 36501")),
    ("an inverted window of dates", window('@{"from": "2023-07-01", "to": "2023-01-01"}'),
     (WINDOW, "the window is empty: from 2023-07-01 is not before to 2023-01-01, which is excluded")),
    ("an empty window of dates", window('@{"from": "2023-07-01", "to": "2023-07-01"}'), (WINDOW, "is not before")),
    ("an inverted window of days", window('@{"from_days_ago": 30, "to_days_ago": 90}'),
     (WINDOW, "the window is empty: 30 days ago is not before 90 days ago")),
    ("an empty window of days", window('@{"from_days_ago": 30, "to_days_ago": 30}'), (WINDOW, "the window is empty")),
    ("a window that never began", window('@{"to_days_ago": 30}'), (WINDOW, 'the key "from_days_ago" is missing')),
    ("an empty object as a window", window("@{}"), (WINDOW, "one of four forms", '{"last_days": 90}')),
    ("two windows in one", window('@{"last_days": 30, "from": "2023-01-01"}'), (WINDOW, "one of four forms")),
    ("two windows, one in the name", bought('"filter_window": @{"last_days": 30}', "purchases-180-days"),
     (WINDOW, "two windows: purchases-180-days has one in its name; leave out one of them")),
    ("a window's date that is none", window('{"from": @"2023-02-30"}'),
     (WINDOW + "/from", '"2023-02-30" is no date; from takes dates such as "2023-09-14"')),
    ("a window's date by number", window('{"from": "2023-01-01", "to": @2023}'),
     (WINDOW + "/to", "to must be a text, not 2023")),
    ("a window by number", window("@90"), (WINDOW, "filter_window must be an object, not 90")),
    ("a window of text", window('{"last_days": @"90"}'), (WINDOW + "/last_days", "a whole number", 'not "90"')),
    ("an unknown key of a window", window('{"last_days": 9, @"last_day": 3}'),
     (WINDOW + "/last_day", 'unknown key "last_day"; did you mean "last_days"?')),
    ("a window of an attribute", test_is("age", "IN", "[37]", '"filter_window": @{"last_days": 9}, '),
     (WINDOW, 'filter_window is for events; "age" is none')),
    ("conditions of an attribute",
     test_is("city", "IN", '["Paris"]', '"filter_where": [@{"filter_name": "city", "filter_type": "IS_NULL"}], '),
     (WHERE + "/0", 'filter_where is for events; "city" is none')),
    ("no conditions of an attribute", test_is("city", "IN", '["Paris"]', '"filter_where": @[], '),
     (WHERE, 'filter_where is empty: give at least one condition')),
    ("empty conditions", where("@[]"), (WHERE, "filter_where is empty: give at least one condition")),
    ("conditions that are an object", where("@{}"),
     (WHERE, "filter_where must be a list of conditions, not an object")),
    ("a condition that is a text", where('[@"quantity"]'), (WHERE + "/0", "must be an object", '"quantity"')),
    ("a condition's unknown column", condition('@"quantty"', '"IN"', "[2]"),
     (WHERE + "/0/filter_name", 'unknown column "quantty" of purchases; did you mean "quantity"?')),
    ("a condition's column like no other", condition('@"store"', '"IN"', "[2]"),
     (WHERE + "/0/filter_name", 'unknown column "store" of purchases; purchases has product_id, quantity, unit_price')),
    ("a condition's wrong type", condition('"quantity"', '"IN"', '[@"2"]'),
     (WHERE + "/0/filter_values/0", '"2" is a text; quantity takes numbers: write 2')),
    ("a condition's unknown test", condition('"quantity"', '@"GREATER"', '{"value": 2}'),
     (WHERE + "/0/filter_type", 'unknown type "GREATER"')),
    ("ALL_IN in a condition", condition('"product_id"', '@"ALL_IN"', '["i_1"]'),
     (WHERE + "/0/filter_type", "a condition looks at one event, which has one value: write IN")),
    ("CONTAINS in a condition on a boolean", condition('"gift"', '@"CONTAINS"', '["t"]'),
     (WHERE + "/0/filter_type", "CONTAINS searches texts; gift is a boolean")),
    ("an order test in a condition on a text", condition('"product_id"', '@"LESS_THAN"', '{"value": "i"}'),
     (WHERE + "/0/filter_type", "LESS_THAN compares numbers and dates; product_id is a text")),
    ("a condition's date that is none", condition('"returned_on"', '"IN"', '[@"2023-13-01"]'),
     (WHERE + "/0/filter_values/0", '"2023-13-01" is no date; returned_on takes dates')),
    ("a condition with an entity",
     where('[{"filter_name": "quantity", @"filter_entity": "customer", "filter_type": "IS_NULL"}]'),
     (WHERE + "/0/filter_entity", 'unknown key "filter_entity"', "filter_values")),
    ("a condition without a name", where('[@{"filter_type": "IS_NULL"}]'),
     (WHERE + "/0", 'the key "filter_name" is missing')),
    ("a condition without a type", where('[@{"filter_name": "quantity"}]'),
     (WHERE + "/0", 'the key "filter_type" is missing')),
    ("a condition without values", where('[@{"filter_name": "quantity", "filter_type": "IN"}]'),
     (WHERE + "/0", 'the key "filter_values" is missing')),
    ("a condition's min over max", condition('"quantity"', '"BETWEEN"', '{"min_value": @3, "max_value": 2}'),
     (WHERE + "/0/filter_values/min_value", "min_value 3 is over max_value 2")),
    ("a condition's empty list", condition('"product_id"', '"IN"', "@[]"),
     (WHERE + "/0/filter_values", "filter_values is empty")),
]

GROUPS_AND_ORDERS = [
    ("an unknown connector", groups(f'{{{ANY_AGE}, "next_group_connector": @"XOR"}}'),
     ("/filters/0/next_group_connector", 'unknown connector "XOR"; ', "OR")),
    ("a connector like no other", groups(f'{{{ANY_AGE}, "next_group_connector": @"together with"}}'),
     ("/filters/0/next_group_connector", "it must be AND, OR, AND NOT or OR NOT")),
    ("a connector in lower case", groups(f'{{{ANY_AGE}, "next_group_connector": @"and"}}'),
     ("/filters/0/next_group_connector", 'unknown connector "and"; write "AND"')),
    ("a filter's connector in lower case", values(f'{{{AGE_IN}, "filter_value_connector": @"or not"}}'),
     (F + "/filter_value_connector", 'write "OR NOT"')),
    ("a connector by number", values(f'{{{AGE_IN}, "filter_value_connector": @1}}'),
     (F + "/filter_value_connector", "filter_value_connector must be a text, not 1")),
    ("a group's connector among filters",
     values(f'{{"filter_group": "n", "values": [{PLAIN}], @"next_group_connector": "AND"}}'),
     (F + "/next_group_connector", 'unknown key "next_group_connector"', "filter_value_connector")),
    ("a filter's connector on a group", groups(f'{{{ANY_AGE}, @"filter_value_connector": "AND"}}'),
     ("/filters/0/filter_value_connector", 'unknown key "filter_value_connector"', "next_group_connector")),
    ("groups' orders mixed", groups(f'{{{ANY_AGE}, "filter_group_order": 1}},\n @{{{ANY_AGE}}}'),
     ("/filters/1", "filter_group_order is missing here, but other entries of the list have it")),
    ("filters' orders mixed", values(f'@{{{AGE_IN}}},\n {{{AGE_IN}, "filter_order": 1}}'),
     (F, "filter_order is missing here, but other entries of the list have it")),
    ("groups' orders twice", groups(f'{{{ANY_AGE}, "filter_group_order": 3}}, {{{ANY_AGE}, "filter_group_order": @3}}'),
     ("/filters/1/filter_group_order", "filter_group_order 3 is given twice in this list")),
    ("filters' orders twice", values(f'{{{AGE_IN}, "filter_order": 0}},\n{{{AGE_IN}, "filter_order": @0}}'),
     ("/filters/0/values/1/filter_order", "filter_order 0 is given twice in this list")),
    ("an order beyond 32 bit", values(f'{{{AGE_IN}, "filter_order": @2147483648}}'),
     (F + "/filter_order", "filter_order must be a whole number", "to 2147483647, not 2147483648")),
    ("an order beyond 18 digits",
     values(f'{{{AGE_IN}, "filter_order": 0}}, {{{AGE_IN}, "filter_order": @99999999999999999999}}'),
     ("/filters/0/values/1/filter_order", "out of range")),
    ("an order with a fraction", groups(f'{{{ANY_AGE}, "filter_group_order": @1.5}}'),
     ("/filters/0/filter_group_order", "filter_group_order must be a whole number", "not 1.5")),
    ("an order as a text", groups(f'{{{ANY_AGE}, "filter_group_order": @"1"}}'),
     ("/filters/0/filter_group_order", "filter_group_order must be a whole number", 'not "1"')),
    ("groups 17 deep", deep_group(17, MARK),
     ("/filters/0" + "/values/0" * 16, "filter groups are nested deeper than 16 levels")),
    ("a group without filters", groups('{"filter_group": "g", "values": @[]}'),
     ("/filters/0/values", "values is empty: a group needs at least one filter")),
    ("a nested group without filters", values('{"filter_group": "g", "values": @[]}'),
     (F + "/values", "values is empty: a group needs at least one filter")),
    ("a group without a name", groups(f'@{{"values": [{PLAIN}]}}'),
     ("/filters/0", 'the key "filter_group" is missing')),
    ("a nested group without a name", values(f'@{{"values": [{PLAIN}]}}'), (F, 'the key "filter_group" is missing')),
    ("a group without values", groups('@{"filter_group": "g"}'), ("/filters/0", 'the key "values" is missing')),
    ("a filter without a name", values('@{"filter_type": "IN", "filter_values": [3]}'),
     (F, 'the key "filter_name" is missing')),
    ("a filter without a type", values('@{"filter_name": "age", "filter_values": [3]}'),
     (F, 'the key "filter_type" is missing')),
    ("a measure without a type",
     values('@{"filter_name": "purchases", "filter_entity": "purchases", "filter_values": {"value_name": "count"}}'),
     (F, 'the key "filter_type" is missing')),
    ("a filter without values", values('@{"filter_name": "age", "filter_type": "IN"}'),
     (F, 'the key "filter_values" is missing')),
    ("a measure without values",
     values('@{"filter_name": "purchases", "filter_entity": "purchases", "filter_type": "EQUALS"}'),
     (F, 'the key "filter_values" is missing')),
    ("a comparison without a value", test_is("age", "EQUALS", '@{"value_name": "age"}'),
     (VALUES, 'the key "value" is missing')),
    ("a measure's list without values", measured("IN", '@{"value_name": "count"}'),
     (VALUES, 'the key "values" is missing')),
    ("an unknown key of a group", groups(f'{{{ANY_AGE}, @"filter_group_oder": 1}}'),
     ("/filters/0/filter_group_oder", 'unknown key "filter_group_oder"; did you mean "filter_group_order"?')),
    ("an unknown key of a filter", values(f'{{{AGE_IN}, @"filter_ordr": 1}}'),
     (F + "/filter_ordr", 'unknown key "filter_ordr"; did you mean "filter_order"?')),
    ("an unknown key of a nested group", values(f'{{"filter_group": "n", "values": [{PLAIN}], @"filter_oder": 1}}'),
     (F + "/filter_oder", 'did you mean "filter_order"?')),
    ("an unknown key of values", test_is("age", "EQUALS", '{"value": 3, @"value_nam": "age"}'),
     (VALUES + "/value_nam", 'unknown key "value_nam"; did you mean "value_name"?')),
    ("an unknown key of two ends", test_is("age", "BETWEEN", '{"min_value": 3, @"max": 9}'),
     (VALUES + "/max", 'unknown key "max"', "max_value")),
    ("an unknown key of a measure's list", measured("IN", '{"value_name": "count", "values": [3], @"valeus": [4]}'),
     (VALUES + "/valeus", 'unknown key "valeus"; did you mean "values"?')),
    ("a key of a filter like no other", values(f'{{{AGE_IN}, @"colour": 1}}'),
     (F + "/colour", 'unknown key "colour"', "filter_name, filter_type")),
    ("a key with a slash", values(f'{{{AGE_IN}, @"a/b~c": 1}}'), (F + "/a~1b~0c", 'unknown key "a/b~c"')),
]

TYPES_OF_JSON = [
    ("filters as an object", '{"audience_name": "x", "filters": @{}}',
     ("/filters", "filters must be a list of filter groups, not an object")),
    ("filters as null", '{"audience_name": "x", "filters": @null}', ("/filters", "filters must be a list", "not null")),
    ("a group as a text", groups('@"g"'), ("/filters/0", 'a filter group must be an object, not "g"')),
    ("a group as a list", groups(f"@[{PLAIN}]"), ("/filters/0", "a filter group must be an object, not a list")),
    ("a group's name as a number", groups(f'{{"filter_group": @3, "values": [{PLAIN}]}}'),
     ("/filters/0/filter_group", "filter_group must be a text, not 3")),
    ("values as an object", groups(f'{{"filter_group": "g", "values": @{PLAIN}}}'),
     ("/filters/0/values", "values must be a list of filters, not an object")),
    ("a filter as a list", values("@[]"), (F, "a filter must be an object, not a list")),
    ("a filter as null", values("@null"), (F, "a filter must be an object, not null")),
    ("a filter's name as a number", values('{"filter_name": @3, "filter_type": "IS_NULL"}'),
     (NAME, "filter_name must be a text, not 3")),
    ("a filter's type as null", test_of("age", "@null", "[3]"), (TYPE, "filter_type must be a text, not null")),
    ("an entity as a list", test_is("age", "IN", "[3]", '"filter_entity": @["customer"], '),
     (ENTITY, "filter_entity must be a text, not a list")),
    ("an event's entity as a number", test_is("purchases", "IN", '["i"]', '"filter_entity": @3, '),
     (ENTITY, "filter_entity must be a text, not 3")),
    ("a value_name as a number", test_is("age", "EQUALS", '{"value_name": @3, "value": 3}'),
     (VALUES + "/value_name", "value_name must be a text, not 3")),
    ("a measure's value_name as a number", measured("EQUALS", '{"value_name": @3, "value": 3}'),
     (VALUES + "/value_name", "value_name must be a text, not 3")),
    ("a measure's values as a number", measured("IN", '{"value_name": "count", "values": @3}'),
     (VALUES + "/values", "values must be a list, not 3")),
    ("an author as a number", setting('"author": @3'), ("/author", "author must be a text, not 3")),
    ("a status as a boolean", setting('"status": @true'), ("/status", "status must be a text, not true")),
    ("is_dynamic as a text", setting('"is_dynamic": @"no"'),
     ("/is_dynamic", 'is_dynamic must be true or false, not "no"')),
    ("is_dynamic as a number", setting('"is_dynamic": @1'), ("/is_dynamic", "true or false, not 1")),
    ("a description as a list", setting('"description": @[]'),
     ("/description", "description must be a text, not a list")),
    ("$schema as a number", setting('"$schema": @7'), ("/$schema", "$schema must be a text, not 7")),
    ("an export as a number", setting('"recommendations_export": @5'),
     ("/recommendations_export", "recommendations_export must be an object, not 5")),
    ("a limit as a number", setting('"limit": @1000'), ("/limit", "limit must be an object, not 1000")),
    ("an expectation as a list", setting('"expect": @[500, 20000]'),
     ("/expect", "expect must be an object, not a list")),
]

SETTINGS = [
    ("no name", '@{"filters": []}', ("", 'the key "audience_name" is missing')),
    ("no filters", '@{"audience_name": "x"}', ("", 'the key "filters" is missing')),
    ("a name as a number", named("@3"), ("/audience_name", "audience_name must be a text, not 3")),
    ("an empty name", named('@""'), ("/audience_name", "audience_name must not be empty")),
    ("a blank name", named('@" \u00a0"'), ("/audience_name", "audience_name must not be blank")),
    ("a name of 201 characters", named(f'@"{"é" * 201}"'),
     ("/audience_name", "audience_name has 201 characters; at most 200 are allowed")),
    ("a name like an id", named('@"audience-id-0123"'),
     ("/audience_name", 'audience_name must not begin with "audience-id-"')),
    ("a name with a control character", named('@"a\\u0007b"'),
     ("/audience_name", "audience_name must not hold control characters")),
    ("a name with NUL", named('@"a\\u0000b"'), ("/audience_name", "control characters")),
    ("an unknown status", setting('"status": @"ready"'),
     ("/status", 'status must be "draft" or "created", not "ready"')),
    ("an unknown audience_type", setting('"audience_type": @"users"'),
     ("/audience_type", 'audience_type must be "customers", not "users"')),
    ("uploaded", setting('"is_uploaded": @true'), ("/is_uploaded", "is_uploaded must be false")),
    ("uploaded as a text", setting('"is_uploaded": @"true"'), ("/is_uploaded", "is_uploaded must be")),
    ("101 recommendations", setting('"recommendations_export": {"number_of_recommendations": @101}'),
     ("/recommendations_export/number_of_recommendations", "must be a whole number from 0 to 100, not 101")),
    ("1.5 recommendations", setting('"recommendations_export": {"number_of_recommendations": @1.5}'),
     ("/recommendations_export/number_of_recommendations", "must be a whole number from 0 to 100, not 1.5")),
    ("recommendations as a text", setting('"recommendations_export": {"number_of_recommendations": @"5"}'),
     ("/recommendations_export/number_of_recommendations", 'must be a whole number from 0 to 100, not "5"')),
    ("an unknown export_type", setting('"recommendations_export": {"export_type": @"mail"}'),
     ("/recommendations_export/export_type", 'export_type must be "recommender", not "mail"')),
    ("a recommendations_type as a number", setting('"recommendations_export": {"recommendations_type": @1}'),
     ("/recommendations_export/recommendations_type", "recommendations_type must be a text, not 1")),
    ("an unknown key of an export", setting('"recommendations_export": {@"number_of_recomendations": 5}'),
     ("/recommendations_export/number_of_recomendations", 'did you mean "number_of_recommendations"?')),
    ("a limit of 0", setting('"limit": {"count": @0}'),
     ("/limit/count", "count must be a whole number from 1 to 2000000000, not 0")),
    ("a limit of 20 digits", setting('"limit": {"count": @12345678901234567890}'), ("/limit/count", "out of range")),
    ("a limit without a count", setting('"limit": @{"order_by": "age"}'), ("/limit", 'the key "count" is missing')),
    ("a limit of both sizes", setting('"limit": {"count": 3, "percent": @10}'),
     ("/limit/percent", "two sizes: limit has a count already; leave out one of them")),
    ("a limit of 101 percent", setting('"limit": {"percent": @101}'),
     ("/limit/percent", "percent must be above 0 and at most 100, not 101")),
    ("a limit of no percent", setting('"limit": {"percent": @0}'),
     ("/limit/percent", "percent must be above 0 and at most 100, not 0")),
    ("a limit of a percentage as a text", setting('"limit": {"percent": @"10"}'), ("/limit/percent", "percent must be a number")),
    ("a limit by an unknown measure", setting('"limit": {"count": 3, "order_by": @"purchases.sum_amout"}'),
     ("/limit/order_by", 'unknown measure "sum_amout" of purchases; did you mean "sum_amount"?')),
    ("a limit by an event", setting('"limit": {"count": 3, "order_by": @"purchases"}'),
     ("/limit/order_by", 'purchases is an event: order by a measure of it, such as "purchases.count"')),
    ("a limit by an attribute in a window", setting('"limit": {"count": 3, "order_by": "age", "filter_window": @{"last_days": 9}}'),
     ("/limit/filter_window", "filter_window in a limit is for a measure")),
    ("a limit by an unknown attribute", setting('"limit": {"count": 3, "order_by": @"agee"}'),
     ("/limit/order_by", 'unknown attribute "agee"; did you mean "age"?')),
    ("a limit by what is none", setting('"limit": {"count": 3, "order_by": @"zzzzzzzz"}'),
     ("/limit/order_by", '"zzzzzzzz"; `audience fields` lists the attributes')),
    ("a limit by the name of a value", setting('"limit": {"count": 3, "order_by": @"clv"}'),
     ("/limit/order_by", 'unknown attribute "clv"; did you mean "customer-lifetime-value"?')),
    ("a limit by a number", setting('"limit": {"count": 3, "order_by": @1}'),
     ("/limit/order_by", "order_by must be a text, not 1")),
    ("a limit's wrong direction", setting('"limit": {"count": 3, "direction": @"down"}'),
     ("/limit/direction", 'direction must be "asc" or "desc", not "down"')),
    ("an unknown key of a limit", setting('"limit": {"count": 3, @"order-by": "age"}'),
     ("/limit/order-by", 'did you mean "order_by"?')),
    ("an expectation that is inverted", setting('"expect": {"max_size": 500, "min_size": @20000}'),
     ("/expect/min_size", "min_size 20000 is over max_size 500")),
    ("a negative expectation", setting('"expect": {"min_size": @-1}'),
     ("/expect/min_size", "min_size must be a whole number from 0 to", "not -1")),
    ("a negative change", setting('"expect": {"max_change_percent": @-0.5}'),
     ("/expect/max_change_percent", "max_change_percent must be a number of 0 or more, not -0.5")),
    ("an unknown key of an expectation", setting('"expect": {@"minsize": 3}'),
     ("/expect/minsize", 'did you mean "min_size"?')),
    ("an unknown key", setting('@"statu": "draft"'), ("/statu", 'unknown key "statu"; did you mean "status"?')),
    ("a key like no other", setting('@"colour": "red"'), ("/colour", 'unknown key "colour"', "audience_name")),
    ("a key given twice", '{"audience_name": "x", "filters": [], @"audience_name": "y"}',
     ("/audience_name", 'the key "audience_name" is given twice')),
    ("a filter's key given twice", test_is("age", "IN", "[1]", '"filter_order": 1, @"filter_type": "IN", '),
     (TYPE, 'the key "filter_type" is given twice')),
]

# Here a place has the pointer of what surrounds it.
NO_JSON = [
    ("an empty file", "@", ("", "the file is empty")),
    ("a file of blanks", "@ \n\t\n", ("", "the file is empty")),
    ("a list", '@[{"audience_name": "x"}]', ("", "an audience document must be an object, not a list")),
    ("a number", "@3", ("", "an audience document must be an object, not 3")),
    ("an open object", '{"audience_name": "x",\n "filters": [@', ("/filters", "the file ends in the middle")),
    ("an open string", '{"audience_name": @"x}\n', ("", "closing quote")),
    ("a comma at the end of an object", '{"audience_name": "x", "filters": []@,\n}', ("", "a comma stands before '}'")),
    ("a comma at the end of a list", test_is("age", "IN", "[3, 4@, ]"), (VALUES, "a comma stands before ']'")),
    ("a comma after the document", '{"audience_name": "x", "filters": []}@,\n', ("", "','")),
    ("a comma before the first key", '{@, "audience_name": "x"}', ("", "','")),
    ("two commas", test_is("age", "IN", "[3,@, 4]"), (VALUES, "','")),
    ("two commas between keys", '{"audience_name": "x",@, "filters": []}', ("", "','")),
    ("two colons", '{"audience_name":@: "x"}', ("", "':'")),
    ("a colon for a comma", '{"audience_name": "x"@: "filters": []}', ("", "',' or '}'")),
    ("no comma", '{"audience_name": "x"\n @"filters": []}', ("", "',' or '}'")),
    ("no comma in a list", test_is("age", "IN", "[3 @4]"), (VALUES, "',' or ']'")),
    ("no colon", '{"audience_name" @"x"}', ("", "':'")),
    ("no value", '{"audience_name": @}', ("", "'}'")),
    ("a bracket for a brace", groups('{"filter_group": "g"@]'), ("/filters/0", "']' closes what '{' opened; write '}'")),
    ("garbage after the document", '{"audience_name": "x", "filters": []}\n@garbage', ("", "the end of the file")),
    ("two documents", '{"audience_name": "x", "filters": []}\n@{"audience_name": "y"}', ("", "the end of the file")),
    ("NUL and more after the document", '{"audience_name": "x", "filters": []}@\0{"audience_name": 3}',
     ("", "a NUL byte stands here")),
    ("NUL for a document", "@\0", ("", "this is not valid JSON")),
    ("a key without quotes", '{@audience_name: "x"}', ("", "a key stands in double quotes")),
    ("single quotes", "{@'audience_name': 'x'}", ("", "a key stands in double quotes")),
    ("a text without quotes", test_is("city", "IN", "[@Paris]"), (VALUES, "double quotes")),
    ("a text in single quotes", test_is("city", "IN", "[@'Paris']"), (VALUES, "double quotes")),
    ("a text in curly quotes", test_is("city", "IN", "[@“Paris”]"), (VALUES, "double quotes")),
    ("a remark", '{"audience_name": "x", "filters": [] @// all\n}', ("", "this is not valid JSON")),
    ("NaN", test_is("age", "EQUALS", '{"value": @NaN}'), (VALUES, "double quotes")),
    ("True", setting('"is_dynamic": @True'), ("", "true")),
    ("a leading zero", test_is("age", "EQUALS", '{"value": @037}'), (VALUE, "037", "37")),
    ("a date without quotes", test_is("signed_up", "EQUALS", '{"value": @2023-09-14}'), (VALUE, '"2023-09-14"')),
    ("a number that ends early", test_is("age", "IN", "[@1.]"), (VALUES, "1. is no number")),
    ("a line break in a text", named('@"a\nb"'), ("", "\\n")),
    ("half a surrogate", named('@"\\ud800"'), ("", "surrogate")),
    ("an unknown escape", named('"a@\\qb"'), ("", "\\q is no escape; a backslash itself is written \\\\")),
    ("a byte that is no UTF-8", '{\n  "audience_name": "Caf@\udce9", "filters": []}',
     ("", "this byte is not UTF-8; save the file as UTF-8")),
    ("a byte that is no UTF-8 after a byte order mark", '\ufeff{"audience_name": "Caf@\udce9"}',
     ("", "this byte is not UTF-8")),
    ("UTF-16", "@\udcff\udcfe{\0}\0", ("", "save the file as UTF-8")),
    ("65 levels", '{"audience_name": "x", "filters": ' + "[" * 63 + "@" + "[]" + "]" * 63 + "}",
     ("/filters" + "/0" * 63, "nested deeper than 64 levels")),
    ("over 16 MiB", "@" + named('"x"') + " " * 16 * MEBIBYTE, ("", "the file is larger than 16 MiB")),
]

# Faults that stand beside others: every one is told, and none because of another.
SEVERAL = [
    ("a key misspelt that is needed, told once", values('{@"filter_nam": "age", "filter_type": @"IS_NUL"}'),
     (F + "/filter_nam", 'did you mean "filter_name"?'), (TYPE, 'did you mean "IS_NULL"?')),
    ("found in other passes and another order",
     """{"filters": [{"filter_group": "g", "values": [
       @{"filter_type": @"BETWEN", "filter_values": [3], @"filter_ordr": 1},
       {"filter_values": [@"37"], "filter_type": "IN", "filter_name": "age"},
       {"filter_values": ["x"], "filter_type": "IN", "filter_name": @"cty"}]}],
       "limit": {"order_by": @"agee", "count": @0},
       "expect": {"min_size": @-1}, @"statu": "draft",
       "audience_name": @""}""",
     (F, 'the key "filter_name" is missing'), (TYPE, 'did you mean "BETWEEN"?'),
     (F + "/filter_ordr", 'did you mean "filter_order"?'), ("/filters/0/values/1/filter_values/0", "write 37"),
     ("/filters/0/values/2/filter_name", 'did you mean "city"?'), ("/limit/order_by", 'did you mean "age"?'),
     ("/limit/count", "not 0"), ("/expect/min_size", "not -1"), ("/statu", 'did you mean "status"?'),
     ("/audience_name", "must not be empty")),
    ("three in one list", test_is("age", "IN", '[@"1", 2, @null, @"3"]'),
     (VALUES + "/0", "write 1"), (VALUES + "/2", "IS_NULL"), (VALUES + "/3", "write 3")),
    ("in two conditions",
     where('[{"filter_name": @"quantty", "filter_type": "IS_NULL"},\n'
           ' {"filter_name": "product_id", "filter_type": @"ALL_IN", "filter_values": ["i"]}]'),
     (WHERE + "/0/filter_name", '"quantity"'), (WHERE + "/1/filter_type", "write IN")),
    ("a wrong entity and a window on an attribute",
     test_is("age", "IN", "[37]", '"filter_entity": @"purchases", "filter_window": @{"last_days": 3}, '),
     (ENTITY, '"customer"'), (WINDOW, "for events")),
    ("after letters of two bytes",
     values('{"filter_group": "Été", "values": [{"filter_name": @"agee", "filter_type": @"IS_NUL"}]}'),
     (F + "/values/0/filter_name", 'did you mean "age"?'), (F + "/values/0/filter_type", 'did you mean "IS_NULL"?')),
    ("after a byte order mark", '\ufeff{@"statu": "draft", "filters": [], "audience_name": @3}',
     ("/statu", 'did you mean "status"?'), ("/audience_name", "must be a text, not 3")),
    ("after line ends of Windows", setting('"status": @"ready",\n\t"author": @" "').replace("\n", "\r\n"),
     ("/status", '"draft" or "created"'), ("/author", "author must not be blank")),
]

CASES = (VALUES_OF_FILTERS + TYPES_OF_FILTERS + NAMES_AND_ENTITIES + WINDOWS_AND_CONDITIONS + GROUPS_AND_ORDERS
         + TYPES_OF_JSON + SETTINGS + NO_JSON + SEVERAL)


def without_marks(marked):
    """The bytes of the document, and line and column (in bytes, from 1) of each mark; a byte order mark has none."""
    byte_order_mark = "\ufeff" if marked.startswith("\ufeff") else ""
    text = marked.removeprefix(byte_order_mark).encode("utf-8", "surrogateescape")
    before, *parts = text.split(MARK.encode())
    places = []
    for part in parts:
        places.append((before.count(b"\n") + 1, len(before) - before.rfind(b"\n")))
        before += part
    return byte_order_mark.encode() + before, places


class FaultyDocuments(ShopTest):
    """All tests share a shop: what they do must leave it as it is."""

    @classmethod
    def setUpClass(cls):
        cls.shop = cls()
        cls.shop.folder = pathlib.Path(tempfile.mkdtemp(prefix="audience-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.shop.folder)
        cls.shop.db = cls.shop.folder / "shop.db"
        cls.shop.make_shop()
        cls.shop.ok("import", "customers", "-", stdin="customer_id,signed_up\nc_1,2023-01-31\nc_2,2022-05-01\n")
        cls.shop.ok("import", "purchases", "-", stdin="customer_id,product_id,purchased_at,returned_on,gift\n"
                                                      "c_3,i_9,2023-02-03,2023-02-20,true\n")
        cls.shop.ok("create", cls.shop.document("Loyal", []))
        cls.shop.ok("create", cls.shop.document("Ring A", []))
        uses = attribute("audience", "IN", ["Ring A"], filter_entity="audience_id")
        cls.shop.ok("create", cls.shop.document("Ring B", [uses]))
        (cls.shop.folder / "documents").mkdir()

    def setUp(self):
        self.folder, self.db = self.shop.folder, self.shop.db

    def fingerprint(self):
        """Of the database and all that lies beside it. SQLite's index of a log, and an empty log, hold no data."""
        files = {path.name: path.read_bytes() for path in self.folder.iterdir() if path.is_file()}
        return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()
                if not name.endswith("-shm") and not (name.endswith("-wal") and not content)}

    def faults_of(self, text, *options):
        """What a create that must fail and change nothing says on stderr: `row:column pointer: message` of each fault, without
        the name of the file. The lines of the document between message and pointer are held against it."""
        path = self.folder / "documents" / "winter.json"
        path.write_bytes(text)
        before = self.fingerprint()
        result = self.fails(3, "create", path, *options)
        self.assertEqual(self.fingerprint(), before)
        self.assertEqual(result.out, "")
        faults, shown = [], {}
        for line in result.err.splitlines():
            if line.startswith(f"{path}:"):
                row, column, message = line.removeprefix(f"{path}:").split(":", 2)
                faults.append(f"{row}:{column}:{message}")
            elif line.startswith("… and "):
                faults.append(line)
            elif line.startswith("      /"):
                place, message = faults[-1].split(": ", 1)
                faults[-1] = f"{place} {line.strip()}: {message}"
            else:
                shown.setdefault(len(faults) - 1, []).append(line)
        for number, lines in shown.items():
            self.check_excerpt(text, *map(int, re.split("[: ]", faults[number])[:2]), lines)
        return faults

    def check_excerpt(self, text, row, column, lines):
        """The line of the fault with carets under its place, which say what stands there."""
        *_, line, carets = lines
        self.assertEqual(line[:7].rstrip(), f"{row:5} |")
        self.assertRegex(carets, r"^ {5} \| *\^+$")
        whole = text.removeprefix(b"\xef\xbb\xbf").split(b"\n")[row - 1].decode(errors="replace").rstrip("\r")
        if whole.isascii() and whole.isprintable():
            under = line[carets.index("^"):len(carets)]
            self.assertTrue(whole[column - 1:].startswith(under.rstrip("…")), f"{under!r} stands under the carets of {whole!r}")

    def test_every_fault_is_told_at_its_place_with_its_remedy_and_nothing_changes(self):
        for title, marked, *faults in CASES:
            text, places = without_marks(marked)
            self.assertEqual(len(places), len(faults), title)
            with self.subTest(title):
                lines = self.faults_of(text)
                shown = "\n".join(lines)
                self.assertEqual(len(lines), len(faults), f"one line for each fault:\n{shown}")
                for line, (row, column), (pointer, *parts) in zip(lines, places, faults):
                    place = f"{row}:{column}{' ' if pointer else ''}{pointer}: "
                    self.assertTrue(line.startswith(place), f"{place!r} begins\n{line}")
                    for part in parts:
                        self.assertIn(part, line.removeprefix(place))

    def test_no_message_speaks_of_the_parser(self):
        for title, marked, *_ in CASES:
            with self.subTest(title):
                for line in self.faults_of(without_marks(marked)[0]):
                    self.assertNotRegex(line, re.compile("unexpected|not supported|exception|json[.]", re.IGNORECASE))

    def test_the_table_is_wide_and_names_no_case_twice(self):
        self.assertGreaterEqual(len(CASES), 75)
        self.assertEqual(len({title for title, *_ in CASES}), len(CASES))
        self.assertEqual(len({marked for _, marked, *_ in CASES}), len(CASES))

    def test_a_cycle_is_told_with_its_path_and_a_dry_run_tells_it_too(self):
        text, [(row, column)] = without_marks(of_audience('["Loyal",\n @"Ring B"]').replace("Winter", "Ring A"))
        for options in [["--dry-run"], []]:
            [line] = self.faults_of(text, *options)
            self.assertTrue(line.startswith(f"{row}:{column} {VALUES}/1: "), line)
            self.assertIn("Ring A → Ring B → Ring A", line)
        own, _ = without_marks(of_audience('["Ring A"]').replace("Winter", "Ring A"))
        self.assertIn("Ring A → Ring A", self.faults_of(own, "--dry-run")[0])

    def test_of_thirty_faults_the_first_twenty_are_printed_and_the_rest_counted(self):
        names = [f'{{"filter_name": "nothing {n:02}", "filter_type": "IS_NULL"}}' for n in range(15)]
        keys = [f'{{{AGE_IN}, "colour": {n}}}' for n in range(15)]
        filters = values(",\n".join(names + keys))
        # Names are looked at after keys, and still the order is that of the places.
        wanted = [f"/filters/0/values/{n}/filter_name" for n in range(15)]
        wanted += [f"/filters/0/values/{n}/colour" for n in range(15, 20)]
        in_a_list = [f"{VALUES}/{n}" for n in range(20)]
        for title, text, pointers in [("thirty filters", filters, wanted),
                                      ("null in one list", test_is("age", "IN", str(["null"] * 30).replace("'", "")),
                                       in_a_list),
                                      ("texts in one list", test_is("age", "IN", json.dumps(["37"] * 30)), in_a_list)]:
            with self.subTest(title):
                lines = self.faults_of(text.encode())
                self.assertEqual([line.split()[1].rstrip(":") for line in lines[:20]], pointers)
                self.assertEqual(lines[20:], ["… and 10 more"])

    def test_the_faults_of_one_document_come_in_the_order_of_their_places(self):
        for title, marked, *faults in SEVERAL:
            lines = self.faults_of(without_marks(marked)[0])
            places = [tuple(map(int, line.split(" ")[0].split(":")[:2])) for line in lines]
            self.assertEqual(places, sorted(places), title)
            self.assertGreater(len(faults), 1)

    def test_what_was_refused_left_the_audiences_as_they_were(self):
        names = [audience["audience_name"] for audience in self.ok("list").json()]
        self.assertEqual(sorted(names), ["Loyal", "Ring A", "Ring B"])
        self.assertEqual(self.sql("PRAGMA integrity_check"), [("ok",)])


if __name__ == "__main__":
    unittest.main()
