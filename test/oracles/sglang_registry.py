"""What SGLang registers, as SGLang says it: its own registry imports its own models, under CPython.

All of SGLang's code at module scope is executed. Whatever lies outside of it and of the standard library is stubbed by
modules that have every name: a class to derive from, a function to call, a decorator, a number to compare. The machine
has no accelerator, and every version is new enough.

Usage: sglang_registry.py CHECKOUT

Prints {"models": {architecture: module}, "failed": {module: message}}.
"""

import builtins
import importlib
import json
import logging
import pathlib
import sys
import types
import typing
from importlib import metadata
from importlib.machinery import ModuleSpec

STANDARD = set(sys.stdlib_module_names)
MODELS = "sglang.srt.models"
# Libraries and attributes whose presence alone says that the machine has such a device.
ABSENT_LIBRARIES = {"torch_npu", "torch_musa", "torchada", "sgl_kernel_npu", "torch_xla"}
ABSENT_DEVICES = {"npu", "musa", "hpu", "mlu"}
KNOWN = {
    "is_available": lambda *_, **__: False,
    "device_count": lambda *_, **__: 0,
    "dumps": lambda *_, **__: b"",
    "hip": None,
    "__version__": "99.0.0",
}


def is_dunder(name):
    return name.startswith("__") and name.endswith("__")


class Anything(type(typing.Protocol)):
    """The type of stubs, which are classes; and of what derives from them, which are classes as usual."""

    def is_stub(cls):
        return "_is_stub" in cls.__dict__

    def __getattr__(cls, name):
        if name in KNOWN:
            return KNOWN[name]
        if name == "__func__" and cls.is_stub():
            return lambda *_, **__: None
        if is_dunder(name) or name in ABSENT_DEVICES:
            raise AttributeError(name)
        made = stub(name)
        if cls.is_stub():
            type.__setattr__(cls, name, made)
        return made

    def __call__(cls, *args, **keywords):
        if not cls.is_stub():
            return super().__call__(*args, **keywords)
        return decorated(args, keywords) or stub("called")

    def register(cls, *args, **keywords):
        if not cls.is_stub() and len(args) == 1:
            return super().register(*args)
        return decorated(args, keywords) or stub("registered")

    def __getitem__(cls, _):
        return stub("item") if cls.is_stub() else cls

    def __bool__(cls):
        return not cls.is_stub()

    def __instancecheck__(cls, instance):
        return not cls.is_stub() and super().__instancecheck__(instance)

    def __subclasscheck__(cls, other):
        return other is cls or (not cls.is_stub() and super().__subclasscheck__(other))

    def __eq__(cls, other):
        return cls is other

    def __hash__(cls):
        return id(cls)


def decorated(args, keywords):
    """What stands alone between brackets, when that is a function or a class: it is taken to be decorated."""
    if len(args) != 1 or keywords:
        return None
    (given,) = args
    is_class = isinstance(given, type) and not (isinstance(given, Anything) and given.is_stub())
    return given if is_class or isinstance(given, (types.FunctionType, classmethod, staticmethod)) else None


def constant(value):
    return lambda *_: value


for operator in "add sub mul truediv floordiv mod pow and or xor lshift rshift matmul".split():
    for name in (operator, f"r{operator}"):
        setattr(Anything, f"__{name}__", lambda *_: stub("result"))
for operator in "neg pos invert abs".split():
    setattr(Anything, f"__{operator}__", lambda *_: stub("result"))
for operator, value in {
    **{"lt": False, "le": False, "gt": True, "ge": True, "contains": False},
    **{"len": 0, "index": 0, "int": 0, "float": 0.0, "round": 0},
    **{"fspath": "/nowhere", "exit": False, "setitem": None, "delitem": None},
}.items():
    setattr(Anything, f"__{operator}__", constant(value))
Anything.__iter__ = lambda cls: iter(())
Anything.__enter__ = lambda cls: cls


def attribute_of_instance(_, name):
    if is_dunder(name):
        raise AttributeError(name)
    return stub(name)


def stub(name):
    body = {
        "_is_stub": True,
        "__init__": lambda *_, **__: None,
        "__init_subclass__": classmethod(lambda *_, **__: None),
        "__getattr__": attribute_of_instance,
    }
    return Anything(name, (), body)


class StubModule(types.ModuleType):
    def __getattr__(self, name):
        if name in KNOWN:
            return KNOWN[name]
        if is_dunder(name) or name in ABSENT_DEVICES:
            raise AttributeError(name)
        found = sys.modules.get(f"{self.__name__}.{name}") or stub(name)
        setattr(self, name, found)
        return found


class Finder:
    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        if top in STANDARD or top in ABSENT_LIBRARIES or top == "sglang":
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StubModule(spec.name)

    def exec_module(self, module):
        pass


def name_of(name):
    """Attribute names that come from the machine are stubs."""
    return name if isinstance(name, str) else "stub"


def stub_the_machine():
    sys.meta_path.insert(0, Finder())
    metadata.version = constant("99.0.0")
    get, has, exists = builtins.getattr, builtins.hasattr, pathlib.Path.exists
    builtins.getattr = lambda owner, name, *default: get(owner, name_of(name), *default)
    builtins.hasattr = lambda owner, name: has(owner, name_of(name))
    # Folders of C++ sources, which a checkout of Python files has not.
    pathlib.Path.exists = lambda path, **options: path.name in {"include", "csrc"} or exists(path, **options)


class Failures(logging.Handler):
    """The registry logs the modules that it skips."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.found = {}

    def emit(self, record):
        before, colon, message = record.getMessage().partition(": ")
        if colon and before.startswith("Ignore import error when loading "):
            self.found[before.rpartition(".")[2]] = message


def main():
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(pathlib.Path(sys.argv[1], "python")))
    stub_the_machine()
    failures = Failures()
    logging.getLogger(f"{MODELS}.registry").addHandler(failures)
    printed, sys.stdout = sys.stdout, sys.stderr
    registry = importlib.import_module(f"{MODELS}.registry")
    models = {arch: cls.__module__ for arch, cls in registry.ModelRegistry.models.items()}
    json.dump({"models": models, "failed": failures.found}, printed, sort_keys=True)


main()
