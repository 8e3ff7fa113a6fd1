"""What transformers exports and what its model classes are, as transformers says it: CPython imports the package.

The package is executed: its lazy module resolves every name that it has, and every modeling file is imported and its
classes are asked. Whatever lies outside of it and of the standard library is stubbed (see stubs.py), and so are the
modules in OUTSIDE: those that write docstrings, and those that compare the versions of what is installed. Everything
optional is installed. TensorFlow and Flax files are not read.

Usage: transformers_package.py CHECKOUT [--without PATH:FIRST-LAST]...

Lines that are left out are those of a file that CPython cannot compile.

Prints {"names", "exported", "classes", "mappings", "failed"}:
names     how many names the package has
exported  name to "module.class", of those that are classes of a modeling file
classes   "module.class" of every modeling file to flags: P derives from PreTrainedModel, B is_backend_compatible()
mappings  the dictionaries of names below models/auto: [[model type, [classes]]] by name, in their order
failed    name or module to the error, where one cannot be had
"""

import argparse
import importlib
import json
import pathlib
import re
import sys
from collections import OrderedDict
from importlib import metadata
from importlib.machinery import SourceFileLoader

from stubs import KNOWN, StubModule, constant, stub, stub_imports

OUTSIDE = ["dependency_versions_check", "utils.auto_docstring", "utils.doc", "utils.versions"]
MODELING = re.compile(r"transformers\.models\.(?:\w+\.)*modeling_(?!tf_|flax_)\w+")
MAPPINGS = {
    "modeling_auto": ["MODEL_"],
    "configuration_auto": ["CONFIG_MAPPING_NAMES"],
    "feature_extraction_auto": ["FEATURE_EXTRACTOR_"],
    "image_processing_auto": ["IMAGE_PROCESSOR_"],
    "video_processing_auto": ["VIDEO_PROCESSOR_"],
}


def leave_out(root, spans):
    """Blanks lines of files before they are compiled."""
    left_out = {}
    for span in spans:
        path, first, last = re.fullmatch(r"(.+):(\d+)-(\d+)", span).groups()
        left_out.setdefault(str(root / path), []).append((int(first), int(last)))
    compiled = SourceFileLoader.source_to_code

    def source_to_code(self, data, path, **options):
        lines = data.split(b"\n")
        for first, last in left_out.get(path, []):
            lines[first - 1 : last] = [b""] * (last - first + 1)
        return compiled(self, b"\n".join(lines), path, **options)

    SourceFileLoader.source_to_code = source_to_code


class Package:
    def __init__(self, source):
        self.folder = source / "transformers"
        self.failed = {}
        self.module = importlib.import_module("transformers")
        self.base = self.load("modeling_utils").PreTrainedModel

    def load(self, name):
        return importlib.import_module(f"transformers.{name}")

    def attempt(self, name, action):
        try:
            return action()
        except Exception as error:  # Whatever a module or a class does.
            self.failed[name] = f"{type(error).__name__}: {error}"
            return None

    def exported(self):
        found = {}
        for name in dir(self.module):
            value = self.attempt(name, lambda: getattr(self.module, name))
            if isinstance(value, type) and MODELING.fullmatch(value.__module__):
                found[name] = full_name(value)
        return found

    def classes(self):
        found = {}
        for path in sorted(self.folder.glob("models/**/*.py")):
            name = ".".join(path.relative_to(self.folder.parent).with_suffix("").parts)
            if MODELING.fullmatch(name):
                module = self.attempt(name, lambda: importlib.import_module(name))
                found |= {full_name(each): self.flags(each) for each in own_classes(module)}
        return found

    def flags(self, cls):
        if not issubclass(cls, self.base):
            return ""
        has_gate = "is_backend_compatible" in vars(self.base)
        gate = has_gate and self.attempt(full_name(cls), cls.is_backend_compatible)
        return {True: "PB", False: "P"}.get(gate, "P?")

    def mappings(self):
        for name, prefixes in MAPPINGS.items():
            if (self.folder / f"models/auto/{name}.py").exists():
                for key, value in vars(self.load(f"models.auto.{name}")).items():
                    if type(value) in (dict, OrderedDict) and key.startswith(tuple(prefixes)):
                        rows = [[type_name(each), names(given)] for each, given in value.items()]
                        yield key, [row for row in rows if row[1]]


def own_classes(module):
    for name, value in vars(module).items() if module else []:
        if isinstance(value, type) and (value.__module__, value.__name__) == (module.__name__, name):
            # What a call of `namedtuple` makes has no class statement.
            if value.__bases__ != (tuple,) or hasattr(value, "__orig_bases__"):
                yield value


def full_name(cls):
    return f"{cls.__module__}.{cls.__name__}"


def type_name(key):
    """A model type; in old mappings the configuration class."""
    return key if isinstance(key, str) else key.__name__


def names(given):
    """One class, those of a tuple, or one for each backend; None where there is none."""
    if isinstance(given, dict):
        given = tuple(given.values())
    given = given if isinstance(given, (tuple, list)) else [given]
    return [each if isinstance(each, str) else each.__name__ for each in given if each is not None]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("checkout", type=pathlib.Path)
    parser.add_argument("--without", action="append", default=[])
    options = parser.parse_args()
    source = options.checkout.resolve() / "src"
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(source))
    leave_out(options.checkout.resolve(), options.without)
    metadata.version = constant("99.0.0")
    # It makes a field of a dataclass of a function that checks values.
    KNOWN["as_validated_field"] = constant(stub("field"))
    stub_imports(own=["transformers"])
    for name in OUTSIDE:
        sys.modules[f"transformers.{name}"] = StubModule(f"transformers.{name}")
    printed, sys.stdout = sys.stdout, sys.stderr
    package = Package(source)
    answer = {
        "names": len(dir(package.module)),
        "exported": package.exported(),
        "classes": package.classes(),
        "mappings": dict(package.mappings()),
        "failed": package.failed,
    }
    json.dump(answer, printed, sort_keys=True)


main()
