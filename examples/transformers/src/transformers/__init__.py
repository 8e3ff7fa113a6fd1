# A small tree in the shape of the transformers library, for archscan's example.

__version__ = "5.0.0"

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .utils import _LazyModule
from .utils.import_utils import define_import_structure


# Everything outside models/ is listed here; what stands in models/ is found through its __all__.
_import_structure = {
    "configuration_utils": ["PreTrainedConfig"],
    "generation": ["GenerationMixin"],
    "modeling_utils": ["PreTrainedModel"],
}

if TYPE_CHECKING:
    from .configuration_utils import PreTrainedConfig as PreTrainedConfig
    from .generation import GenerationMixin as GenerationMixin
    from .modeling_utils import PreTrainedModel as PreTrainedModel
    from .models import *
else:
    _import_structure = {k: set(v) for k, v in _import_structure.items()}

    import_structure = define_import_structure(Path(__file__).parent / "models", prefix="models")
    import_structure[frozenset({})].update(_import_structure)

    sys.modules[__name__] = _LazyModule(
        __name__,
        globals()["__file__"],
        import_structure,
        module_spec=__spec__,
        extra_objects={"__version__": __version__},
    )
