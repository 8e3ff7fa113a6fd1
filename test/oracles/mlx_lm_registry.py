"""What MLX LM serves, as MLX LM says it: its own loader is asked for the classes of each model type, under CPython.

All of MLX LM's code at module scope is executed. Whatever lies outside of it and of the standard library is stubbed:
see stubs.py.

Usage: mlx_lm_registry.py CHECKOUT

Prints {"models": {model type: "module.class"}, "failed": {model type: message}}, for every module of the models and
every other name that the loader knows for one.
"""

import importlib
import json
import pathlib
import pkgutil
import resource
import sys

from stubs import constant, stub_imports


def main():
    sys.dont_write_bytecode = True
    sys.path.insert(0, sys.argv[1])
    # It wants more open files than the machine may allow.
    resource.setrlimit = constant(None)
    stub_imports(own=["mlx_lm"])
    printed, sys.stdout = sys.stdout, sys.stderr
    utils = importlib.import_module("mlx_lm.utils")
    modules = [each.name for each in pkgutil.iter_modules([str(pathlib.Path(sys.argv[1], "mlx_lm/models"))])]
    models, failed = {}, {}
    for model_type in sorted({*modules, *utils.MODEL_REMAPPING}):
        try:
            model, _ = utils._get_classes({"model_type": model_type})
            models[model_type] = f"{model.__module__}.{model.__qualname__}"
        except Exception as error:  # Whatever a module does.
            failed[model_type] = f"{type(error).__name__}: {error}"
    json.dump({"models": models, "failed": failed}, printed, sort_keys=True)


main()
