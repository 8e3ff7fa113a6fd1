#!/usr/bin/env python3
"""The architectures that SGLang's registry holds at a checkout or revision, read without executing anything.

Standard library only. The rule of sglang/srt/models/registry.py: every module directly in the models folder
(packages are not entered) that ends up with the name EntryClass registers its class, or each class of its list,
under the class' __name__.

Usage: sglang_native.py CHECKOUT
       sglang_native.py --git-dir DIR --rev REV

Prints {"count", "archs": {arch: {"file", "entry_line", "line", "class_line"}}, "unread": [{"file", "line", "reason"}]}:
entry_line is the EntryClass statement, line the item in it, class_line the `class` statement.
"""

import argparse
import ast
import json
import posixpath

from source_tree import add_arguments, open_tree, parse

MODELS = "python/sglang/srt/models"
PACKAGE_ROOT = "python"


class Reader:
    def __init__(self, tree):
        self.tree = tree
        self.modules = {}
        self.archs = {}
        self.unread = []

    def module(self, path):
        """Last module-level binding of each name, None for a file that is absent or not valid."""
        if path not in self.modules:
            data = self.tree.read(path)
            parsed = None if data is None else parse(data)
            self.modules[path] = None if parsed is None else bindings(parsed)
        return self.modules[path]

    def register(self, path):
        names = self.module(path)
        if names is None:
            self.report(path, 1, "not valid Python")
            return
        if "EntryClass" not in names:
            return
        binding = names["EntryClass"]
        if not isinstance(binding, ast.Assign):
            self.report(path, binding.lineno, f"EntryClass is bound by {type(binding).__name__}")
            return
        value = binding.value
        for item in value.elts if isinstance(value, ast.List) else [value]:
            found = self.find_class(path, item.id) if isinstance(item, ast.Name) else None
            if found is None:
                self.report(path, item.lineno, f"not the name of a class: {ast.unparse(item)}")
                continue
            arch, class_line = found
            if arch in self.archs:
                self.report(path, item.lineno, f"registered twice: {arch}")
            entry = {"file": posixpath.basename(path), "entry_line": binding.lineno}
            self.archs[arch] = entry | {"line": item.lineno, "class_line": class_line}

    def find_class(self, path, name, seen=()):
        """(__name__, line) of the class that a name means, through assignments and imports."""
        if (path, name) in seen:
            return None
        seen = (*seen, (path, name))
        binding = (self.module(path) or {}).get(name)
        if isinstance(binding, ast.ClassDef):
            return binding.name, binding.lineno
        if isinstance(binding, ast.Assign) and isinstance(binding.value, ast.Name):
            return self.find_class(path, binding.value.id, seen)
        if isinstance(binding, ast.ImportFrom):
            original = next(alias.name for alias in binding.names if (alias.asname or alias.name) == name)
            for target in self.targets(path, binding):
                found = self.find_class(target, original, seen)
                if found is not None:
                    return found
        return None

    def targets(self, path, node):
        if node.level:
            base = path
            for _ in range(node.level):
                base = posixpath.dirname(base)
        else:
            base = PACKAGE_ROOT
        stem = posixpath.join(base, *(node.module or "").split("."))
        return [f"{stem}.py", f"{stem}/__init__.py"]

    def report(self, path, line, reason):
        self.unread.append({"file": path, "line": line, "reason": reason})


def bindings(parsed):
    """Name to the last statement that binds it at module level."""
    names = {}
    for node in parsed.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names[node.name] = node
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                names[alias.asname or alias.name] = node
        else:
            # Anything else that stores a name, at whatever depth, counts: only plain forms are read later.
            for name in stored_names(node):
                names[name] = node
    return names


def stored_names(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
        yield getattr(node, "name", None)
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from stored_names(child)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_arguments(parser)
    reader = Reader(open_tree(parser.parse_args()))
    for path in reader.tree.list(MODELS):
        if posixpath.dirname(path) == MODELS and path.endswith(".py") and not path.endswith("/__init__.py"):
            reader.register(path)
    archs = dict(sorted(reader.archs.items()))
    print(json.dumps({"count": len(archs), "archs": archs, "unread": reader.unread}, indent=1))


if __name__ == "__main__":
    main()
