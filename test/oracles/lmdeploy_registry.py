"""What LMDeploy registers, as LMDeploy says it: CPython imports its tables and the classes that they lead to.

All of LMDeploy's code at module scope is executed. Whatever lies outside of it and of the standard library is stubbed
(see stubs.py), apart from the registries of mmengine.

Usage: lmdeploy_registry.py CHECKOUT

Prints {"classes", "multimodal", "failed"}:
classes     registry to architecture to "module.class"; pytorch, pytorch.DEVICE, turbomind, and vision: the processors
multimodal  the architectures of vision-language models, by name
failed      "registry: architecture" to the error, where a class cannot be had
"""

import importlib
import importlib.util
import inspect
import json
import sys
import types

from stubs import stub_imports

TURBOMIND = ["lmdeploy.turbomind.converter", "lmdeploy.turbomind.deploy.converter"]


class Registry:
    """What LMDeploy uses of mmengine's."""

    def __init__(self, name, **_):
        self.name = name
        self.module_dict = {}

    def get(self, key):
        return self.module_dict.get(key)

    def register_module(self, name=None):
        def register(cls):
            for key in name if isinstance(name, list) else [name or cls.__name__]:
                if key in self.module_dict:
                    raise KeyError(f"{key} is already registered in {self.name}")
                self.module_dict[key] = cls
            return cls

        return register


class Package:
    def __init__(self):
        self.failed = {}

    def classes(self, registry, table, load):
        found = {}
        for arch, value in table.items():
            try:
                found[arch] = full_name(load(value))
            except Exception as error:  # Whatever a module does.
                self.failed[f"{registry}: {arch}"] = f"{type(error).__name__}: {error}"
        return found

    def pytorch(self):
        patch = importlib.import_module("lmdeploy.pytorch.models.patch")
        tables = importlib.import_module("lmdeploy.pytorch.models.module_map")
        devices = getattr(tables, "DEVICE_SPECIAL_MODULE_MAP", {})
        named = {"pytorch": tables.MODULE_MAP, **{f"pytorch.{device}": devices[device] for device in devices}}
        for name, table in named.items():
            yield name, self.classes(name, table, patch._class_from_qualname)

    def turbomind(self):
        name = next(each for each in TURBOMIND if exists(each))
        converter = importlib.import_module(name)
        return self.classes("turbomind", converter.SUPPORTED_ARCHS, converter.INPUT_MODELS.get)


def exists(module):
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def mentioned(processor):
    """Every string that could be an architecture in what decides whether a class matches."""
    given = processor._arch
    yield from [given] if isinstance(given, str) else given or []
    yield from strings(processor.match.__func__.__code__.co_consts)


def strings(constants):
    for each in constants:
        if isinstance(each, str) and each.isidentifier():
            yield each
        elif isinstance(each, (tuple, frozenset)):
            yield from strings(each)


def vision(archs):
    """The processor of each architecture that one takes: the first that matches a configuration that has it."""
    processors = importlib.import_module("lmdeploy.vl.model.builder").VISION_MODELS.module_dict.values()
    found = {}
    for arch in sorted(archs.union(*map(mentioned, processors))):
        config = types.SimpleNamespace(architectures=[arch], auto_map={}, vision_config={}, language_config={})
        cls = next((each for each in processors if each.match(config)), None)
        if cls is not None:
            found[arch] = full_name(cls)
    return found


def multimodal(archs):
    """Architectures that are taken for multimodal whatever else a configuration says."""
    check = importlib.import_module("lmdeploy.archs").check_vl_llm
    backend = ["pytorch"] if "backend" in inspect.signature(check).parameters else []
    every = archs.union(strings(check.__code__.co_consts))
    return sorted(arch for arch in every if check(*backend, {"architectures": [arch]}))


def full_name(cls):
    return f"{cls.__module__}.{cls.__name__}"


def main():
    sys.dont_write_bytecode = True
    sys.path.insert(0, sys.argv[1])
    stub_imports(own=["lmdeploy"])
    for name in ("mmengine", "mmengine.registry"):
        importlib.import_module(name).Registry = Registry
    printed, sys.stdout = sys.stdout, sys.stderr
    package = Package()
    loaded = {**dict(package.pytorch()), "turbomind": package.turbomind()}
    archs = {arch for table in loaded.values() for arch in table}
    classes = {**loaded, "vision": vision(archs)}
    json.dump({"classes": classes, "multimodal": multimodal(archs), "failed": package.failed}, printed, sort_keys=True)


main()
