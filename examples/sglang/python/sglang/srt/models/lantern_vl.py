"""Lantern VL: images become tokens of an Acorn decoder."""

import torch
from torch import nn

from sglang.srt.models.acorn import AcornForCausalLM


class LanternVisionTower(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.patches = nn.Conv2d(
            3, config.hidden_size, kernel_size=config.patch_size, stride=config.patch_size
        )

    def forward(self, pixel_values: torch.Tensor) -> torch.Tensor:
        return self.patches(pixel_values).flatten(2).transpose(1, 2)


class LanternVLForConditionalGeneration(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.visual = LanternVisionTower(config.vision_config)
        self.language_model = AcornForCausalLM(config.text_config)

    def get_image_feature(self, pixel_values: torch.Tensor) -> torch.Tensor:
        return self.visual(pixel_values)

    @torch.no_grad()
    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.language_model(input_ids)


EntryClass = LanternVLForConditionalGeneration
