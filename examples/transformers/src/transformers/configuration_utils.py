class PreTrainedConfig:
    """Holds what a `config.json` says."""

    model_type: str = ""
    base_model_tp_plan = None

    def __init__(self, architectures=None, **kwargs):
        self.architectures = architectures
        for key, value in kwargs.items():
            setattr(self, key, value)


__all__ = ["PreTrainedConfig"]
