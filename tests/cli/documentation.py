"""What the manual, the help and the README say can be typed, each read into the same shape: verbs with their options."""
import re
import shlex

# Of a verb: how its line goes on, such as `KIND FILE`, and its options, such as {"--limit": True}, true where they take a value.


class Verb:
    def __init__(self, arguments, options):
        self.arguments = arguments
        self.options = options


def man_options(line):
    """`Fl o , Fl -output Ar FILE`: each option with whether it takes a value; a letter stands for the option after it."""
    options, letters = {}, []
    for part in line.split(" , "):
        words = part.split()
        if words[0] != "Fl":
            raise ValueError(line)
        name = "-" + words[1].replace("\\-", "-")
        options[name] = len(words) > 2
        if len(name) == 2:
            letters.append(name)
    takes_value = any(options.values())
    return {name: takes_value if name in letters else value for name, value in options.items()}


def man_arguments(lines):
    """`.Op Ar AUDIENCE ...` as help writes it: `[AUDIENCE...]`."""
    pieces = []
    for line in lines:
        text = " ".join(word for word in line.removeprefix(".").split() if word != "Ar")
        text = text.replace(" ...", "...").replace(" | ", "|")
        pieces.append(f"[{text[3:]}]" if text.startswith("Op ") else text)
    return " ".join(pieces)


def man_sections(page):
    """The sections of a page by their names, each as its lines."""
    sections = {}
    for part in page.split("\n.Sh ")[1:]:
        name, *lines = part.rstrip("\n").split("\n")
        if name in sections:
            raise ValueError(f"{name} stands twice on a page")
        sections[name] = lines
    return sections


def man_items(lines):
    """The options of a list of them, as the source writes each: `Fl -sort Ar A Ns Op Ar :desc`."""
    return [line.removeprefix(".It ") for line in lines if line.startswith(".It Fl ")]


def man_options_of(page):
    options = {}
    for item in man_items(man_sections(page).get("OPTIONS", [])):
        for name, value in man_options(item).items():
            if name in options:
                raise ValueError(f"{name} stands twice among the options")
            options[name] = value
    return options


def man_synopsis(page):
    """The command of a page, its options as the synopsis writes them, and its arguments."""
    command, *lines = man_sections(page)["SYNOPSIS"]
    options = [line.removeprefix(".Op ") for line in lines if line.startswith(".Op Fl ")]
    return command, options, [line for line in lines if not line.startswith(".Op Fl ")]


def man_verb(page):
    return Verb(man_arguments(man_synopsis(page)[2]), man_options_of(page))


def man_summary(page):
    return re.search(r"^\.Nd (.+)$", page, re.MULTILINE)[1]


def man_groups(page):
    """The commands that audience(1) lists: of each group the names of their pages with what they are for."""
    groups, group = {}, None
    for line in man_sections(page)["COMMANDS"]:
        if line.startswith(".Ss "):
            group = groups.setdefault(line[4:], {})
        elif line.startswith(".It Xr "):
            name = line.split()[2]
        elif group is not None and not line.startswith("."):
            group[name] = line
    return groups


def man_blocks(page):
    """What stands on a page as it is typed: each literal block as its lines."""
    blocks = re.findall(r"^\.Bd -literal.*\n((?:(?!\.Ed).*\n)*)\.Ed", page, re.MULTILINE)
    return [[line.removeprefix("\\&").replace("\\e", "\\") for line in block.splitlines()] for block in blocks]


def man_examples(page):
    lines = "\n".join(man_sections(page)["EXAMPLES"]) + "\n"
    return [line for block in man_blocks(lines) for line in block]


def man_references(page):
    """Every page that a page refers to, as (name, section)."""
    return set(re.findall(r"\bXr ([\w-]+) (\d)", page))


def man_mentions(page):
    """Every option named anywhere on the page."""
    flags = re.findall(r"\bFl ((?:(?!Ar|Cm|Fl|Ns|Pq|Xr)[\w\\-]+ ?)+)", page)
    return {"-" + word.replace("\\-", "-") for words in flags for word in words.split()}


def option_lines(text):
    """The options of a help text, by its lines `  -q,--quiet FILE  what it does`."""
    options = {}
    for names, value in re.findall(r"^ {2}((?:-\w, ?)?--[\w-]+)( [^ ]+)?(?: {2,}|$)", text, re.MULTILINE):
        options.update({name: bool(value) for name in re.split(", ?", names)})
    return options


def help_verb(text):
    usage = re.search(r"^Usage: audience [\w-]+ \[OPTIONS\] ?(.*)$", text, re.MULTILINE)
    return Verb(usage[1], option_lines(text))


def examples(text):
    """The command lines under `Examples:`."""
    return [line.strip() for line in text.split("Examples:\n")[1].split("\n\n")[0].splitlines()]


def commands(line):
    """The commands of a line of a shell, each as its words."""
    line = re.sub(r"[<>]\s*\S+", " ", line.removeprefix("$ "))
    for part in re.split(r"&&|\|(?= )|;", line):
        try:
            words = shlex.split(part, comments=True)
        except ValueError:
            words = part.split()
        if words:
            yield words


def written_commands(readme):
    """Every command of the README: its indented lines, and what stands between backquotes."""
    for line in readme.splitlines():
        for piece in [line.strip()] if line.startswith("    ") else re.findall(r"`([^`]+)`", line):
            yield from commands(piece)
