"""What the manual, the help and the README say can be typed, each read into the same shape: verbs with their options."""
import re
import shlex

# Of a verb: how its line goes on, such as `KIND FILE`, and its options, such as {"--limit": True}, true where they take a value.


class Verb:
    def __init__(self, arguments, options):
        self.arguments = arguments
        self.options = options


def man_options(line):
    """`.It Fl o , Fl -output Ar FILE`: each option with whether it takes a value; a letter stands for the option after it."""
    options, letters = {}, []
    for part in line.split(" , "):
        words = part.removeprefix(".It ").split()
        if words[0] != "Fl":
            raise ValueError(line)
        name = "-" + words[1].replace("\\-", "-")
        options[name] = len(words) > 2
        if len(name) == 2:
            letters.append(name)
    takes_value = any(options.values())
    return {name: takes_value if name in letters else value for name, value in options.items()}


def man_arguments(words):
    """`Op Ar AUDIENCE ...` as help writes it: `[AUDIENCE...]`."""
    text = " ".join(word for word in words if word != "Ar").replace(" ...", "...").replace(" | ", "|")
    return re.sub(r"\bOp (.+?)(?= Op |$)", r"[\1]", text)


def man_verbs(page):
    """The verbs of the section COMMANDS: items of its outer list, whose inner lists have their options."""
    commands = page.split("\n.Sh COMMANDS\n")[1].split("\n.Sh ")[0]
    verbs, depth = {}, 0
    for line in commands.splitlines():
        depth += line.startswith(".Bl ")
        depth -= line.startswith(".El")
        if line.startswith(".It Cm ") and depth == 1:
            words = line.split()[2:]
            verb = Verb(man_arguments(words[1:]), {})
            if words[0] in verbs:
                raise ValueError(f"{words[0]} stands twice in the manual")
            verbs[words[0]] = verb
        elif line.startswith(".It Fl ") and depth == 2:
            verb.options.update(man_options(line))
    return verbs


def man_global_options(page):
    description = page.split("\n.Sh DESCRIPTION\n")[1].split("\n.Sh ")[0]
    options = {}
    for line in description.splitlines():
        if line.startswith(".It Fl "):
            options.update(man_options(line))
    return options


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
