"""What vLLM registers, as CPython says it.

`registry.py` of the models and of the tests are executed with every import stubbed. The classes that they name are
rebuilt as empty classes from the syntax trees of their files (bases, flags, parameters of `forward`), so that the
order of bases and the attribute lookup are CPython's own. Older forms of the registry: see vllm_older_registry.py.
"""

import argparse
import ast
import contextlib
import json
import sys
import types
from importlib.machinery import ModuleSpec
from unittest.mock import MagicMock

from source_tree import add_arguments, dotted, open_tree, parse
from vllm_older_registry import OlderRegistry

REGISTRY = "vllm/model_executor/models/registry.py"
INTERFACES = "vllm/model_executor/models/interfaces.py"
TESTS = "tests/models/registry.py"
STANDARD = set(sys.stdlib_module_names)
# CUDA is the platform.
PLATFORMS = {"is_hip", "is_neuron"}


class Stub(types.ModuleType):
    """A module that has every attribute."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name in PLATFORMS:
            return lambda: False
        return MagicMock(name=f"{self.__name__}.{name}")


class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in STANDARD:
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return Stub(spec.name)

    def exec_module(self, module):
        pass


def execute(tree, path):
    """The namespace of a file."""
    name = path.removesuffix(".py").replace("/", ".")
    module = types.ModuleType(name)
    module.__file__ = path
    module.__package__ = name.rpartition(".")[0]
    sys.modules[name] = module
    exec(compile(tree.read(path), path, "exec"), module.__dict__)
    return module


class Graph:
    """Classes of the sources as real, empty classes."""

    def __init__(self, tree):
        self.tree = tree
        self.modules = {}
        self.made = {}
        self.foreign = {}

    def path(self, module):
        base = module.replace(".", "/")
        for path in (f"{base}/__init__.py", f"{base}.py"):
            if self.tree.read(path) is not None:
                return path
        return None

    def bindings(self, module):
        """Name to the last binding at module scope: a class, (module, name) of an import, or an expression."""
        if module not in self.modules:
            path = self.path(module)
            root = parse(self.tree.read(path)) if path else None
            package = module if path and path.endswith("/__init__.py") else module.rpartition(".")[0]
            found = {}
            self.collect(root.body if root else [], package, found)
            self.modules[module] = found
        return self.modules[module]

    def collect(self, body, package, found):
        for node in body:
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                found[node.name] = node
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    parent = package.split(".")[: len(package.split(".")) - node.level + 1]
                    base = ".".join([*parent, *([node.module] if node.module else [])])
                for alias in node.names:
                    found[alias.asname or alias.name] = (base, alias.name)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = node.value
            elif isinstance(node, ast.If):
                self.collect(node.orelse, package, found)
                self.collect(node.body, package, found)
            elif isinstance(node, ast.Try):
                self.collect(node.body, package, found)

    def resolve(self, module, name):
        """The class of a name, a stand-in where it is outside of the sources."""
        binding = self.bindings(module).get(name)
        if isinstance(binding, ast.ClassDef):
            return self.make(module, binding)
        if isinstance(binding, tuple):
            if self.path(binding[0]):
                return self.resolve(*binding)
            return self.stand_in(".".join(binding))
        if isinstance(binding, ast.Name):
            return self.resolve(module, binding.id)
        return self.stand_in(name)

    def stand_in(self, name):
        return self.foreign.setdefault(name, type(name.rpartition(".")[2], (), {}))

    def base(self, module, node):
        if isinstance(node, ast.Name):
            return self.resolve(module, node.id)
        if isinstance(node, ast.Subscript):
            return self.base(module, node.value)
        if isinstance(node, ast.Call) and node.args:
            # A factory is taken to return its argument.
            return self.base(module, node.args[0])
        return self.stand_in(dotted(node) or ast.dump(node))

    def make(self, module, node):
        key = (module, node.name)
        if key in self.made:
            return self.made[key]
        body = {"__module__": module, "_line": node.lineno}
        for statement in node.body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                if statement.name.startswith("__"):
                    continue
                body[statement.name] = statement.args
            elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                for target in targets:
                    if isinstance(target, ast.Name) and not target.id.startswith("__"):
                        body[target.id] = constant(statement.value)
        bases = tuple(dict.fromkeys(self.base(module, base) for base in node.bases))
        self.made[key] = type(node.name, bases, body)
        return self.made[key]


def constant(node):
    with contextlib.suppress(ValueError):
        return ast.literal_eval(node)
    return True


def accepts(arguments, name):
    if not isinstance(arguments, ast.arguments):
        return False
    own = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return name in own or (arguments.kwarg is not None and arguments.kwarg.arg != name)


def flags(cls, interfaces):
    names = {each.__name__ for each in cls.__mro__}
    has = lambda *attributes: all(hasattr(cls, each) for each in attributes)
    flag = lambda attribute: bool(getattr(cls, attribute, False))
    return {
        "lora": has("supports_lora", "packed_modules_mapping", "embedding_modules"),
        # Newer releases only annotate the second member, and look at the order of bases instead.
        "pp": (
            "SupportsPP" in names
            if b"SupportsPP in model.__mro__" in interfaces
            else has("supports_pp", "make_empty_intermediate_tensors")
        )
        and accepts(getattr(cls, "forward", None), "intermediate_tensors"),
        "multimodal": flag("supports_multimodal"),
        "transcription": flag("supports_transcription"),
        "realtime": flag("supports_realtime"),
        "hybrid": flag("is_hybrid"),
        "innerState": flag("has_inner_state"),
        "attentionFree": flag("is_attention_free"),
        "noOps": flag("has_noops"),
        "quant": "SupportsQuant" in names,
        "moe": "MixtureOfExperts" in names,
        "crossEncoding": "SupportsCrossEncoding" in names or flag("supports_cross_encoding"),
        "pooling": flag("is_pooling_model"),
        "textGeneration": has("compute_logits"),
    }


def reasons(given):
    return {"all": given} if isinstance(given, str) else given or {}


def examples(module, holder):
    held = getattr(module, holder, None)
    for arch, info in (held.hf_models if held else {}).items():
        yield arch, {
            "id": info.default,
            "extras": list(info.extras.values()),
            "isAvailableOnline": getattr(info, "is_available_online", True),
            "trustRemoteCode": getattr(info, "trust_remote_code", False),
            "minTransformersVersion": getattr(info, "min_transformers_version", None),
            "maxTransformersVersion": getattr(info, "max_transformers_version", None),
            "versionReasons": reasons(getattr(info, "transformers_version_reason", None)),
            "revision": getattr(info, "revision", None),
            "speculativeModel": getattr(info, "speculative_model", None),
        }


def today(registry):
    for arch, lazy in registry.ModelRegistry.models.items():
        yield arch, (lazy.module_name, lazy.class_name)


def main():
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    tree = open_tree(parser.parse_args())
    sys.meta_path.insert(0, Finder())
    graph = Graph(tree)
    archs = {}
    registry = execute(tree, REGISTRY) if tree.read(REGISTRY) is not None else None
    is_today = hasattr(getattr(registry, "ModelRegistry", None), "models")
    interfaces = tree.read(INTERFACES) or b""
    older = None if is_today else OlderRegistry(tree, execute, registry)
    for arch, (module, name) in today(registry) if is_today else older.pairs():
        cls = graph.resolve(module, name)
        own = flags(cls, interfaces)
        has = own if is_today else older.flags(arch, cls, own)
        archs[arch] = {
            "module": module,
            "class": name,
            "file": graph.path(cls.__module__),
            "line": getattr(cls, "_line", None),
            "flags": sorted(flag for flag, holds in has.items() if holds),
        }
        if older is not None:
            archs[arch]["entry"] = older.entry(arch)
    tests = execute(tree, TESTS) if tree.read(TESTS) is not None else types.ModuleType("none")
    former = {
        "removed": getattr(registry, "_PREVIOUSLY_SUPPORTED_MODELS", {}),
        "out-of-tree": getattr(registry, "_OOT_SUPPORTED_MODELS", {}),
    }
    answer = {
        "archs": archs,
        "former": former,
        "examples": dict(examples(tests, "HF_EXAMPLE_MODELS")),
        "converted": dict(examples(tests, "AUTO_EXAMPLE_MODELS")),
    }
    sys.stdout.write(json.dumps(answer, indent=1, sort_keys=True))


main()
