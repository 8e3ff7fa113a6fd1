import importlib
from collections import OrderedDict


class _LazyAutoMapping(OrderedDict):
    """Configuration class to model class, imported when asked for."""

    def __init__(self, config_mapping, model_mapping):
        super().__init__()
        self._config_mapping = config_mapping
        self._model_mapping = model_mapping

    def __getitem__(self, config_class):
        for model_type, name in self._config_mapping.items():
            if name == config_class.__name__ and model_type in self._model_mapping:
                module = importlib.import_module(f".{model_type}", "transformers.models")
                return getattr(module, self._model_mapping[model_type])
        raise KeyError(config_class)


class _BaseAutoModelClass:
    _model_mapping = None

    @classmethod
    def from_config(cls, config, **kwargs):
        return cls._model_mapping[type(config)](config, **kwargs)
