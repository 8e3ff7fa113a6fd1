import type { EngineAdapter } from './types.js';

/** What is known of an engine before its code is loaded. */
export interface EngineEntry {
  /** Also the name of its path option and of its key in the configuration. */
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<EngineAdapter>;
}

/** Every engine that archscan reads, in the order of output. */
export const ENGINES = [
  {
    id: 'sglang',
    title: 'SGLang',
    load: async () => (await import('./sglang/index.js')).sglang,
  },
  {
    id: 'vllm',
    title: 'vLLM',
    load: async () => (await import('./vllm/index.js')).vllm,
  },
  {
    id: 'lmdeploy',
    title: 'LMDeploy',
    load: async () => (await import('./lmdeploy/index.js')).lmdeploy,
  },
  {
    id: 'sglang-jax',
    title: 'SGLang-JAX',
    load: async () => (await import('./sglang-jax/index.js')).sglangJax,
  },
  {
    id: 'mlx-lm',
    title: 'MLX LM',
    load: async () => (await import('./mlx-lm/index.js')).mlxLm,
  },
  {
    id: 'llama.cpp',
    title: 'llama.cpp',
    load: async () => (await import('./llamacpp/index.js')).llamaCpp,
  },
  {
    id: 'tensorrt-llm',
    title: 'TensorRT-LLM',
    load: async () => (await import('./trtllm/index.js')).tensorrtLlm,
  },
  {
    id: 'tgi',
    title: 'Text Generation Inference',
    load: async () => (await import('./tgi/index.js')).tgi,
  },
] as const satisfies readonly EngineEntry[];

export type EngineId = (typeof ENGINES)[number]['id'];

export const ENGINE_IDS: readonly string[] = ENGINES.map((engine) => engine.id);

/**
 * The adapters of the given engines, of all without ids, in the order of output.
 *
 * @param plugins engines that archscan does not have itself
 */
export async function loadEngines(
  ids?: readonly string[],
  plugins: readonly EngineAdapter[] = [],
): Promise<readonly EngineAdapter[]> {
  const isWanted = ({ id }: { readonly id: string }): boolean => ids?.includes(id) !== false;
  const wanted: readonly EngineEntry[] = ENGINES.filter(isWanted);
  return [...(await Promise.all(wanted.map(({ load }) => load()))), ...plugins.filter(isWanted)];
}
