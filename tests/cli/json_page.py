"""What audience-json(5) says of answers, read into types that a value can be held against."""
import re

from documentation import man_blocks, man_sections
from harness import ROOT

PLAIN = {
    "text": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "any": lambda value: True,
    "day": lambda value: isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value),
    "time": lambda value: isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value),
    "seed_time": lambda value: isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", value),
}


class JsonPage:
    """`answers`: of each command as it is typed its type; `objects`: of each type its keys with theirs."""

    def __init__(self):
        page = (ROOT / "man/audience-json.5").read_text(encoding="utf-8")
        sections = man_sections(page)
        self.answers = dict(re.split(r"\s{2,}", line) for block in man_blocks("\n".join(sections["ANSWERS"]) + "\n") for line in block)
        self.objects = {}
        for part in ("\n".join(sections["OBJECTS"]) + "\n").split(".Ss ")[1:]:
            name = part.split("\n")[0]
            (block,) = man_blocks(part)
            self.objects[name] = {row[0]: row[1] for row in (re.split(r"\s{2,}", line) for line in block)}
        self.objects["full_audience"] = {**self.objects["audience"], **self.objects["full_audience"]}
        self.seen, self.missed = set(), set()  # keys that answers had, and that they lacked, as `object.key`

    def faults(self, value, kind, place="answer"):
        """What is wrong with a value of that type, as lines."""
        if kind.startswith("list of ") and isinstance(value, list):
            return [fault for one in value for fault in self.faults(one, kind[8:], place + "[]")]
        if kind.startswith("map of ") and isinstance(value, dict):
            return [fault for key, one in value.items() for fault in self.faults(one, kind[7:], f"{place}.{key}")]
        if "|" in kind and not kind.startswith(("list of ", "map of ")):
            one, others = kind.split("|", 1)
            first = self.faults(value, one, place)
            return first and (self.faults(value, others, place) and first)
        if kind in self.objects and isinstance(value, dict):
            return self.object_faults(value, kind, place)
        return [] if kind in PLAIN and PLAIN[kind](value) else [f"{place} is no {kind}: {value!r}"]

    def object_faults(self, value, kind, place):
        keys = self.objects[kind]
        faults = [f"{place}.{key} is not a key of {kind}" for key in value if key not in keys]
        faults += [f"{place}.{key} is missing" for key, one in keys.items() if key not in value and not one.endswith("?")]
        for key, one in keys.items():
            if key in value:
                faults += self.faults(value[key], one.removesuffix("?"), f"{place}.{key}")
        if not faults:
            self.seen |= {f"{kind}.{key}" for key in keys if key in value}
            self.missed |= {f"{kind}.{key}" for key in keys if key not in value}
        return faults

    def reached(self, kinds):
        """The objects that types name, and those that they hold."""
        found, open_ends = set(), list(kinds)
        while open_ends:
            for name in re.split(r"[ |]", open_ends.pop().removesuffix("?")):
                if name in self.objects and name not in found:
                    found.add(name)
                    open_ends += self.objects[name].values()
        return found
