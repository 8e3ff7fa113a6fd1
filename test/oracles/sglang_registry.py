"""What SGLang registers, as SGLang says it: its own registry imports its own models, under CPython.

All of SGLang's code at module scope is executed. Whatever lies outside of it and of the standard library is stubbed:
see stubs.py.

Usage: sglang_registry.py CHECKOUT

Prints {"models": {architecture: module}, "failed": {module: message}}.
"""

import builtins
import importlib
import json
import logging
import pathlib
import sys
from importlib import metadata

from stubs import constant, stub_imports

MODELS = "sglang.srt.models"


def name_of(name):
    """Attribute names that come from the machine are stubs."""
    return name if isinstance(name, str) else "stub"


def stub_the_machine():
    stub_imports(own=["sglang"])
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
