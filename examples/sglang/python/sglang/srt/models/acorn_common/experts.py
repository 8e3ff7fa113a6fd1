import torch
from torch import nn


class AcornExperts(nn.Module):
    """A router and its experts: every token goes to the `top_k` experts that score highest."""

    def __init__(self, hidden_size: int, num_experts: int, top_k: int):
        super().__init__()
        self.top_k = top_k
        self.router = nn.Linear(hidden_size, num_experts, bias=False)
        self.experts = nn.ModuleList(
            [nn.Linear(hidden_size, hidden_size) for _ in range(num_experts)]
        )

    def forward(self, hidden_states: torch.Tensor) -> torch.Tensor:
        scores = self.router(hidden_states).softmax(dim=-1)
        weights, chosen = scores.topk(self.top_k, dim=-1)
        out = torch.zeros_like(hidden_states)
        for index, expert in enumerate(self.experts):
            share = (weights * (chosen == index)).sum(dim=-1, keepdim=True)
            out = out + share * expert(hidden_states)
        return out
