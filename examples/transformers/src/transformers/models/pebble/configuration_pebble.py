from ...configuration_utils import PreTrainedConfig


class PebbleConfig(PreTrainedConfig):
    model_type = "pebble"

    def __init__(self, vocab_size=30000, hidden_size=384, num_hidden_layers=6, num_labels=2, **kwargs):
        super().__init__(**kwargs)
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.num_attention_heads = 12
        self.num_labels = num_labels


__all__ = ["PebbleConfig"]
