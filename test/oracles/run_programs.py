#!/usr/bin/env python3
"""Runs small programs and prints what their name `answer` is.

Reads a JSON list of {"source": module app.main, "files": {file name below app: source}} on standard input and prints
a JSON list of texts: `repr` of plain data, `<class Name>` and `<function name>` for the others.
"""

import importlib
import json
import os
import sys
import tempfile


def shown(value):
    if isinstance(value, type):
        return f"<class {value.__name__}>"
    if callable(value):
        return f"<function {value.__name__}>"
    if type(value) is list:
        return f"[{', '.join(map(shown, value))}]"
    if type(value) is tuple:
        return f"({', '.join(map(shown, value))}{',' if len(value) == 1 else ''})"
    if type(value) is dict:
        return f"{{{', '.join(f'{shown(key)}: {shown(item)}' for key, item in value.items())}}}"
    return repr(value)


def run(program):
    with tempfile.TemporaryDirectory() as folder:
        files = {"__init__.py": "", "main.py": program["source"], **program.get("files", {})}
        for name, source in files.items():
            path = os.path.join(folder, "app", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(source)
        sys.path.insert(0, folder)
        try:
            return shown(importlib.import_module("app.main").answer)
        except Exception as error:
            return f"raises {type(error).__name__}"
        finally:
            sys.path.remove(folder)
            for name in [name for name in sys.modules if name.split(".")[0] == "app"]:
                del sys.modules[name]
            importlib.invalidate_caches()


sys.dont_write_bytecode = True
json.dump([run(program) for program in json.load(sys.stdin)], sys.stdout)
