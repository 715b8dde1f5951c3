"""Where the programs under test lie: in the folder of the build that was made last, unless the environment says."""
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def newest_build():
    """The folder below `build`, made with tests, whose `audience` was linked last."""
    programs = [path for path in (ROOT / "build").glob("*/audience") if (path.parent / "tests").is_dir() and path.is_file()]
    if not programs:
        sys.exit("There is no build: cmake --preset quick && cmake --build --preset quick")
    newest = max(programs, key=lambda path: path.stat().st_mtime_ns).parent
    print(f"The build under test is {newest.relative_to(ROOT)}", file=sys.stderr)
    return newest


def programs():
    """The tool, the generator of shops, and the sender of one mail. What the environment names comes first, then its neighbours."""
    named = os.environ.get("AUDIENCE_BINARY")
    build = pathlib.Path(named).parent if named else newest_build()
    places = {"AUDIENCE_BINARY": build / "audience", "GENERATE_SHOP": build / "generate_shop", "SEND_MAIL": build / "send_mail"}
    return [os.path.abspath(os.environ.get(variable, place)) for variable, place in places.items()]
