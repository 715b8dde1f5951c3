"""The folder of columns beside a database, as files."""


def unnamed_columns(columns):
    """Names of the files there that no manifest names."""
    if not columns.exists():
        return []
    manifest = columns / "manifest.json"
    text = manifest.read_text(encoding="utf-8") if manifest.exists() else ""
    known = {"manifest.json", "lock"} if text else set()
    return [path.name for path in columns.iterdir() if path.name not in known and f'"{path.name}"' not in text]
