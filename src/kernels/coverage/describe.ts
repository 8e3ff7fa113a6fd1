import { fieldOf, type KernelConfig } from '../config.js';
import { featuresOf, type Feature } from '../features.js';
import type { Parallelism } from '../parallelism.js';
import { RECIPE_WORDS, type RecipeSource } from '../recipe.js';

/** What a page says about a model's architecture. */
export interface ArchitectureWords {
  /** The Summary's cell, e.g. `GQA + MoE`. */
  readonly summary: string;
  /** The beginning of the section, e.g. `48 decoder layers, GQA attention, MoE FFN (128 experts, top-8)`. */
  readonly sentence: string;
}

const ATTENTIONS: readonly (readonly [Feature, string])[] = [
  ['lightning', 'Lightning Attn'],
  ['gdn', 'GDN'],
  ['dsa', 'DSA'],
  ['mla', 'MLA'],
  ['gqa', 'GQA'],
  ['mamba', 'Mamba2'],
];

/** Names attention and FFN by the features of the configuration; what it does not say is left out. */
export function describeArchitecture(config: KernelConfig): ArchitectureWords {
  const features = featuresOf(config);
  const attentions = ATTENTIONS.flatMap(([feature, word]) =>
    features.has(feature) && !(feature === 'mla' && features.has('dsa')) ? [word] : [],
  );
  const ffn = features.has('moe')
    ? features.has('dense-prefix')
      ? { short: ['Dense/MoE'], long: [`hybrid Dense+MoE FFN${experts(config)}`] }
      : { short: ['MoE'], long: [`MoE FFN${experts(config)}`] }
    : features.has('dense-mlp')
      ? { short: ['Dense'], long: ['dense MLP'] }
      : { short: [], long: [] };
  const attention = `${attentions.length > 1 ? 'hybrid ' : ''}${attentions.join('+')} attention`;
  const layers = layerCount(config);
  return {
    summary: [...attentions, ...ffn.short].join(' + '),
    sentence: [...(layers === null ? [] : [`${layers} decoder layers`]), attention, ...ffn.long].join(', '),
  };
}

/** The number of decoder layers; null when the configuration does not say it. */
export function layerCount(config: KernelConfig): number | null {
  return count(config, 'num_hidden_layers');
}

function experts(config: KernelConfig): string {
  const all = ['n_routed_experts', 'num_experts', 'num_local_experts']
    .map((name) => count(config, name))
    .find((value) => value !== null);
  const chosen = count(config, 'num_experts_per_tok');
  if (all === undefined) return '';
  return ` (${all} experts${chosen === null ? '' : `, top-${chosen}`})`;
}

function count(config: KernelConfig, name: string): number | null {
  const value = fieldOf(config, name)?.value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** What a page says about recipes, beside their degrees. */
export interface ServingWords {
  readonly source: RecipeSource;
  /** Whether one of them has data-parallel attention. */
  readonly dataParallel: boolean;
}

/** ` Standard serving configuration: **TP=2 or TP=4** (from sgl-cookbook).` */
export function describeServing(
  parallelisms: readonly Parallelism[],
  { source, dataParallel }: ServingWords,
): string {
  const shown = parallelisms.map(({ tp, ep }) => `TP=${tp}${ep === 1 ? '' : ` EP=${ep}`}`);
  const meaning = dataParallel ? '; TP as the attention layers see it' : '';
  return ` Standard serving configuration: **${shown.join(' or ')}** (from ${RECIPE_WORDS[source].name}${meaning}).`;
}
