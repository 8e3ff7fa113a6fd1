/** Model types joined with architectures through the auto mappings of transformers. */
import type { AutoMapping } from './transformers/index.js';
import type { EngineScan, Registration } from './types.js';

/**
 * The mappings that say which class a checkpoint of a model type declares, best first: a text model lists its causal
 * model, a multimodal one its conditional generation.
 */
const MAPPINGS = [
  'MODEL_FOR_CAUSAL_LM_MAPPING_NAMES',
  'MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES',
  'MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES',
  'MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES',
];

/** Fills in the architecture of registrations that are keyed by model type, where transformers knows the type. */
export function joinModelTypes(scan: EngineScan, mappings: readonly AutoMapping[]): EngineScan {
  const architectures = architecturesByType(mappings);
  return { ...scan, registrations: scan.registrations.map((each) => joined(each, architectures)) };
}

function joined(each: Registration, architectures: ReadonlyMap<string, string>): Registration {
  const found = each.keyKind === 'modelType' ? architectures.get(each.key) : undefined;
  return found === undefined ? each : { ...each, architecture: found };
}

function architecturesByType(mappings: readonly AutoMapping[]): ReadonlyMap<string, string> {
  const architectures = new Map<string, string>();
  for (const name of MAPPINGS) {
    const mapping = mappings.find((each) => each.name === name);
    for (const { modelType, classes } of mapping?.entries ?? []) {
      const [first] = classes;
      if (first !== undefined && !architectures.has(modelType)) architectures.set(modelType, first);
    }
  }
  return architectures;
}
