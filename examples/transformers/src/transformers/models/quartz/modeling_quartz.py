"""A state space model: it has no attention that SGLang could take over, so the fallback refuses it."""

from torch import nn

from ...generation import GenerationMixin
from ...modeling_utils import PreTrainedModel
from ...utils import auto_docstring
from .configuration_quartz import QuartzConfig


class QuartzMixer(nn.Module):
    def __init__(self, config: QuartzConfig):
        super().__init__()
        self.state = nn.Linear(config.hidden_size, config.state_size, bias=False)


class QuartzPreTrainedModel(PreTrainedModel):
    config: QuartzConfig
    base_model_prefix = "backbone"


class QuartzCacheModel(QuartzPreTrainedModel):
    """Internal: not in __all__, so `transformers.QuartzCacheModel` does not exist."""


@auto_docstring
class QuartzModel(QuartzPreTrainedModel):
    def __init__(self, config: QuartzConfig):
        super().__init__(config)
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.mixer = QuartzMixer(config)


@auto_docstring
class QuartzForCausalLM(QuartzPreTrainedModel, GenerationMixin):
    def __init__(self, config: QuartzConfig):
        super().__init__(config)
        self.backbone = QuartzModel(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)


__all__ = ["QuartzForCausalLM", "QuartzModel", "QuartzPreTrainedModel"]
