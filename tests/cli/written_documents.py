"""Right documents of many shapes, written in many styles, with each token's place: what tests damage or vary."""
import json

ATTRIBUTES = {  # name: (kind, right values)
    "city": ("text", ["Paris", "London", "Sankt Pölten", "東京"]), "gender": ("text", ["male", "female"]),
    "segment_name": ("text", ["standard", "premium"]), "segment_id": ("text", ["1", "2", "3"]), "email": ("text", ["ana@example.org"]),
    "age": ("number", [18, 37, 74]), "customer-lifetime-value": ("number", [0, 111.992, 1193]),
    "email_consent": ("boolean", [True, False]), "signed_up": ("date", ["2022-05-01", "2023-01-31", "now-30d"])}
VALUE_NAMES = {"customer-lifetime-value": ["clv", "clv_value"]}
MEASURES = ["count", "distinct_days", "days_since_last", "days_since_first", "sum_amount", "avg_unit_price", "max_quantity", "distinct_product_id"]
CONNECTORS = ["AND", "OR", "AND NOT", "OR NOT"]
CALENDAR = [f"{which}_{unit}" for which in ("this", "last") for unit in ("day", "week", "month", "quarter", "year")]


def maybe(random, chance):
    return random.random() < chance


def window(random):
    return random.choice([{"last_days": random.choice([7, 90, 365])}, {"from": "2023-01-01", "to": "2023-07-01"},
                          {"from": "2022-11-15"}, {"from_days_ago": 90, "to_days_ago": 30}, {"calendar": random.choice(CALENDAR)}])


def bounds(random, low, high):
    both = {"min_value": low, "max_value": high}
    return both if maybe(random, 0.7) else {key: both[key] for key in [random.choice(list(both))]}


def named(random, name, values):
    return {"value_name": random.choice([name, *VALUE_NAMES.get(name, [])]), **values} if maybe(random, 0.7) else values


def test_of(random, name):
    """filter_type and filter_values that fit the attribute."""
    kind, values = ATTRIBUTES[name]
    negated = "NOT_" if maybe(random, 0.2) else ""
    if maybe(random, 0.08):
        return {"filter_type": random.choice(["IS_NULL", "IS_NOT_NULL"])}
    if kind == "text":
        test = random.choice(["IN", "IN", "EQUALS", "CONTAINS", "STARTS_WITH", "ENDS_WITH"])
    elif kind == "boolean":
        test = random.choice(["IN", "EQUALS"])
    else:
        test = random.choice(["BETWEEN", "BETWEEN", "IN", "EQUALS", "GREATER_THAN", "GREATER_OR_EQUAL", "LESS_THAN", "LESS_OR_EQUAL"])
        if kind == "date" and maybe(random, 0.2):
            return {"filter_type": negated + "ANNIVERSARY", "filter_values": {"from_days": 0, "to_days": 14}}
    some = random.sample(values, random.randint(1, min(3, len(values))))
    if test == "BETWEEN":
        low, high = sorted(random.sample(values[:2] if kind == "date" else values, 2))
        return {"filter_type": negated + test, "filter_values": named(random, name, bounds(random, low, high))}
    if test in ("IN", "CONTAINS", "STARTS_WITH", "ENDS_WITH"):
        return {"filter_type": negated + test, "filter_values": some}
    return {"filter_type": negated + test, "filter_values": named(random, name, {"value": some[0]})}


def event_filter(random):
    spans = random.choice(["-180-days", "", "-30-days"])
    filter_ = {"filter_name": "purchases" + spans}
    if maybe(random, 0.5):
        filter_["filter_entity"] = "product_id"
        filter_["filter_type"] = random.choice(["IN", "NOT_IN", "ALL_IN"])
        filter_["filter_values"] = random.sample(["i_8732", "i_1", "i_9"], random.randint(1, 3))
    else:
        filter_["filter_entity"] = "purchases"
        measure = random.choice(MEASURES)
        if maybe(random, 0.5):
            filter_["filter_type"] = "GREATER_OR_EQUAL"
            filter_["filter_values"] = {"value_name": measure, "value": random.choice([1, 3, 200])}
        else:
            filter_["filter_type"] = "BETWEEN"
            filter_["filter_values"] = {"value_name": measure, "min_value": 1, "max_value": random.choice([12, 50])}
    if not spans and maybe(random, 0.6):
        filter_["filter_window"] = window(random)
    if maybe(random, 0.3):
        filter_["filter_where"] = [{"filter_name": "quantity", "filter_type": "GREATER_THAN", "filter_values": {"value": 0}}]
        if maybe(random, 0.4):
            filter_["filter_where"].append({"filter_name": "product_id", "filter_type": "STARTS_WITH", "filter_values": ["i_"]})
    return filter_


def some_filter(random):
    choice = random.random()
    if choice < 0.6:
        name = random.choice(list(ATTRIBUTES))
        filter_ = {"filter_name": name, **test_of(random, name)}
        if maybe(random, 0.3):
            filter_ = {"filter_name": name, "filter_entity": "customer", **test_of(random, name)}
    elif choice < 0.9:
        filter_ = event_filter(random)
    elif choice < 0.95:
        filter_ = {"filter_name": "audience", "filter_entity": "audience_id", "filter_type": random.choice(["IN", "NOT_IN"]),
                   "filter_values": ["Loyal"]}
    else:
        filter_ = {"filter_name": "bucket", "filter_entity": "autumn", "filter_type": "LESS_THAN", "filter_values": {"value": 10}}
    if maybe(random, 0.5):
        filter_["filter_value_connector"] = random.choice(CONNECTORS)
    return filter_


def some_filters(random, depth=1):
    filters = [some_filter(random) for _ in range(random.randint(1, 3))]
    if depth < 3 and maybe(random, 0.15):
        group = {"filter_group": "inner", "values": some_filters(random, depth + 1)}
        if maybe(random, 0.5):
            group["filter_value_connector"] = random.choice(CONNECTORS)
        filters.append(group)
    if maybe(random, 0.3):
        for order, filter_ in enumerate(filters, 1):
            filter_["filter_order"] = order
    return filters


def document(random, name):
    groups = []
    for order in range(random.randint(1, 3)):
        group = {"filter_group": random.choice(["people", "buyers", "Wien & Umgebung"]), "values": some_filters(random)}
        if maybe(random, 0.5):
            group["next_group_connector"] = random.choice(CONNECTORS)
        groups.append(group)
    if maybe(random, 0.3):
        for order, group in enumerate(groups, 1):
            group["filter_group_order"] = order
    result = {"audience_name": name}
    if maybe(random, 0.3):
        result["$schema"] = "audience.schema.json"
    if maybe(random, 0.3):
        result["description"] = "All who came back"
    if maybe(random, 0.4):
        result["status"] = random.choice(["draft", "created"])
    if maybe(random, 0.4):
        result["is_dynamic"] = random.choice([True, False])
    result["filters"] = groups
    if maybe(random, 0.3):
        result["recommendations_export"] = {"export_type": "recommender", "recommendations_type": "default", "number_of_recommendations": 5}
    if maybe(random, 0.3):
        result["limit"] = {random.choice(["count", "percent"]): 10, "order_by": random.choice(["age", "clv_value", "purchases.count"]),
                           "direction": random.choice(["asc", "desc"])}
    if maybe(random, 0.3):
        result["expect"] = {"min_size": 1, "max_size": 20000}
    return result


class Token:
    """A sign, key or value of a written document: `role` is key, text, number, literal or the sign itself, `path` the
    keys and positions around it, its own key among them, `value` what it says."""

    def __init__(self, start, end, role, path, value=None):
        self.start, self.end, self.role, self.path, self.value = start, end, role, path, value


class Written:
    """A document as text, and its tokens in order."""

    def __init__(self, value, indent, newline="\n", colon=": "):
        self.text, self.tokens = "", []
        self.indent, self.newline, self.colon = indent, newline, colon
        self.write(value, (), 0)
        self.text += newline if indent is not None else ""

    def put(self, text, role, path, value=None):
        self.tokens.append(Token(len(self.text), len(self.text) + len(text), role, path, value))
        self.text += text

    def gap(self, depth):
        if self.indent is not None:
            self.text += self.newline + self.indent * depth

    def write(self, value, path, depth):
        if isinstance(value, (dict, list)):
            return self.write_all(value, path, depth)
        role = "literal" if value is None or isinstance(value, bool) else "text" if isinstance(value, str) else "number"
        return self.put(json.dumps(value, ensure_ascii=False), role, path, value)

    def write_all(self, value, path, depth):
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        # What editors keep on a line: short lists and objects of plain values.
        plain = value.values() if isinstance(value, dict) else value
        flat = not any(isinstance(one, (dict, list)) for one in plain) and len(json.dumps(value)) < 60 and depth > 2
        self.put(opening, opening, path)
        for position, one in enumerate(value):
            if position:
                self.put(",", ",", path)
                self.text += " " if flat and self.indent is not None else ""
            if not flat:
                self.gap(depth + 1)
            within = (*path, one if isinstance(value, dict) else position)
            if isinstance(value, dict):
                self.put(json.dumps(one, ensure_ascii=False), "key", within, one)
                self.put(":", ":", within)
                self.text += self.colon[1:]
            self.write(value[one] if isinstance(value, dict) else one, within, depth + 1)
        if not flat and value:
            self.gap(depth)
        self.put(closing, closing, path)


def written(random, value):
    """In one of the styles that documents are kept in; a fifth is minified."""
    style = random.random()
    if style < 0.2:
        return Written(value, None, colon=":")
    return Written(value, random.choice(["  ", "  ", "    ", "\t"]), "\r\n" if maybe(random, 0.1) else "\n")
