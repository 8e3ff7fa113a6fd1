"""Sorrel, a recurrent decoder that transformers does not have."""

import torch
from torch import nn


class SorrelForCausalLM(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.recurrence = nn.GRU(config.hidden_size, config.hidden_size, batch_first=True)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    @torch.no_grad()
    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        hidden_states, _ = self.recurrence(self.embed_tokens(input_ids))
        return self.lm_head(hidden_states)


EntryClass = SorrelForCausalLM
