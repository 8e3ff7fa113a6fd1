"""Serves a class of the transformers library that has no implementation here."""

import torch
from torch import nn
from transformers import AutoModel


class TransformersForCausalLM(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.model = AutoModel.from_config(config, attn_implementation="sglang")
        if not self.model._supports_attention_backend:
            raise ValueError(f"{type(self.model).__name__} has its own attention")
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    @torch.no_grad()
    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.lm_head(self.model(input_ids, use_cache=False).last_hidden_state)


EntryClass = [TransformersForCausalLM]
