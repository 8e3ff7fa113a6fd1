#!/usr/bin/env python3
"""What smaller engines register at a checkout or revision, by registry.

Standard library only. Of lmdeploy the two tables are executed, apart from the imports that surround them; of the others
nothing is executed.

Usage: registry_keys.py ENGINE CHECKOUT
       registry_keys.py ENGINE --git-dir DIR --rev REV

Prints {registry: [key, ...]}, sorted, for lmdeploy, mlx-lm, sglang-jax or tensorrt-llm.
"""

import argparse
import ast
import json

from source_tree import add_arguments, open_tree, parse


def python_files(tree, folder):
    """Files right in a folder, without __init__."""
    depth = folder.count("/") + 1
    paths = [path for path in tree.list(folder) if path.endswith(".py") and path.count("/") == depth]
    return [path for path in paths if not path.endswith("/__init__.py")]


def assigned(body, name):
    """The values of plain assignments to a name."""
    return [
        stmt.value
        for stmt in body
        if isinstance(stmt, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in stmt.targets)
    ]


def lmdeploy(tree):
    modules = {}
    exec(compile(tree.read("lmdeploy/pytorch/models/module_map.py"), "module_map.py", "exec"), modules)
    supported = {}
    for value in assigned(parse(tree.read("lmdeploy/turbomind/supported_models.py")).body, "SUPPORTED_ARCHS"):
        supported = eval(compile(ast.Expression(value), "supported_models.py", "eval"))
    return {"pytorch": list(modules["MODULE_MAP"]), "turbomind": list(supported)}


def mlx_lm(tree):
    """A model type is a module with the two names that `_get_classes` takes from it."""
    found = []
    for path in python_files(tree, "mlx_lm/models"):
        names = set()
        for stmt in parse(tree.read(path)).body:
            if isinstance(stmt, (ast.ClassDef, ast.FunctionDef)):
                names.add(stmt.name)
            elif isinstance(stmt, ast.ImportFrom):
                names |= {alias.asname or alias.name for alias in stmt.names}
        if {"Model", "ModelArgs"} <= names:
            found.append(path.rsplit("/", 1)[1][: -len(".py")])
    return {"models": found}


def sglang_jax(tree):
    found = []
    for path in python_files(tree, "python/sgl_jax/srt/models"):
        for value in assigned(parse(tree.read(path)).body, "EntryClass")[-1:]:
            items = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
            found += [item.id for item in items]
    return {"srt": found}


def tensorrt_llm(tree):
    """The table of the TensorRT backend; a key that is imported stands in the module that it is imported from."""
    folder = "tensorrt_llm/models"
    body = parse(tree.read(f"{folder}/__init__.py")).body
    modules = {
        alias.asname or alias.name: stmt.module
        for stmt in body
        if isinstance(stmt, ast.ImportFrom)
        for alias in stmt.names
    }

    def text(key):
        if isinstance(key, ast.Constant):
            return key.value
        module = tree.read(f"{folder}/{modules[key.id].replace('.', '/')}.py")
        return ast.literal_eval(assigned(parse(module).body, key.id)[-1])

    return {"legacy": [text(key) for table in assigned(body, "MODEL_MAP") for key in table.keys]}


READERS = {"lmdeploy": lmdeploy, "mlx-lm": mlx_lm, "sglang-jax": sglang_jax, "tensorrt-llm": tensorrt_llm}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("engine", choices=sorted(READERS))
    add_arguments(parser)
    options = parser.parse_args()
    found = READERS[options.engine](open_tree(options))
    print(json.dumps({registry: sorted(keys) for registry, keys in found.items()}))


main()
