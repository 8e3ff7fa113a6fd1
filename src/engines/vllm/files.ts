/** Where the models are, and the name by which everybody knows their registry. */
export const MODELS = 'model_executor/models';
export const MODEL_REGISTRY = 'ModelRegistry';

/** Where the registry is, newest place first. */
export const REGISTRY = `${MODELS}/registry.py`;
/** Until October 2024. */
export const MODELS_PACKAGE = `${MODELS}/__init__.py`;
/** A module until April 2024; its dictionary of classes was the registry until December 2023. */
export const MODEL_LOADER = 'model_executor/model_loader.py';
/** In its place until 2025. */
export const LOADER = 'model_executor/model_loader/loader.py';

/** What a model can have, and the predicates that say so. */
export const INTERFACES = `${MODELS}/interfaces.py`;
export const INTERFACES_BASE = `${MODELS}/interfaces_base.py`;
