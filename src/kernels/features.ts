import { fieldOf, type ConfigField, type KernelConfig } from './config.js';
import { isIn, routingOf, type Routing } from './families.js';
import { EXPERT_COUNTS } from './quantities.js';

/** What a rule can ask for. */
export type Feature =
  | 'rms-norm'
  | 'mla'
  | 'no-dsa'
  | 'dsa'
  | 'q-lora'
  | 'no-q-lora'
  | 'gqa'
  | 'gdn'
  | 'mamba'
  | 'lightning'
  | 'unmapped-mamba'
  | 'unmapped-linear'
  | 'unmapped-layers'
  | 'per-head-norm'
  | 'output-gate'
  | 'no-output-gate'
  | 'dense-mlp'
  | 'dense-prefix'
  | 'gated'
  | 'ungated'
  | 'moe'
  | 'shared-experts'
  | 'ds-routing'
  | 'renorm-routing'
  | 'quantised-experts'
  | 'unmapped-experts'
  | 'neox-rope'
  | 'gptj-rope';

/** What a model consists of, decided by the fields of its configuration wherever they say it. */
export function featuresOf(config: KernelConfig): ReadonlySet<Feature> {
  const has = (...names: readonly string[]): boolean => names.some((name) => fieldOf(config, name) !== null);
  const layers = layersOf(config);
  const mla = has('kv_lora_rank');
  const dsa = mla && has('index_topk');
  const gqa = !mla && layers.attention && has('num_attention_heads') && !deviates(config);
  const moe = number(config, ...EXPERT_COUNTS) > 0;
  const gated = !activationsOf(config).includes('relu2') && !isIn('ungatedMlp', config.family);
  const mamba =
    layers.mamba && has('mamba_num_heads', 'mamba_n_heads') && has('ssm_state_size', 'mamba_d_state');
  const gate = outputGate(config);
  const routing = moe ? expertRouting(config) : null;
  const rope = gqa && !isIn('withoutRope', config.family);
  const gptj = isIn('interleavedRope', config.family);
  const tests: Readonly<Record<Feature, boolean>> = {
    'rms-norm': !isIn('layerNorm', config.family),
    mla,
    dsa,
    'no-dsa': !dsa,
    'q-lora': has('q_lora_rank'),
    'no-q-lora': !has('q_lora_rank'),
    gqa,
    gdn: has('linear_num_key_heads'),
    mamba,
    lightning: layers.lightning,
    'unmapped-mamba': layers.mamba && !mamba && has('mamba_d_state', 'ssm_state_size'),
    'unmapped-linear': has('linear_attn_config') || (layers.linear && !has('linear_num_key_heads')),
    'unmapped-layers': gqa && otherLayers(config) !== null,
    'per-head-norm': perHeadNorm(config),
    'output-gate': gate,
    'no-output-gate': !gate,
    'dense-mlp': !moe && layers.mlp,
    'dense-prefix':
      moe && (number(config, 'first_k_dense_replace') > 0 || number(config, 'interleave_moe_layer_step') > 1),
    gated,
    ungated: !gated,
    moe,
    'shared-experts': moe && number(config, ...SHARED_EXPERTS) > 0,
    'ds-routing': routing === 'ds_routing',
    'renorm-routing': routing === 'renorm',
    'quantised-experts': routing === 'renorm' || routing === 'llama4',
    'unmapped-experts': moe && (routing === null || routing === 'none'),
    'neox-rope': rope && !gptj,
    'gptj-rope': rope && gptj,
  };
  // The keys of the record are the features.
  const names = Object.keys(tests) as Feature[];
  return new Set(names.filter((name) => tests[name]));
}

const SHARED_EXPERTS = [
  'shared_expert_intermediate_size',
  'moe_shared_expert_intermediate_size',
  'n_shared_experts',
];

/** The first of the fields as a number, 0 when there is none. */
function number(config: KernelConfig, ...names: readonly string[]): number {
  for (const name of names) {
    const value = fieldOf(config, name)?.value ?? null;
    if (value !== null) return typeof value === 'number' ? value : 0;
  }
  return 0;
}

/**
 * Attention that is neither grouped nor latent as the formulas have it: low ranks without a latent cache, values of
 * another width than keys, or heads that every layer has of its own.
 */
function deviates(config: KernelConfig): boolean {
  const value = (name: string): unknown => fieldOf(config, name)?.value ?? null;
  const [keys, values] = [value('head_dim'), value('v_head_dim')];
  const uneven = keys !== null && values !== null && keys !== values;
  return value('q_lora_rank') !== null || value('block_configs') !== null || uneven;
}

/** Heads of the layers that attend otherwise than the rest, and the field of the rest. */
const OTHER_LAYERS: readonly (readonly [string, string])[] = [
  ['global_head_dim', 'head_dim'],
  ['num_global_key_value_heads', 'num_key_value_heads'],
  ['swa_num_attention_heads', 'num_attention_heads'],
  ['swa_num_key_value_heads', 'num_key_value_heads'],
  ['swa_head_dim', 'head_dim'],
];

/** The field that gives some layers other heads than the rest; null when all are alike. */
export function otherLayers(config: KernelConfig): ConfigField | null {
  for (const [name, usual] of OTHER_LAYERS) {
    const field = fieldOf(config, name);
    if (field !== null && field.value !== fieldOf(config, usual)?.value) return field;
  }
  return null;
}

interface Layers {
  readonly attention: boolean;
  readonly mamba: boolean;
  readonly mlp: boolean;
  readonly linear: boolean;
  readonly lightning: boolean;
}

/**
 * Hybrid models list their layers: `M` Mamba, `*` attention, `-` MLP, or in words; 0 for lightning, 1 for full
 * attention.
 */
function layersOf(config: KernelConfig): Layers {
  const pattern = layerPattern(config);
  const types = fieldOf(config, 'attn_type_list')?.value;
  const words = fieldOf(config, 'layer_types')?.value;
  const listed = (letter: string): boolean => pattern === null || pattern.includes(letter);
  const attends = !Array.isArray(types) || types.some((type) => type !== 0);
  return {
    attention: listed('*') && attends,
    mamba: listed('M'),
    mlp: listed('-'),
    linear: Array.isArray(words) && words.includes('linear_attention'),
    lightning: Array.isArray(types) && types.includes(0),
  };
}

const LETTERS = new Map<unknown, string>([
  ['mamba', 'M'],
  ['attention', '*'],
  ['mlp', '-'],
  ['moe', 'E'],
]);

/** One letter for each layer, from `hybrid_override_pattern` or the words of `layers_block_type`; null without them. */
export function layerPattern(config: KernelConfig): string | null {
  const pattern = fieldOf(config, 'hybrid_override_pattern')?.value;
  if (typeof pattern === 'string') return pattern;
  const words: unknown = fieldOf(config, 'layers_block_type')?.value;
  if (!Array.isArray(words)) return null;
  const letters = words.map((word) => LETTERS.get(word));
  return letters.every((letter) => letter !== undefined) ? letters.join('') : null;
}

/** Squared ReLU has no gate beside the up projection. */
function activationsOf(config: KernelConfig): readonly unknown[] {
  return ['mlp_hidden_act', 'hidden_act'].map((name) => fieldOf(config, name)?.value);
}

function perHeadNorm(config: KernelConfig): boolean {
  if (isIn('perHeadNorm', config.family)) return true;
  return isIn('perHeadNormIfUseQkNorm', config.family) && fieldOf(config, 'use_qk_norm')?.value === true;
}

function outputGate(config: KernelConfig): boolean {
  return isIn('attentionOutputGate', config.family) && fieldOf(config, 'attn_output_gate')?.value !== false;
}

/** `noaux_tc` names the routing itself; otherwise the family has to be known. */
export function expertRouting(config: KernelConfig): Routing | null {
  // Experts of another width than the layer have no definition.
  if (fieldOf(config, 'routed_expert_hidden_size') !== null) return 'none';
  if (fieldOf(config, 'topk_method')?.value === 'noaux_tc') return 'ds_routing';
  return routingOf(config.family);
}
