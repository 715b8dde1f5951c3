"""Links: who gets the file until when, and who does not, whatever was done to the token."""
import base64
import datetime
import fcntl
import hashlib
import hmac
import json
import os
import pathlib
import pty
import random
import re
import secrets
import shutil
import sqlite3
import stat
import subprocess
import time
import unittest

from harness import BINARY, CUSTOMERS, Result, ShopTest, attribute

import jwt

START = 1694678691  # 2023-09-14T08:04:51Z
CONTENT = "customer_id,city\nc_1,Paris\nc_3,Zoëburgh\n".encode()
REFUSED = "audience: this link is refused: it was never valid here, or no longer is\n  ask whoever sent it for a new export\n"


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Links(ShopTest):
    def setUp(self):
        super().setUp()
        self.make_winter()
        self.audience_id = self.ok("show", "Winter").json()["audience_id"]
        self.spool = pathlib.Path(f"{self.db}.links")

    def make_winter(self):
        self.make_shop()
        self.ok("create", self.document("Winter", [attribute("city", "IN", ["Paris"])]), "--as-of", "2023-09-14")

    def at(self, moment, code, *arguments, stdin=None, environment=None, text=True):
        """The tool with its clock standing at a unix time."""
        clock = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
        # The sanitizer would otherwise demand to be loaded before the clock; the times of files stay as they are.
        variables = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db), "TZ": "UTC",
                     "LANG": "C.UTF-8", "ASAN_OPTIONS": "verify_asan_link_order=0", "NO_FAKE_STAT": "1",
                     **(environment or {})}
        completed = subprocess.run(["faketime", "-f", clock, BINARY, *map(str, arguments)], input=stdin, text=text,
                                   capture_output=True, cwd=self.folder, env=variables, timeout=60, check=False)
        self.assertEqual(completed.returncode, code, f"{arguments}: {completed.stdout}{completed.stderr}")
        return Result(completed)

    def keys(self, file=None):
        return [line.split() for line in (file or self.spool / "key").read_text().splitlines()]

    def claims(self, **more):
        (database,), = self.sql("SELECT value FROM audience_meta WHERE name = 'database_id'")
        return {"iss": "audience", "jti": secrets.token_hex(16), "aud": database, "iat": START, "exp": START + 360, **more}

    def sign(self, claims, key=None):
        kid, secret, _ = key or self.keys()[0]
        return jwt.encode(claims, bytes.fromhex(secret), algorithm="HS256",
                          headers={"kid": kid, "typ": "audience-export+jwt"})

    def link(self, content=CONTENT, **more):
        """An export with a link, as another implementation of the format would issue it: its token."""
        if not (self.spool / "key").exists():
            self.at(START, 0, "key", "rotate")
        claims = self.claims(**more)
        copy = self.spool / f"{claims['jti']}-{claims['exp']}.csv"
        copy.write_bytes(content)
        copy.chmod(0o600)
        connection = sqlite3.connect(self.db)
        with connection:
            connection.execute(
                "INSERT INTO audience_exports(export_id, audience_id, audience_name, exported_at, exported_by, format, rows,"
                " held_back, bytes, sha256, expires_at) VALUES(?, ?, 'Winter', ?, 'ana', 'csv', 2, 1, ?, ?, ?)",
                (claims["jti"], self.audience_id, claims["iat"], len(content), hashlib.sha256(content).hexdigest(),
                 claims["exp"]))
        connection.close()
        return self.sign(claims)

    def copies(self):
        return sorted(path.name for path in self.spool.glob("*-*.csv"))

    def granted(self, moment, token):
        self.assertEqual(self.at(moment, 0, "download", token, "-o", "-", text=False).out, CONTENT)

    def refused(self, moment, *arguments, **options):
        result = self.at(moment, 7, "download", *arguments, **options)
        self.assertEqual((result.out, result.err), ("", REFUSED))

    def states(self, moment=START):
        return [row["state"] for row in self.at(moment, 0, "exports").json()]


class Download(Links):
    def test_the_file_comes_whole_under_the_name_asked_for_or_its_own(self):
        token = self.link()
        answer = self.at(START, 0, "download", token, "-o", "a.csv").json()
        self.assertEqual((self.folder / "a.csv").read_bytes(), CONTENT)
        self.assertEqual(stat.S_IMODE((self.folder / "a.csv").stat().st_mode), 0o600)
        self.assertEqual(answer["sha256"], hashlib.sha256(CONTENT).hexdigest())
        self.assertEqual((answer["file"], answer["bytes"], answer["expires_at"]), ("a.csv", len(CONTENT), "2023-09-14T08:10:51Z"))
        self.at(START, 0, "download", token)
        self.assertEqual((self.folder / "Winter-20230914.csv").read_bytes(), CONTENT)
        self.at(START, 5, "download", token)
        self.at(START, 0, "download", token, "--force")
        self.granted(START, token)

    def test_a_token_comes_by_argument_by_standard_input_or_in_a_link(self):
        token = self.link()
        for text in [token, f"  {token}\r\n", f"https://exports.example.org/exports/{token}\n",
                     f"http://127.0.0.1:8080/exports/{token}?a=b/c#d/e"]:
            self.assertEqual(self.at(START, 0, "download", "-", "-o", "-", stdin=text).out, CONTENT.decode())
            self.assertEqual(self.at(START, 0, "download", text, "-o", "-").out, CONTENT.decode())
        for text in ["-", "x" * 100_000, "a\0b", "é"]:
            self.refused(START, "-", "-o", "-", stdin=text)
        for nothing in ["", "\n", "https://exports.example.org/exports/"]:
            self.assertIn("there is no token", self.at(START, 2, "download", "-", "-o", "-", stdin=nothing).err)

    def test_at_359_seconds_yes_at_360_no_and_no_clock_set_back_revives_it(self):
        token = self.link()
        self.granted(START + 359, token)
        result = self.at(START + 360, 6, "download", token)
        self.assertEqual(result.err, "audience: this link expired at 2023-09-14 08:10:51 UTC, just now\n"
                                     "  ask for a new export of \"Winter\"\n")
        self.assertEqual(self.copies(), [])
        result = self.at(START + 10, 6, "download", token)
        self.assertEqual(result.err, "audience: the file of this link is gone\n  ask for a new export of \"Winter\"\n")

    def test_an_expired_link_says_how_long_ago(self):
        token = self.link()
        for seconds, said in [(361, "1 second ago"), (419, "59 seconds ago"), (420, "1 minute ago"), (3960, "1 hour ago"),
                              (360 + 86400 * 3, "3 days ago")]:
            self.assertIn(said, self.at(START + seconds, 6, "download", token, "-o", "a.csv").err)
        self.assertFalse((self.folder / "a.csv").exists())

    def test_the_order_of_verdicts(self):
        token = self.link()
        (export,), = self.sql("SELECT export_id FROM audience_exports")
        copy = self.spool / self.copies()[0]
        # Issued in the future: refused last of all, while everything else is right.
        self.refused(START - 1, token)
        # Its file gone: expired, before that is looked at.
        copy.rename(copy.with_suffix(".away"))
        self.at(START - 1, 6, "download", token)
        # Its row revoked, or gone: refused, before the file is looked at.
        self.sql("UPDATE audience_exports SET revoked_at = 1")
        self.refused(START, token)
        self.sql("DELETE FROM audience_exports")
        self.refused(START, token)
        # Its time: expired, before the row is looked at.
        result = self.at(START + 360, 6, "download", token)
        self.assertIn("  ask for a new export\n", result.err)
        # Its signature: refused, before the time is looked at.
        self.refused(START + 360, token[:-2] + ("AA" if token[-2:] != "AA" else "BB"))
        self.assertEqual(len(export), 32)

    def test_a_copy_that_was_changed_never_appears(self):
        token = self.link()
        copy = self.spool / self.copies()[0]
        copy.write_bytes(CONTENT.replace(b"Paris", b"Parys"))
        result = self.at(START, 8, "download", token, "-o", "a.csv")
        self.assertIn("damaged", result.err)
        self.assertFalse((self.folder / "a.csv").exists())
        self.at(START, 8, "download", token, "-o", "-")
        copy.write_bytes(CONTENT[:-1])
        self.at(START, 6, "download", token, "-o", "a.csv")
        copy.unlink()
        copy.symlink_to("/etc/passwd")
        self.at(START, 6, "download", token, "-o", "-")

    def test_a_row_with_another_time_gives_no_link_more_life(self):
        token = self.link()
        self.sql("UPDATE audience_exports SET expires_at = expires_at + 100")
        self.refused(START, token)

    def test_a_full_disk_and_a_closed_pipe(self):
        token = self.link(content=CONTENT * 20_000)
        with open("/dev/full", "wb") as full:
            completed = subprocess.run(["faketime", "-f", "2023-09-14 08:05:00", BINARY, "--db", self.db, "download", token,
                                        "-o", "-"], stdout=full, stderr=subprocess.PIPE, check=False,
                                       env={**os.environ, "TZ": "UTC", "ASAN_OPTIONS": "verify_asan_link_order=0"})
        self.assertEqual(completed.returncode, 10, completed.stderr)
        self.at(START, 5, "download", token, "-o", "/dev/full")
        self.at(START, 4, "download", token, "-o", "no/folder.csv")


class Forgery(Links):
    def test_whatever_was_done_to_a_token_it_is_refused(self):
        token = self.link()
        header, payload, signature = token.split(".")
        (kid, secret, _), = self.keys()
        claims = json.loads(decode(payload))
        self.granted(START, token)

        def signed(head, body):
            text = encode(head.encode()) + "." + encode(body.encode())
            return text + "." + encode(hmac.new(bytes.fromhex(secret), text.encode(), hashlib.sha256).digest())

        right_body = decode(payload).decode()
        self.assertEqual(signed(decode(header).decode(), right_body), token)
        forged = {
            "alg none": jwt.encode(claims, None, algorithm="none", headers={"kid": kid, "typ": "audience-export+jwt"}),
            "alg none with the signature": encode(b'{"alg":"none","kid":"%s"}' % kid.encode()) + f".{payload}.{signature}",
            "HS512": jwt.encode(claims, bytes.fromhex(secret), algorithm="HS512",
                                headers={"kid": kid, "typ": "audience-export+jwt"}),
            "header order": signed(f'{{"kid":"{kid}","alg":"HS256","typ":"audience-export+jwt"}}', right_body),
            "header blanks": signed(f'{{"alg": "HS256", "kid": "{kid}", "typ": "audience-export+jwt"}}', right_body),
            "no kid": signed('{"alg":"HS256","typ":"audience-export+jwt"}', right_body),
            "another typ": jwt.encode(claims, bytes.fromhex(secret), algorithm="HS256", headers={"kid": kid}),
            "unknown kid": self.sign(claims, ("0" * 16, secret, 0)),
            "another secret": self.sign(claims, (kid, "00" * 32, 0)),
            "another issuer": self.sign({**claims, "iss": "mallory"}),
            "another database": self.sign({**claims, "aud": secrets.token_hex(16)}),
            "another export": self.sign({**claims, "jti": secrets.token_hex(16)}),
            "a claim more": self.sign({**claims, "admin": True}),
            "a claim less": self.sign({name: value for name, value in claims.items() if name != "iat"}),
            "time as text": self.sign({**claims, "exp": str(claims["exp"])}),
            "a path for an export": self.sign({**claims, "jti": "../../etc/passwd"}),
            "more life": f"{header}.{encode(json.dumps({**claims, 'exp': START + 9999}).encode())}.{signature}",
            "padded": token + "=",
            "a part more": token + ".",
            "a part less": f"{header}.{payload}",
            "no signature": f"{header}.{payload}.",
            "oversized": signed(decode(header).decode(), right_body + " " * 1024),
            "blank inside": f"{header}. {payload}.{signature}",
            "upper case": token.upper(),
        }
        for what, text in forged.items():
            with self.subTest(what):
                self.refused(START, text)
        chance = random.Random(7)
        places = chance.sample(range(len(token)), 20) + [len(token) - 1]
        for place in places:
            flipped = chr(ord(token[place]) ^ 1 << chance.randrange(7))
            if flipped != "\0":
                self.refused(START, "-", stdin=token[:place] + flipped + token[place + 1:])
            self.refused(START, "-", stdin=token[:place])
        self.granted(START, token)

    def test_the_token_of_another_database_is_refused_even_with_the_same_key(self):
        token = self.link()
        mine, self.db = self.db, self.folder / "other.db"
        self.ok("init")
        self.refused(START, token)
        pathlib.Path(f"{self.db}.links").mkdir(mode=0o700)
        key = pathlib.Path(f"{self.db}.links/key")
        key.write_bytes((self.spool / "key").read_bytes())
        key.chmod(0o600)
        self.refused(START, token)
        self.db = mine
        self.granted(START, token)

    def test_a_database_known_by_a_symlink_has_the_same_links(self):
        token = self.link()
        alias = self.folder / "elsewhere" / "alias.db"
        alias.parent.mkdir()
        alias.symlink_to(self.db)
        self.at(START, 0, "--db", alias, "download", token, "-o", "-")
        self.assertEqual([path.name for path in alias.parent.iterdir()], ["alias.db"])

    def test_nothing_tells_a_token_to_a_log(self):
        token = self.link()
        for moment, code in [(START, 0), (START + 360, 6), (START, 6)]:
            result = self.at(moment, code, "-v", "download", token, "-o", f"{moment}{code}.csv")
            self.assertFalse(set(token.split(".")) & set(result.err.replace("/", " ").split()), result.err)
            self.assertNotIn(token.split(".")[2], result.err + result.out)


class Keys(Links):
    def test_the_key_is_private_and_refused_where_it_is_not(self):
        token = self.link()
        key = self.spool / "key"
        self.assertEqual(stat.S_IMODE(key.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.spool.stat().st_mode), 0o700)
        for mode in [0o640, 0o604, 0o620]:
            key.chmod(mode)
            result = self.at(START, 8, "download", token)
            self.assertIn(f"chmod 600 {key}", result.err)
            self.at(START, 8, "key", "rotate", "--revoke")
        key.chmod(0o600)
        self.spool.chmod(0o770)
        self.assertIn("chmod 700", self.at(START, 8, "download", token).err)
        self.spool.chmod(0o700)
        self.granted(START, token)
        key.write_text(key.read_text()[:-5])
        self.assertIn("damaged", self.at(START, 8, "download", token).err)

    def test_the_key_may_lie_elsewhere(self):
        elsewhere = self.folder / "secrets" / "key"
        elsewhere.parent.mkdir()
        environment = {"AUDIENCE_KEY_FILE": str(elsewhere)}
        self.at(START, 0, "key", "rotate", environment=environment)
        self.assertEqual(list(self.spool.iterdir()), [])
        token = self.link()
        mine = self.sign(json.loads(decode(token.split(".")[1])), self.keys(elsewhere)[0])
        self.assertEqual(self.at(START, 0, "download", mine, "-o", "-", environment=environment).out, CONTENT.decode())
        self.refused(START, mine)
        self.refused(START, token, environment=environment)
        config = self.write("config.toml", f'key_file = "{elsewhere}"\n')
        self.at(START, 0, "--config", config, "download", mine, "-o", "-")

    def test_rotation_honours_old_links_and_signs_new_ones_by_the_new_key(self):
        old = self.link()
        (old_key,) = self.keys()
        self.assertEqual(self.at(START + 1, 0, "key", "rotate").json()["links_valid"], 1)
        new = self.link()
        self.assertEqual(len(self.keys()), 2)
        self.assertEqual(self.keys()[1], old_key)
        self.granted(START + 2, old)
        self.granted(START + 2, new)
        self.assertIn("2 live links stay valid", self.at(START + 3, 0, "--table", "key", "rotate").out)
        # After seven days none by the oldest keys can live; they go.
        self.at(START + 4 + 7 * 86400, 0, "key", "rotate")
        self.assertEqual(len(self.keys()), 2)
        self.assertNotIn(old_key, self.keys())

    def test_a_key_that_another_process_holds_is_waited_for_as_long_as_asked(self):
        self.ok("key", "rotate")
        before = self.keys()
        with open(self.spool / "key.lock", "rb") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            begun = time.monotonic()
            told = self.fails(9, "key", "rotate", "--wait", "1s").err
            self.assertTrue(1 <= time.monotonic() - begun < 20)
            self.assertIn("another process is changing the key file", told)
            self.assertIn("--wait", told)
        self.assertEqual(self.keys(), before)
        self.ok("key", "rotate", "--wait", "1s")

    def test_no_lock_of_the_key_is_taken_through_a_symlink(self):
        self.ok("key", "rotate")
        (self.spool / "key.lock").unlink()
        (self.spool / "key.lock").symlink_to(self.folder / "elsewhere")
        self.assertIn("symlink", self.fails(8, "key", "rotate").err)
        self.assertFalse((self.folder / "elsewhere").exists())

    def test_rotation_with_revoke_kills_every_link(self):
        old = self.link()
        answer = self.at(START, 0, "key", "rotate", "--revoke").json()
        self.assertEqual((answer["links_valid"], answer["links_revoked"]), (0, 1))
        self.assertEqual(answer["kid"], self.keys()[0][0])
        self.assertEqual(len(self.keys()), 1)
        self.assertEqual(self.copies(), [])
        self.assertEqual(self.states(), ["revoked"])
        self.refused(START, old)
        self.granted(START, self.link())
        self.fails(2, "key", "turn")
        self.fails(2, "key")


class Revocation(Links):
    def test_revoke_kills_the_links_named_and_no_other(self):
        first, second, third = self.link(), self.link(), self.link()
        ids = [json.loads(decode(token.split(".")[1]))["jti"] for token in (first, second, third)]
        self.assertEqual(self.at(START, 0, "revoke", ids[0], ids[1][:8], ids[1]).json(),
                         {"revoked": ids[:2], "not_alive": [], "not_removed": []})
        self.refused(START, first)
        self.refused(START, second)
        self.granted(START, third)
        self.assertEqual(len(self.copies()), 1)
        self.assertEqual(self.at(START, 0, "revoke", ids[0]).json(), {"revoked": [], "not_alive": [ids[0]], "not_removed": []})
        self.at(START, 4, "revoke", ids[2], "f" * 32)
        self.at(START, 4, "revoke", ids[2][:3])
        self.granted(START, third)
        self.assertEqual(self.at(START, 0, "revoke", "--all").json()["revoked"], [ids[2]])
        self.refused(START, third)
        self.at(START, 2, "revoke")
        self.at(START, 2, "revoke", "--all", ids[0])

    def test_revoking_an_expired_link_leaves_it_expired(self):
        token = self.link()
        export = json.loads(decode(token.split(".")[1]))["jti"]
        self.at(START + 360, 0, "revoke", export)
        self.assertEqual(self.states(START + 360), ["expired"])
        self.at(START + 360, 6, "download", token)

    def test_deleting_an_audience_kills_its_links_and_keeps_the_log(self):
        token = self.link()
        self.ok("create", self.document("Other", []))
        self.at(START, 0, "delete", "Winter", "--yes")
        self.refused(START, token)
        self.assertEqual(self.copies(), [])
        log = self.at(START, 0, "exports", "Winter").json()
        self.assertEqual([row["state"] for row in log], ["revoked"])
        self.assertEqual(log[0]["revoked_at"], "2023-09-14T08:04:51Z")
        self.assertEqual(self.at(START, 0, "exports", "Other").json(), [])
        self.at(START, 4, "exports", "Spring")

    def test_pruning_kills_links_too(self):
        documents = self.folder / "documents"
        documents.mkdir()
        self.document("Applied", [])
        (self.folder / "Applied.json").rename(documents / "Applied.json")
        self.ok("apply", documents)
        self.audience_id = self.ok("show", "Applied").json()["audience_id"]
        token = self.link()
        (documents / "Applied.json").unlink()
        (self.folder / "Winter.json").rename(documents / "Winter.json")
        self.at(START, 0, "apply", documents, "--prune", "--yes")
        self.refused(START, token)
        self.assertEqual(self.copies(), [])

    def test_exports_tell_the_state_of_every_link(self):
        self.assertEqual(self.at(START, 0, "exports").json(), [])
        self.assertIn("No exports yet", self.at(START, 0, "--table", "exports").out)
        self.link(iat=START, exp=START + 1000)
        self.link(iat=START + 1, exp=START + 361)
        self.link(iat=START + 2, exp=START + 1002)
        self.sql("INSERT INTO audience_exports(export_id, audience_id, audience_name, exported_at, exported_by, format, file,"
                 f" recipient, rows, held_back, bytes, sha256) VALUES('00', '{self.audience_id}', 'Winter', {START + 3},"
                 " 'bob', 'xlsx', 'out.xlsx', 'ana@example.org', 5, 0, 9, '')")
        (gone,), = self.sql(f"SELECT export_id FROM audience_exports WHERE exported_at = {START + 2}")
        next(self.spool.glob(gone + "-*")).unlink()
        self.assertEqual(self.states(START + 10), ["no link", "expired", "alive", "alive"])
        table = self.at(START + 10, 0, "--table", "exports", "Winter").out
        self.assertRegex(table, r"(?m)^Winter +no link +5 +00 .* bob +0  ana@")
        self.assertEqual(re.findall(r"alive \w+|expired", table), ["expired", "alive 5m", "alive 16m"])
        self.assertEqual(self.states(START + 361), ["no link", "expired", "expired", "alive"])
        newest = self.at(START, 0, "exports", self.audience_id).json()[0]
        self.assertEqual(newest, {"export_id": "00", "audience_id": self.audience_id, "audience_name": "Winter",
                                  "exported_at": "2023-09-14T08:04:54Z", "exported_by": "bob", "format": "xlsx", "rows": 5,
                                  "held_back": 0, "bytes": 9, "sha256": "", "file": "out.xlsx",
                                  "recipient": "ana@example.org", "expires_at": None, "revoked_at": None, "state": "no link"})
        self.at(START, 2, "exports", "Winter", "Other")


class Sweep(Links):
    def test_every_command_removes_what_expired_and_nothing_else(self):
        for arguments in [("list",), ("show", "Winter"), ("exports",), ("init",), ("gc",), ("fields",)]:
            self.link()
            kept = self.link(exp=START + 7200)
            self.at(START + 359, 0, *arguments)
            self.assertEqual(len(self.copies()), 2)
            self.at(START + 360, 0, *arguments)
            self.assertEqual(len(self.copies()), 1, arguments)
            self.granted(START, kept)
            self.at(START, 0, "revoke", "--all")

    def test_help_removes_nothing_and_a_folder_that_is_missing_is_not_made(self):
        self.ok("list")
        self.assertFalse(self.spool.exists())
        self.link()
        self.at(START + 360, 0, "list", "--help")
        self.at(START + 360, 0, "--version")
        self.assertEqual(len(self.copies()), 1)

    def test_gc_removes_what_no_link_leads_to(self):
        alive = self.link()
        self.link(exp=START + 10)
        dead = self.link(exp=START + 1000)
        export = json.loads(decode(dead.split(".")[1]))["jti"]
        self.sql(f"UPDATE audience_exports SET revoked_at = {START} WHERE export_id = '{export}'")
        crashed = self.spool / f"{'c' * 32}-{START + 1000}.csv"
        running = self.spool / f"{'d' * 32}-{START + 1000}.csv"
        for path in (crashed, running):
            path.write_bytes(CONTENT)
        names = self.copies()
        self.assertEqual(len(names), 5)
        with open(running, "rb") as writer:  # An export that is about to enter its row holds this lock.
            fcntl.flock(writer, fcntl.LOCK_EX)
            answer = self.at(START + 11, 0, "gc").json()
            self.assertEqual(sorted(answer["removed"]), [name for name in names if name == crashed.name or export in name
                                                         or name.endswith(f"-{START + 10}.csv")])
            self.assertEqual(self.at(START + 11, 0, "gc").json()["removed"], [])
        self.granted(START + 11, alive)
        self.assertEqual(len(self.copies()), 2)
        self.assertEqual(self.at(START + 11, 0, "gc").json()["removed"], [running.name])

    @unittest.skipUnless(shutil.which("strace"), "strace slows it down")
    def test_no_sweep_disturbs_a_key_that_is_being_turned_over(self):
        self.ok("key", "rotate")
        turning = subprocess.Popen(["strace", "-qq", "-f", "-o", "/dev/null", "-e", "trace=rename", "-e", "inject=rename:delay_enter=2000000",
                                    BINARY, "--db", self.db, "key", "rotate"], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0"})
        for _ in range(600):
            if (self.spool / "key.new").exists():
                break
            time.sleep(0.1)
        self.ok("list")
        self.ok("gc")
        self.assertIsNone(turning.poll())
        _, fault = turning.communicate(timeout=60)
        self.assertEqual((turning.returncode, fault), (0, b""))
        self.assertEqual(len(self.keys()), 2)
        self.assertFalse((self.spool / "key.new").exists())

    def test_gc_forgets_keys_that_no_link_can_need(self):
        self.at(START, 0, "key", "rotate")
        self.at(START + 1, 0, "key", "rotate")
        self.assertEqual(self.at(START + 7 * 86400, 0, "gc").json()["keys_forgotten"], 0)
        self.assertEqual(self.at(START + 1 + 7 * 86400, 0, "gc").json()["keys_forgotten"], 1)
        self.assertEqual(len(self.keys()), 1)


class Clocks(Links):
    """Of a database that has seen nothing newer than START."""
    DAY = 86400

    def make_winter(self):
        self.at(START, 0, "init")
        self.at(START, 0, "import", "customers", self.write("customers.csv", CUSTOMERS))
        self.at(START, 0, "create", self.document("Winter", [attribute("city", "IN", ["Paris"])]))

    def test_a_clock_far_ahead_kills_tokens_at_once_and_copies_only_when_it_stands_there_still(self):
        token = self.link()
        copies = self.copies()
        for late, named in ((START + 361 + self.DAY, "2023-09-15 08:10"), (START + 4000 * self.DAY, "2034-08-27 08:04")):
            self.sql("DELETE FROM audience_meta WHERE name = 'clock_leap'")
            told = self.at(late, 0, "list").err
            self.assertIn("1 expired copy is spared", told)
            self.assertIn(named, told)
            self.at(late, 6, "download", token)
            self.assertEqual(self.copies(), copies)
            # Set right, it is as if nothing had been.
            self.granted(START + 10, token)
        # It stands there a minute later: so it is right.
        self.assertIn("spared", self.at(late + 59, 0, "list").err)
        self.assertEqual(self.copies(), copies)
        self.assertEqual(self.at(late + 60, 0, "list").err, "")
        self.assertEqual(self.copies(), [])
        self.at(START + 10, 6, "download", token)

    def test_what_a_clock_in_doubt_writes_is_no_witness_for_it(self):
        late = START + 731 * self.DAY
        self.link()
        copies = self.copies()
        self.at(START, 0, "create", self.document("Summer", [attribute("city", "IN", ["London"])]))
        self.at(START, 0, "delete", "Summer", "--yes")
        writers = (("rename", "Winter", "Autumn"), ("import", "customers", self.write("customers.csv", CUSTOMERS)),
                   ("export", "Autumn", "-o", "autumn.csv", "--force", "--no-link"))
        for second, writer in enumerate(writers):
            self.at(late + second, 0, *writer)
            result = self.at(late + second, 11, "gc")
            self.assertEqual((result.json()["spared"], result.json()["audiences_spared"]), (copies, 1), writer)
            self.assertIn("1 expired copy and 1 deleted audience are spared, for the clock is in doubt", result.err)
            self.assertEqual(self.copies(), copies, writer)
        # Another leap, forth or back, before the minute is over: neither is trusted for what the first wrote.
        self.assertEqual(self.at(late - 100 * self.DAY, 11, "gc").json()["spared"], copies)
        self.at(late - 100 * self.DAY, 0, "rename", "Autumn", "Winter")
        self.assertEqual(self.at(late - 100 * self.DAY + 59, 11, "gc").json()["spared"], copies)
        # Set right, nothing is lost.
        self.at(START + 10, 0, "undelete", "Summer")
        self.at(START + 10, 0, "delete", "Summer", "--yes")
        collected = self.at(late - 100 * self.DAY + 60, 0, "gc").json()
        self.assertEqual((collected["removed"], collected["audiences_forgotten"]), (copies, 1))

    def test_a_week_of_writing_and_sweeping_commands_still_sweeps(self):
        weeks = [START + week * 7 * self.DAY for week in range(4)]
        for before, week in zip(weeks, weeks[1:]):
            self.link(iat=START, exp=before + 360)
            self.at(week, 0, "rename", self.audience_id, f"Winter {week}")
            self.at(week + 1, 11, "gc")
            self.assertEqual(len(self.copies()), 1)
        self.assertEqual(len(self.at(week + 60, 0, "gc").json()["removed"]), 1)

    def test_what_was_deleted_over_thirty_days_ago_comes_back_by_no_clock_but_one_set_right(self):
        self.at(START, 0, "delete", "Winter", "--yes")
        late = START + 30 * self.DAY
        self.assertEqual(self.at(late, 0, "delete", "--list").json(), [])
        result = self.at(late, 4, "undelete", "Winter")
        self.assertIn('there is no deleted audience "Winter" any more: its 30 days are over by the clock', result.err)
        self.at(START + 10, 0, "undelete", "Winter")
        self.at(START + 10, 0, "delete", "Winter", "--yes")
        self.assertEqual(len(self.at(late + 9, 0, "delete", "--list").json()), 1)
        self.at(late + 10, 4, "undelete", "Winter")
        result = self.at(late + 70, 4, "undelete", "Winter")
        self.assertEqual(result.err.splitlines()[0], 'audience: there is no deleted audience "Winter"')
        self.assertEqual(self.sql("SELECT count(*) FROM audience_deleted"), [(0,)])

    def test_a_clock_within_a_day_of_the_newest_time_is_trusted(self):
        for table, column in (("audience_runs", "run_at"), ("audience_imports", "imported_at"), ("audience_exports", "exported_at"),
                              ("audience_audiences", "date_modified")):
            self.link()
            self.sql(f"UPDATE {table} SET {column} = {START + 9 * self.DAY}")
            self.assertEqual(self.at(START + 10 * self.DAY, 0, "gc").err, "")
            self.assertEqual(self.copies(), [], table)
            self.sql(f"UPDATE {table} SET {column} = {START}")

    def test_gc_says_what_it_spared_and_one_a_week_removes_what_the_last_one_spared(self):
        weeks = [START + week * 7 * self.DAY for week in range(4)]
        for before, week in zip(weeks, weeks[1:]):
            spared = self.copies()
            self.link(iat=START, exp=before + 360)
            new = [name for name in self.copies() if name not in spared]
            result = self.at(week, 11, "gc")
            self.assertEqual((result.json()["removed"], result.json()["spared"]), (spared, new))
            self.assertIn("1 expired copy is spared", result.err)
        self.assertEqual(self.at(week + 60, 0, "gc").json()["removed"], new)

    def test_a_revoked_copy_goes_by_whatever_clock(self):
        self.link()
        self.at(START, 0, "revoke", "--all")
        export = "e" * 32
        (self.spool / f"{export}-{START + 360}.csv").write_bytes(CONTENT)
        self.sql(f"INSERT INTO audience_exports SELECT NULL, '{export}', audience_id, audience_name, exported_at, exported_by, format, file,"
                 " recipient, rows, held_back, bytes, sha256, expires_at, revoked_at FROM audience_exports")
        self.assertEqual(len(self.at(START + 99 * self.DAY, 0, "gc").json()["removed"]), 1)

    def test_nothing_is_written_where_no_clock_is_in_doubt(self):
        self.link()
        self.link(exp=START + 400)
        before = self.db.read_bytes()
        for moment in (START, START + 380, START + 50 * self.DAY):
            if moment > START + 400:
                self.spool.joinpath(self.copies()[0]).unlink()
            self.at(moment, 0, "list")
        self.assertEqual(self.db.read_bytes(), before)

    def test_a_database_that_cannot_be_used_spares_its_copies(self):
        self.link()
        whole = self.db.read_bytes()
        self.db.write_bytes(b"x" * len(whole))
        self.at(START + 400, 8, "list")
        self.assertEqual(len(self.copies()), 1)
        self.db.unlink()
        self.at(START + 400, 8, "list")
        self.assertEqual(len(self.copies()), 0)

    def test_a_key_turned_over_by_a_clock_far_behind_kills_no_live_link(self):
        token = self.link(exp=START + 6 * self.DAY)
        self.at(START - 4000 * self.DAY, 0, "key", "rotate")
        self.at(START - 3000 * self.DAY, 0, "key", "rotate")
        self.granted(START + 10, token)
        self.at(START + 20, 0, "gc")
        self.granted(START + 6 * self.DAY - 1, token)
        self.assertEqual(len(self.keys()), 3)
        self.at(START + 6 * self.DAY, 11, "gc")
        self.at(START + 6 * self.DAY + 60, 0, "gc")
        self.assertEqual(len(self.keys()), 1)

    def test_a_clock_far_ahead_forgets_no_key_that_a_link_needs(self):
        token = self.link(exp=START + 6 * self.DAY)
        self.at(START + 1, 0, "key", "rotate")
        for arguments in (("gc",), ("key", "rotate")):
            self.at(START + 4000 * self.DAY, 11 if arguments == ("gc",) else 0, *arguments)
            self.sql("DELETE FROM audience_meta WHERE name = 'clock_leap'")
            self.granted(START + 10, token)


class Identity(Links):
    def test_a_copy_redeems_the_same_links_until_it_has_an_identity_of_its_own(self):
        token = self.link()
        original, copy = self.db, self.folder / "copy.db"
        shutil.copy(original, copy)
        shutil.copytree(self.spool, f"{copy}.links")
        before = {path: path.read_bytes() for path in [original, *self.spool.iterdir()]}
        self.db = copy
        self.granted(START, token)
        answer = self.at(START, 0, "init", "--new-identity", "--yes").json()
        self.assertEqual((answer["created"], answer["links_revoked"], answer["not_removed"]), (False, 1, []))
        self.refused(START, token)
        self.assertEqual(list(pathlib.Path(f"{copy}.links").glob("*.csv")), [])
        self.assertEqual(self.keys(pathlib.Path(f"{copy}.links/key"))[0][0], answer["kid"])
        self.assertEqual(self.sql("SELECT value FROM audience_meta WHERE name = 'database_id'"), [(answer["database_id"],)])
        self.assertIn("0 live links are refused from now on", self.at(START, 0, "--table", "init", "--new-identity", "--yes").out)
        mine = self.at(START, 0, "export", "Winter").json()["token"]
        self.at(START, 0, "download", mine, "-o", "-")
        self.assertEqual({path: path.read_bytes() for path in before}, before)
        self.db = original
        self.granted(START, token)
        self.refused(START, mine)

    def test_a_new_identity_is_asked_for_first(self):
        token = self.link(exp=4102444800)
        told = self.fails(2, "init", "--new-identity").err
        self.assertIn(f"Give {self.db} an id and a key of its own? Links issued before are refused here then, for good.", told)
        self.assertIn("--yes", told)
        for answer, code in (("n\n", 2), ("y\n", 0)):
            self.granted(START, token)
            ours, theirs = pty.openpty()
            os.write(ours, answer.encode())
            done = subprocess.run([BINARY, "--db", str(self.db), "init", "--new-identity"], stdin=theirs, capture_output=True, text=True, timeout=60,
                                  check=False, env={"PATH": os.environ["PATH"], "HOME": str(self.folder)})
            self.assertEqual((done.returncode, "of its own? Links" in done.stderr), (code, True), done.stderr)
            os.close(theirs)
            os.close(ours)
        self.refused(START, token)

    def test_a_key_that_lies_elsewhere_is_left_to_the_original(self):
        elsewhere = self.folder / "key"
        environment = {"AUDIENCE_KEY_FILE": str(elsewhere)}
        self.at(START, 0, "key", "rotate", environment=environment)
        before = elsewhere.read_bytes()
        answer = self.at(START, 0, "init", "--new-identity", "--yes", environment=environment)
        self.assertIsNone(answer.json()["kid"])
        self.assertEqual(elsewhere.read_bytes(), before)

    def test_nothing_is_made_or_removed_for_one_that_is_not_there_or_has_another_s_links(self):
        self.link(exp=4102444800)
        self.db = self.folder / "none.db"
        self.fails(8, "init", "--new-identity", "--yes")
        self.assertFalse(self.db.exists())
        self.ok("init")
        pathlib.Path(f"{self.db}.links").symlink_to(self.spool)
        copies = self.copies()
        self.assertIn("is a symlink", self.fails(8, "init", "--new-identity", "--yes").err)
        self.assertEqual(self.copies(), copies)


class Readiness(Links):
    def ready(self, moment=START):
        return self.at(moment, 0, "show", "Winter").json()["is_ready"]

    def test_a_base_url_that_is_none_stops_an_export_before_anything_is_made(self):
        for url in ("exports.example.org", "ftp://example.org", "https://"):
            told = self.at(START, 2, "export", "Winter", "-o", "winter.csv", environment={"AUDIENCE_BASE_URL": url})
            self.assertIn("the base URL", told.err)
            self.assertFalse(self.spool.exists())
            self.assertFalse((self.folder / "winter.csv").exists())

    def test_an_audience_is_ready_while_a_link_lives(self):
        self.assertIsNone(self.ready())
        self.link()
        self.link(exp=START + 400)
        self.assertIs(self.ready(START + 359), True)
        self.assertIs(self.ready(START + 399), True)
        self.assertIs(self.ready(START + 400), False)

    def test_revocation_and_a_lost_copy_end_it(self):
        self.link()
        self.at(START, 0, "revoke", "--all")
        self.assertIs(self.ready(), False)
        self.link()
        self.assertIs(self.ready(), True)
        (self.spool / self.copies()[0]).unlink()
        self.assertIs(self.ready(), False)

    def test_every_answer_tells_it_and_what_is_stored_does_not(self):
        self.link()
        document = self.document("Winter", [attribute("city", "IN", ["Paris"])])
        self.assertIs(self.at(START, 0, "create", document, "--if-exists", "skip").json()["is_ready"], True)
        self.assertIs(self.at(START, 0, "create", document, "--if-exists", "replace").json()["is_ready"], True)
        self.assertIs(self.at(START, 0, "rename", "Winter", "Cold").json()["is_ready"], True)
        (definition,), = self.sql("SELECT definition FROM audience_audiences")
        self.assertIsNone(json.loads(definition)["is_ready"])
        draft = self.document("Draft", [], status="draft")
        self.assertIsNone(self.at(START, 0, "create", draft).json()["is_ready"])
        self.audience_id = self.at(START, 0, "show", "Draft").json()["audience_id"]
        self.link()
        self.assertIs(self.at(START, 0, "update", "Draft", draft, "--dry-run").json()["is_ready"], True)
        self.assertIs(self.at(START, 0, "update", "Draft", draft).json()["is_ready"], True)
        self.assertIs(self.at(START + 360, 0, "update", "Draft", draft).json()["is_ready"], False)

    def test_a_link_changes_nothing_for_apply(self):
        document = self.document("Applied", [])
        self.ok("apply", document)
        self.audience_id = self.ok("show", "Applied").json()["audience_id"]
        self.link()
        self.assertEqual([step["action"] for step in self.at(START, 0, "apply", document).json()], ["unchanged"])


if __name__ == "__main__":
    unittest.main()
