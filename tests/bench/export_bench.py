"""Exports of a large shop against other ways to the same file, run in turn: ratios of each pair, and peak memory."""
import os
import pathlib
import statistics
import subprocess
import sys
import time

RUNS = int(os.environ.get("BENCH_RUNS", "5"))
CUSTOMERS = os.environ.get("BENCH_CUSTOMERS", "719303")
PRODUCTS = 10
AUDIENCE, GENERATE_SHOP, XLSXWRITER, FOLDER = (pathlib.Path(value).resolve() for value in sys.argv[1:5])


def prepare():
    """The shop, everyone as an audience, and one wide table of the same cells."""
    database, wide = FOLDER / "shop.db", FOLDER / "wide.db"
    if not wide.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        run = lambda *command, **more: subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, cwd=FOLDER, **more)
        database.unlink(missing_ok=True)
        run(GENERATE_SHOP, "--customers", CUSTOMERS, "--purchases", "1000", "--as-of", "2023-09-14", "--output", FOLDER)
        run(AUDIENCE, "--db", database, "init")
        for kind in ("customers", "recommendations"):
            run(AUDIENCE, "--db", database, "import", kind, FOLDER / f"{kind}.csv")
        run(AUDIENCE, "--db", database, "create", "-q", "-", input=(
            '{"audience_name": "Everyone", "filters": [], "recommendations_export": {"number_of_recommendations": %d}}' % PRODUCTS).encode())
        products = ", ".join(f"json_extract(r.products, '$[{i}]') AS product_{i + 1}" for i in range(PRODUCTS))
        run("sqlite3", FOLDER / "making.db", f"""
            ATTACH '{database}' AS shop;
            CREATE TABLE wide AS SELECT customer_id, first_name, last_name, phone_number, email, gender, age, city, segment_id, segment_name,
              clv_value, {products} FROM shop.customers c LEFT JOIN shop.audience_recommendations r ON r.customer = c.customer_number
              ORDER BY customer_id""")
        (FOLDER / "making.db").rename(wide)
    return database, wide


def measure(command):
    """Wall seconds and peak MiB of one whole process, its output thrown away."""
    began = time.monotonic()
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(list(map(str, command)), stdout=nowhere, cwd=FOLDER)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} ended with {status}")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def compare(title, ours, theirs, runs):
    pairs = [(measure(ours), measure(theirs)) for _ in range(runs + 1)][1:]  # the first warms the cache
    ratio = [other[0] / mine[0] for mine, other in pairs]
    middle = lambda index, part: statistics.median(pair[index][part] for pair in pairs)
    print(f"{title:<44} {middle(0, 0):6.2f} s {middle(0, 1):5.0f} MiB   {middle(1, 0):6.2f} s {middle(1, 1):5.0f} MiB   "
          f"x {statistics.median(ratio):.2f} ({min(ratio):.2f} to {max(ratio):.2f})", flush=True)


def main():
    database, wide = prepare()
    export = [AUDIENCE, "--db", database, "export", "Everyone"]
    print(f"{CUSTOMERS} customers, {11 + PRODUCTS} columns, {RUNS} pairs\n{'':<44} {'audience':>17}   {'the other':>18}   how many times as fast")
    compare("CSV, streamed / sqlite3 -csv, wide table", [*export, "-o", "-"], ["sqlite3", "-csv", "-header", wide, "SELECT * FROM wide"], RUNS)
    compare("CSV, to a file on disk / sqlite3 -csv", [*export, "-o", "e.csv", "--no-link", "--force"],
            ["sqlite3", "-csv", "-header", wide, ".once s.csv", "SELECT * FROM wide"], RUNS)
    compare("XLSX, streamed / libxlsxwriter, constant memory", [*export, "--format", "xlsx", "-o", "-"], [XLSXWRITER, wide, "wide", "x.xlsx"],
            max(1, RUNS // 2))
    compare("XLSX, to a file on disk / libxlsxwriter", [*export, "-o", "e.xlsx", "--no-link", "--force"], [XLSXWRITER, wide, "wide", "x.xlsx"],
            max(1, RUNS // 2))
    sizes = {name: (FOLDER / name).stat().st_size for name in ("e.csv", "s.csv", "e.xlsx", "x.xlsx")}
    print("bytes: " + ", ".join(f"{name} {size:,}" for name, size in sizes.items()) + "  (e: ours, s: sqlite3, x: libxlsxwriter)")


main()
