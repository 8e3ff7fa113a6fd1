#!/usr/bin/env python3
"""Checks the adversarial snippets by executing them.

Usage: run_adversarial.py FILE           exit code 1 when a row is not what CPython says
       run_adversarial.py FILE --update  writes what CPython says into the rows

A row of FILE (JSON lines) has a `name`, a `source` (module `mod` of the package sglang.srt.models) and perhaps `files`
beside it, and `kind`:
  native   `expected`: the names that SGLang's registry takes from the module; `error`: the exception of the import
           or of the registry; `named`: what the module named although the registry raises
  classes  `expected`: the classes that the module defines and still holds
`base64` are the bytes of the source where they are not UTF-8, `python` is the version that the syntax needs, `hard`
marks a row whose result depends on more than the sources.

Each row runs in a process of its own. Run only snippets that you have read.
"""

import base64
import importlib
import json
import os
import subprocess
import sys
import tempfile

PACKAGE = "sglang.srt.models"


def registry(module):
    """What SGLang's registry does with one module: (names, exception name or None, names it was given)."""
    if not hasattr(module, "EntryClass"):
        return [], None, []
    entry = module.EntryClass
    found = {}
    try:
        for item in entry if isinstance(entry, list) else [entry]:
            assert item.__name__ not in found, f"Duplicated model implementation for {item.__name__}"
            found[item.__name__] = item
    except Exception as error:
        given = entry if isinstance(entry, (list, tuple, set, frozenset)) else [entry]
        names = sorted({item.__name__ for item in given if hasattr(item, "__name__")})
        return [], type(error).__name__, names
    return sorted(found), None, []


def classes(module):
    return sorted(
        {
            value.__name__
            for value in vars(module).values()
            if isinstance(value, type) and value.__module__ == module.__name__
        }
    )


def execute(kind):
    """In a process of its own, with the package on the path."""
    try:
        module = importlib.import_module(f"{PACKAGE}.mod")
    except Exception as error:
        return {"expected": [], "error": type(error).__name__}
    if kind == "classes":
        return {"expected": classes(module)}
    names, error, named = registry(module)
    return {"expected": names} | ({"error": error} if error else {}) | ({"named": named} if named else {})


def write_files(row, root):
    folder = os.path.join(root, *PACKAGE.split("."))
    os.makedirs(folder)
    for depth in range(1, PACKAGE.count(".") + 2):
        open(os.path.join(root, *PACKAGE.split(".")[:depth], "__init__.py"), "w").close()
    module = base64.b64decode(row["base64"]) if "base64" in row else row["source"].encode()
    files = {name: source.encode() for name, source in row.get("files", {}).items()}
    for name, content in {**files, "mod.py": module}.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)


def run(row):
    with tempfile.TemporaryDirectory() as root:
        write_files(row, root)
        done = subprocess.run(
            [sys.executable, "-W", "ignore", os.path.abspath(__file__), "--child", row["kind"]],
            cwd=root,
            env={**os.environ, "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )
    if done.returncode != 0:
        raise SystemExit(f"{row['name']}: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def is_too_new(row):
    needed = tuple(map(int, row.get("python", "3.0").split(".")))
    return sys.version_info[:2] < needed


def main():
    path = sys.argv[1]
    update = "--update" in sys.argv
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    wrong = 0
    for row in rows:
        if is_too_new(row):
            continue
        result = run(row)
        keys = ("expected", "error", "named")
        if any(row.get(key) != result.get(key) for key in keys):
            wrong += 1
            if update:
                row.update(result)
            else:
                print(row["name"], {key: row.get(key) for key in keys}, "but CPython:", result)
    if update:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    sys.exit(1 if wrong and not update else 0)


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        print(json.dumps(execute(sys.argv[2])))
    else:
        main()
