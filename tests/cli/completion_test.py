"""What bash, zsh and fish complete, each typed in the shell itself."""
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import unittest

from harness import BINARY, ROOT, ShopTest, attribute
from terminal import Terminal

NAMES = ["Winter", "Wild West", "Spring: new", "Zoë's \"best\"", "Übergroß & $HOME", "back\\slash"]
# Shapes of values that only the person knows who types them.
TYPED = {"ADDRESS", "ADDRESS:PORT", "CUSTOMER", "DATE", "HEADER", "N", "N|N%", "RUN|TIME", "TEXT", "TIME", "TOKEN", "TRUE,FALSE", "WORD,...", "ZONE"}
SCRIPTS = ROOT / "src/cli/completion"


BASH_KEYS = r"""
PS1='> '
bind 'set enable-bracketed-paste off'
bind 'set bell-style none'
show() { printf '\n<<%s>>\n' "$READLINE_LINE"; READLINE_LINE=; }
bind -x '"\C-g": show'
echo rea''dy
"""
ZSH_KEYS = r"""
PS1='> '
unsetopt beep
show() { zle -I; print -r -- "<<$BUFFER>>"; BUFFER= }
zle -N show
bindkey -e
bindkey '^G' show
print rea''dy
"""


class CompletionTest(ShopTest):
    shell = None

    def setUp(self):
        super().setUp()
        if self.shell and not shutil.which(self.shell):
            self.skipTest(f"{self.shell} is not installed")
        (self.folder / "bin").mkdir()
        (self.folder / "bin/audience").symlink_to(pathlib.Path(BINARY).resolve())
        self.variables = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder), "LANG": "C.UTF-8",
                          "LC_ALL": "C.UTF-8", "AUDIENCE_DB": str(self.db)}
        self.make_shop()
        for name in NAMES:
            self.write("document.json", json.dumps({"audience_name": name, "filters": []}))
            self.ok("create", "document.json")
        self.write("winter list.json", "{}")
        self.write("other.toml", "")

    def start(self, *command, **variables):
        """A shell at a terminal, whose own files end in saying `ready` and show the line for ^G."""
        self.terminal = Terminal(list(command), self.folder, {**self.variables, **variables})
        self.addCleanup(self.terminal.close)
        self.terminal.wait_for("ready")

    def line_after(self, keys):
        """The line that stands there after keys were pressed; then it is empty again."""
        self.terminal.press(keys + "\x07")
        return self.terminal.wait_for(r"<<(.*?)>>\r?\n")[1]


class Answers(CompletionTest):
    """What the shells' scripts are told."""

    def asked(self, *words, **options):
        result = self.ok("__complete", "words", *words, **options)
        self.assertEqual(result.err, "")
        directives, *lines = result.out.splitlines()
        return directives.split(), [line.split("\t")[0] for line in lines]

    def words(self, *words):
        return self.asked(*words)[1]

    def test_verbs_and_options_are_those_of_the_help(self):
        overview = self.ok().out.split("\n\n")[1].split("\n")
        verbs = [verb for line in overview for verb in line.split("  ")[1:] for verb in verb.split()]
        groups = {"Load", "Write", "Look", "Compare", "Hand", "out", "Keep", "Mend", "Learn"}
        self.assertEqual(sorted(self.words("")), sorted(set(verbs) - groups))
        self.assertEqual(self.words("help", ""), self.words(""))
        top = {name for name in self.words("-")}
        self.assertIn("--db", top)
        for verb in self.words(""):
            shown = self.ok(verb, "--help").out.split("\nOptions:\n")[1]
            names = {name.strip() for line in shown.splitlines() if line.startswith("  -")
                     for name in line.split("  ")[1].split(" ")[0].split(",")}
            self.assertEqual(set(self.words(verb, "-")), names | top, verb)

    def test_each_shape_of_a_value_is_completed_or_known_to_be_typed(self):
        source = (ROOT / "src/cli/completion_words.cpp").read_text(encoding="utf-8")
        completed = set(re.findall(r'Shape\{"([^"]+)"', source)) | {"COMMAND"}
        shown = set()
        for verb in self.words(""):
            text = self.ok(verb, "--help").out
            shown |= set(re.findall(r"^  (?:-\w,)?--[\w-]+ (\S+)", text, re.MULTILINE))
            shown |= set(re.search(r"^Usage: audience [\w-]+ \[OPTIONS\] ?(.*)$", text, re.MULTILINE)[1].replace("...", "").translate(
                {ord("["): None, ord("]"): None}).split())
        shown |= set(re.findall(r"^  --[\w-]+ ([A-Z]+)", self.ok("--help").out, re.MULTILINE))
        shown = {"A[:desc]" if shape == "A:desc" else shape for shape in shown}
        self.assertEqual(shown - completed, TYPED)
        self.assertEqual(completed - shown, {"ENGINE"})  # which the overview calls NAME

    def test_options_given_are_not_offered_again_unless_they_may_be(self):
        self.assertNotIn("--format", self.words("export", "--format", "csv", "-"))
        self.assertNotIn("--output", self.words("export", "-o", "x", "-"))
        self.assertIn("--map", self.words("import", "--map", "a=b", "-"))

    def test_values(self):
        self.assertEqual(self.words("export", "--format", ""), ["csv", "xlsx", "json", "jsonl"])
        self.assertEqual(self.words("export", "--format=x"), ["--format=xlsx"])
        self.assertEqual(self.words("validate", "--format", ""), ["sarif"])
        self.assertEqual(self.words("--color", ""), ["always", "never", "auto"])
        self.assertIn("city", self.words("fields", ""))
        self.assertIn("purchases.product_id", self.words("fields", "pur"))
        self.assertEqual(self.words("breakdown", "x", "--by", "city,ag"), ["city,age"])
        self.assertNotIn("email", self.words("breakdown", "x", "--by", ""))
        self.assertEqual(self.words("--engine", "c"), ["columns"])
        self.assertEqual(self.words("import", ""), ["customers", "purchases", "recommendations"])
        self.assertEqual(self.words("create", "x.json", "--if-exists", ""), ["error", "skip", "replace"])
        self.assertEqual(self.words("key", ""), ["rotate"])
        self.assertEqual(self.words("import", "--type", "ci"), ["city="])
        self.assertEqual(self.words("import", "--type", "city="), [f"city={kind}" for kind in ("text", "integer", "number", "boolean", "date")])
        self.assertEqual(self.words("upload", "VIP", "x", "--match", "em"), ["email", "email_consent"])

    def test_each_fixed_value_is_one_that_the_verb_takes(self):
        for line in (["export", "Winter", "-o", "x", "--force", "--no-link", "--format"], ["--engine"],
                     ["create", "document.json", "--dry-run", "--if-exists"], ["import", "customers", "customers.csv", "--dates"],
                     ["import", "customers", "customers.csv", "--decimal"], ["import", "customers", "customers.csv", "--delimiter"],
                     ["export", "Winter", "-o", "x.csv", "--force", "--no-link", "--delimiter"], ["completion"]):
            values = self.words(*line, "")
            self.assertGreater(len(values), 1, line)
            for value in values:
                self.assertNotEqual(self.run_tool(*line, value).code, 2, (line, value))

    def test_columns_as_lists(self):
        directives, words = self.asked("list-customers", "Winter", "--columns", "customer_id,ci")
        self.assertEqual((directives, words), (["nospace", "list"], ["customer_id,city"]))
        self.assertNotIn("city,city", self.words("list-customers", "Winter", "--columns", "city,"))
        self.assertIn("all", self.words("list-customers", "Winter", "--columns", ""))
        self.assertEqual(self.words("list-customers", "Winter", "--columns", "all,-phone"), ["all,-phone_number"])
        self.assertEqual(self.words("list-customers", "Winter", "--columns=ci"), ["--columns=city"])
        self.assertEqual(self.words("list-customers", "Winter", "--sort", "city"), ["city", "city:desc"])
        for word in self.words("list-customers", "Winter", "--columns", ""):
            self.ok("list-customers", "Winter", "--columns", word)

    def test_audiences_of_the_database_in_force(self):
        self.assertEqual(sorted(self.words("show", "")), sorted(NAMES))
        self.assertEqual(self.words("delete", "Winter", "Wi"), ["Winter", "Wild West"][::-1])
        self.assertEqual(self.words("show", "Winter", ""), [])
        self.ok("delete", "Winter", "--yes")
        self.assertEqual(self.words("undelete", ""), ["Winter"])
        self.assertNotIn("Winter", self.words("show", ""))
        other = self.folder / "other.db"
        self.ok("--db", other, "init")
        self.ok("--db", other, "create", "document.json")
        self.assertEqual(self.words("--db", other, "show", ""), [NAMES[-1]])
        self.assertEqual(self.words("show", f"--db={other}", ""), [NAMES[-1]])
        self.write("config.toml", f'db = "{other}"\n')
        result = self.ok("__complete", "words", "--config", "config.toml", "show", "", variables={"AUDIENCE_DB": ""})
        self.assertEqual(result.out.splitlines()[1:], [NAMES[-1] + "\t"])

    def test_live_exports(self):
        out = self.ok("export", "Winter", "--json").json()
        self.assertEqual(self.words("revoke", ""), [out["export_id"][:8]])
        self.ok("revoke", "--all")
        self.assertEqual(self.words("revoke", ""), [])

    def test_files_are_left_to_the_shell(self):
        self.assertEqual(self.asked("create", ""), (["files"], []))
        self.assertEqual(self.asked("--db", ""), (["files"], []))
        self.assertEqual(self.asked("explain", "Wint"), (["files"], ["Winter"]))
        self.assertEqual(self.asked("rename", "Winter", ""), ([], []))

    def test_nothing_is_made_or_said_where_anything_is_wrong(self):
        missing = self.folder / "none.db"
        self.assertEqual(self.words("--db", missing, "show", ""), [])
        self.assertFalse(missing.exists())
        self.write("broken.db", "nothing")
        self.assertEqual(self.words("--db", "broken.db", "list-customers", "x", "--columns", ""), [])
        for arguments in ([], ["words"], ["bash"], ["bash", "", ""], ["csh", "audience "], ["words", "nothing", "--x="]):
            result = self.ok("__complete", *arguments)
            self.assertEqual(result.err, "")
            self.assertEqual(result.out.strip(), "")

    def test_what_is_locked_is_not_waited_for(self):
        connection = sqlite3.connect(self.db)
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        self.assertIsInstance(self.words("show", ""), list)
        connection.close()

    def test_names_that_steer_a_terminal_are_left_out(self):
        self.write("document.json", json.dumps({"audience_name": "red\u001b[31m", "filters": []}))
        if self.run_tool("create", "document.json").code == 0:
            self.assertEqual(self.words("show", "red"), [])

    def test_the_verb_prints_the_script_that_is_installed(self):
        for shell in self.words("completion", ""):
            self.assertEqual(self.ok("completion", shell).out, (SCRIPTS / f"audience.{shell}").read_text(encoding="utf-8"))
        self.assertIn("write bash, zsh or fish", self.fails(2, "completion", "csh").err)


class Typed:
    """What each shell must do, by methods that its tests call."""

    def check(self, typed, line):
        self.assertEqual(self.line_after(typed + "\t"), line, typed)

    def complete_commands_and_options(self):
        self.check("audience expo", "audience export")
        self.check("audience exports", "audience exports ")
        self.check("audience show Winter --verb", "audience show Winter --verbose ")
        self.check("audience --engine sc", "audience --engine scan ")
        self.check("audience list-customers Winter --columns customer_id,em", "audience list-customers Winter --columns customer_id,email")
        self.check("audience help valid", "audience help validate ")

    def complete_files(self):
        self.check("audience validate winter", r"audience validate winter\ list.json ")
        self.check("audience --config oth", "audience --config other.toml ")
        self.check("audience explain docum", "audience explain document.json ")

    def names(self, quoted):
        """Each name typed by its beginning: the line then names that audience, and no other."""
        for name in NAMES:
            for opening in quoted(name):
                line = self.line_after(f"audience show {opening}\t")
                words = subprocess.run([self.shell, "-c", line.replace("audience", "printf '%s\\0'", 1)], capture_output=True, text=True,
                                       env=self.variables, check=False)
                self.assertEqual(words.stdout.split("\0")[:-1], ["show", name], (opening, line))


@unittest.skipUnless(shutil.which("bash"), "bash is not installed")
class Bash(Typed, CompletionTest):
    shell = "bash"

    def setUp(self):
        super().setUp()
        self.write("bashrc", "source <(audience completion bash)\n" + BASH_KEYS)
        self.start("bash", "--noprofile", "--rcfile", "bashrc", "-i")

    def test_commands_and_options(self):
        self.complete_commands_and_options()

    def test_files(self):
        self.complete_files()

    def test_names(self):
        self.names(lambda name: [name[:3], f'"{name[:3]}', f"'{name[:3]}"])

    def test_names_gone_on_with(self):
        self.check("audience show Spring:", r"audience show Spring:\ new ")
        self.check("audience show Spring\\:", r"audience show Spring:\ new ")
        self.check("audience show Wild\\ ", r"audience show Wild\ West ")
        self.check('audience show "Spring: ', 'audience show "Spring: new" ')

    def test_values_behind_a_sign(self):
        self.check("audience --engine=sc", "audience --engine=scan ")
        self.check("audience import --type=city=te", "audience import --type=city=text ")
        self.check("audience list-customers Winter --sort city:d", "audience list-customers Winter --sort city:desc ")

    def test_files_behind_a_redirection_and_commands_in_a_pipe(self):
        self.check("audience create - <docum", "audience create - <document.json ")
        self.check("cat x | audience show Win", "cat x | audience show Winter ")
        self.check("AUDIENCE_WAIT=1s audience show Win", "AUDIENCE_WAIT=1s audience show Winter ")


class Zsh(Typed, CompletionTest):
    shell = "zsh"

    def setUp(self):
        super().setUp()
        self.write(".zshrc", "autoload -Uz compinit && compinit -u -D\nsource <(audience completion zsh)\n" + ZSH_KEYS)
        self.start("zsh", "-d", "-i", ZDOTDIR=str(self.folder))

    def test_commands_and_options(self):
        self.complete_commands_and_options()

    def test_files(self):
        self.complete_files()

    def test_names(self):
        self.names(lambda name: [name[:3], f'"{name[:3]}', f"'{name[:3]}"])


class Installed(CompletionTest):
    """The scripts where a package puts them, which load themselves."""

    def test_bash_loads_it_by_bash_completion(self):
        loader = pathlib.Path("/usr/share/bash-completion/bash_completion")
        if not loader.exists():
            self.skipTest("bash-completion is not installed")
        (self.folder / "user/completions").mkdir(parents=True)
        shutil.copy(SCRIPTS / "audience.bash", self.folder / "user/completions/audience")
        self.write("bashrc", f"source {loader}\n" + BASH_KEYS)
        self.start("bash", "--noprofile", "--rcfile", "bashrc", "-i", BASH_COMPLETION_USER_DIR=str(self.folder / "user"))
        self.assertEqual(self.line_after("audience show Win\t"), "audience show Winter ")

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_loads_it_by_fpath(self):
        (self.folder / "functions").mkdir()
        shutil.copy(SCRIPTS / "audience.zsh", self.folder / "functions/_audience")
        self.write(".zshrc", "fpath=($HOME/functions $fpath)\nautoload -Uz compinit && compinit -u -D\n" + ZSH_KEYS)
        self.start("zsh", "-d", "-i", ZDOTDIR=str(self.folder))
        self.assertEqual(self.line_after("audience show Win\t"), "audience show Winter ")


class Fish(Typed, CompletionTest):
    shell = "fish"

    def setUp(self):
        super().setUp()
        (self.folder / ".config/fish/completions").mkdir(parents=True)
        (self.folder / ".config/fish/completions/audience.fish").write_text(self.ok("completion", "fish").out, encoding="utf-8")
        (self.folder / ".config/fish/config.fish").write_text(
            "function fish_prompt; echo '> '; end\nfunction show; printf '\\n<<%s>>\\n' (commandline -b); commandline -r ''; end\n"
            "function fish_greeting; echo rea''dy; end\nfunction fish_user_key_bindings; bind \\cg show; end\n", encoding="utf-8")
        self.start("fish", "--private", "-i")

    def test_commands_and_options(self):
        self.complete_commands_and_options()

    def test_files(self):
        self.complete_files()

    def test_names(self):
        self.names(lambda name: [name[:3], f'"{name[:3]}', f"'{name[:3]}"])

    def test_what_is_offered_is_described(self):
        offered = subprocess.run(["fish", "-c", "complete -C 'audience expor'"], capture_output=True, text=True, env=self.variables,
                                 cwd=self.folder, check=True)
        self.assertIn("exports\tWhat went out", offered.stdout)


if __name__ == "__main__":
    unittest.main()
