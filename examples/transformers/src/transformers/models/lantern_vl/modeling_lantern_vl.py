from torch import nn

from ...generation import GenerationMixin
from ...modeling_utils import PreTrainedModel
from ...utils import auto_docstring
from ..acorn.modeling_acorn import AcornForCausalLM
from .configuration_lantern_vl import LanternVLConfig, LanternVLVisionConfig


class LanternVLPreTrainedModel(PreTrainedModel):
    config: LanternVLConfig
    base_model_prefix = "model"
    _supports_attention_backend = True


class LanternVLVisionModel(LanternVLPreTrainedModel):
    config: LanternVLVisionConfig


@auto_docstring
class LanternVLModel(LanternVLPreTrainedModel):
    def __init__(self, config: LanternVLConfig):
        super().__init__(config)
        self.visual = LanternVLVisionModel(config.vision_config)


@auto_docstring
class LanternVLForConditionalGeneration(LanternVLPreTrainedModel, GenerationMixin):
    def __init__(self, config: LanternVLConfig):
        super().__init__(config)
        self.model = LanternVLModel(config)
        self.language_model = AcornForCausalLM(config.text_config)

    def forward(self, input_ids=None, pixel_values=None, **kwargs):
        r"""
        Example:

        ```python
        >>> from transformers import AutoProcessor, LanternVLForConditionalGeneration

        >>> checkpoint = "treeline-labs/Lantern-VL-8B-Instruct"
        >>> processor = AutoProcessor.from_pretrained(checkpoint)
        >>> model = LanternVLForConditionalGeneration.from_pretrained(checkpoint)
        ```"""
        return self.language_model(input_ids, **kwargs)


__all__ = ["LanternVLForConditionalGeneration", "LanternVLModel", "LanternVLPreTrainedModel"]
