import { fieldOf, type KernelConfig } from '../config.js';
import { featuresOf, layerPattern } from '../features.js';
import { layerCount } from './describe.js';

/** How many decoder layers of a kind a model has; null where its configuration does not say. */
export interface LayerCounts {
  readonly total: number | null;
  /** Layers with full softmax attention, in a hybrid with another kind. */
  readonly attention: number | null;
  readonly linear: number | null;
  readonly mamba: number | null;
  readonly moe: number | null;
  readonly dense: number | null;
  /** Attention over a window or chunk, and over everything. */
  readonly local: number | null;
  readonly global: number | null;
  /** The field that places experts in some layers only; null: none does. */
  readonly placedBy: string | null;
}

/** Counts by the fields that place layers: a pattern, lists of types, intervals, a dense prefix. */
export function layerCounts(config: KernelConfig): LayerCounts {
  const total = layerCount(config);
  return { total, ...hybrid(config, total), ...experts(config, total), ...windows(config, total) };
}

function hybrid(
  config: KernelConfig,
  total: number | null,
): Pick<LayerCounts, 'attention' | 'linear' | 'mamba'> {
  const pattern = layerPattern(config);
  if (pattern !== null) {
    return { attention: lettersIn(pattern, '*'), linear: null, mamba: lettersIn(pattern, 'M') };
  }
  const types = listOf(config, 'layer_types');
  const features = featuresOf(config);
  if (types !== null && (features.has('gdn') || features.has('mamba'))) {
    const count = (...names: readonly string[]): number =>
      types.filter((type) => typeof type === 'string' && names.includes(type)).length;
    return {
      attention: count('full_attention', 'attention'),
      linear: count('linear_attention'),
      mamba: count('mamba', 'mamba2'),
    };
  }
  const every = numberOf(config, 'full_attention_interval');
  if (total === null || every === null || every < 1 || !features.has('gdn')) {
    return { attention: null, linear: null, mamba: null };
  }
  const attention = Math.floor(total / every);
  return { attention, linear: total - attention, mamba: null };
}

function experts(
  config: KernelConfig,
  total: number | null,
): Pick<LayerCounts, 'moe' | 'dense' | 'placedBy'> {
  const pattern = layerPattern(config);
  if (pattern !== null) {
    return {
      moe: lettersIn(pattern, 'E'),
      dense: lettersIn(pattern, '-'),
      placedBy: 'hybrid_override_pattern',
    };
  }
  if (total === null) return { moe: null, dense: null, placedBy: null };
  if (!featuresOf(config).has('moe')) return { moe: 0, dense: total, placedBy: null };
  const placed = (moe: number, placedBy: string | null): ReturnType<typeof experts> => {
    return { moe, dense: total - moe, placedBy };
  };
  const listed = listOf(config, 'moe_layer_freq');
  if (listed?.length === total) return placed(listed.filter((each) => each === 1).length, 'moe_layer_freq');
  const prefix = numberOf(config, 'first_k_dense_replace');
  // A frequency beside it is 1 wherever it is known.
  if (prefix !== null && (numberOf(config, 'moe_layer_freq') ?? 1) === 1) {
    return placed(total - Math.min(prefix, total), 'first_k_dense_replace');
  }
  const step = numberOf(config, 'interleave_moe_layer_step');
  if (step !== null && step >= 1) return placed(Math.floor(total / step), 'interleave_moe_layer_step');
  const dense = listOf(config, 'mlp_only_layers');
  const sparse = numberOf(config, 'decoder_sparse_step') ?? 1;
  if (sparse !== 1) return { moe: null, dense: null, placedBy: null };
  return placed(total - (dense?.length ?? 0), (dense?.length ?? 0) > 0 ? 'mlp_only_layers' : null);
}

function windows(config: KernelConfig, total: number | null): Pick<LayerCounts, 'local' | 'global'> {
  const types = listOf(config, 'layer_types');
  if (types?.every((type) => typeof type === 'string' && /^(?:sliding|chunked|full)_attention$/.test(type))) {
    const global = types.filter((type) => type === 'full_attention').length;
    return { local: types.length - global, global };
  }
  // 1 where a layer has rotary embedding, which are the local ones.
  const rotary = listOf(config, 'no_rope_layers');
  if (rotary !== null && rotary.length === total) {
    const local = rotary.filter((each) => each === 1).length;
    return { local, global: total - local };
  }
  const every = numberOf(config, 'no_rope_layer_interval') ?? numberOf(config, 'sliding_window_pattern');
  if (total === null || every === null || every < 1) return { local: null, global: null };
  const global = Math.floor(total / every);
  return { local: total - global, global };
}

function lettersIn(pattern: string, letter: string): number {
  return pattern.split(letter).length - 1;
}

function listOf(config: KernelConfig, name: string): readonly unknown[] | null {
  const value = fieldOf(config, name)?.value;
  return Array.isArray(value) ? value : null;
}

function numberOf(config: KernelConfig, name: string): number | null {
  const value = fieldOf(config, name)?.value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}
