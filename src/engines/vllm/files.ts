/** Where the registry is, newest place first. */
export const REGISTRY = 'model_executor/models/registry.py';
/** Until October 2024. */
export const MODELS_PACKAGE = 'model_executor/models/__init__.py';
/** A module until April 2024; its dictionary of classes was the registry until December 2023. */
export const MODEL_LOADER = 'model_executor/model_loader.py';
/** In its place until 2025. */
export const LOADER = 'model_executor/model_loader/loader.py';
