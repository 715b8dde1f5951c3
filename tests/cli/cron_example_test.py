"""The example for cron, run from its file as cron does: its PATH, no terminal, and no more of an environment."""
import datetime
import os
import subprocess
import unittest

from harness import BINARY, ROOT, ShopTest, bought


class Cron(ShopTest):
    def run_line(self):
        path, line = [one for one in (ROOT / "examples" / "crontab").read_text(encoding="utf-8").splitlines() if not one.startswith("#")]
        command = line.split(None, 5)[5]
        programs = self.folder / "bin"
        programs.mkdir(exist_ok=True)
        if not (programs / "audience").exists():
            os.symlink(BINARY, programs / "audience")
        environment = {"PATH": path.removeprefix("PATH=").replace("/usr/local/bin", str(programs)), "HOME": str(self.folder), "AUDIENCE_DB": str(self.db)}
        return subprocess.run(["/bin/sh", "-c", command], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def test_it_says_nothing_while_nothing_is_wrong(self):
        self.make_shop()
        self.ok("create", self.document("recent", [bought(["i_8732"], "purchases-30-days")], is_dynamic=True))
        stale = self.run_line()
        self.assertEqual(stale.returncode, 11)
        self.assertIn("--max-age", stale.stdout + stale.stderr)
        today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT00:00:00")
        self.ok("import", "purchases", self.write("today.csv", f"customer_id,product_id,purchased_at\nc_3,i_8732,{today}\n"))
        run = self.run_line()
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "", ""))
        self.assertIn("c_3", self.members("recent"))


if __name__ == "__main__":
    unittest.main()
