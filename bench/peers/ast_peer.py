"""The names that SGLang registers and the model classes of transformers, read with CPython's own parser.

Usage: ast_peer.py SGLANG_PACKAGE TRANSFORMERS_PACKAGE

Prints {"registrations": [...], "classes": [...]}, sorted. Written to be fast: no garbage collection, and of each
tree only the statements that run when the module is imported are looked at.
"""

import ast
import gc
import glob
import json
import os
import re
import sys

gc.disable()

MODEL_NAME = re.compile(r"\w+(?:ForCausalLM|ForConditionalGeneration|ForSequenceClassification|LMHeadModel|Model)")


def read(path):
    with open(path, "rb") as file:
        return ast.parse(file.read(), path)


def module_scope(body):
    """Every statement outside functions and classes."""
    for node in body:
        yield node
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, field, None)
            if isinstance(inner, list) and not isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                yield from module_scope(inner)


def registered(tree):
    names = {}  # a name of the module -> the __name__ of the class behind it
    entry = None
    for node in module_scope(tree.body):
        if isinstance(node, ast.ImportFrom):
            names.update((alias.asname, alias.name) for alias in node.names if alias.asname)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            target = node.targets[0].id
            if target == "EntryClass":
                entry = node.value
            elif isinstance(node.value, ast.Name):
                names[target] = names.get(node.value.id, node.value.id)
    items = entry.elts if isinstance(entry, ast.List) else [entry]
    return [names.get(item.id, item.id) for item in items if isinstance(item, ast.Name)]


def model_classes(tree):
    for node in module_scope(tree.body):
        if isinstance(node, ast.ClassDef) and MODEL_NAME.fullmatch(node.name):
            if not node.name.startswith("_") and "PreTrained" not in node.name:
                yield node.name


def main(sglang, transformers):
    registrations = set()
    for path in glob.iglob(os.path.join(glob.escape(sglang), "srt/models/*.py")):
        registrations.update(registered(read(path)))
    classes = set()
    for path in glob.iglob(os.path.join(glob.escape(transformers), "models/*/modeling_*.py")):
        if not os.path.basename(path).startswith(("modeling_flax_", "modeling_tf_")):
            classes.update(model_classes(read(path)))
    json.dump({"registrations": sorted(registrations), "classes": sorted(classes)}, sys.stdout)


main(*sys.argv[1:])
