"""Writes for ctest how each case of a doctest program is run by itself: cases.py PROGRAM FLOOR FILE.

The discovery that doctest brings splits names at commas and semicolons, and what it then runs is nothing, which passes.
"""
import collections
import re
import subprocess
import sys
import xml.etree.ElementTree as xml


def names_of(program):
    listing = subprocess.run([program, "--list-test-cases", "--reporters=xml"], check=True, capture_output=True, text=True)
    tree = xml.fromstring(listing.stdout)
    return [case.get("name") for case in tree.iter("TestCase")]


def pattern_for(name):
    """A comma would separate two patterns, a backslash take what follows: any letter may stand there."""
    return re.sub(r"[,\\]", "?", name)


def selected(pattern, names):
    """What doctest runs for it, which knows only `*` and `?`."""
    regex = "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return [name for name in names if re.fullmatch(regex, name, re.DOTALL)]


def quoted(text):
    """A bracket argument of CMake, in which no character means anything."""
    equals = "="
    while f"]{equals}]" in text + "]":
        equals += "="
    return f"[{equals}[{text}]{equals}]"


def test_file(program, floor, names):
    lines = []
    for name in names:
        test = quoted(f"{floor}: {name}")
        arguments = " ".join(map(quoted, [program, "--case-sensitive", f"--test-case={pattern_for(name)}"]))
        lines.append(f"add_test({test} {arguments})\n"
                     f'set_tests_properties({test} PROPERTIES LABELS {floor} FAIL_REGULAR_EXPRESSION "test cases: +0 ")\n')
    return "".join(lines)


def faults(names):
    """Why some of these cases could not be run by themselves."""
    found = [] if names else ["there is no test case"]
    for name, count in collections.Counter(names).items():
        if count > 1:
            found.append(f"{count} cases are called {name!r}")
        elif not name.strip() or name != name.strip():
            found.append(f"a case is called {name!r}")
        elif len(selected(pattern_for(name), names)) != 1:
            found.append(f"the name of {name!r} stands for others too: {selected(pattern_for(name), names)}")
    return found


def main(program, floor, file):
    names = names_of(program)
    found = faults(names)
    if found:
        sys.exit("\n".join(f"{program}: {fault}" for fault in found))
    with open(file, "w", encoding="utf-8") as out:
        out.write(test_file(program, floor, names))


if __name__ == "__main__":
    main(*sys.argv[1:])
