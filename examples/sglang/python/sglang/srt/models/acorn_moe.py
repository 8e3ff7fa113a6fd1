"""Acorn with a mixture of experts in place of the feed-forward block."""

import torch
from torch import nn

from sglang.srt.models.acorn import AcornDecoderLayer, AcornForCausalLM, AcornModel
from sglang.srt.models.acorn_common.experts import AcornExperts


class AcornMoeDecoderLayer(AcornDecoderLayer):
    def __init__(self, config, layer_id: int):
        super().__init__(config, layer_id)
        self.mlp = AcornExperts(
            config.hidden_size, config.num_experts, config.num_experts_per_tok
        )


class AcornMoeModel(AcornModel):
    def __init__(self, config):
        super().__init__(config)
        self.layers = nn.ModuleList(
            [AcornMoeDecoderLayer(config, i) for i in range(config.num_hidden_layers)]
        )

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        return super().forward(input_ids)


class AcornMoeForCausalLM(AcornForCausalLM):
    def __init__(self, config):
        super().__init__(config)
        self.model = AcornMoeModel(config)


EntryClass = AcornMoeForCausalLM
