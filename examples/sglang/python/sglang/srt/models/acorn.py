"""Acorn, a dense decoder. Two architectures share one implementation."""

from typing import Iterable, Tuple

import torch
from torch import nn
from transformers import AcornConfig


class AcornDecoderLayer(nn.Module):
    def __init__(self, config: AcornConfig, layer_id: int):
        super().__init__()
        self.layer_id = layer_id
        self.qkv_proj = nn.Linear(config.hidden_size, 3 * config.hidden_size, bias=False)
        self.mlp = nn.Sequential(
            nn.Linear(config.hidden_size, config.intermediate_size),
            nn.SiLU(),
            nn.Linear(config.intermediate_size, config.hidden_size),
        )

    def forward(self, hidden_states: torch.Tensor) -> torch.Tensor:
        query, key, value = self.qkv_proj(hidden_states).chunk(3, dim=-1)
        attended = nn.functional.scaled_dot_product_attention(
            query, key, value, is_causal=True
        )
        return hidden_states + self.mlp(attended)


class AcornModel(nn.Module):
    def __init__(self, config: AcornConfig):
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(
            [AcornDecoderLayer(config, i) for i in range(config.num_hidden_layers)]
        )

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        hidden_states = self.embed_tokens(input_ids)
        for layer in self.layers:
            hidden_states = layer(hidden_states)
        return hidden_states


class AcornForCausalLM(nn.Module):
    def __init__(self, config: AcornConfig):
        super().__init__()
        self.config = config
        self.model = AcornModel(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    @torch.no_grad()
    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.lm_head(self.model(input_ids))

    def load_weights(self, weights: Iterable[Tuple[str, torch.Tensor]]):
        params = dict(self.named_parameters())
        for name, weight in weights:
            params[name].data.copy_(weight)


class AcornChatForCausalLM(AcornForCausalLM):
    pass


EntryClass = [AcornForCausalLM, AcornChatForCausalLM]
