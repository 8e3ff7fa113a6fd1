/** Model types joined with architectures through the auto mappings of transformers. */
import type { AutoMapping } from './transformers/index.js';
import type { EngineScan, Registration } from './types.js';

/**
 * The mappings that say which class a checkpoint of a model type declares: a text model lists its causal model, a
 * multimodal one its conditional generation. Some types are in both, with a class for the whole model and one for its
 * text part; checkpoints declare either.
 */
const MAPPINGS = [
  'MODEL_FOR_CAUSAL_LM_MAPPING_NAMES',
  'MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES',
  'MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES',
  'MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES',
];

/**
 * Fills in the architecture of registrations that are keyed by model type, where transformers knows the type. A type
 * of several architectures becomes one registration for each.
 */
export function joinModelTypes(scan: EngineScan, mappings: readonly AutoMapping[]): EngineScan {
  const architectures = architecturesByType(mappings);
  return { ...scan, registrations: scan.registrations.flatMap((each) => joined(each, architectures)) };
}

function joined(
  each: Registration,
  architectures: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Registration[] {
  const found = each.keyKind === 'modelType' ? architectures.get(each.key) : undefined;
  return found === undefined ? [each] : [...found].map((architecture) => ({ ...each, architecture }));
}

function architecturesByType(mappings: readonly AutoMapping[]): ReadonlyMap<string, ReadonlySet<string>> {
  const architectures = new Map<string, Set<string>>();
  for (const name of MAPPINGS) {
    const mapping = mappings.find((each) => each.name === name);
    for (const { modelType, classes } of mapping?.entries ?? [])
      for (const each of classes)
        architectures.set(modelType, (architectures.get(modelType) ?? new Set()).add(each));
  }
  return architectures;
}
