export { fetchModelConfig, type FetchOptions } from './client.js';
export { findCachedConfig, type CachedConfig } from './local-cache.js';
export { readModelConfig, type AutoMapEntry, type ModelConfig, type TextConfigKey } from './model-config.js';
export { parseRepositoryId, type RepositoryId } from './repository-id.js';
export { resolveModelConfig, type ResolveOptions } from './resolve.js';
export type { FailureReason, FoundModelConfig, ModelConfigFailure, ModelConfigResult } from './result.js';
export { hubSettings, type Environment, type HubSettings } from './settings.js';
export { MAX_JSON_DEPTH, parseTolerantJson, type JsonResult } from './tolerant-json.js';
