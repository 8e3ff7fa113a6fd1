import { fieldOf, type KernelConfig } from './config.js';
import { isIn, routingOf, type Routing } from './families.js';

/** What a rule can ask for. */
export type Feature =
  | 'mla'
  | 'no-dsa'
  | 'dsa'
  | 'q-lora'
  | 'no-q-lora'
  | 'gqa'
  | 'gdn'
  | 'mamba'
  | 'lightning'
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
  const gqa = !mla && layers.attention && has('num_attention_heads');
  const moe = number(config, 'n_routed_experts', 'num_experts', 'num_local_experts') > 0;
  const gated = !activationsOf(config).includes('relu2');
  const gate = outputGate(config);
  const routing = moe ? expertRouting(config) : null;
  const rope = gqa && !isIn('withoutRope', config.family);
  const gptj = isIn('interleavedRope', config.family);
  const tests: Readonly<Record<Feature, boolean>> = {
    mla,
    dsa,
    'no-dsa': !dsa,
    'q-lora': has('q_lora_rank'),
    'no-q-lora': !has('q_lora_rank'),
    gqa,
    gdn: has('linear_num_key_heads'),
    mamba: layers.mamba && has('mamba_num_heads', 'mamba_n_heads') && has('ssm_state_size', 'mamba_d_state'),
    lightning: layers.lightning,
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

interface Layers {
  readonly attention: boolean;
  readonly mamba: boolean;
  readonly mlp: boolean;
  readonly lightning: boolean;
}

/** Hybrid models list their layers: `M` Mamba, `*` attention, `-` MLP; or 0 for lightning, 1 for full attention. */
function layersOf(config: KernelConfig): Layers {
  const pattern = fieldOf(config, 'hybrid_override_pattern')?.value;
  const types = fieldOf(config, 'attn_type_list')?.value;
  const listed = (letter: string): boolean => typeof pattern !== 'string' || pattern.includes(letter);
  const attends = !Array.isArray(types) || types.some((type) => type !== 0);
  return {
    attention: listed('*') && attends,
    mamba: listed('M'),
    mlp: listed('-'),
    lightning: Array.isArray(types) && types.includes(0),
  };
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
  if (fieldOf(config, 'topk_method')?.value === 'noaux_tc') return 'ds_routing';
  return routingOf(config.family);
}
