"""Holds that text of one floor stays on it: below cli/ no string names an option or a verb, and SQL lives where tables do.

    literals_test.py SOURCE_ROOT | --self-test
"""

import pathlib
import re
import sys
import tempfile

# Floors whose strings may be SQL, as folders of src/. `import` reads and writes rows itself.
QUERYING = ["query/postgresql", "query/sqlite"]
WITH_SQL = ["storage", *QUERYING, "import"]
# The only floor that knows what a person types.
WITH_WORDS = ["cli"]

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
SQL = re.compile(
    r"^\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+[\w{}.]+\s+SET\s|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+"
    r"(TEMP\s+|UNIQUE\s+)*(TABLE|INDEX|VIEW|TRIGGER)\s|PRAGMA\s|ATTACH\s|VACUUM\b|WITH\s+\w+.*\sAS\s*\()"
    r"|\sFROM\s+[a-z_.{}]+\s+(WHERE|ORDER BY|JOIN|GROUP BY)\s")
TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^()\s\\]*)\((?P<raw>.*?)\)(?P=mark)"|"(?P<text>(?:[^"\\\n]|\\.)*)"'
    r"|'(?:[^'\\\n]|\\.)'|(?P<gap>\s+)|(?P<other>.)", re.DOTALL)


def literals(source):
    """(line, text) of each string literal; neighbours that the compiler joins are one."""
    joined, line = None, 1
    for token in TOKEN.finditer(source):
        start, line = line, line + token.group().count("\n")
        text = token["raw"] if token["raw"] is not None else token["text"]
        if text is not None:
            if joined and source.rfind("#include", source.rfind("\n", 0, token.start()) + 1, token.start()) >= 0:
                yield joined
                joined = None
            joined = (joined[0], joined[1] + text) if joined else (start, text)
        elif token["other"] is not None or token.group().startswith("'"):
            if joined:
                yield joined
            joined = None
    if joined:
        yield joined


def verbs_of(root):
    """What the parser is told, such as `erase-customer` or `key`."""
    verbs = set()
    for file in sorted((root / "src/cli").glob("*.cpp")):
        verbs |= set(re.findall(r'\.verb\(\s*"([a-z-]+)', file.read_text()))
    return verbs


def faults_of(root):
    root = pathlib.Path(root)
    verbs = verbs_of(root)
    if not verbs:
        return [f"no verb found under {root}/src/cli: is this the source root?"]
    verb = re.compile(r"\baudience (?:" + "|".join(sorted(verbs, key=len, reverse=True)) + r")\b(?! (?:is|was|has)\b)"
                      r"|`(?:" + "|".join(sorted(verbs)) + r")(?:`| )")
    faults = []
    for file in sorted((root / "src").rglob("*")):
        if file.suffix not in (".cpp", ".hpp", ".inc"):
            continue
        place = file.relative_to(root / "src").as_posix()
        # What is included as a literal of its own is one whole.
        texts = [(1, file.read_text())] if file.suffix == ".inc" else literals(file.read_text())
        for line, text in texts:
            within = lambda folders: any(place.startswith(folder + "/") for folder in folders)
            if not within(WITH_WORDS) and file.suffix != ".inc":
                if OPTION.search(text):
                    faults.append(f"src/{place}:{line}: names an option: {text}")
                if verb.search(text):
                    faults.append(f"src/{place}:{line}: names a verb: {text}")
            if not within(WITH_SQL) and SQL.search(text):
                faults.append(f"src/{place}:{line}: SQL outside {', '.join(WITH_SQL)}: {text}")
    return faults


def self_test():
    """A good tree passes; with any one of these lines added it does not, and the line is named."""
    good = [
        ("cli/a.cpp", '#include "cli/a.hpp"\nline.verb("gc", "--force"); line.verb("erase-customer", "");'),
        ("cli/b.cpp", 'say("run `audience gc`, or --force");'),
        ("model/a.cpp", '// `audience gc` and --force, "--force"\nsay("a - b -- c", \'"\', "xn--bcher-kva");'),
        ("model/b.cpp", 'say("an audience is filtered", "the audience document", "select one from these");'),
        ("storage/a.cpp", 'run("SELECT 1");'), ("query/sqlite/a.cpp", 'run("SELECT a FROM b WHERE c");'),
        ("import/a.cpp", 'run("DELETE FROM customers");'),
    ]
    wrong = [
        ("model/w.cpp", 'say("leave --force out");'), ("base/w.hpp", 'say("" "--force");'),
        ("storage/w.cpp", 'say("`audience "\n    "gc` does it");'), ("studio/w.cpp", 'say("run audience erase-customer");'),
        ("link/w.cpp", 'say("`gc` does it");'), ("studio/w.cpp", 'say(R"x(try "--force")x");'),
        ("query/w.cpp", 'run("SELECT 1");'), ("studio/w.cpp", 'run("SELECT 1");'), ("cli/w.cpp", 'run("DELETE FROM customers");'),
        ("model/w.cpp", 'run("INSERT OR "\n"IGNORE INTO a");'), ("output/w.cpp", 'run("UPDATE {} SET a = 1");'),
        ("studio/w.cpp", 'run(column + " FROM customers WHERE " + what);'), ("link/w.cpp", 'run("PRAGMA user_version");'),
        ("cli/w.inc", "CREATE TABLE a(b);\n"),
        ("model/w.cpp", "say('\\''); say(\"--force\");"),
    ]
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        if not faults_of(root):
            print("self-test: a tree without sources was not refused")
            bad += 1
        for name, text in good:
            (root / "src" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "src" / name).write_text(text)
        for fault in faults_of(root):
            print(f"self-test: a good tree was refused: {fault}")
            bad += 1
        for name, text in wrong:
            file = root / "src" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            if not any(fault.startswith(f"src/{name}:1:") for fault in faults_of(root)):
                print(f"self-test: {name}: {text} was not refused")
                bad += 1
            file.unlink()
    return bad


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    if arguments[0] == "--self-test":
        sys.exit(1 if self_test() else 0)
    faults = faults_of(arguments[0])
    print("\n".join(faults), end="\n" if faults else "")
    sys.exit(1 if faults else 0)


main(sys.argv[1:])
