from torch import nn

from ...generation import GenerationMixin
from ...utils import auto_docstring
from ..acorn.modeling_acorn import AcornPreTrainedModel
from .configuration_acorn_moe import AcornMoeConfig


class AcornMoePreTrainedModel(AcornPreTrainedModel):
    config: AcornMoeConfig


@auto_docstring
class AcornMoeModel(AcornMoePreTrainedModel):
    def __init__(self, config: AcornMoeConfig):
        super().__init__(config)
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)


@auto_docstring
class AcornMoeForCausalLM(AcornMoePreTrainedModel, GenerationMixin):
    def __init__(self, config: AcornMoeConfig):
        super().__init__(config)
        self.model = AcornMoeModel(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def forward(self, input_ids=None, **kwargs):
        return self.lm_head(self.model(input_ids, **kwargs))


__all__ = ["AcornMoeForCausalLM", "AcornMoeModel", "AcornMoePreTrainedModel"]
