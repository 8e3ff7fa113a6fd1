from ...configuration_utils import PreTrainedConfig


class AcornConfig(PreTrainedConfig):
    r"""
    The configuration of an [`AcornModel`]. The defaults are close to those of
    [treeline-labs/Acorn-7B](https://huggingface.co/treeline-labs/Acorn-7B).
    """

    model_type = "acorn"
    base_model_tp_plan = {
        "layers.*.qkv_proj": "colwise",
        "layers.*.mlp.down_proj": "rowwise",
    }

    def __init__(self, vocab_size=32000, hidden_size=4096, intermediate_size=11008, num_hidden_layers=32, **kwargs):
        super().__init__(**kwargs)
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.intermediate_size = intermediate_size
        self.num_hidden_layers = num_hidden_layers


__all__ = ["AcornConfig"]
