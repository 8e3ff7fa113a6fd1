from .utils import GenerationMixin

__all__ = ["GenerationMixin"]
