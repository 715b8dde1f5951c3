"""How good messages are: 2,000 right documents, each damaged at one known place in one of many ways. Counts how often the
first message lies at the damage, and how often it says what was there before; prints both by kind."""
import random
import re
import unittest

from harness import ShopTest
from written_documents import ATTRIBUTES, CALENDAR, MEASURES, document, maybe, written

DOCUMENTS = 2000
NEAR = 5  # characters


class Damage:
    """What was put in the place of text[start:end], and the words of which one must be in the message, each a list of
    parts that must all be there."""

    def __init__(self, text, start, end, new, *remedies):
        self.text = text[:start] + new + text[end:]
        self.start, self.end = start, start + len(new)
        self.remedies = [[part] if isinstance(part, str) else part for part in remedies]


def pick(random, tokens):
    return random.choice(tokens) if tokens else None


def misspelt(random, word):
    """With one slip of the fingers within it."""
    letters = [i for i, letter in enumerate(word) if letter.isalpha() and i > 0]
    at = random.choice(letters)
    slip = random.randrange(4)
    if slip == 0:
        return word[:at] + word[at + 1:]
    if slip == 1:
        return word[:at] + word[at] + word[at:]
    if slip == 2 and at + 1 < len(word) and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    other = random.choice([letter for letter in "aeinorst" if letter != word[at].lower()])
    return word[:at] + (other.upper() if word[at].isupper() else other) + word[at + 1:]


def lack(random, doc, tokens, *remedies):
    """A sign taken out: it is missing anywhere between its neighbours."""
    token = pick(random, tokens)
    if token is None:
        return None
    position = doc.tokens.index(token)
    damage = Damage(doc.text, token.start, token.end, "", *[remedy(token) for remedy in remedies])
    damage.start = doc.tokens[position - 1].end if position else 0
    damage.end = (doc.tokens[position + 1].start if position + 1 < len(doc.tokens) else len(doc.text)) - 1
    return damage


def of(doc, role=None, key=None, within=None):
    return [token for token in doc.tokens if (role is None or token.role == role) and (key is None or token.path[-1:] == (key,))
            and (within is None or within in token.path)]


def misspell(random, doc, tokens):
    token = pick(random, tokens)
    if token is None or len(token.value) < 3:
        return None
    wrong = misspelt(random, token.value)
    if wrong == token.value:
        return None
    return Damage(doc.text, token.start, token.end, f'"{wrong}"', f'"{token.value}"')


def replace(random, doc, tokens, new, *remedies):
    token = pick(random, tokens)
    return token and Damage(doc.text, token.start, token.end, new(token) if callable(new) else new,
                            *[remedy(token) if callable(remedy) else remedy for remedy in remedies])


KINDS = {}


def kind(name):
    def keep(function):
        KINDS[name] = function
        return function
    return keep


NEEDED = ["audience_name", "filters", "filter_group", "values", "filter_name", "filter_type", "filter_values"]


@kind("key misspelt")
def _(random, doc):
    return misspell(random, doc, [token for token in of(doc, "key") if token.value not in ("to", "from", "value")])


@kind("needed key misspelt")
def _(random, doc):
    return misspell(random, doc, [token for token in of(doc, "key") if token.value in NEEDED])


@kind("key in camel case")
def _(random, doc):
    camel = lambda token: '"' + re.sub("_([a-z])", lambda found: found[1].upper(), token.value) + '"'
    return replace(random, doc, [token for token in of(doc, "key") if "_" in token.value], camel, lambda token: f'"{token.value}"')


@kind("type misspelt")
def _(random, doc):
    return misspell(random, doc, of(doc, "text", "filter_type"))


@kind("type in lower case")
def _(random, doc):
    return replace(random, doc, of(doc, "text", "filter_type"), lambda token: f'"{token.value.lower()}"', lambda token: f'"{token.value}"')


OPERATORS = {"IN": ["in list", "any of"], "NOT_IN": ["NOT IN", "not in"], "EQUALS": ["=", "==", "eq", "is"], "NOT_EQUALS": ["!=", "<>"],
             "GREATER_THAN": [">", "gt"], "GREATER_OR_EQUAL": [">=", "gte"], "LESS_THAN": ["<", "lt"], "LESS_OR_EQUAL": ["<=", "lte"],
             "CONTAINS": ["LIKE", "includes"], "STARTS_WITH": ["starts with", "begins_with"], "ENDS_WITH": ["ends with"],
             "IS_NULL": ["IS NULL", "missing"], "IS_NOT_NULL": ["IS NOT NULL", "exists"], "BETWEEN": ["range"]}


@kind("operator of other tools")
def _(random, doc):
    return replace(random, doc, [token for token in of(doc, "text", "filter_type") if token.value in OPERATORS],
                   lambda token: f'"{random.choice(OPERATORS[token.value])}"', lambda token: f'"{token.value}"')


@kind("type of another kind of attribute")
def _(random, doc):
    names = {token.path[:-1]: token.value for token in of(doc, "text", "filter_name")}
    tokens = [token for token in of(doc, "text", "filter_type") if token.value in ("IN", "EQUALS")
              and ATTRIBUTES.get(names.get(token.path[:-1]), ["date"])[0] != "date"]
    return replace(random, doc, tokens, '"ANNIVERSARY"', "from_days", lambda token: [names[token.path[:-1]], "dates"])


@kind("attribute misspelt")
def _(random, doc):
    return misspell(random, doc, [token for token in of(doc, "text", "filter_name") if token.value in ATTRIBUTES])


@kind("attribute written otherwise")
def _(random, doc):
    tokens = [token for token in of(doc, "text", "filter_name") if re.search("[_-]", token.value) and token.value in ATTRIBUTES]
    other = lambda token: '"' + random.choice([re.sub("[_-]", " ", token.value), token.value.replace("_", "-").replace("lifetime-", "lifetime_"),
                                               token.value.title().replace("_", "").replace("-", "")]) + '"'
    return replace(random, doc, tokens, other, lambda token: f'"{token.value}"')


@kind("event or its window miswritten")
def _(random, doc):
    tokens = [token for token in of(doc, "text", "filter_name") if token.value.startswith("purchases-")]
    days = lambda token: token.value.split("-")[1]
    wrong = lambda token: '"' + random.choice([f"purchases-{days(token)}-day", f"purchases_{days(token)}_days", f"purchases-{days(token)}",
                                               f"purchase-{days(token)}-days", f"purchases-{days(token)}days", f"purchases-{days(token)}d"]) + '"'
    return replace(random, doc, tokens, wrong, lambda token: f'"{token.value}"')


@kind("value_name misspelt")
def _(random, doc):
    return misspell(random, doc, [token for token in of(doc, "text", "value_name") if token.value not in MEASURES])


@kind("measure misspelt")
def _(random, doc):
    return misspell(random, doc, [token for token in of(doc, "text", "value_name") if token.value in MEASURES])


@kind("connector miswritten")
def _(random, doc):
    tokens = of(doc, "text", "filter_value_connector") + of(doc, "text", "next_group_connector")
    wrong = lambda token: '"' + random.choice([token.value.lower(), token.value.replace(" ", "_"), misspelt(random, token.value),
                                               {"AND": "&&", "OR": "||"}.get(token.value, token.value + " ")]) + '"'
    damage = replace(random, doc, tokens, wrong, lambda token: f'"{token.value}"')
    return damage if damage and damage.text != doc.text else None


@kind("entity misspelt")
def _(random, doc):
    return misspell(random, doc, [token for token in of(doc, "text", "filter_entity") if token.value != "autumn"])


@kind("audience misspelt")
def _(random, doc):
    return misspell(random, doc, [token for token in of(doc, "text") if token.value == "Loyal"])


@kind("setting misspelt")
def _(random, doc):
    return misspell(random, doc, of(doc, "text", "status") + of(doc, "text", "export_type") + of(doc, "text", "order_by"))


@kind("number as text")
def _(random, doc):
    tokens = [token for token in of(doc, "number") if token.path[-1] not in ("filter_order", "filter_group_order")]
    return replace(random, doc, tokens, lambda token: f'"{token.value}"', lambda token: f"write {token.value}")


@kind("text as number")
def _(random, doc):
    return replace(random, doc, [token for token in of(doc, "text") if token.value in ("1", "2", "3")], lambda token: token.value,
                   lambda token: f'"{token.value}"')


@kind("boolean in other words")
def _(random, doc):
    tokens = [token for token in of(doc, "literal") if token.value is not None]
    words = lambda token: random.choice(['"yes"', '"on"', '"Y"'] if token.value else ['"no"', '"off"', '"N"'])
    return replace(random, doc, tokens, words, lambda token: str(token.value).lower())


@kind("word for a number")
def _(random, doc):
    tokens = [token for token in of(doc, "number") if token.path[-1] in ("value", "min_value", "max_value", "last_days", "count", "percent")]
    return replace(random, doc, tokens, '"many"', "number")


@kind("min over max")
def _(random, doc):
    ends = {}
    for token in of(doc, None, "min_value") + of(doc, None, "max_value"):
        if token.role in ("number", "text"):
            ends.setdefault(token.path[:-1], {})[token.path[-1]] = token
    pairs = [pair for pair in ends.values() if len(pair) == 2]
    if not pairs:
        return None
    pair = random.choice(pairs)
    low, high = pair["min_value"], pair["max_value"]
    wrong = '"2031-01-01"' if low.role == "text" else str(high.value + 1 + random.randrange(900))
    return Damage(doc.text, low.start, low.end, wrong, [wrong.strip('"'), str(high.value), "max_value"])


@kind("no such date")
def _(random, doc):
    tokens = [token for token in of(doc, "text") if re.fullmatch(r"\d{4}-\d\d-\d\d", token.value)]
    def wrong(token):
        year, month, day = token.value.split("-")
        return '"' + random.choice([f"{day}.{month}.{year}", f"{month}/{day}/{year}", f"{year}-13-{day}", f"{year}-{month}-32", f"{year}/{month}/{day}"]) + '"'
    return replace(random, doc, tokens, wrong, "2023-09-14", lambda token: token.value)


@kind("no such relative date")
def _(random, doc):
    return replace(random, doc, [token for token in of(doc, "text") if token.value == "now-30d"],
                   lambda token: f'"{random.choice(["now-30 days", "-30d", "now - 30d", "today-30d", "now-1m"])}"', "now-30d")


@kind("unknown window key")
def _(random, doc):
    return misspell(random, doc, [token for token in of(doc, "key", None, "filter_window") if len(token.value) > 5 and token.value != "filter_window"])


@kind("unknown calendar window")
def _(random, doc):
    tokens = [token for token in of(doc, "text") if token.value in CALENDAR]
    wrong = lambda token: f'"{random.choice([misspelt(random, token.value), token.value.replace("_", " "), token.value.title()])}"'
    return replace(random, doc, tokens, wrong, lambda token: f'"{token.value}"')


@kind("key twice")
def _(random, doc):
    values = {token.path: doc.text[token.start:token.end] for token in doc.tokens if token.role in ("text", "number", "literal")}
    token = pick(random, [token for token in of(doc, "key") if token.path in values])
    copy = f'"{token.value}": {values[token.path]}, '
    damage = Damage(doc.text, token.start, token.start, copy, [f'"{token.value}"', "twice"])
    damage.start, damage.end = token.start + len(copy), token.end + len(copy)  # the second one is too many
    return damage


@kind("order twice")
def _(random, doc):
    orders = [token for token in of(doc, "number") if token.path[-1] in ("filter_order", "filter_group_order") and token.value > 1]
    return replace(random, doc, orders, "1", lambda token: [token.path[-1], "1", "twice"])


@kind("comma missing")
def _(random, doc):
    return lack(random, doc, of(doc, ","), lambda token: ["','", "missing"])


@kind("comma too many at an end")
def _(random, doc):
    token = pick(random, [token for token in of(doc, "}") + of(doc, "]") if doc.tokens[doc.tokens.index(token) - 1].role not in "{["])
    before = doc.tokens[doc.tokens.index(token) - 1]
    return Damage(doc.text, before.end, before.end, ",", ["comma", "before"])


@kind("two commas")
def _(random, doc):
    return replace(random, doc, of(doc, ","), lambda token: ",,", "','")


@kind("other sign for a comma")
def _(random, doc):
    return replace(random, doc, of(doc, ","), lambda token: random.choice(";:."), "','")


@kind("colon missing")
def _(random, doc):
    return lack(random, doc, of(doc, ":"), lambda token: ["':'", "missing"])


@kind("other sign for a colon")
def _(random, doc):
    return replace(random, doc, of(doc, ":"), lambda token: random.choice(["=", ",", "=>", "::"]), "':'")


@kind("closing bracket missing")
def _(random, doc):
    return lack(random, doc, of(doc, "}") + of(doc, "]"), lambda token: [f"'{token.role}'", "missing"],
                lambda token: re.compile(rf"ends with [\]}}]*\{token.role}"))


@kind("opening bracket missing")
def _(random, doc):
    return lack(random, doc, of(doc, "{")[1:] + of(doc, "["), lambda token: [f"'{token.role}'", "missing"],
                lambda token: "must be an object" if token.role == "{" else "must be a list")


@kind("bracket too many")
def _(random, doc):
    token = pick(random, of(doc, "}") + of(doc, "]"))
    return Damage(doc.text, token.end, token.end, token.role, f"'{token.role}'")


@kind("bracket of the other kind")
def _(random, doc):
    return replace(random, doc, of(doc, "}") + of(doc, "]"), lambda token: "]" if token.role == "}" else "}",
                   lambda token: f"'{token.role}'")


@kind("closing quote missing")
def _(random, doc):
    token = pick(random, of(doc, "text") + of(doc, "key"))
    damage = Damage(doc.text, token.end - 1, token.end, "", "quote")
    damage.start = token.start  # a text is marked as a whole
    return damage


@kind("opening quote missing")
def _(random, doc):
    token = pick(random, of(doc, "text") + of(doc, "key"))
    return Damage(doc.text, token.start, token.start + 1, "", "quote")


@kind("no quotes")
def _(random, doc):
    tokens = [token for token in of(doc, "text") + of(doc, "key") if re.fullmatch("[a-zA-Z_]+", token.value)]
    return replace(random, doc, tokens, lambda token: token.value, "quotes")


@kind("single or curly quotes")
def _(random, doc):
    return replace(random, doc, of(doc, "text") + of(doc, "key"), lambda token: random.choice([f"'{token.value}'", f"“{token.value}”"]), "double quotes")


@kind("bad escape")
def _(random, doc):
    token = pick(random, of(doc, "text"))
    at = random.randint(token.start + 1, token.end - 1)
    return Damage(doc.text, at, at, random.choice(["\\x", "\\'", "\\ ", "\\d", "\\u12", "\\_"]), "\\\\")


@kind("literals of other languages")
def _(random, doc):
    words = lambda token: random.choice(["True", "TRUE", "yes"] if token.value else ["False", "FALSE", "no"])
    return replace(random, doc, [token for token in of(doc, "literal") if token.value is not None], words, lambda token: str(token.value).lower())


@kind("number of other forms")
def _(random, doc):
    tokens = [token for token in of(doc, "number") if isinstance(token.value, int) and token.value > 9]
    return replace(random, doc, tokens, lambda token: random.choice([f"0{token.value}", f"+{token.value}", f"{token.value}.", f"{token.value}%"]),
                   lambda token: re.compile(rf"write {token.value}\b"))


@kind("comment")
def _(random, doc):
    token = pick(random, of(doc, ","))
    return Damage(doc.text, token.end, token.end, random.choice([" // old", " # old", " /* old */"]) + "\n", ["comment", "description"])


@kind("needed key left out")
def _(random, doc):
    keys = [token for token in of(doc, "key") if token.value in ("filter_type", "filter_name", "filter_values", "filter_group")]
    token = pick(random, keys)
    position = doc.tokens.index(token) + 2
    depth = 0
    for end in range(position, len(doc.tokens)):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(doc.tokens[end].role, 0)
        if depth == 0:
            break
    after = doc.tokens[end + 1]
    first = doc.tokens[doc.tokens.index(token) - 1]
    if after.role == ",":
        start, stop = token.start, doc.tokens[end + 2].start
    else:
        start, stop = first.start if first.role == "," else token.start, doc.tokens[end].end
    damage = Damage(doc.text, start, stop, "", f'"{token.value}"')
    opening = next(one for one in doc.tokens if one.role == "{" and one.path == token.path[:-1])
    damage.start, damage.end = opening.start, opening.start + 1  # what is not there is missed in its object
    return damage


@kind("values of another shape")
def _(random, doc):
    types = {token.path[:-1]: token.value for token in of(doc, "text", "filter_type")}
    lists = [token for token in of(doc, "[", "filter_values")]
    token = pick(random, lists)
    if token is None:
        return None
    end = next(one for one in doc.tokens if one.role == "]" and one.path == token.path)
    return Damage(doc.text, token.start, end.end, '"Paris"', [types[token.path[:-1]], "list"])


@kind("ends for one value")
def _(random, doc):
    token = pick(random, [token for token in of(doc, "key", "value") if token.path[:1] == ("filters",)])
    return token and Damage(doc.text, token.start, token.end, '"min_value"', '"value"', re.compile(r"has value_name, value\b"))


@kind("filter outside a group")
def _(random, doc):
    token = pick(random, [token for token in of(doc, "{") if len(token.path) == 2 and token.path[0] == "filters"])
    new = '{"filter_name": "age", "filter_type": "IN", "filter_values": [40]}, '
    damage = Damage(doc.text, token.start, token.start, new, ["group", "values"])
    return damage


@kind("ends beside the type")
def _(random, doc):
    token = pick(random, of(doc, "key", "filter_type"))
    key = random.choice(["min_value", "value", "max_value"])
    return Damage(doc.text, token.start, token.start, f'"{key}": 3, ', [f'"{key}"', "filter_values"])


@kind("key of another place")
def _(random, doc):
    token = pick(random, of(doc, "key", "filter_group"))
    key = random.choice(["filter_name", "filter_type", "limit", "is_dynamic"])
    return Damage(doc.text, token.start, token.start, f'"{key}": "age", ', [f'"{key}"', "stands in"])


@kind("size out of bounds")
def _(random, doc):
    tokens = of(doc, "number", "number_of_recommendations") + of(doc, "number", "count", "limit") + of(doc, "number", "last_days")
    return replace(random, doc, tokens, lambda token: random.choice(["-1", "40000000000", "1.5"]), "whole number from")


@kind("cut off")
def _(random, doc):
    at = random.choice(doc.tokens[len(doc.tokens) // 2:-1]).end
    return Damage(doc.text, at, len(doc.text), "", "ends in the middle")


class FaultPlaces(ShopTest):
    def damaged(self):
        numbers, names = random.Random(1409), list(KINDS)
        for number in range(DOCUMENTS):
            name = names[number % len(names)]
            damage = None
            while damage is None:
                doc = written(numbers, document(numbers, f"Audience {number}"))
                damage = KINDS[name](numbers, doc)
            yield name, damage

    @staticmethod
    def distance(damage, fault):
        """In characters, from the first message to the damage."""
        lines = damage.text.encode().split(b"\n")
        before = b"\n".join(lines[:fault["line"] - 1] + [lines[fault["line"] - 1][:fault["column"] - 1]])
        at = len(before.decode())
        return max(damage.start - at, at - damage.end, 0)

    @staticmethod
    def is_right(damage, message):
        holds = lambda part: part.search(message) if isinstance(part, re.Pattern) else part in message
        return any(all(holds(part) for part in (remedy if isinstance(remedy, list) else [remedy])) for remedy in damage.remedies)

    def folder_of(self, texts):
        """A folder of documents, and a shop in which they name what there is."""
        self.make_shop()
        self.ok("import", "customers", "-", stdin="customer_id,signed_up\nc_1,2023-01-31\nc_2,2022-05-01\n")
        self.ok("create", self.document("Loyal", []))
        folder = self.folder / "documents"
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"{number:04}.json").write_bytes(text.encode())
        return folder

    def test_first_messages_lie_at_the_damage_and_name_the_remedy(self):
        damages = list(self.damaged())
        folder = self.folder_of([damage.text for _, damage in damages])
        answers = self.fails(3, "--db", self.db, "validate", folder, "--json", "-q").json()
        self.assertEqual(len(answers), DOCUMENTS)
        counts = {name: [0, 0, 0] for name in KINDS}
        for (name, damage), answer in zip(damages, answers):
            count = counts[name]
            count[0] += 1
            self.assertTrue(answer["faults"], f"{name}: {damage.text}")
            first = answer["faults"][0]
            count[1] += self.distance(damage, first) <= NEAR
            count[2] += self.is_right(damage, first["message"])
        print()
        for name, (all_, near, right) in [*counts.items(), ("all", [sum(column) for column in zip(*counts.values())])]:
            print(f"{name:36} {all_:5} {100 * near / all_:6.1f} % at the place {100 * right / all_:6.1f} % with the remedy")
        near, right = (sum(count[i] for count in counts.values()) / DOCUMENTS for i in (1, 2))
        self.assertGreaterEqual(near, 0.95)
        self.assertGreaterEqual(right, 0.97)

    def test_what_is_damaged_was_right(self):
        numbers = random.Random(1409)
        folder = self.folder_of([written(numbers, document(numbers, f"Audience {number}")).text for number in range(500)])
        self.ok("--db", self.db, "validate", folder, "--json")


if __name__ == "__main__":
    unittest.main()
