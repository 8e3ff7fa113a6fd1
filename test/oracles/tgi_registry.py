#!/usr/bin/env python3
"""Which model types Text Generation Inference serves at a checkout or revision, as CPython says it.

Standard library only. `models/__init__.py` is executed with every import stubbed, and `get_model` is called with each
string of the file as a model type, on several machines and for several checkpoints: a model type is served where it
gives something else than a model type that nobody knows. Where things are written is read from the syntax trees.

Usage: tgi_registry.py CHECKOUT
       tgi_registry.py --git-dir DIR --rev REV

Prints {"members": [{name, key, line, url, multimodal}], "served": {key: {plain, classes, line}},
"places": {class: [file, line]}, "mappings": [name]}. `plain` says whether the model type alone is enough, `classes`
are what is returned with all kernels on one device and on several (with fewer kernels where that is nothing), and
`line` is that of the first comparison that leads there.
"""

import argparse
import ast
import contextlib
import enum
import inspect
import itertools
import json
import sys
import types
from importlib.machinery import ModuleSpec
from unittest.mock import MagicMock

from source_tree import add_arguments, open_tree, parse

FILE = "server/text_generation_server/models/__init__.py"
STANDARD = set(sys.stdlib_module_names)
UNKNOWN = "nobody-knows-this"
KERNELS = ("FLASH_NEOX", "FLASH_ATTENTION", "FLASH_TRANSFORMERS_BACKEND")
MAPPINGS = ("MODEL_FOR_CAUSAL_LM_MAPPING_NAMES", "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES")
# With all kernels or with none, and sharded or not; the best first.
MACHINES = list(itertools.product((True, False), (False, True)))
# What `get_model` takes from a configuration without asking whether it is there. A speculator names another checkpoint.
DEFAULTS = {"n_head": 8, "n_head_kv": 8, "multi_query": False, "head_dim": 128}
DEFAULTS |= {"base_model_name_or_path": "acorn/oak-7b", "n_predict": 2}
# The first asks for nothing but the model type.
CHECKPOINTS = [
    ("acorn/oak-7b", {"alibi": False, "sliding_window": None}),
    ("bigcode/oak-7b", {"alibi": False, "sliding_window": None}),
    ("facebook/galactica-7b", {"alibi": False, "sliding_window": None}),
    ("acorn/oak-7b", {"alibi": True, "sliding_window": None}),
    ("acorn/oak-7b", {"alibi": False, "sliding_window": 4096}),
]


class Mapping(dict):
    """A mapping of transformers that has nothing, and notes that it was asked."""

    asked = []

    def __init__(self, name):
        super().__init__()
        self.name = name

    def __contains__(self, key):
        if self.name not in Mapping.asked:
            Mapping.asked.append(self.name)
        return False


class Made:
    """What a stubbed class makes: a model, as far as `get_model` can tell."""

    def __init__(self, name):
        self.name = name


class Name:
    """A stubbed class; calling it, or its `fallback`, makes a model."""

    def __init__(self, name):
        self.name = name

    def __call__(self, *args, **kwargs):
        given = kwargs.get("model_class")
        return Made((given if isinstance(given, Name) else self).name)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self if name == "fallback" else MagicMock(name=f"{self.name}.{name}")


class Checkpoint:
    """What the stubs say of the checkpoint; set before each call."""

    config = {}

    @staticmethod
    def get_config_dict(*args, **kwargs):
        return {**DEFAULTS, **Checkpoint.config}, {}

    @staticmethod
    def from_pretrained(*args, **kwargs):
        return types.SimpleNamespace(**DEFAULTS, **Checkpoint.config)


# What is not a class, or is asked something, by name.
ANSWERS = {
    "PretrainedConfig": Checkpoint,
    "AutoConfig": Checkpoint,
    "modeling_auto": types.SimpleNamespace(**{name: Mapping(name) for name in MAPPINGS}),
    "get_speculate": lambda: 0,
    "hf_hub_download": lambda *args, **kwargs: "file",
    "HfApi": MagicMock(name="HfApi"),
    "QuantizationConfig": type("QuantizationConfig", (), {}),
    "SYSTEM": "cuda",
    "CUDA_GRAPHS": [1, 2, 4],
}


class Stub(types.ModuleType):
    """A module that has every attribute."""

    def __getattr__(self, name):
        if name.startswith("__") or name == "":
            raise AttributeError(name)
        if name in ANSWERS:
            return ANSWERS[name]
        return Name(name) if name[0].isupper() else MagicMock(name=name)


class Finder:
    def find_spec(self, name, path=None, target=None):
        return None if name.split(".")[0] in STANDARD else ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = Stub(spec.name)
        if spec.name == "torch":
            module.cuda = MagicMock(name="cuda")
            module.cuda.get_device_capability = lambda *_: (8, 0)
        return module

    def exec_module(self, module):
        pass


def execute(source):
    sys.meta_path.insert(0, Finder())
    module = types.ModuleType("text_generation_server.models")
    module.__package__ = module.__name__
    exec(compile(source, FILE, "exec"), module.__dict__)
    return module


def call(module, machine, checkpoint, model_type):
    """The name of the class that makes the model, and the line of the `return`; None where it raises."""
    kernels, sharded = machine
    model_id, config = checkpoint
    Checkpoint.config = {"model_type": model_type, **config}
    for name in KERNELS:
        if name in vars(module):
            setattr(module, name, kernels)
    given = {"model_id": model_id, "sharded": sharded, "trust_remote_code": False}
    parameters = inspect.signature(module.get_model).parameters
    last = None

    def trace(frame, event, _):
        nonlocal last
        if frame.f_code is not module.get_model.__code__:
            return None
        last = frame.f_lineno
        return trace

    sys.settrace(trace)
    try:
        made = module.get_model(**{name: given.get(name) for name in parameters})
    # Some revisions use a name that was removed, or compare a sliding window that is None.
    except (NotImplementedError, ValueError, RuntimeError, NameError):
        return None
    except TypeError as error:
        if "NoneType" not in str(error):
            raise
        return None
    finally:
        sys.settrace(None)
    assert isinstance(made, Made), made
    return made.name, last


def conditions(function, types_of):
    """Line to the model types that the conditions around it are written with, and their lines, innermost first."""
    found = {}

    def texts(node):
        if isinstance(node, ast.Constant):
            return [node.value]
        return [types_of[node.id]] if isinstance(node, ast.Name) and node.id in types_of else []

    def visit(body, around):
        for stmt in body:
            found.update((line, around) for line in range(stmt.lineno, stmt.end_lineno + 1))
            if isinstance(stmt, ast.If):
                own = [(text, node.lineno) for node in ast.walk(stmt.test) for text in texts(node)]
                visit(stmt.body, [*sorted(own, key=lambda each: each[1]), *around])
                visit(stmt.orelse, around)

    visit(function.body, [])
    return found


def enumeration(module):
    return list(getattr(module, "ModelType", []))


def members(module, parsed):
    """The members, with the lines of the assignments that make them."""
    listed = enumeration(module)
    assert all(isinstance(each, enum.Enum) for each in listed)
    classes = [node for node in parsed.body if isinstance(node, ast.ClassDef) and node.name == "ModelType"]
    body = [stmt for node in classes for stmt in node.body if isinstance(stmt, ast.Assign)]
    lines = {stmt.targets[0].id: stmt.lineno for stmt in body}
    return [
        {
            "name": each.name,
            "key": each.value["type"],
            "line": lines[each.name],
            "url": each.value["url"],
            "multimodal": each.value.get("multimodal", False),
        }
        for each in listed
    ]


def served(module, parsed):
    function = next(node for node in parsed.body if isinstance(node, ast.FunctionDef) and node.name == "get_model")
    types_of = {each.name: each.value["type"] for each in enumeration(module)}
    around = conditions(function, types_of)
    texts = {node.value for node in ast.walk(function) if isinstance(node, ast.Constant)}
    candidates = {text for text in texts if isinstance(text, str)} | set(types_of.values())
    worlds = list(itertools.product(CHECKPOINTS, MACHINES))
    unknown = [call(module, machine, checkpoint, UNKNOWN) for checkpoint, machine in worlds]
    found = {}
    for key in sorted(candidates):
        made = []
        for (checkpoint, machine), other in zip(worlds, unknown):
            result = call(module, machine, checkpoint, key)
            if result not in (None, other):
                made.append((checkpoint is CHECKPOINTS[0], machine[0], *result))
        if not made:
            continue
        # The first are those with the most of it.
        alike = [each for each in made if each[:2] == made[0][:2]]
        is_plain, _, _, line = made[0]
        found[key] = {
            "plain": is_plain,
            "classes": sorted({name for _, _, name, _ in alike}),
            "line": next(at for text, at in around[line] if text == key),
        }
    return found


def places(tree, parsed, names):
    """File and line of classes that the module imports."""
    imports = {}
    for stmt in parsed.body:
        for node in ast.walk(stmt):
            if isinstance(node, ast.ImportFrom) and not isinstance(stmt, ast.FunctionDef):
                imports |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
    found = {name: definition(tree, *imports[name]) for name in names if name in imports}
    return {name: place for name, place in found.items() if place is not None}


def definition(tree, module, name):
    path = f"server/{module.replace('.', '/')}.py"
    source = tree.read(path)
    for node in parse(source).body if source is not None else []:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return [path, node.lineno]
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    tree = open_tree(parser.parse_args())
    source = tree.read(FILE)
    parsed = parse(source)
    # One revision prints what it compares.
    with contextlib.redirect_stdout(sys.stderr):
        module = execute(source)
        found = served(module, parsed)
    names = sorted({name for each in found.values() for name in each["classes"]})
    print(
        json.dumps(
            {
                "members": members(module, parsed),
                "served": found,
                "places": places(tree, parsed, names),
                "mappings": Mapping.asked,
            }
        )
    )


main()
