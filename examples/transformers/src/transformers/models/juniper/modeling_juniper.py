"""SGLang has no Juniper, but takes this one: the attention can be exchanged."""

from torch import nn

from ...generation import GenerationMixin
from ...modeling_utils import PreTrainedModel
from ...utils import auto_docstring
from .configuration_juniper import JuniperConfig


class JuniperPreTrainedModel(PreTrainedModel):
    config: JuniperConfig
    base_model_prefix = "model"
    _supports_attention_backend = True


@auto_docstring
class JuniperModel(JuniperPreTrainedModel):
    def __init__(self, config: JuniperConfig):
        super().__init__(config)
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)


@auto_docstring
class JuniperForCausalLM(JuniperPreTrainedModel, GenerationMixin):
    def __init__(self, config: JuniperConfig):
        super().__init__(config)
        self.model = JuniperModel(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def forward(self, input_ids=None, **kwargs):
        r"""
        Example:

        ```python
        >>> from transformers import AutoTokenizer, JuniperForCausalLM

        >>> tokenizer = AutoTokenizer.from_pretrained("treeline-labs/Juniper-3B")
        >>> model = JuniperForCausalLM.from_pretrained("treeline-labs/Juniper-3B-Instruct")
        ```"""
        return self.lm_head(self.model(input_ids, **kwargs))


class JuniperForSequenceClassification(JuniperPreTrainedModel):
    # Pools over the whole sequence, which needs the attention weights.
    _supports_attention_backend = False

    def __init__(self, config: JuniperConfig):
        super().__init__(config)
        self.model = JuniperModel(config)
        self.score = nn.Linear(config.hidden_size, config.num_labels, bias=False)


__all__ = [
    "JuniperForCausalLM",
    "JuniperForSequenceClassification",
    "JuniperModel",
    "JuniperPreTrainedModel",
]
