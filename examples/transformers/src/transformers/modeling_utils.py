from torch import nn

from .configuration_utils import PreTrainedConfig


class PreTrainedModel(nn.Module):
    config_class = PreTrainedConfig
    base_model_prefix = ""

    # Whether attention can be handed over to whoever serves the model.
    _supports_attention_backend = False
    _tp_plan = None

    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.config = config

    @classmethod
    def is_backend_compatible(cls):
        return cls._supports_attention_backend


__all__ = ["PreTrainedModel"]
