from ...configuration_utils import PreTrainedConfig
from ..acorn.configuration_acorn import AcornConfig


class LanternVLVisionConfig(PreTrainedConfig):
    model_type = "lantern_vl_vision"

    def __init__(self, hidden_size=1024, patch_size=14, **kwargs):
        super().__init__(**kwargs)
        self.hidden_size = hidden_size
        self.patch_size = patch_size


class LanternVLConfig(PreTrainedConfig):
    r"""
    The configuration of a [`LanternVLModel`]. The defaults are close to those of
    [treeline-labs/Lantern-VL-8B](https://huggingface.co/treeline-labs/Lantern-VL-8B).
    """

    model_type = "lantern_vl"
    sub_configs = {"vision_config": LanternVLVisionConfig, "text_config": AcornConfig}

    def __init__(self, vision_config=None, text_config=None, **kwargs):
        super().__init__(**kwargs)
        self.vision_config = LanternVLVisionConfig(**(vision_config or {}))
        self.text_config = AcornConfig(**(text_config or {}))


__all__ = ["LanternVLConfig", "LanternVLVisionConfig"]
