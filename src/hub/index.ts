export { fetchModelConfig, type FetchOptions } from './client.js';
export { findCachedConfig } from './local-cache.js';
export { readModelConfig, type AutoMapEntry, type ModelConfig } from './model-config.js';
export { resolveModelConfig, type ResolveOptions } from './resolve.js';
export type { ModelConfigResult } from './result.js';
export { hubSettings, type Environment } from './settings.js';
export { MAX_JSON_DEPTH, parseTolerantJson } from './tolerant-json.js';
