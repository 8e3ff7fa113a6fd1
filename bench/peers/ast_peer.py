"""The names that SGLang registers and the model classes of transformers, read with CPython's own parser.

Usage: ast_peer.py SGLANG_PACKAGE TRANSFORMERS_PACKAGE [OVERRIDES]

Prints {"registrations": [...], "classes": [...]}, sorted. With OVERRIDES, a JSON file of examples by class, also
"examples": for every name an example checkpoint, by the rules of the source document's step 3. Written to be fast: no
garbage collection, every file parsed once, and of each tree only the statements that run when the module is imported
are looked at, and where examples are asked for, docstrings.
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
PRETRAINED = re.compile(r"from_pretrained\(\s*[\"']([a-zA-Z0-9_\-]+/[a-zA-Z0-9_.\-]+)[\"']")
SUFFIXES = ("forcausallm", "forconditionalgeneration", "forsequenceclassification", "lmheadmodel", "model")


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


def model_classes(nodes):
    for node in nodes:
        if isinstance(node, ast.ClassDef) and MODEL_NAME.fullmatch(node.name):
            if not node.name.startswith("_") and "PreTrained" not in node.name:
                yield node.name


def texts(body):
    """Strings that stand for themselves, docstrings among them, and string values of variables."""
    for node in module_scope(body):
        if isinstance(node, (ast.Expr, ast.Assign)):
            if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                yield node.value.value
        elif isinstance(node, ast.ClassDef):
            yield from texts(node.body)
        elif isinstance(node, ast.FunctionDef):
            yield from texts(node.body[:1])


class Examples:
    """Examples by model type: the folder of the file that mentions one first."""

    def __init__(self):
        self.checkpoints = {}
        self.mentioned = {}
        self.types = {}

    def add(self, path, nodes, modeling):
        if "flax" in path or "tf_" in path:
            return
        kind = path.split("/")[-2]
        for node in nodes:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_CHECKPOINT_FOR_DOC":
                self.checkpoints.setdefault(kind, ast.literal_eval(node.value))
        if not modeling or "auto" in path:
            return
        for node in nodes:
            if isinstance(node, ast.ClassDef) and (node.bases or node.keywords):
                self.types.setdefault(node.name, kind)
        if kind not in self.mentioned:
            found = next(filter(None, map(PRETRAINED.search, texts(nodes))), None)
            if found:
                self.mentioned[kind] = found[1]

    def of(self, name):
        kind = self.types.get(name)
        example = self.checkpoints.get(kind) or self.mentioned.get(kind)
        if not example:
            short = name.lower()
            for suffix in SUFFIXES:
                short = short.replace(suffix, "")
            example = next((id for kind, id in self.checkpoints.items() if short.startswith(kind.replace("_", ""))), "")
        return example


def main(sglang, transformers, overrides=None):
    registrations = set()
    for path in glob.iglob(os.path.join(glob.escape(sglang), "srt/models/*.py")):
        registrations.update(registered(read(path)))
    classes = set()
    examples = Examples()
    if overrides:
        for path in glob.iglob(os.path.join(glob.escape(transformers), "models/*/configuration_*.py")):
            examples.add(path, list(module_scope(read(path).body)), False)
    for path in glob.iglob(os.path.join(glob.escape(transformers), "models/*/modeling_*.py")):
        if not os.path.basename(path).startswith(("modeling_flax_", "modeling_tf_")):
            nodes = list(module_scope(read(path).body))
            classes.update(model_classes(nodes))
            if overrides:
                examples.add(path, nodes, True)
    answer = {"registrations": sorted(registrations), "classes": sorted(classes)}
    if overrides:
        with open(overrides) as file:
            by_hand = json.load(file)
        names = registrations | classes | by_hand.keys()
        answer["examples"] = {name: by_hand.get(name) or examples.of(name) for name in names}
    json.dump(answer, sys.stdout)


main(*sys.argv[1:])
