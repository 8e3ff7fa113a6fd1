from torch import nn

from ...modeling_utils import PreTrainedModel
from ...utils import auto_docstring
from .configuration_pebble import PebbleConfig


class PebblePreTrainedModel(PreTrainedModel):
    config: PebbleConfig
    base_model_prefix = "pebble"
    _supports_attention_backend = True


@auto_docstring(checkpoint="treeline-labs/Pebble-Embed-small")
class PebbleModel(PebblePreTrainedModel):
    def __init__(self, config: PebbleConfig):
        super().__init__(config)
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size)


@auto_docstring
class PebbleForMaskedLM(PebblePreTrainedModel):
    def __init__(self, config: PebbleConfig):
        super().__init__(config)
        self.pebble = PebbleModel(config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size)


@auto_docstring
class PebbleForSequenceClassification(PebblePreTrainedModel):
    def __init__(self, config: PebbleConfig):
        super().__init__(config)
        self.pebble = PebbleModel(config)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, input_ids=None, labels=None):
        r"""
        Example:

        ```python
        >>> from transformers import PebbleForSequenceClassification

        >>> model = PebbleForSequenceClassification.from_pretrained("treeline-labs/Pebble-Rerank-small")
        ```"""
        return self.classifier(self.pebble(input_ids))


__all__ = [
    "PebbleForMaskedLM",
    "PebbleForSequenceClassification",
    "PebbleModel",
    "PebblePreTrainedModel",
]
