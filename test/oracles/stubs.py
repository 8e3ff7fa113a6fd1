"""What lies outside of the code that an oracle executes: modules that have every name.

Each name is a class to derive from, a function to call, a decorator, a number to compare. The machine has no
accelerator, and every version is new enough.
"""

import os
import sys
import types
import typing
from importlib.machinery import ModuleSpec

STANDARD = set(sys.stdlib_module_names)
# Libraries and attributes whose presence alone says that the machine has such a device.
ABSENT_LIBRARIES = {"torch_npu", "torch_mlu", "torch_musa", "torchada", "sgl_kernel_npu", "torch_xla"}
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

    has_registered = False

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
            Anything.has_registered = True
            return super().register(*args)
        return decorated(args, keywords) or stub("registered")

    def __getitem__(cls, _):
        return stub("item") if cls.is_stub() else cls

    def __bool__(cls):
        return not cls.is_stub()

    def __instancecheck__(cls, instance):
        return not cls.is_stub() and super().__instancecheck__(instance)

    def __subclasscheck__(cls, other):
        is_derived = type.__subclasscheck__(cls, other)
        if cls.is_stub() or is_derived:
            return is_derived
        # Abstract classes ask every class that derives from them.
        is_virtual = Anything.has_registered or cls.__dict__.get("_is_protocol", False)
        return is_virtual and super().__subclasscheck__(other)

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
    # Nothing can be written below it, e.g. what a library keeps for its next start.
    **{"fspath": os.devnull, "exit": False, "setitem": None, "delitem": None},
}.items():
    setattr(Anything, f"__{operator}__", constant(value))
Anything.__iter__ = lambda cls: iter(())
Anything.__enter__ = lambda cls: cls


def attribute_of_instance(_, name):
    if is_dunder(name):
        raise AttributeError(name)
    return stub(name)


def stub(name, module="stubs"):
    body = {
        "_is_stub": True,
        "__module__": module,
        "__init__": lambda *_, **__: None,
        "__init_subclass__": classmethod(lambda *_, **__: None),
        "__getattr__": attribute_of_instance,
    }
    return Anything(name, (), body)


class StubModule(types.ModuleType):
    """Its names know which module they come from."""

    def __getattr__(self, name):
        if name in KNOWN:
            return KNOWN[name]
        if is_dunder(name) or name in ABSENT_DEVICES:
            raise AttributeError(name)
        found = sys.modules.get(f"{self.__name__}.{name}") or self.of_typing(name) or stub(name, self.__name__)
        setattr(self, name, found)
        return found

    def of_typing(self, name):
        if self.__name__ != "typing_extensions":
            return None
        return type_variable if name == "TypeVar" else getattr(typing, name, None)


def type_variable(name, *bounds, default=None, **rest):
    return typing.TypeVar(name, *bounds, **rest)


class Finder:
    def __init__(self, own):
        self.real = STANDARD | ABSENT_LIBRARIES | own

    def find_spec(self, name, path=None, target=None):
        return None if name.split(".")[0] in self.real else ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StubModule(spec.name)

    def exec_module(self, module):
        pass


def stub_imports(own=()):
    """Packages that are executed are the own ones, from wherever `sys.path` has them, and the standard library."""
    sys.meta_path.insert(0, Finder(set(own)))
