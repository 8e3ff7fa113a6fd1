from ...configuration_utils import PreTrainedConfig


class JuniperConfig(PreTrainedConfig):
    r"""
    The configuration of a [`JuniperModel`]. The defaults are close to those of
    [treeline-labs/Juniper-3B](https://huggingface.co/treeline-labs/Juniper-3B).
    """

    model_type = "juniper"

    def __init__(self, vocab_size=50000, hidden_size=2048, num_labels=2, **kwargs):
        super().__init__(**kwargs)
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_labels = num_labels


__all__ = ["JuniperConfig"]
