"""Who the tool is measured against, each built once from the same files; one that cannot be had says why."""
import os
import pathlib
import platform
import re
import shutil
import subprocess
import tarfile

from shop import HERE, fingerprint, made_whole
from stopwatch import BenchError, Step


class Unavailable(Exception):
    """This peer is not measured, for this reason."""


def run(command, what, **more):
    made = subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)
    # SQLite's shell ends with 0 after some faults.
    if made.returncode != 0 or "rror" in made.stderr:
        raise BenchError(f"{what} ended with {made.returncode}: {made.stderr.strip()[-2000:]}")
    return made.stdout


class SqlPeer:
    """A database that answers the questions by SQL of its own, in which `{name}` stands for a path and `{pid A B}` for numbers of products."""
    name = folder = ""

    def __init__(self, shop, database):
        self.shop, self.database = shop, shop.folder / database
        self.products = {}

    def render(self, file, **paths):
        """Writes the SQL out as this database takes it, and gives the path."""
        text = (HERE / self.folder / file).read_text()
        text = re.sub(r"\{pid ([^}]*)\}", lambda found: ", ".join(self.product(one) for one in found[1].split()), text)
        for name, path in paths.items():
            if "'" in str(path):
                raise BenchError(f"a path with a quote cannot be measured in: {path}")
            text = text.replace("{" + name + "}", str(path))
        suffix = "".join(f"-{pathlib.Path(path).name}" for path in paths.values()) if "output" in paths else ""
        written = self.shop.folder / "sql" / f"{self.folder}-{pathlib.Path(file).stem}{suffix}.sql"
        written.parent.mkdir(exist_ok=True)
        written.write_text(text)
        return written

    def product(self, product_id):
        if not self.products:
            rows = self.ask("SELECT product_id, pid FROM products").split()
            self.products = dict(row.split("|") for row in rows)
        # A product that nobody bought has no number, and 0 is nobody's.
        return self.products.get(product_id, "0")

    def build(self, say):
        script = HERE / self.folder / "build.sql"
        with made_whole(self.database, fingerprint(script, more=f"{self.shop.sizes_of_files()} {self.version()}")) as part:
            if part is None:
                return
            say(f"building {self.name}'s tables")
            temporary = self.shop.folder / "temporary"
            shutil.rmtree(temporary, ignore_errors=True)
            temporary.mkdir()
            self.build_from(self.render("build.sql", csv=self.shop.csv, temporary=temporary, raw=temporary / "raw.db"), part, temporary)
            shutil.rmtree(temporary)

    def sizes(self):
        """Rows of customers and purchases, and what the latter come to: the same in every engine."""
        return self.ask("SELECT (SELECT count(*) FROM customers), count(*), sum(quantity), sum(quantity * cents), sum(ts) FROM purchases").strip()


class Sqlite(SqlPeer):
    name, folder = "sqlite3", "sqlite"

    def __init__(self, shop):
        super().__init__(shop, "sqlite.db")
        self.program = shutil.which("sqlite3")
        if self.program is None:
            raise Unavailable("sqlite3 is not installed")

    def version(self):
        return run([self.program, "--version"], "sqlite3").split()[0]

    def command(self, database, *options):
        return [self.program, "-init", "/dev/null", "-readonly", *options, database]

    def ask(self, sql):
        return run([*self.command(self.database), sql], "sqlite3")

    def build_from(self, script, part, temporary):
        with open(script) as statements:
            # Sorts of many rows are too large for a small /tmp.
            run([self.program, "-init", "/dev/null", part], "building SQLite's tables", stdin=statements,
                env={**os.environ, "SQLITE_TMPDIR": str(temporary)})

    def question(self, name):
        return Step(self.command(self.database), self.render(f"{name}.sql"))

    def csv(self, output=None):
        """Everyone, to standard output or into a file."""
        if output is None:
            return Step(self.command(self.database, "-csv", "-header"), self.render("csv.sql"), streams=True)
        return Step(self.command(self.database, "-csv", "-header"), self.render("csv_file.sql", output=output))


class Duckdb(SqlPeer):
    name, folder = "DuckDB", "duckdb"
    release = "1.5.6-r.1"

    def __init__(self, shop, library, folder, say):
        super().__init__(shop, "duckdb.db")
        self.host = shop.programs / "bench_duckdb_host"
        self.shared_object = library or self.fetch(folder / "duckdb", say)
        self.threads = len(os.sched_getaffinity(0))

    def fetch(self, folder, say):
        """The library out of the npm package that brings it for this machine, kept in `folder`."""
        machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine())
        library = folder / self.release / "libduckdb.so"
        if library.exists():
            return library
        if machine is None:
            raise Unavailable(f"no package of DuckDB is known for {platform.machine()}; --duckdb names its library")
        if shutil.which("npm") is None:
            raise Unavailable("npm is not installed, which brings its library; --duckdb names one")
        package = f"@duckdb/node-bindings-linux-{machine}@{self.release}"
        say(f"fetching {package}")
        library.parent.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(["npm", "pack", "--silent", package], cwd=library.parent, capture_output=True, text=True)
        if packed.returncode != 0:
            raise Unavailable(f"`npm pack {package}` ended with {packed.returncode}: {packed.stderr.strip()[:300]}")
        archive = library.parent / packed.stdout.split()[-1]
        with tarfile.open(archive) as package_files:
            content = package_files.extractfile("package/libduckdb.so").read()
        part = library.with_suffix(".part")
        part.write_bytes(content)
        part.rename(library)
        archive.unlink()
        return library

    def version(self):
        return self.ask("SELECT version()", ":memory:").strip()

    def command(self, database, script, access="read_only"):
        return [self.host, self.shared_object, database, access, self.threads, script]

    def ask(self, sql, database=None):
        script = self.shop.folder / "sql" / "duckdb-ask.sql"
        script.parent.mkdir(exist_ok=True)
        script.write_text(sql)
        return run(self.command(database or self.database, script, "automatic" if database else "read_only"), "DuckDB")

    def build_from(self, script, part, temporary):
        run(self.command(part, script, "read_write"), "building DuckDB's tables")

    def question(self, name):
        return Step(self.command(self.database, self.render(f"{name}.sql")))

    def csv(self, output=None):
        return Step(self.command(self.database, self.render("csv.sql", output=output or "/dev/stdout")), streams=output is None)


class Xlsxwriter:
    """libxlsxwriter's constant-memory mode, fed from the wide table of SQLite's database."""
    name = "libxlsxwriter"

    def __init__(self, shop, sqlite):
        self.program = shop.programs / "bench_xlsxwriter_export"
        if not self.program.exists():
            raise Unavailable("libxlsxwriter-dev is not installed, or was not when the build was configured")
        if sqlite is None:
            raise Unavailable("its rows come out of sqlite3's tables, and these are not there")
        self.database = sqlite.database

    def version(self):
        return run(["pkg-config", "--modversion", "xlsxwriter"], "pkg-config").strip()

    def xlsx(self, output):
        return Step([self.program, self.database, "wide", output])


class Peers:
    """Each peer by its name, built when it is first asked for; None where it cannot be had, and then `missing` says why."""

    def __init__(self, shop, folder, chosen, duckdb_library, say):
        self.shop, self.folder, self.chosen, self.duckdb_library, self.say = shop, folder, chosen, duckdb_library, say
        self.found, self.missing, self.failed, self.versions, self.sizes = {}, {}, {}, {}, {}

    def get(self, name):
        if name in self.failed:
            raise self.failed[name]
        if name not in self.found:
            try:
                if name not in self.chosen:
                    raise Unavailable("not asked for")
                self.found[name] = self.make(name)
                self.versions[name] = self.found[name].version()
            except Unavailable as reason:
                self.found[name] = None
                self.missing[name] = str(reason)
            except BenchError as fault:
                self.failed[name] = fault
                raise
        return self.found[name]

    def make(self, name):
        if name == Xlsxwriter.name:
            return Xlsxwriter(self.shop, self.get(Sqlite.name))
        peer = Sqlite(self.shop) if name == Sqlite.name else Duckdb(self.shop, self.duckdb_library, self.folder, self.say)
        peer.build(self.say)
        self.compare(peer)
        return peer

    def compare(self, peer):
        """All hold the same rows: as many as the shop has, and of the same sums."""
        self.sizes[peer.name] = sizes = peer.sizes()
        customers, purchases = sizes.split("|")[:2]
        if [int(customers), int(purchases)] != [self.shop.scale.customers, self.shop.scale.purchases]:
            raise BenchError(f"{peer.name} holds {customers} customers and {purchases} purchases")
        if len(set(self.sizes.values())) != 1:
            raise BenchError(f"the peers hold different purchases: {self.sizes}")

    def sqlite_program(self):
        """For what needs its shell, not its tables."""
        if Sqlite.name not in self.chosen:
            self.missing[Sqlite.name] = "not asked for"
            return None
        program = shutil.which("sqlite3")
        if program is None:
            self.missing[Sqlite.name] = "sqlite3 is not installed"
        return program


PEERS = [Sqlite.name, Duckdb.name, Xlsxwriter.name]
