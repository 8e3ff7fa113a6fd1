/** Configuration classes joined with architectures through the model types that transformers has for them. */
import { joinModelTypes } from './model-types.js';
import type { TransformersScan } from './transformers/index.js';
import type { EngineScan, Registration } from './types.js';

type Mappings = Pick<TransformersScan, 'autoMappings' | 'configMappings'>;

/**
 * Fills in the architecture of registrations that are keyed by configuration class, where transformers knows the
 * class. A class of several architectures becomes one registration for each.
 */
export function joinConfigClasses(scan: EngineScan, mappings: Mappings): EngineScan {
  return {
    ...scan,
    registrations: scan.registrations.flatMap((each) =>
      each.keyKind === 'configClass' ? joined(scan, each, mappings) : [each],
    ),
  };
}

function joined(
  scan: EngineScan,
  each: Registration,
  { autoMappings, configMappings }: Mappings,
): readonly Registration[] {
  const types = configMappings
    .flatMap(({ entries }) => entries)
    .filter(({ classes }) => classes.includes(each.key));
  const asTypes = types.map(({ modelType }): Registration => ({
    ...each,
    key: modelType,
    keyKind: 'modelType',
  }));
  const { registrations } = joinModelTypes({ ...scan, registrations: asTypes }, autoMappings);
  const architectures = new Set(registrations.flatMap(({ architecture }) => architecture ?? []));
  return architectures.size === 0
    ? [each]
    : [...architectures].map((architecture) => ({ ...each, architecture }));
}
