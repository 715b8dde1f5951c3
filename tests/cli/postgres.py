"""A PostgreSQL server of the tests' own: a folder, a port on loopback, nothing of the system's cluster."""
import ctypes
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
LIBC = ctypes.CDLL(None)


def programs():
    """The folder of the newest of Debian's programs; none."""
    found = [folder for folder in pathlib.Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def server_user():
    """initdb and postgres refuse root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


def skip_without_server():
    """Ends the test where no server can be had: AUDIENCE_TEST_SERVERS=required makes that a failure."""
    if programs() and (os.geteuid() != 0 or server_user()):
        return
    why = "no PostgreSQL server can be started here: install postgresql-15"
    if os.environ.get("AUDIENCE_TEST_SERVERS") == "required":
        raise AssertionError(why)
    raise unittest.SkipTest(why)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostgresServer:
    """Its superuser is `audience`, whom it trusts. Ends with `close`, or with the process that started it."""

    def __init__(self, *settings):
        skip_without_server()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="audience-server-"))
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.process = None
        user = server_user()
        if user:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        try:
            initdb = self.spawn("initdb", "-D", self.data, "-U", "audience", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                                "--no-sync", "--no-instructions")
            if initdb.wait(60) != 0:
                raise AssertionError(self.log.read_text())
            for _ in range(5):
                if self.is_up(settings):
                    return
            raise AssertionError(self.log.read_text())
        except BaseException:
            self.close()
            raise

    def spawn(self, program, *arguments):
        user, parent = server_user(), os.getpid()

        def prepare():
            if user:
                os.setgid(user.pw_gid)
                os.setuid(user.pw_uid)
            LIBC.prctl(DEATH_SIGNAL, signal.SIGKILL)  # behind setuid, which takes it back
            if os.getppid() != parent:
                os._exit(126)

        with open(self.log, "a", encoding="utf-8") as log:
            return subprocess.Popen([programs() / program, *map(str, arguments)], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                    cwd="/", preexec_fn=prepare, start_new_session=True)

    def is_up(self, settings):
        self.port = free_port()
        options = []
        for setting in ("listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}", "fsync=off", "full_page_writes=off",
                        "synchronous_commit=off", "autovacuum=off", "max_connections=30", "shared_buffers=32MB", "jit=off", "lc_messages=C",
                        *settings):
            options += ["-c", setting]
        self.process = self.spawn("postgres", "-D", self.data, "-p", self.port, *options)
        state = self.data / "postmaster.pid"
        deadline = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < deadline:
            if state.exists() and "\nready" in state.read_text():
                return True
            time.sleep(0.01)
        return False

    def address(self, database="postgres", user="audience", parameters=""):
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}" + (f"?{parameters}" if parameters else "")

    def psql(self, sql, database="postgres", user="audience"):
        """Unaligned rows of each statement; fails with the server's words."""
        done = subprocess.run([programs() / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.address(database, user)],
                              input=sql, text=True, capture_output=True, timeout=120, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout

    def signal_all(self, number):
        """The list of its children is whole only while it stands still: it stops before them, and goes on after."""
        server = self.process.pid
        if number == signal.SIGSTOP:
            os.kill(server, number)
        children = pathlib.Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii")
        for child in map(int, children.split()):
            try:
                os.kill(child, number)
            except ProcessLookupError:
                pass
        if number != signal.SIGSTOP:
            os.kill(server, number)

    def stop_process(self):
        self.signal_all(signal.SIGSTOP)

    def continue_process(self):
        self.signal_all(signal.SIGCONT)

    def close(self):
        if self.process and self.process.poll() is None:
            self.signal_all(signal.SIGCONT)
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
