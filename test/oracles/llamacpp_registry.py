#!/usr/bin/env python3
"""What llama.cpp's converter registers at a checkout or revision, read without executing any of its code.

Standard library only. Every `@ModelBase.register("A", ...)` in front of a class registers its names, as projector
when the model_arch that the class has or inherits is MODEL_ARCH.MMPROJ (CLIP_VISION until May 2025), otherwise as text
model. Until April 2025 the base class was called Model.

Usage: llamacpp_registry.py CHECKOUT
       llamacpp_registry.py --git-dir DIR --rev REV

Prints {"text": {arch: {"class", "file", "line"}}, "mmproj": ..., "maps": {"TEXT_MODEL_MAP": {arch: module}, ...}}.
"""

import argparse
import ast
import json

from source_tree import add_arguments, dotted, open_tree, parse

SCRIPT = "convert_hf_to_gguf.py"
PACKAGE = "conversion"
MAPS = ("TEXT_MODEL_MAP", "MMPROJ_MODEL_MAP")
PROJECTORS = ("MODEL_ARCH.MMPROJ", "MODEL_ARCH.CLIP_VISION")
REGISTER = ("ModelBase.register", "Model.register")


def sources(tree):
    package = [path for path in tree.list(PACKAGE) if path.endswith(".py")]
    for path in package or [SCRIPT]:
        parsed = parse(tree.read(path))
        if parsed is not None:
            yield path, parsed


def model_arch(node):
    """The model_arch that a class body assigns, None without one."""
    found = None
    for stmt in node.body:
        if isinstance(stmt, ast.Assign) and any(dotted(target) == "model_arch" for target in stmt.targets):
            found = dotted(stmt.value)
    return found


def real_classes(declared):
    """Empty classes with the same bases, so that Python itself says what is inherited. Names are unique here."""
    made = {}

    def make(name):
        if name not in made:
            _, node = declared[name]
            bases = tuple(make(dotted(base)) for base in node.bases if dotted(base) in declared)
            arch = model_arch(node)
            made[name] = type(name, bases, {} if arch is None else {"model_arch": arch})
        return made[name]

    for name in declared:
        make(name)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_arguments(parser)
    declared, maps = {}, {}
    for path, parsed in sources(open_tree(parser.parse_args())):
        for node in parsed.body:
            if isinstance(node, ast.ClassDef):
                declared[node.name] = (path, node)
            target = node.target if isinstance(node, ast.AnnAssign) else None
            if target is not None and dotted(target) in MAPS and path.endswith("__init__.py"):
                maps[dotted(target)] = ast.literal_eval(node.value)
    result = {"text": {}, "mmproj": {}, "maps": maps}
    for name, made in real_classes(declared).items():
        path, node = declared[name]
        for call in node.decorator_list:
            if not (isinstance(call, ast.Call) and dotted(call.func) in REGISTER):
                continue
            side = "mmproj" if made.model_arch.endswith(PROJECTORS) else "text"
            for argument in call.args:
                key = ast.literal_eval(argument)
                result[side][key] = {"class": name, "file": path, "line": call.lineno}
    print(json.dumps(result, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
