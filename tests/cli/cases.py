"""Prints the cases of a test file, `Class.test_name` a line, for ctest: cases.py FILE. Reads it, imports nothing."""
import ast
import sys


def cases(text):
    """Those that unittest would run. A class has the cases of its bases too, where they stand in the same file."""
    methods, found = {}, []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == "load_tests":
            raise SystemExit("load_tests would make cases that ctest does not see")
        if not isinstance(node, ast.ClassDef):
            continue
        inherited = [name for base in node.bases if isinstance(base, ast.Name) for name in methods.get(base.id, [])]
        own = [item.name for item in node.body if isinstance(item, ast.FunctionDef) and item.name.startswith("test")]
        methods[node.name] = list(dict.fromkeys(inherited + own))
        found += [f"{node.name}.{name}" for name in methods[node.name]]
    return found


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("\n".join(cases(file.read())))
