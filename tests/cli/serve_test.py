"""Links over HTTP: curl and raw sockets against the real binary."""
import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import threading
import time
import unittest

from harness import BINARY, ShopTest

ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


class Server:
    """`audience serve` on a free port; its stderr is collected."""

    def __init__(self, test, *arguments, **environment):
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0", *arguments], stderr=subprocess.PIPE, text=True, cwd=test.folder,
            env={**ENVIRONMENT, "HOME": str(test.folder), "AUDIENCE_DB": str(test.db), **environment})
        self.lines = []
        first = self.process.stderr.readline()
        self.lines.append(first)
        self.port = int(first.rsplit(":", 1)[1])
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stderr))
        self.reader.start()
        test.addCleanup(self.kill)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stderr.close()

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        return self.ended()

    def ended(self):
        code = self.process.wait(timeout=60)
        self.reader.join()
        return code

    def log(self):
        return [line.rstrip("\n") for line in self.lines if re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ", line)]

    def connect(self, little_buffer=False):
        client = socket.socket()
        if little_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(60)
        client.connect(("127.0.0.1", self.port))
        return client

    def refuses(self):
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) != 0

    def raw(self, data):
        """Everything that comes back until the server closes; None if it reset the connection."""
        with self.connect() as client:
            try:
                client.sendall(data)
                return everything(client)
            except (ConnectionResetError, BrokenPipeError):
                return None

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def peak_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1))


def everything(client):
    data = b""
    while block := client.recv(1 << 20):
        data += block
    return data


def rest_of(client):
    """As `everything`, of a connection that began with a little buffer."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    return everything(client)


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def status(answer):
    return int(answer.split(b" ", 2)[1])


def body(answer):
    return answer.split(b"\r\n\r\n", 1)[1]


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Serve(ShopTest):
    CONTENT = "customer_id,city\n" + "".join(f"c_{i},Zoëburgh\n" for i in range(20_000))

    def setUp(self):
        super().setUp()
        self.ok("init")
        self.links = self.folder / "shop.db.links"
        self.links.mkdir(mode=0o700)
        self.secret = os.urandom(32)
        self.write_key(self.secret)
        self.bytes = self.CONTENT.encode()
        self.sha256 = hashlib.sha256(self.bytes).hexdigest()

    def write_key(self, secret):
        key = self.links / "key"
        key.write_text(f"0123456789abcdef {secret.hex()} {int(time.time())}\n", encoding="ascii")
        key.chmod(0o600)

    def link(self, content=None, name="Winter", lives=360, format="csv", expired=False):
        """A copy, its row, and its token; the export's id too."""
        content = self.bytes if content is None else content
        issued = int(time.time()) - (lives + 100 if expired else 0)
        export_id = os.urandom(16).hex()
        (self.links / f"{export_id}-{issued + lives}.{format}").write_bytes(content)
        database_id = self.sql("SELECT value FROM audience_meta WHERE name = 'database_id'")[0][0]
        self.sql("INSERT INTO audience_exports(export_id, audience_id, audience_name, exported_at, exported_by, format, rows, "
                 f"held_back, bytes, sha256, expires_at) VALUES ('{export_id}', 'audience-id-0', '{name}', {issued}, 'ana', "
                 f"'{format}', 1, 0, {len(content)}, '{hashlib.sha256(content).hexdigest()}', {issued + lives})")
        header = '{"alg":"HS256","kid":"0123456789abcdef","typ":"audience-export+jwt"}'
        claims = json.dumps({"iss": "audience", "jti": export_id, "aud": database_id, "iat": issued, "exp": issued + lives},
                            separators=(",", ":"))
        signed = f"{encode(header.encode())}.{encode(claims.encode())}"
        token = f"{signed}.{encode(hmac.digest(self.secret, signed.encode(), 'sha256'))}"
        return token, export_id

    def curl(self, server, path, *arguments):
        """Status, header fields in lower case, body."""
        head = self.folder / "head.txt"
        taken = subprocess.run(["curl", "-sS", "--max-time", "60", "-D", head, *arguments, f"http://127.0.0.1:{server.port}{path}"],
                               capture_output=True, check=False, env={**ENVIRONMENT, "HOME": str(self.folder)})
        lines = head.read_bytes().decode().split("\r\n") if head.exists() else [""]
        fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines if ": " in line)}
        return int(lines[0].split(" ")[1]), fields, taken.stdout

    # What is given.

    def test_the_file_its_name_and_its_type(self):
        token, export_id = self.link(name="Zoë & \"Söhne\"")
        server = Server(self)
        code, fields, content = self.curl(server, f"/exports/{token}")
        self.assertEqual((code, content), (200, self.bytes))
        self.assertEqual(fields["content-length"], str(len(self.bytes)))
        self.assertEqual(fields["content-type"], "text/csv; charset=utf-8")
        self.assertEqual(fields["etag"], f'"{self.sha256}"')
        self.assertEqual(fields["accept-ranges"], "bytes")
        self.assertEqual(fields["x-content-type-options"], "nosniff")
        self.assertEqual(fields["cache-control"], "private, no-store")
        self.assertEqual(fields["referrer-policy"], "no-referrer")
        self.assertRegex(fields["content-disposition"],
                         r"^attachment; filename=\"Zo_ [ -~]+\.csv\"; filename\*=UTF-8''Zo%C3%AB%20[!-~]+\.csv$")
        self.assertEqual(server.stop(), 0)
        self.assertRegex(server.log()[0], rf"^[0-9T:-]+Z 127\.0\.0\.1 GET /exports/{export_id} 200 {len(self.bytes)} \d+ms$")

    def test_curl_saves_under_the_given_name(self):
        token, _ = self.link(name="Winter")
        server = Server(self)
        self.curl(server, f"/exports/{token}", "-OJ", "--output-dir", self.folder)
        self.assertEqual([path.read_bytes() for path in self.folder.glob("Winter-*.csv")], [self.bytes])

    def test_a_workbook_has_its_own_type(self):
        token, _ = self.link(b"PK\x03\x04", format="xlsx")
        self.assertEqual(self.curl(Server(self), f"/exports/{token}")[1]["content-type"],
                         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")

    def test_head_says_all_but_the_body(self):
        token, _ = self.link()
        server = Server(self)
        asked = f"HEAD /exports/{token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        answer = server.raw(asked)
        self.assertEqual((status(answer), body(answer)), (200, b""))
        self.assertIn(f"Content-Length: {len(self.bytes)}\r\n".encode(), answer)
        self.assertIn(b"Content-Disposition: attachment", answer)
        for path, code in (("/healthz", 200), ("/exports/bad", 403), ("/nothing", 404)):
            answer = server.raw(f"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            self.assertEqual((status(answer), body(answer)), (code, b""))

    def test_ranges(self):
        token, _ = self.link()
        server = Server(self)
        size = len(self.bytes)
        for asked, code, content, where in [
                ("0-9", 206, self.bytes[:10], f"bytes 0-9/{size}"),
                (f"{size - 5}-", 206, self.bytes[-5:], f"bytes {size - 5}-{size - 1}/{size}"),
                ("-7", 206, self.bytes[-7:], f"bytes {size - 7}-{size - 1}/{size}"),
                (f"100-{size * 2}", 206, self.bytes[100:], f"bytes 100-{size - 1}/{size}"),
                ("65530-65545", 206, self.bytes[65530:65546], f"bytes 65530-65545/{size}"),
                (f"{size}-", 416, b"The file has no such bytes.\n", f"bytes */{size}"),
                ("-0", 416, b"The file has no such bytes.\n", f"bytes */{size}"),
                ("0-1,5-6", 200, self.bytes, None),
                ("9-2", 200, self.bytes, None)]:
            got, fields, given = self.curl(server, f"/exports/{token}", "-H", f"Range: bytes={asked}")
            self.assertEqual((got, given, fields.get("content-range")), (code, content, where), asked)
            self.assertEqual(fields["content-length"], str(len(content)))

    def test_conditions(self):
        token, _ = self.link()
        server = Server(self)
        tag = f'"{self.sha256}"'
        for asked, code, content in [((f"If-None-Match: {tag}",), 304, b""), (('If-None-Match: "x"',), 200, self.bytes),
                                     (('If-None-Match: "x"', f"If-None-Match: W/{tag}"), 304, b""),
                                     (("Range: bytes=0-3", f"If-Range: {tag}"), 206, self.bytes[:4]),
                                     (("Range: bytes=0-3", 'If-Range: "x"'), 200, self.bytes),
                                     (("Range: bytes=0-3", "Range: bytes=5-6"), 200, self.bytes),
                                     (('If-Match: "x"',), 412, b"The file is another one.\n")]:
            arguments = [part for field in asked for part in ("-H", field)]
            got, _, given = self.curl(server, f"/exports/{token}", *arguments)
            self.assertEqual((got, given), (code, content), asked)

    def test_a_broken_download_is_resumed(self):
        token, _ = self.link()
        server = Server(self)
        part = self.folder / "part.csv"
        part.write_bytes(self.bytes[:1234])
        code, _, _ = self.curl(server, f"/exports/{token}", "-C", "-", "-o", part)
        self.assertEqual((code, part.read_bytes()), (206, self.bytes))
        server.stop()
        self.assertIn(f" 206 {len(self.bytes) - 1234} ", server.log()[0])

    # What is not given.

    def test_expired_refused_and_unknown(self):
        expired, export_id = self.link(expired=True)
        revoked, revoked_id = self.link()
        self.sql(f"UPDATE audience_exports SET revoked_at = 1 WHERE export_id = '{revoked_id}'")
        server = Server(self)
        code, fields, content = self.curl(server, f"/exports/{expired}")
        self.assertEqual(code, 410)
        self.assertRegex(content.decode(), r'^This link expired at [0-9-]{10} [0-9:]{8} UTC, 1 minute ago\. Ask for a new export of "Winter"\.\n$')
        self.assertEqual(fields["content-type"], "text/plain; charset=utf-8")
        refusals = {self.curl(server, f"/exports/{token}")[::2] for token in
                    (revoked, revoked[:-1], revoked + "A", "x", "x" * 5000, expired.replace(".", "-"), "%00", "..%2f..%2fshop.db")}
        self.assertEqual(refusals, {(403, b"This link is not valid. Ask whoever sent it for a new one.\n")})
        for path in ("/", "/exports", "/exports/", "/exports/a/b", "/shop.db", "/../../etc/passwd", "/exports/../shop.db"):
            self.assertEqual(self.curl(server, path, "--path-as-is")[0], 404, path)
        self.assertEqual(self.curl(server, "/healthz")[::2], (200, b"ok\n"))
        server.stop()
        self.assertIn(f" GET /exports/{export_id} 410 ", server.log()[0])
        self.assertNotIn(revoked_id, "".join(server.lines))

    def test_a_link_dies_between_two_requests(self):
        token, export_id = self.link()
        other, _ = self.link()
        rotated, _ = self.link()
        server = Server(self)
        self.assertEqual(self.curl(server, f"/exports/{token}")[0], 200)
        self.sql(f"UPDATE audience_exports SET revoked_at = 1 WHERE export_id = '{export_id}'")
        self.assertEqual(self.curl(server, f"/exports/{token}")[0], 403)
        for copy in self.links.glob("*.csv"):
            copy.unlink()
        self.assertEqual(self.curl(server, f"/exports/{other}")[0], 410)
        self.write_key(os.urandom(32))
        self.assertEqual(self.curl(server, f"/exports/{rotated}")[0], 403)

    def test_a_database_put_in_place_of_another_is_noticed(self):
        token, _ = self.link()
        server = Server(self)
        self.assertEqual(self.curl(server, f"/exports/{token}")[0], 200)
        self.db.rename(self.folder / "kept.db")
        code, fields, content = self.curl(server, f"/exports/{token}")
        self.assertEqual((code, fields["retry-after"]), (503, "5"))
        self.assertEqual(content, b"This cannot be answered now. Try again soon.\n")
        self.ok("init")
        self.assertEqual(self.curl(server, f"/exports/{token}")[0], 403)
        (self.folder / "kept.db").rename(self.db)
        for left in ("-wal", "-shm"):
            (self.folder / f"shop.db{left}").unlink(missing_ok=True)
        self.assertEqual(self.curl(server, f"/exports/{token}")[::2], (200, self.bytes))
        server.stop()
        self.assertIn(f"audience: there is no database {self.db}; make it with `audience init`, or name another with --db\n",
                      server.lines)

    def test_expired_copies_are_swept_while_it_serves(self):
        server = Server(self)
        token, export_id = self.link(lives=2)
        self.assertEqual(self.curl(server, f"/exports/{token}")[0], 200)
        self.assertTrue(wait_until(lambda: not list(self.links.glob(f"{export_id}*"))))
        self.assertEqual(self.curl(server, f"/exports/{token}")[0], 410)

    def test_other_methods(self):
        token, _ = self.link()
        server = Server(self)
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"):
            code, fields, _ = self.curl(server, f"/exports/{token}", "-X", method)
            self.assertEqual((code, fields["allow"]), (405, "GET, HEAD"), method)
        self.assertEqual(self.curl(server, f"/exports/{token}", "-d", "a=b")[0], 405)
        self.assertEqual(self.curl(server, f"/exports/{token}", "-X", "GET", "-d", "a=b")[0], 413)
        server.stop()
        self.assertNotIn("BREW", "".join(server.lines))

    # What is no request.

    def malformed(self, token):
        get = f"GET /exports/{token} HTTP/1.1\r\n".encode()
        line = b"Host: x\r\n"
        return [
            (400, b"\r\n\r\n\r\n"), (400, b"hello\r\n\r\n"), (400, b"GET\r\n\r\n"), (400, b"GET /\r\n\r\n"),
            (400, b"GET / HTTP/0.9\r\n\r\n"), (400, b"GET / HTTP/2.0\r\nHost: x\r\n\r\n"), (400, b"GET / HTTP/1.10\r\nHost: x\r\n\r\n"),
            (400, b"GET / http/1.1\r\nHost: x\r\n\r\n"), (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200)),
            (400, b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n"), (400, b"GET / HTTP/1.1 \r\nHost: x\r\n\r\n"), (400, b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
            (400, b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n"), (400, b"G\x01T / HTTP/1.1\r\nHost: x\r\n\r\n"),
            (400, get + b"\r\n"), (400, get + line + line + b"\r\n"), (400, get + line + b"A B: c\r\n\r\n"), (400, get + line + b"A : c\r\n\r\n"),
            (400, get + line + b": c\r\n\r\n"), (400, get + line + b"A\r\n\r\n"), (400, get + line + b"A: \x00\r\n\r\n"), (400, get + line + b"A: a\rb\r\n\r\n"),
            (400, get + line + b"A: b\n\n\r\n\r\n"),
            # What smuggles a second request past a proxy that reads it differently.
            (400, get + line + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            (400, get + line + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
            (400, get + line + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"), (400, get + line + b"Content-Length: 5, 6\r\n\r\nhello"),
            (400, get + line + b"Content-Length: -1\r\n\r\n"), (400, get + line + b"Content-Length: 0x5\r\n\r\nhello"), (400, get + line + b"Content-Length: 5 5\r\n\r\nhello"),
            (400, get + line + b"Content-Length: 99999999999999999999\r\n\r\n"), (400, get + line + b"Content-Length:\r\n\r\n"),
            (413, get + line + b"Content-Length: 5\r\n\r\nhello"), (413, get + line + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
            (413, get + line + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"), (405, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\n" + bytes(300000)),
            (431, get + line + b"A: " + b"a" * 9000 + b"\r\n\r\n"), (431, get + line + b"A: b\r\n" * 3000 + b"\r\n"), (431, get + b"A" * 20000),
            (414, b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"), (414, b"GET /exports/" + b"a" * 100000),
            (200, get + b"Host:\r\nConnection: close\r\n\r\n"), (200, f"GET /exports/{token} HTTP/1.0\r\n\r\n".encode()),
            (200, f"GET http://any/exports/{token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()),
        ]

    def test_malformed_requests_get_one_answer_and_lose_the_connection(self):
        token, _ = self.link(b"customer_id\nc_1\n")
        server = Server(self)
        smuggled = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        for code, data in self.malformed(token):
            answer = server.raw(data + (b"" if code in (200, 414, 431) else smuggled))
            self.assertIsNotNone(answer, data[:100])
            self.assertEqual(status(answer), code, data[:100])
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, data[:100])
            self.assertIn(b"Connection: close\r\n", answer, data[:100])
        self.assertEqual(self.curl(server, "/healthz")[0], 200)
        self.assertEqual(server.stop(), 0)
        self.assertNotIn(token.split(".")[2], "".join(server.lines))

    def test_requests_cut_anywhere_do_no_harm(self):
        token, _ = self.link()
        server = Server(self)
        whole = f"GET /exports/{token} HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n\r\n".encode()
        files = server.open_files()
        for end in range(len(whole)):
            with server.connect() as client:
                client.sendall(whole[:end])
                client.shutdown(socket.SHUT_WR)
                self.assertEqual(everything(client), b"", end)
        self.assertTrue(wait_until(lambda: server.open_files() == files))
        with server.connect() as client:
            for byte in whole:
                client.sendall(bytes([byte]))
            client.shutdown(socket.SHUT_WR)
            self.assertEqual(body(everything(client)), self.bytes[:10])

    def test_the_log_holds_nothing_that_a_client_made_up(self):
        token, export_id = self.link()
        server = Server(self)
        signature = token.split(".")[2]
        for path in (f"/exports/{token}", f"/exports/{token}x", f"/exports/{token}/", f"/{token}", f"/healthz?{token}", "/exports/a\x1b[31m"):
            server.raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nUser-Agent: {token}\r\nReferer: http://x/{token}\r\nConnection: close\r\n\r\n".encode())
        server.raw(f"{signature} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        server.raw(f"GET /exports/{token}\r\n\r\n".encode())
        server.stop()
        log = server.log()
        self.assertEqual(len(log), 8)
        for line in log:
            self.assertRegex(line, rf"^[0-9T:-]+Z 127\.0\.0\.1 (GET|-) (/exports/({export_id}|-)|/healthz|-) \d{{3}} \d+ \d+ms$")
        for part in token.split("."):
            self.assertNotIn(part, "".join(server.lines))

    def test_quiet_is_quiet(self):
        token, _ = self.link()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with subprocess.Popen([BINARY, "-q", "serve", "--listen", f"127.0.0.1:{port}"], stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                              env={**ENVIRONMENT, "HOME": str(self.folder), "AUDIENCE_DB": str(self.db)}) as process:
            code = subprocess.run(["curl", "-sS", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", "-o", "/dev/null", "-w", "%{http_code}",
                                   f"http://127.0.0.1:{port}/exports/{token}"], capture_output=True, text=True, check=True)
            process.terminate()
            self.assertEqual(process.communicate(timeout=60), (b"", b""))
        self.assertEqual((code.stdout, process.returncode), ("200", 0))

    # Many, slow and vanishing clients.

    def test_two_hundred_clients_at_once_get_the_right_bytes(self):
        links = [self.link(os.urandom(1_000_000)) for _ in range(5)]
        contents = {token: hashlib.sha256(next(self.links.glob(f"{export_id}*")).read_bytes()).hexdigest() for token, export_id in links}
        server = Server(self)
        files = server.open_files()
        wrong = []

        def fetch(token):
            answer = server.raw(f"GET /exports/{token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            if answer is None or hashlib.sha256(body(answer)).hexdigest() != contents[token]:
                wrong.append(answer and answer[:100])

        self.ok("--version")
        threads = [threading.Thread(target=fetch, args=(links[i % 5][0],)) for i in range(200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertTrue(wait_until(lambda: server.open_files() == files))
        self.assertEqual(server.stop(), 0)
        self.assertEqual(sum(" 200 1000000 " in line for line in server.log()), 200)

    def test_slow_and_vanished_clients_hold_up_nobody_and_leave_nothing(self):
        token, _ = self.link(os.urandom(20_000_000))
        # In a build with sanitizers, freed memory would count: it is held back for a while.
        server = Server(self, ASAN_OPTIONS="quarantine_size_mb=1")
        files = server.open_files()
        # What any transfer needs is in memory after the first.
        self.assertEqual(len(self.curl(server, f"/exports/{token}")[2]), 20_000_000)
        self.assertTrue(wait_until(lambda: server.open_files() == files))
        peak = server.peak_kib()
        asked = f"GET /exports/{token} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        slow = [server.connect(little_buffer=True) for _ in range(100)]
        for client in slow:
            client.sendall(asked)
            self.assertEqual(len(client.recv(1000, socket.MSG_WAITALL)), 1000)
        began = time.monotonic()
        self.assertEqual(len(self.curl(server, f"/exports/{token}")[2]), 20_000_000)
        self.assertLess(time.monotonic() - began, 20)
        self.assertLess(server.peak_kib() - peak, 24 * 1024)
        for i, client in enumerate(slow):
            if i % 2:  # a reset instead of an end
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.close()
        self.assertTrue(wait_until(lambda: server.open_files() == files))
        self.assertEqual(server.stop(), 0)
        self.assertEqual(sum(line.endswith(" incomplete") for line in server.log()), 100)

    def test_a_client_that_takes_nothing_is_dropped(self):
        token, _ = self.link(os.urandom(20_000_000))
        server = Server(self, "--stall-timeout", "300ms")
        files = server.open_files()
        with server.connect(little_buffer=True) as client:
            client.sendall(f"GET /exports/{token} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            self.assertTrue(wait_until(lambda: server.open_files() > files))
            self.assertTrue(wait_until(lambda: server.open_files() == files))
        server.stop()
        self.assertTrue(server.log()[0].endswith(" incomplete"))

    def test_a_header_that_drips_is_cut_off_and_an_idle_connection_closed(self):
        server = Server(self, "--header-timeout", "500ms", "--idle-timeout", "300ms")
        with server.connect() as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
            began = time.monotonic()

            def drip():
                try:
                    while time.monotonic() - began < 20:
                        client.sendall(b"A: b\r\n")
                        time.sleep(0.05)
                except OSError:
                    pass

            dripping = threading.Thread(target=drip)
            dripping.start()
            answer = client.recv(65536)
            self.assertLess(time.monotonic() - began, 10)
            self.assertEqual(status(answer), 408)
            client.close()
            dripping.join()
        with server.connect() as client:
            self.assertEqual(client.recv(1), b"")
        with server.connect() as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertTrue(everything(client).endswith(b"\r\n\r\nok\n"))

    def test_one_client_too_many_is_told_so(self):
        server = Server(self, "--max-connections", "3")
        held = [server.connect() for _ in range(3)]
        for client in held:
            self.addCleanup(client.close)
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertEqual(status(client.recv(65536)), 200)
        code, fields, content = self.curl(server, "/healthz")
        self.assertEqual((code, fields["retry-after"], content), (503, "5", b"This cannot be answered now. Try again soon.\n"))
        for client in held:
            client.close()
        self.assertTrue(wait_until(lambda: self.curl(server, "/healthz")[0] == 200))

    @unittest.skipIf(b"__ubsan_" in pathlib.Path(BINARY).read_bytes(), "the sanitizer itself needs descriptors, and dies without")
    def test_a_client_waits_while_there_are_no_descriptors(self):
        server = Server(self)
        most = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
        # The least of many looks: a sweep of expired copies has the folder open for a moment.
        needed = min(server.open_files() for _ in range(200))
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (needed, most[1]))
        with server.connect() as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            client.settimeout(0.3)
            with self.assertRaises(TimeoutError):
                client.recv(1)
            resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, most)
            client.settimeout(60)
            self.assertEqual(status(everything(client)), 200)

    # The file, and the end.

    def test_a_transfer_outlives_its_link_and_its_file(self):
        content = os.urandom(20_000_000)
        token, export_id = self.link(content)
        server = Server(self)
        with server.connect(little_buffer=True) as client:
            client.sendall(f"GET /exports/{token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            begun = client.recv(1000, socket.MSG_WAITALL)
            self.sql(f"DELETE FROM audience_exports WHERE export_id = '{export_id}'")
            next(self.links.glob(f"{export_id}*")).unlink()
            self.assertEqual(body(begun + rest_of(client)), content)
        self.assertEqual(self.curl(server, f"/exports/{token}")[0], 403)

    def test_stopping_lets_transfers_end_and_closes_the_idle(self):
        content = os.urandom(20_000_000)
        token, _ = self.link(content)
        for sign in (signal.SIGTERM, signal.SIGINT):
            server = Server(self)
            idle, half, busy = server.connect(), server.connect(), server.connect(little_buffer=True)
            with idle, half, busy:
                half.sendall(b"GET /healthz HTTP/1.1\r\n")
                busy.sendall(f"GET /exports/{token} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                begun = busy.recv(1000, socket.MSG_WAITALL)
                server.process.send_signal(sign)
                self.assertEqual(idle.recv(1), b"")
                self.assertTrue(server.refuses())
                half.sendall(b"Host: x\r\n\r\n")
                self.assertTrue(everything(half).endswith(b"Connection: close\r\n\r\nok\n"))
                self.assertEqual(body(begun + rest_of(busy)), content)
            self.assertEqual(server.ended(), 0)
            self.assertFalse(any(line.endswith("incomplete") for line in server.log()))

    def test_a_second_signal_or_the_time_to_stop_cuts_transfers_off(self):
        token, _ = self.link(os.urandom(20_000_000))
        for arguments, signals, code in ((("--stop-timeout", "200ms"), 1, 143), ((), 2, 143)):
            server = Server(self, *arguments)
            with server.connect(little_buffer=True) as busy:
                busy.sendall(f"GET /exports/{token} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                busy.recv(1000, socket.MSG_WAITALL)
                server.process.terminate()
                if signals == 2:
                    self.assertTrue(wait_until(lambda: server.refuses()))
                    server.process.terminate()
                self.assertEqual(server.ended(), code)
            self.assertTrue(server.log()[0].endswith(" incomplete"))
            self.assertIn("audience: stopped before every transfer had ended\n", server.lines)

    # The command line.

    def test_where_it_listens(self):
        server = Server(self, AUDIENCE_BASE_URL="https://exports.example.org")
        self.assertEqual(server.lines[0], f"listening on http://127.0.0.1:{server.port}\n")
        taken = self.fails(5, "serve", "--listen", f"127.0.0.1:{server.port}")
        self.assertIn("Address already in use", taken.err)
        self.assertEqual(server.stop(), 0)
        self.assertIn("links begin with https://exports.example.org\n", server.lines)
        for wrong in ("8080", "example.org:80", "127.0.0.1:99999", "203.0.113.1:0"):
            self.fails(2, "serve", "--listen", wrong)
        self.fails(2, "serve", "--max-connections", "0")
        self.fails(2, "serve", "--idle-timeout", "0s")

    def test_it_does_not_start_on_what_cannot_be_served(self):
        (self.links / "key").chmod(0o644)
        self.fails(8, "serve", "--listen", "127.0.0.1:0")
        self.fails(8, "--db", self.folder / "none.db", "serve", "--listen", "127.0.0.1:0")


if __name__ == "__main__":
    unittest.main()
