"""The registry of vLLM before `ModelRegistry` was made from a dictionary, as CPython executes it on CUDA."""

import ast
import sys

from source_tree import parse

PACKAGE = "vllm/model_executor/models/__init__.py"
REGISTRY = "vllm/model_executor/models/registry.py"
LOADERS = ["vllm/model_executor/model_loader.py", "vllm/model_executor/model_loader/loader.py"]
INTERFACES = "vllm/model_executor/models/interfaces.py"


class OlderRegistry:
    def __init__(self, tree, execute, registry):
        self.tree = tree
        self.file = PACKAGE if registry is None else REGISTRY
        self.module = registry
        if registry is None:
            self.module = execute(tree, PACKAGE)
            self.module.__path__ = []
            sys.modules["vllm.model_executor.models"] = self.module
        self.type = getattr(self.module, "ModelRegistry", None)
        if self.type is None:
            self.file = LOADERS[0]
            self.module = execute(tree, self.file)
        interfaces = tree.read(INTERFACES)
        names = [node.name for node in parse(interfaces).body if isinstance(node, ast.ClassDef)] if interfaces else []
        self.interfaces = set(names)

    def pairs(self):
        """What the registry loads for every architecture that it says it supports."""
        if self.type is None:
            config = type("Config", (), {})()
            for arch in self.module._MODEL_REGISTRY:
                config.architectures = [arch]
                yield arch, pair(self.module._get_model_architecture(config))
            return
        load = getattr(self.type, "_try_load_model_cls", None) or self.type.load_model_cls
        for arch in self.type.get_supported_archs():
            try:
                loaded = load(arch)
            except ValueError:
                continue
            yield arch, pair(loaded)

    def entry(self, arch):
        """The line of the key; the last dictionary with it wins."""
        lines = []
        for node in ast.walk(parse(self.tree.read(self.file))):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values):
                    is_entry = isinstance(value, ast.Tuple) or (self.type is None and isinstance(value, ast.Name))
                    if is_entry and isinstance(key, ast.Constant) and key.value == arch:
                        lines.append(key.lineno)
        return max(lines)

    def flags(self, arch, cls, today):
        """What decided at the time, else the interfaces."""
        found = dict(today)
        if not hasattr(self.type, "is_embedding_model"):
            found |= {"pooling": False, "textGeneration": True}
        elif not hasattr(self.module, "is_embedding_model"):
            pools = self.type.is_embedding_model(arch)
            found |= {"pooling": pools, "textGeneration": not pools}
        if hasattr(self.type, "is_multimodal_model") and not hasattr(self.module, "supports_multimodal"):
            found["multimodal"] = self.type.is_multimodal_model(arch)
        elif "SupportsMultiModal" not in self.interfaces:
            bases = {each.__name__ for each in cls.__mro__}
            sees = bool(getattr(cls, "supports_vision", False)) or "VisionLanguageModelBase" in bases
            found["multimodal"] = sees or cls.__name__ in self.vision()
        if "SupportsLoRA" not in self.interfaces:
            found["lora"] = hasattr(cls, "supported_lora_modules") or bool(getattr(cls, "supports_lora", False))
        pipelined = self.assigned("vllm/config.py", "_PP_SUPPORTED_MODELS")
        if pipelined is not None:
            found["pp"] = arch in ast.literal_eval(pipelined)
        return found

    def vision(self):
        lists = [self.assigned(path, "_VISION_MODEL_CLASSES") for path in LOADERS]
        return {node.id for each in lists if each is not None for node in each.elts}

    def assigned(self, path, name):
        source = self.tree.read(path)
        for node in parse(source).body if source else []:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
                return node.value
        return None


def pair(loaded):
    """The module and the name of what a stubbed import gave."""
    return loaded.__module__, loaded.__name__
