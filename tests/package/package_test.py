"""The packages: what is in them, under which names and rights, and that Debian's own checks find no fault."""
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from harness import BINARY, ROOT  # noqa: E402

BUILD = pathlib.Path(BINARY).parent


def output(*command):
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise AssertionError(f"{command}: {run.stdout}{run.stderr}")
    return run.stdout


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        output("cpack", "-G", "DEB;TGZ", "--config", BUILD / "CPackConfig.cmake", "-B", cls.folder)
        [cls.deb] = cls.folder.glob("*.deb")
        [cls.tgz] = cls.folder.glob("*.tar.gz")
        cls.root = cls.folder / "root"
        output("dpkg-deb", "-x", cls.deb, cls.root)

    def field(self, name):
        return output("dpkg-deb", "-f", self.deb, name).strip()

    def test_it_is_named_as_debian_names_packages(self):
        version = output(BINARY, "--version").split()[1]
        self.assertEqual(self.field("Version"), f"{version}-1")
        self.assertEqual(self.deb.name, f"audience_{version}-1_{self.field('Architecture')}.deb")
        self.assertRegex(self.field("Depends"), r"libc6 \(>= ")
        self.assertIn("libcurl4", self.field("Depends"))
        self.assertEqual("libpq5", self.field("Recommends"))

    def test_lintian_finds_no_error_and_no_warning(self):
        if not shutil.which("lintian"):
            self.skipTest("lintian is not installed")
        run = subprocess.run(["lintian", "--allow-root", self.deb], capture_output=True, text=True, check=False)
        self.assertEqual(re.findall(r"^[EW]: .*", run.stdout, re.M), [], run.stdout)
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_everything_has_its_place(self):
        files = {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}
        for page in (ROOT / "man").iterdir():
            self.assertIn(f"usr/share/man/man{page.suffix[1:]}/{page.name}.gz", files)
        for name in ("usr/bin/audience", "usr/lib/systemd/system/audience-serve.service", "usr/lib/systemd/system/audience-refresh.service",
                     "usr/lib/systemd/system/audience-refresh.timer", "usr/lib/sysusers.d/audience.conf", "usr/lib/tmpfiles.d/audience.conf",
                     "usr/share/doc/audience/copyright", "usr/share/doc/audience/changelog.gz", "usr/share/doc/audience/changelog.Debian.gz",
                     "usr/share/doc/audience/examples/audiences/winter.json", "usr/share/doc/audience/examples/config.toml"):
            self.assertIn(name, files)
        # Nothing of the library, the tests or the build.
        self.assertEqual([name for name in files if name.endswith((".a", ".hpp.in", ".cmake", ".o"))], [])
        self.assertTrue(all(name.startswith("usr/") for name in files))

    def test_compressed_files_are_those_of_the_sources(self):
        page = gzip.decompress((self.root / "usr/share/man/man1/audience.1.gz").read_bytes())
        self.assertEqual(page, (ROOT / "man/audience.1").read_bytes())
        news = gzip.decompress((self.root / "usr/share/doc/audience/changelog.gz").read_bytes())
        self.assertEqual(news, (ROOT / "CHANGELOG.md").read_bytes())
        entry = gzip.decompress((self.root / "usr/share/doc/audience/changelog.Debian.gz").read_bytes()).decode()
        self.assertTrue(entry.startswith(f"audience ({self.field('Version')}) "), entry)
        licence = (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n\n", 2)[2]
        told = (self.root / "usr/share/doc/audience/copyright").read_text(encoding="utf-8")
        self.assertIn(" ".join(licence.split()), " ".join(re.sub(r"^ \.$", "", told, flags=re.M).split()))

    def test_the_program_in_it_runs(self):
        self.assertEqual(output(self.root / "usr/bin/audience", "--version"), output(BINARY, "--version"))

    def test_completions_are_those_of_the_program(self):
        for shell, file in (("bash", "bash-completion/completions/audience"), ("zsh", "zsh/vendor-completions/_audience"),
                            ("fish", "fish/vendor_completions.d/audience.fish")):
            run = subprocess.run([BINARY, "completion", shell], capture_output=True, text=True, check=False)
            path = self.root / "usr/share" / file
            self.assertEqual(path.read_text(encoding="utf-8") if path.exists() else None, run.stdout if run.returncode == 0 else None)

    def test_the_units_are_sound(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("systemd-analyze is not installed")
        # With the program where the units look for it.
        units = self.folder / "units"
        shutil.copytree(self.root / "usr/lib/systemd/system", units)
        for unit in units.glob("*.service"):
            unit.write_text(unit.read_text(encoding="utf-8").replace("ExecStart=audience", f"ExecStart={self.root}/usr/bin/audience"), encoding="utf-8")
        run = subprocess.run(["systemd-analyze", "verify", "--man=no", *units.iterdir()], capture_output=True, text=True, check=False,
                             env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"})
        self.assertEqual([line for line in run.stderr.splitlines() if "audience" in line], [])

    def test_the_archive_has_the_same_files(self):
        with tarfile.open(self.tgz) as archive:
            names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
        for path in self.root.rglob("*"):
            if path.is_file():
                self.assertIn(str(path.relative_to(self.root / "usr")), names)


if __name__ == "__main__":
    unittest.main()
