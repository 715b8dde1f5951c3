"""Small inputs of every kind: ten times the size costs about ten times, and memory has a ceiling. Not for a sanitized binary, which
cannot run under limits: ctest gives it the one of the release build."""
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import unittest

from harness import BINARY, ShopTest, attribute

MEBIBYTE = 1 << 20
LARGEST = 16 * MEBIBYTE - 4096  # of a document, with room for what stands around the repeated
MOST_MEMORY = 1024  # MiB of data, as the manual's LIMITS has it
DOCUMENTED = {*range(0, 12)} - {1}


def with_filters(filters):
    return '{"audience_name": "Bomb", "filters": [{"filter_group": "g", "values": [' + filters + "]}]}"


def listing(name, values, **more):
    """A document with one IN list."""
    keys = json.dumps({"filter_name": name, "filter_type": "IN", **more})
    return with_filters(keys[:-1] + ', "filter_values": [' + values + "]}")


def repeated(text, size, between=","):
    """`text` with `{i}` counting, as often as the size allows."""
    if "{i}" not in text:
        return between.join([text] * (size // len(text + between)))
    longest = len((text + between).replace("{i}", "1234567"))
    return between.join(text.replace("{i}", str(1000000 + i)) for i in range(size // longest))


DOCUMENTS = {
    "numbers": lambda size: listing("age", repeated("1", size)),
    "different numbers": lambda size: listing("age", repeated("{i}", size)),
    "numbers where texts stand": lambda size: listing("city", repeated("1", size)),
    "texts": lambda size: listing("city", repeated('"{i}"', size)),
    "empty texts": lambda size: listing("city", repeated('""', size)),
    "dates": lambda size: listing("purchases", repeated('"2023-01-01"', size), filter_entity="product_id"),
    "booleans": lambda size: listing("email_consent", repeated("true", size)),
    "nulls": lambda size: listing("city", repeated("null", size)),
    "empty lists": lambda size: listing("city", repeated("[]", size)),
    "lists of one": lambda size: listing("city", repeated("[0]", size)),
    "empty objects": lambda size: listing("city", repeated("{}", size)),
    "products": lambda size: listing("purchases-180-days", repeated('"i_{i}"', size), filter_entity="product_id"),
    "audiences that are not there": lambda size: listing("audience", repeated('"{i}"', size), filter_entity="audience_id"),
    "one escaped text": lambda size: with_filters("").replace("}]}", '}], "description": "' + "\\u00e9" * (size // 6) + '"}'),
    "one number": lambda size: listing("age", "1" * size),
    "one name": lambda size: listing("a" * size, '"x"'),
    "one key": lambda size: '{"' + "k" * (size // 2) + '": [' + repeated("0", size // 2) + "]}",
    "unknown keys": lambda size: "{" + repeated('"k{i}":0', size) + "}",
    "the same key": lambda size: "{" + repeated('"k":0', size) + "}",
    "misspelt filters": lambda size: with_filters(repeated('{"filter_name":"ctiy{i}","filter_type":"IS_NULL"}', size)),
    "misspelt filters, the last first": lambda size: with_filters(repeated(
        '{"filter_name":"ctiy{i}","filter_type":"IS_NULL","filter_order":-{i}}', size)),
    "misspelt types": lambda size: with_filters(repeated('{"filter_name":"city","filter_type":"EQULAS"}', size)),
    "conditions": lambda size: with_filters(
        '{"filter_name":"purchases","filter_entity":"product_id","filter_type":"IN","filter_values":["i_1"],"filter_where":['
        + repeated('{"filter_name":"quantty","filter_type":"IS_NULL"}', size) + "]}"),
    "groups": lambda size: '{"audience_name": "Bomb", "filters": [' + repeated('{"filter_group":"g"}', size) + "]}",
    "brackets": lambda size: "[" * size,
    "blank lines": lambda size: "\n" * size + "[",
    "a missing end": lambda size: listing("age", repeated("1", size))[:-4],
    "no UTF-8": lambda size: b'["' + b"a" * size + b'\xff"]',
}


class Bounds(ShopTest):
    def setUp(self):
        super().setUp()
        if not os.path.exists(BINARY):
            self.fail(f"{BINARY} is not built: cmake --preset release && cmake --build --preset release --target audience")
        if b"__asan_init" in subprocess.run(["nm", "-D", BINARY], capture_output=True, check=False).stdout:
            self.fail(f"{BINARY} is sanitized and cannot run under limits; name another with AUDIENCE_BINARY")

    def run_limited(self, *arguments, stdin=None, megabytes=MOST_MEMORY):
        """Exit code, seconds of the processor, what it said. As `ulimit -d` of so many MiB has it."""
        limit = megabytes * MEBIBYTE
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db), "LANG": "C.UTF-8"}
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(stdin or os.devnull, "rb") as given:
            process = subprocess.Popen([BINARY, *map(str, arguments)], stdin=given, stdout=out, stderr=err, cwd=self.folder,
                                       env=environment, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)))
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            err.seek(0)
            if "BOUNDS_SHOWN" in os.environ:
                print(f"{arguments[0]}: {process.returncode}, {usage.ru_utime + usage.ru_stime:.2f} s, {usage.ru_maxrss // 1024} MiB",
                      file=sys.stderr)
            return process.returncode, usage.ru_utime + usage.ru_stime, err.read(2000).decode(errors="replace")

    def check_bounds(self, make, *arguments, largest=LARGEST, stdin=False, megabytes=MOST_MEMORY):
        """Runs the command on an input of a tenth of the size, and of all of it. The file takes the place of `FILE`."""
        files = []
        for size in (largest // 10, largest):
            text = make(size)
            files.append(self.folder / f"bomb{size}.json")
            files[-1].write_bytes(text if isinstance(text, bytes) else text.encode())

        def seconds_of(file):
            line = [file if word == "FILE" else word for word in arguments]
            code, seconds, said = self.run_limited(*line, stdin=file if stdin else None, megabytes=megabytes)
            self.assertIn(code, DOCUMENTED, said)
            self.assertNotIn("out of memory", said)
            return max(seconds, 0.05)  # a short run is mostly start

        # Ten times the size may fit no cache of the processor any more, which others use too; what is quadratic takes 100.
        ratios = []
        while len(ratios) < 3 and min(ratios, default=99) > 25:
            ratios.append(seconds_of(files[1]) / seconds_of(files[0]))
        self.assertLessEqual(min(ratios), 25, ratios)
        for file in files:
            file.unlink()

    def check_documents(self, *kinds):
        self.make_shop()
        for kind in kinds:
            with self.subTest(kind):
                self.check_bounds(DOCUMENTS[kind], "create", "--dry-run", "FILE")

    def test_lists_of_numbers(self):
        self.check_documents("numbers", "different numbers")

    def test_lists_of_texts(self):
        self.check_documents("texts", "empty texts")

    def test_lists_of_dates_and_booleans(self):
        self.check_documents("dates", "booleans")

    def test_lists_of_products_and_audiences(self):
        self.check_documents("products", "audiences that are not there")

    def test_lists_of_what_cannot_stand_there(self):
        self.check_documents("numbers where texts stand", "nulls")

    def test_lists_of_lists(self):
        self.check_documents("empty lists", "lists of one", "empty objects")

    def test_one_long_token(self):
        self.check_documents("one escaped text", "one number", "one name", "one key")

    def test_keys_that_are_not_known(self):
        self.check_documents("unknown keys", "the same key")

    def test_filters_that_are_misspelt(self):
        self.check_documents("misspelt filters", "misspelt filters, the last first")

    def test_types_conditions_and_groups_that_are_misspelt(self):
        self.check_documents("misspelt types", "conditions", "groups")

    def test_what_is_no_document(self):
        self.check_documents("brackets", "blank lines", "a missing end", "no UTF-8")

    def test_lists_of_customers(self):
        self.make_shop()
        self.ok("create", self.document("Paris", [attribute("city", "IN", ["Paris"])]))

        def ids(size):
            return repeated("c_{i}", size, "\n")
        for line in (["why", "Paris", "-"], ["erase-customer", "-", "--dry-run"], ["upload", "List", "-", "--dry-run"]):
            with self.subTest(line[0]):
                self.check_bounds(ids, *line, stdin=True)

    def test_settings_catalogs_and_tokens(self):
        self.make_shop()
        catalog = '{"customers": {"table": "t", "key": "k", "attributes": [%s]}, "events": []}'
        for kind, make, line in [
                ("settings in lines", lambda size: repeated('key{i} = "value"', size, "\n"), ["--config", "FILE", "list"]),
                ("settings in one", lambda size: 'db = "' + "a" * size, ["--config", "FILE", "list"]),
                ("attributes", lambda size: catalog % repeated('{"name":"a{i}","colum":"a"}', size), ["init", "--catalog", "FILE"]),
                ("the same attribute", lambda size: catalog % repeated('{"name":"a"}', size), ["init", "--catalog", "FILE"]),
        ]:
            with self.subTest(kind):
                self.check_bounds(make, *line)
        with self.subTest("a token"):
            self.check_bounds(lambda size: "a" * size, "download", "-", stdin=True)

    def test_imports_of_wide_headers_far_ranks_and_packed_blanks(self):
        self.make_shop()
        for kind, make, line in [
                ("headers", lambda size: "customer_id," + repeated("h{i}", size) + "\nc_1\n", ["import", "customers", "FILE"]),
                ("ranks", lambda size: "customer_id,rank,product_id\n" + repeated("c_1,{i},i_1", size, "\n"),
                 ["import", "recommendations", "FILE"]),
                ("one cell", lambda size: 'customer_id,city\nc_1,"' + "a" * size + '"\n', ["import", "customers", "FILE"]),
                ("blank lines", lambda size: gzip.compress(b"customer_id\n" + b"\n" * (16 * size), 1), ["import", "customers", "FILE"])]:
            with self.subTest(kind):
                self.check_bounds(make, *line, "--dry-run", largest=4 * MEBIBYTE)

    def test_a_small_document_whose_key_is_long_takes_little(self):
        """140 KB, 20,000 values: pointers alone would be 2 GB."""
        self.make_shop()
        text = '{"audience_name": "Bomb", "filters": [], "' + "k" * 100_000 + '": [' + repeated("0", 40_000) + "]}"
        code, _, said = self.run_limited("create", self.write("long.json", text), megabytes=64)
        self.assertEqual(code, 3, said)

    def test_misspelt_filters_over_many_columns_are_told_soon(self):
        columns = ",".join(f"column_number_{i}" for i in range(1000))
        self.ok("init")
        self.ok("import", "customers", self.write("wide.csv", f"customer_id,{columns}\nc_1{',1' * 1000}\n"))
        for order in (1, -1):
            filters = ",".join(f'{{"filter_name":"colunm_number_{i}x","filter_type":"IS_NULL","filter_order":{order * i}}}'
                               for i in range(5000))
            code, seconds, said = self.run_limited("create", "--dry-run", self.write("many.json", with_filters(filters)))
            self.assertEqual(code, 3)
            self.assertLess(seconds, 10)
            self.assertIn("unknown filter_name", said)
            if order == 1:
                self.assertIn('did you mean "column_number_0"?', said)


if __name__ == "__main__":
    unittest.main()
