"""How many classes each file has, outside of functions where that can be seen.

Usage: classes_peer.py parse|match LIST

LIST has paths separated by NUL. `parse` builds CPython's tree of each file and looks at its statements; `match` goes over
the bytes with one regular expression. Prints a JSON list, null for a file that CPython does not accept.
"""

import ast
import gc
import json
import re
import sys
import warnings

gc.disable()
warnings.simplefilter("ignore")

CLASS = re.compile(rb"^[ \t]*class[ \t]+\w+", re.M)


def count(body):
    found = 0
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        found += isinstance(node, ast.ClassDef)
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, field, None)
            if isinstance(inner, list):
                found += count(inner)
    return found


def parse(content):
    try:
        return count(ast.parse(content).body)
    except (SyntaxError, ValueError):
        return None


def match(content):
    return sum(1 for _ in CLASS.finditer(content))


def main(what, listed):
    with open(listed, encoding="utf-8") as file:
        paths = [path for path in file.read().split("\0") if path]
    read = parse if what == "parse" else match
    found = []
    for path in paths:
        with open(path, "rb") as file:
            found.append(read(file.read()))
    json.dump(found, sys.stdout)


main(*sys.argv[1:])
