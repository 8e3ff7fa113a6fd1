"""Finds the model classes: every module beside this one that binds EntryClass."""

import importlib
import logging
import pkgutil
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Dict, List, Type, Union

from torch import nn

from sglang.srt.environ import envs

logger = logging.getLogger(__name__)


@dataclass
class _ModelRegistry:
    # architecture -> class
    models: Dict[str, Type[nn.Module]] = field(default_factory=dict)

    def register(self, package_name: str, overwrite: bool = False):
        found = import_model_classes(package_name)
        if not overwrite and (twice := found.keys() & self.models.keys()):
            raise ValueError(f"Registered before: {sorted(twice)}")
        self.models.update(found)

    def get_supported_archs(self):
        return self.models.keys()

    def resolve_model_cls(self, architectures: Union[str, List[str]]):
        if isinstance(architectures, str):
            architectures = [architectures]
        candidates = [arch for arch in architectures if arch in self.models]
        # What has no class of its own is served by the wrapper, which comes last.
        if len(candidates) != len(architectures):
            candidates.append("TransformersForCausalLM")
        for arch in candidates:
            if arch in self.models:
                return self.models[arch], arch
        raise ValueError(f"Not supported: {architectures}")


@lru_cache()
def import_model_classes(package_name: str):
    found = {}
    package = importlib.import_module(package_name)
    for _, name, ispkg in pkgutil.iter_modules(package.__path__, package_name + "."):
        if ispkg:
            continue
        if name.split(".")[-1] in envs.SGLANG_DISABLED_MODEL_ARCHS.get():
            logger.debug("Skip %s", name)
            continue
        try:
            module = importlib.import_module(name)
        except Exception as e:
            logger.warning("Cannot import %s: %s", name, e)
            continue
        if hasattr(module, "EntryClass"):
            entry = module.EntryClass
            if isinstance(entry, list):
                for cls in entry:
                    assert cls.__name__ not in found, f"{cls.__name__} is defined twice"
                    found[cls.__name__] = cls
            else:
                assert entry.__name__ not in found, f"{entry.__name__} is defined twice"
                found[entry.__name__] = entry
    return found


ModelRegistry = _ModelRegistry()
ModelRegistry.register("sglang.srt.models")

if external_pkg := envs.SGLANG_EXTERNAL_MODEL_PACKAGE.get():
    ModelRegistry.register(external_pkg, overwrite=True)
