import { describeArchitecture, layerCount } from '../coverage/describe.js';
import type { InventoryEntry } from '../inventory.js';
import { phaseOneOf } from '../manifest/kernel.js';
import type { PlannedKernel, PlannedModel } from './contract.js';
import { groupOf, type GroupId } from './groups.js';
import type { ModelPlan } from './plan.js';

/** A plan as plain data. */
export function plannedModel(plan: ModelPlan, requested: boolean): PlannedModel {
  const { modelSlug, hfRepoId, config, parallelisms, parallelismSource, entries, unmapped } = plan;
  const count = (group: GroupId): number => entries.filter((entry) => groupOf(entry) === group).length;
  return {
    modelSlug,
    hfRepoId,
    requested,
    architecture: config.architecture,
    layers: layerCount(config),
    summary: describeArchitecture(config).summary,
    config: config.place.file,
    parallelisms,
    parallelismSource,
    counts: {
      existing: count('existing'),
      ready: count('ready'),
      'sglang-missing': count('sglang-missing'),
      'no-api': count('no-api'),
      'flashinfer-missing': count('flashinfer-missing'),
      open: count('open'),
    },
    kernels: entries.map(plannedKernel),
    unmapped,
  };
}

const NOTHING_KNOWN = {
  file: null,
  dumped: false,
  api: null,
  sglang: null,
  reason: null,
  similar: [],
} as const;

function plannedKernel(entry: InventoryEntry): PlannedKernel {
  const { classification, opType, tier, roles, tp, ep, fields } = entry;
  const common = {
    ...phaseOneOf(entry),
    op_type: opType,
    group: groupOf(entry),
    tier,
    roles,
    tp,
    ep,
    fields,
    ...NOTHING_KNOWN,
  };
  if (classification.status === 'existing') {
    return { ...common, file: classification.path, dumped: classification.dumped };
  }
  const { api, sglang, reason, similar } = classification;
  return { ...common, api, sglang, reason, similar };
}
