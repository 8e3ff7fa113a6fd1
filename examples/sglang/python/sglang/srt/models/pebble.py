"""Pebble, an encoder for embeddings and for classification."""

import torch
from torch import nn
from transformers import PebbleConfig


class PebbleModel(nn.Module):
    def __init__(self, config: PebbleConfig):
        super().__init__()
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.encoder = nn.ModuleList(
            [
                nn.TransformerEncoderLayer(config.hidden_size, config.num_attention_heads)
                for _ in range(config.num_hidden_layers)
            ]
        )

    @torch.no_grad()
    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        hidden_states = self.embeddings(input_ids)
        for layer in self.encoder:
            hidden_states = layer(hidden_states)
        return hidden_states[:, 0]


class PebbleForSequenceClassification(nn.Module):
    def __init__(self, config: PebbleConfig):
        super().__init__()
        self.pebble = PebbleModel(config)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    @torch.no_grad()
    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.pebble(input_ids))


EntryClass = [
    PebbleModel,
    # Scores pairs as well: see _cross_encoding_pooler_archs.
    PebbleForSequenceClassification,
]
