from ...configuration_utils import PreTrainedConfig


class QuartzConfig(PreTrainedConfig):
    r"""
    The configuration of a [`QuartzModel`]. The defaults are close to those of
    [stonepath/Quartz-1B](https://huggingface.co/stonepath/Quartz-1B).
    """

    model_type = "quartz"

    def __init__(self, vocab_size=50000, hidden_size=1024, state_size=16, **kwargs):
        super().__init__(**kwargs)
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.state_size = state_size


__all__ = ["QuartzConfig"]
