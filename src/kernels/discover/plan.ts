import type { Outcome } from '../../diagnostics.js';
import type { ClassificationSources } from '../classify.js';
import type { KernelConfig } from '../config.js';
import { parallelismsOf } from '../cookbook.js';
import { kernelInventory, type Inventory, type InventoryEntry } from '../inventory.js';
import type { Parallelism } from '../parallelism.js';
import type { Cookbook } from '../recipe.js';
import type { Tier } from '../rules.js';
import { findBySlug, quantizedSiblings } from '../slug.js';

/** The definitions that one model needs. */
export interface ModelPlan {
  readonly modelSlug: string;
  readonly hfRepoId: string | null;
  readonly config: KernelConfig;
  readonly parallelisms: readonly Parallelism[];
  /** `default`: the cookbook does not list the model, so it is planned for one device. */
  readonly parallelismSource: 'cookbook' | 'given' | 'default';
  /** Of the tiers that were asked for. */
  readonly entries: readonly InventoryEntry[];
  readonly unmapped: Inventory['unmapped'];
}

/** Where a model's checkpoint is known from; `problem` says why it is not. */
export type CheckpointSearch =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly problem: string; readonly hint: string };

/** The checkpoint that a short name means, by the cookbook. */
export function findCheckpoint(slug: string, cookbook: Cookbook | null): CheckpointSearch {
  const give = 'Give the checkpoint with --hf-repo-id.';
  if (cookbook === null) {
    return {
      ok: false,
      problem: `Which checkpoint '${slug}' means is looked up in the recipes (sgl-cookbook, or SGLang's documentation), which were not given.`,
      hint: `${give} Or give the cookbook with --cookbook.`,
    };
  }
  const match = findBySlug(cookbook.models, slug);
  if (match.kind === 'none')
    return { ok: false, problem: `The recipes have no checkpoint of '${slug}'.`, hint: give };
  if (match.kind !== 'ambiguous') return { ok: true, id: match.model.modelPath };
  const problem = `'${slug}' may mean several checkpoints: ${match.candidates.join(', ')}.`;
  return { ok: false, problem, hint: give };
}

export interface PlanInput {
  readonly modelSlug: string;
  readonly hfRepoId: string | null;
  readonly config: KernelConfig;
  readonly cookbook: Cookbook | null;
  /** Instead of the cookbook's. */
  readonly parallelisms: readonly Parallelism[] | null;
  readonly tiers: readonly Tier[];
  readonly sources: ClassificationSources;
}

/** Names and classifies what a model needs. */
export function planModel(input: PlanInput): Outcome<ModelPlan> {
  const { config, hfRepoId, cookbook } = input;
  const siblings = hfRepoId === null || cookbook === null ? [] : quantizedSiblings(cookbook.models, hfRepoId);
  const parallelisms = input.parallelisms ?? parallelismsOf(siblings);
  const { value: inventory, diagnostics } = kernelInventory(config, parallelisms, input.sources);
  const value: ModelPlan = {
    modelSlug: input.modelSlug,
    hfRepoId,
    config,
    parallelisms,
    parallelismSource: input.parallelisms !== null ? 'given' : siblings.length > 0 ? 'cookbook' : 'default',
    entries: inventory.entries.filter(({ tier }) => input.tiers.includes(tier)),
    unmapped: inventory.unmapped,
  };
  return { value, diagnostics };
}
