import { sglang } from './sglang/index.js';
import type { EngineAdapter } from './types.js';

/** Every engine that archscan reads, in the order of output. */
export const ENGINES: readonly EngineAdapter[] = [sglang];

export const ENGINE_IDS: readonly string[] = ENGINES.map((engine) => engine.id);
