"""The draft model of Acorn MoE: one layer that guesses the token after the next."""

import torch
from torch import nn

from sglang.srt.models.acorn_moe import AcornMoeDecoderLayer, AcornMoeForCausalLM


class AcornMoeModelNextN(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.join = nn.Linear(2 * config.hidden_size, config.hidden_size, bias=False)
        self.decoder = AcornMoeDecoderLayer(config, layer_id=0)

    def forward(self, embeds: torch.Tensor, previous: torch.Tensor) -> torch.Tensor:
        return self.decoder(self.join(torch.cat([embeds, previous], dim=-1)))


class AcornMoeForCausalLMNextN(AcornMoeForCausalLM):
    def __init__(self, config):
        super().__init__(config)
        self.model = AcornMoeModelNextN(config)


EntryClass = [AcornMoeForCausalLMNextN]
