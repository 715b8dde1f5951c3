"""The folder in which the examples of manual, help and README can be typed: a shop with what they name."""
import datetime
import gzip
import json
import shutil
import sqlite3

from documentation import man_blocks
from harness import ROOT, attribute

CUSTOMERS = """customer_id,first_name,last_name,email,gender,age,city,segment_name,clv_value,email_consent
c_1,Ana,Petrov,ana@example.org,female,40,Paris,standard,111.992,True
c_2,Bob,O'Neill,bob@example.org,male,41,London,standard,160.808,True
c_3,Eve,Novak,eve@example.org,female,50,Paris,premium,90,True
c_46120,Dan,Li,dan@example.org,male,60,Paris,premium,12,True
c_23278,Mia,Roy,mia@example.org,female,61,Berlin,new,13,True
"""
RECOMMENDATIONS = "customer_id,rank,product_id\nc_1,1,i_5\nc_1,2,i_6\n"
# Rows that are no UTF-8, that need words for what is missing, and that need neither.
KUNDEN = """customer_id;first_name;birthday;spent;vip;zip;age
c_901;Jürgen;31.12.1990;12,5;ja;01067;44
c_902;Ute;{day};NA;nein;10115;-
c_903;Ida;{day};7,5;nein;10115;31
"""
IDS = "c_1\nc_2\nc_2\n\nc_nobody\n"


def catalog_example():
    page = (ROOT / "man/audience-catalog.5").read_text(encoding="utf-8")
    return next(json.loads("\n".join(block)) for block in man_blocks(page) if block[0] == "{")


def write_crm(folder):
    """Another program's database, as the catalog of audience-catalog(5) has it."""
    database = sqlite3.connect(folder / "crm.sqlite")
    database.executescript("""
        CREATE TABLE people(person_id TEXT PRIMARY KEY, town TEXT, email TEXT);
        INSERT INTO people VALUES ('p_1', 'Paris', 'ana@example.org'), ('p_2', 'London', NULL);
        CREATE TABLE views(person TEXT, seen_at INTEGER, url TEXT);
        INSERT INTO views VALUES ('p_1', 1693562400, '/');
        CREATE TABLE recs(person TEXT, sku TEXT, position INTEGER, kind TEXT);
        INSERT INTO recs VALUES ('p_1', 'i_5', 1, 'default');""")
    database.close()
    (folder / "crm.json").write_text(json.dumps(catalog_example()), encoding="utf-8")


def write_purchases(folder):
    """One is of an hour ago, so that `--max-age` is content whenever this runs."""
    recent = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    rows = [f"c_{number},i_8732,{time},1,9.99" for number in (1, 2) for time in ("2023-09-01T10:00:00", recent)]
    header = "customer_id,product_id,purchased_at,quantity,unit_price\n"
    (folder / "purchases.csv").write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    more = header + "c_1,i_9,2023-09-02T10:00:00,1,1.5\n"
    (folder / "sales.csv").write_text(more, encoding="utf-8")
    (folder / "bestellungen.csv").write_text(more.replace("i_9", "i_10"), encoding="utf-8")
    with gzip.open(folder / "sales.csv.gz", "wt", encoding="utf-8") as file:
        file.write(more.replace("product_id", "StockCode"))
    orders = "order_id,customer_id,purchased_at,created_at\n1,c_1,2023-09-03T10:00:00,2023-09-03\n"
    (folder / "orders.csv").write_text(orders, encoding="utf-8")
    (folder / "orders_by_id.csv").write_text(orders.replace("order_id", "id"), encoding="utf-8")
    (folder / "items.csv").write_text("order_id,product_id,quantity,unit_price\n1,i_1,1,5\n1,i_2,2,5\n", encoding="utf-8")


def write_workbook(folder):
    import openpyxl  # Debian's, which the tests that do without it need not have
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("2023")
    for row in (["customer_id", "product_id", "purchased_at"], ["c_1", "i_3", datetime.datetime(2023, 9, 4, 10)]):
        sheet.append(row)
    workbook.save(folder / "orders.xlsx")


def write_lists(folder):
    (folder / "ids.txt").write_text(IDS, encoding="utf-8")
    (folder / "requests.txt").write_text("c_1\nc_2\n", encoding="utf-8")
    (folder / "export.csv").write_text("customer_id,city\nc_1,Paris\nc_nobody,Rome\n", encoding="utf-8")
    (folder / "subscribers.csv").write_text("E-mail address\nana@example.org\n", encoding="utf-8")


def write_documents(folder):
    shutil.copytree(ROOT / "examples/audiences", folder / "examples/audiences")
    winter = json.loads((folder / "examples/audiences/winter.json").read_text(encoding="utf-8"))
    (folder / "winter.json").write_text(json.dumps({**winter, "is_dynamic": True}), encoding="utf-8")
    (folder / "audiences").mkdir()
    for name, city in {"Summer": "Paris", "Autumn": "London"}.items():
        document = {"audience_name": name, "is_dynamic": True, "filters": [attribute("city", "IN", [city])]}
        (folder / "audiences" / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")


def write_files(folder):
    """What examples read, the database not yet."""
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (folder / "all.csv").write_text(CUSTOMERS, encoding="utf-8")
    (folder / "recommendations.csv").write_text(RECOMMENDATIONS, encoding="utf-8")
    for number, name in enumerate(("kunden.csv", "kunden_2.csv"), 1):
        (folder / name).write_bytes(KUNDEN.format(day=f"0{number}.02.1991").encode("windows-1252"))
    write_purchases(folder)
    write_workbook(folder)
    write_lists(folder)
    write_documents(folder)
    write_crm(folder)
    (folder / "safe").mkdir()
    (folder / "team").mkdir(mode=0o2770)
    (folder / "team").chmod(0o2770)
