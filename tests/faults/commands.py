"""The commands that write, and the shop that each of them finds."""
import contextlib
import dataclasses
import json
import os
import sqlite3
import subprocess

CUSTOMERS = "customer_id,first_name,email,city,age\n" + "".join(
    f"c_{i},Ana {i},ana{i}@example.org,{'Paris' if i % 3 else 'London'},{20 + i % 60}\n" for i in range(60))
PURCHASES = "customer_id,product_id,purchased_at,quantity,unit_price\n" + "".join(
    f"c_{i},i_{i % 7},2023-09-{1 + i % 28:02}T10:00:00,1,9.99\n" for i in range(60))
RECOMMENDATIONS = "customer_id,rank,product_id\n" + "".join(f"c_{i},{rank},i_{rank}\n" for i in range(30) for rank in (1, 2))


def document(name, city="Paris", **more):
    filters = [{"filter_group": "g", "values": [{"filter_name": "city", "filter_type": "IN", "filter_values": [city]}]}]
    return json.dumps({"audience_name": name, "filters": filters, **more})


def nothing(_folder):
    pass


def clear(folder):
    """A folder where there is no database yet."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


def leave_a_copy_without_a_row(folder):
    """As a kill between the name of a copy and its row does."""
    (folder / "shop.db.links" / f"{'f' * 32}-4102444800.csv").write_text("customer_id\nc_1\n", encoding="utf-8")


def share(folder):
    """As `init --shared` leaves it."""
    for path in [folder, *folder.glob("shop.db*"), *(folder / "shop.db.links").iterdir()]:
        in_links = path.parent.name == "shop.db.links"
        path.chmod(0o2770 if path.is_dir() else 0o640 if in_links and path.suffix != ".lock" else 0o660)
    with contextlib.closing(sqlite3.connect(folder / "shop.db")) as connection:
        connection.execute("INSERT INTO audience_meta(name, value) VALUES('shared', 1)")
        connection.commit()


def put_a_file_in_the_way(folder):
    (folder / "out.csv").write_text("another\n", encoding="utf-8")


@dataclasses.dataclass
class Command:
    name: str
    line: list  # TOKEN stands for that of the shop's link
    codes_again: tuple = ()  # beside 0, of the same line where it has done its work already
    in_steps: bool = False  # each of them whole; doing it again does the rest
    first_when_killed: tuple = ()  # tables and files that are there before the rest is
    swept_by_gc: bool = False  # a kill may leave the copy of a dead link until its time, unless somebody asks for it
    logged_anyway: tuple = ()  # tables with a row for what was tried, too
    not_twice: tuple = ()  # files that it does not replace, taken away before it runs again
    arrange: object = nothing


def make_columns_stale(folder):
    with sqlite3.connect(folder / "shop.db") as connection:
        connection.execute("UPDATE customers SET age = age")
    connection.close()


COMMANDS = [
    Command("init", ["init"], arrange=clear),
    Command("import customers", ["import", "customers", "more_customers.csv", "--rejects", "rejects.csv"], first_when_killed=("rejects.csv",), not_twice=("rejects.csv",)),
    Command("import purchases", ["import", "purchases", "more_purchases.csv"], codes_again=(5,)),
    Command("import recommendations", ["import", "recommendations", "more_recommendations.csv"]),
    Command("import --undo", ["import", "--undo"]),
    Command("create", ["create", "new.json"], codes_again=(5,)),
    Command("update", ["update", "Draft", "draft.json"]),
    Command("apply", ["apply", "new.json", "draft.json"]),
    Command("refresh", ["refresh", "--all"], in_steps=True),
    Command("upload", ["upload", "List", "list.txt", "--rejects", "rejects.csv"], codes_again=(5,), first_when_killed=("rejects.csv",), not_twice=("rejects.csv",)),
    Command("upload --append", ["upload", "Kept list", "list.txt", "--append"]),
    Command("export to a file and a link", ["export", "Winter", "-o", "out.csv"], codes_again=(5,),
            first_when_killed=("audience_exports", "shop.db.links/id-time.csv")),
    Command("export --force", ["export", "Winter", "-o", "out.csv", "--force", "--no-link"], first_when_killed=("audience_exports",),
            arrange=put_a_file_in_the_way),
    Command("export -o -", ["export", "Winter", "-o", "-"], first_when_killed=("audience_exports",), logged_anyway=("audience_exports",)),
    Command("download", ["download", "TOKEN", "-o", "received.csv"], codes_again=(5,)),
    Command("revoke", ["revoke", "--all"], codes_again=(4,), swept_by_gc=True, first_when_killed=("audience_exports",)),
    Command("delete", ["delete", "Winter", "--yes"], codes_again=(4,), swept_by_gc=True,
            first_when_killed=("audience_audiences", "audience_deleted", "audience_exports")),
    Command("undelete", ["undelete", "Gone"], codes_again=(4,)),
    Command("delete --purge", ["delete", "Gone", "--purge", "--yes"], codes_again=(4,)),
    Command("backup", ["backup", "copy.db", "--with-key", "--force"], in_steps=True),
    Command("restore", ["restore", "kept.db", "--yes"]),
    Command("init --new-identity", ["init", "--new-identity", "--yes"], in_steps=True),
    Command("init --private", ["init", "--private"], in_steps=True, arrange=share),
    Command("rename", ["rename", "Winter", "Spring"], codes_again=(4,)),
    Command("index", ["index"], arrange=make_columns_stale),
    Command("gc", ["gc"], arrange=leave_a_copy_without_a_row),
    Command("key rotate", ["key", "rotate"], first_when_killed=("shop.db.links/key.new",)),
    Command("erase-customer", ["erase-customer", "c_4", "--yes"], codes_again=(4,), in_steps=True),
]


def make_template(binary, folder):
    """A shop with an audience of each kind, a key, and an export whose link lives; the token of that link."""
    folder.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "AUDIENCE_DB": str(folder / "shop.db"), "LANG": "C.UTF-8"}

    def tool(*line):
        return subprocess.run([binary, *line], cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout

    for name, text in {
            "customers.csv": CUSTOMERS, "purchases.csv": PURCHASES, "recommendations.csv": RECOMMENDATIONS,
            "more_customers.csv": CUSTOMERS.replace("Ana", "Eve") + ",nobody,,,\nc_100,Mia,mia@example.org,Paris,30\n",
            "more_purchases.csv": PURCHASES.replace("i_", "j_"),
            "more_recommendations.csv": RECOMMENDATIONS.replace("i_", "i_9"),
            "winter.json": document("Winter", is_dynamic=True), "new.json": document("New", "London"),
            "draft.json": document("Draft", "London", status="draft"), "old_draft.json": document("Draft", status="draft"),
            "gone.json": document("Gone"), "list.txt": "customer_id\nc_1\nc_2\nnobody\n", "kept.txt": "customer_id\nc_3\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    tool("init")
    for kind in ("customers", "purchases", "recommendations"):
        tool("import", kind, f"{kind}.csv")
    tool("create", "winter.json")
    (folder / "new_one.csv").write_text("customer_id,city\nc_99,Paris\n", encoding="utf-8")
    tool("import", "customers", "new_one.csv")  # so that a refresh finds one more
    tool("create", "old_draft.json")
    tool("upload", "Kept list", "kept.txt")
    tool("backup", "kept.db")
    tool("create", "gone.json")
    tool("delete", "Gone", "--yes")
    return json.loads(tool("export", "Winter", "--expires-in", "7d", "--json"))["token"]
