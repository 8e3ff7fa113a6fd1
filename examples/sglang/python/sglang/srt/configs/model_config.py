"""What the server knows of a model before it loads one."""

from enum import Enum
from typing import List, Optional

from sglang.srt.environ import envs


class ModelImpl(str, Enum):
    AUTO = "auto"
    SGLANG = "sglang"
    TRANSFORMERS = "transformers"


class ModelConfig:
    def __init__(
        self,
        hf_config,
        model_impl: ModelImpl = ModelImpl.AUTO,
        is_embedding: Optional[bool] = None,
        is_draft_model: bool = False,
    ):
        self.hf_config = hf_config
        self.model_impl = model_impl
        self.is_draft_model = is_draft_model
        self._config_draft_model()
        self.is_generation = is_generation_model(
            self.hf_config.architectures, is_embedding
        )
        self.is_multimodal = is_multimodal_model(self.hf_config.architectures)
        self.is_audio_model = is_audio_model(self.hf_config.architectures)
        self.is_encoder_decoder = is_encoder_decoder_model(self.hf_config.architectures)

    def _config_draft_model(self):
        is_draft_model = self.is_draft_model

        if (
            is_draft_model
            and self.hf_config.architectures[0] == "AcornMoeForCausalLM"
        ):
            self.hf_config.architectures[0] = "AcornMoeForCausalLMNextN"
            self.hf_config.num_hidden_layers = 1


def is_generation_model(model_architectures: List[str], is_embedding: bool = False):
    if (
        "PebbleModel" in model_architectures
        or "PebbleForSequenceClassification" in model_architectures
    ):
        return False
    else:
        return not is_embedding


multimodal_model_archs = [
    "LanternVLForConditionalGeneration",
]

if external_mm_model_arch := envs.SGLANG_EXTERNAL_MM_MODEL_ARCH.get():
    multimodal_model_archs.append(external_mm_model_arch)


def is_multimodal_model(model_architectures: List[str]):
    return any(arch in model_architectures for arch in multimodal_model_archs)


def is_audio_model(model_architectures: List[str]):
    return False


def is_encoder_decoder_model(model_architectures: List[str]):
    return False


_cross_encoding_pooler_archs = ["PebbleForSequenceClassification"]


def is_cross_encoding_pooler_model(model_architectures: List[str]) -> bool:
    return any(arch in _cross_encoding_pooler_archs for arch in model_architectures)
