"""What vLLM registers, as CPython says it.

`registry.py` of the models and of the tests, and the interfaces of the models, are executed with every import stubbed.
The classes that the registry names are rebuilt from the syntax trees of their files (bases, flags, empty functions
with their parameters), and vLLM's own predicates are asked what each can do: the order of bases, attribute lookup,
protocols and signatures are CPython's own. Older forms of the registry: see vllm_older_registry.py.
"""

import argparse
import ast
import contextlib
import inspect
import json
import sys
import types

from source_tree import add_arguments, dotted, open_tree, parse
from stubs import KNOWN, StubModule, constant, stub_imports
from vllm_older_registry import OlderRegistry

REGISTRY = "vllm/model_executor/models/registry.py"
INTERFACES = [f"vllm/model_executor/models/{name}.py" for name in ("interfaces_base", "interfaces")]
TESTS = "tests/models/registry.py"
# CUDA is the platform.
PLATFORMS = {"is_hip": constant(False), "is_neuron": constant(False)}


def execute(tree, path):
    """The namespace of a file."""
    name = path.removesuffix(".py").replace("/", ".")
    module = types.ModuleType(name)
    module.__file__ = path
    module.__package__ = name.rpartition(".")[0]
    sys.modules[name] = module
    exec(compile(tree.read(path), path, "exec"), module.__dict__)
    return module


class Interfaces:
    """The protocols of the models and the predicates that ask for them, executed."""

    def __init__(self, tree):
        self.modules = {}
        for path in INTERFACES:
            if tree.read(path) is None:
                continue
            module = execute(tree, path)
            # Both are stubs: of the first the signature is asked, and the second is only for a warning.
            module.supports_kw = supports_kw
            module.nn = types.SimpleNamespace(Module=object)
            for cls in vars(module).values():
                # It looks at values, of which the rebuilt classes have only the literal ones.
                if getattr(cls, "__module__", None) == module.__name__ and "__init_subclass__" in vars(cls):
                    del cls.__init_subclass__
            self.modules[module.__name__] = module

    def cls(self, module, name):
        found = getattr(self.modules.get(module), name, None)
        return found if isinstance(found, type) and found.__module__ == module else None

    def predicate(self, name):
        found = [vars(module)[name] for module in self.modules.values() if name in vars(module)]
        return next((each for each in found if inspect.isfunction(each)), None)


def supports_kw(function, name):
    parameters = inspect.signature(function).parameters
    own = parameters.get(name)
    if own is not None and own.kind in (own.POSITIONAL_OR_KEYWORD, own.KEYWORD_ONLY):
        return True
    return any(each.kind == each.VAR_KEYWORD and each.name != name for each in parameters.values())


class Graph:
    """Classes of the sources as real classes whose functions do nothing."""

    def __init__(self, tree, interfaces):
        self.tree = tree
        self.interfaces = interfaces
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
        executed = self.interfaces.cls(module, name)
        if executed is not None:
            return executed
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
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            return self.factory(module, node.func.id)(self.base(module, node.args[0]))
        return self.stand_in(dotted(node) or ast.dump(node))

    def factory(self, module, name):
        """The function, executed; where it is in the file of the class, taken to return its argument."""
        binding = self.bindings(module).get(name)
        path = self.path(binding[0]) if isinstance(binding, tuple) else None
        if path is None:
            return lambda cls: cls
        executed = sys.modules.get(binding[0])
        if isinstance(executed, StubModule) or executed is None:
            executed = execute(self.tree, path)
        return getattr(executed, binding[1])

    def make(self, module, node):
        key = (module, node.name)
        if key in self.made:
            return self.made[key]
        body = {"__module__": module, "_line": node.lineno}
        for statement in node.body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                if statement.name.startswith("__") and statement.name != "__init__":
                    continue
                body[statement.name] = empty(statement)
            elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                for target in targets:
                    if isinstance(target, ast.Name) and not target.id.startswith("__"):
                        body[target.id] = self.value(module, body, statement.value)
        bases = tuple(dict.fromkeys(self.base(module, base) for base in node.bases))
        self.made[key] = type(node.name, bases, body)
        return self.made[key]

    def value(self, module, body, node):
        """`f = Other.f` is that function, and `f = g` one of the class itself."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return getattr(self.resolve(module, node.value.id), node.attr, True)
        return body.get(node.id, True) if isinstance(node, ast.Name) else constant(node)


def constant(node):
    with contextlib.suppress(ValueError):
        return ast.literal_eval(node)
    return True


def empty(function):
    """A function with the same parameters. Decorators are taken to keep them."""
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    for argument in every:
        if argument is not None:
            argument.annotation = None
    given.defaults = [ast.Constant(None) for _ in given.defaults]
    given.kw_defaults = [each and ast.Constant(None) for each in given.kw_defaults]
    made = ast.FunctionDef(function.name, given, [ast.Pass()], [], None, lineno=1, col_offset=0)
    names = {}
    exec(compile(ast.fix_missing_locations(ast.Module([made], [])), "<empty>", "exec"), names)
    return names[function.name]


PREDICATES = {
    "lora": "supports_lora",
    "pp": "supports_pp",
    "multimodal": "supports_multimodal",
    "transcription": "supports_transcription",
    "realtime": "supports_realtime",
    "hybrid": "is_hybrid",
    "innerState": "has_inner_state",
    "attentionFree": "is_attention_free",
    "noOps": "has_noops",
    "pooling": "is_pooling_model",
    "textGeneration": "is_text_generation_model",
    "crossEncoding": "supports_cross_encoding",
}


def flags(cls, interfaces):
    names = {each.__name__ for each in cls.__mro__}
    found = {"quant": "SupportsQuant" in names, "moe": "MixtureOfExperts" in names}
    for name, predicate in PREDICATES.items():
        ask = interfaces.predicate(predicate)
        found[name] = bool(getattr(cls, predicate, False) if ask is None else ask(cls))
    if interfaces.predicate("supports_cross_encoding") is None:
        found["crossEncoding"] = "SupportsCrossEncoding" in names
    if interfaces.predicate("is_pooling_model") is None:
        ask = interfaces.predicate("is_embedding_model")
        found["pooling"] = bool(ask and ask(cls))
    return found


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
    KNOWN.update(PLATFORMS)
    stub_imports()
    interfaces = Interfaces(tree)
    graph = Graph(tree, interfaces)
    archs = {}
    registry = execute(tree, REGISTRY) if tree.read(REGISTRY) is not None else None
    is_today = hasattr(getattr(registry, "ModelRegistry", None), "models")
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
