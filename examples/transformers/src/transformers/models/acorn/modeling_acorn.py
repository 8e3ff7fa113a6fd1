from torch import nn

from ...generation import GenerationMixin
from ...modeling_utils import PreTrainedModel
from ...utils import auto_docstring
from .configuration_acorn import AcornConfig


class AcornDecoderLayer(nn.Module):
    def __init__(self, config: AcornConfig, layer_idx: int):
        super().__init__()
        self.layer_idx = layer_idx
        self.qkv_proj = nn.Linear(config.hidden_size, 3 * config.hidden_size, bias=False)


@auto_docstring
class AcornPreTrainedModel(PreTrainedModel):
    config: AcornConfig
    base_model_prefix = "model"
    _no_split_modules = ["AcornDecoderLayer"]
    _supports_attention_backend = True


@auto_docstring
class AcornModel(AcornPreTrainedModel):
    def __init__(self, config: AcornConfig):
        super().__init__(config)
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList([AcornDecoderLayer(config, i) for i in range(config.num_hidden_layers)])


@auto_docstring
class AcornForCausalLM(AcornPreTrainedModel, GenerationMixin):
    _tp_plan = {"lm_head": "colwise_rep"}

    def __init__(self, config: AcornConfig):
        super().__init__(config)
        self.model = AcornModel(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def forward(self, input_ids=None, **kwargs):
        r"""
        Example:

        ```python
        >>> from transformers import AcornForCausalLM, AutoTokenizer

        >>> model = AcornForCausalLM.from_pretrained("treeline-labs/Acorn-7B")
        >>> tokenizer = AutoTokenizer.from_pretrained("treeline-labs/Acorn-7B")
        >>> model.generate(**tokenizer("An oak begins as", return_tensors="pt"))
        ```"""
        return self.lm_head(self.model(input_ids, **kwargs))


__all__ = ["AcornForCausalLM", "AcornModel", "AcornPreTrainedModel"]
