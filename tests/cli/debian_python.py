"""Goes on in Debian's Python where the first one in PATH lacks a module that the tests need."""
import importlib.util
import os
import sys

DEBIAN = "/usr/bin/python3"
MODULES = ["aiosmtpd", "jsonschema", "jwt", "openpyxl", "yaml"]


def go_on_in_debian():
    """For a test file that is run by itself: does not return where another Python takes over."""
    if not sys.argv[0].endswith("_test.py") or not os.access(DEBIAN, os.X_OK):
        return
    if os.path.realpath(sys.executable) == os.path.realpath(DEBIAN):
        return
    if any(importlib.util.find_spec(module) is None for module in MODULES):
        os.execv(DEBIAN, [DEBIAN, *sys.argv])
