#!/usr/bin/env python3
"""The modeling classes of a transformers checkout or revision, read without executing anything.

Standard library only.

Usage: transformers_classes.py CHECKOUT
       transformers_classes.py --git-dir DIR --rev REV

Prints {"mode", "counts", "files", "auto", "unparsed"}:
files   path under models/ to [class, line of `class`, [bases], flags], only classes with flag S, X or A
auto    mapping name to [model type, classes, line], sorted, the last of equal keys; before 2021-07 the key is the name of the config class
mode    how the package names its exports: define_import_structure, import_structure or imports

Flags: S one of five name patterns (see SUPPORTED), X exported by `transformers`, P derives from PreTrainedModel,
A in an auto mapping, B `is_backend_compatible()` is true, C defined under a condition, D deeper than models/*/.
TensorFlow and Flax files are not read.
"""

import argparse
import ast
import json
import posixpath
import re
from collections import Counter

from class_graph import Package, base_text
from source_tree import add_arguments, open_tree, parse

ROOT = "src/transformers"
MODELS = f"{ROOT}/models"
SUPPORTED = re.compile(r"\w+(ForCausalLM|ForConditionalGeneration|ForSequenceClassification|LMHeadModel|Model)")


def is_supported_name(name):
    return SUPPORTED.fullmatch(name) is not None and not name.startswith("_") and "PreTrained" not in name


# --------------------------------------------------------------------- exports


def strings(node):
    return [item.value for item in getattr(node, "elts", []) if isinstance(item, ast.Constant)]


def own_exports(module_tree):
    """`__all__`, and what is decorated with @requires: the rule of define_import_structure for one file."""
    names = set()
    for node in module_tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            names = set(strings(node.value))
    for node in module_tree.body:
        for decorator in getattr(node, "decorator_list", []):
            function = getattr(decorator, "func", decorator)
            if isinstance(function, ast.Name) and function.id == "requires":
                names.add(node.name)
    return names


def folder_exports(package, paths, recursive=False):
    """(file, name) pairs by define_import_structure, for the files of one folder or below it."""
    out = set()
    folders = {}
    for path in paths:
        folders.setdefault(posixpath.dirname(path), []).append(posixpath.basename(path))
    for folder, names in folders.items():
        has_modeling = any("modeling_" in name for name in names)
        for name in names:
            if not name.endswith(".py") or name == "__init__.py" or (has_modeling and "modular_" in name):
                continue
            path = f"{folder}/{name}"
            tree = parse(package.tree.read(path))
            out |= {(path, each) for each in own_exports(tree)} if tree else set()
    return out


def import_structure(tree):
    """Key to names of every literal `_import_structure` entry, whatever condition it stands under."""
    out = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id == "_import_structure" and isinstance(node.value, ast.Dict):
                for key, value in zip(node.value.keys, node.value.values):
                    out.setdefault(key.value, []).extend(strings(value))
        elif isinstance(node, ast.Assign):
            out.setdefault(structure_key(node.targets[0]), []).extend(strings(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            names = strings(node.args[0]) if node.func.attr == "extend" else strings(ast.List(node.args))
            if node.func.attr in ("extend", "append"):
                out.setdefault(structure_key(node.func.value), []).extend(names)
    out.pop(None, None)
    return out


def structure_key(node):
    """`key` of `_import_structure["key"]`."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "_import_structure":
        return getattr(node.slice, "value", None)
    return None


def imports(tree):
    """Dotted module to names, of the relative imports of a package's __init__."""
    out = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            out.setdefault(node.module, []).extend(alias.name for alias in node.names)
    return out


class Exports:
    """(file, name) of every class that `transformers.name` gives."""

    def __init__(self, package, paths):
        self.package = package
        self.paths = paths
        init = package.tree.read(f"{ROOT}/__init__.py")
        self.mode = mode_of(init)
        if self.mode == "define_import_structure":
            self.pairs = self.resolve(folder_exports(package, paths))
        else:
            structure = (import_structure if self.mode == "import_structure" else imports)(parse(init))
            self.pairs = self.resolve(self.by_structure(structure))

    def by_structure(self, structure):
        for key, names in structure.items():
            if key.startswith("models."):
                yield from self.in_module(f"{ROOT}/{key.replace('.', '/')}", set(names))

    def in_module(self, stem, names):
        """Where the names of a module or folder come from."""
        if self.package.tree.read(f"{stem}.py") is not None:
            yield from ((f"{stem}.py", name) for name in names)
            return
        init = self.package.tree.read(f"{stem}/__init__.py")
        if init is None:
            return
        if b"define_import_structure" in init:
            inside = [path for path in self.paths if posixpath.dirname(path) == stem]
            yield from (pair for pair in folder_exports(self.package, inside) if pair[1] in names)
            return
        tree = parse(init)
        for key, listed in (import_structure(tree) or imports(tree)).items():
            yield from ((f"{stem}/{key.replace('.', '/')}.py", name) for name in listed if name in names)

    def resolve(self, pairs):
        """To the file that defines the class: a listed name may be imported there."""
        found = (self.package.find(path, name) for path, name in pairs)
        return {(cls.path, cls.name) for cls in found if cls is not None}


def mode_of(init):
    if b"define_import_structure(" in init:
        return "define_import_structure"
    return "import_structure" if b"_import_structure" in init else "imports"


# --------------------------------------------------------------- auto mappings


def auto_mappings(tree):
    """Every module-level `MODEL_… = OrderedDict([...])`, by key; entries of a splatted mapping keep their lines."""
    out = {}
    for node in tree.body if tree else []:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name = node.targets[0].id
        if name.startswith("MODEL_") and isinstance(node.value, ast.Call) and node.value.args:
            pairs = node.value.args[0]
            if isinstance(pairs, ast.List):
                rows = {row[0]: row for item in pairs.elts for row in mapping_rows(item, out)}
                out[name] = [rows[key] for key in sorted(rows)]
    return out


def mapping_rows(item, known):
    if isinstance(item, ast.Starred):
        source = [node.id for node in ast.walk(item) if isinstance(node, ast.Name) and node.id in known]
        return known[source[0]] if source else []
    key, value = item.elts
    values = value.elts if isinstance(value, ast.Tuple) else [value]
    return [[label(key), [label(each) for each in values], key.lineno]]


def label(node):
    return node.value if isinstance(node, ast.Constant) else base_text(node)


# ------------------------------------------------------------------------ main


def is_modeling(path):
    name = posixpath.basename(path)
    return re.fullmatch(r"modeling_(?!tf_|flax_).*\.py", name) is not None


def is_backend_compatible(package, cls, has_gate):
    value = package.attribute(cls, "_supports_attention_backend") if has_gate else None
    return isinstance(value, ast.Constant) and value.value is True


def read(tree):
    package = Package(tree, ROOT)
    paths = [path for path in tree.list(MODELS) if path.endswith(".py")]
    exports = Exports(package, paths)
    auto = auto_mappings(parse(tree.read(f"{MODELS}/auto/modeling_auto.py") or b""))
    in_auto = {name for rows in auto.values() for row in rows for name in row[1]}
    has_gate = b"def is_backend_compatible(" in (tree.read(f"{ROOT}/modeling_utils.py") or b"")
    counts, files, unparsed, supported = Counter(), {}, [], {"exported": set(), "shallow": set()}
    for path in filter(is_modeling, paths):
        module = package.module(path)
        if module is None:
            unparsed.append(path)
            continue
        rows = []
        deeper = path.count("/") > MODELS.count("/") + 2
        for cls in module.classes:
            mro = package.mro(cls)
            flags = "".join(
                flag
                for flag, holds in [
                    ("S", is_supported_name(cls.name)),
                    ("X", (path, cls.name) in exports.pairs),
                    ("A", cls.name in in_auto),
                    ("P", any(each.name == "PreTrainedModel" for each in mro)),
                    ("B", is_backend_compatible(package, cls, has_gate)),
                    ("C", cls.conditional),
                    ("D", deeper),
                ]
                if holds
            )
            counts.update(["classes", *flags])
            if "S" in flags and "X" in flags:
                supported["exported"].add(cls.name)
            if "S" in flags and not deeper:
                supported["shallow"].add(cls.name)
            if set("SXA") & set(flags):
                rows.append([cls.name, cls.line, [base_text(base) for base in cls.node.bases], flags])
        files[path.removeprefix(f"{MODELS}/")] = rows
    counts.update({f"distinct_seed_{key}": len(names) for key, names in supported.items()})
    shown = dict(sorted(counts.items()))
    return {"mode": exports.mode, "counts": shown, "files": files, "auto": auto, "unparsed": unparsed}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_arguments(parser)
    print(json.dumps(read(open_tree(parser.parse_args()))))


if __name__ == "__main__":
    main()
