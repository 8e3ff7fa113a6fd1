"""Chooses the class that serves a checkpoint."""

import logging

import transformers
from transformers.dynamic_module_utils import get_class_from_dynamic_module

from sglang.srt.configs.model_config import ModelConfig, ModelImpl

logger = logging.getLogger(__name__)


def resolve_transformers_arch(model_config: ModelConfig, architectures: list[str]):
    for i, arch in enumerate(architectures):
        if arch == "TransformersForCausalLM":
            continue
        auto_map = getattr(model_config.hf_config, "auto_map", None) or {}
        model_module = getattr(transformers, arch, None)
        if model_module is None:
            if "AutoModel" not in auto_map:
                raise ValueError(f"Neither transformers nor the checkpoint has {arch}.")
            model_module = get_class_from_dynamic_module(
                auto_map["AutoModel"], model_config.model_path
            )
        if not model_module.is_backend_compatible():
            raise ValueError(
                f"{arch} is not implemented here, and the transformers class brings "
                "its own attention."
            )
        if model_config.model_impl == ModelImpl.AUTO:
            logger.warning("%s is served by its transformers class.", arch)
        architectures[i] = "TransformersForCausalLM"
    return architectures


def get_model_architecture(model_config: ModelConfig):
    from sglang.srt.models.registry import ModelRegistry

    architectures = getattr(model_config.hf_config, "architectures", [])
    supported_archs = ModelRegistry.get_supported_archs()
    is_native_supported = any(arch in supported_archs for arch in architectures)
    if not is_native_supported or model_config.model_impl == ModelImpl.TRANSFORMERS:
        architectures = resolve_transformers_arch(model_config, architectures)
    return ModelRegistry.resolve_model_cls(architectures)
