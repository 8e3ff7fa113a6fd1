from ..acorn.configuration_acorn import AcornConfig


class AcornMoeConfig(AcornConfig):
    r"""
    The configuration of an [`AcornMoeModel`]. The defaults are close to those of
    [treeline-labs/Acorn-MoE-8x7B](https://huggingface.co/treeline-labs/Acorn-MoE-8x7B).
    """

    model_type = "acorn_moe"

    def __init__(self, num_experts=8, num_experts_per_tok=2, **kwargs):
        super().__init__(**kwargs)
        self.num_experts = num_experts
        self.num_experts_per_tok = num_experts_per_tok


__all__ = ["AcornMoeConfig"]
