"""Mail of exports: a real SMTP server gets it, or its refusal is told."""
import asyncio
import datetime
import email
import email.policy
import logging
import os
import pathlib
import re
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
import warnings

from harness import BINARY, SEND_MAIL, Result, ShopTest

from aiosmtpd.smtp import SMTP, AuthResult

TOKEN = "eyJhbGciOiJIUzI1NiJ9." + "Ab0_-" * 60 + "." + "x" * 43
LINK = f"http://links.example.org/exports/{TOKEN}"


class Inbox:
    """Takes mail, and refuses what its test says."""

    def __init__(self, refuse=None, refuse_data=None, refuse_sender=None):
        self.refuse, self.refuse_data, self.refuse_sender = refuse, refuse_data, refuse_sender
        self.mails = []

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.refuse_data:
            return self.refuse_data
        self.mails.append({"from": envelope.mail_from, "to": envelope.rcpt_tos, "bytes": envelope.content,
                           "encrypted": session.ssl is not None, "user": session.auth_data, "greeting": session.host_name,
                           "mail": email.message_from_bytes(envelope.content, policy=email.policy.default)})
        return "250 taken"


def content_of(taken):
    return taken["mail"].get_content().replace("\r\n", "\n")


class Mail(ShopTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)  # the server's own words on what tests provoke
        warnings.filterwarnings("ignore", message="Requiring AUTH", category=UserWarning)
        cls.keys = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.certificate, cls.key = cls.keys / "certificate.pem", cls.keys / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", cls.key, "-out", cls.certificate, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        cls.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.tls.load_cert_chain(cls.certificate, cls.key)

    def serve(self, inbox=None, encrypted=False, **options):
        """A server on a free port: its inbox and its address."""
        inbox = inbox or Inbox()
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(loop.create_server(
            lambda: SMTP(inbox, loop=loop, hostname="mail.test", **options), "127.0.0.1", 0, ssl=self.tls if encrypted else None))
        thread = threading.Thread(target=loop.run_forever)
        thread.start()

        def stop():
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            server.close()
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()
        self.addCleanup(stop)
        return inbox, f"{'smtps' if encrypted else 'smtp'}://localhost:{server.sockets[0].getsockname()[1]}"

    def send(self, server, *, to="bob@example.org", name="Winter", link=LINK, config="", dry_run=False, variables=None):
        """Mails an export with these settings; what follows knows only the answer and the server's side."""
        path = self.write("config.toml", f'base_url = "http://links.example.org"\n[mail]\nserver = "{server}"\n'
                                         f'from = "audience@example.org"\n{config}')
        environment = {"HOME": str(self.folder), "AUDIENCE_CONFIG": str(path), "LANG": "C.UTF-8", **(variables or {})}
        environment = {key: value for key, value in environment.items() if value is not None}
        result = Result(subprocess.run([SEND_MAIL, to, name, link, *(["--dry-run"] if dry_run else [])], text=True,
                                       capture_output=True, cwd=self.folder, env=environment, timeout=100, check=False))
        self.assertNotIn(TOKEN, result.err)
        return result

    def sent(self, server, **options):
        result = self.send(server, **options)
        self.assertEqual((result.code, result.err), (0, ""))
        return result

    def refused(self, code, server, fault, **options):
        result = self.send(server, **options)
        self.assertEqual(result.code, code, result.err)
        self.assertIn(fault, result.err)
        return result

    def password(self, text, mode=0o600):
        path = self.write("password", text)
        path.chmod(mode)
        return f'user = "ana"\npassword_file = "{path}"\n'

    def accept(self, server, session, envelope, mechanism, data):
        good = (data.login, data.password) == (b"ana", b"hunter2")
        return AuthResult(success=good, auth_data=data.login.decode() if good else None, handled=False)

    def test_the_mail_tells_of_the_export(self):
        inbox, server = self.serve()
        self.sent(server)
        [taken] = inbox.mails
        self.assertEqual((taken["from"], taken["to"]), ("audience@example.org", ["bob@example.org"]))
        mail = taken["mail"]
        self.assertEqual(mail.defects, [])
        self.assertEqual({name: str(mail[name]) for name in ("From", "To", "Subject", "Auto-Submitted", "Content-Type")},
                         {"From": "audience@example.org", "To": "bob@example.org", "Auto-Submitted": "auto-generated",
                          "Subject": 'Customers of "Winter": 719,303 rows', "Content-Type": 'text/plain; charset="utf-8"'})
        self.assertRegex(mail["Message-ID"], r"^<[0-9a-f]{32}@example\.org>$")
        self.assertIsNotNone(mail["Date"].datetime)
        text = content_of(taken)
        for part in ["exported the customers of \"Winter\"", "719,303\n", "1,204", "CSV\n", "45.3 MB", f"\n{LINK}\n"]:
            self.assertIn(part, text)
        end = re.search(r"The link ends at (\d{4}-\d\d-\d\d \d\d:\d\d) UTC, in 6 minutes", text)
        self.assertIsNotNone(end, text)
        self.assertEqual(end[1], f"{mail['Date'].datetime + datetime.timedelta(minutes=6):%Y-%m-%d %H:%M}")
        self.assertNotIn(b"\n", taken["bytes"].replace(b"\r\n", b""))

    def test_names_in_any_script_arrive(self):
        inbox, server = self.serve()
        names = ["Été à la mer", "冬のセール " * 20, "a\r\nBcc: eve@example.org", "=?utf-8?Q?x?=", "  two  blanks ", "x" * 500,
                 ". leads", 'He said "now"', "tail\N{SNOWMAN}"]
        for name in names:
            self.sent(server, name=name)
        for name, taken in zip(names, inbox.mails, strict=True):
            with self.subTest(name):
                shown = name.replace("\r", "?").replace("\n", "?")
                self.assertEqual(taken["mail"]["Subject"], f'Customers of "{shown}": 719,303 rows')
                self.assertIn(f'the customers of "{shown}".', content_of(taken))
                self.assertIn(LINK, content_of(taken))
                self.assertIsNone(taken["mail"]["Bcc"])
                self.assertTrue(taken["bytes"].isascii())
                self.assertLessEqual(max(map(len, taken["bytes"].split(b"\r\n"))), 998)

    def test_lines_that_begin_with_dots_arrive(self):
        inbox, server = self.serve()
        self.sent(server, link=".\n..\n.x")
        self.assertIn("\n.\n..\n.x\n", content_of(inbox.mails[0]))

    def test_a_dry_run_prints_the_mail_and_asks_nobody(self):
        result = self.sent("smtp://127.0.0.1:1", dry_run=True)
        mail = email.message_from_string(result.out, policy=email.policy.default)
        self.assertEqual(mail["Subject"], 'Customers of "Winter": 719,303 rows')
        self.assertIn(f"\n{LINK}\n", mail.get_content())

    def test_what_is_missing_is_refused_first(self):
        base = {"AUDIENCE_CONFIG": None, "AUDIENCE_MAIL_SERVER": "smtp://127.0.0.1:1", "AUDIENCE_MAIL_FROM": "a@example.org",
                "AUDIENCE_BASE_URL": "http://links.example.org"}
        self.assertEqual(self.send("", variables=base, dry_run=True).code, 0)
        for variable, key in [("AUDIENCE_MAIL_SERVER", "mail.server"), ("AUDIENCE_MAIL_FROM", "mail.from"),
                              ("AUDIENCE_BASE_URL", "base_url")]:
            result = self.refused(2, "", key, variables={**base, variable: ""}, dry_run=True)
            self.assertIn(variable, result.err)
            self.assertIn(f"{self.folder}/.config/audience/config.toml", result.err)

    def test_settings_that_cannot_work_are_refused_first(self):
        file = f'password_file = "{self.folder}/password"\n'
        for mode, config, fault in [(0o600, 'tls = "yes"', 'mail.tls: cannot use "yes"'),
                                    (0o600, 'ca_file = "missing.pem"', "mail.ca_file: cannot read missing.pem"),
                                    (0o600, 'user = "ana"', "mail.user is set, but no password"),
                                    (0o600, 'password_file = "missing"', "mail.password_file: cannot read missing"),
                                    (0o600, 'password_file = "."', "mail.password_file: cannot read ."),
                                    (0o600, file, "no mail.user"),
                                    (0o640, file + 'user = "ana"', "others can read"),
                                    (0o604, file + 'user = "ana"', "others can read"),
                                    (0o600, 'sever = "x"', 'did you mean "mail.server"?')]:
            with self.subTest(config):
                self.password("hunter2", mode)
                self.assertNotIn("hunter2", self.refused(2, "smtp://127.0.0.1:1", fault, config=config).err)
        for text in ["", "\n", "two\nlines\n", "x" * 5000]:
            self.refused(2, "smtp://127.0.0.1:1", "holds no password", config=self.password(text))
        for address in ["bob", "bob@example.org\r\nX: y", "Bob <bob@example.org>", "a@b,c@d"]:
            self.refused(2, "smtp://127.0.0.1:1", "is no e-mail address", to=address)

    def test_the_servers_reason_is_told(self):
        for inbox, fault in [
                (Inbox(refuse="550 5.1.1 <bob@example.org>: no such user"), ": 550 5.1.1 <bob@example.org>: no such user"),
                (Inbox(refuse="550-5.1.1 no such\r\n550 user here"), ": 550 5.1.1 no such user here"),
                (Inbox(refuse="451 4.7.1 greylisted"), ": 451 4.7.1 greylisted\n  the server says that this may pass"),
                (Inbox(refuse="550 \x1b[2J"), ": 550 ?[2J"),
                (Inbox(refuse_sender="553 5.7.1 not yours"), ": 553 5.7.1 not yours"),
                (Inbox(refuse_data="554 5.7.1 spam"), ": 554 5.7.1 spam"),
                (Inbox(refuse_data=f"554 bad link {LINK}."), ": 554 bad link http://links.example.org/exports/…\n"),
                (Inbox(refuse_data=f"554 bad link {TOKEN[30:90]} in it"), ": 554 bad link … in it")]:
            with self.subTest(fault):
                _, server = self.serve(inbox)
                self.refused(10, server, f"cannot mail bob@example.org by {server}{fault}")
                self.assertEqual(inbox.mails, [])

    def test_a_server_that_goes_away_in_the_middle(self):
        class Leaving(Inbox):
            async def handle_DATA(self, server, session, envelope):
                server.transport.abort()
                return "250 never heard"
        _, server = self.serve(Leaving())
        self.assertIn("it may have arrived all the same", self.refused(10, server, "cannot mail").err)

    def test_a_server_that_took_the_mail_may_forget_to_say_goodbye(self):
        class Silent(Inbox):
            async def handle_QUIT(self, server, session, envelope):
                await asyncio.sleep(3600)
        inbox, server = self.serve(Silent())
        began = time.monotonic()
        self.sent(server)
        self.assertLess(time.monotonic() - began, 30)
        self.assertEqual(len(inbox.mails), 1)

    def test_nobody_listens(self):
        for server in ["smtp://127.0.0.1:1", "smtp://nowhere.invalid"]:
            self.assertIn("see mail.server", self.refused(10, server, f"cannot mail bob@example.org by {server}: ").err)

    def test_proxies_of_the_environment_are_not_asked(self):
        inbox, server = self.serve()
        self.sent(server, variables={"ALL_PROXY": "http://127.0.0.1:1", "all_proxy": "http://127.0.0.1:1"})
        self.assertEqual(len(inbox.mails), 1)

    def test_starttls_is_used_where_it_is_offered_and_certificates_are_checked(self):
        inbox, server = self.serve(tls_context=self.tls)
        trusted = f'ca_file = "{self.certificate}"\n'
        self.sent(server, config=trusted)
        self.sent(server, config=trusted + 'tls = "require"')
        self.sent(server, config=trusted + 'tls = "try"')
        self.sent(server, config='tls = "never"')
        self.assertEqual([taken["encrypted"] for taken in inbox.mails], [True, True, True, False])
        for config in ["", 'tls = "require"', 'tls = "try"']:
            self.assertIn("mail.ca_file", self.refused(10, server, "certificate", config=config).err)
        # The certificate is that of localhost, and of no other name.
        self.refused(10, server.replace("localhost", "127.0.0.1"), "certificate", config=trusted)
        self.assertEqual(len(inbox.mails), 4)

    def test_starttls_that_is_required_and_not_offered_sends_nothing(self):
        inbox, server = self.serve()
        self.assertIn("in the clear", self.refused(10, server, "cannot mail", config='tls = "require"').err)
        self.assertEqual(inbox.mails, [])

    def test_smtps_speaks_tls_from_the_start(self):
        inbox, server = self.serve(encrypted=True)
        self.sent(server, config=f'ca_file = "{self.certificate}"')
        self.assertEqual(len(inbox.mails), 1)
        self.refused(10, server, "certificate")
        self.refused(2, server, "mail.tls says never", config='tls = "never"')
        _, clear = self.serve()
        self.assertIn("for STARTTLS write smtp://", self.refused(10, clear.replace("smtp:", "smtps:"), "cannot mail").err)

    def test_user_and_password_are_given_to_the_server_alone(self):
        inbox, server = self.serve(authenticator=self.accept, auth_require_tls=False, auth_required=True)
        for text in ["hunter2", "hunter2\n", "hunter2\r\n"]:
            self.sent(server, config=self.password(text))
        self.assertEqual([taken["user"] for taken in inbox.mails], ["ana"] * 3)
        wrong = self.refused(10, server, ": 535 ", config=self.password("hunter3"))
        self.assertIn("mail.password_file", wrong.err)
        self.assertNotIn("hunter3", wrong.err)
        self.refused(10, server, ": 530 ")
        self.assertEqual(len(inbox.mails), 3)

    def test_user_and_password_go_over_tls(self):
        inbox, server = self.serve(authenticator=self.accept, tls_context=self.tls, auth_required=True)
        self.sent(server, config=self.password("hunter2") + f'ca_file = "{self.certificate}"')
        self.assertEqual([(taken["user"], taken["encrypted"]) for taken in inbox.mails], [("ana", True)])

    def test_a_password_leaves_the_machine_encrypted_or_not_at_all(self):
        inbox, server = self.serve(authenticator=self.accept, auth_require_tls=False)
        # Reached here, but any name that is not localhost may be another machine.
        elsewhere = server.replace("localhost", "mail.localhost")
        self.sent(elsewhere)
        self.assertIn("in the clear", self.refused(10, elsewhere, "cannot mail", config=self.password("hunter2")).err)
        self.assertEqual([taken["user"] for taken in inbox.mails], [None])
        self.sent(elsewhere, config=self.password("hunter2") + 'tls = "try"')
        self.assertEqual([taken["user"] for taken in inbox.mails], [None, "ana"])

    def test_the_name_said_in_the_greeting_can_be_chosen(self):
        inbox, server = self.serve()
        self.sent(server + "/shop.example.org")
        self.assertEqual(inbox.mails[0]["greeting"], "shop.example.org")

    def test_without_libcurl_the_package_is_named(self):
        self.write("libcurl.so.4", "no library")
        result = self.refused(1, "smtp://127.0.0.1:1", "cannot send mail without libcurl.so.4",
                              variables={"LD_LIBRARY_PATH": str(self.folder)})
        self.assertIn("install the package libcurl4", result.err)

    def test_libcurl_is_loaded_for_mail_alone(self):
        for program in [SEND_MAIL, BINARY]:
            self.assertNotIn("libcurl", subprocess.run(["ldd", program], text=True, capture_output=True, check=True).stdout)

    def export(self, server, *arguments, code=0, base="https://links.example.org", to="bob@example.org"):
        """The real command: a small shop's export, mailed."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "AUDIENCE_DB": str(self.db), "AUDIENCE_BASE_URL": base,
                       "AUDIENCE_MAIL_SERVER": server, "AUDIENCE_MAIL_FROM": "audience@example.org"}
        result = Result(subprocess.run([BINARY, "export", "all", "--email", to, *arguments], text=True, capture_output=True,
                                       cwd=self.folder, env=environment, timeout=100, check=False))
        self.assertEqual(result.code, code, result.err)
        return result

    def make_audience(self):
        self.make_shop()
        self.ok("create", self.document("all", []))

    def test_the_link_of_an_export_arrives_and_leads_to_the_file(self):
        self.make_audience()
        inbox, server = self.serve()
        report = self.export(server, "--expires-in", "2h").json()
        [taken] = inbox.mails
        text = content_of(taken)
        self.assertEqual(report["link"], f"https://links.example.org/exports/{report['token']}")
        self.assertIn(f"\n{report['link']}\n", text)
        self.assertIn("Rows       5\n", text)
        self.assertIn(f"Size       {report['bytes']} bytes\n", text)
        self.assertIn(", in 2 hours", re.sub(r"120 minutes", "2 hours", text))
        self.assertEqual(len(self.ok("download", report["link"], "-o", "-").out), report["bytes"])
        self.assertEqual([(one["recipient"], one["state"]) for one in self.ok("exports").json()], [("bob@example.org", "alive")])

    def test_a_refused_mail_leaves_the_export_standing(self):
        self.make_audience()
        _, server = self.serve(Inbox(refuse="550 5.1.1 no such user"))
        result = self.export(server, "-o", "all.csv", code=10)
        self.assertIn("550 5.1.1 no such user\n  the export stands", result.err)
        report = result.json()
        self.assertNotIn(report["token"], result.err)
        self.assertEqual(self.ok("download", report["token"], "-o", "-").out, (self.folder / "all.csv").read_text(encoding="utf-8"))
        # Nobody got it: the log names nobody.
        [logged] = self.ok("exports").json()
        self.assertEqual((logged["recipient"], logged["state"], logged["file"]), (None, "alive", str(self.folder / "all.csv")))
        self.assertNotIn("bob", self.ok("exports", "--table").out)

    def test_a_mail_that_fails_in_any_way_is_not_logged_as_sent(self):
        self.make_audience()
        servers = [self.serve(Inbox(**refusal))[1] for refusal in ({"refuse_sender": "550 no"}, {"refuse": "450 later"}, {"refuse_data": "554 spam"})]
        for server in (*servers, "smtp://127.0.0.1:1", "smtp://no-such-host.invalid"):
            with self.subTest(server):
                self.assertIn("the export stands", self.export(server, code=10).err)
        self.assertEqual({one["recipient"] for one in self.ok("exports").json()}, {None})

    def test_a_mail_that_may_have_arrived_stays_in_the_log(self):
        self.make_audience()

        class Gone(Inbox):
            async def handle_DATA(self, server, session, envelope):
                server.transport.abort()
                return "250 taken"

        _, server = self.serve(Gone())
        self.assertIn("it may have arrived; the export stands", self.export(server, code=10).err)
        self.assertEqual([one["recipient"] for one in self.ok("exports").json()], ["bob@example.org"])

    def test_a_log_that_cannot_be_mended_says_so(self):
        self.make_audience()
        self.sql("CREATE TRIGGER kept BEFORE UPDATE OF recipient ON audience_exports BEGIN SELECT raise(FAIL, 'kept'); END")
        _, server = self.serve(Inbox(refuse="550 no such user"))
        self.assertIn("the log still names the recipient", self.export(server, code=10).err)

    def test_nothing_is_exported_where_the_mail_could_not_be_of_use(self):
        self.make_audience()
        for fault, options in [("base_url", {"base": ""}), ("own machine", {"base": "http://localhost:8080"}),
                               ("own machine", {"base": "http://127.0.0.1"}), ("own machine", {"base": "https://[::1]:99/x"}),
                               ("own machine", {"base": "https://shop.localhost"}), ("own machine", {"base": "http://LOCALHOST.:80"}),
                               ("own machine", {"base": "http://0x7f000001"}), ("own machine", {"base": "http://[::ffff:127.0.0.1]"}),
                               ("own machine", {"base": "http://0.0.0.0"}), ("no http:// or https://", {"base": "https://a@links.example.org"}), ("no http:// or https://", {"base": "links.example.org"}),
                               ("is no e-mail address", {"to": "bob"})]:
            self.assertIn(fault, self.export("smtp://127.0.0.1:1", "-o", "x.csv", code=2, **options).err)
        self.assertFalse((self.folder / "x.csv").exists())
        self.assertFalse((self.folder / "shop.db.links").exists())
        self.assertEqual(self.ok("exports").json(), [])

    def test_a_dry_run_shows_the_mail_of_an_export_and_keeps_nothing(self):
        self.make_audience()
        shown = self.export("smtp://127.0.0.1:1", "--dry-run", "-o", "x.csv")
        mail = email.message_from_string(shown.out, policy=email.policy.default)
        self.assertEqual(mail["Subject"], 'Customers of "all": 5 rows')
        self.assertIn("https://links.example.org/exports/TOKEN", mail.get_content())
        self.assertEqual(self.ok("exports").json(), [])
        self.assertFalse((self.folder / "x.csv").exists())
        self.assertFalse((self.folder / "shop.db.links").exists())


if __name__ == "__main__":
    unittest.main()
